/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store.h"
#include "db.h"
#include "errors.h"
#include "faulty-vfs.h"
#include "files.h"
#include "lane.h"
#include "maintenance.h"
#include "messages.h"
#include "recovery.h"
#include "schema.h"
#include "staging.h"
#include "transaction.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "carteggio.db"
#define N_READERS 2

/* Another process's commits are told at most this often. */
#define FOREIGN_CHECK_MS 250

struct _CtgStore
{
  GObject parent_instance;

  char *data_dir;              /* (owned) */
  CtgLane *writer;             /* (owned) (nullable) NULL: read-only, or closed */
  CtgLane *readers[N_READERS]; /* (owned) (nullable) NULL: closed */
  CtgLane *checker;            /* (owned) (nullable) looks through the database after a process died */
  sqlite3 *checked;            /* (nullable) the checker's connection */
  CtgSoundness soundness;
  int pending_changes;         /* (atomic) committed, not yet told */
  int is_closing;              /* (atomic) */
  GFileMonitor *log_monitor;   /* (owned) (nullable) */
  guint check_source;          /* 0: no look at the log is due */
};

G_DEFINE_FINAL_TYPE (CtgStore, ctg_store, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Change notices --------------------------------------------------------------------------------------------------- */

static gboolean
emit_changed_cb (gpointer data)
{
  g_autoptr (CtgStore) self = g_weak_ref_get (data);
  int changes;

  if (self == NULL)
    return G_SOURCE_REMOVE;
  changes = __atomic_exchange_n (&self->pending_changes, 0, __ATOMIC_SEQ_CST);
  if (changes != 0 && !g_atomic_int_get (&self->is_closing))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (guint) changes);
  return G_SOURCE_REMOVE;
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* Many commits become one notice: only the first of a batch attaches a source. Not g_main_context_invoke(): while no
 * loop runs it would call back on this very thread. */
static void
note_committed (CtgStore *self, int changes)
{
  g_autoptr (GSource) source = NULL;
  GWeakRef *weak;

  if (__atomic_fetch_or (&self->pending_changes, changes, __ATOMIC_SEQ_CST) != 0)
    return;
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, emit_changed_cb, weak, weak_ref_free);
  g_source_attach (source, NULL);
}

/* Purging ---------------------------------------------------------------------------------------------------------- */

/* A step a job, so that what people do in the meantime comes between. */
static gboolean
purge_job (CtgDb *db, gpointer data, GError **error)
{
  CtgStore *self = data;
  gboolean more = FALSE;
  gboolean done;

  if (g_atomic_int_get (&self->is_closing))
    return TRUE;
  done = ctg_maintenance_purge_step (db, &more, error);
  if (done && more)
    ctg_lane_run_task (self->writer, ctg_transaction_none, purge_job, self, NULL, NULL);
  return done;
}

static void
committed_cb (CtgChange changes, gpointer data)
{
  CtgStore *self = data;

  if ((changes & CTG_CHANGE_INDEX_SHRANK) != 0 && !g_atomic_int_get (&self->is_closing))
    ctg_lane_run_task (self->writer, ctg_transaction_none, purge_job, self, NULL, NULL);
  if ((changes & CTG_CHANGE_ALL) != 0)
    note_committed (self, changes & CTG_CHANGE_ALL);
}

/* Other processes -------------------------------------------------------------------------------------------------- */

/* On the writer, whose own commits do not count; a read-only store has none, there every commit is another's. */
static gboolean
check_foreign_job (CtgDb *db, gpointer data, GError **error)
{
  gboolean found = FALSE;

  if (!ctg_maintenance_has_foreign (db, &found, error))
    return FALSE;
  if (found)
    note_committed (data, CTG_CHANGE_ALL);
  return TRUE;
}

