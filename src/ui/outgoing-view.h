/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "outgoing-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A letter on its way out: what is known of it, and what can still be done. */
#define CTG_TYPE_OUTGOING_VIEW (ctg_outgoing_view_get_type ())
G_DECLARE_FINAL_TYPE (CtgOutgoingView, ctg_outgoing_view, CTG, OUTGOING_VIEW, GtkWidget)

void  ctg_outgoing_view_show      (CtgOutgoingView *self, CtgEngine *engine, CtgOutgoingItem *item);
void  ctg_outgoing_view_focus     (CtgOutgoingView *self);
char *ctg_outgoing_view_dup_state (const CtgOutgoingRow *row);
char *ctg_outgoing_view_dup_receipts (const CtgOutgoingRow *row);

G_END_DECLS
