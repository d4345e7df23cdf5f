/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A part of the help in which words were found. */
typedef struct
{
  char *topic;     /* (owned) PAGE#ID */
  char *title;     /* (owned) of the part */
  char *page;      /* (owned) the page's title */
} CtgHelpHit;

void       ctg_help_hit_free (CtgHelpHit *self);
GPtrArray *ctg_help_search   (const char *words, GtkApplication *application);

G_END_DECLS
