/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A reading window's actions on sequences: `win.new-sequence`, `win.enrol-contact`. */
void ctg_sequence_actions_install (GtkWidgetClass *widget_class);

G_END_DECLS
