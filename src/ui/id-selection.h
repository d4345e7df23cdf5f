/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lazy-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Several rows of a lazy list chosen at once. They are known by their ids: whatever becomes of the list, the same rows
 * stay chosen, and no item is made to find that out. At most CTG_ID_SELECTION_MAX: a choice of more is refused. */
#define CTG_ID_SELECTION_MAX 500
#define CTG_TYPE_ID_SELECTION (ctg_id_selection_get_type ())
G_DECLARE_FINAL_TYPE (CtgIdSelection, ctg_id_selection, CTG, ID_SELECTION, GObject)

CtgIdSelection *ctg_id_selection_new         (void);
void            ctg_id_selection_set_list    (CtgIdSelection *self, CtgLazyList *list);
guint           ctg_id_selection_get_n       (CtgIdSelection *self);
guint           ctg_id_selection_get_first   (CtgIdSelection *self);
GArray         *ctg_id_selection_dup_ids     (CtgIdSelection *self);
void            ctg_id_selection_prune       (CtgIdSelection *self);

G_END_DECLS
