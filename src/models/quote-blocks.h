/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lines of a text that are quoted equally deep. */
typedef struct
{
  guint depth;     /* 0: the sender's own words */
  guint n_lines;
  char *text;      /* (owned) without the quote's marks, never blank */
} CtgQuoteBlock;

GPtrArray *ctg_quote_blocks_new (const char *text);

G_END_DECLS
