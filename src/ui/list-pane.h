/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lazy-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A lazy list in the middle pane: drawn rows, one selection that survives changes of the list by its id. Signals
 * `selected (gint64 id)`: another row was chosen (0: none); `activated (gint64 id)`: Enter or a click; `several (guint
 * n)`: so many rows are chosen, where that is more than one, and 0 when it is so no more. */
#define CTG_TYPE_LIST_PANE (ctg_list_pane_get_type ())
G_DECLARE_FINAL_TYPE (CtgListPane, ctg_list_pane, CTG, LIST_PANE, GtkWidget)

typedef void (*CtgListPaneFill) (GtkWidget *row, CtgLazyItem *item);   /* row: a CtgTextRow */

GtkWidget *ctg_list_pane_new         (const char *label, GtkWidget *empty_page, CtgListPaneFill fill);
void       ctg_list_pane_allow_several (CtgListPane *self, GtkWidget *bar);
GArray    *ctg_list_pane_dup_ids     (CtgListPane *self);
void       ctg_list_pane_set_list    (CtgListPane *self, CtgLazyList *list);
void       ctg_list_pane_select      (CtgListPane *self, gint64 id);
gint64     ctg_list_pane_get_id      (CtgListPane *self);
void       ctg_list_pane_focus       (CtgListPane *self);

G_END_DECLS
