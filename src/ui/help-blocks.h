/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "help-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A page of the help as widgets in a box. @follow is called with where a link leads within the help. */
typedef void (*CtgHelpFollow) (const char *topic, gpointer data);

void       ctg_help_blocks_fill (GtkBox *box, const CtgHelpPage *page, CtgHelpFollow follow, gpointer data);
GtkWidget *ctg_help_blocks_find (GtkBox *box, const char *id);

G_END_DECLS
