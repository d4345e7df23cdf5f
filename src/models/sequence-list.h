/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lazy-list.h"
#include "sequence-facts.h"

G_BEGIN_DECLS

#define CTG_TYPE_SEQUENCE_ITEM (ctg_sequence_item_get_type ())
G_DECLARE_FINAL_TYPE (CtgSequenceItem, ctg_sequence_item, CTG, SEQUENCE_ITEM, CtgLazyItem)

const CtgSequenceRow *ctg_sequence_item_get_row (CtgSequenceItem *self);

/* All sequences by name. */
#define CTG_TYPE_SEQUENCE_LIST (ctg_sequence_list_get_type ())
G_DECLARE_FINAL_TYPE (CtgSequenceList, ctg_sequence_list, CTG, SEQUENCE_LIST, CtgLazyList)

CtgSequenceList *ctg_sequence_list_new (CtgStore *store);

G_END_DECLS
