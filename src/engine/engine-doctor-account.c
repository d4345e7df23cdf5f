/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The doctor's visit to one account: a second session, as far as the servers let it, with the secrets that are kept. It
 * reads the list of folders and sends nothing. */

#include "engine-private.h"

#include "clock.h"
#include "errors.h"
#include "text.h"

typedef struct
{
  CtgEngine *engine;         /* (unowned) */
  const CtgAccount *account; /* (unowned) */
  GPtrArray *checks;         /* (unowned) (element-type CtgCheck) */
  CtgStep at;
  gboolean is_running;       /* @at began and has not ended */
  gint64 began_us;
} Visit;

static CtgCheck *
add_check (Visit *visit, const char *detail)
{
  CtgCheck *check = ctg_check_new (ctg_step_to_string (visit->at), visit->account->address, visit->began_us);

  check->message = g_strdup (detail);
  g_ptr_array_add (visit->checks, check);
  visit->is_running = FALSE;
  return check;
}

static void
take_step (CtgStep step, CtgStepState state, const char *detail, gpointer data)
{
  Visit *visit = data;

  if (state == CTG_STEP_RUNNING)
    {
      visit->at = step;
      visit->is_running = TRUE;
      visit->began_us = ctg_clock_monotonic_us ();
    }
  else if (state == CTG_STEP_DONE)
    {
      visit->at = step;
      /* What the incoming server offers stands beside its folders. */
      add_check (visit, step != CTG_STEP_INCOMING_LOG_IN ? detail : NULL);
    }
}

/* What failed is the step that had begun, or, when there is no secret to begin with, the log-in. */
static void
add_failure (Visit *visit, CtgStep log_in, const GError *error)
{
  if (!visit->is_running)
    {
      visit->at = log_in;
      visit->began_us = ctg_clock_monotonic_us ();
    }
  ctg_check_fail (add_check (visit, NULL), error);
}

static gboolean
read_folders (Visit *visit, CtgBackend *backend, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) folders = NULL;
  g_autofree char *capabilities = ctg_backend_describe (backend);

  take_step (CTG_STEP_FOLDERS, CTG_STEP_RUNNING, NULL, visit);
  folders = ctg_backend_list_folders (backend, CTG_LISTING_NAMES, cancellable, error);
  if (folders != NULL)
    take_step (CTG_STEP_FOLDERS, CTG_STEP_DONE, capabilities, visit);
  return folders != NULL;
}

static void
visit_incoming (Visit *visit, GCancellable *cancellable)
{
  const CtgAccount *account = visit->account;
  g_autoptr (CtgBackend) backend = ctg_engine_backend_for (account->kind, account->incoming);
  g_autoptr (GError) error = NULL;
  char *secret = ctg_engine_lookup_secret (visit->engine, account, FALSE, cancellable, &error);

  if (secret == NULL ||
      !ctg_backend_open (backend, secret, take_step, visit, NULL, cancellable, &error) ||
      !read_folders (visit, backend, cancellable, &error))
    add_failure (visit, CTG_STEP_INCOMING_LOG_IN, error);
  ctg_backend_close (backend);
  ctg_secret_free (secret);
}

static void
visit_outgoing (Visit *visit, GCancellable *cancellable)
{
  const CtgAccount *account = visit->account;
  g_autoptr (CtgTransport) transport = ctg_engine_transport_for (account->kind, account->outgoing);
  g_autoptr (GError) error = NULL;
  char *secret = ctg_engine_lookup_secret (visit->engine, account, TRUE, cancellable, &error);

  if (secret == NULL ||
      !ctg_transport_verify (transport, secret, account->address, take_step, visit, NULL, cancellable, &error))
    add_failure (visit, CTG_STEP_OUTGOING_LOG_IN, error);
  ctg_secret_free (secret);
}

/**
 * ctg_engine_check_account:
 * @self: the engine
 * @account: whose servers are asked
 * @checks: (element-type CtgCheck): the steps are appended
 * @cancellable: (nullable): ends it
 *
 * Connects, logs in and reads the list of folders; asks the outgoing server whether it would let this address send.
 * Blocks for as long as the servers take, each within its deadline. One attempt with a password, so that a wrong one
 * does not lock the mailbox.
 */
void
ctg_engine_check_account (CtgEngine *self, const CtgAccount *account, GPtrArray *checks, GCancellable *cancellable)
{
  Visit visit = { .engine = self, .account = account, .checks = checks };

  visit_incoming (&visit, cancellable);
  visit.is_running = FALSE;
  if (account->outgoing != NULL && !g_cancellable_is_cancelled (cancellable))
    visit_outgoing (&visit, cancellable);
}
