/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account-list.h"
#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

void ctg_revoke_dialog_present (GtkWindow *parent, CtgEngine *engine, const CtgMailboxFacts *facts);

G_END_DECLS
