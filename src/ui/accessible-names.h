/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void ctg_accessible_names_mend (GtkWidget *widget);

G_END_DECLS
