/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-session.h"

G_BEGIN_DECLS

gboolean ctg_imap_find_message (CtgImapSession *session, const char *remote_name, const char *message_id,
                                gboolean *found, GCancellable *cancellable, GError **error);
gboolean ctg_imap_append       (CtgImapSession *session, const char *remote_name, GBytes *bytes, gint64 date_utc_s,
                                GCancellable *cancellable, GError **error);

G_END_DECLS
