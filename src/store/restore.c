/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Restoring, in this order, so that a kill at any moment leaves either profile whole:
 *
 *   unpack into a folder of the profile, compare every digest, open the database and look through it
 *   settle what must not go on from a former time (see settle_job)
 *   give the present database and attachments a second name in a folder of their own
 *   put the backup's attachments among the present ones: they are named by their content
 *   rename the database over the present one                       <- from here on it is the backup's
 *
 * The present attachments that the backup does not know go with the next collection of orphans; the folder put aside
 * has its own names for them. It is laid out like a profile, so that it can be opened with --profile. */

#include "backup-private.h"
#include "archive.h"
#include "clock.h"
#include "db.h"
#include "errors.h"
#include "fault.h"
#include "files.h"
#include "maintenance.h"
#include "put-aside.h"
#include "schema.h"
#include "staging.h"
#include "transaction.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FACTS_MAX_BYTES 65536
/* For the log of the transactions to come, and the file system's own. */
#define SPARE_BYTES (8 * 1024 * 1024)
#define ATTACHMENTS "attachments"

typedef struct
{
  const char *data_dir;
  CtgBackupFacts *facts;       /* (owned) (nullable) */
  gint64 schema;
  CtgArchiveReader *reader;    /* (owned) */
  CtgEngineLock *lock;         /* (owned) (nullable) */
  char *unpacked;              /* (owned) (nullable) */
  GPtrArray *digests;          /* (owned) (element-type utf8) unpacked */
  gboolean has_database;
  sqlite3 *former;             /* (owned) (nullable) with the present database locked */
  gboolean is_done;            /* the backup's database has the name */
  GCancellable *cancellable;   /* (unowned) (nullable) */
  CtgBackupProgressFunc progress;
  gpointer progress_data;
  gint64 n_done;
} Restoring;

static void
restoring_clear (Restoring *self)
{
  sqlite3_close (self->former);
  if (self->unpacked != NULL)
    ctg_remove_tree (self->unpacked);
  if (self->facts != NULL && self->facts->kept != NULL && !self->is_done)
    ctg_remove_tree (self->facts->kept);
  g_free (self->unpacked);
  g_clear_pointer (&self->facts, ctg_backup_facts_free);
  g_clear_pointer (&self->reader, ctg_archive_reader_free);
  g_clear_pointer (&self->digests, g_ptr_array_unref);
  g_clear_pointer (&self->lock, ctg_engine_lock_release);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Restoring, restoring_clear)

/* Unpacking -------------------------------------------------------------------------------------------------------- */

static gboolean
fail_damaged (const char *what, GError **error)
{
  ctg_error_set (error, CTG_ERROR_STORAGE, "backup-damaged", "The backup is damaged: %s", what);
  return FALSE;
}

/* Another program's file is told from a damaged one by its first bytes. */
static gboolean
check_magic (int fd, GError **error)
{
  static const guint8 magic[] = { 0x28, 0xb5, 0x2f, 0xfd };
  guint8 found[sizeof magic];
  gssize n = pread (fd, found, sizeof found, 0);

  if (n < 0)
    return ctg_file_error_set (error, CTG_FILE_SOURCE, "read the backup");
  if (n == sizeof found && memcmp (found, magic, sizeof magic) == 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "not-a-backup", "The file is no archive");
  return FALSE;
}

static gboolean
check_schema (gint64 version, GError **error)
{
  int age = ctg_schema_compare (version);

  if (age > 0)
    ctg_error_set (error, CTG_ERROR_SCHEMA_TOO_NEW, "backup-too-new", "The backup's database has the version %"
                   G_GINT64_FORMAT, version);
  else if (age < 0)
    ctg_error_set (error, CTG_ERROR_STORAGE, "backup-too-old", "The backup's database has the version %"
                   G_GINT64_FORMAT, version);
  return age == 0;
}

