/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A database that SQLite finds malformed, in this order, so that a kill at any moment leaves it or the recovered one:
 *
 *   nobody else may have it open
 *   it gets a second name in a folder of its own, with its log and the attachments, unless it has one from a try before
 *   what can be read of it goes into a new database (salvage.c); of what only this computer had, the newest own copy
 *   fills the tables that are torn (rolling.c); the rows are made to agree (recovery-repair.c)
 *   its log goes, and the new one is renamed over it
 *
 * Nothing of the damaged one is altered, and nothing deleted: it goes by age like other copies (B24). It is found
 * damaged when it is opened. The whole of it is looked through before that when something in it could not be read, and
 * beside the work (store.c) after a process died with it open. */

#include "recovery.h"
#include "backup-private.h"
#include "clock.h"
#include "db.h"
#include "errors.h"
#include "files.h"
#include "log-policy.h"
#include "maintenance.h"
#include "put-aside.h"
#include "recovery-repair.h"
#include "requests.h"
#include "rolling-private.h"
#include "schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DOUBT_NAME "look-through"
#define SETTING "recovery"
#define GROUP "Recovery"

/* Where SQLite locks: os_unix.c, PENDING_BYTE and SHARED_SIZE. Every connection in the log's mode holds a part. */
#define LOCKS_BEGIN 0x40000000
#define LOCKS_LENGTH 512

/* What this program makes; a file that is not one page long has no content to SQLite. */
#define PAGE_BYTES 4096

typedef struct
{
  const char *data_dir;
  char *path;                  /* (owned) the damaged database */
  int fd;                      /* holds the lock; -1: none */
  char *kept;                  /* (owned) (nullable) */
  gboolean is_kept_before;
  char *building;              /* (owned) (nullable) a folder */
  char *copy_day;              /* (owned) (nullable) of the own copy that is at hand */
  gint64 n_copied;             /* rows of it */
  gboolean is_done;
} Recovering;

static void
recovering_clear (Recovering *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->building != NULL)
    ctg_remove_tree (self->building);
  if (self->kept != NULL && !self->is_done && !self->is_kept_before)
    ctg_remove_tree (self->kept);
  g_free (self->building);
  g_free (self->copy_day);
  g_free (self->kept);
  g_free (self->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recovering, recovering_clear)

/* Doubts ----------------------------------------------------------------------------------------------------------- */

static gboolean
is_in_use (int fd)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCKS_BEGIN, .l_len = LOCKS_LENGTH };

  return fcntl (fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/**
 * ctg_recovery_doubt:
 * @data_dir: a profile's data
 *
 * Notes that something could not be read. A file, since the database itself is what is in doubt.
 */
void
ctg_recovery_doubt (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, DOUBT_NAME, NULL);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0)
    close (fd);
}

/**
 * ctg_recovery_judge:
 * @data_dir: a profile's data
 * @path: its database, not open here
 * @has_log: whether there is a log beside it
 *
 * Returns: what it is worth; one that somebody else has open was judged by them
 */
CtgSoundness
ctg_recovery_judge (const char *data_dir, const char *path, gboolean has_log)
{
  g_autofree char *doubt = g_build_filename (data_dir, DOUBT_NAME, NULL);
  int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  gboolean is_alone = fd >= 0 && !is_in_use (fd);

  if (fd >= 0)
    close (fd);
  if (!is_alone)
    return CTG_SOUNDNESS_TRUSTED;
  if (g_file_test (doubt, G_FILE_TEST_EXISTS))
    return CTG_SOUNDNESS_DOUBTED;
  return has_log ? CTG_SOUNDNESS_UNCLEAN : CTG_SOUNDNESS_TRUSTED;
}

/**
 * ctg_recovery_look_through:
 * @db: the writer
 * @error: `STORAGE` (`corrupt`)
 *
 * Blocks, for a second per some 500 MB.
 *
 * Returns: whether the pages are sound; a full-text index that is not has been made anew
 */
