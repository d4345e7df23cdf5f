/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-private.h"

#include "clock.h"

typedef struct
{
  CtgEngine *engine;     /* (owned) */
  char *id;              /* (owned) */
  CtgRemoval removal;
  gboolean outgoing;     /* the endpoint whose pin goes */
  CtgAccountState state;
} AccountJob;

static void
account_job_free (AccountJob *job)
{
  g_object_unref (job->engine);
  g_free (job->id);
  g_free (job);
}

static AccountJob *
account_job_new (CtgEngine *self, const char *id)
{
  AccountJob *job = g_new0 (AccountJob, 1);

  job->engine = g_object_ref (self);
  job->id = g_strdup (id);
  return job;
}

static gboolean
write_state (CtgDb *db, gpointer data, GError **error)
{
  const AccountJob *job = data;

  ctg_db_note_change (db, CTG_CHANGE_ACCOUNTS);
  return ctg_accounts_set_state (db, job->id, job->state, NULL, error);
}

static void
paused_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CtgEngine *self = g_task_get_source_object (task);
  const AccountJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ctg_store_write_finish (self->store, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (job->state == CTG_ACCOUNT_CONNECTED)
    ctg_engine_run_account (self, job->id);
  g_task_return_boolean (task, TRUE);
}

/**
 * ctg_engine_set_paused_async:
 * @self: the engine
 * @account_id: which account
 * @paused: whether it rests
 * @callback: called when it is so
 * @user_data: for @callback
 *
 * Stops or resumes an account.
 */
void
ctg_engine_set_paused_async (CtgEngine *self, const char *account_id, gboolean paused, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  AccountJob *job = account_job_new (self, account_id);

  job->state = paused ? CTG_ACCOUNT_PAUSED : CTG_ACCOUNT_CONNECTED;
  g_task_set_task_data (task, job, (GDestroyNotify) account_job_free);
  if (paused)
    ctg_engine_halt_account (self, account_id);
  ctg_store_write_async (self->store, write_state, job, NULL, NULL, paused_cb, task);
}

/**
 * ctg_engine_set_paused_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_NOT_FOUND
 *
 * Returns: whether it is so
 */
gboolean
ctg_engine_set_paused_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
write_removal (CtgDb *db, gpointer data, GError **error)
{
  const AccountJob *job = data;

  ctg_db_note_change (db, CTG_CHANGE_ALL);
  if (job->removal == CTG_REMOVE_NOW)
    return ctg_accounts_delete (db, job->id, error);
  return ctg_accounts_set_state (db, job->id, CTG_ACCOUNT_REMOVED, NULL, error) &&
         (job->removal == CTG_REMOVE_KEEP ||
          ctg_accounts_set_removal (db, job->id, ctg_clock_now_utc_s () + CTG_GRACE_S, error));
}

/* The secret goes first and at once (R2): a removal that fails halfway leaves a mailbox without a password, never a
 * password without a mailbox. */
static gpointer
remove_job (gpointer data, GCancellable *cancellable, GError **error)
{
  AccountJob *job = data;
  g_autoptr (GError) failure = NULL;

  /* R2, A41: where the platform can be told. If it cannot be reached the token goes all the same, and with it the only
   * copy there is. */
  if (!ctg_token_source_revoke (job->engine->tokens, job->id, cancellable, &failure))
    g_debug ("not revoked: %s", failure->message);
  if (!ctg_secret_store_clear (job->engine->secrets, job->id, NULL, cancellable, error) ||
      !ctg_store_write (job->engine->store, write_removal, job, cancellable, error))
    return NULL;
  return job;
}

/**
 * ctg_engine_remove_account_async:
 * @self: the engine
 * @account_id: which account
 * @removal: what becomes of what it brought
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Stops an account and deletes its secrets.
 */
void
ctg_engine_remove_account_async (CtgEngine *self, const char *account_id, CtgRemoval removal,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  AccountJob *job = account_job_new (self, account_id);

  job->removal = removal;
  ctg_engine_halt_account (self, account_id);
  ctg_worker_run_async (self->setup, remove_job, job, (GDestroyNotify) account_job_free, NULL, NULL, callback,
                        user_data);
}

/**
 * ctg_engine_remove_account_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_KEYRING_LOCKED
 *
 * Returns: whether it is gone
 */
gboolean
ctg_engine_remove_account_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error) != NULL;
}

static gboolean
write_withdrawal (CtgDb *db, gpointer data, GError **error)
{
  const AccountJob *job = data;
  g_autoptr (CtgAccount) account = ctg_accounts_get (db, job->id, error);
  CtgEndpoint *endpoint;

  if (account == NULL)
    return FALSE;
  endpoint = job->outgoing ? account->outgoing : account->incoming;
  if (endpoint != NULL)
    g_clear_pointer (&endpoint->pin_sha256, g_free);
  ctg_db_note_change (db, CTG_CHANGE_ACCOUNTS);
  return ctg_accounts_update (db, account, error);
}

/* What was connected under the old trust is let go: the next connection is judged without it. */
static void
withdrawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CtgEngine *self = g_task_get_source_object (task);
  const AccountJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ctg_store_write_finish (self->store, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  ctg_engine_halt_account (self, job->id);
  ctg_engine_run_account (self, job->id);
  g_task_return_boolean (task, TRUE);
}

/**
 * ctg_engine_withdraw_trust_async:
 * @self: the engine
 * @account_id: which account
 * @outgoing: of the sending server
 * @callback: called when it is so
 * @user_data: for @callback
 *
 * Forgets the certificate that a person chose to trust for this account's server.
 */
void
ctg_engine_withdraw_trust_async (CtgEngine *self, const char *account_id, gboolean outgoing,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  AccountJob *job = account_job_new (self, account_id);

  job->outgoing = outgoing;
  g_task_set_task_data (task, job, (GDestroyNotify) account_job_free);
  ctg_store_write_async (self->store, write_withdrawal, job, NULL, NULL, withdrawn_cb, task);
}

/**
 * ctg_engine_withdraw_trust_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_NOT_FOUND
 *
 * Returns: whether it is so
 */
gboolean
ctg_engine_withdraw_trust_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
