/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account-list.h"
#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How far a mailbox' past correspondence has come, with ways to pause and to leave it. */
#define CTG_TYPE_PAST_ROW (ctg_past_row_get_type ())
G_DECLARE_FINAL_TYPE (CtgPastRow, ctg_past_row, CTG, PAST_ROW, GtkBox)

GtkWidget *ctg_past_row_new    (CtgEngine *engine);
void       ctg_past_row_update (CtgPastRow *self, const CtgPastFacts *facts);

G_END_DECLS