static gboolean
read_facts (Restoring *self, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *text = g_malloc (FACTS_MAX_BYTES);
  gint64 size;
  gssize n;

  if (!ctg_archive_reader_next (self->reader, &name, &size, error))
    return FALSE;
  if (g_strcmp0 (name, CTG_BACKUP_FACTS) != 0 || size > FACTS_MAX_BYTES)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "not-a-backup", "The archive is no backup");
      return FALSE;
    }
  n = ctg_archive_reader_read (self->reader, text, FACTS_MAX_BYTES, error);
  if (n < 0)
    return FALSE;
  self->facts = ctg_backup_facts_parse (text, (gsize) n, &self->schema, error);
  return self->facts != NULL && check_schema (self->schema, error);
}

static gboolean
check_space (Restoring *self, GError **error)
{
  struct statvfs status;

  if (statvfs (self->data_dir, &status) != 0)
    return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "ask for free space");
  if ((gint64) (status.f_bavail * status.f_frsize) >= self->facts->n_bytes + SPARE_BYTES)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_STORAGE_FULL, "restore-full", "The backup needs %" G_GINT64_FORMAT " bytes",
                 self->facts->n_bytes);
  return FALSE;
}

static gboolean
make_folder (const char *path, GError **error)
{
  return g_mkdir (path, 0700) == 0 || errno == EEXIST ||
         ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "make a folder");
}

/* Nothing but these two kinds of names becomes a file. */
static char *
place_of (Restoring *self, const char *name, GError **error)
{
  g_autofree char *expected = NULL;
  const char *digest = g_str_has_prefix (name, ATTACHMENTS "/") ? strrchr (name, '/') + 1 : NULL;
  g_autofree char *folder = NULL;

  if (g_str_equal (name, CTG_DATABASE_NAME) && !self->has_database)
    {
      self->has_database = TRUE;
      return g_build_filename (self->unpacked, name, NULL);
    }
  expected = ctg_digest_is_valid (digest) ? g_strdup_printf (ATTACHMENTS "/%.2s/%s", digest, digest) : NULL;
  if (g_strcmp0 (name, expected) != 0)
    {
      fail_damaged ("it holds a file that does not belong there", error);
      return NULL;
    }
  folder = g_strdup_printf ("%s/" ATTACHMENTS "/%.2s", self->unpacked, digest);
  if (!make_folder (folder, error))
    return NULL;
  g_ptr_array_add (self->digests, g_strdup (digest));
  return ctg_digest_dup_path (self->unpacked, digest);
}

static gboolean
unpack_content (Restoring *self, int fd, GError **error)
{
  g_autofree char *chunk = g_malloc (CTG_BACKUP_CHUNK);
  gssize n;

  while ((n = ctg_archive_reader_read (self->reader, chunk, CTG_BACKUP_CHUNK, error)) > 0)
    {
      self->n_done += n;
      if (self->n_done > self->facts->n_bytes)
        return fail_damaged ("it is larger than it says", error);
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error) ||
          !ctg_write_all (fd, chunk, (gsize) n, CTG_FILE_OF_PROFILE, error))
        return FALSE;
      if (self->progress != NULL)
        self->progress (self->n_done, self->facts->n_bytes, self->progress_data);
    }
  return n == 0;
}

static gboolean
unpack_file (Restoring *self, const char *name, GError **error)
{
  g_autofree char *path = place_of (self, name, error);
  int fd;
  gboolean done;

  if (path == NULL)
    return FALSE;
  fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return errno == EEXIST ? fail_damaged ("it holds a file twice", error)
                           : ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "unpack a file");
  done = unpack_content (self, fd, error);
  if (done && fsync (fd) != 0)
    done = ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "unpack a file");
  close (fd);
  return done;
}

static gboolean
unpack_all (Restoring *self, GError **error)
{
  g_autofree char *attachments = NULL;

  self->unpacked = g_build_filename (self->data_dir, CTG_UNPACKED_PREFIX "XXXXXX", NULL);
  if (g_mkdtemp_full (self->unpacked, 0700) == NULL)
    {
      g_clear_pointer (&self->unpacked, g_free);
      return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "make a folder");
    }
  attachments = g_build_filename (self->unpacked, ATTACHMENTS, NULL);
  if (!make_folder (attachments, error))
    return FALSE;
  for (;;)
    {
      g_autofree char *name = NULL;
      gint64 size;

      if (!ctg_archive_reader_next (self->reader, &name, &size, error))
        return FALSE;
      if (name == NULL)
        return self->has_database || fail_damaged ("it has no database", error);
      if (!unpack_file (self, name, error))
        return FALSE;
    }
}

