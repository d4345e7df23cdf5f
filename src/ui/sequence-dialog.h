/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "sequence-facts.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Where a sequence is written down: its name, its hours, its letters. Closes itself when it is kept. */
#define CTG_TYPE_SEQUENCE_DIALOG (ctg_sequence_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CtgSequenceDialog, ctg_sequence_dialog, CTG, SEQUENCE_DIALOG, AdwWindow)

/* @row: (nullable) the one to change; copied */
void ctg_sequence_dialog_open (GtkWindow *parent, CtgEngine *engine, const CtgSequenceRow *row);

G_END_DECLS