gboolean
ctg_recovery_look_through (CtgDb *db, GError **error)
{
  g_autofree char *doubt = g_build_filename (db->data_dir, DOUBT_NAME, NULL);

  if (!ctg_maintenance_check_database (db, GINT_TO_POINTER (TRUE), error))
    return FALSE;
  if (!ctg_maintenance_check_index (db, NULL, NULL) &&
      !ctg_db_exec (db, "INSERT INTO search (search) VALUES ('rebuild')", error))
    return FALSE;
  g_unlink (doubt);
  return TRUE;
}

/* What a profile in use has besides its database. */
static gboolean
has_traces (const char *data_dir)
{
  static const char *const traces[] = { "engine.lock", "attachments", "copies" };

  for (gsize i = 0; i < G_N_ELEMENTS (traces); i++)
    {
      g_autofree char *trace = g_build_filename (data_dir, traces[i], NULL);

      if (g_file_test (trace, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

/**
 * ctg_recovery_check_emptied:
 * @data_dir: a profile's data
 * @path: its database, which is there
 * @error: `STORAGE` (`corrupt`)
 *
 * Returns: whether it holds something, or never did: a new profile has nothing else either
 */
gboolean
ctg_recovery_check_emptied (const char *data_dir, const char *path, GError **error)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0 || status.st_size >= PAGE_BYTES || !has_traces (data_dir))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_STORAGE, "corrupt", "The database is empty, and once was not");
  return FALSE;
}

/* Keeping it ------------------------------------------------------------------------------------------------------- */

static gboolean
lock (Recovering *self, GError **error)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCKS_BEGIN, .l_len = LOCKS_LENGTH };

  self->fd = g_open (self->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
  if (self->fd < 0)
    return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "open the damaged database");
  if (fcntl (self->fd, F_SETLK, &lock) == 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_BUSY, "profile-in-use", "Another program has the damaged database open");
  return FALSE;
}

static gboolean
is_same_file (const char *one, const char *other)
{
  GStatBuf a, b;

  return g_stat (one, &a) == 0 && g_stat (other, &b) == 0 && a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

/* A recovery that was killed, or had no room, has kept it already; its log perhaps only there. */
static char *
find_kept (Recovering *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->data_dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (self->data_dir, name, NULL);
      g_autofree char *database = g_build_filename (folder, "data", CTG_DATABASE_NAME, NULL);

      if (g_str_has_prefix (name, CTG_DAMAGED_PREFIX) && is_same_file (database, self->path))
        return g_steal_pointer (&folder);
    }
  return NULL;
}

static gboolean
keep (Recovering *self, GError **error)
{
  self->kept = find_kept (self);
  self->is_kept_before = self->kept != NULL;
  if (self->kept == NULL)
    self->kept = ctg_put_aside (self->data_dir, CTG_DAMAGED_PREFIX, error);
  return self->kept != NULL;
}

/* The new one ------------------------------------------------------------------------------------------------------ */

static gboolean
lost_any (const CtgSalvage *salvage, const char *const *tables)
{
  for (gsize i = 0; tables[i] != NULL; i++)
    if (ctg_salvage_lost (salvage, tables[i]))
      return TRUE;
  return FALSE;
}

static const char *const letters[] = {
  "message", "party", "ancestry", "location", "body", "body_text", "body_source", "source_part", "attachment", "folder",
  NULL,
};
static const char *const own[] = {
  "account", "identity", "contact", "contact_address", "company", "company_domain", "deal", "deal_contact",
  "company_letter", "deal_letter", "log_entry", "never_log", "tray", "trash", "thread_choice", "letter_privacy",
  "draft", "draft_file", "outbox", "outbox_recipient", "receipt_answer", "template", "sequence", "sequence_step",
  "enrolment", "enrolment_letter", "refusal", "setting", NULL,
};

