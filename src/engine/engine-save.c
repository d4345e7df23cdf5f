/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeping a mailbox that was verified: a new one, or one that is connected again, perhaps another way. */

#include "engine-save.h"
#include "engine-private.h"

#include "account-way.h"
#include "errors.h"
#include "fault.h"
#include "mail.h"
#include "text.h"

typedef struct
{
  CtgEngine *engine;              /* (owned) */
  CtgAccount *account;            /* (owned) */
  gboolean is_new;
  char *secret;                   /* (owned) wiped */
  char *outgoing_secret;          /* (owned) (nullable) wiped */
} SaveJob;

static void
save_job_free (SaveJob *job)
{
  g_object_unref (job->engine);
  ctg_account_free (job->account);
  ctg_secret_free (job->secret);
  ctg_secret_free (job->outgoing_secret);
  g_free (job);
}

static CtgAccount *
account_from_settings (const CtgMailboxSettings *settings)
{
  CtgAccount *account = g_new0 (CtgAccount, 1);

  account->id = settings->account_id != NULL ? g_strdup (settings->account_id) : g_uuid_string_random ();
  account->address = g_strdup (settings->address);
  account->display_name = g_strdup (settings->display_name != NULL ? settings->display_name : "");
  account->kind = g_strdup (settings->kind);
  account->incoming = ctg_endpoint_copy (settings->incoming);
  account->outgoing = ctg_endpoint_copy (settings->outgoing);
  account->separate_outgoing = settings->separate_outgoing;
  account->automation = settings->automation;
  account->is_team = settings->is_team;
  account->sent_remote_name = g_strdup (settings->sent_remote_name);
  account->sent_reason = g_strdup (settings->sent_reason);
  return account;
}

/* Connecting anew says nothing of which mailbox new letters are written from, nor of where the person keeps sent
 * mail: as long as it is the same service that keeps it (A67). */
static void
keep_choices (CtgDb *db, CtgAccount *account, const CtgAccount *former)
{
  account->is_default = former->is_default;
  if (ctg_account_way_is_same (db, account) &&
      g_strcmp0 (former->sent_reason, ctg_sent_reason_to_string (CTG_SENT_PERSON)) == 0)
    {
      g_free (account->sent_remote_name);
      g_free (account->sent_reason);
      account->sent_remote_name = g_strdup (former->sent_remote_name);
      account->sent_reason = g_strdup (former->sent_reason);
    }
}

/* One that the person has paused does not go on for that. */
static gboolean
write_again (CtgDb *db, CtgAccount *account, GError **error)
{
  g_autoptr (CtgAccount) former = ctg_accounts_get (db, account->id, error);

  if (former == NULL)
    return FALSE;
  keep_choices (db, account, former);
  return ctg_accounts_update (db, account, error) &&
         (former->state == CTG_ACCOUNT_PAUSED ||
          ctg_accounts_set_state (db, account->id, CTG_ACCOUNT_CONNECTED, NULL, error));
}

static gboolean
write_account (CtgDb *db, gpointer data, GError **error)
{
  SaveJob *job = data;
  g_autoptr (GPtrArray) accounts = ctg_accounts_list (db, error);

  if (accounts == NULL)
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_ACCOUNTS);
  if (!job->is_new)
    return write_again (db, job->account, error);
  job->account->is_default = accounts->len == 0;
  return ctg_accounts_insert (db, job->account, error);
}

static gboolean
store_secrets (SaveJob *job, GCancellable *cancellable, GError **error)
{
  const CtgAccount *account = job->account;
  CtgSecretStore *secrets = job->engine->secrets;

  if (ctg_oauth_platform_find (account->kind) != NULL)
    return ctg_secret_store_store (secrets, account->id, CTG_TOKEN_PURPOSE, account->address, job->secret, cancellable,
                                   error);
  if (!ctg_secret_store_store (secrets, account->id, "incoming", account->address, job->secret, cancellable, error))
    return FALSE;
  return job->outgoing_secret == NULL ||
         ctg_secret_store_store (secrets, account->id, "outgoing", account->address, job->outgoing_secret,
                                 cancellable, error);
}

static const char *const purposes[] = { CTG_TOKEN_PURPOSE, "incoming", "outgoing" };

typedef struct
{
  char *secrets[G_N_ELEMENTS (purposes)];    /* (owned) (nullable) wiped */
} FormerSecrets;

static void
former_secrets_clear (FormerSecrets *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (purposes); i++)
    g_clear_pointer (&self->secrets[i], ctg_secret_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FormerSecrets, former_secrets_clear)

