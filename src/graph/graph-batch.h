/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph-session.h"

G_BEGIN_DECLS

/* Takes what became of one request, by its number: @body, or why there is none. */
typedef gboolean (*CtgGraphBatchFunc) (guint number, const CtgJsonValue *body, const GError *failure, gpointer data,
                                       GError **error);

gboolean ctg_graph_batch_ask (CtgGraphSession *session, const char *const *targets, guint n_targets,
                              CtgGraphBatchFunc func, gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
