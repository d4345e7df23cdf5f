/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks which other contact becomes part of one: who may be the same person is offered, anybody can be looked for. */
#define CTG_TYPE_CONTACT_MERGE_DIALOG (ctg_contact_merge_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CtgContactMergeDialog, ctg_contact_merge_dialog, CTG, CONTACT_MERGE_DIALOG, AdwWindow)

void ctg_contact_merge_dialog_open (GtkWindow *parent, CtgEngine *engine, gint64 contact_id, const char *name);

/* Without asking: @from becomes part of @into, which can be taken back in the window. */
void ctg_contact_merge             (GtkWidget *window, CtgEngine *engine, gint64 into, gint64 from);

G_END_DECLS
