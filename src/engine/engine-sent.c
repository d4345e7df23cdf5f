/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which folder keeps sent mail, where a person says so. Asked of the server on a session of its own; a folder is made
 * only when a person wants it. */

#include "engine-sent.h"

#include "engine-private.h"
#include "errors.h"
#include "outbox.h"
#include "text.h"

/* Known to every mail program by its name, and not translated by any server. */
#define NEW_FOLDER "Sent"

typedef struct
{
  CtgEngine *engine;       /* (owned) */
  char *account_id;        /* (owned) */
  char *remote_name;       /* (owned) (nullable) to be chosen */
  CtgAccount *account;     /* (owned) (nullable) */
  CtgBackend *backend;     /* (owned) (nullable) open */
  GPtrArray *folders;      /* (owned) (nullable) (element-type CtgFolderInfo) */
  const CtgFolderInfo *chosen;   /* (nullable) one of them */
} SentJob;

static void
sent_job_free (SentJob *job)
{
  if (job->backend != NULL)
    ctg_backend_close (job->backend);
  g_clear_object (&job->backend);
  g_clear_pointer (&job->folders, g_ptr_array_unref);
  g_clear_pointer (&job->account, ctg_account_free);
  g_free (job->account_id);
  g_free (job->remote_name);
  g_object_unref (job->engine);
  g_free (job);
}

static SentJob *
sent_job_new (CtgEngine *self, const char *account_id, const char *remote_name)
{
  SentJob *job = g_new0 (SentJob, 1);

  job->engine = g_object_ref (self);
  job->account_id = g_strdup (account_id);
  job->remote_name = g_strdup (remote_name);
  return job;
}

static void
folder_choice_free (CtgFolderChoice *choice)
{
  g_free (choice->remote_name);
  g_free (choice->name);
  g_free (choice);
}

/**
 * ctg_sent_choice_free:
 * @self: (transfer full) (nullable): what there is to choose from
 */
void
ctg_sent_choice_free (CtgSentChoice *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->folders, g_ptr_array_unref);
  g_free (self->current);
  g_free (self);
}

static gboolean
read_account (CtgDb *db, gpointer data, GError **error)
{
  SentJob *job = data;

  job->account = ctg_accounts_get (db, job->account_id, error);
  return job->account != NULL;
}

static gboolean
check_kept_here (const CtgAccount *account, GError **error)
{
  if (account->outgoing == NULL || !ctg_sent_is_kept_by_server (account->kind, account->outgoing->host))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "sent-by-server", "The server keeps what it sends by itself");
  return FALSE;
}

static gboolean
list_folders (SentJob *job, GCancellable *cancellable, GError **error)
{
  g_clear_pointer (&job->folders, g_ptr_array_unref);
  job->folders = ctg_backend_list_folders (job->backend, CTG_LISTING_NAMES, cancellable, error);
  return job->folders != NULL;
}

static gboolean
visit (SentJob *job, GCancellable *cancellable, GError **error)
{
  char *secret;
  gboolean is_open;

  if (!ctg_store_read (job->engine->store, read_account, job, cancellable, error) ||
      !check_kept_here (job->account, error))
    return FALSE;
  secret = ctg_engine_lookup_secret (job->engine, job->account, FALSE, cancellable, error);
  if (secret == NULL)
    return FALSE;
  job->backend = ctg_engine_backend_for (job->account->kind, job->account->incoming);
  is_open = ctg_backend_open (job->backend, secret, NULL, NULL, NULL, cancellable, error);
  ctg_secret_free (secret);
  return is_open && list_folders (job, cancellable, error);
}

/* What to choose from. */

static gboolean
could_keep (const CtgFolderInfo *folder)
{
  return folder->can_select && (folder->role == CTG_FOLDER_OTHER || folder->role == CTG_FOLDER_SENT);
}

static const CtgFolderInfo *
find_by_name (GPtrArray *folders)
{
  CtgSentReason reason;
  const CtgFolderInfo *found = ctg_sent_folder_choose (folders, &reason);

  return reason != CTG_SENT_CONTAINS ? found : NULL;
}

static const CtgFolderInfo *
find_folder (GPtrArray *folders, const char *remote_name)
{
  for (guint i = 0; i < folders->len; i++)
    {
      const CtgFolderInfo *folder = g_ptr_array_index (folders, i);

      if (could_keep (folder) && g_str_equal (folder->remote_name, remote_name))
        return folder;
    }
  return NULL;
}

