/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-fetch.h"
#include "labels.h"

G_BEGIN_DECLS

CtgLabels *ctg_imap_labels_new     (CtgImapSession *session, const CtgImapFetched *fetched);
gboolean   ctg_imap_labels_changed (CtgImapSession *session, guint32 last_uid, guint64 mod_sequence,
                                    GPtrArray *changed, GCancellable *cancellable, GError **error);

G_END_DECLS
