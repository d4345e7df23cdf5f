/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "text-find.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What was found in a label: marked, and scrolled to. */
void ctg_find_marks_show   (GtkWidget *label, GArray *ranges, guint shown);
void ctg_find_marks_go     (GtkWidget *label, guint byte);
void ctg_find_marks_scroll (GtkWidget *widget, double y);

G_END_DECLS
