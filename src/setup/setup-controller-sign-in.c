/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The wizard's sign-in with the system browser, for mailboxes that take no password. */

#include "setup-controller-private.h"

#include "errors.h"
#include "text.h"

#include <string.h>

#define F(name) CTG_SETUP_FIELD_##name

static void
open_cb (const char *url, gpointer data)
{
  CtgSetupRun *run = data;

  g_free (run->self->sign_in_url);
  run->self->sign_in_url = g_strdup (url);
  ctg_setup_controller_say_open (run->self);
}

/* Whoever signed in has to be who was named: nothing is saved for another one (O2). */
static gboolean
check_who (CtgSetupController *self, const char *address, GError **error)
{
  if (address == NULL || g_ascii_strcasecmp (address, self->address) == 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_AUTH_REJECTED, "other-account", "%s signed in", address);
  ctg_error_add_server (error, NULL, address);
  return FALSE;
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSetupRun) run = data;
  CtgSetupController *self = run->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  char *token = ctg_setup_actions_sign_in_finish (self->actions, result, &address, &error);

  if (ctg_setup_run_is_late (run) || (token != NULL && !check_who (self, address, &error)))
    g_clear_pointer (&token, ctg_secret_free);
  if (ctg_setup_run_is_late (run))
    return;
  g_clear_pointer (&self->token, ctg_secret_free);
  self->token = token;
  ctg_setup_controller_forget_reached (self);
  if (token == NULL)
    ctg_setup_controller_take_problem (self, g_steal_pointer (&error));
  ctg_setup_controller_send (self, token != NULL ? CTG_SETUP_EVENT_SIGNED_IN : CTG_SETUP_EVENT_SIGN_IN_FAILED);
}

static const char *
get_optional (CtgSetupController *self, CtgSetupField field)
{
  return self->form->text[field][0] != '\0' ? self->form->text[field] : NULL;
}

/**
 * ctg_setup_controller_start_sign_in:
 * @self: the wizard, with a candidate that is signed in to
 *
 * Asks for the browser and waits for its answer.
 */
void
ctg_setup_controller_start_sign_in (CtgSetupController *self)
{
  CtgSetupRun *run = ctg_setup_run_begin (self);
  CtgSignInRequest request = {
    .kind = self->candidate->kind,
    .service = get_optional (self, F (SERVICE)),
    .address = self->address,
    .client_id = get_optional (self, F (CLIENT_ID)),
    .tenant = get_optional (self, F (TENANT)),
  };

  g_clear_pointer (&self->sign_in_url, g_free);
  ctg_setup_actions_sign_in_async (self->actions, &request, open_cb, run, self->cancellable, signed_in_cb, run);
}

/**
 * ctg_setup_controller_signs_in:
 * @self: the wizard
 *
 * Returns: whether what is being connected is signed in to with the browser, and has no password here
 */
gboolean
ctg_setup_controller_signs_in (CtgSetupController *self)
{
  const char *kind = self->candidate != NULL ? self->candidate->kind : "";

  return strcmp (kind, "gmail") == 0 || strcmp (kind, "microsoft365") == 0;
}

/**
 * ctg_setup_controller_get_sign_in_url:
 * @self: the wizard
 *
 * Returns: (transfer none) (nullable): what the browser has to show
 */
const char *
ctg_setup_controller_get_sign_in_url (CtgSetupController *self)
{
  return self->sign_in_url;
}

/**
 * ctg_setup_controller_paste:
 * @self: the wizard
 * @text: the address at which a browser ended that cannot reach this computer
 * @error: %CTG_ERROR_INVALID_INPUT "not-the-answer"
 *
 * Returns: whether it was the answer; the wizard then goes on by itself
 */
gboolean
ctg_setup_controller_paste (CtgSetupController *self, const char *text, GError **error)
{
  return ctg_setup_actions_sign_in_paste (self->actions, text, error);
}
