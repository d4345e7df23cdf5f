/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How large the words of letters are: in every window at once, and remembered. Property `factor` (double), 1 as
 * designed. */
#define CTG_TYPE_ZOOM (ctg_zoom_get_type ())
G_DECLARE_FINAL_TYPE (CtgZoom, ctg_zoom, CTG, ZOOM, GObject)

CtgZoom *ctg_zoom_get_default (void);
void     ctg_zoom_install     (GtkWidgetClass *window_class);

G_END_DECLS
