/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Waits on this computer for the one request that a browser makes at the end of a sign-in. */
typedef struct _CtgLoopbackListener CtgLoopbackListener;

/* Whether a request with this query is the awaited one. */
typedef gboolean (*CtgLoopbackFunc) (const char *query, gpointer data);

CtgLoopbackListener *ctg_loopback_listener_new      (GError **error);
void                 ctg_loopback_listener_free     (CtgLoopbackListener *self);
guint16              ctg_loopback_listener_get_port (CtgLoopbackListener *self);
char                *ctg_loopback_listener_wait     (CtgLoopbackListener *self, const char *page,
                                                     CtgLoopbackFunc is_answer, gpointer data,
                                                     GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgLoopbackListener, ctg_loopback_listener_free)

G_END_DECLS
