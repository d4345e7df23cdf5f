/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The wizard's verification: the steps, what came of them, and the saving of what was verified. A try after a failure
 * asks the incoming server again unless it passed whole and nothing that goes to it was changed since: the steps at one
 * server share its connection, and its log-ins are counted. */

#include "setup-controller-private.h"

#include "errors.h"

#include <string.h>

#define F(name) CTG_SETUP_FIELD_##name

static void
set_step (CtgSetupController *self, CtgStep step, CtgStepState state, const char *detail)
{
  self->steps[step].state = state;
  g_free (self->steps[step].detail);
  self->steps[step].detail = g_strdup (detail);
}

static void
step_cb (CtgStep step, CtgStepState state, const char *detail, gpointer data)
{
  CtgSetupRun *run = data;

  if (ctg_setup_run_is_late (run) || step >= CTG_N_STEPS)
    return;
  set_step (run->self, step, state, detail);
  ctg_setup_controller_say_steps (run->self);
}

static CtgSetupEvent
choose_failure_event (CtgSetupController *self)
{
  if (self->repair == CTG_SETUP_REPAIR_CERTIFICATE && self->form->trust_at_once)
    return CTG_SETUP_EVENT_QUESTION;
  /* A refused password is not kept for another try: two log-ins with it are all a server sees (RFC 4616 lock-outs). */
  if (self->repair == CTG_SETUP_REPAIR_PASSWORD)
    return CTG_SETUP_EVENT_REJECTED;
  return CTG_SETUP_EVENT_VERIFY_FAILED;
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSetupRun) run = data;
  CtgSetupController *self = run->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgCertificate) certificate = NULL;
  g_autoptr (CtgMailboxSettings) reached = NULL;
  CtgStep failed_step = CTG_N_STEPS;
  g_autoptr (GPtrArray) trail = ctg_setup_actions_verify_dup_trail (self->actions, result);
  g_autoptr (CtgMailboxSettings) settings =
    ctg_setup_actions_verify_finish (self->actions, result, &failed_step, &certificate, &reached, &error);

  if (ctg_setup_run_is_late (run))
    return;
  g_clear_pointer (&self->trail, g_ptr_array_unref);
  self->trail = g_steal_pointer (&trail);
  if (settings != NULL)
    {
      self->verified = g_steal_pointer (&settings);
      ctg_setup_controller_send (self, CTG_SETUP_EVENT_VERIFIED);
      return;
    }
  ctg_setup_controller_forget_reached (self);
  self->reached = g_steal_pointer (&reached);
  self->failed_step = failed_step;
  if (failed_step < CTG_N_STEPS)
    set_step (self, failed_step, CTG_STEP_FAILED, NULL);
  self->certificate = g_steal_pointer (&certificate);
  ctg_setup_controller_take_problem (self, g_steal_pointer (&error));
  ctg_setup_controller_say_steps (self);
  ctg_setup_controller_send (self, choose_failure_event (self));
  ctg_setup_controller_detect_unasked (self);
}

/**
 * ctg_setup_controller_forget_reached:
 * @self: the wizard
 *
 * Has the next verification begin at the first step.
 */
void
ctg_setup_controller_forget_reached (CtgSetupController *self)
{
  g_clear_pointer (&self->reached, ctg_mailbox_settings_free);
}

static void
take_reached (CtgMailboxSettings *settings, const CtgMailboxSettings *reached)
{
  ctg_endpoint_free (settings->incoming);
  settings->incoming = ctg_endpoint_copy (reached->incoming);
  settings->sent_remote_name = g_strdup (reached->sent_remote_name);
  settings->sent_name = g_strdup (reached->sent_name);
  settings->sent_reason = g_strdup (reached->sent_reason);
  settings->incoming_verified = TRUE;
}

static const char *
get_secret (CtgSetupController *self)
{
  return self->token != NULL ? self->token : self->form->text[F (PASSWORD)];
}

static const char *
get_outgoing_secret (CtgSetupController *self)
{
  return self->form->separate_outgoing && self->token == NULL ? self->form->text[F (OUTGOING_PASSWORD)] : NULL;
}

/* Letters leave under a name: the one that the person's account on this computer has, where it looks like one; those of
 * a team under nobody's. It can be changed on the mailbox's page. */
static char *
dup_own_name (gboolean is_team)
{
  const char *name = is_team ? "" : g_get_real_name ();

  return strchr (name, ' ') != NULL && g_utf8_validate (name, -1, NULL) ? g_strdup (name) : NULL;
}

/**
 * ctg_setup_controller_start_verification:
 * @self: the wizard
 *
 * Logs in to both servers with what the form says.
 */
