/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  char *name;
  char *stage;                /* a token: see crm/deal-stage.h */
  gint64 amount_cents;
  char *currency;             /* ISO 4217 */
  char *note;
  gint64 company_id;          /* 0: none */
  GArray *contacts;           /* (owned) (element-type gint64) */
  gint64 created_utc_s;
  gint64 changed_utc_s;
} CtgDeal;

CtgDeal   *ctg_deal_new           (void);
void       ctg_deal_free          (CtgDeal *self);

/* Sets the id of a new one. NOT_FOUND of the deal, a contact or the company. */
gboolean   ctg_deals_put          (CtgDb *db, CtgDeal *deal, GError **error);
/* As an action that ctg_deals_restore() takes back. */
gboolean   ctg_deals_delete       (CtgDb *db, gint64 id, GError **error);
gboolean   ctg_deals_restore      (CtgDb *db, const char *record, GError **error);
CtgDeal   *ctg_deals_get          (CtgDb *db, gint64 id, GError **error);                    /* NOT_FOUND */
gint64     ctg_deals_find         (CtgDb *db, const char *number_or_name);                   /* 0: none */
/* CtgDeal, changed last first; company 0: of all */
GPtrArray *ctg_deals_list         (CtgDb *db, gint64 company_id, GError **error);
GPtrArray *ctg_deals_list_of_contact (CtgDb *db, gint64 contact_id, GError **error);
GArray    *ctg_deals_list_ids     (CtgDb *db, GError **error);    /* all: what is open first, changed last first */
GArray    *ctg_deals_list_contacts (CtgDb *db, gint64 id, GError **error);                   /* by name */

/* Letters put to it by hand, with all that belongs to their threads and is logged. Ids may be of letters that are not
 * here yet. */
gboolean   ctg_deals_add_letter    (CtgDb *db, gint64 id, const char *message_id, GError **error);
gboolean   ctg_deals_remove_letter (CtgDb *db, gint64 id, const char *message_id, GError **error);
GArray    *ctg_deals_list_letters  (CtgDb *db, gint64 id, GError **error);                   /* keys, newest first */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgDeal, ctg_deal_free)

G_END_DECLS
