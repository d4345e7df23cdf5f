/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A mailbox that is connected, once more. Detecting again after a failure: the servers may have moved since they were
 * detected, typed or used. What is found is shown beside what was, and used only when the person says so; what was
 * typed is kept. */

#include "setup-controller-private.h"

#include <string.h>

#define F(name) CTG_SETUP_FIELD_##name

/* The first that differs: what detection recommends may be the very thing that failed. */
static const CtgCandidate *
find_change (const CtgDetection *detection, const CtgMailboxSettings *was)
{
  for (guint i = 0; i < detection->candidates->len; i++)
    if (ctg_setup_changes_any (was, g_ptr_array_index (detection->candidates, i)))
      return g_ptr_array_index (detection->candidates, i);
  return NULL;
}

static CtgSetupRedetection
judge (const CtgDetection *detection, const CtgMailboxSettings *was)
{
  const CtgCandidate *best = detection->recommended >= 0
                               ? g_ptr_array_index (detection->candidates, detection->recommended) : NULL;

  if (best == NULL)
    return CTG_SETUP_REDETECTION_NOTHING;
  return strcmp (best->kind, was->kind) == 0 ? CTG_SETUP_REDETECTION_SAME : CTG_SETUP_REDETECTION_OTHER_KIND;
}

static CtgSetupEvent
take_detection (CtgSetupController *self, const CtgDetection *detection)
{
  g_autoptr (CtgMailboxSettings) was = ctg_setup_form_dup_settings (self->form);
  const CtgCandidate *change = find_change (detection, was);

  self->redetection = judge (detection, was);
  if (change == NULL || self->redetection == CTG_SETUP_REDETECTION_OTHER_KIND)
    return CTG_SETUP_EVENT_FOUND_NOTHING;
  self->redetection = CTG_SETUP_REDETECTION_NONE;
  self->found = ctg_candidate_copy (change);
  return CTG_SETUP_EVENT_FOUND;
}

static void
detected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSetupRun) run = data;
  CtgSetupController *self = run->self;
  g_autoptr (CtgDetection) detection = ctg_setup_actions_detect_finish (self->actions, result, NULL);
  CtgSetupEvent event = CTG_SETUP_EVENT_FOUND_NOTHING;

  if (ctg_setup_run_is_late (run))
    return;
  self->redetection = CTG_SETUP_REDETECTION_FAILED;
  if (detection != NULL && detection->reason == NULL)
    event = take_detection (self, detection);
  ctg_setup_controller_send (self, event);
}

/**
 * ctg_setup_controller_start_detection_again:
 * @self: the wizard, after a failure
 *
 * Asks the sources what they know of the address now.
 */
void
ctg_setup_controller_start_detection_again (CtgSetupController *self)
{
  CtgSetupRun *run = ctg_setup_run_begin (self);

  self->redetection = CTG_SETUP_REDETECTION_NONE;
  self->is_confirmed = FALSE;
  g_clear_pointer (&self->found, ctg_candidate_free);
  ctg_setup_actions_detect_async (self->actions, self->address, CTG_DETECT_AFRESH, NULL, NULL, self->cancellable,
                                  detected_cb, run);
}

/**
 * ctg_setup_controller_detect_unasked:
 * @self: the wizard, after a failure
 *
 * What worked once and no longer does may have moved: once in a reconnection the sources are asked without a press.
 * Where they say nothing else, the failure stands as before.
 */
void
ctg_setup_controller_detect_unasked (CtgSetupController *self)
{
  if (self->again == NULL || self->detected_unasked || !ctg_setup_controller_can_detect_again (self))
    return;
  self->detected_unasked = TRUE;
  ctg_setup_controller_send (self, CTG_SETUP_EVENT_DETECT_AGAIN);
}

/**
 * ctg_setup_controller_use_found:
 * @self: the wizard, with something found that the person has agreed to
 *
 * Puts it into the form.
 */
void
ctg_setup_controller_use_found (CtgSetupController *self)
{
  ctg_setup_controller_forget_reached (self);
  if (self->form->is_exchange)
    ctg_setup_form_edit (self->form, F (EXCHANGE_URL), self->found->exchange_url);
  else
    ctg_setup_form_move (self->form, self->found->incoming, self->found->outgoing);
  ctg_candidate_free (self->candidate);
  self->candidate = g_steal_pointer (&self->found);
  ctg_setup_controller_say_form_changed (self);
}

/**
 * ctg_setup_controller_can_detect_again:
 * @self: the wizard
 *
 * Returns: whether what failed may be mended by asking the sources again
 */
gboolean
ctg_setup_controller_can_detect_again (CtgSetupController *self)
{
  return self->position.state == CTG_SETUP_CHECK_FAILED && !ctg_setup_controller_signs_in (self) &&
         self->redetection == CTG_SETUP_REDETECTION_NONE && ctg_setup_remedy_is_elsewhere (self->problem);
}

/**
 * ctg_setup_controller_get_redetection:
 * @self: the wizard
 *
 * Returns: what came of asking them again
 */
CtgSetupRedetection
ctg_setup_controller_get_redetection (CtgSetupController *self)
{
  return self->redetection;
}

/**
 * ctg_setup_controller_get_found:
 * @self: the wizard
 *
 * Returns: (transfer none) (nullable): what was found instead of what failed
 */
const CtgCandidate *
ctg_setup_controller_get_found (CtgSetupController *self)
{
  return self->found;
}

/**
 * ctg_setup_controller_list_changes:
 * @self: the wizard, with something found instead of what failed
 *
 * Returns: (transfer full) (element-type CtgSetupChange): what it changes in the form
 */
GPtrArray *
ctg_setup_controller_list_changes (CtgSetupController *self)
{
  g_autoptr (CtgMailboxSettings) was = ctg_setup_form_dup_settings (self->form);

  return ctg_setup_changes_list (was, self->found, self->form->edited[F (USERNAME)]);
}

/**
 * ctg_setup_controller_new_other_way:
 * @actions: what detects, verifies and saves
 * @settings: how the mailbox is connected
 *
 * Returns: (transfer full): a wizard that looks for the ways to a mailbox that is connected; what is saved in the end
 * is the same mailbox (A67)
 */
CtgSetupController *
ctg_setup_controller_new_other_way (CtgSetupActions *actions, const CtgMailboxSettings *settings)
{
  CtgSetupController *self = ctg_setup_controller_new (actions);

  self->position = ctg_setup_machine_begin (CTG_SETUP_ADDRESS);
  ctg_setup_controller_set_text (self, F (ADDRESS), settings->address);
  self->again = ctg_mailbox_settings_copy (settings);
  self->form->automation = settings->automation;
  self->form->is_team = settings->is_team;
  ctg_setup_controller_next (self);
  return self;
}

/**
 * ctg_setup_controller_is_again:
 * @self: the wizard
 *
 * Returns: whether it is about a mailbox that is connected already, and its address stays as it is
 */
gboolean
ctg_setup_controller_is_again (CtgSetupController *self)
{
  return self->again != NULL;
}
