/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ctg_deal_actions_install (GtkWidgetClass *window_class);

G_END_DECLS