void
ctg_setup_controller_start_verification (CtgSetupController *self)
{
  CtgSetupRun *run = ctg_setup_run_begin (self);
  g_autoptr (CtgMailboxSettings) settings = ctg_setup_form_dup_settings (self->form);

  ctg_setup_controller_abandon_probe (self);
  if (ctg_setup_controller_signs_in (self))
    ctg_mailbox_settings_set_platform (settings, self->candidate->kind, self->form->text[CTG_SETUP_FIELD_SERVICE],
                                       self->candidate);
  /* A55: who may open a shared mailbox logs in for it by IMAP, and by SMTP as themselves. */
  if (self->owner != NULL && settings->outgoing != NULL)
    {
      g_free (settings->outgoing->username);
      settings->outgoing->username = g_strdup (self->owner);
    }
  if (self->again != NULL)
    {
      settings->account_id = g_strdup (self->again->account_id);
      settings->display_name = g_strdup (self->again->display_name);
    }
  else
    settings->display_name = dup_own_name (settings->is_team);
  if (self->reached != NULL)
    take_reached (settings, self->reached);
  for (int i = self->reached != NULL ? CTG_STEP_OUTGOING_CONNECT : 0; i < CTG_N_STEPS; i++)
    set_step (self, (CtgStep) i, CTG_STEP_WAITING, NULL);
  self->failed_step = CTG_N_STEPS;
  g_clear_pointer (&self->trail, g_ptr_array_unref);
  self->redetection = CTG_SETUP_REDETECTION_NONE;
  g_clear_pointer (&self->certificate, ctg_certificate_free);
  g_clear_pointer (&self->verified, ctg_mailbox_settings_free);
  ctg_setup_controller_say_steps (self);
  ctg_setup_actions_verify_async (self->actions, settings, get_secret (self), get_outgoing_secret (self),
                                  step_cb, run, self->cancellable, verified_cb, run);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSetupRun) run = data;
  CtgSetupController *self = run->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *account_id = ctg_setup_actions_save_finish (self->actions, result, &error);

  if (ctg_setup_run_is_late (run))
    return;
  self->account_id = g_steal_pointer (&account_id);
  if (error != NULL)
    ctg_setup_controller_take_problem (self, g_steal_pointer (&error));
  ctg_setup_controller_send (self, self->account_id != NULL ? CTG_SETUP_EVENT_SAVED : CTG_SETUP_EVENT_SAVE_FAILED);
}

/**
 * ctg_setup_controller_start_saving:
 * @self: the wizard
 *
 * Saves the mailbox that was verified.
 */
void
ctg_setup_controller_start_saving (CtgSetupController *self)
{
  CtgSetupRun *run = ctg_setup_run_begin (self);

  ctg_setup_actions_save_async (self->actions, self->verified, get_secret (self), get_outgoing_secret (self),
                                self->cancellable, saved_cb, run);
}

static gboolean
is_outgoing (CtgSetupController *self)
{
  return self->failed_step >= CTG_STEP_OUTGOING_CONNECT && self->failed_step < CTG_N_STEPS;
}

/**
 * ctg_setup_controller_get_certified_host:
 * @self: the wizard
 *
 * Shared hosting has mail.example.it lead to a server whose certificate is for its own name.
 *
 * Returns: (transfer none) (nullable): the name that the server's certificate vouches for in the place of the one that
 *   was asked; %NULL where that is not what is wrong
 */
const char *
ctg_setup_controller_get_certified_host (CtgSetupController *self)
{
  if (self->certificate == NULL || !ctg_error_has_reason (self->problem, "certificate-wrong-host"))
    return NULL;
  for (guint i = 0; self->certificate->names != NULL && self->certificate->names[i] != NULL; i++)
    if (strchr (self->certificate->names[i], '*') == NULL && strchr (self->certificate->names[i], '.') != NULL)
      return self->certificate->names[i];
  return NULL;
}

/**
 * ctg_setup_controller_use_certified_host:
 * @self: the wizard, with such a name
 *
 * Puts it into the form and checks the mailbox again, by that name.
 */
void
ctg_setup_controller_use_certified_host (CtgSetupController *self)
{
  g_autofree char *host = g_strdup (ctg_setup_controller_get_certified_host (self));

  if (host == NULL)
    return;
  ctg_setup_controller_set_text (self, is_outgoing (self) ? F (OUTGOING_HOST) : F (INCOMING_HOST), host);
  ctg_setup_controller_send (self, CTG_SETUP_EVENT_NEXT);
}

/**
 * ctg_setup_controller_pin_certificate:
 * @self: the wizard
 *
 * Trusts the certificate in question, for the server that showed it.
 */
void
ctg_setup_controller_pin_certificate (CtgSetupController *self)
{
  if (self->certificate != NULL)
    ctg_setup_form_pin (self->form, is_outgoing (self), self->certificate->sha256);
}
