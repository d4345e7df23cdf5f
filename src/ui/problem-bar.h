/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The bar at the window's foot, there only while a mailbox is disconnected and needs the person. */
#define CTG_TYPE_PROBLEM_BAR (ctg_problem_bar_get_type ())
G_DECLARE_FINAL_TYPE (CtgProblemBar, ctg_problem_bar, CTG, PROBLEM_BAR, GtkWidget)

void ctg_problem_bar_set_engine (CtgProblemBar *self, CtgEngine *engine);

G_END_DECLS