static gboolean
note (Recovering *self, CtgDb *db, const CtgSalvage *salvage, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;

  g_key_file_set_int64 (file, GROUP, "recovered", ctg_clock_now_utc_s ());
  g_key_file_set_string (file, GROUP, "kept", self->kept);
  g_key_file_set_int64 (file, GROUP, "messages", ctg_db_get_int (db, 0, "SELECT count(*) FROM message", ""));
  g_key_file_set_int64 (file, GROUP, "contacts", ctg_db_get_int (db, 0, "SELECT count(*) FROM contact", ""));
  g_key_file_set_int64 (file, GROUP, "unreadable", salvage->n_unreadable);
  g_key_file_set_boolean (file, GROUP, "lost-letters", lost_any (salvage, letters));
  g_key_file_set_boolean (file, GROUP, "lost-own", lost_any (salvage, own));
  if (self->n_copied > 0)
    g_key_file_set_string (file, GROUP, "copy", self->copy_day);
  text = g_key_file_to_data (file, NULL, NULL);
  return ctg_settings_set (db, SETTING, text, error);
}

/* What a new profile has by itself stays where it is not known what the former had. */
static gboolean
fill_own (Recovering *self, CtgDb *db, const CtgSalvage *salvage, GError **error)
{
  if (self->copy_day != NULL && !ctg_rolling_fill (db, salvage, &self->n_copied, error))
    return FALSE;
  return !ctg_salvage_lost (salvage, "never_log") ||
         ctg_db_exec (db, "INSERT OR IGNORE INTO never_log SELECT pattern, 0 FROM temp.usual", error);
}

static gboolean
fill (Recovering *self, CtgDb *db, GError **error)
{
  g_autofree char *from = g_build_filename (self->kept, "data", CTG_DATABASE_NAME, NULL);
  g_auto (CtgSalvage) salvage = { 0 };

  gboolean key_is_new;

  ctg_salvage_init (&salvage);
  if (!ctg_db_exec (db, "CREATE TEMP TABLE usual AS SELECT pattern FROM never_log; DELETE FROM never_log;"
                        "DELETE FROM setting", error) || !ctg_salvage_rows (from, db, &salvage, error))
    return FALSE;
  if (salvage.n_rows == 0 && !has_traces (self->data_dir))
    {
      ctg_error_set (error, CTG_ERROR_STORAGE, "not-a-database", "Nothing in the file is of a profile");
      return FALSE;
    }
  return fill_own (self, db, &salvage, error) && ctg_schema_renew_key (db, &key_is_new, error) &&
         ctg_recovery_repair (db, &salvage, key_is_new, error) && note (self, db, &salvage, error);
}

/* Nobody needs it before it is whole: then it is made durable at once. */
static gboolean
fill_all (Recovering *self, CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  self->copy_day = ctg_rolling_attach (db, self->data_dir);
  if (!ctg_maintenance_set_bulk (db, GINT_TO_POINTER (TRUE), error) ||
      !ctg_db_exec (db, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN",
                    error) ||
      !fill (self, db, error) || !ctg_db_exec (db, "COMMIT", error) ||
      !ctg_maintenance_set_bulk (db, GINT_TO_POINTER (FALSE), error))
    return FALSE;
  ctg_db_exec (db, "DETACH copy", NULL);
  query = ctg_db_query (db, "PRAGMA main.foreign_key_check", "");
  if (!ctg_query_next (query))
    return ctg_query_end (query, error) && ctg_maintenance_check_database (db, GINT_TO_POINTER (FALSE), error);
  ctg_error_set (error, CTG_ERROR_FAILED, NULL, "A reference in %s leads nowhere", ctg_query_text (query, 0));
  return FALSE;
}

static gboolean
make_file (const char *path, GError **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0)
    return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "make a database");
  close (fd);
  return TRUE;
}

static gboolean
build (Recovering *self, const char *path, GError **error)
{
  g_autoptr (CtgDb) db = NULL;

  if (!make_file (path, error))
    return FALSE;
  db = ctg_db_open (path, self->building, TRUE, error);
  return db != NULL && ctg_schema_prepare (db, error) && fill_all (self, db, error);
}

static gboolean
take_place (Recovering *self, const char *path, GError **error)
{
  g_autofree char *doubt = g_build_filename (self->data_dir, DOUBT_NAME, NULL);

  if (!ctg_sync_path (path, CTG_FILE_OF_PROFILE, error))
    return FALSE;
  ctg_remove_logs (self->data_dir);
  if (g_rename (path, self->path) != 0)
    return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "put the recovered database in its place");
  self->is_done = TRUE;
  g_unlink (doubt);
  return ctg_sync_path (self->data_dir, CTG_FILE_OF_PROFILE, error);
}

