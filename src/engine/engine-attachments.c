/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Attachments leave the store only through here: under a safe name, never over an existing file, never executable
 * (F1 to F3 of the threats). */

#include "engine-private.h"

#include "attachment-name.h"
#include "errors.h"
#include "files.h"
#include "messages.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_NUMBERED 10000

typedef struct
{
  CtgEngine *engine;          /* (owned) */
  gint64 id;
  char *path;                 /* (owned) (nullable) NULL: for opening */
  CtgAttachment *attachment;  /* (owned) (nullable) */
} AttachmentJob;

static void
attachment_job_free (AttachmentJob *job)
{
  g_object_unref (job->engine);
  g_free (job->path);
  g_clear_pointer (&job->attachment, ctg_attachment_free);
  g_free (job);
}

static gboolean
read_attachment (CtgDb *db, gpointer data, GError **error)
{
  AttachmentJob *job = data;

  job->attachment = ctg_attachments_get (db, job->id, error);
  return job->attachment != NULL;
}

static GBytes *
load_content (AttachmentJob *job, GError **error)
{
  g_autofree char *path = ctg_store_dup_attachment_path (job->engine->store, job->attachment->sha256);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) failure = NULL;
  GBytes *content;

  if (!job->attachment->is_held)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "attachment-not-here", "The attachment's content was not kept");
      return NULL;
    }
  content = g_file_load_bytes (file, NULL, NULL, &failure);
  if (content == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "attachment-gone", "%s", failure->message);
  return content;
}

/**
 * ctg_engine_load_attachment:
 * @self: the engine
 * @id: an attachment
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_NOT_FOUND, also reason "attachment-gone"
 *
 * Reads an attachment to pass it on. On a worker.
 *
 * Returns: (transfer full) (nullable): it, with its content
 */
CtgAttachment *
ctg_engine_load_attachment (CtgEngine *self, gint64 id, GCancellable *cancellable, GError **error)
{
  AttachmentJob job = { .engine = self, .id = id };
  g_autoptr (CtgAttachment) attachment = NULL;

  if (!ctg_store_read (self->store, read_attachment, &job, cancellable, error))
    return NULL;
  attachment = job.attachment;
  attachment->content = load_content (&job, error);
  return attachment->content != NULL ? g_steal_pointer (&attachment) : NULL;
}

static gboolean
write_all (int file, GBytes *content)
{
  gsize size;
  const char *at = g_bytes_get_data (content, &size);

  while (size > 0)
    {
      gssize n_written = write (file, at, size);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written <= 0)
        return FALSE;
      at += n_written;
      size -= (gsize) n_written;
    }
  return fsync (file) == 0;
}

/* O_EXCL: neither an existing file nor a link somebody put there is ever written through. */
static int
create_file (const char *path, mode_t mode)
{
  return open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
}

static void
set_storage_error (GError **error, const char *path)
{
  if (errno == EEXIST)
    ctg_error_set (error, CTG_ERROR_CONFLICT, NULL, "%s: %s", path, g_strerror (errno));
  else
    ctg_file_error_set (error, CTG_FILE_TARGET, "write the file");
}

/**
 * ctg_engine_write_new_file:
 * @path: a file that does not exist
 * @mode: its permissions
 * @content: what it is to hold
 * @error: `CONFLICT` when it exists, `STORAGE_FULL`, `STORAGE`
 *
 * Nothing of a file that could not be written whole is left. Blocks until it is on the disk.
 *
 * Returns: whether it was written
 */
gboolean
ctg_engine_write_new_file (const char *path, mode_t mode, GBytes *content, GError **error)
{
  int file = create_file (path, mode);

  if (file < 0)
    {
      set_storage_error (error, path);
      return FALSE;
    }
  if (!write_all (file, content))
    {
      set_storage_error (error, path);
      close (file);
      unlink (path);
      return FALSE;
    }
  close (file);
  return TRUE;
}

/* "preventivo.pdf", "preventivo (2).pdf", ... */
static char *
number_name (const char *folder, const char *name, guint number)
{
  const char *dot = strrchr (name, '.');
  gsize stem = dot != NULL && dot != name ? (gsize) (dot - name) : strlen (name);
  g_autofree char *numbered = number < 2 ? g_strdup (name)
                                         : g_strdup_printf ("%.*s (%u)%s", (int) stem, name, number, name + stem);

  return g_build_filename (folder, numbered, NULL);
}

