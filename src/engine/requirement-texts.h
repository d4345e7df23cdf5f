/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "requirements.h"

G_BEGIN_DECLS

const char *ctg_text_for_requirement       (CtgRequirement requirement);
char       *ctg_text_for_requirement_state (CtgRequirement requirement, CtgStepState state, const char *fact);
char       *ctg_text_summarise_requirements (const CtgStepState *states);

G_END_DECLS
