/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "ews-items.h"

G_BEGIN_DECLS

GPtrArray *ctg_ews_get_headers  (CtgEwsSession *session, const char *folder_id, GPtrArray *refs, GPtrArray *unreadable,
                                 GCancellable *cancellable, GError **error);
gboolean   ctg_ews_is_about_one (const GError *failure);

G_END_DECLS
