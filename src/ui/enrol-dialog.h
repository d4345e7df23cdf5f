/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks into which sequence a contact is put. Closes itself. */
#define CTG_TYPE_ENROL_DIALOG (ctg_enrol_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CtgEnrolDialog, ctg_enrol_dialog, CTG, ENROL_DIALOG, AdwWindow)

void ctg_enrol_dialog_open (GtkWindow *parent, CtgEngine *engine, gint64 contact_id);

G_END_DECLS
