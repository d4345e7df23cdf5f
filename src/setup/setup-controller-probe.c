/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is typed or pasted as an Exchange server's address is asked, without a password, before anything is recommended
 * in its place (A83). The probe runs beside the flow of the wizard and changes nothing in it: whoever goes on without
 * waiting for it may.
 *
 *   what was typed                        then
 *   the service itself, or no address     nothing is asked: the form says what is wrong
 *   Microsoft's own host                  ONLINE at once
 *   any other address of a server         ASKING, until the answer; more typing begins anew */

#include "setup-controller-private.h"

#include "errors.h"

#define F(name) CTG_SETUP_FIELD_##name

typedef struct
{
  CtgSetupController *self;     /* (owned) */
  GCancellable *cancellable;    /* (owned) */
} Probe;

static void
probe_free (Probe *probe)
{
  g_object_unref (probe->self);
  g_object_unref (probe->cancellable);
  g_free (probe);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Probe, probe_free)

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Probe) probe = data;
  CtgSetupController *self = probe->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = ctg_setup_actions_probe_exchange_finish (self->actions, result, &error);

  if (self->probe_cancellable != probe->cancellable)
    return;
  g_clear_object (&self->probe_cancellable);
  self->probed = g_steal_pointer (&url);
  self->probe_problem = g_steal_pointer (&error);
  ctg_setup_controller_say_form_changed (self);
}

/**
 * ctg_setup_controller_abandon_probe:
 * @self: the wizard
 *
 * Stops the probe that runs, if one does; what was found stays.
 */
void
ctg_setup_controller_abandon_probe (CtgSetupController *self)
{
  g_cancellable_cancel (self->probe_cancellable);
  g_clear_object (&self->probe_cancellable);
}

/**
 * ctg_setup_controller_probe_exchange:
 * @self: the wizard
 *
 * Forgets what was known of the server, and asks the one that is in the form now, by the table at the head of this
 * file.
 */
void
ctg_setup_controller_probe_exchange (CtgSetupController *self)
{
  g_autofree char *url = self->form->is_exchange ? ctg_setup_form_dup_exchange_url (self->form) : NULL;
  Probe *probe;

  ctg_setup_controller_abandon_probe (self);
  g_clear_pointer (&self->probed, g_free);
  g_clear_error (&self->probe_problem);
  if (url == NULL)
    return;
  self->probe_cancellable = g_cancellable_new ();
  probe = g_new0 (Probe, 1);
  probe->self = g_object_ref (self);
  probe->cancellable = g_object_ref (self->probe_cancellable);
  ctg_setup_actions_probe_exchange_async (self->actions, self->form->text[F (EXCHANGE_URL)], self->probe_cancellable,
                                          probed_cb, probe);
}

/**
 * ctg_setup_controller_get_probe:
 * @self: the wizard
 *
 * Returns: what is known of the Exchange server in the form
 */
CtgSetupProbe
ctg_setup_controller_get_probe (CtgSetupController *self)
{
  if (self->form->is_exchange && ctg_setup_form_check (self->form, F (EXCHANGE_URL)) == CTG_SETUP_FAULT_ONLINE)
    return CTG_SETUP_PROBE_ONLINE;
  if (!self->form->is_exchange)
    return CTG_SETUP_PROBE_NONE;
  if (self->probe_cancellable != NULL)
    return CTG_SETUP_PROBE_ASKING;
  if (ctg_error_has_reason (self->probe_problem, "EXCHANGE_ONLINE"))
    return CTG_SETUP_PROBE_ONLINE;
  if (self->probe_problem != NULL)
    return CTG_SETUP_PROBE_FAILED;
  return self->probed != NULL ? CTG_SETUP_PROBE_FOUND : CTG_SETUP_PROBE_NONE;
}

/**
 * ctg_setup_controller_get_probe_problem:
 * @self: the wizard
 *
 * Returns: (transfer none) (nullable): why nothing is recommended for what was typed
 */
const GError *
ctg_setup_controller_get_probe_problem (CtgSetupController *self)
{
  return self->probe_problem;
}

/**
 * ctg_setup_controller_dup_exchange_url:
 * @self: the wizard
 *
 * Returns: (transfer full) (nullable): the address to use in the place of what was typed or pasted as Exchange's: that
 *   of a service that was asked and is one
 */
char *
ctg_setup_controller_dup_exchange_url (CtgSetupController *self)
{
  return ctg_setup_controller_get_probe (self) == CTG_SETUP_PROBE_FOUND ? g_strdup (self->probed) : NULL;
}

/**
 * ctg_setup_controller_use_microsoft:
 * @self: the wizard, with an Exchange mailbox that is Microsoft 365's
 *
 * Goes on with that, by the sign-in with the browser (A66).
 */
void
ctg_setup_controller_use_microsoft (CtgSetupController *self)
{
  g_autoptr (CtgCandidate) choice = NULL;

  if (!ctg_setup_machine_takes (self->position.state, CTG_SETUP_EVENT_PICK))
    return;
  choice = ctg_setup_choice_new ("microsoft365", "Microsoft 365", TRUE);
  ctg_setup_controller_take_candidate (self, choice);
  ctg_setup_controller_send (self, CTG_SETUP_EVENT_PICK);
}
