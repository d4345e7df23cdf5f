/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "imap-session.h"

G_BEGIN_DECLS

gboolean ctg_imap_fetch_bodies (CtgImapSession *session, const CtgImapSet *uids, CtgBodyFunc func, gpointer data,
                                GCancellable *cancellable, GError **error);

G_END_DECLS