static gboolean
check_foreign_cb (gpointer data)
{
  CtgStore *self = data;
  CtgLane *lane = self->writer != NULL ? self->writer : self->readers[0];

  self->check_source = 0;
  if (lane != NULL)
    ctg_lane_run_task (lane, ctg_transaction_none, check_foreign_job, self, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
log_touched_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  CtgStore *self = data;

  if (self->check_source == 0 && self->readers[0] != NULL)
    self->check_source = g_timeout_add (FOREIGN_CHECK_MS, check_foreign_cb, self);
}

static void
watch_log (CtgStore *self, const char *path)
{
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (log_path);

  self->log_monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->log_monitor == NULL)
    return;
  g_file_monitor_set_rate_limit (self->log_monitor, FOREIGN_CHECK_MS);
  g_signal_connect_object (self->log_monitor, "changed", G_CALLBACK (log_touched_cb), self, 0);
}

/* Object ----------------------------------------------------------------------------------------------------------- */

static void
ctg_store_dispose (GObject *object)
{
  ctg_store_close (CTG_STORE (object));
  G_OBJECT_CLASS (ctg_store_parent_class)->dispose (object);
}

static void
ctg_store_finalize (GObject *object)
{
  g_free (CTG_STORE (object)->data_dir);
  G_OBJECT_CLASS (ctg_store_parent_class)->finalize (object);
}

static void
ctg_store_class_init (CtgStoreClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ctg_store_dispose;
  object_class->finalize = ctg_store_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CTG_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
ctg_store_init (CtgStore *self)
{
}

static gboolean
fail_io (const char *what, const char *path, GError **error)
{
  int code = errno;

  ctg_error_set (error, code == ENOSPC || code == EDQUOT ? CTG_ERROR_STORAGE_FULL : CTG_ERROR_STORAGE,
                 code == EROFS || code == EACCES ? "read-only" : "io", "Cannot %s %s: %s", what, path,
                 g_strerror (code));
  return FALSE;
}

/* SQLite gives its log and its index the database's own mode, so that 0600 here is 0600 for all, whatever the umask. */
static gboolean
make_file (const char *data_dir, const char *path, GError **error)
{
  gboolean is_new_dir = !g_file_test (data_dir, G_FILE_TEST_EXISTS);
  int fd;
  gboolean done;

  if (g_mkdir_with_parents (data_dir, 0700) != 0 || (is_new_dir && g_chmod (data_dir, 0700) != 0))
    return fail_io ("create the folder", data_dir, error);
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  done = fd >= 0 && fchmod (fd, 0600) == 0;
  if (!done)
    fail_io ("open", path, error);
  if (fd >= 0)
    close (fd);
  return done;
}

/* The last connection of a clean exit removes the log: where there is one that nobody has open, a process died. */
static gboolean
open_writer (CtgStore *self, const char *path, GError **error)
{
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  gboolean was_unclean = g_file_test (log_path, G_FILE_TEST_EXISTS);
  g_autoptr (CtgDb) db = NULL;
  gboolean found, leaves_orphans;

  self->soundness = ctg_recovery_judge (self->data_dir, path, was_unclean);
  if (!make_file (self->data_dir, path, error) || !ctg_recovery_check_emptied (self->data_dir, path, error))
    return FALSE;
  db = ctg_db_open (path, self->data_dir, TRUE, error);
  if (db == NULL || !ctg_schema_prepare (db, error) || !ctg_maintenance_has_foreign (db, &found, error) ||
      !ctg_maintenance_set_bulk (db, GINT_TO_POINTER (FALSE), error))
    return FALSE;
  if (self->soundness == CTG_SOUNDNESS_DOUBTED && !ctg_recovery_look_through (db, error))
    return FALSE;
  db->committed = committed_cb;
  db->committed_data = self;
  leaves_orphans = ctg_db_get_int (db, 0, "SELECT 1 FROM setting WHERE key = '" CTG_SETTING_ORPHANS "'", "") != 0;
  self->writer = ctg_lane_new ("store-writer", g_steal_pointer (&db));
  if (was_unclean || leaves_orphans)
    ctg_lane_run_task (self->writer, ctg_transaction_none, ctg_maintenance_collect_orphans, NULL, NULL, NULL);
  ctg_lane_run_task (self->writer, ctg_transaction_none, purge_job, self, NULL, NULL);
  return TRUE;
}

static gboolean
open_reader (CtgStore *self, const char *path, guint i, GError **error)
{
  g_autoptr (CtgDb) db = ctg_db_open (path, self->data_dir, FALSE, error);
  gboolean found;

  if (db == NULL || !ctg_schema_load (db, error) || !ctg_maintenance_has_foreign (db, &found, error))
    return FALSE;
  self->readers[i] = ctg_lane_new (i == 0 ? "store-reader-0" : "store-reader-1", g_steal_pointer (&db));
  return TRUE;
}

static gboolean
is_damaged (const GError *error)
{
  return ctg_error_has_reason (error, "corrupt") || ctg_error_has_reason (error, "not-a-database");
}

/* What is found damaged is recovered when it is opened next. */
static gboolean
look_through_job (CtgDb *db, gpointer data, GError **error)
{
  CtgStore *self = data;
  g_autoptr (GError) failure = NULL;

  if (!g_atomic_int_get (&self->is_closing) &&
      !ctg_maintenance_check_database (db, GINT_TO_POINTER (FALSE), &failure) && is_damaged (failure))
    ctg_recovery_doubt (self->data_dir);
  return TRUE;
}

static gboolean
open_checker (CtgStore *self, const char *path, GError **error)
{
  g_autoptr (CtgDb) db = ctg_db_open (path, self->data_dir, FALSE, error);

  if (db == NULL)
    return FALSE;
  self->checked = db->handle;
  self->checker = ctg_lane_new ("store-checker", g_steal_pointer (&db));
  ctg_lane_run_task (self->checker, ctg_transaction_none, look_through_job, self, NULL, NULL);
  return TRUE;
}

static CtgStore *
open_store (const char *data_dir, CtgStoreFlags flags, GError **error)
{
  g_autoptr (CtgStore) self = g_object_new (CTG_TYPE_STORE, NULL);
  g_autofree char *path = g_build_filename (data_dir, FILE_NAME, NULL);

  ctg_db_prepare_library ();
  ctg_faulty_vfs_arm ();
  self->data_dir = g_strdup (data_dir);
  if ((flags & CTG_STORE_READ_ONLY) == 0 && !open_writer (self, path, error))
    return NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-database", "There is no database in %s", data_dir);
      return NULL;
    }
  for (guint i = 0; i < N_READERS; i++)
    if (!open_reader (self, path, i, error))
      return NULL;
  if (self->soundness == CTG_SOUNDNESS_UNCLEAN && !open_checker (self, path, error))
    return NULL;
  watch_log (self, path);
  return g_steal_pointer (&self);
}

