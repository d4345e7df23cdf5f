/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ctg_click_row_set_up (GtkListItem *list_item, GtkWidget *child);

G_END_DECLS
