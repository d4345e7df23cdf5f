/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Settings > Data: a backup, and everything out in open formats. */
#define CTG_TYPE_SETTINGS_DATA (ctg_settings_data_get_type ())
G_DECLARE_FINAL_TYPE (CtgSettingsData, ctg_settings_data, CTG, SETTINGS_DATA, AdwBin)

void ctg_settings_data_set_engine (CtgSettingsData *self, CtgEngine *engine);

G_END_DECLS
