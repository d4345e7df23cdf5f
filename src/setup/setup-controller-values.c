/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The controller's values: what its window writes into it and reads from it. The flow is in setup-controller.c. */

#include "setup-controller-private.h"
#include "setup-texts.h"

#include "typed-address.h"

#include <string.h>

#define F(name) CTG_SETUP_FIELD_##name

/* What is known of one address says nothing of another, and neither may its password go to another's server. */
static void
address_changed (CtgSetupController *self)
{
  g_autofree char *address = ctg_typed_address_normalise (self->form->text[F (ADDRESS)], NULL);

  if (g_strcmp0 (address != NULL ? address : "", self->address) == 0)
    return;
  g_free (self->address);
  self->address = g_strdup (address != NULL ? address : "");
  g_clear_pointer (&self->local_name, g_free);
  g_clear_pointer (&self->detection, ctg_detection_free);
  self->how = CTG_DETECT_USUAL;
  self->has_asked = FALSE;
  self->has_tried_plainly = FALSE;
  self->redetection = CTG_SETUP_REDETECTION_NONE;
  self->form->is_team = FALSE;
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->candidate, ctg_candidate_free);
  g_ptr_array_set_size (self->evidence, 0);
  ctg_setup_form_fill (self->form, NULL, NULL);
  ctg_setup_controller_list_providers (self);
  g_clear_pointer (&self->local, ctg_detection_free);
  self->local = ctg_setup_actions_detect_locally (self->actions, self->address);
  if (self->local != NULL && self->local->candidates->len > 0)
    self->local_name = g_strdup (((CtgCandidate *) g_ptr_array_index (self->local->candidates, 0))->display_name);
  ctg_setup_controller_send (self, CTG_SETUP_EVENT_EDIT_ADDRESS);
  ctg_setup_controller_say_found (self);
}

/**
 * ctg_setup_controller_set_text:
 * @self: the wizard
 * @field: what the person typed in
 * @text: what it holds now; a password is copied into memory that is wiped
 */
void
ctg_setup_controller_set_text (CtgSetupController *self, CtgSetupField field, const char *text)
{
  g_return_if_fail (CTG_IS_SETUP_CONTROLLER (self) && field < CTG_N_SETUP_FIELDS && text != NULL);
  if (strcmp (self->form->text[field], text) == 0)
    return;
  ctg_setup_form_edit (self->form, field, text);
  if (field <= F (EXCHANGE_URL))
    ctg_setup_controller_forget_reached (self);
  if (field == F (ADDRESS))
    address_changed (self);
  if (field == F (ADDRESS) || field == F (EXCHANGE_URL))
    ctg_setup_controller_probe_exchange (self);
  ctg_setup_controller_say_form_changed (self);
}

/**
 * ctg_setup_controller_get_text:
 * @self: the wizard
 * @field: a field
 *
 * Returns: (transfer none): what it holds; always "" for a secret, which is never shown again (U3)
 */
const char *
ctg_setup_controller_get_text (CtgSetupController *self, CtgSetupField field)
{
  g_return_val_if_fail (field < CTG_N_SETUP_FIELDS, "");
  return ctg_setup_field_is_secret (field) ? "" : self->form->text[field];
}

/**
 * ctg_setup_controller_get_fault:
 * @self: the wizard
 * @field: a field
 *
 * Returns: what is wrong with it
 */
CtgSetupFault
ctg_setup_controller_get_fault (CtgSetupController *self, CtgSetupField field)
{
  return ctg_setup_form_check (self->form, field);
}

/**
 * ctg_setup_controller_is_required:
 * @self: the wizard
 * @field: a field
 *
 * Returns: whether it may not stay empty
 */
gboolean
ctg_setup_controller_is_required (CtgSetupController *self, CtgSetupField field)
{
  return ctg_setup_form_is_required (self->form, field);
}

/**
 * ctg_setup_controller_get_field_at_fault:
 * @self: the wizard
 *
 * Returns: the field to look at first on the credentials page: that of the problem, or the password
 */
CtgSetupField
ctg_setup_controller_get_field_at_fault (CtgSetupController *self)
{
  if (self->form->is_exchange && self->repair == CTG_SETUP_REPAIR_SERVERS)
    return F (EXCHANGE_URL);
  return ctg_setup_remedy_choose_field (self->repair, ctg_setup_controller_get_problem (self), self->failed_step,
                                        self->form->separate_outgoing);
}

/**
 * ctg_setup_controller_has_password:
 * @self: the wizard
 * @field: a password, or the client's secret
 *
 * Returns: whether one was typed and is still held
 */
