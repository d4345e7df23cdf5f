/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account-list.h"
#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What a mailbox writes as, as rows: each opens its editor, the last one a new one. */
#define CTG_TYPE_SENDER_GROUP (ctg_sender_group_get_type ())
G_DECLARE_FINAL_TYPE (CtgSenderGroup, ctg_sender_group, CTG, SENDER_GROUP, AdwBin)

void ctg_sender_group_show (CtgSenderGroup *self, CtgEngine *engine, const CtgMailboxFacts *facts);

G_END_DECLS
