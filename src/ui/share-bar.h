/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A drawn bar: of all, how many were answered and how many came back. The numbers stand beside it in words. */
#define CTG_TYPE_SHARE_BAR (ctg_share_bar_get_type ())
G_DECLARE_FINAL_TYPE (CtgShareBar, ctg_share_bar, CTG, SHARE_BAR, GtkWidget)

GtkWidget *ctg_share_bar_new (double length, double n_all, double n_good, double n_bad);

G_END_DECLS
