/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Connecting, encrypting and logging in are one question; how far it came, its error says:
 *
 *   error                                            connect   secure   log in
 *   NETWORK, TIMED_OUT, OFFLINE, cancelled, ...      failed    -        -
 *   TLS                                              done      failed   -
 *   any other: an answer that is none of the kind    done      done     failed
 *   none                                             done      done     done */

#include "graph-steps.h"

#include "errors.h"
#include "fault.h"

static void
tell (const CtgGraphSteps *steps, int step, CtgStepState state)
{
  if (steps->func != NULL)
    steps->func ((CtgStep) ((int) steps->first + step), state, NULL, steps->data);
}

static gboolean
is_of_connecting (const GError *failure)
{
  return g_error_matches (failure, CTG_ERROR, CTG_ERROR_NETWORK) ||
         g_error_matches (failure, CTG_ERROR, CTG_ERROR_TIMED_OUT) ||
         g_error_matches (failure, CTG_ERROR, CTG_ERROR_OFFLINE) ||
         g_error_matches (failure, CTG_ERROR, CTG_ERROR_FAILED) || ctg_error_is_cancelled (failure);
}

static void
tell_outcome (const CtgGraphSteps *steps, const GError *failure)
{
  int failed = failure == NULL ? 3 : is_of_connecting (failure) ? 0 : g_error_matches (failure, CTG_ERROR,
                                                                                       CTG_ERROR_TLS) ? 1 : 2;

  for (int step = 0; step < 3 && step <= failed; step++)
    {
      if (step > 0)
        tell (steps, step, CTG_STEP_RUNNING);
      tell (steps, step, step < failed ? CTG_STEP_DONE : CTG_STEP_FAILED);
    }
}

/**
 * ctg_graph_steps_take:
 * @session: a new session
 * @steps: who is told of them
 * @secret: (nullable): the access token; not kept longer than the session
 * @refused: (out) (optional): the certificate that did not verify
 * @cancellable: (nullable): ends it
 * @error: see ctg_graph_session_open()
 *
 * Connects, encrypts and logs in.
 *
 * Returns: whether the mailbox can be read
 */
gboolean
ctg_graph_steps_take (CtgGraphSession *session, const CtgGraphSteps *steps, const char *secret,
                      CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean opened;

  tell (steps, 0, CTG_STEP_RUNNING);
  opened = ctg_fault_point ("graph-connect", &failure) &&
           ctg_graph_session_open (session, secret, refused, cancellable, &failure);
  tell_outcome (steps, failure);
  if (!opened)
    g_propagate_error (error, g_steal_pointer (&failure));
  return opened;
}
