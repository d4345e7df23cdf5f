/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks which folder of a mailbox keeps sent mail, or whether one is to be made. Closes itself. */
#define CTG_TYPE_SENT_DIALOG (ctg_sent_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CtgSentDialog, ctg_sent_dialog, CTG, SENT_DIALOG, AdwWindow)

void ctg_sent_dialog_open (GtkWindow *parent, CtgEngine *engine, const char *account_id);

G_END_DECLS
