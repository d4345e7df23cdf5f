/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-session.h"
#include "outline.h"

G_BEGIN_DECLS

CtgOutline *ctg_imap_fetch_outline (CtgImapSession *session, guint32 uid, GCancellable *cancellable, GError **error);
gboolean    ctg_imap_fetch_part    (CtgImapSession *session, guint32 uid, const char *section, CtgPieceFunc func,
                                    gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