/* The unpacked database -------------------------------------------------------------------------------------------- */

/* What must not go on from where it was: requests of processes that are gone; letters that may have been sent since,
 * which become "perhaps sent"; sequences, whose next letters may have been too; ages told by a clock of then;
 * mailboxes, whose passwords are not in a backup. */
static gboolean
settle_job (CtgDb *db, gpointer data, GError **error)
{
  gint64 now = ctg_clock_now_utc_s ();

  return ctg_db_run (db, error, "DELETE FROM request", "") &&
         ctg_db_run (db, error, "INSERT OR IGNORE INTO setting (key, value)"
                                " VALUES ('" CTG_SETTING_ORPHANS "', '1')", "") &&
         ctg_db_run (db, error, "UPDATE outbox SET state = 3, state_utc_s = ? WHERE state < 3", "i", now) &&
         ctg_db_run (db, error, "UPDATE enrolment SET state = 2, reason = 'restored', changed_utc_s = ?"
                                " WHERE state = 0", "i", now) &&
         ctg_db_run (db, error, "DELETE FROM setting WHERE key IN ('clock-seen', 'clock-running', 'clock-run',"
                                " 'clock-doubted')", "") &&
         ctg_db_run (db, error, "UPDATE account SET state = 2, problem_code = 'NOT_FOUND',"
                                " problem_reason = 'secret-not-in-backup', problem_server_text = NULL,"
                                " state_since_utc_s = ? WHERE state IN (0, 2)", "i", now);
}

static gboolean
settle_database (Restoring *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->unpacked, CTG_DATABASE_NAME, NULL);
  g_autoptr (CtgDb) db = ctg_db_open (path, self->unpacked, TRUE, error);

  return db != NULL && ctg_schema_prepare (db, error) &&
         ctg_maintenance_check_database (db, GINT_TO_POINTER (FALSE), error) &&
         ctg_transaction_write (db, settle_job, NULL, self->cancellable, error);
}

/* A database that does not open although its digest agrees was damaged before it was saved. */
static gboolean
prepare_database (Restoring *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->unpacked, CTG_DATABASE_NAME, NULL);
  g_autoptr (GError) failure = NULL;

  if (settle_database (self, &failure))
    return ctg_sync_path (path, CTG_FILE_OF_PROFILE, error);
  if (g_error_matches (failure, CTG_ERROR, CTG_ERROR_STORAGE) && !ctg_error_has_reason (failure, "io"))
    return fail_damaged (failure->message, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The present profile ---------------------------------------------------------------------------------------------- */

/* Nobody may have the present database open when another takes its name: a log left beside it would be taken for the
 * other one's. Leaving the log's mode needs everybody else to be gone; the lock is kept until the end. */
static gboolean
lock_former (Restoring *self, const char *path, GError **error)
{
  int code = sqlite3_open_v2 (path, &self->former, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  sqlite3_busy_timeout (self->former, 2000);
  if (code == SQLITE_OK)
    code = sqlite3_exec (self->former, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE;"
                                       "BEGIN EXCLUSIVE", NULL, NULL, NULL);
  if (code == SQLITE_BUSY)
    {
      ctg_error_set (error, CTG_ERROR_BUSY, "profile-in-use", "Another program has the database open");
      return FALSE;
    }
  if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_FULL)
    {
      errno = code == SQLITE_FULL ? ENOSPC : EROFS;
      return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "lock the database");
    }
  /* Anything else: it cannot be read, which may be why somebody restores a backup. It is put aside as it is. */
  return TRUE;
}

static gboolean
keep_former (Restoring *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, CTG_DATABASE_NAME, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!lock_former (self, path, error))
    return FALSE;
  self->facts->kept = ctg_put_aside (self->data_dir, CTG_KEPT_PREFIX, error);
  return self->facts->kept != NULL;
}

/* Taking its place ------------------------------------------------------------------------------------------------- */

