/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Attachment files of one write transaction. The order that survives a crash at any point:
 *
 *   job          each content into a temporary file under attachments/        crash: temporary files
 *   publish      all synced, then all renamed, then their folders synced      crash: files without rows
 *   commit       the rows                                                     crash: as before, or all there
 *   collect      files whose last row went, in a transaction of their own, so that no other process can just
 *                have taken the same digest                                   crash: files without rows
 *
 * The next start collects temporary files and files without rows. */

#include "staging.h"
#include "errors.h"
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIGEST_LENGTH 64

typedef struct
{
  char *temporary;             /* (owned) */
  char *final;                 /* (owned) */
  gboolean is_published;
} StagedFile;

struct _CtgStaging
{
  GHashTable *files;           /* (owned) (element-type utf8 StagedFile) by digest */
  GHashTable *dropped;         /* (owned) (element-type utf8) digests that lost a row in this transaction */
  GHashTable *collectable;     /* (owned) (element-type utf8) the same, committed */
  guint n_made;
};

static void
staged_file_free (StagedFile *file)
{
  g_free (file->temporary);
  g_free (file->final);
  g_free (file);
}

static CtgStaging *
staging_of (CtgDb *db)
{
  if (db->staging == NULL)
    {
      db->staging = g_new0 (CtgStaging, 1);
      db->staging->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) staged_file_free);
      db->staging->dropped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      db->staging->collectable = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }
  return db->staging;
}

/**
 * ctg_staging_free:
 * @self: (transfer full): what a connection keeps between transactions
 */
void
ctg_staging_free (CtgStaging *self)
{
  g_hash_table_unref (self->files);
  g_hash_table_unref (self->dropped);
  g_hash_table_unref (self->collectable);
  g_free (self);
}

/**
 * ctg_digest_is_valid:
 * @sha256: (nullable): what should be a digest
 *
 * Returns: whether it is 64 lower-case hexadecimal digits, fit to be a file's name
 */
gboolean
ctg_digest_is_valid (const char *sha256)
{
  return sha256 != NULL && strlen (sha256) == DIGEST_LENGTH &&
         strspn (sha256, "0123456789abcdef") == DIGEST_LENGTH;
}

/**
 * ctg_digest_dup_path:
 * @data_dir: the profile's data
 * @sha256: a valid digest
 *
 * Returns: (transfer full): where the content with that digest is kept
 */
char *
ctg_digest_dup_path (const char *data_dir, const char *sha256)
{
  const char folder[] = { sha256[0], sha256[1], '\0' };

  return g_build_filename (data_dir, "attachments", folder, sha256, NULL);
}

static gboolean
fail (const char *what, GError **error)
{
  int code = errno;
  gboolean is_full = code == ENOSPC || code == EDQUOT;

  ctg_error_set (error, is_full ? CTG_ERROR_STORAGE_FULL : CTG_ERROR_STORAGE, is_full ? NULL : "io",
                 "Attachment: cannot %s: %s", what, g_strerror (code));
  return FALSE;
}

static gboolean
write_all (int fd, const guint8 *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      bytes += n;
      length -= (gsize) n;
    }
  return TRUE;
}

static gboolean
make_folder (const char *path, GError **error)
{
  if (g_mkdir (path, 0700) == 0 || errno == EEXIST)
    return TRUE;
  return fail ("make a folder", error);
}

static gboolean
write_temporary (const char *path, GBytes *content, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean done;

  if (fd < 0)
    return fail ("create a file", error);
  done = write_all (fd, g_bytes_get_data (content, NULL), g_bytes_get_size (content)) || fail ("write", error);
  /* A failed close after a good write is a late ENOSPC of a network disk. */
  if (close (fd) != 0 && done)
    done = fail ("write", error);
  if (!done)
    g_unlink (path);
  return done;
}

static gboolean
is_there (const char *path, gsize size)
{
  GStatBuf status;

  return g_lstat (path, &status) == 0 && S_ISREG (status.st_mode) && (gsize) status.st_size == size;
}