gboolean
ctg_setup_controller_has_password (CtgSetupController *self, CtgSetupField field)
{
  g_return_val_if_fail (field < CTG_N_SETUP_FIELDS, FALSE);
  return self->form->text[field][0] != '\0';
}

/**
 * ctg_setup_controller_has_servers:
 * @self: the wizard
 *
 * Returns: whether the servers are known; if not, the advanced options are needed
 */
gboolean
ctg_setup_controller_has_servers (CtgSetupController *self)
{
  return ctg_setup_form_has_servers (self->form);
}

/**
 * ctg_setup_controller_is_exchange:
 * @self: the wizard
 *
 * Returns: whether the form is that of an Exchange server: one address in the place of servers and ports
 */
gboolean
ctg_setup_controller_is_exchange (CtgSetupController *self)
{
  return self->form->is_exchange;
}

/**
 * ctg_setup_controller_set_automation:
 * @self: the wizard
 * @automation: whether contacts and tasks may be proposed from incoming mail
 */
void
ctg_setup_controller_set_automation (CtgSetupController *self, gboolean automation)
{
  self->form->automation = automation;
}

/**
 * ctg_setup_controller_get_automation:
 * @self: the wizard
 *
 * Returns: whether inbox automation was chosen
 */
gboolean
ctg_setup_controller_get_automation (CtgSetupController *self)
{
  return self->form->automation;
}

/**
 * ctg_setup_controller_set_team:
 * @self: the wizard
 * @is_team: whether several people use the mailbox (A10)
 */
void
ctg_setup_controller_set_team (CtgSetupController *self, gboolean is_team)
{
  self->form->is_team = is_team;
}

/**
 * ctg_setup_controller_get_team:
 * @self: the wizard
 *
 * Returns: whether several people use the mailbox
 */
gboolean
ctg_setup_controller_get_team (CtgSetupController *self)
{
  return self->form->is_team;
}

/**
 * ctg_setup_controller_set_separate_outgoing:
 * @self: the wizard
 * @separate: whether the sending server has a name and password of its own
 */
void
ctg_setup_controller_set_separate_outgoing (CtgSetupController *self, gboolean separate)
{
  if (self->form->separate_outgoing == separate)
    return;
  self->form->separate_outgoing = separate;
  ctg_setup_controller_say_form_changed (self);
}

/**
 * ctg_setup_controller_get_separate_outgoing:
 * @self: the wizard
 *
 * Returns: whether the sending server has a name and password of its own
 */
gboolean
ctg_setup_controller_get_separate_outgoing (CtgSetupController *self)
{
  return self->form->separate_outgoing;
}

/**
 * ctg_setup_controller_set_trust_at_once:
 * @self: the wizard
 * @at_once: whether a certificate that does not verify is shown without a further click
 */
void
ctg_setup_controller_set_trust_at_once (CtgSetupController *self, gboolean at_once)
{
  self->form->trust_at_once = at_once;
}

/**
 * ctg_setup_controller_get_trust_at_once:
 * @self: the wizard
 *
 * Returns: whether a certificate that does not verify is shown without a further click
 */
gboolean
ctg_setup_controller_get_trust_at_once (CtgSetupController *self)
{
  return self->form->trust_at_once;
}

/**
 * ctg_setup_controller_get_local_name:
 * @self: the wizard
 *
 * Returns: (transfer none) (nullable): the provider that the built-in table knows for what was typed so far
 */
const char *
ctg_setup_controller_get_local_name (CtgSetupController *self)
{
  return self->local_name;
}

/**
 * ctg_setup_controller_get_evidence:
 * @self: the wizard
 *
 * Returns: (transfer none) (element-type CtgEvidence): what the sources have answered so far
 */
const GPtrArray *
ctg_setup_controller_get_evidence (CtgSetupController *self)
{
  return self->evidence;
}

/**
 * ctg_setup_controller_dup_trail:
 * @self: the wizard
 *
 * Returns: (transfer full): a line for each place where the Exchange server was looked for with the password, and what
 *   came of it (A78); "" where nobody had to look
 */
char *
ctg_setup_controller_dup_trail (CtgSetupController *self)
{
  return self->trail != NULL ? ctg_setup_dup_trail (self->trail) : g_strdup ("");
}

/**
 * ctg_setup_controller_dup_success:
 * @self: the wizard, when its mailbox is connected
 *
 * Returns: (transfer full): which Exchange server it is, and how it was found (A85); "" where it is no such mailbox
 */
