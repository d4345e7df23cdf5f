/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Access given with the browser, and taken back here (A41): at the platform where it lets a program do that, and in the
 * keyring in any case. The mailbox stays, with all that it brought, and can be reconnected. */

#include "engine-private.h"

#include "errors.h"
#include "oauth-platform.h"

typedef struct
{
  CtgEngine *engine;          /* (owned) */
  char *id;                   /* (owned) */
  gboolean at_platform;
} RevokeJob;

static void
revoke_job_free (RevokeJob *job)
{
  g_object_unref (job->engine);
  g_free (job->id);
  g_free (job);
}

static gboolean
write_end (CtgDb *db, gpointer data, GError **error)
{
  const RevokeJob *job = data;
  g_autoptr (GError) cause = ctg_error_new (CTG_ERROR_AUTH_REVOKED, "access-given-up", "Access was taken back here");

  ctg_db_note_change (db, CTG_CHANGE_ACCOUNTS);
  return ctg_accounts_set_state (db, job->id, CTG_ACCOUNT_DISCONNECTED, cause, error);
}

/* Where the platform cannot be reached nothing is forgotten: the token is the only thing to take access back with. */
static gpointer
revoke_job (gpointer data, GCancellable *cancellable, GError **error)
{
  RevokeJob *job = data;
  g_autoptr (GError) failure = NULL;

  job->at_platform = ctg_token_source_revoke (job->engine->tokens, job->id, cancellable, &failure);
  if (!job->at_platform && !ctg_error_has_reason (failure, "no-revocation"))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (!ctg_token_source_give_up (job->engine->tokens, job->id, cancellable, error) ||
      !ctg_store_write (job->engine->store, write_end, job, cancellable, error))
    return NULL;
  return job;
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const RevokeJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_worker_run_finish (result, &error) != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  ctg_engine_run_account (job->engine, job->id);
  g_task_return_error (task, error);
}

/**
 * ctg_engine_revoke_access_async:
 * @self: the engine
 * @account_id: a mailbox that is signed in to with the browser
 * @cancellable: (nullable): ends it early
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Stops the mailbox, takes its access back, and forgets its sign-in.
 */
void
ctg_engine_revoke_access_async (CtgEngine *self, const char *account_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  RevokeJob *job = g_new0 (RevokeJob, 1);

  job->engine = g_object_ref (self);
  job->id = g_strdup (account_id);
  g_task_set_task_data (task, job, (GDestroyNotify) revoke_job_free);
  ctg_engine_halt_account (self, account_id);
  ctg_worker_run_async (self->setup, revoke_job, job, NULL, NULL, cancellable, revoked_cb, task);
}

/**
 * ctg_engine_revoke_access_finish:
 * @self: the engine
 * @result: what the callback got
 * @at_platform: (out): whether the platform did it too; where not, the person does it on its page of permissions
 * @error: what a connection can meet; the mailbox is then as it was
 *
 * Returns: whether the sign-in is forgotten here
 */
gboolean
ctg_engine_revoke_access_finish (CtgEngine *self, GAsyncResult *result, gboolean *at_platform, GError **error)
{
  const RevokeJob *job = g_task_get_task_data (G_TASK (result));

  *at_platform = job->at_platform;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ctg_engine_find_permissions_page:
 * @kind: of a mailbox
 *
 * Returns: (nullable): where a person sees at its platform what programs may do; %NULL: it has a password
 */
const char *
ctg_engine_find_permissions_page (const char *kind)
{
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find (kind);

  return platform != NULL ? platform->permissions : NULL;
}
