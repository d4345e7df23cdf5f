/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks into which sequence contacts are put, and says who could not be. Closes itself otherwise. */
#define CTG_TYPE_ENROL_DIALOG (ctg_enrol_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CtgEnrolDialog, ctg_enrol_dialog, CTG, ENROL_DIALOG, AdwWindow)

void ctg_enrol_dialog_open         (GtkWindow *parent, CtgEngine *engine, gint64 contact_id);
void ctg_enrol_dialog_open_several (GtkWindow *parent, CtgEngine *engine, GArray *contacts);

G_END_DECLS
