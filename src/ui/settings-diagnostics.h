/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Settings > Diagnostics: whether everything is in order, step by step, and a report to copy. */
#define CTG_TYPE_SETTINGS_DIAGNOSTICS (ctg_settings_diagnostics_get_type ())
G_DECLARE_FINAL_TYPE (CtgSettingsDiagnostics, ctg_settings_diagnostics, CTG, SETTINGS_DIAGNOSTICS, AdwBin)

void ctg_settings_diagnostics_set_engine (CtgSettingsDiagnostics *self, CtgEngine *engine);
void ctg_settings_diagnostics_look       (CtgSettingsDiagnostics *self);

G_END_DECLS