static gboolean
publish_attachment (Restoring *self, const char *digest, GError **error)
{
  g_autofree char *from = ctg_digest_dup_path (self->unpacked, digest);
  g_autofree char *to = ctg_digest_dup_path (self->data_dir, digest);
  g_autofree char *folder = g_path_get_dirname (to);

  return make_folder (folder, error) &&
         (g_rename (from, to) == 0 || ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "put a file in its place"));
}

static gboolean
publish_attachments (Restoring *self, GError **error)
{
  g_autofree char *root = g_build_filename (self->data_dir, ATTACHMENTS, NULL);
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  const char *folder;

  if (self->digests->len > 0 && !make_folder (root, error))
    return FALSE;
  for (guint i = 0; i < self->digests->len; i++)
    {
      const char *digest = g_ptr_array_index (self->digests, i);

      if (!publish_attachment (self, digest, error))
        return FALSE;
      g_hash_table_add (folders, g_strdup_printf ("%s/%.2s", root, digest));
    }
  g_hash_table_iter_init (&iter, folders);
  while (g_hash_table_iter_next (&iter, (gpointer *) &folder, NULL))
    if (!ctg_sync_path (folder, CTG_FILE_OF_PROFILE, error))
      return FALSE;
  return self->digests->len == 0 || ctg_sync_path (root, CTG_FILE_OF_PROFILE, error);
}

static gboolean
take_place (Restoring *self, GError **error)
{
  g_autofree char *from = g_build_filename (self->unpacked, CTG_DATABASE_NAME, NULL);
  g_autofree char *to = g_build_filename (self->data_dir, CTG_DATABASE_NAME, NULL);

  if (!publish_attachments (self, error) || !ctg_fault_point ("restore-attachments", error))
    return FALSE;
  ctg_remove_logs (self->data_dir);
  if (g_rename (from, to) != 0)
    return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "put the database in its place");
  self->is_done = TRUE;
  return ctg_sync_path (self->data_dir, CTG_FILE_OF_PROFILE, error) && ctg_fault_point ("restore-done", error);
}

static gboolean
restore (Restoring *self, GError **error)
{
  self->lock = ctg_engine_lock_take (self->data_dir, error);
  if (self->lock == NULL)
    return FALSE;
  ctg_backup_clean_up (self->data_dir, 0, ctg_clock_now_utc_s ());
  return check_space (self, error) && unpack_all (self, error) && prepare_database (self, error) &&
         ctg_fault_point ("restore-unpacked", error) &&
         !g_cancellable_set_error_if_cancelled (self->cancellable, error) && keep_former (self, error) &&
         ctg_fault_point ("restore-kept", error) && take_place (self, error);
}

/**
 * ctg_backup_restore:
 * @data_dir: the profile's data; made if missing
 * @path: a backup
 * @progress: (nullable): told of bytes
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it before anything is changed
 * @error: `INVALID_INPUT` (`not-a-backup`), `STORAGE` (`backup-damaged`, `file-unreadable`, of the profile),
 *   `SCHEMA_TOO_NEW` (`backup-too-new`, also of the database), `STORAGE_FULL`, `BUSY` (`engine-running`,
 *   `profile-in-use`), `NOT_FOUND` (`file-missing`)
 *
 * Puts a backup in the place of the profile, which is kept aside. No store of this profile may be open in this
 * process. Blocks, for a second per some 50 MB.
 *
 * Returns: (transfer full) (nullable): what was in it; on error the profile is as it was
 */
CtgBackupFacts *
ctg_backup_restore (const char *data_dir, const char *path, CtgBackupProgressFunc progress, gpointer progress_data,
                    GCancellable *cancellable, GError **error)
{
  g_auto (Restoring) self = {
    .data_dir = data_dir, .cancellable = cancellable, .progress = progress, .progress_data = progress_data,
    .digests = g_ptr_array_new_with_free_func (g_free),
  };
  int fd = ctg_open_regular (path, error);
  gboolean done;

  if (fd < 0)
    return NULL;
  ctg_db_prepare_library ();
  self.reader = ctg_archive_reader_new (fd);
  done = check_magic (fd, error) && read_facts (&self, error) && restore (&self, error);
  if (done)
    self.facts->size_bytes = (gint64) lseek (fd, 0, SEEK_END);
  close (fd);
  return done ? g_steal_pointer (&self.facts) : NULL;
}
