/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "background.h"
#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CTG_TYPE_SETTINGS_WINDOW (ctg_settings_window_get_type ())
G_DECLARE_FINAL_TYPE (CtgSettingsWindow, ctg_settings_window, CTG, SETTINGS_WINDOW, AdwWindow)

CtgSettingsWindow *ctg_settings_window_new     (GtkApplication *application, GtkWindow *parent, CtgEngine *engine,
                                               CtgBackground *background);
void               ctg_settings_window_connect (CtgSettingsWindow *self);

G_END_DECLS
