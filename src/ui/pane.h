/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One of the window's panes: whatever it shows, it wants the same width, so that the panes fold at the same window
 * width always. */
#define CTG_TYPE_PANE (ctg_pane_get_type ())
G_DECLARE_FINAL_TYPE (CtgPane, ctg_pane, CTG, PANE, GtkWidget)

G_END_DECLS
