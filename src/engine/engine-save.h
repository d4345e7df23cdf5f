/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-actions.h"

#include "engine.h"

G_BEGIN_DECLS

gboolean ctg_engine_check_unused       (CtgEngine *self, const char *address, const char *account_id,
                                        GCancellable *cancellable, GError **error);
void     ctg_engine_save_mailbox_async (CtgSetupActions *actions, const CtgMailboxSettings *settings,
                                        const char *secret, const char *outgoing_secret, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
char    *ctg_engine_save_mailbox_finish (CtgSetupActions *actions, GAsyncResult *result, GError **error);

G_END_DECLS
