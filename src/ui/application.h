/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CTG_TYPE_APPLICATION (ctg_application_get_type ())
G_DECLARE_FINAL_TYPE (CtgApplication, ctg_application, CTG, APPLICATION, AdwApplication)

CtgApplication *ctg_application_new        (void);
CtgEngine      *ctg_application_get_engine (CtgApplication *self);
gboolean        ctg_application_is_quitting (CtgApplication *self);

/* While a backup takes the profile's place: every window goes, and the engine; then both come back. Somebody else has
 * to hold the application meanwhile. */
CtgProfile     *ctg_application_dup_profile   (CtgApplication *self);
void            ctg_application_close_profile (CtgApplication *self);
GtkWindow      *ctg_application_open_profile  (CtgApplication *self);

G_END_DECLS
