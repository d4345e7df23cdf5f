/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A connection to a line protocol's server: blocking, owned by one worker thread, every wait under a deadline. The one
 * TLS policy stands here (T1 to T6): whoever wants to talk to a server goes through ctg_connection_open(), or through
 * ctg_connection_dial() and ctg_connection_start_tls() to tell the two steps apart. */
typedef struct _CtgConnection CtgConnection;

CtgConnection *ctg_connection_open        (const CtgEndpoint *endpoint, GCancellable *cancellable,
                                           CtgCertificate **refused, GError **error);
CtgConnection *ctg_connection_dial        (const CtgEndpoint *endpoint, GCancellable *cancellable, GError **error);
gboolean       ctg_connection_start_tls   (CtgConnection *self, GCancellable *cancellable, CtgCertificate **refused,
                                           GError **error);
void           ctg_connection_close       (CtgConnection *self);
gboolean       ctg_connection_is_secure   (CtgConnection *self);
const char    *ctg_connection_get_tls_version (CtgConnection *self);
const CtgEndpoint *ctg_connection_get_endpoint (CtgConnection *self);
gssize         ctg_connection_read        (CtgConnection *self, void *buffer, gsize size, guint timeout_ms,
                                           GCancellable *cancellable, GError **error);
gboolean       ctg_connection_write       (CtgConnection *self, const void *bytes, gsize length, guint timeout_ms,
                                           GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgConnection, ctg_connection_close)

G_END_DECLS
