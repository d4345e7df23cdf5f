/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "deal-list.h"
#include "record-editor.h"

G_BEGIN_DECLS

/* Asks what a deal is about, how far it is, what it is worth, and whose it is. */
#define CTG_TYPE_DEAL_EDITOR (ctg_deal_editor_get_type ())
G_DECLARE_FINAL_TYPE (CtgDealEditor, ctg_deal_editor, CTG, DEAL_EDITOR, CtgRecordEditor)

CtgDealEditor *ctg_deal_editor_add  (GtkWindow *parent, CtgEngine *engine, gint64 contact_id, gint64 company_id);
CtgDealEditor *ctg_deal_editor_edit (GtkWindow *parent, CtgEngine *engine, const CtgDealRow *deal);

G_END_DECLS
