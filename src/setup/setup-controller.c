/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-controller-private.h"

#include "errors.h"
#include "exchange-url.h"
#include "setup-texts.h"
#include "text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define F(name) CTG_SETUP_FIELD_##name

G_DEFINE_FINAL_TYPE (CtgSetupController, ctg_setup_controller, G_TYPE_OBJECT)

enum { PROP_0, PROP_STATE, PROP_BUSY, PROP_CAN_NEXT, PROP_CAN_BACK, PROP_PROBLEM, N_PROPERTIES };
enum { FORM_CHANGED, FOUND, STEPS_CHANGED, OPEN_URL, N_SIGNALS };

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

/**
 * ctg_setup_run_begin:
 * @self: the wizard
 *
 * Begins a call of an action; the answer to the one before is late from now on.
 *
 * Returns: (transfer full): what its callback gets
 */
CtgSetupRun *
ctg_setup_run_begin (CtgSetupController *self)
{
  CtgSetupRun *run = g_new0 (CtgSetupRun, 1);

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  run->self = g_object_ref (self);
  run->generation = ++self->generation;
  return run;
}

/**
 * ctg_setup_run_free:
 * @run: (transfer full): a call of an action
 */
void
ctg_setup_run_free (CtgSetupRun *run)
{
  g_object_unref (run->self);
  g_free (run);
}

/**
 * ctg_setup_run_is_late:
 * @run: a call of an action
 *
 * Returns: whether nobody waits for its answer any more
 */
gboolean
ctg_setup_run_is_late (const CtgSetupRun *run)
{
  return run->generation != run->self->generation;
}

static void
abandon (CtgSetupController *self)
{
  self->generation++;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  ctg_setup_controller_abandon_probe (self);
}

/* D2: a server of another domain is named in the form, for the person to agree to by going on with it; so is the one
 * that detection found, when Autodiscover knows nothing. */
static void
propose_server (CtgSetupController *self, const GError *error)
{
  const char *server = NULL;
  g_autoptr (CtgEndpoint) endpoint = NULL;
  g_autofree char *url = NULL;

  if (ctg_error_has_reason (error, "autodiscover-elsewhere"))
    server = ctg_error_get_details (error).host;
  else if (ctg_error_has_reason (error, "no-autodiscover") && self->candidate != NULL)
    server = self->candidate->exchange_url;
  endpoint = server != NULL ? ctg_exchange_url_parse (server, NULL) : NULL;
  url = endpoint != NULL ? ctg_exchange_url_to_string (endpoint) : NULL;
  if (url == NULL)
    return;
  ctg_setup_form_edit (self->form, F (EXCHANGE_URL), url);
  ctg_setup_controller_probe_exchange (self);
  ctg_setup_controller_say_form_changed (self);
}

/**
 * ctg_setup_controller_take_problem:
 * @self: the wizard
 * @error: (transfer full): what went wrong
 */
void
ctg_setup_controller_take_problem (CtgSetupController *self, GError *error)
{
  g_clear_error (&self->problem);
  self->problem = error;
  self->repair = ctg_setup_remedy_choose (error, self->certificate != NULL);
  if (self->form->is_exchange && self->repair == CTG_SETUP_REPAIR_SERVERS)
    {
      self->form->needs_url = TRUE;
      propose_server (self, error);
    }
  /* What the person chose does not work: the next sign-in is for the service that does. */
  if (ctg_error_has_reason (error, "smtp-off"))
    ctg_setup_form_edit (self->form, F (SERVICE), "graph");
}

/**
 * ctg_setup_controller_say_form_changed:
 * @self: the wizard
 *
 * Says that something was typed, filled or wiped.
 */
void
ctg_setup_controller_say_form_changed (CtgSetupController *self)
{
  g_signal_emit (self, signals[FORM_CHANGED], 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_NEXT]);
}

/**
 * ctg_setup_controller_say_found:
 * @self: the wizard
 *
 * Says that evidence or candidates came or went.
 */
void
ctg_setup_controller_say_found (CtgSetupController *self)
{
  g_signal_emit (self, signals[FOUND], 0);
}

/**
 * ctg_setup_controller_say_steps:
 * @self: the wizard
 *
 * Says that steps of the verification began, ended or were forgotten.
 */
