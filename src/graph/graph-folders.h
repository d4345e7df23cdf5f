/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "graph-session.h"

G_BEGIN_DECLS

GPtrArray *ctg_graph_list_folders (CtgGraphSession *session, GCancellable *cancellable, GError **error);

G_END_DECLS
