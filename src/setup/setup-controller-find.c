/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The wizard's candidates: what detection finds for the address, and the choice by hand. */

#include "setup-controller-private.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
note_cb (const CtgDetectionNote *note, gpointer data)
{
  CtgSetupRun *run = data;

  if (ctg_setup_run_is_late (run))
    return;
  run->self->sources[note->group] = note->state;
  if (note->evidence != NULL)
    g_ptr_array_add (run->self->evidence, ctg_evidence_copy (note->evidence));
  ctg_setup_controller_say_found (run->self);
}

/* What detection thinks of the address: its recommendation, or the reason why there is none. */
static const CtgCandidate *
get_conclusion (const CtgDetection *detection)
{
  if (detection->recommended >= 0)
    return g_ptr_array_index (detection->candidates, detection->recommended);
  if (detection->candidates->len > 0)
    {
      const CtgCandidate *first = g_ptr_array_index (detection->candidates, 0);

      if (strcmp (first->kind, "unsupported") == 0)
        return first;
    }
  return NULL;
}

/* The servers that "Other (IMAP)" begins with: the best guess there is, whatever it was found for. */
static const CtgCandidate *
find_guess (const CtgDetection *detection)
{
  for (guint i = 0; detection != NULL && i < detection->candidates->len; i++)
    {
      const CtgCandidate *candidate = g_ptr_array_index (detection->candidates, i);

      if (candidate->incoming != NULL)
        return candidate;
    }
  return NULL;
}

/**
 * ctg_setup_choice_new:
 * @kind: of a mailbox
 * @name: as people read it
 * @can_start: whether the program can do it
 *
 * Returns: (transfer full): a candidate that was not found but chosen
 */
CtgCandidate *
ctg_setup_choice_new (const char *kind, const char *name, gboolean can_start)
{
  CtgCandidate *choice = ctg_candidate_new (kind, name, "manual", "manual");

  choice->can_start = can_start;
  return choice;
}

/* What was found beside the recommendation, in its order; where there is none, all that can be begun. */
static void
list_others (CtgSetupController *self)
{
  const CtgDetection *detection = self->detection;

  for (guint i = 0; detection != NULL && i < detection->candidates->len; i++)
    {
      const CtgCandidate *candidate = g_ptr_array_index (detection->candidates, i);

      if ((int) i != detection->recommended && candidate->can_start)
        g_ptr_array_add (self->providers, ctg_candidate_copy (candidate));
    }
  self->n_others = self->providers->len;
}

/**
 * ctg_setup_controller_list_providers:
 * @self: the wizard
 *
 * Lists what else was found, then the choice by hand, with the servers known for the address under "Other (IMAP)".
 */
void
ctg_setup_controller_list_providers (CtgSetupController *self)
{
  const CtgCandidate *guess = find_guess (self->detection);
  CtgCandidate *other = ctg_setup_choice_new ("imap", _("Other (IMAP)"), TRUE);

  if (guess != NULL)
    {
      other->incoming = ctg_endpoint_copy (guess->incoming);
      other->outgoing = ctg_endpoint_copy (guess->outgoing);
      other->hint = g_strdup (guess->can_start ? guess->hint : NULL);
    }
  g_ptr_array_set_size (self->providers, 0);
  list_others (self);
  g_ptr_array_add (self->providers, ctg_setup_choice_new ("gmail", _("Gmail, Google Workspace"), TRUE));
  g_ptr_array_add (self->providers, ctg_setup_choice_new ("microsoft365", _("Microsoft 365, Outlook"), TRUE));
  g_ptr_array_add (self->providers, ctg_setup_choice_new ("exchange", _("Exchange on your own servers"), TRUE));
  g_ptr_array_add (self->providers, other);
}

static gboolean
is_same_way (const CtgCandidate *a, const CtgCandidate *b)
{
  return a != NULL && strcmp (a->kind, b->kind) == 0 && strcmp (a->display_name, b->display_name) == 0 &&
         strcmp (a->source, b->source) == 0;
}

/* A server that merely answered at the domain is asked by Autodiscover where the service is; what it would be is kept
 * for the case that it does not know. */
static const char *
get_exchange_url (const CtgCandidate *candidate)
{
  return strcmp (candidate->source, "exchange") == 0 && candidate->confirm_domain == NULL ? NULL
                                                                                          : candidate->exchange_url;
}

