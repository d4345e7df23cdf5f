/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-actions.h"

G_BEGIN_DECLS

void     ctg_engine_sign_in_async  (CtgSetupActions *actions, const CtgSignInRequest *request, CtgOpenFunc open,
                                    gpointer open_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
char    *ctg_engine_sign_in_finish (CtgSetupActions *actions, GAsyncResult *result, char **address, GError **error);
gboolean ctg_engine_sign_in_paste  (CtgSetupActions *actions, const char *text, GError **error);

G_END_DECLS
