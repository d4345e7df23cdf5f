/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void ctg_source_window_present (GtkWindow *parent, const char *title, GBytes *source);

G_END_DECLS