/**
 * ctg_recovery_run:
 * @data_dir: the data of a profile whose database is damaged, and not open in this process
 * @error: `BUSY` (`profile-in-use`), `STORAGE`, `STORAGE_FULL`; then all is as it was
 *
 * Puts what can be read of the database in its place, and keeps it aside. Blocks, for a second per some 20 MB.
 *
 * Returns: whether there is a sound database now
 */
gboolean
ctg_recovery_run (const char *data_dir, GError **error)
{
  g_auto (Recovering) self = { .data_dir = data_dir, .fd = -1 };
  g_autofree char *path = NULL;

  ctg_db_prepare_library ();
  self.path = g_build_filename (data_dir, CTG_DATABASE_NAME, NULL);
  if (!lock (&self, error) || !keep (&self, error))
    return FALSE;
  self.building = g_build_filename (data_dir, CTG_RECOVERING_PREFIX "XXXXXX", NULL);
  if (g_mkdtemp_full (self.building, 0700) == NULL)
    {
      g_clear_pointer (&self.building, g_free);
      return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "make a folder");
    }
  path = g_build_filename (self.building, CTG_DATABASE_NAME, NULL);
  return build (&self, path, error) && take_place (&self, path, error);
}

/* What a person is told -------------------------------------------------------------------------------------------- */

/**
 * ctg_recovery_free:
 * @self: (transfer full) (nullable): what became of a database
 */
void
ctg_recovery_free (CtgRecovery *self)
{
  if (self == NULL)
    return;
  g_free (self->kept);
  g_free (self->copy_day);
  g_free (self);
}

static GKeyFile *
load (CtgDb *db)
{
  g_autofree char *text = ctg_settings_get (db, SETTING);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (text == NULL || !g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_steal_pointer (&file);
}

/**
 * ctg_recovery_get:
 * @db: any connection
 *
 * Returns: (transfer full) (nullable): what became of the former database; %NULL: it was not damaged, or a person knows
 */
CtgRecovery *
ctg_recovery_get (CtgDb *db)
{
  g_autoptr (GKeyFile) file = load (db);
  CtgRecovery *self;

  if (file == NULL)
    return NULL;
  self = g_new0 (CtgRecovery, 1);
  self->recovered_utc_s = g_key_file_get_int64 (file, GROUP, "recovered", NULL);
  self->kept = g_key_file_get_string (file, GROUP, "kept", NULL);
  self->n_messages = g_key_file_get_int64 (file, GROUP, "messages", NULL);
  self->n_contacts = g_key_file_get_int64 (file, GROUP, "contacts", NULL);
  self->n_unreadable = g_key_file_get_int64 (file, GROUP, "unreadable", NULL);
  self->lost_letters = g_key_file_get_boolean (file, GROUP, "lost-letters", NULL);
  self->lost_own = g_key_file_get_boolean (file, GROUP, "lost-own", NULL);
  self->copy_day = g_key_file_get_string (file, GROUP, "copy", NULL);
  self->is_told = g_key_file_get_boolean (file, GROUP, "told", NULL);
  return self;
}

/**
 * ctg_recovery_tell:
 * @db: the writer
 * @error: `STORAGE`
 *
 * Returns: whether it is noted that a command has said it; a window says it still
 */
gboolean
ctg_recovery_tell (CtgDb *db, GError **error)
{
  g_autoptr (GKeyFile) file = load (db);
  g_autofree char *text = NULL;

  if (file == NULL)
    return TRUE;
  g_key_file_set_boolean (file, GROUP, "told", TRUE);
  text = g_key_file_to_data (file, NULL, NULL);
  return ctg_settings_set (db, SETTING, text, error);
}

/**
 * ctg_recovery_seen:
 * @db: the writer
 * @error: `STORAGE`
 *
 * Returns: whether it is noted that a person has been told
 */
gboolean
ctg_recovery_seen (CtgDb *db, GError **error)
{
  return ctg_settings_set (db, SETTING, NULL, error);
}
