/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter as it was sent: to be looked at, and to be taken elsewhere. Read from what is kept; nothing is fetched. */

#include "engine-private.h"

#include "errors.h"
#include "messages.h"

typedef struct
{
  CtgEngine *engine;   /* (owned) */
  gint64 key;
  char *path;          /* (owned) (nullable) where to save it */
  GBytes *source;      /* (owned) (nullable) */
} SourceJob;

static SourceJob *
source_job_new (CtgEngine *self, gint64 key, const char *path)
{
  SourceJob *job = g_new0 (SourceJob, 1);

  job->engine = g_object_ref (self);
  job->key = key;
  job->path = g_strdup (path);
  return job;
}

static void
source_job_free (SourceJob *job)
{
  g_object_unref (job->engine);
  g_free (job->path);
  g_clear_pointer (&job->source, g_bytes_unref);
  g_free (job);
}

static gboolean
read_source (CtgDb *db, gpointer data, GError **error)
{
  SourceJob *job = data;
  g_autoptr (GError) failure = NULL;

  job->source = ctg_messages_get_source (db, job->key, &failure);
  if (job->source != NULL)
    return TRUE;
  if (g_error_matches (failure, CTG_ERROR, CTG_ERROR_NOT_FOUND))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-source", "%s", failure->message);
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gpointer
load_job (gpointer data, GCancellable *cancellable, GError **error)
{
  SourceJob *job = data;

  if (!ctg_store_read (job->engine->store, read_source, job, cancellable, error))
    return NULL;
  return g_steal_pointer (&job->source);
}

static gpointer
save_job (gpointer data, GCancellable *cancellable, GError **error)
{
  SourceJob *job = data;

  if (!ctg_store_read (job->engine->store, read_source, job, cancellable, error))
    return NULL;
  return ctg_engine_write_new_file (job->path, 0600, job->source, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

/**
 * ctg_engine_load_source_async:
 * @self: the engine
 * @message_key: a message
 * @cancellable: (nullable): ends it
 * @callback: called with the bytes
 * @user_data: for @callback
 *
 * Reads a letter's source, put together again with its attachments.
 */
void
ctg_engine_load_source_async (CtgEngine *self, gint64 message_key, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (self->files, load_job, source_job_new (self, message_key, NULL),
                        (GDestroyNotify) source_job_free, (GDestroyNotify) g_bytes_unref, cancellable, callback,
                        user_data);
}

/**
 * ctg_engine_load_source_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND "no-source"
 *
 * Returns: (transfer full) (nullable): the letter as it was sent
 */
GBytes *
ctg_engine_load_source_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}

/**
 * ctg_engine_save_source_async:
 * @self: the engine
 * @message_key: a message
 * @path: a file that does not exist
 * @callback: called when it is written
 * @user_data: for @callback
 *
 * Saves a letter as a file (.eml) that other programs read. Only its owner may read it.
 */
void
ctg_engine_save_source_async (CtgEngine *self, gint64 message_key, const char *path, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  ctg_worker_run_async (self->files, save_job, source_job_new (self, message_key, path),
                        (GDestroyNotify) source_job_free, NULL, NULL, callback, user_data);
}

/**
 * ctg_engine_save_source_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND "no-source"; %CTG_ERROR_CONFLICT when the file exists; %CTG_ERROR_STORAGE,
 *   %CTG_ERROR_STORAGE_FULL
 *
 * Returns: whether it was written
 */
gboolean
ctg_engine_save_source_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error) != NULL;
}
