/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Waiting, a spinner, a tick, a cross or a dash. */
#define CTG_TYPE_STATE_ICON (ctg_state_icon_get_type ())
G_DECLARE_FINAL_TYPE (CtgStateIcon, ctg_state_icon, CTG, STATE_ICON, AdwBin)

CtgStateIcon *ctg_state_icon_new       (void);
void          ctg_state_icon_set_state (CtgStateIcon *self, CtgStepState state);
const char   *ctg_state_icon_get_text  (CtgStepState state);

G_END_DECLS
