/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "graph-answer.h"
#include "http.h"

G_BEGIN_DECLS

/* A service that is asked: blocking, owned by one worker thread. */
typedef struct _CtgGraphSession CtgGraphSession;

CtgGraphSession   *ctg_graph_session_new          (const CtgEndpoint *endpoint);
void               ctg_graph_session_free         (CtgGraphSession *self);
gboolean           ctg_graph_session_open         (CtgGraphSession *self, const char *secret, CtgCertificate **refused,
                                                   GCancellable *cancellable, GError **error);
const CtgEndpoint *ctg_graph_session_get_endpoint (CtgGraphSession *self);
CtgJson           *ctg_graph_session_get          (CtgGraphSession *self, const char *target, GCancellable *cancellable,
                                                   GError **error);
CtgGraphPage      *ctg_graph_session_get_page     (CtgGraphSession *self, const char *target, guint n_items,
                                                   GCancellable *cancellable, GError **error);
GBytes            *ctg_graph_session_get_content  (CtgGraphSession *self, const char *target, GCancellable *cancellable,
                                                   GError **error);
CtgJson           *ctg_graph_session_post_batch   (CtgGraphSession *self, GBytes *batch, GCancellable *cancellable,
                                                   GError **error);
CtgHttpAnswer     *ctg_graph_session_post_letter  (CtgGraphSession *self, GBytes *letter, GCancellable *cancellable,
                                                   GError **error);
void               ctg_graph_session_note_failure (CtgGraphSession *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgGraphSession, ctg_graph_session_free)

G_END_DECLS