void
ctg_setup_controller_say_steps (CtgSetupController *self)
{
  g_signal_emit (self, signals[STEPS_CHANGED], 0);
}

/**
 * ctg_setup_controller_say_open:
 * @self: the wizard
 *
 * Says that the browser is wanted, at ctg_setup_controller_get_sign_in_url().
 */
void
ctg_setup_controller_say_open (CtgSetupController *self)
{
  g_signal_emit (self, signals[OPEN_URL], 0, self->sign_in_url);
}

static void
forget (CtgSetupController *self)
{
  ctg_setup_form_forget (self->form);
  ctg_setup_controller_forget_reached (self);
  g_clear_pointer (&self->token, ctg_secret_free);
  ctg_setup_controller_forget_other (self);
  ctg_setup_controller_say_form_changed (self);
}

/* What the incoming server accepted is right: it is kept, and what was reached there too. */
static void
forget_refused (CtgSetupController *self)
{
  if (self->reached == NULL || self->token != NULL || self->form->is_exchange)
    {
      forget (self);
      return;
    }
  ctg_setup_form_refuse_outgoing (self->form, self->reached->incoming->username);
  ctg_setup_controller_say_form_changed (self);
}

static void
forgive (CtgSetupController *self)
{
  g_clear_error (&self->problem);
  self->repair = CTG_SETUP_REPAIR_NONE;
  ctg_setup_controller_forget_other (self);
}

/* In this order: what ends comes before what begins. */
static void
apply (CtgSetupController *self, CtgSetupEffects effects)
{
  static const struct
  {
    CtgSetupEffects effect;
    void (*apply) (CtgSetupController *self);
  } table[] = {
    { CTG_SETUP_EFFECT_ABANDON, abandon },
    { CTG_SETUP_EFFECT_FORGET, forget },
    { CTG_SETUP_EFFECT_FORGET_REFUSED, forget_refused },
    { CTG_SETUP_EFFECT_TAKE_OTHER, ctg_setup_controller_take_other },
    { CTG_SETUP_EFFECT_TAKE_SHARED, ctg_setup_controller_take_shared },
    { CTG_SETUP_EFFECT_FORGIVE, forgive },
    { CTG_SETUP_EFFECT_PIN, ctg_setup_controller_pin_certificate },
    { CTG_SETUP_EFFECT_DETECT, ctg_setup_controller_start_detection },
    { CTG_SETUP_EFFECT_DETECT_PLAINLY, ctg_setup_controller_start_plain_detection },
    { CTG_SETUP_EFFECT_DETECT_AGAIN, ctg_setup_controller_start_detection_again },
    { CTG_SETUP_EFFECT_USE_FOUND, ctg_setup_controller_use_found },
    { CTG_SETUP_EFFECT_LOOK_IN_PROGRAMS, ctg_setup_controller_start_looking },
    { CTG_SETUP_EFFECT_READ_FILE, ctg_setup_controller_start_reading },
    { CTG_SETUP_EFFECT_SIGN_IN, ctg_setup_controller_start_sign_in },
    { CTG_SETUP_EFFECT_VERIFY, ctg_setup_controller_start_verification },
    { CTG_SETUP_EFFECT_SAVE, ctg_setup_controller_start_saving },
  };

  if (effects & CTG_SETUP_EFFECT_STOP)
    g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (effects & table[i].effect)
      table[i].apply (self);
}

