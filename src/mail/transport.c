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

/**
 * ctg_refusal_free:
 * @self: (transfer full) (nullable): a refused recipient
 */
void
ctg_refusal_free (CtgRefusal *self)
{
  if (self == NULL)
    return;
  g_free (self->recipient);
  g_free (self->server_text);
  g_free (self);
}

/**
 * ctg_receipt_clear:
 * @self: what became of a dispatch
 */
void
ctg_receipt_clear (CtgReceipt *self)
{
  g_clear_pointer (&self->refusals, g_ptr_array_unref);
  g_clear_pointer (&self->server_text, g_free);
  self->may_have_left = FALSE;
}

/**
 * ctg_transport_send:
 * @self: a way out
 * @secret: (nullable): the password; not kept
 * @dispatch: what is sent, and to whom
 * @receipt: (out caller-allocates): what became of it, also on failure; cleared by the caller
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR; %CTG_ERROR_NOT_FOUND "recipient-refused" (all of them), %CTG_ERROR_AUTH_REJECTED
 *   "sender-refused", %CTG_ERROR_TOO_LARGE "message-size", %CTG_ERROR_POLICY "message-refused", %CTG_ERROR_BUSY,
 *   %CTG_ERROR_UNSUPPORTED "smtputf8", what @dispatch's function failed with, everything a connection can meet
 *
 * Hands a letter over, once. Blocks. With some recipients refused it is sent to the others.
 *
 * Returns: whether the server has taken it
 */
gboolean
ctg_transport_send (CtgTransport *self, const char *secret, const CtgDispatch *dispatch, CtgReceipt *receipt,
                    GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_TRANSPORT (self), FALSE);
  *receipt = (CtgReceipt) { .refusals = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_refusal_free) };
  return CTG_TRANSPORT_GET_IFACE (self)->send (self, secret, dispatch, receipt, cancellable, error);
}
