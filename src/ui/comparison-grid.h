/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ctg_comparison_grid_clear (GtkGrid *grid);
void ctg_comparison_grid_add   (GtkGrid *grid, const char *left, const char *right);

G_END_DECLS
