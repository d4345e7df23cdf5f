/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint start, end;   /* bytes */
} CtgTextRange;

GArray *ctg_text_find (const char *text, const char *words, guint most);

G_END_DECLS
