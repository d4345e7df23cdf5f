/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  char *name;
  char *company;
  char *phone;
  char *note;
  GStrv addresses;            /* (owned) as written; unique over all contacts by their key */
  gint64 created_utc_s;
  /* Derived; filled by get and list. */
  gint64 n_messages;          /* logged on this contact */
  gint64 last_utc_s;          /* newest logged message, 0: none */
  gint64 waiting_since_utc_s; /* newest logged message is theirs, unanswered, by a person: its date; else 0 */
} CtgContact;

void        ctg_contact_free             (CtgContact *self);

/* Address keys: see ctg_address_key(). CTG_ERROR_CONFLICT when an address belongs to another. */
gboolean    ctg_contacts_insert          (CtgDb *db, CtgContact *contact, GError **error);   /* sets id */
gboolean    ctg_contacts_update          (CtgDb *db, const CtgContact *contact, GError **error);
gboolean    ctg_contacts_delete          (CtgDb *db, gint64 id, GError **error);
/* Makes one of two, as an action that ctg_contacts_unmerge() takes back: see contacts-merge.c. */
gboolean    ctg_contacts_merge           (CtgDb *db, gint64 into, gint64 from, GError **error);
gboolean    ctg_contacts_unmerge         (CtgDb *db, gint64 action, const char *text, GError **error);
CtgContact *ctg_contacts_get             (CtgDb *db, gint64 id, GError **error);
CtgContact *ctg_contacts_get_by_address  (CtgDb *db, const char *address, GError **error);   /* NOT_FOUND */
gint64      ctg_contacts_find_id         (CtgDb *db, const char *address);                   /* 0: none */
guint       ctg_contacts_count_unlogged  (CtgDb *db, gint64 id, guint max);
gint64      ctg_contacts_find_without_address (CtgDb *db, const char *name, const char *company);  /* 0: none */
/* (element-type gint64) Ids in order: by name (folded), or by last message.
 * @filter: (nullable) prefix of a word of name, company, address. */
GArray     *ctg_contacts_list_ids        (CtgDb *db, const char *filter, gboolean by_last, GError **error);
/* CtgContact, in order of ids, missing left out */
GPtrArray  *ctg_contacts_get_many        (CtgDb *db, const gint64 *ids, guint n_ids, GError **error);

/* (element-type CtgLetterDate) Of what is logged on a contact since then, oldest first. */
typedef struct
{
  gint64 utc_s;
  gboolean is_outgoing;
} CtgLetterDate;
GArray     *ctg_contacts_list_dates      (CtgDb *db, gint64 id, gint64 since_utc_s, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgContact, ctg_contact_free)

G_END_DECLS
