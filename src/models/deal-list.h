/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lazy-list.h"

G_BEGIN_DECLS

/* A deal as a row shows it, and as its editor begins. */
typedef struct
{
  gint64 id;
  char *name;
  char *stage;             /* a token of crm/deal-stage.h */
  gint64 amount_cents;     /* 0: none is known */
  char *amount;            /* as ctg_deal_amount_read() takes it; "": none is known */
  char *currency;
  char *note;              /* possibly "" */
  gint64 company_id;       /* 0: none */
  char *company;           /* its name, possibly "" */
  gint64 changed_utc_s;
} CtgDealRow;

#define CTG_TYPE_DEAL_ITEM (ctg_deal_item_get_type ())
G_DECLARE_FINAL_TYPE (CtgDealItem, ctg_deal_item, CTG, DEAL_ITEM, CtgLazyItem)

const CtgDealRow *ctg_deal_item_get_row (CtgDealItem *self);

/* All deals, those that are neither won nor lost first, changed last first. */
#define CTG_TYPE_DEAL_LIST (ctg_deal_list_get_type ())
G_DECLARE_FINAL_TYPE (CtgDealList, ctg_deal_list, CTG, DEAL_LIST, CtgLazyList)

CtgDealList *ctg_deal_list_new (CtgStore *store);

G_END_DECLS