/* Going back and on again with the same provider leaves the form as it was typed. */
/**
 * ctg_setup_controller_take_candidate:
 * @self: the wizard
 * @candidate: what is to be connected, or refused
 *
 * Puts its servers into the form, unless it is what is there already.
 */
void
ctg_setup_controller_take_candidate (CtgSetupController *self, const CtgCandidate *candidate)
{
  if (is_same_way (self->candidate, candidate))
    return;
  g_clear_pointer (&self->candidate, ctg_candidate_free);
  self->candidate = ctg_candidate_copy (candidate);
  self->is_confirmed = FALSE;
  ctg_setup_controller_forget_reached (self);
  if (!candidate->can_start)
    return;
  if (strcmp (candidate->kind, "exchange") == 0)
    ctg_setup_form_fill_exchange (self->form, get_exchange_url (candidate), NULL);
  else
    ctg_setup_form_fill (self->form, candidate->incoming, candidate->outgoing);
  ctg_setup_controller_probe_exchange (self);
  ctg_setup_controller_say_form_changed (self);
}

static CtgSetupEvent
conclude (CtgSetupController *self, CtgDetection *detection)
{
  const CtgCandidate *conclusion = get_conclusion (detection);

  g_clear_pointer (&self->detection, ctg_detection_free);
  self->detection = detection;
  ctg_setup_controller_list_providers (self);
  if (conclusion == NULL)
    return CTG_SETUP_EVENT_FOUND_NOTHING;
  ctg_setup_controller_take_candidate (self, conclusion);
  return conclusion->can_start ? CTG_SETUP_EVENT_FOUND : CTG_SETUP_EVENT_FOUND_REFUSED;
}

static void
detected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSetupRun) run = data;
  CtgSetupController *self = run->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgDetection) detection = ctg_setup_actions_detect_finish (self->actions, result, &error);
  CtgSetupEvent event;

  if (ctg_setup_run_is_late (run))
    return;
  if (detection != NULL)
    {
      ctg_setup_controller_send (self, conclude (self, g_steal_pointer (&detection)));
      return;
    }
  event = g_error_matches (error, CTG_ERROR, CTG_ERROR_OFFLINE) ? CTG_SETUP_EVENT_OFFLINE
                                                                : CTG_SETUP_EVENT_DETECT_FAILED;
  ctg_setup_controller_take_problem (self, g_steal_pointer (&error));
  ctg_setup_controller_send (self, event);
}

static void
forget_answers (CtgSetupController *self)
{
  g_ptr_array_set_size (self->evidence, 0);
  for (int i = 0; i < CTG_N_SOURCES; i++)
    self->sources[i] = CTG_SOURCES_WAITING;
  ctg_setup_controller_say_found (self);
}

/**
 * ctg_setup_controller_start_reading:
 * @self: the wizard
 *
 * Reads what the file that was opened says of the address.
 */
void
ctg_setup_controller_start_reading (CtgSetupController *self)
{
  CtgSetupRun *run = ctg_setup_run_begin (self);

  forget_answers (self);
  ctg_setup_actions_read_file_async (self->actions, self->file, self->address, self->cancellable, detected_cb, run);
}

/**
 * ctg_setup_controller_open_file:
 * @self: the wizard, where a provider is chosen by hand
 * @path: of a file with the provider's settings
 *
 * Goes on with what the file says (A94).
 */
void
ctg_setup_controller_open_file (CtgSetupController *self, const char *path)
{
  g_free (self->file);
  self->file = g_strdup (path);
  ctg_setup_controller_send (self, CTG_SETUP_EVENT_OPEN_FILE);
}

/* How the mailbox is connected now is no answer to which other ways there are. */
static void
detect (CtgSetupController *self, CtgDetectHow how)
{
  CtgSetupRun *run = ctg_setup_run_begin (self);

  self->how = how;
  if (self->again != NULL)
    how |= CTG_DETECT_AFRESH;
  forget_answers (self);
  ctg_setup_actions_detect_async (self->actions, self->address, how, note_cb, run, self->cancellable, detected_cb, run);
}

/**
 * ctg_setup_controller_start_detection:
 * @self: the wizard
 *
 * Asks the sources what they know of the address.
 */
void
ctg_setup_controller_start_detection (CtgSetupController *self)
{
  self->has_asked = TRUE;
  self->has_tried_plainly = FALSE;
  detect (self, CTG_DETECT_USUAL);
}

