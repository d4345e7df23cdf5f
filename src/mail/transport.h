/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A way out for mail. One session, owned by one worker thread, blocking. */
#define CTG_TYPE_TRANSPORT (ctg_transport_get_type ())
G_DECLARE_INTERFACE (CtgTransport, ctg_transport, CTG, TRANSPORT, GObject)

struct _CtgTransportInterface
{
  GTypeInterface parent;

  /* Connects, encrypts, logs in and asks whether @sender may send, without sending: MAIL FROM, then RSET. */
  gboolean (*verify) (CtgTransport *self, const char *secret, const char *sender, CtgStepFunc step,
                      gpointer step_data, CtgCertificate **refused, GCancellable *cancellable, GError **error);
};

gboolean ctg_transport_verify (CtgTransport *self, const char *secret, const char *sender, CtgStepFunc step,
                               gpointer step_data, CtgCertificate **refused, GCancellable *cancellable,
                               GError **error);

G_END_DECLS