/**
 * ctg_staging_add:
 * @db: the writer, in a job
 * @sha256: the content's digest
 * @content: an attachment, decoded
 * @error: `STORAGE`, `STORAGE_FULL`, `INVALID_INPUT` when @sha256 is no digest
 *
 * Writes the content aside, to be put in its place when the transaction is about to commit. What is there already is
 * not written again.
 *
 * Returns: whether it is written
 */
gboolean
ctg_staging_add (CtgDb *db, const char *sha256, GBytes *content, GError **error)
{
  CtgStaging *self = staging_of (db);
  g_autofree char *root = g_build_filename (db->data_dir, "attachments", NULL);
  g_autofree char *final = NULL;
  g_autofree char *temporary = NULL;
  StagedFile *file;

  if (!ctg_digest_is_valid (sha256))
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, NULL, "Not a digest");
      return FALSE;
    }
  final = ctg_digest_dup_path (db->data_dir, sha256);
  if (g_hash_table_contains (self->files, sha256) || is_there (final, g_bytes_get_size (content)))
    return TRUE;
  temporary = g_strdup_printf ("%s/tmp-%d-%u", root, (int) getpid (), self->n_made++);
  if (!ctg_fault_point ("store-attachment-write", error) || !make_folder (root, error) ||
      !write_temporary (temporary, content, error))
    return FALSE;
  file = g_new0 (StagedFile, 1);
  file->temporary = g_steal_pointer (&temporary);
  file->final = g_steal_pointer (&final);
  g_hash_table_insert (self->files, g_strdup (sha256), file);
  return TRUE;
}

/**
 * ctg_staging_adopt:
 * @db: the writer, in a job
 * @sha256: the content's digest
 * @path: a file of ctg_store_make_attachment_file() with it, complete; whose it is from now on, if this succeeds
 * @size: its size in bytes
 * @error: `STORAGE`, `INVALID_INPUT` when @sha256 is no digest
 *
 * As ctg_staging_add(), for what was too large to be held.
 *
 * Returns: whether it will be put in its place
 */
gboolean
ctg_staging_adopt (CtgDb *db, const char *sha256, const char *path, gsize size, GError **error)
{
  CtgStaging *self = staging_of (db);
  StagedFile *file;

  if (!ctg_digest_is_valid (sha256) || !is_there (path, size))
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, NULL, "Not a digest, or not its file");
      return FALSE;
    }
  if (g_hash_table_contains (self->files, sha256))
    {
      g_unlink (path);
      return TRUE;
    }
  file = g_new0 (StagedFile, 1);
  file->temporary = g_strdup (path);
  file->final = ctg_digest_dup_path (db->data_dir, sha256);
  g_hash_table_insert (self->files, g_strdup (sha256), file);
  return TRUE;
}

/**
 * ctg_staging_drop:
 * @db: the writer, in a job
 * @sha256: the digest of a held attachment whose row is being deleted
 *
 * Remembers to look, after the commit, whether the file is still needed.
 */
void
ctg_staging_drop (CtgDb *db, const char *sha256)
{
  g_hash_table_add (staging_of (db)->dropped, g_strdup (sha256));
}

static gboolean
sync_path (const char *path, int flags, GError **error)
{
  int fd = g_open (path, flags | O_CLOEXEC | O_NOFOLLOW, 0);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    fail ("sync", error);
  if (fd >= 0)
    close (fd);
  return done;
}

static gboolean
sync_files (CtgStaging *self, GError **error)
{
  GHashTableIter files;
  StagedFile *file;

  g_hash_table_iter_init (&files, self->files);
  while (g_hash_table_iter_next (&files, NULL, (gpointer *) &file))
    if (!sync_path (file->temporary, O_RDONLY, error))
      return FALSE;
  return TRUE;
}

static gboolean
rename_file (StagedFile *file, GHashTable *folders, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file->final);

  if (!make_folder (folder, error))
    return FALSE;
  if (g_rename (file->temporary, file->final) != 0)
    return fail ("rename", error);
  file->is_published = TRUE;
  g_hash_table_add (folders, g_steal_pointer (&folder));
  return ctg_fault_point ("store-attachment-rename", error);
}

