/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account-list.h"
#include "engine.h"
#include "texts.h"

G_BEGIN_DECLS

char         *ctg_mailbox_words_for_state   (const CtgMailboxFacts *facts, const CtgActivity *activity);
gboolean      ctg_mailbox_words_needs_person (const CtgMailboxFacts *facts);
CtgErrorText *ctg_mailbox_words_for_problem (const CtgMailboxFacts *facts, const CtgActivity *activity);

G_END_DECLS
