/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-session.h"

G_BEGIN_DECLS

gboolean ctg_imap_create (CtgImapSession *session, const char *name, GCancellable *cancellable, GError **error);

G_END_DECLS