static gboolean
sync_folders (GHashTable *folders, GError **error)
{
  GHashTableIter iter;
  const char *folder;

  g_hash_table_iter_init (&iter, folders);
  while (g_hash_table_iter_next (&iter, (gpointer *) &folder, NULL))
    if (!sync_path (folder, O_RDONLY | O_DIRECTORY, error))
      return FALSE;
  return TRUE;
}

/**
 * ctg_staging_publish:
 * @db: the writer, its job done, its transaction open
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Puts the files in their places, durably, so that the rows may be committed.
 *
 * Returns: whether all are there
 */
gboolean
ctg_staging_publish (CtgDb *db, GError **error)
{
  CtgStaging *self = db->staging;
  g_autoptr (GHashTable) folders = NULL;
  GHashTableIter files;
  StagedFile *file;

  if (self == NULL || g_hash_table_size (self->files) == 0)
    return TRUE;
  if (!sync_files (self, error))
    return FALSE;
  folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (folders, g_build_filename (db->data_dir, "attachments", NULL));
  g_hash_table_iter_init (&files, self->files);
  while (g_hash_table_iter_next (&files, NULL, (gpointer *) &file))
    if (!rename_file (file, folders, error))
      return FALSE;
  return sync_folders (folders, error);
}

/**
 * ctg_staging_discard:
 * @db: the writer, its transaction rolled back
 * @published_too: remove the files already in their places. Not after a commit that failed: its last frame may be in
 *   the log, and a crash now would bring the rows back.
 */
void
ctg_staging_discard (CtgDb *db, gboolean published_too)
{
  GHashTableIter files;
  StagedFile *file;

  if (db->staging == NULL)
    return;
  g_hash_table_iter_init (&files, db->staging->files);
  while (g_hash_table_iter_next (&files, NULL, (gpointer *) &file))
    if (!file->is_published)
      g_unlink (file->temporary);
    else if (published_too)
      g_unlink (file->final);
  g_hash_table_remove_all (db->staging->files);
  g_hash_table_remove_all (db->staging->dropped);
}

/**
 * ctg_staging_settle:
 * @db: the writer, its transaction committed
 */
void
ctg_staging_settle (CtgDb *db)
{
  GHashTableIter dropped;
  char *digest;

  if (db->staging == NULL)
    return;
  g_hash_table_remove_all (db->staging->files);
  g_hash_table_iter_init (&dropped, db->staging->dropped);
  while (g_hash_table_iter_next (&dropped, (gpointer *) &digest, NULL))
    {
      g_hash_table_iter_steal (&dropped);
      g_hash_table_add (db->staging->collectable, digest);
    }
}

static void
collect_one (CtgDb *db, const char *digest)
{
  g_autofree char *path = ctg_digest_dup_path (db->data_dir, digest);

  if (ctg_db_get_int (db, 1, "SELECT EXISTS (SELECT 1 FROM attachment WHERE sha256 = ? AND is_held = 1)", "s",
                      digest) == 0)
    g_unlink (path);
}

/**
 * ctg_staging_collect:
 * @db: the writer, between jobs
 *
 * Removes the files that lost their last row. Holding the writer's lock keeps every process from committing a row for
 * one of them meanwhile. What cannot be removed now is found at the next start.
 */
void
ctg_staging_collect (CtgDb *db)
{
  GHashTableIter digests;
  const char *digest;

  if (db->staging == NULL || g_hash_table_size (db->staging->collectable) == 0 ||
      !ctg_db_exec (db, "BEGIN IMMEDIATE", NULL))
    return;
  g_hash_table_iter_init (&digests, db->staging->collectable);
  while (g_hash_table_iter_next (&digests, (gpointer *) &digest, NULL))
    collect_one (db, digest);
  g_hash_table_remove_all (db->staging->collectable);
  ctg_db_exec (db, "COMMIT", NULL);
}
