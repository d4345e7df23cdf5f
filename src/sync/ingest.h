/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-rule.h"
#include "mail.h"
#include "messages.h"

G_BEGIN_DECLS

/* Where a message was met: in a folder of an account, or in a file. */
typedef struct
{
  const char *account_id;     /* (nullable) */
  gint64 folder_id;           /* 0: a file */
  const char *folder_name;    /* (nullable) as the mailbox shows it */
  const char *remote_id;      /* (nullable) */
  const char *const *labels;  /* (nullable) names of labels it has besides */
  gint64 sent_folder_id;      /* where folders are labels: Sent, if it is in there too; else 0 */
  const char *path;           /* (nullable) */
  gint64 offset;
  gint64 length;
  gint64 received_utc_s;      /* 0: unknown */
  gint64 size_bytes;
  gboolean logs_all;          /* the caller logs it by a rule of its own: the rules are not asked */
} CtgIngestOrigin;

typedef struct
{
  gint64 key;
  gboolean is_new;
  gboolean is_never;          /* with logs_all: the never-log list names it */
  guint n_entries;            /* log entries made, on this message and on those that refer to it */
} CtgIngestResult;

/* @own: (element-type utf8 utf8) keys of one's own addresses, a set. All inside a write job. */
gboolean ctg_ingest_head   (CtgDb *db, GHashTable *own, const CtgMail *mail, const CtgIngestOrigin *origin,
                            CtgIngestResult *result, GError **error);
gboolean ctg_ingest_past   (CtgDb *db, GHashTable *own, const CtgMail *mail, const CtgIngestOrigin *origin,
                            gint64 contact_id, CtgIngestResult *result, GError **error);
gboolean ctg_ingest_outline (CtgDb *db, gint64 key, const CtgMail *mail, GPtrArray *attachments,
                             CtgBodyClass body_class, GError **error);
gboolean ctg_ingest_body   (CtgDb *db, gint64 key, const CtgMail *mail, GBytes *source, CtgBodyClass body_class,
                            GError **error);
gboolean ctg_ingest_log    (CtgDb *db, GHashTable *own, gint64 key, gint64 contact_id, const char *rule,
                            const char *matched_message_id, guint *n_entries, GError **error);
gboolean ctg_ingest_reconsider (CtgDb *db, GHashTable *own, gint64 key, guint *n_entries, GError **error);
gboolean ctg_ingest_revise (CtgDb *db, GHashTable *own, const char *message_id, guint *n_entries,
                            GError **error);
gboolean ctg_ingest_revise_address (CtgDb *db, GHashTable *own, const char *address, guint *n_entries,
                                    GError **error);

/* What the rules would say of a held message, were only these switched on. */
gboolean ctg_ingest_judge  (CtgDb *db, GHashTable *own, gint64 key, CtgLogRules rules, CtgLogVerdict *verdict,
                            GError **error);

G_END_DECLS
