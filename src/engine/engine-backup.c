/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-backup.h"

#include "backup.h"
#include "engine-private.h"
#include "progress.h"

typedef struct
{
  char *data_dir;          /* (owned) */
  char *path;              /* (owned) */
  gboolean replaces;
  CtgProgress *progress;   /* (owned) */
} BackupJob;

static void
backup_job_free (BackupJob *job)
{
  ctg_progress_free (job->progress);
  g_free (job->data_dir);
  g_free (job->path);
  g_free (job);
}

static BackupJob *
backup_job_new (const char *data_dir, const char *path, CtgProgressFunc progress, gpointer progress_data)
{
  BackupJob *job = g_new0 (BackupJob, 1);

  job->data_dir = g_strdup (data_dir);
  job->path = g_strdup (path);
  job->progress = ctg_progress_new (progress, progress_data);
  return job;
}

/**
 * ctg_backup_result_free:
 * @self: (transfer full) (nullable): a result
 */
void
ctg_backup_result_free (CtgBackupResult *self)
{
  if (self == NULL)
    return;
  g_free (self->kept);
  g_free (self);
}

static CtgBackupResult *
result_from_facts (const CtgBackupFacts *facts)
{
  CtgBackupResult *self = g_new0 (CtgBackupResult, 1);

  self->made_utc_s = facts->made_utc_s;
  self->n_messages = facts->n_messages;
  self->n_contacts = facts->n_contacts;
  self->n_accounts = facts->n_accounts;
  self->n_attachments = facts->n_files;
  self->n_missing = facts->n_missing;
  self->size_bytes = facts->size_bytes;
  self->kept = g_strdup (facts->kept);
  return self;
}

static void
progress_cb (gint64 n_done, gint64 n_total, gpointer data)
{
  ctg_progress_tell (data, n_done, n_total);
}

static gpointer
backup_job (gpointer data, GCancellable *cancellable, GError **error)
{
  BackupJob *job = data;
  g_autoptr (CtgBackupFacts) facts = NULL;

  facts = ctg_backup_make (job->data_dir, job->path, job->replaces, progress_cb, job->progress, cancellable, error);
  return facts != NULL ? result_from_facts (facts) : NULL;
}

/**
 * ctg_engine_backup_async:
 * @self: the engine
 * @path: the file to make
 * @replaces: whether a file of that name goes
 * @progress: (nullable): called on this main context now and then, with bytes
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it; nothing is left of it then
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Makes a backup of this profile.
 */
void
ctg_engine_backup_async (CtgEngine *self, const char *path, gboolean replaces, CtgProgressFunc progress,
                         gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  BackupJob *job = backup_job_new (self->profile->data_dir, path, progress, progress_data);

  job->replaces = replaces;
  ctg_worker_run_async (self->files, backup_job, job, (GDestroyNotify) backup_job_free,
                        (GDestroyNotify) ctg_backup_result_free, cancellable, callback, user_data);
}

/**
 * ctg_engine_backup_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_CONFLICT reason file-exists, %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL, %CTG_ERROR_NOT_FOUND
 *   reason folder-missing
 *
 * Returns: (transfer full) (nullable): what is in it
 */
CtgBackupResult *
ctg_engine_backup_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}

static gpointer
restore_job (gpointer data, GCancellable *cancellable, GError **error)
{
  BackupJob *job = data;
  g_autoptr (CtgBackupFacts) facts = NULL;

  facts = ctg_backup_restore (job->data_dir, job->path, progress_cb, job->progress, cancellable, error);
  return facts != NULL ? result_from_facts (facts) : NULL;
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  CtgBackupResult *made = ctg_worker_run_finish (result, &error);

  ctg_worker_free (g_task_get_task_data (task));
  if (made != NULL)
    g_task_return_pointer (task, made, (GDestroyNotify) ctg_backup_result_free);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_profile_restore_async:
 * @profile: where things are
 * @path: a backup
 * @progress: (nullable): called on this main context now and then, with bytes
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it before anything is changed
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Puts a backup in the place of a profile, which is kept aside.
 */
void
ctg_profile_restore_async (const CtgProfile *profile, const char *path, CtgProgressFunc progress,
                           gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  CtgWorker *worker = ctg_worker_new ("ctg-restore");

  g_task_set_task_data (task, worker, NULL);
  ctg_worker_run_async (worker, restore_job, backup_job_new (profile->data_dir, path, progress, progress_data),
                        (GDestroyNotify) backup_job_free, (GDestroyNotify) ctg_backup_result_free, cancellable,
                        restored_cb, task);
}

/**
 * ctg_profile_restore_finish:
 * @result: what the callback got
 * @error: as ctg_backup_restore()
 *
 * Returns: (transfer full) (nullable): what was in it
 */
CtgBackupResult *
ctg_profile_restore_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