/**
 * ctg_store_open:
 * @data_dir: the profile's data; made if missing, unless read-only
 * @flags: whether to write
 * @error: `STORAGE` (reasons `read-only`, `io`, `not-a-database`, `foreign-file`, `development-version`, `corrupt`),
 *   `STORAGE_FULL`, `SCHEMA_TOO_NEW`, `NOT_FOUND` (read-only, and there is none)
 *
 * Opens the profile's database. A damaged one is kept aside, and what can be read of it takes its place.
 * Blocks for some milliseconds, or for as long as that takes. On the main thread: notices come on its context.
 *
 * Returns: (transfer full): the store
 */
CtgStore *
ctg_store_open (const char *data_dir, CtgStoreFlags flags, GError **error)
{
  g_autoptr (GError) failure = NULL;
  CtgStore *self = open_store (data_dir, flags, &failure);

  if (self != NULL)
    return self;
  if ((flags & CTG_STORE_READ_ONLY) != 0 || !is_damaged (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  g_info ("The database is damaged: %s", failure->message);
  return ctg_recovery_run (data_dir, error) ? open_store (data_dir, flags, error) : NULL;
}

/**
 * ctg_store_close:
 * @self: a store
 *
 * Waits for the queued jobs, ends a purge, copies the log into the database and closes. Later jobs fail. May be called
 * twice; dropping the last reference does it too.
 */
void
ctg_store_close (CtgStore *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (CTG_IS_STORE (self));
  g_atomic_int_set (&self->is_closing, 1);
  g_clear_handle_id (&self->check_source, g_source_remove);
  if (self->log_monitor != NULL)
    g_file_monitor_cancel (self->log_monitor);
  g_clear_object (&self->log_monitor);
  if (self->checker != NULL)
    sqlite3_interrupt (self->checked);
  g_clear_pointer (&self->checker, ctg_lane_free);
  for (guint i = 0; i < N_READERS; i++)
    g_clear_pointer (&self->readers[i], ctg_lane_free);
  if (self->writer == NULL)
    return;
  if (!ctg_lane_run (self->writer, ctg_transaction_none, ctg_maintenance_finish, NULL, NULL, &error))
    g_info ("the store was closed before its purge was done: %s", error->message);
  g_clear_pointer (&self->writer, ctg_lane_free);
}

/**
 * ctg_store_get_data_dir:
 * @self: a store
 *
 * Returns: the folder it was opened with
 */
const char *
ctg_store_get_data_dir (CtgStore *self)
{
  g_return_val_if_fail (CTG_IS_STORE (self), NULL);
  return self->data_dir;
}

/**
 * ctg_store_set_bulk:
 * @self: a store
 * @bulk: whether many messages are about to come
 *
 * Gives the index a larger hash and the log more room, for the jobs queued after this. Commits take longer then.
 */
void
ctg_store_set_bulk (CtgStore *self, gboolean bulk)
{
  g_return_if_fail (CTG_IS_STORE (self));
  if (self->writer != NULL)
    ctg_lane_run_task (self->writer, ctg_transaction_none, ctg_maintenance_set_bulk, GINT_TO_POINTER (bulk), NULL,
                       NULL);
}

/* Jobs ------------------------------------------------------------------------------------------------------------- */

static CtgLane *
get_writer (CtgStore *self, GError **error)
{
  if (self->writer == NULL)
    ctg_error_set (error, CTG_ERROR_STORAGE, "read-only", "The store is closed, or was opened for reading only");
  return self->writer;
}

static CtgLane *
get_reader (CtgStore *self, GError **error)
{
  if (self->readers[0] == NULL)
    ctg_error_set (error, CTG_ERROR_STORAGE, "closed", "The store is closed");
  else if (ctg_lane_get_load (self->readers[1]) < ctg_lane_get_load (self->readers[0]))
    return self->readers[1];
  return self->readers[0];
}

/**
 * ctg_store_write:
 * @self: a store
 * @func: (scope call): the job, run on the writer's thread
 * @data: given to @func
 * @cancellable: (nullable): stops it, not its commit
 * @error: what @func failed with; `STORAGE`, `STORAGE_FULL`, `BUSY`, cancellation
 *
 * Runs @func as one transaction and waits for it to be durable. Never on a window's main thread, nor inside a job.
 *
 * Returns: whether it was committed; if not, nothing of it remains
 */
gboolean
ctg_store_write (CtgStore *self, CtgStoreFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  CtgLane *lane;

  g_return_val_if_fail (CTG_IS_STORE (self), FALSE);
  lane = get_writer (self, error);
  return lane != NULL && ctg_lane_run (lane, ctg_transaction_write, func, data, cancellable, error);
}

static void
run_async (CtgStore *self, CtgLane *lane, CtgTransactionFunc transaction, CtgStoreFunc func, gpointer data,
           GDestroyNotify free_data, GTask *task)
{
  if (lane != NULL)
    {
      ctg_lane_run_task (lane, transaction, func, data, free_data, task);
      return;
    }
  if (free_data != NULL)
    free_data (data);
  g_object_unref (task);
}

/**
 * ctg_store_write_async:
 * @self: a store
 * @func: (scope async): the job, run on the writer's thread
 * @data: (transfer full): given to @func
 * @free_data: (nullable): frees @data, on any thread
 * @cancellable: (nullable): stops it, not its commit
 * @callback: (nullable): called on the caller's main context, the store as its source
 * @user_data: for @callback
 *
 * Queues @func as one transaction.
 */
void
ctg_store_write_async (CtgStore *self, CtgStoreFunc func, gpointer data, GDestroyNotify free_data,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  CtgLane *lane = get_writer (self, &error);

  g_task_set_check_cancellable (task, FALSE);
  if (error != NULL)
    g_task_return_error (task, error);
  run_async (self, lane, ctg_transaction_write, func, data, free_data, task);
}

/**
 * ctg_store_write_finish:
 * @self: a store
 * @result: what the callback got
 * @error: as ctg_store_write()
 *
 * Returns: whether it was committed
 */
gboolean
ctg_store_write_finish (CtgStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ctg_store_read:
 * @self: a store
 * @func: (scope call): the job, run on a reader's thread
 * @data: given to @func
 * @cancellable: (nullable): stops it
 * @error: what @func failed with; `STORAGE`, cancellation
 *
 * Runs @func on one state of the database and waits for it. Short, or it keeps the log from being truncated.
 *
 * Returns: what @func returned
 */
gboolean
ctg_store_read (CtgStore *self, CtgStoreFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  CtgLane *lane;

  g_return_val_if_fail (CTG_IS_STORE (self), FALSE);
  lane = get_reader (self, error);
  return lane != NULL && ctg_lane_run (lane, ctg_transaction_read, func, data, cancellable, error);
}

/**
 * ctg_store_read_async:
 * @self: a store
 * @func: (scope async): the job, run on a reader's thread
 * @data: (transfer full): given to @func
 * @free_data: (nullable): frees @data, on any thread
 * @cancellable: (nullable): stops it
 * @callback: (nullable): called on the caller's main context, the store as its source
 * @user_data: for @callback
 *
 * Queues @func on one state of the database.
 */
void
ctg_store_read_async (CtgStore *self, CtgStoreFunc func, gpointer data, GDestroyNotify free_data,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  CtgLane *lane = get_reader (self, &error);

  g_task_set_check_cancellable (task, FALSE);
  if (error != NULL)
    g_task_return_error (task, error);
  run_async (self, lane, ctg_transaction_read, func, data, free_data, task);
}

/**
 * ctg_store_read_finish:
 * @self: a store
 * @result: what the callback got
 * @error: as ctg_store_read()
 *
 * Returns: what the job returned
 */
gboolean
ctg_store_read_finish (CtgStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ctg_store_check:
 * @self: a store
 * @thorough: compare every index with its table (seconds for a large profile), else the pages only
 * @error: `STORAGE` (corrupt) with what is wrong
 *
 * Checks the database, and the index against what it should hold where the store can write. Blocks.
 *
 * Returns: whether all is sound
 */
gboolean
ctg_store_check (CtgStore *self, gboolean thorough, GError **error)
{
  CtgLane *reader;

  g_return_val_if_fail (CTG_IS_STORE (self), FALSE);
  reader = get_reader (self, error);
  return reader != NULL &&
         ctg_lane_run (reader, ctg_transaction_none, ctg_maintenance_check_database, GINT_TO_POINTER (thorough), NULL,
                       error) &&
         (self->writer == NULL ||
          ctg_lane_run (self->writer, ctg_transaction_none, ctg_maintenance_check_index, NULL, NULL, error));
}

/**
 * ctg_store_dup_attachment_path:
 * @store: a store
 * @sha256: the digest of a held attachment
 *
 * Returns: (transfer full) (nullable): where its content is; %NULL when @sha256 is no digest
 */
char *
ctg_store_dup_attachment_path (CtgStore *store, const char *sha256)
{
  g_return_val_if_fail (CTG_IS_STORE (store), NULL);
  return ctg_digest_is_valid (sha256) ? ctg_digest_dup_path (store->data_dir, sha256) : NULL;
}

/**
 * ctg_store_make_attachment_file:
 * @store: a store
 * @path: (out) (transfer full): where it is; removed by the caller, unless an attachment with this content_path is put
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Makes an empty file for a content that is too large to be held. What a crash leaves of it, the next start removes.
 *
 * Returns: its file descriptor, the caller's to close; -1: it cannot be made
 */
int
ctg_store_make_attachment_file (CtgStore *store, char **path, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *template = NULL;
  int file;

  g_return_val_if_fail (CTG_IS_STORE (store), -1);
  folder = g_build_filename (store->data_dir, "attachments", NULL);
  template = g_build_filename (folder, "tmp-XXXXXX", NULL);
  if (g_mkdir (folder, 0700) != 0 && errno != EEXIST)
    return (void) ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "make a folder"), -1;
  file = g_mkstemp_full (template, O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0)
    return (void) ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "make a file"), -1;
  *path = g_steal_pointer (&template);
  return file;
}
