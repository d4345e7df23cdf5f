/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The wizard's sign-in with the system browser, for mailboxes that take no password. */

#include "setup-controller-private.h"

#include "errors.h"
#include "text.h"
#include "typed-address.h"

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

static const char *
domain_of (const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL ? at + 1 : "";
}

/* A55: a shared mailbox of Microsoft's has no account of its own: who may open it signs in. */
static gboolean
is_colleague (CtgSetupController *self, const char *address)
{
  return strcmp (self->candidate->kind, "microsoft365") == 0 &&
         g_ascii_strcasecmp (domain_of (address), domain_of (self->address)) == 0;
}

/* Whoever signed in has to be who was named: nothing is saved for another one before the person says so (O2). */
static gboolean
check_who (CtgSetupController *self, const char *address, GError **error)
{
  const char *named = self->owner != NULL ? self->owner : self->address;

  if (address == NULL || g_ascii_strcasecmp (address, named) == 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_AUTH_REJECTED, is_colleague (self, address) ? "perhaps-shared" : "other-account",
                 "%s signed in", address);
  ctg_error_add_server (error, NULL, address);
  return FALSE;
}

/* A mailbox that is connected again stays the mailbox it is. */
static void
keep_other (CtgSetupController *self, const char *address, char *token)
{
  if (self->again != NULL)
    {
      ctg_secret_free (token);
      return;
    }
  self->other_address = g_strdup (address);
  self->other_token = token;
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSetupRun) run = data;
  CtgSetupController *self = run->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  char *token = ctg_setup_actions_sign_in_finish (self->actions, result, &address, &error);

  if (ctg_setup_run_is_late (run))
    {
      ctg_secret_free (token);
      return;
    }
  ctg_setup_controller_forget_other (self);
  if (token != NULL && !check_who (self, address, &error))
    keep_other (self, address, g_steal_pointer (&token));
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
 * ctg_setup_controller_forget_other:
 * @self: the wizard
 *
 * Lets go of what another account's sign-in brought.
 */
void
ctg_setup_controller_forget_other (CtgSetupController *self)
{
  g_clear_pointer (&self->other_address, g_free);
  g_clear_pointer (&self->other_token, ctg_secret_free);
}

static void
use_other_token (CtgSetupController *self)
{
  g_clear_pointer (&self->token, ctg_secret_free);
  self->token = g_steal_pointer (&self->other_token);
  ctg_setup_controller_forget_reached (self);
}

/**
 * ctg_setup_controller_take_other:
 * @self: the wizard, where another account signed in than was named
 *
 * Has that account be the mailbox that is connected.
 */
void
ctg_setup_controller_take_other (CtgSetupController *self)
{
  char *address = ctg_typed_address_normalise (self->other_address, NULL);

  use_other_token (self);
  g_free (self->address);
  self->address = address != NULL ? address : g_strdup (self->other_address);
  ctg_setup_form_edit (self->form, F (ADDRESS), self->address);
  ctg_setup_controller_say_form_changed (self);
}

/**
 * ctg_setup_controller_take_shared:
 * @self: the wizard, where a colleague of the mailbox that was named signed in
 *
 * Has the named mailbox be a team's, opened with that account: whether it may be is seen when it is verified (A55).
 */
void
ctg_setup_controller_take_shared (CtgSetupController *self)
{
  use_other_token (self);
  g_free (self->owner);
  self->owner = g_steal_pointer (&self->other_address);
  self->form->is_team = TRUE;
  ctg_setup_controller_say_form_changed (self);
}

/**
 * ctg_setup_controller_get_other_address:
 * @self: the wizard
 *
 * Returns: (transfer none) (nullable): the account that signed in instead of the one that was named, and could be
 *   connected instead
 */
const char *
ctg_setup_controller_get_other_address (CtgSetupController *self)
{
  return self->other_address;
}

/**
 * ctg_setup_controller_may_be_shared:
 * @self: the wizard
 *
 * Returns: whether the named mailbox may be one that the account that signed in can open for a team
 */
gboolean
ctg_setup_controller_may_be_shared (CtgSetupController *self)
{
  return self->other_address != NULL && ctg_error_has_reason (self->problem, "perhaps-shared") &&
         strcmp (self->form->text[F (SERVICE)], "graph") != 0;
}

/* A sign-in anew is as the mailbox itself, until the person says otherwise again. */
static void
forget_owner (CtgSetupController *self)
{
  g_clear_pointer (&self->owner, g_free);
  self->form->is_team = FALSE;
}

static void
ask_browser (CtgSetupController *self, CtgSetupRun *run)
{
  CtgSignInRequest request = {
    .kind = self->candidate->kind,
    .service = get_optional (self, F (SERVICE)),
    .address = self->owner != NULL ? self->owner : self->address,
    .client_id = get_optional (self, F (CLIENT_ID)),
    .client_secret = get_optional (self, F (CLIENT_SECRET)),
    .tenant = get_optional (self, F (TENANT)),
  };

  g_clear_pointer (&self->sign_in_url, g_free);
  ctg_setup_actions_sign_in_async (self->actions, &request, open_cb, run, self->cancellable, signed_in_cb, run);
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

  if (self->owner != NULL && self->again == NULL)
    forget_owner (self);
  ask_browser (self, run);
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
