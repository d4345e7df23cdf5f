/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account-list.h"
#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One mailbox: how it is connected and how it is, and what can be done about it. */
#define CTG_TYPE_MAILBOX_DIALOG (ctg_mailbox_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CtgMailboxDialog, ctg_mailbox_dialog, CTG, MAILBOX_DIALOG, AdwWindow)

CtgMailboxDialog *ctg_mailbox_dialog_new       (GtkWindow *parent, CtgEngine *engine, CtgAccountItem *account);
void              ctg_mailbox_dialog_reconnect (GtkWindow *parent, CtgEngine *engine, CtgAccountItem *account);

G_END_DECLS
