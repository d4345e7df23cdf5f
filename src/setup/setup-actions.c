/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-actions.h"

G_DEFINE_INTERFACE (CtgSetupActions, ctg_setup_actions, G_TYPE_OBJECT)

static void
ctg_setup_actions_default_init (CtgSetupActionsInterface *iface)
{
}

/**
 * ctg_setup_actions_detect_locally:
 * @self: who knows
 * @address: a cleaned address
 *
 * Returns: (transfer full): what is known of it without the network; never blocks
 */
CtgDetection *
ctg_setup_actions_detect_locally (CtgSetupActions *self, const char *address)
{
  g_return_val_if_fail (CTG_IS_SETUP_ACTIONS (self), NULL);
  return CTG_SETUP_ACTIONS_GET_IFACE (self)->detect_locally (self, address);
}

/**
 * ctg_setup_actions_detect_async:
 * @self: who asks
 * @address: a cleaned address; only its domain leaves this computer
 * @how: what the person asked for beyond the usual
 * @note: (nullable) (scope call): called on the main context as sources are asked and answer
 * @note_data: for @note, alive until @callback has run
 * @cancellable: (nullable): stops it
 * @callback: called when everything was asked
 * @user_data: for @callback
 */
void
ctg_setup_actions_detect_async (CtgSetupActions *self, const char *address, CtgDetectHow how,
                                CtgDetectionFunc note, gpointer note_data,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CTG_IS_SETUP_ACTIONS (self));
  CTG_SETUP_ACTIONS_GET_IFACE (self)->detect_async (self, address, how, note, note_data, cancellable, callback,
                                                    user_data);
}

/**
 * ctg_setup_actions_detect_finish:
 * @self: who asked
 * @result: what the callback got
 * @error: why nothing could be asked at all
 *
 * Returns: (transfer full): the ways found, possibly none
 */
CtgDetection *
ctg_setup_actions_detect_finish (CtgSetupActions *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CTG_IS_SETUP_ACTIONS (self), NULL);
  return CTG_SETUP_ACTIONS_GET_IFACE (self)->detect_finish (self, result, error);
}

/**
 * ctg_setup_actions_read_file_async:
 * @self: who reads
 * @path: of an autoconfig document, a domain's profile or another file that ctg_detector_read_document() knows
 * @address: a cleaned address
 * @cancellable: (nullable): stops it
 * @callback: called when it was read; ends with ctg_setup_actions_detect_finish()
 * @user_data: for @callback
 */
void
ctg_setup_actions_read_file_async (CtgSetupActions *self, const char *path, const char *address,
                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CTG_IS_SETUP_ACTIONS (self));
  CTG_SETUP_ACTIONS_GET_IFACE (self)->read_file_async (self, path, address, cancellable, callback, user_data);
}

/**
 * ctg_setup_actions_probe_exchange_async:
 * @self: who asks
 * @text: what somebody typed or pasted as the address of their Exchange
 * @cancellable: (nullable): more was typed
 * @callback: called when it is known
 * @user_data: for @callback
 */
void
ctg_setup_actions_probe_exchange_async (CtgSetupActions *self, const char *text, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CTG_IS_SETUP_ACTIONS (self));
  CTG_SETUP_ACTIONS_GET_IFACE (self)->probe_exchange_async (self, text, cancellable, callback, user_data);
}

/**
 * ctg_setup_actions_probe_exchange_finish:
 * @self: who asked
 * @result: what the callback got
 * @error: as the interface says
 *
 * Returns: (transfer full) (nullable): the address of the service that answers
 */
char *
ctg_setup_actions_probe_exchange_finish (CtgSetupActions *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CTG_IS_SETUP_ACTIONS (self), NULL);
  return CTG_SETUP_ACTIONS_GET_IFACE (self)->probe_exchange_finish (self, result, error);
}

/**
 * ctg_setup_actions_verify_async:
 * @self: who logs in
 * @settings: the servers and names to try
 * @secret: the password, borrowed for the length of the call
 * @outgoing_secret: (nullable): that of the sending server; NULL: the same
 * @step: (scope call): called on the main context as each step begins and ends
 * @step_data: for @step, alive until @callback has run
 * @cancellable: (nullable): stops it
 * @callback: called at the end or at the first failure
 * @user_data: for @callback
 */
void
ctg_setup_actions_verify_async (CtgSetupActions *self, const CtgMailboxSettings *settings, const char *secret,
                                const char *outgoing_secret, CtgStepFunc step, gpointer step_data,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CTG_IS_SETUP_ACTIONS (self));
  CTG_SETUP_ACTIONS_GET_IFACE (self)->verify_async (self, settings, secret, outgoing_secret, step, step_data,
                                                    cancellable, callback, user_data);
}

