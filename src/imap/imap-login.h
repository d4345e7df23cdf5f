/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-session.h"

G_BEGIN_DECLS

gboolean ctg_imap_greet  (CtgImapSession *session, GCancellable *cancellable, GError **error);
gboolean ctg_imap_secure (CtgImapSession *session, GCancellable *cancellable, CtgCertificate **refused,
                          GError **error);
gboolean ctg_imap_login  (CtgImapSession *session, const char *username, const char *secret,
                          GCancellable *cancellable, GError **error);
void     ctg_imap_logout (CtgImapSession *session);

G_END_DECLS
