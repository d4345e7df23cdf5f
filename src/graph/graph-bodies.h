/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "graph-session.h"

G_BEGIN_DECLS

gboolean ctg_graph_fetch_bodies (CtgGraphSession *session, const char *const *ids, CtgBodyFunc func, gpointer data,
                                 GCancellable *cancellable, GError **error);

G_END_DECLS
