/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* What has its age; in the order in which it goes. */
typedef enum
{
  CTG_STALE_BODY,         /* ids are keys of messages */
  CTG_STALE_RAW,
  CTG_STALE_DELETED,      /* keys of messages */
  CTG_STALE_HEAD,         /* keys of messages */
  CTG_STALE_UNREADABLE,
  CTG_STALE_REQUEST,
  CTG_STALE_ACCOUNT,      /* numbers of removed accounts */
  CTG_N_STALE
} CtgStale;

GArray    *ctg_retention_list      (CtgDb *db, CtgStale what, gint64 limit_utc_s, GError **error);   /* gint64 */
gboolean   ctg_retention_purge     (CtgDb *db, CtgStale what, gint64 limit_utc_s, const gint64 *ids, guint n_ids,
                                    gint64 *n_gone, GError **error);
gboolean   ctg_retention_finish    (CtgDb *db, GError **error);

/* What a person deleted and may have back. */
typedef struct
{
  gint64 message_key;
  gint64 contact_id;
  char *contact_name;
  char *rule;
  char *matched_message_id;      /* (nullable) */
  gint64 logged_utc_s;
  gint64 deleted_utc_s;
} CtgTrashEntry;

void       ctg_trash_entry_free    (CtgTrashEntry *self);
GPtrArray *ctg_trash_list          (CtgDb *db, gint64 message_key, GError **error);   /* 0: all; newest first */
gboolean   ctg_trash_put           (CtgDb *db, gint64 key, gint64 contact, GError **error);
gboolean   ctg_trash_remove        (CtgDb *db, gint64 key, gint64 contact, GError **error);

/* What went. */
typedef struct
{
  char *what;
  gint64 n;
  gint64 limit_utc_s;            /* of this second or older */
  gint64 purged_utc_s;
} CtgPurgeRecord;

void       ctg_purge_record_free   (CtgPurgeRecord *self);
gboolean   ctg_purge_ledger_add    (CtgDb *db, const char *what, gint64 n, gint64 limit_utc_s, GError **error);
GPtrArray *ctg_purge_ledger_list   (CtgDb *db, GError **error);                       /* newest first */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgTrashEntry, ctg_trash_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgPurgeRecord, ctg_purge_record_free)

G_END_DECLS
