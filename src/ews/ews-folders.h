/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "ews-hierarchy.h"

G_BEGIN_DECLS

GPtrArray *ctg_ews_list_folders      (CtgEwsSession *session, CtgEwsHierarchy *hierarchy, GCancellable *cancellable,
                                      GError **error);
char      *ctg_ews_get_folder_status (CtgEwsSession *session, const char *folder_id, GCancellable *cancellable,
                                      GError **error);

G_END_DECLS
