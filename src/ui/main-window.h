/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

#define CTG_TYPE_MAIN_WINDOW (ctg_main_window_get_type ())
G_DECLARE_FINAL_TYPE (CtgMainWindow, ctg_main_window, CTG, MAIN_WINDOW, AdwApplicationWindow)

CtgMainWindow *ctg_main_window_new (CtgApplication *application);

G_END_DECLS