/**
 * ctg_setup_controller_start_plain_detection:
 * @self: the wizard
 *
 * The same, and by http too.
 */
void
ctg_setup_controller_start_plain_detection (CtgSetupController *self)
{
  self->has_tried_plainly = TRUE;
  detect (self, CTG_DETECT_PLAINLY);
}

/**
 * ctg_setup_controller_start_looking:
 * @self: the wizard
 *
 * Looks what other mail programs of this computer are set up with (A102).
 */
void
ctg_setup_controller_start_looking (CtgSetupController *self)
{
  detect (self, CTG_DETECT_PROGRAMS);
}

/**
 * ctg_setup_controller_has_looked_in_programs:
 * @self: the wizard
 *
 * Returns: whether other mail programs were looked in, and none has the address
 */
gboolean
ctg_setup_controller_has_looked_in_programs (CtgSetupController *self)
{
  return self->how == CTG_DETECT_PROGRAMS && self->detection != NULL && self->detection->candidates->len == 0;
}

/* What no document could change (see the detector). */
static gboolean
is_final (const CtgDetection *detection)
{
  static const char *const reasons[] = { "MICROSOFT_GOVERNMENT", "NO_MAIL", "NO_MAIL_PROGRAMS", NULL };
  const CtgCandidate *first = detection->candidates->len > 0 ? g_ptr_array_index (detection->candidates, 0) : NULL;

  return first != NULL && first->reason != NULL && g_strv_contains (reasons, first->reason);
}

/**
 * ctg_setup_controller_can_try_plainly:
 * @self: the wizard
 *
 * Returns: whether all else has failed, so that a person may want the provider's settings asked for by http
 */
gboolean
ctg_setup_controller_can_try_plainly (CtgSetupController *self)
{
  return self->has_asked && !self->has_tried_plainly && self->detection != NULL && self->detection->recommended < 0 &&
         self->detection->reason == NULL && !is_final (self->detection);
}

/**
 * ctg_setup_controller_has_tried_plainly:
 * @self: the wizard
 *
 * Returns: whether they were asked for by http, and nothing came of it
 */
gboolean
ctg_setup_controller_has_tried_plainly (CtgSetupController *self)
{
  return self->has_tried_plainly && self->detection != NULL && self->detection->recommended < 0;
}

/**
 * ctg_setup_controller_take_conclusion:
 * @self: the wizard, with a recommendation
 *
 * Has what is recommended be what is connected, whatever was chosen before the way back to it.
 */
void
ctg_setup_controller_take_conclusion (CtgSetupController *self)
{
  ctg_setup_controller_take_candidate (self, get_conclusion (self->detection));
}

/* V1: what has to be confirmed is looked at as a recommendation is, with the switch that is off at first. */
static void
recommend_other (CtgSetupController *self, guint index)
{
  CtgDetection *detection = self->detection;
  guint n = 0;

  for (guint i = 0; i < detection->candidates->len; i++)
    {
      const CtgCandidate *candidate = g_ptr_array_index (detection->candidates, i);

      if ((int) i == detection->recommended || !candidate->can_start || n++ != index)
        continue;
      detection->recommended = (int) i;
      break;
    }
  ctg_setup_controller_list_providers (self);
}

/**
 * ctg_setup_controller_pick:
 * @self: the wizard, where a provider is chosen by hand, or another possibility beside the recommendation
 * @index: of ctg_setup_controller_get_providers()
 */
void
ctg_setup_controller_pick (CtgSetupController *self, guint index)
{
  const CtgCandidate *choice;

  g_return_if_fail (CTG_IS_SETUP_CONTROLLER (self) && index < self->providers->len);
  if (!ctg_setup_machine_takes (self->position.state, CTG_SETUP_EVENT_PICK))
    return;
  choice = g_ptr_array_index (self->providers, index);
  if (ctg_candidate_needs_confirmation (choice))
    {
      recommend_other (self, index);
      ctg_setup_controller_send (self, CTG_SETUP_EVENT_PICK_DOUBTFUL);
      ctg_setup_controller_say_found (self);
      return;
    }
  ctg_setup_controller_take_candidate (self, choice);
  ctg_setup_controller_send (self, choice->can_start ? CTG_SETUP_EVENT_PICK : CTG_SETUP_EVENT_PICK_REFUSED);
}