static void
notify_all (CtgSetupController *self)
{
  for (int i = PROP_0 + 1; i < N_PROPERTIES; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

static void
ctg_setup_controller_dispose (GObject *object)
{
  CtgSetupController *self = CTG_SETUP_CONTROLLER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  ctg_setup_controller_abandon_probe (self);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (ctg_setup_controller_parent_class)->dispose (object);
}

static void
ctg_setup_controller_finalize (GObject *object)
{
  CtgSetupController *self = CTG_SETUP_CONTROLLER (object);

  ctg_setup_form_free (self->form);
  g_free (self->address);
  g_free (self->local_name);
  g_free (self->file);
  g_clear_pointer (&self->detection, ctg_detection_free);
  ctg_candidate_free (self->found);
  g_clear_pointer (&self->local, ctg_detection_free);
  g_ptr_array_unref (self->evidence);
  g_clear_pointer (&self->trail, g_ptr_array_unref);
  g_ptr_array_unref (self->providers);
  g_clear_pointer (&self->candidate, ctg_candidate_free);
  g_clear_pointer (&self->again, ctg_mailbox_settings_free);
  g_clear_pointer (&self->verified, ctg_mailbox_settings_free);
  g_clear_pointer (&self->reached, ctg_mailbox_settings_free);
  g_clear_pointer (&self->certificate, ctg_certificate_free);
  for (int i = 0; i < CTG_N_STEPS; i++)
    g_free (self->steps[i].detail);
  g_clear_error (&self->problem);
  g_free (self->probed);
  g_clear_error (&self->probe_problem);
  g_free (self->account_id);
  g_clear_pointer (&self->token, ctg_secret_free);
  ctg_setup_controller_forget_other (self);
  g_free (self->owner);
  g_free (self->sign_in_url);
  G_OBJECT_CLASS (ctg_setup_controller_parent_class)->finalize (object);
}

static void
ctg_setup_controller_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CtgSetupController *self = CTG_SETUP_CONTROLLER (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->position.state);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, ctg_setup_controller_is_busy (self));
      break;
    case PROP_CAN_NEXT:
      g_value_set_boolean (value, ctg_setup_controller_can_next (self));
      break;
    case PROP_CAN_BACK:
      g_value_set_boolean (value, ctg_setup_controller_can_back (self));
      break;
    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ctg_setup_controller_class_init (CtgSetupControllerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = ctg_setup_controller_dispose;
  object_class->finalize = ctg_setup_controller_finalize;
  object_class->get_property = ctg_setup_controller_get_property;
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, CTG_N_SETUP_STATES, 0, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_NEXT] = g_param_spec_boolean ("can-next", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_BACK] = g_param_spec_boolean ("can-back", NULL, NULL, FALSE, flags);
  properties[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[FORM_CHANGED] = g_signal_new ("form-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FOUND] = g_signal_new ("found", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OPEN_URL] = g_signal_new ("open-url", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    G_TYPE_STRING);
  signals[STEPS_CHANGED] = g_signal_new ("steps-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ctg_setup_controller_init (CtgSetupController *self)
{
  self->form = ctg_setup_form_new ();
  self->address = g_strdup ("");
  self->evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_evidence_free);
  self->providers = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_candidate_free);
  self->failed_step = CTG_N_STEPS;
  ctg_setup_controller_list_providers (self);
}

/**
 * ctg_setup_controller_new:
 * @actions: what detects, verifies and saves
 *
 * Returns: (transfer full): a wizard on its first page
 */
CtgSetupController *
ctg_setup_controller_new (CtgSetupActions *actions)
{
  CtgSetupController *self = g_object_new (CTG_TYPE_SETUP_CONTROLLER, NULL);

  self->actions = g_object_ref (actions);
  self->position = ctg_setup_machine_begin (CTG_SETUP_AUTOMATION);
  return self;
}

/**
 * ctg_setup_controller_new_again:
 * @actions: what verifies and saves
 * @settings: how the mailbox was connected
 * @cause: (nullable): why it is not any more: said where it is mended
 *
 * Returns: (transfer full): a wizard for a mailbox that needs its password or servers again, on its credentials page;
 * or, for one that is signed in to with the browser, before that
 */
CtgSetupController *
ctg_setup_controller_new_again (CtgSetupActions *actions, const CtgMailboxSettings *settings, const GError *cause)
{
  CtgSetupController *self = ctg_setup_controller_new (actions);

  self->again = ctg_mailbox_settings_copy (settings);
  self->position = ctg_setup_machine_begin (CTG_SETUP_CREDENTIALS);
  if (strcmp (settings->kind, "imap") != 0)
    self->candidate = ctg_setup_choice_new (settings->kind, settings->address, TRUE);
  if (!ctg_candidate_kind_has_password (settings->kind))
    self->position = ctg_setup_machine_begin (CTG_SETUP_EXPECTATIONS);
  ctg_setup_form_edit (self->form, F (ADDRESS), settings->address);
  ctg_setup_form_edit (self->form, F (SERVICE), ctg_mailbox_settings_get_service (settings));
  g_free (self->address);
  self->address = g_strdup (settings->address);
  if (strcmp (settings->kind, "exchange") == 0)
    ctg_setup_form_fill_exchange (self->form, NULL, settings->incoming);
  else
    ctg_setup_form_fill (self->form, settings->incoming, settings->outgoing);
  self->form->separate_outgoing = settings->separate_outgoing;
  self->form->automation = settings->automation;
  self->form->is_team = settings->is_team;
  if (!ctg_candidate_kind_has_password (settings->kind) && settings->outgoing != NULL &&
      g_ascii_strcasecmp (settings->outgoing->username, settings->address) != 0)
    self->owner = g_strdup (settings->outgoing->username);
  if (cause != NULL)
    ctg_setup_controller_take_problem (self, g_error_copy (cause));
  /* The certificate is asked about at the server; until then it is the password that is missing. */
  if (g_error_matches (cause, CTG_ERROR, CTG_ERROR_TLS))
    self->repair = CTG_SETUP_REPAIR_CERTIFICATE;
  return self;
}

/**
 * ctg_setup_controller_get_state:
 * @self: the wizard
 *
 * Returns: where it is
 */
CtgSetupState
ctg_setup_controller_get_state (CtgSetupController *self)
{
  return self->position.state;
}

/* Where there is no form, what a form would mend is mended by signing in once more. */
static CtgSetupEvent
get_repair_event (CtgSetupController *self)
{
  CtgSetupEvent event = ctg_setup_remedy_get_event (self->repair);

  return event == CTG_SETUP_EVENT_EDIT_FORM && ctg_setup_controller_signs_in (self) ? CTG_SETUP_EVENT_SIGN_IN : event;
}

/**
 * ctg_setup_controller_can_next:
 * @self: the wizard
 *
 * Returns: whether the suggested step can be done now
 */
gboolean
ctg_setup_controller_can_next (CtgSetupController *self)
{
  CtgSetupEvent event = get_repair_event (self);

  if (self->position.state == CTG_SETUP_ADDRESS)
    return ctg_setup_form_check (self->form, F (ADDRESS)) == CTG_SETUP_FAULT_NONE;
  if (self->position.state == CTG_SETUP_RECOMMENDED && ctg_candidate_needs_confirmation (self->candidate))
    return self->is_confirmed;
  if (self->position.state == CTG_SETUP_CHANGED)
    return self->is_confirmed || !ctg_candidate_needs_confirmation (self->found);
  if (self->position.state == CTG_SETUP_CREDENTIALS)
    return ctg_setup_form_is_complete (self->form);
  if (self->position.state == CTG_SETUP_CHECK_FAILED || self->position.state == CTG_SETUP_SAVE_FAILED)
    return ctg_setup_machine_takes (self->position.state, event);
  return ctg_setup_machine_takes (self->position.state, CTG_SETUP_EVENT_NEXT);
}

/**
 * ctg_setup_controller_can_try_again:
 * @self: the wizard
 *
 * Returns: whether the step that failed can be tried again as it is, beside the step that is suggested
 */
gboolean
ctg_setup_controller_can_try_again (CtgSetupController *self)
{
  return self->position.state == CTG_SETUP_CHECK_FAILED && self->repair != CTG_SETUP_REPAIR_RETRY &&
         (self->token != NULL || ctg_setup_form_is_complete (self->form));
}

/**
 * ctg_setup_controller_can_back:
 * @self: the wizard
 *
 * Returns: whether there is something before this, if only the end
 */
gboolean
ctg_setup_controller_can_back (CtgSetupController *self)
{
  return ctg_setup_machine_takes (self->position.state, CTG_SETUP_EVENT_BACK);
}

/**
 * ctg_setup_controller_is_busy:
 * @self: the wizard
 *
 * Returns: whether something is being asked or saved
 */
gboolean
ctg_setup_controller_is_busy (CtgSetupController *self)
{
  return self->position.state == CTG_SETUP_DETECTING || self->position.state == CTG_SETUP_CHECKING ||
         self->position.state == CTG_SETUP_SIGN_IN || self->position.state == CTG_SETUP_DETECTING_AGAIN ||
         self->position.state == CTG_SETUP_SAVING;
}

/**
 * ctg_setup_controller_get_problem:
 * @self: the wizard
 *
 * Returns: (transfer none) (nullable): what went wrong last, until it is dealt with
 */
const GError *
ctg_setup_controller_get_problem (CtgSetupController *self)
{
  return self->problem;
}

/**
 * ctg_setup_controller_get_repair:
 * @self: the wizard
 *
 * Returns: what mends the problem
 */
CtgSetupRepair
ctg_setup_controller_get_repair (CtgSetupController *self)
{
  return self->repair;
}

/**
 * ctg_setup_controller_dup_next_label:
 * @self: the wizard
 *
 * Returns: (transfer full): the label of the suggested step, with its mnemonic
 */
char *
ctg_setup_controller_dup_next_label (CtgSetupController *self)
{
  if (self->position.state == CTG_SETUP_RECOMMENDED && self->candidate != NULL)
    return ctg_setup_text_for_connect_to (self->candidate->display_name);
  if (self->position.state == CTG_SETUP_SIGN_IN_FAILED ||
      (get_repair_event (self) == CTG_SETUP_EVENT_SIGN_IN && self->position.state != CTG_SETUP_EXPECTATIONS))
    return g_strdup (_("_Sign in again"));
  if (self->position.state == CTG_SETUP_CHECK_FAILED && self->repair == CTG_SETUP_REPAIR_RETRY)
    return g_strdup (_("_Try this step again"));
  if (self->position.state == CTG_SETUP_CHECK_FAILED || self->position.state == CTG_SETUP_SAVE_FAILED)
    return g_strdup (ctg_setup_text_for_repair (self->repair));
  return g_strdup (ctg_setup_text_for_next (self->position.state));
}

/**
 * ctg_setup_controller_get_back_label:
 * @self: the wizard
 *
 * Returns: (transfer none): the label of the way back, with its mnemonic: on the first page it is the way out
 */
const char *
ctg_setup_controller_get_back_label (CtgSetupController *self)
{
  return self->position.n_trail == 0 ? _("Cance_l") : _("_Back");
}

/**
 * ctg_setup_controller_send:
 * @self: the wizard
 * @event: what happened
 *
 * Takes one step of the machine and does what it asks for. An event that means nothing here is ignored.
 */
void
ctg_setup_controller_send (CtgSetupController *self, CtgSetupEvent event)
{
  CtgSetupEffects effects;

  g_return_if_fail (CTG_IS_SETUP_CONTROLLER (self));
  self->position = ctg_setup_machine_step (&self->position, event, &effects);
  apply (self, effects);
  if (self->position.state == CTG_SETUP_RECOMMENDED)
    ctg_setup_controller_take_conclusion (self);
  notify_all (self);
}

static gboolean
has_passwords (const CtgSetupForm *form)
{
  return ctg_setup_form_check (form, F (PASSWORD)) == CTG_SETUP_FAULT_NONE &&
         ctg_setup_form_check (form, F (OUTGOING_PASSWORD)) == CTG_SETUP_FAULT_NONE;
}

/**
 * ctg_setup_controller_next:
 * @self: the wizard
 *
 * Does the suggested step: what the button with the next label does, and Enter.
 */
void
ctg_setup_controller_next (CtgSetupController *self)
{
  CtgSetupEvent event = CTG_SETUP_EVENT_NEXT;

  g_return_if_fail (CTG_IS_SETUP_CONTROLLER (self));
  if (!ctg_setup_controller_can_next (self))
    return;
  if (self->position.state == CTG_SETUP_CHECK_FAILED || self->position.state == CTG_SETUP_SAVE_FAILED)
    event = get_repair_event (self);
  if (self->position.state == CTG_SETUP_EXPECTATIONS && ctg_setup_controller_signs_in (self))
    event = CTG_SETUP_EVENT_SIGN_IN;
  if (self->position.state == CTG_SETUP_CHANGED && !has_passwords (self->form))
    event = CTG_SETUP_EVENT_EDIT_FORM;
  if (event == CTG_SETUP_EVENT_PICK)
    ctg_setup_controller_use_microsoft (self);
  else
    ctg_setup_controller_send (self, event);
}
