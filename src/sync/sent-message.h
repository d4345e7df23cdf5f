/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"
#include "mail.h"
#include "outbox.h"

G_BEGIN_DECLS

/* What was sent, as a message among the others; and what comes back to it. All inside a write job. */
gboolean ctg_sent_message_log  (CtgDb *db, GHashTable *own, const CtgOutboxItem *item, const CtgMail *mail,
                                GBytes *bytes, gint64 *key, GError **error);
CtgMail *ctg_sent_message_read (const CtgOutboxItem *item, GBytes *bytes, GError **error);
gboolean ctg_sent_message_meet (CtgDb *db, const CtgMail *mail, gboolean is_outgoing, gint64 folder_id,
                                const char *const *ancestors, GError **error);

G_END_DECLS
