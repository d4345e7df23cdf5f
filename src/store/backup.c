/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making a backup while others read and write: the database is copied from one read transaction, attachments never
 * change. The archive is written aside and renamed, so that nothing unfinished bears its name. */

#include "backup-private.h"
#include "archive.h"
#include "clock.h"
#include "db-copy.h"
#include "errors.h"
#include "fault.h"
#include "files.h"
#include "schema.h"
#include "staging.h"
#include "transaction.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  const char *data_dir;
  CtgBackupFacts *facts;       /* (owned) */
  gint64 schema;
  char *snapshot;              /* (owned) (nullable) the database's copy */
  GPtrArray *digests;          /* (owned) (element-type utf8) */
  CtgArchiveWriter *writer;    /* (owned) (nullable) */
  GCancellable *cancellable;   /* (unowned) (nullable) */
  CtgBackupProgressFunc progress;
  gpointer progress_data;
  gint64 n_done;
} Making;

static void
making_clear (Making *self)
{
  if (self->snapshot != NULL)
    g_unlink (self->snapshot);
  g_free (self->snapshot);
  g_clear_pointer (&self->facts, ctg_backup_facts_free);
  g_clear_pointer (&self->digests, g_ptr_array_unref);
  g_clear_pointer (&self->writer, ctg_archive_writer_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

/* The database's copy --------------------------------------------------------------------------------------------- */

static gboolean
list_digests (CtgDb *db, Making *self, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT DISTINCT sha256 FROM attachment WHERE is_held = 1 ORDER BY sha256", "");
  while (ctg_query_next (query))
    if (ctg_digest_is_valid (ctg_query_text (query, 0)))
      g_ptr_array_add (self->digests, ctg_query_dup_text (query, 0));
  return ctg_query_end (query, error);
}

static gboolean
copy_job (CtgDb *db, gpointer data, GError **error)
{
  Making *self = data;

  self->schema = ctg_db_get_int (db, 0, "PRAGMA user_version", "");
  self->facts->n_messages = ctg_db_get_int (db, 0, "SELECT count(*) FROM message", "");
  self->facts->n_contacts = ctg_db_get_int (db, 0, "SELECT count(*) FROM contact", "");
  self->facts->n_accounts = ctg_db_get_int (db, 0, "SELECT count(*) FROM account WHERE state <> 3", "");
  return list_digests (db, self, error) && ctg_db_copy (db, self->snapshot, self->cancellable, error);
}

static gboolean
make_snapshot (Making *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, CTG_DATABASE_NAME, NULL);
  g_autoptr (CtgDb) db = NULL;
  int fd;

  ctg_db_prepare_library ();
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-database", "There is no database in %s", self->data_dir);
      return FALSE;
    }
  self->snapshot = g_build_filename (self->data_dir, CTG_SNAPSHOT_PREFIX "XXXXXX", NULL);
  fd = g_mkstemp_full (self->snapshot, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      g_clear_pointer (&self->snapshot, g_free);
      return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "make a copy of the database");
    }
  close (fd);
  db = ctg_db_open (path, self->data_dir, FALSE, error);
  return db != NULL && ctg_schema_load (db, error) &&
         ctg_transaction_read (db, copy_job, self, self->cancellable, error);
}

/* The archive ------------------------------------------------------------------------------------------------------ */

static gint64
size_of (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && S_ISREG (status.st_mode) ? (gint64) status.st_size : -1;
}

static void
measure (Making *self)
{
  CtgBackupFacts *facts = self->facts;

  facts->n_bytes = MAX (size_of (self->snapshot), 0);
  for (guint i = 0; i < self->digests->len; i++)
    {
      g_autofree char *path = ctg_digest_dup_path (self->data_dir, g_ptr_array_index (self->digests, i));
      gint64 size = size_of (path);

      facts->n_files += size >= 0;
      facts->n_bytes += MAX (size, 0);
    }
}

