/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ews-session.h"

G_BEGIN_DECLS

gboolean ctg_ews_names_resolve (CtgEwsSession *session, GHashTable *paths, GCancellable *cancellable, GError **error);

G_END_DECLS
