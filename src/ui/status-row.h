/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account-list.h"
#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a mailbox is doing: its address, a sentence, progress, what failed and the button that mends it. */
#define CTG_TYPE_STATUS_ROW (ctg_status_row_get_type ())
G_DECLARE_FINAL_TYPE (CtgStatusRow, ctg_status_row, CTG, STATUS_ROW, GtkBox)

GtkWidget *ctg_status_row_new    (CtgEngine *engine, CtgAccountItem *item);
void       ctg_status_row_update (CtgStatusRow *self);

G_END_DECLS
