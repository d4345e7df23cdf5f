/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Looking for what else a mailbox may write as (A29, A30): a row that asks, and a row for each address to confirm. */
#define CTG_TYPE_SENDER_FINDER (ctg_sender_finder_get_type ())
G_DECLARE_FINAL_TYPE (CtgSenderFinder, ctg_sender_finder, CTG, SENDER_FINDER, AdwBin)

void ctg_sender_finder_set_mailbox (CtgSenderFinder *self, CtgEngine *engine, const char *account_id);

G_END_DECLS
