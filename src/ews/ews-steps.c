/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ews-steps.h"

#include "errors.h"
#include "fault.h"

static void
tell (const CtgEwsSteps *steps, int step, CtgStepState state)
{
  if (steps->func != NULL)
    steps->func ((CtgStep) ((int) steps->first + step), state, NULL, steps->data);
}

/* Connecting and encrypting are one question; which of them failed, its error says. */
static gboolean
open_service (CtgEwsSession *session, const CtgEwsSteps *steps, CtgCertificate **refused, GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean opened;

  tell (steps, 0, CTG_STEP_RUNNING);
  opened = ctg_fault_point ("ews-connect", &failure) &&
           ctg_ews_session_open (session, refused, cancellable, &failure);
  if (opened || g_error_matches (failure, CTG_ERROR, CTG_ERROR_TLS))
    {
      tell (steps, 0, CTG_STEP_DONE);
      tell (steps, 1, CTG_STEP_RUNNING);
      tell (steps, 1, opened ? CTG_STEP_DONE : CTG_STEP_FAILED);
    }
  else
    tell (steps, 0, CTG_STEP_FAILED);
  if (!opened)
    g_propagate_error (error, g_steal_pointer (&failure));
  return opened;
}

/**
 * ctg_ews_steps_take:
 * @session: a new session
 * @steps: who is told of them
 * @secret: (nullable): the password; not kept longer than the session
 * @refused: (out) (optional): the certificate that did not verify
 * @cancellable: (nullable): ends it
 * @error: see ctg_ews_session_open() and ctg_ews_session_log_in()
 *
 * Connects, encrypts and logs in.
 *
 * Returns: whether the mailbox can be read
 */
gboolean
ctg_ews_steps_take (CtgEwsSession *session, const CtgEwsSteps *steps, const char *secret, CtgCertificate **refused,
                    GCancellable *cancellable, GError **error)
{
  gboolean done;

  if (!open_service (session, steps, refused, cancellable, error))
    return FALSE;
  tell (steps, 2, CTG_STEP_RUNNING);
  done = ctg_ews_session_log_in (session, secret != NULL ? secret : "", cancellable, error);
  tell (steps, 2, done ? CTG_STEP_DONE : CTG_STEP_FAILED);
  return done;
}
