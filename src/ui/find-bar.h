/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Finds words in the letters that are open below a widget: Enter and Shift+Enter go from one to the next, Esc goes back
 * to where one was, the button that closes it stays. */
#define CTG_TYPE_FIND_BAR (ctg_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (CtgFindBar, ctg_find_bar, CTG, FIND_BAR, GtkBox)

GtkWidget *ctg_find_bar_new   (GtkScrolledWindow *scroller);
void       ctg_find_bar_open  (CtgFindBar *self);
void       ctg_find_bar_close (CtgFindBar *self);

G_END_DECLS