static gboolean
add_content (Making *self, int fd, gint64 size, GError **error)
{
  g_autofree char *chunk = g_malloc (CTG_BACKUP_CHUNK);

  while (size > 0)
    {
      gssize n = read (fd, chunk, (gsize) MIN (size, CTG_BACKUP_CHUNK));

      if (n < 0 && errno == EINTR)
        continue;
      if (n == 0)
        errno = EIO;
      if (n <= 0)
        return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "read the profile");
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error) ||
          !ctg_archive_writer_add (self->writer, chunk, (gsize) n, error))
        return FALSE;
      size -= n;
      self->n_done += n;
      if (self->progress != NULL)
        self->progress (self->n_done, self->facts->n_bytes, self->progress_data);
    }
  return TRUE;
}

/* A file that is gone is counted: its row says "held", and a person is told when it is opened. */
static gboolean
add_file (Making *self, const char *path, const char *name, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  GStatBuf status;
  gboolean done;

  if (fd < 0 || fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    {
      self->facts->n_missing++;
      if (fd >= 0)
        close (fd);
      return TRUE;
    }
  done = ctg_archive_writer_begin (self->writer, name, (gint64) status.st_size, error) &&
         add_content (self, fd, (gint64) status.st_size, error) && ctg_archive_writer_end (self->writer, error);
  close (fd);
  return done;
}

static gboolean
add_facts (Making *self, GError **error)
{
  g_autofree char *text = ctg_backup_facts_to_text (self->facts, self->schema);
  gsize length = strlen (text);

  return ctg_archive_writer_begin (self->writer, CTG_BACKUP_FACTS, (gint64) length, error) &&
         ctg_archive_writer_add (self->writer, text, length, error) && ctg_archive_writer_end (self->writer, error);
}

static gboolean
write_archive (Making *self, int fd, GError **error)
{
  self->writer = ctg_archive_writer_new (fd, self->facts->made_utc_s);
  if (!add_facts (self, error) || !add_file (self, self->snapshot, CTG_DATABASE_NAME, error))
    return FALSE;
  for (guint i = 0; i < self->digests->len; i++)
    {
      const char *digest = g_ptr_array_index (self->digests, i);
      g_autofree char *path = ctg_digest_dup_path (self->data_dir, digest);
      g_autofree char *name = g_strdup_printf ("attachments/%.2s/%s", digest, digest);

      if (!add_file (self, path, name, error))
        return FALSE;
    }
  return ctg_archive_writer_finish (self->writer, error) && ctg_fault_point ("backup-written", error);
}

/* The target ------------------------------------------------------------------------------------------------------- */

/* Its place first, which costs nothing: a copy of the database may take a minute. */
static gboolean
make_target (Making *self, const char *path, gboolean replaces, GError **error)
{
  g_autoptr (CtgTargetFile) target = ctg_target_file_new (path, replaces, error);
  int fd;

  if (target == NULL || !make_snapshot (self, error))
    return FALSE;
  fd = ctg_target_file_get_fd (target);
  measure (self);
  if (!write_archive (self, fd, error))
    return FALSE;
  self->facts->size_bytes = (gint64) lseek (fd, 0, SEEK_CUR);
  return ctg_target_file_finish (target, error);
}

/**
 * ctg_backup_make:
 * @data_dir: the profile's data
 * @path: the file to make
 * @replaces: whether a file of that name goes
 * @progress: (nullable): told of bytes
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it; nothing is left of it then
 * @error: `CONFLICT` (`file-exists`), `STORAGE` (`target-read-only`, `target-io`, of the profile),
 *   `STORAGE_FULL` (`target-full`, `copy-full`), `NOT_FOUND` (`no-database`, `folder-missing`)
 *
 * Makes a backup of a profile that may be in use. Blocks, for a second per some 50 MB.
 *
 * Returns: (transfer full) (nullable): what is in it
 */
CtgBackupFacts *
ctg_backup_make (const char *data_dir, const char *path, gboolean replaces, CtgBackupProgressFunc progress,
                 gpointer progress_data, GCancellable *cancellable, GError **error)
{
  g_auto (Making) self = {
    .data_dir = data_dir, .facts = g_new0 (CtgBackupFacts, 1), .cancellable = cancellable, .progress = progress,
    .progress_data = progress_data, .digests = g_ptr_array_new_with_free_func (g_free),
  };

  self.facts->made_utc_s = ctg_clock_now_utc_s ();
  if (!make_target (&self, path, replaces, error))
    return NULL;
  return g_steal_pointer (&self.facts);
}
