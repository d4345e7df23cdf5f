/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "imap-session.h"
#include "imap-sync-token.h"

G_BEGIN_DECLS

GPtrArray *ctg_imap_list_folders      (CtgImapSession *session, CtgListing what, GCancellable *cancellable,
                                       GError **error);
char      *ctg_imap_readable_name     (CtgImapSession *session, const char *raw);
gboolean   ctg_imap_status_is_current (const char *status, const CtgImapSyncToken *token, gboolean counts_changes);

G_END_DECLS
