/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lazy-list.h"

G_BEGIN_DECLS

/* A contact as a row shows it. */
typedef struct
{
  gint64 id;
  char *name;
  char *company;
  char *address;               /* the first one, or "" */
  char *last_subject;          /* of the newest logged message, or "" */
  gint64 last_utc_s;           /* 0: none */
  gint64 waiting_since_utc_s;  /* 0: nobody waits */
} CtgContactRow;

#define CTG_TYPE_CONTACT_ITEM (ctg_contact_item_get_type ())
G_DECLARE_FINAL_TYPE (CtgContactItem, ctg_contact_item, CTG, CONTACT_ITEM, CtgLazyItem)

const CtgContactRow *ctg_contact_item_get_row (CtgContactItem *self);

#define CTG_TYPE_CONTACT_LIST (ctg_contact_list_get_type ())
G_DECLARE_FINAL_TYPE (CtgContactList, ctg_contact_list, CTG, CONTACT_LIST, CtgLazyList)

CtgContactList *ctg_contact_list_new         (CtgStore *store);
CtgContactList *ctg_contact_list_new_waiting (CtgStore *store);
void            ctg_contact_list_set_order   (CtgContactList *self, gboolean by_last);

G_END_DECLS