static void
look_up_former_secrets (SaveJob *job, FormerSecrets *former)
{
  for (gsize i = 0; i < G_N_ELEMENTS (purposes); i++)
    former->secrets[i] = ctg_secret_store_lookup (job->engine->secrets, job->account->id, purposes[i], NULL, NULL);
}

/* What was not written down leaves the mailbox as it was. */
static void
put_back_former_secrets (SaveJob *job, const FormerSecrets *former)
{
  const CtgAccount *account = job->account;

  for (gsize i = 0; i < G_N_ELEMENTS (purposes); i++)
    if (former->secrets[i] != NULL)
      ctg_secret_store_store (job->engine->secrets, account->id, purposes[i], account->address, former->secrets[i],
                              NULL, NULL);
}

/* The secret first: an account whose password is not kept would be disconnected from its first moment. */
static gboolean
save_new (SaveJob *job, GCancellable *cancellable, GError **error)
{
  if (store_secrets (job, cancellable, error) && ctg_fault_point ("engine-account-save", error) &&
      ctg_store_write (job->engine->store, write_account, job, NULL, error))
    return TRUE;
  ctg_secret_store_clear (job->engine->secrets, job->account->id, NULL, NULL, NULL);
  return FALSE;
}

/* A67: at no moment, not even when it is killed in between, does one server's password stand beside another server. So
 * the former one goes first, and the new one comes last. */
static gboolean
save_again (SaveJob *job, GCancellable *cancellable, GError **error)
{
  g_auto (FormerSecrets) former = { 0 };

  if (!ctg_secret_store_unlock (job->engine->secrets, cancellable, error))
    return FALSE;
  look_up_former_secrets (job, &former);
  if (ctg_secret_store_clear (job->engine->secrets, job->account->id, NULL, cancellable, error) &&
      ctg_fault_point ("engine-account-save", error) &&
      ctg_store_write (job->engine->store, write_account, job, NULL, error))
    return ctg_fault_point ("engine-secret-save", error) && store_secrets (job, NULL, error);
  put_back_former_secrets (job, &former);
  return FALSE;
}

static gpointer
save_job (gpointer data, GCancellable *cancellable, GError **error)
{
  SaveJob *job = data;

  if (!ctg_engine_check_unused (job->engine, job->account->address, job->account->id, cancellable, error) ||
      !(job->is_new ? save_new (job, cancellable, error) : save_again (job, cancellable, error)))
    return NULL;
  return g_strdup (job->account->id);
}

/* One that was connected before goes on in any case. */
static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *id = ctg_worker_run_finish (result, &error);
  const char *to_run = id != NULL ? id : g_task_get_task_data (task);

  if (to_run != NULL)
    ctg_engine_run_account (g_task_get_source_object (task), to_run);
  if (id != NULL)
    g_task_return_pointer (task, id, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_engine_save_mailbox_async:
 * @actions: the engine
 * @settings: what was verified; with the id of a mailbox that is connected again
 * @secret: its password, or what the sign-in brought
 * @outgoing_secret: (nullable): the sending server's own
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Keeps the mailbox and what opens it, and begins to read it.
 */
void
ctg_engine_save_mailbox_async (CtgSetupActions *actions, const CtgMailboxSettings *settings, const char *secret,
                               const char *outgoing_secret, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  CtgEngine *self = CTG_ENGINE (actions);
  GTask *task = g_task_new (self, NULL, callback, user_data);
  SaveJob *job = g_new0 (SaveJob, 1);

  g_task_set_task_data (task, g_strdup (settings->account_id), g_free);
  if (settings->account_id != NULL)
    ctg_engine_halt_account (self, settings->account_id);

  job->engine = g_object_ref (self);
  job->account = account_from_settings (settings);
  job->is_new = settings->account_id == NULL;
  job->secret = g_strdup (secret);
  job->outgoing_secret = settings->separate_outgoing ? g_strdup (outgoing_secret) : NULL;
  ctg_worker_run_async (self->setup, save_job, job, (GDestroyNotify) save_job_free, g_free, cancellable, saved_cb,
                        task);
}

/**
 * ctg_engine_save_mailbox_finish:
 * @actions: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_CONFLICT, %CTG_ERROR_KEYRING_LOCKED, %CTG_ERROR_STORAGE
 *
 * Returns: (transfer full) (nullable): the mailbox's id
 */
char *
ctg_engine_save_mailbox_finish (CtgSetupActions *actions, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