static gpointer
list_job (gpointer data, GCancellable *cancellable, GError **error)
{
  SentJob *job = data;
  CtgSentChoice *choice;

  if (!visit (job, cancellable, error))
    return NULL;
  choice = g_new0 (CtgSentChoice, 1);
  choice->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) folder_choice_free);
  choice->current = g_strdup (job->account->sent_remote_name);
  choice->may_make = find_by_name (job->folders) == NULL;
  for (guint i = 0; i < job->folders->len; i++)
    {
      const CtgFolderInfo *info = g_ptr_array_index (job->folders, i);
      CtgFolderChoice *folder;

      if (!could_keep (info))
        continue;
      folder = g_new0 (CtgFolderChoice, 1);
      folder->remote_name = g_strdup (info->remote_name);
      folder->name = g_strdup (info->name);
      g_ptr_array_add (choice->folders, folder);
    }
  return choice;
}

/**
 * ctg_engine_list_sent_async:
 * @self: the engine
 * @account_id: of which mailbox
 * @cancellable: (nullable): ends it
 * @callback: called with what there is
 * @user_data: for @callback
 *
 * Asks the server for the folders that could keep sent mail.
 */
void
ctg_engine_list_sent_async (CtgEngine *self, const char *account_id, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (self->setup, list_job, sent_job_new (self, account_id, NULL), (GDestroyNotify) sent_job_free,
                        (GDestroyNotify) ctg_sent_choice_free, cancellable, callback, user_data);
}

/**
 * ctg_engine_list_sent_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: see engine-sent.h
 *
 * Returns: (transfer full) (nullable): what there is to choose from
 */
CtgSentChoice *
ctg_engine_list_sent_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}

/* Choosing. */

/* So that its name is known before it is pulled. */
static gboolean
note_folder (CtgDb *db, const SentJob *job, GError **error)
{
  CtgFolder folder = { .account_id = job->account_id, .remote_name = job->chosen->remote_name,
                       .name = job->chosen->name, .role = job->chosen->role, .is_watched = TRUE, .n_messages = -1 };

  return ctg_folders_upsert (db, &folder, error);
}

static gboolean
write_choice (CtgDb *db, gpointer data, GError **error)
{
  SentJob *job = data;
  g_autoptr (CtgAccount) account = ctg_accounts_get (db, job->account_id, error);

  if (account == NULL)
    return FALSE;
  g_free (account->sent_remote_name);
  g_free (account->sent_reason);
  account->sent_remote_name = g_strdup (job->chosen->remote_name);
  account->sent_reason = g_strdup (ctg_sent_reason_to_string (CTG_SENT_PERSON));
  ctg_db_note_change (db, CTG_CHANGE_ACCOUNTS);
  return ctg_accounts_update (db, account, error) && note_folder (db, job, error) &&
         ctg_outbox_retry_copies (db, job->account_id, error);
}

/* Another program may have made one meanwhile: then that is it. */
static const CtgFolderInfo *
make_folder (SentJob *job, GCancellable *cancellable, GError **error)
{
  const CtgFolderInfo *found = find_by_name (job->folders);

  if (found != NULL)
    return found;
  if (!ctg_backend_make_folder (job->backend, NEW_FOLDER, cancellable, error) ||
      !list_folders (job, cancellable, error))
    return NULL;
  return find_by_name (job->folders);
}

static gpointer
choose_job (gpointer data, GCancellable *cancellable, GError **error)
{
  SentJob *job = data;
  g_autoptr (GError) failure = NULL;

  if (!visit (job, cancellable, error))
    return NULL;
  job->chosen = job->remote_name != NULL ? find_folder (job->folders, job->remote_name)
                                         : make_folder (job, cancellable, &failure);
  if (failure != NULL)
    return g_propagate_error (error, g_steal_pointer (&failure)), NULL;
  if (job->chosen == NULL)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-such-folder", "The mailbox has no such folder");
      return NULL;
    }
  return ctg_store_write (job->engine->store, write_choice, job, cancellable, error) ? g_strdup (job->chosen->name)
                                                                                     : NULL;
}

/**
 * ctg_engine_choose_sent_async:
 * @self: the engine
 * @account_id: of which mailbox
 * @remote_name: (nullable): the folder, as the server spells it; %NULL: one is made
 * @callback: called when it is so
 * @user_data: for @callback
 *
 * Keeps what a mailbox sends in this folder from now on, and what had no place before.
 */
void
ctg_engine_choose_sent_async (CtgEngine *self, const char *account_id, const char *remote_name,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (self->setup, choose_job, sent_job_new (self, account_id, remote_name),
                        (GDestroyNotify) sent_job_free, g_free, NULL, callback, user_data);
}

/**
 * ctg_engine_choose_sent_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: see engine-sent.h
 *
 * Returns: (transfer full) (nullable): the folder's name, for people
 */
char *
ctg_engine_choose_sent_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}
