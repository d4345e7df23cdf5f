/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account-list.h"
#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The dialog that adds a sender to a mailbox or changes one. */
#define CTG_TYPE_SENDER_EDITOR (ctg_sender_editor_get_type ())
G_DECLARE_FINAL_TYPE (CtgSenderEditor, ctg_sender_editor, CTG, SENDER_EDITOR, AdwWindow)

CtgSenderEditor *ctg_sender_editor_new (GtkWindow *parent, CtgEngine *engine, const char *account_id,
                                        const CtgSenderFacts *sender);

G_END_DECLS
