/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The entry in the header bar and what it finds below. Signal `chosen (CtgSearchResult *result)`. */
#define CTG_TYPE_SEARCH_BOX (ctg_search_box_get_type ())
G_DECLARE_FINAL_TYPE (CtgSearchBox, ctg_search_box, CTG, SEARCH_BOX, GtkWidget)

void ctg_search_box_set_store (CtgSearchBox *self, CtgStore *store);
void ctg_search_box_focus     (CtgSearchBox *self);
void ctg_search_box_search    (CtgSearchBox *self, const char *words);

G_END_DECLS
