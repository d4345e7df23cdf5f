/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-session.h"

G_BEGIN_DECLS

gboolean    ctg_imap_examine (CtgImapSession *session, const char *remote_name, GCancellable *cancellable,
                              GError **error);
CtgImapSet *ctg_imap_search  (CtgImapSession *session, const CtgImapSet *among, gint64 since_utc_s,
                              const char *const *people, GCancellable *cancellable, GError **error);

G_END_DECLS