static char *
write_into_folder (const char *folder, const char *name, mode_t mode, GBytes *content, GError **error)
{
  for (guint number = 1; number < MOST_NUMBERED; number++)
    {
      g_autofree char *path = number_name (folder, name, number);
      g_autoptr (GError) failure = NULL;

      if (ctg_engine_write_new_file (path, mode, content, &failure))
        return g_steal_pointer (&path);
      if (!g_error_matches (failure, CTG_ERROR, CTG_ERROR_CONFLICT))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
    }
  ctg_error_set (error, CTG_ERROR_CONFLICT, NULL, "Too many files named %s", name);
  return NULL;
}

/**
 * ctg_engine_write_into_folder:
 * @folder: a folder
 * @name: a safe name
 * @content: what to write
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL
 *
 * Writes a file that its owner alone can read, under a numbered name where that is taken.
 *
 * Returns: (transfer full) (nullable): its path
 */
char *
ctg_engine_write_into_folder (const char *folder, const char *name, GBytes *content, GError **error)
{
  return write_into_folder (folder, name, 0600, content, error);
}

static char *
safe_name (const CtgAttachment *attachment)
{
  char *name = ctg_attachment_safe_name (attachment->name);

  if (*name != '\0')
    return name;
  g_free (name);
  return g_strdup ("attachment");
}

static gpointer
save_job (gpointer data, GCancellable *cancellable, GError **error)
{
  AttachmentJob *job = data;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *name = NULL;

  if (!ctg_store_read (job->engine->store, read_attachment, job, cancellable, error))
    return NULL;
  content = load_content (job, error);
  if (content == NULL)
    return NULL;
  name = safe_name (job->attachment);
  if (g_file_test (job->path, G_FILE_TEST_IS_DIR))
    return write_into_folder (job->path, name, 0644, content, error);
  return ctg_engine_write_new_file (job->path, 0644, content, error) ? g_strdup (job->path) : NULL;
}

static AttachmentJob *
attachment_job_new (CtgEngine *self, gint64 id, const char *path)
{
  AttachmentJob *job = g_new0 (AttachmentJob, 1);

  job->engine = g_object_ref (self);
  job->id = id;
  job->path = g_strdup (path);
  return job;
}

/**
 * ctg_engine_save_attachment_async:
 * @self: the engine
 * @attachment_id: which one
 * @path: a folder, or a file that does not exist
 * @callback: called when it is written
 * @user_data: for @callback
 *
 * Saves an attachment. Into a folder it goes under its safe name, numbered when that is taken.
 */
void
ctg_engine_save_attachment_async (CtgEngine *self, gint64 attachment_id, const char *path,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (self->files, save_job, attachment_job_new (self, attachment_id, path),
                        (GDestroyNotify) attachment_job_free, g_free, NULL, callback, user_data);
}

/**
 * ctg_engine_save_attachment_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_CONFLICT when the file exists, %CTG_ERROR_STORAGE_FULL, %CTG_ERROR_STORAGE,
 *   %CTG_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the written file
 */
char *
ctg_engine_save_attachment_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}

static gpointer
prepare_job (gpointer data, GCancellable *cancellable, GError **error)
{
  AttachmentJob *job = data;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *name = NULL;
  g_autofree char *folder = g_build_filename (job->engine->profile->cache_dir, "opened", "XXXXXX", NULL);
  g_autofree char *parent = g_path_get_dirname (folder);

  if (!ctg_store_read (job->engine->store, read_attachment, job, cancellable, error))
    return NULL;
  content = load_content (job, error);
  if (content == NULL)
    return NULL;
  name = safe_name (job->attachment);
  if (ctg_attachment_is_dangerous (name, job->attachment->type, content))
    {
      ctg_error_set (error, CTG_ERROR_POLICY, "dangerous-attachment", "%s is not opened from here", name);
      return NULL;
    }
  if (g_mkdir_with_parents (parent, 0700) != 0 || g_mkdtemp_full (folder, 0700) == NULL)
    {
      set_storage_error (error, folder);
      return NULL;
    }
  return write_into_folder (folder, name, 0400, content, error);
}

/**
 * ctg_engine_prepare_open_async:
 * @self: the engine
 * @attachment_id: which one
 * @callback: called when a copy stands ready
 * @user_data: for @callback
 *
 * Makes a private, read-only copy under its safe name, to be handed to the desktop.
 */
void
ctg_engine_prepare_open_async (CtgEngine *self, gint64 attachment_id, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  ctg_worker_run_async (self->files, prepare_job, attachment_job_new (self, attachment_id, NULL),
                        (GDestroyNotify) attachment_job_free, g_free, NULL, callback, user_data);
}

/**
 * ctg_engine_prepare_open_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_POLICY reason dangerous-attachment: it may only be saved; as saving
 *
 * Returns: (transfer full): the copy's path
 */
char *
ctg_engine_prepare_open_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}
