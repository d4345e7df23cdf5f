/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail.h"
#include "messages.h"

G_BEGIN_DECLS

/* Where a message was met: in a folder of an account, or in a file. */
typedef struct
{
  const char *account_id;     /* (nullable) */
  gint64 folder_id;           /* 0: a file */
  const char *remote_id;      /* (nullable) */
  const char *path;           /* (nullable) */
  gint64 offset;
  gint64 length;
  gint64 received_utc_s;      /* 0: unknown */
  gint64 size_bytes;
  gboolean logs_all;          /* the caller logs it by a rule of its own: the core rule is not asked */
} CtgIngestOrigin;

typedef struct
{
  gint64 key;
  gboolean is_new;
  guint n_entries;            /* log entries made, on this message and on those that refer to it */
} CtgIngestResult;

/* @own: (element-type utf8 utf8) keys of one's own addresses, a set. All inside a write job. */
gboolean ctg_ingest_head   (CtgDb *db, GHashTable *own, const CtgMail *mail, const CtgIngestOrigin *origin,
                            CtgIngestResult *result, GError **error);
gboolean ctg_ingest_body   (CtgDb *db, gint64 key, const CtgMail *mail, GBytes *source, CtgBodyClass body_class,
                            GError **error);
gboolean ctg_ingest_log    (CtgDb *db, GHashTable *own, gint64 key, gint64 contact_id, const char *rule,
                            const char *matched_message_id, guint *n_entries, GError **error);
gboolean ctg_ingest_revise (CtgDb *db, GHashTable *own, const char *message_id, guint *n_entries,
                            GError **error);
gboolean ctg_ingest_revise_address (CtgDb *db, GHashTable *own, const char *address, guint *n_entries,
                                    GError **error);

G_END_DECLS
