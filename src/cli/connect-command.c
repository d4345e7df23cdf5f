/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "connect-options.h"
#include "detection-output.h"
#include "json-values.h"
#include "lookup.h"
#include "password.h"
#include "table.h"

#include "errors.h"
#include "requirements.h"
#include "setup-actions.h"
#include "text.h"
#include "texts.h"
#include "typed-address.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* One certificate for each of two servers, and one try more. */
#define MAX_PINNED_TRIES 3

typedef struct
{
  CtgSession *session;
  CtgStepState states[CTG_N_STEPS];
  char *details[CTG_N_STEPS];      /* (owned) (nullable) */
  CtgCertificate *refused;         /* (owned) (nullable) */
  CtgMailboxSettings *reached;     /* (owned) (nullable) the incoming server passed: it is not asked again */
} Steps;

static void
steps_clear (Steps *steps)
{
  for (guint i = 0; i < CTG_N_STEPS; i++)
    g_clear_pointer (&steps->details[i], g_free);
  g_clear_pointer (&steps->refused, ctg_certificate_free);
  g_clear_pointer (&steps->reached, ctg_mailbox_settings_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Steps, steps_clear)

static void
step_cb (CtgStep step, CtgStepState state, const char *detail, gpointer data)
{
  Steps *steps = data;
  const char *mark = state == CTG_STEP_DONE ? "✓" : state == CTG_STEP_FAILED ? "✗" : NULL;

  steps->states[step] = state;
  g_free (steps->details[step]);
  steps->details[step] = g_strdup (detail);
  if (mark != NULL && detail != NULL)
    ctg_session_note (steps->session, "%s %s: %s", mark, ctg_text_for_step (step), detail);
  else if (mark != NULL)
    ctg_session_note (steps->session, "%s %s", mark, ctg_text_for_step (step));
}

static void
add_steps (CtgJsonWriter *json, const Steps *steps)
{
  ctg_json_begin_array (json, "steps");
  for (guint i = 0; i < CTG_N_STEPS; i++)
    {
      ctg_json_writer_begin_object (json);
      ctg_json_add_string (json, "step", ctg_step_to_string ((CtgStep) i));
      ctg_json_add_string (json, "state", ctg_step_state_to_string (steps->states[i]));
      ctg_json_add_string (json, "detail", steps->details[i]);
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
}

/* A88 */
static void
add_requirements (CtgJsonWriter *json, const Steps *steps)
{
  CtgStepFact facts[CTG_N_STEPS];

  for (guint i = 0; i < CTG_N_STEPS; i++)
    facts[i] = (CtgStepFact) { steps->states[i], steps->details[i] };
  ctg_json_begin_array (json, "requirements");
  for (guint i = 0; i < CTG_N_REQUIREMENTS; i++)
    {
      CtgRequirement requirement = (CtgRequirement) i;
      g_autofree char *fact = NULL;
      CtgStepState state = ctg_requirement_judge (requirement, facts, &fact);

      ctg_json_writer_begin_object (json);
      ctg_json_add_string (json, "requirement", ctg_requirement_to_string (requirement));
      ctg_json_add_boolean (json, "required", ctg_requirement_is_required (requirement));
      ctg_json_add_string (json, "state", ctg_step_state_to_string (state));
      ctg_json_add_string (json, "detail", fact);
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
}

static void
print_certificate (const CtgCertificate *certificate)
{
  g_autofree char *names = g_strjoinv (" ", certificate->names);
  g_autofree char *from = ctg_text_utc_rfc3339 (certificate->valid_from_utc_s);
  g_autofree char *to = ctg_text_utc_rfc3339 (certificate->valid_to_utc_s);
  g_autofree char *subject = ctg_text_clean (certificate->subject, 400);
  g_autofree char *issuer = ctg_text_clean (certificate->issuer, 400);
  g_autofree char *clean_names = ctg_text_clean (names, 400);

  fprintf (stderr, _("The certificate that %s:%u showed:\n"), certificate->host, certificate->port);
  fprintf (stderr, _("  Fingerprint (SHA-256): %s\n"), certificate->sha256);
  fprintf (stderr, _("  Made for: %s (%s)\n"), clean_names, subject);
  fprintf (stderr, _("  Made by: %s\n"), issuer);
  fprintf (stderr, _("  Valid from %s to %s\n"), from, to);
  fprintf (stderr, _("If you know that it is your server's own, trust exactly this one with --pin-certificate.\n"));
}

/* The failure with everything that was learnt on the way. */
static int
fail_with_steps (CtgSession *session, const Steps *steps, const GError *error)
{
  g_autoptr (CtgJsonWriter) json = NULL;

  if (!session->json)
    {
      int status = ctg_session_fail (session, error);

      if (steps->refused != NULL)
        print_certificate (steps->refused);
      return status;
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_begin_object (json, "error");
  ctg_json_add_error_members (json, error);
  for (guint i = 0; i < CTG_N_STEPS; i++)
    if (steps->states[i] == CTG_STEP_FAILED)
      ctg_json_add_string (json, "step", ctg_step_to_string ((CtgStep) i));
  if (steps->refused != NULL)
    ctg_json_add_certificate (json, "certificate", steps->refused);
  ctg_json_writer_end_object (json);
  add_steps (json, steps);
  add_requirements (json, steps);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return ctg_session_status_for (error);
}

/* Found, but nobody has said that these hosts may see the password. */
static int
ask_to_accept (CtgSession *session, const CtgMailboxSettings *settings, const CtgDetection *detection)
{
  g_autoptr (CtgJsonWriter) json = NULL;
  g_autoptr (GError) error = ctg_error_new (CTG_ERROR_CONSENT_REQUIRED, "accept-hosts",
                                            "The found servers have to be accepted first");

  if (!session->json)
    {
      ctg_session_print_detection (session, detection);
      fprintf (stderr, _("Nothing was sent to these servers. If they are yours, say so: --accept %s,%s\n"),
               settings->incoming->host, settings->outgoing->host);
      return CTG_EXIT_NEEDS_USER;
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_begin_object (json, "error");
  ctg_json_add_error_members (json, error);
  ctg_json_begin_array (json, "hosts");
  ctg_json_writer_string (json, settings->incoming->host);
  if (!g_str_equal (settings->incoming->host, settings->outgoing->host))
    ctg_json_writer_string (json, settings->outgoing->host);
  ctg_json_writer_end_array (json);
  ctg_json_writer_end_object (json);
  ctg_json_writer_member (json, "detection");
  ctg_json_add_detection (json, detection);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_NEEDS_USER;
}

static CtgMailboxSettings *
verify_once (Steps *steps, const CtgMailboxSettings *settings, const char *secret, const char *outgoing_secret,
             GError **error)
{
  CtgSession *session = steps->session;
  CtgSetupActions *actions = CTG_SETUP_ACTIONS (session->engine);
  g_autoptr (GAsyncResult) result = NULL;
  CtgStep failed_step;

  g_clear_pointer (&steps->refused, ctg_certificate_free);
  g_clear_pointer (&steps->reached, ctg_mailbox_settings_free);
  ctg_setup_actions_verify_async (actions, settings, secret, outgoing_secret, step_cb, steps, session->cancellable,
                                  ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_setup_actions_verify_finish (actions, result, &failed_step, &steps->refused, &steps->reached, error);
}

/* The pin belongs to the very server that showed the certificate: it must not loosen anything elsewhere. */
static gboolean
apply_pin (const CtgInvocation *invocation, CtgMailboxSettings *settings, const CtgCertificate *refused)
{
  const char *pin = refused != NULL ? ctg_connect_find_pin (invocation, refused) : NULL;
  CtgEndpoint *endpoints[] = { settings->incoming, settings->outgoing };

  for (guint i = 0; pin != NULL && i < G_N_ELEMENTS (endpoints); i++)
    if (endpoints[i]->pin_sha256 == NULL && endpoints[i]->port == refused->port &&
        g_ascii_strcasecmp (endpoints[i]->host, refused->host) == 0)
      {
        endpoints[i]->pin_sha256 = g_strdup (pin);
        return TRUE;
      }
  return FALSE;
}

static CtgMailboxSettings *
verify (Steps *steps, const CtgInvocation *invocation, CtgMailboxSettings *settings, const char *secret,
        const char *outgoing_secret, GError **error)
{
  g_autoptr (CtgMailboxSettings) reached = NULL;

  for (guint i = 0; i < MAX_PINNED_TRIES; i++)
    {
      g_autoptr (GError) local_error = NULL;
      CtgMailboxSettings *verified = verify_once (steps, reached != NULL ? reached : settings, secret, outgoing_secret,
                                                  &local_error);

      if (verified != NULL)
        return verified;
      if (steps->reached != NULL)
        {
          ctg_mailbox_settings_free (reached);
          reached = g_steal_pointer (&steps->reached);
        }
      if (!apply_pin (invocation, reached != NULL ? reached : settings, steps->refused))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }
  ctg_error_set (error, CTG_ERROR_TLS, "certificate-changed", "The server shows one certificate after the other");
  return NULL;
}

static char *
save (CtgSession *session, const CtgMailboxSettings *settings, const char *secret, const char *outgoing_secret,
      GError **error)
{
  CtgSetupActions *actions = CTG_SETUP_ACTIONS (session->engine);
  g_autoptr (GAsyncResult) result = NULL;

  ctg_setup_actions_save_async (actions, settings, secret, outgoing_secret, session->cancellable,
                                ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_setup_actions_save_finish (actions, result, error);
}

static int
report (CtgSession *session, const Steps *steps, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = ctg_session_find_account (session, id, &error);
  g_autoptr (CtgJsonWriter) json = NULL;

  if (account == NULL)
    return ctg_session_fail (session, error);
  if (!session->json)
    {
      ctg_session_print (session, _("%s is connected.\n"), account->address);
      return CTG_EXIT_DONE;
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_account (json, account);
  add_steps (json, steps);
  add_requirements (json, steps);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static int
connect_with (CtgSession *session, const CtgInvocation *invocation, CtgMailboxSettings *settings, const char *secret,
              const char *outgoing_secret)
{
  g_auto (Steps) steps = { session };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgMailboxSettings) verified = NULL;
  g_autofree char *id = NULL;

  verified = verify (&steps, invocation, settings, secret, outgoing_secret, &error);
  if (verified == NULL)
    return fail_with_steps (session, &steps, error);
  id = save (session, verified, secret, outgoing_secret, &error);
  if (id == NULL)
    return fail_with_steps (session, &steps, error);
  return report (session, &steps, id);
}

static int
read_passwords_and_connect (CtgSession *session, const CtgInvocation *invocation, CtgMailboxSettings *settings)
{
  g_autoptr (GError) error = NULL;
  char *secret = ctg_password_read (session, ctg_invocation_get (invocation, "password-file"), _("Password:"), &error);
  char *outgoing_secret = NULL;
  int status;

  if (secret != NULL && settings->separate_outgoing)
    outgoing_secret = ctg_password_read (session, ctg_invocation_get (invocation, "smtp-password-file"),
                                         _("Password of the outgoing server:"), &error);
  if (error != NULL)
    status = ctg_session_fail (session, error);
  else
    status = connect_with (session, invocation, settings, secret, outgoing_secret);
  ctg_secret_free (secret);
  ctg_secret_free (outgoing_secret);
  return status;
}

/* With --json too: without the address nothing goes on. */
static void
open_cb (const char *url, gpointer data)
{
  fprintf (stderr, "%s\n%s\n",
           _("Open this address in your browser and sign in; Carteggio waits for five minutes:"), url);
}

/* Whoever signed in has to be who was named: nothing is saved for another one. */
static char *
sign_in (CtgSession *session, const CtgInvocation *invocation, const CtgMailboxSettings *settings,
         const char *client_secret, GError **error)
{
  CtgSetupActions *actions = CTG_SETUP_ACTIONS (session->engine);
  CtgSignInRequest request = {
    .kind = settings->kind,
    .service = ctg_invocation_get (invocation, "service"),
    .address = settings->address,
    .client_id = ctg_invocation_get (invocation, "client-id"),
    .client_secret = client_secret,
    .tenant = ctg_invocation_get (invocation, "tenant"),
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *address = NULL;
  char *secret;

  ctg_setup_actions_sign_in_async (actions, &request, open_cb, session, session->cancellable, ctg_session_result_cb,
                                   &result);
  ctg_session_wait (session, &result);
  secret = ctg_setup_actions_sign_in_finish (actions, result, &address, error);
  if (secret == NULL || address == NULL || g_ascii_strcasecmp (address, settings->address) == 0)
    return secret;
  ctg_secret_free (secret);
  ctg_error_set (error, CTG_ERROR_AUTH_REJECTED, "other-account", "%s signed in", address);
  ctg_error_add_server (error, NULL, address);
  return NULL;
}

static int
sign_in_and_connect (CtgSession *session, const CtgInvocation *invocation, CtgMailboxSettings *settings)
{
  g_autoptr (GError) error = NULL;
  char *client_secret = NULL;
  char *secret = NULL;
  int status;

  if (ctg_invocation_has (invocation, "client-secret-file"))
    client_secret = ctg_password_read (session, ctg_invocation_get (invocation, "client-secret-file"), NULL, &error);
  if (error == NULL)
    secret = sign_in (session, invocation, settings, client_secret, &error);
  ctg_secret_free (client_secret);
  if (secret == NULL)
    return ctg_session_fail (session, error);
  status = connect_with (session, invocation, settings, secret, NULL);
  ctg_secret_free (secret);
  return status;
}

/* The plain address: what detection makes of it, with or without asking the network. */
static CtgDetection *
look (CtgSession *session, const CtgInvocation *invocation, GError **error)
{
  const char *text = invocation->arguments[0];
  g_autofree char *address = ctg_typed_address_normalise (text, error);

  if (address == NULL || ctg_session_open (session, error) == NULL)
    return NULL;
  if (ctg_connect_needs_detection (invocation))
    return ctg_session_detect (session, text, ctg_invocation_has (invocation, "again") ? CTG_DETECT_AFRESH
                                                                                       : CTG_DETECT_USUAL, error);
  return ctg_detection_new (address);
}

/* A67: it stays the mailbox that it is, with what was chosen for it. */
static void
take_up (CtgMailboxSettings *settings, const CtgAccount *existing)
{
  settings->account_id = g_strdup (existing->id);
  if (settings->display_name == NULL)
    settings->display_name = g_strdup (existing->display_name);
  settings->automation = existing->automation;
  settings->is_team = settings->is_team || existing->is_team;
}

/* A mailbox is connected once, unless it is said that it is to be connected again. */
static gboolean
take_existing (CtgSession *session, const CtgInvocation *invocation, CtgMailboxSettings *settings, GError **error)
{
  g_autoptr (CtgAccount) existing = ctg_session_find_account (session, settings->address, NULL);
  gboolean is_connected = existing != NULL && existing->state != CTG_ACCOUNT_REMOVED;
  gboolean is_again = ctg_invocation_has (invocation, "again");

  if (is_connected && is_again)
    take_up (settings, existing);
  else if (is_connected)
    ctg_error_set (error, CTG_ERROR_CONFLICT, "already-connected", "This address is connected already");
  else if (is_again)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "not-connected", "This address is not connected yet");
  return is_connected == is_again;
}

static int
run_connect (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgDetection) detection = look (session, invocation, &error);
  g_autoptr (CtgMailboxSettings) settings = NULL;

  if (detection == NULL)
    return ctg_session_fail (session, error);
  settings = ctg_connect_settings (invocation, detection->address, detection, &error);
  if (settings == NULL || !take_existing (session, invocation, settings, &error))
    return ctg_session_fail (session, error);
  if (!ctg_candidate_kind_has_password (settings->kind))
    return sign_in_and_connect (session, invocation, settings);
  if (!ctg_connect_is_accepted (invocation, settings))
    return ask_to_accept (session, settings, detection);
  return read_passwords_and_connect (session, invocation, settings);
}

const CtgCommand ctg_connect_commands[] = {
  { "connect", N_("ADDRESS"), N_("Connect a mailbox, without questions"), 1, 1, ctg_connect_options, run_connect },
  { NULL },
};
