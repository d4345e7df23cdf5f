/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "ews-session.h"

G_BEGIN_DECLS

gboolean ctg_ews_fetch_bodies (CtgEwsSession *session, const char *const *item_ids, CtgBodyFunc func, gpointer data,
                               GCancellable *cancellable, GError **error);

G_END_DECLS
