/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ews-session.h"

G_BEGIN_DECLS

char    *ctg_ews_notices_subscribe (CtgEwsSession *session, const char *folder_id, GCancellable *cancellable,
                                    GError **error);
gboolean ctg_ews_notices_wait      (CtgEwsSession *session, const char *subscription_id, guint minutes,
                                    gboolean *told, GCancellable *cancellable, GError **error);

G_END_DECLS
