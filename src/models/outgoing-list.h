/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lazy-list.h"
#include "outgoing-facts.h"

G_BEGIN_DECLS

#define CTG_TYPE_OUTGOING_ITEM (ctg_outgoing_item_get_type ())
G_DECLARE_FINAL_TYPE (CtgOutgoingItem, ctg_outgoing_item, CTG, OUTGOING_ITEM, CtgLazyItem)

const CtgOutgoingRow *ctg_outgoing_item_get_row (CtgOutgoingItem *self);

/* What is being written, then what was handed in, newest first. */
#define CTG_TYPE_OUTGOING_LIST (ctg_outgoing_list_get_type ())
G_DECLARE_FINAL_TYPE (CtgOutgoingList, ctg_outgoing_list, CTG, OUTGOING_LIST, CtgLazyList)

CtgOutgoingList *ctg_outgoing_list_new (CtgStore *store);

G_END_DECLS
