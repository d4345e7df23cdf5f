/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A place in the sidebar, with a quiet count where something waits. */
#define CTG_TYPE_PLACE_ROW (ctg_place_row_get_type ())
G_DECLARE_FINAL_TYPE (CtgPlaceRow, ctg_place_row, CTG, PLACE_ROW, GtkListBoxRow)

GtkWidget  *ctg_place_row_new       (const char *place, const char *label, const char *icon_name);
const char *ctg_place_row_get_place (CtgPlaceRow *self);
void        ctg_place_row_set_count (CtgPlaceRow *self, guint count);

G_END_DECLS
