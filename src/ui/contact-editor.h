/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contact-page.h"
#include "record-editor.h"

G_BEGIN_DECLS

/* The dialog that adds a contact or changes one. */
#define CTG_TYPE_CONTACT_EDITOR (ctg_contact_editor_get_type ())
G_DECLARE_FINAL_TYPE (CtgContactEditor, ctg_contact_editor, CTG, CONTACT_EDITOR, CtgRecordEditor)

CtgContactEditor *ctg_contact_editor_add  (GtkWindow *parent, CtgEngine *engine, const char *name, const char *address);
CtgContactEditor *ctg_contact_editor_edit (GtkWindow *parent, CtgEngine *engine, const CtgContactFacts *contact);

G_END_DECLS