/**
 * ctg_setup_actions_verify_dup_trail:
 * @self: who tried
 * @result: what the callback got, before it is finished
 *
 * Returns: (transfer full) (element-type CtgEvidence): what was asked while the Exchange server was looked for, in
 *   order; empty where nobody had to look (A78)
 */
GPtrArray *
ctg_setup_actions_verify_dup_trail (CtgSetupActions *self, GAsyncResult *result)
{
  CtgSetupActionsInterface *iface = CTG_SETUP_ACTIONS_GET_IFACE (self);

  return iface->verify_dup_trail != NULL ? iface->verify_dup_trail (self, result)
                                         : g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_evidence_free);
}

/**
 * ctg_setup_actions_verify_finish:
 * @self: who logged in
 * @result: what the callback got
 * @failed_step: (out): where it stopped
 * @refused: (out) (transfer full) (nullable): the certificate that did not verify
 * @reached: (out) (transfer full) (nullable): on failure, the settings when the incoming server passed
 * @error: why it stopped; %CTG_ERROR_TLS with @refused
 *
 * Returns: (transfer full): the settings that work, completed
 */
CtgMailboxSettings *
ctg_setup_actions_verify_finish (CtgSetupActions *self, GAsyncResult *result, CtgStep *failed_step,
                                 CtgCertificate **refused, CtgMailboxSettings **reached, GError **error)
{
  g_return_val_if_fail (CTG_IS_SETUP_ACTIONS (self), NULL);
  return CTG_SETUP_ACTIONS_GET_IFACE (self)->verify_finish (self, result, failed_step, refused, reached, error);
}

/**
 * ctg_setup_actions_save_async:
 * @self: who keeps it
 * @settings: verified settings
 * @secret: the password, borrowed for the length of the call
 * @outgoing_secret: (nullable): that of the sending server
 * @cancellable: (nullable): stops it
 * @callback: called when keyring and database have it
 * @user_data: for @callback
 */
void
ctg_setup_actions_save_async (CtgSetupActions *self, const CtgMailboxSettings *settings, const char *secret,
                              const char *outgoing_secret, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (CTG_IS_SETUP_ACTIONS (self));
  CTG_SETUP_ACTIONS_GET_IFACE (self)->save_async (self, settings, secret, outgoing_secret, cancellable, callback,
                                                  user_data);
}

/**
 * ctg_setup_actions_save_finish:
 * @self: who kept it
 * @result: what the callback got
 * @error: %CTG_ERROR_KEYRING_LOCKED, %CTG_ERROR_CONFLICT for an address that is connected already, or of the database
 *
 * Returns: (transfer full): the account's id
 */
char *
ctg_setup_actions_save_finish (CtgSetupActions *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CTG_IS_SETUP_ACTIONS (self), NULL);
  return CTG_SETUP_ACTIONS_GET_IFACE (self)->save_finish (self, result, error);
}

/**
 * ctg_setup_actions_sign_in_async:
 * @self: the actions
 * @request: what to sign in to, and as whom
 * @open: called before this returns, with the address for the browser
 * @open_data: for @open
 * @cancellable: (nullable): ends the wait
 * @callback: called when the browser came back
 * @user_data: for @callback
 *
 * Signs in with the system browser.
 */
void
ctg_setup_actions_sign_in_async (CtgSetupActions *self, const CtgSignInRequest *request, CtgOpenFunc open,
                                 gpointer open_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  CTG_SETUP_ACTIONS_GET_IFACE (self)->sign_in_async (self, request, open, open_data, cancellable, callback, user_data);
}

/**
 * ctg_setup_actions_sign_in_finish:
 * @self: the actions
 * @result: what the callback got
 * @address: (out) (nullable): who signed in
 * @error: as the interface says
 *
 * Returns: (transfer full) (nullable): the mailbox's secret, for ctg_secret_free()
 */
char *
ctg_setup_actions_sign_in_finish (CtgSetupActions *self, GAsyncResult *result, char **address, GError **error)
{
  return CTG_SETUP_ACTIONS_GET_IFACE (self)->sign_in_finish (self, result, address, error);
}

/**
 * ctg_setup_actions_sign_in_paste:
 * @self: the actions
 * @text: the address at which the browser ended
 * @error: %CTG_ERROR_INVALID_INPUT "not-the-answer"
 *
 * Returns: whether it was the answer
 */
gboolean
ctg_setup_actions_sign_in_paste (CtgSetupActions *self, const char *text, GError **error)
{
  return CTG_SETUP_ACTIONS_GET_IFACE (self)->sign_in_paste (self, text, error);
}
