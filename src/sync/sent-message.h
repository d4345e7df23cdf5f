/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"
#include "mail.h"
#include "outbox.h"

G_BEGIN_DECLS

/* A message a pull has just brought. */
typedef struct
{
  const CtgMail *mail;
  gint64 key;
  gboolean is_outgoing;               /* its sender is oneself */
  gint64 folder_id;                   /* where it lies, 0: in a file */
  const char *const *ancestors;       /* the ids it answers */
} CtgSentMeeting;

/* What was sent, as a message among the others; and what comes back to it. All inside a write job. */
gboolean ctg_sent_message_log  (CtgDb *db, GHashTable *own, const CtgOutboxItem *item, const CtgMail *mail,
                                GBytes *bytes, gint64 *key, GError **error);
CtgMail *ctg_sent_message_read (const CtgOutboxItem *item, GBytes *bytes, GError **error);
char    *ctg_sent_message_dup_hash (CtgDb *db, const char *account_id, gint64 folder_id, const char *message_id);
gboolean ctg_sent_message_meet (CtgDb *db, GHashTable *own, const CtgSentMeeting *meeting, GError **error);
gboolean ctg_sent_message_bounce (CtgDb *db, const CtgMail *report, GError **error);
gboolean ctg_sent_message_receipt (CtgDb *db, const CtgMail *mail, GError **error);

G_END_DECLS
