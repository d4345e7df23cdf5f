/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "transport.h"

G_DEFINE_INTERFACE (CtgTransport, ctg_transport, G_TYPE_OBJECT)

static void
ctg_transport_default_init (CtgTransportInterface *iface)
{
}

/**
 * ctg_transport_verify:
 * @self: a way out
 * @secret: (nullable): the password; not kept
 * @sender: the address that wants to send
 * @step: (nullable): told of each step
 * @step_data: for @step
 * @refused: (out) (optional): the certificate that did not verify
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR; everything a connection can meet
 *
 * Checks whether mail can be sent, without sending any. Blocks.
 *
 * Returns: whether it can
 */
gboolean
ctg_transport_verify (CtgTransport *self, const char *secret, const char *sender, CtgStepFunc step,
                      gpointer step_data, CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_TRANSPORT (self), FALSE);
  return CTG_TRANSPORT_GET_IFACE (self)->verify (self, secret, sender, step, step_data, refused, cancellable, error);
}