char *
ctg_setup_controller_dup_success (CtgSetupController *self)
{
  if (self->verified == NULL || !g_str_equal (self->verified->kind, "exchange"))
    return g_strdup ("");
  return ctg_setup_dup_success (self->verified->incoming, self->trail);
}

/**
 * ctg_setup_controller_get_sources:
 * @self: the wizard
 * @group: a group of sources
 *
 * Returns: how far asking them is
 */
CtgSourcesState
ctg_setup_controller_get_sources (CtgSetupController *self, CtgSources group)
{
  g_return_val_if_fail (group < CTG_N_SOURCES, CTG_SOURCES_WAITING);
  return self->sources[group];
}

/**
 * ctg_setup_controller_get_warnings:
 * @self: the wizard
 *
 * Returns: (transfer none) (nullable) (element-type CtgAddressWarning): what to look at in the address once more
 */
const GPtrArray *
ctg_setup_controller_get_warnings (CtgSetupController *self)
{
  const CtgDetection *detection = self->detection != NULL ? self->detection : self->local;

  return detection != NULL ? detection->warnings : NULL;
}

/**
 * ctg_setup_controller_get_providers:
 * @self: the wizard
 *
 * Returns: (transfer none) (element-type CtgCandidate): what else was found, then the choice by hand
 */
const GPtrArray *
ctg_setup_controller_get_providers (CtgSetupController *self)
{
  return self->providers;
}

/**
 * ctg_setup_controller_get_n_others:
 * @self: the wizard
 *
 * Returns: how many of ctg_setup_controller_get_providers() were found; they stand first
 */
guint
ctg_setup_controller_get_n_others (CtgSetupController *self)
{
  return self->n_others;
}

/**
 * ctg_setup_controller_set_confirmed:
 * @self: the wizard, with a recommendation that needs it
 * @confirmed: whether the person says that these are the provider's servers
 *
 * Detection names servers of another domain that nobody vouches for: without this the wizard does not go on to them.
 */
void
ctg_setup_controller_set_confirmed (CtgSetupController *self, gboolean confirmed)
{
  self->is_confirmed = confirmed;
  ctg_setup_controller_say_form_changed (self);
}

/**
 * ctg_setup_controller_get_confirmed:
 * @self: the wizard
 *
 * Returns: whether the person has said so
 */
gboolean
ctg_setup_controller_get_confirmed (CtgSetupController *self)
{
  return self->is_confirmed;
}

/**
 * ctg_setup_controller_get_candidate:
 * @self: the wizard
 *
 * Returns: (transfer none) (nullable): what is recommended, refused or being connected
 */
const CtgCandidate *
ctg_setup_controller_get_candidate (CtgSetupController *self)
{
  return self->candidate;
}

/**
 * ctg_setup_controller_get_step:
 * @self: the wizard
 * @step: a step of the verification
 * @detail: (out) (transfer none) (nullable) (optional): a fact worth showing
 *
 * Returns: how far it is
 */
CtgStepState
ctg_setup_controller_get_step (CtgSetupController *self, CtgStep step, const char **detail)
{
  g_return_val_if_fail (step < CTG_N_STEPS, CTG_STEP_WAITING);
  if (detail != NULL)
    *detail = self->steps[step].detail;
  return self->steps[step].state;
}

/**
 * ctg_setup_controller_judge:
 * @self: the wizard
 * @requirement: one of what a mailbox's servers have to offer
 * @fact: (out) (optional) (nullable): what was found
 *
 * Returns: how it stands, as ctg_requirement_judge() says
 */
CtgStepState
ctg_setup_controller_judge (CtgSetupController *self, CtgRequirement requirement, char **fact)
{
  CtgStepFact facts[CTG_N_STEPS];

  for (int i = 0; i < CTG_N_STEPS; i++)
    facts[i] = (CtgStepFact) { self->steps[i].state, self->steps[i].detail };
  return ctg_requirement_judge (requirement, facts, fact);
}

/**
 * ctg_setup_controller_get_certificate:
 * @self: the wizard
 *
 * Returns: (transfer none) (nullable): the certificate that did not verify
 */
const CtgCertificate *
ctg_setup_controller_get_certificate (CtgSetupController *self)
{
  return self->certificate;
}

/**
 * ctg_setup_controller_get_account_id:
 * @self: the wizard
 *
 * Returns: (transfer none) (nullable): the mailbox that was connected
 */
const char *
ctg_setup_controller_get_account_id (CtgSetupController *self)
{
  return self->account_id;
}
