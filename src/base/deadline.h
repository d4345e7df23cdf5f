/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A cancellable that fires by itself: every wait on the network has one. */
typedef struct _CtgDeadline CtgDeadline;

CtgDeadline  *ctg_deadline_new             (guint timeout_ms, GCancellable *caller);
void          ctg_deadline_free            (CtgDeadline *self);
GCancellable *ctg_deadline_get_cancellable (CtgDeadline *self);
void          ctg_deadline_extend          (CtgDeadline *self, guint timeout_ms);
void          ctg_deadline_convert         (CtgDeadline *self, const char *host, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgDeadline, ctg_deadline_free)

G_END_DECLS
