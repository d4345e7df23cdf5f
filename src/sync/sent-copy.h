/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"
#include "backend.h"
#include "outbox.h"

G_BEGIN_DECLS

gboolean ctg_sent_copy_look (CtgBackend *backend, CtgStore *store, const CtgAccount *account, gint64 id,
                             GCancellable *cancellable, GError **error);
gboolean ctg_sent_copy_make (CtgBackend *backend, CtgStore *store, const CtgAccount *account, gint64 id,
                             GCancellable *cancellable, GError **error);

G_END_DECLS
