/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CTG_TYPE_APPLICATION (ctg_application_get_type ())
G_DECLARE_FINAL_TYPE (CtgApplication, ctg_application, CTG, APPLICATION, AdwApplication)

CtgApplication *ctg_application_new        (void);
CtgEngine      *ctg_application_get_engine (CtgApplication *self);

G_END_DECLS
