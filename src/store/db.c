/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "db.h"
#include "clock.h"
#include "compress.h"
#include "errors.h"
#include "recovery.h"
#include "search-beginning.h"
#include "search-filter.h"
#include "search-rank.h"
#include "staging.h"

#include <stdarg.h>

/* How long another process may hold the writer's lock before we say BUSY. Its transactions are batches of 100 ms. */
#define BUSY_TIMEOUT_MS 5000

/* Virtual machine steps between two looks at the cancellable: a fraction of a millisecond. */
#define PROGRESS_STEPS 1000

struct _CtgQuery
{
  CtgDb *db;
  sqlite3_stmt *statement;     /* (owned) (nullable) NULL: could not be prepared */
  int code;                    /* of the last step */
  gboolean is_kept;            /* in the cache, which frees it */
  gboolean is_in_use;
  gboolean has_copies;         /* of bound values */
};

static const struct
{
  int from;                    /* a primary result code, or an extended one first */
  CtgErrorCode to;
  const char *reason;
} codes[] = {
  { SQLITE_CONSTRAINT_FOREIGNKEY, CTG_ERROR_NOT_FOUND, NULL },
  { SQLITE_CONSTRAINT, CTG_ERROR_CONFLICT, NULL },
  { SQLITE_FULL, CTG_ERROR_STORAGE_FULL, NULL },
  { SQLITE_BUSY, CTG_ERROR_BUSY, "database-busy" },
  { SQLITE_LOCKED, CTG_ERROR_BUSY, "database-busy" },
  { SQLITE_READONLY, CTG_ERROR_STORAGE, "read-only" },
  { SQLITE_NOTADB, CTG_ERROR_STORAGE, "not-a-database" },
  { SQLITE_CORRUPT, CTG_ERROR_STORAGE, "corrupt" },
  { SQLITE_IOERR, CTG_ERROR_STORAGE, "io" },
  { SQLITE_CANTOPEN, CTG_ERROR_STORAGE, "cannot-open" },
  { SQLITE_PERM, CTG_ERROR_STORAGE, "read-only" },
  { SQLITE_TOOBIG, CTG_ERROR_TOO_LARGE, NULL },
  { SQLITE_ABORT, CTG_ERROR_STORAGE, "rolled-back" },
};

static void
query_destroy (gpointer data)
{
  CtgQuery *query = data;

  sqlite3_finalize (query->statement);
  g_free (query);
}

static int
progress_cb (void *data)
{
  CtgDb *self = data;

  if (self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable))
    return 1;
  return self->budget_end_us != 0 && ctg_clock_monotonic_us () > self->budget_end_us;
}

/**
 * ctg_db_set_error:
 * @self: a connection
 * @code: what SQLite answered, extended
 * @error: (out) (optional): where to put ours
 *
 * Turns SQLite's last error into one of ours. Its message names tables and columns, never values. What is corrupt is
 * noted for the next start.
 */
void
ctg_db_set_error (CtgDb *self, int code, GError **error)
{
  const char *message = self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code);

  if ((code & 0xff) == SQLITE_INTERRUPT && g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return;
  if ((code & 0xff) == SQLITE_CORRUPT)
    ctg_recovery_doubt (self->data_dir);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].from == code || codes[i].from == (code & 0xff))
      {
        ctg_error_set (error, codes[i].to, codes[i].reason, "Database: %s (%d)", message, code);
        return;
      }
  ctg_error_set (error, CTG_ERROR_FAILED, NULL, "Database: %s (%d)", message, code);
}

/* What a hostile file could use against us is off: see "Defense Against The Dark Arts", sqlite.org/security.html. */
static void
configure (CtgDb *self)
{
  static const struct { int option, value; } options[] = {
    { SQLITE_DBCONFIG_DEFENSIVE, 1 },      { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 }, { SQLITE_DBCONFIG_DQS_DML, 0 },
    { SQLITE_DBCONFIG_DQS_DDL, 0 },        { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },    { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
    { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    sqlite3_db_config (self->handle, options[i].option, options[i].value, NULL);
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_progress_handler (self->handle, PROGRESS_STEPS, progress_cb, self);
}

/* Before the library's first use: its account of memory locks a mutex at every allocation, and nobody reads it. */
static gpointer
set_up_library (gpointer unused)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  return NULL;
}

/**
 * ctg_db_prepare_library:
 *
 * To be called before anything of SQLite's. Any thread.
 */
void
ctg_db_prepare_library (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, set_up_library, NULL);
}

/**
 * ctg_db_open:
 * @path: the file, which exists
 * @data_dir: where its attachments are
 * @can_write: whether this is the writer
 * @error: `STORAGE`
 *
 * Opens a connection. Temporary tables stay in memory: they hold what people wrote.
 *
 * Returns: (transfer full): the connection
 */
CtgDb *
ctg_db_open (const char *path, const char *data_dir, gboolean can_write, GError **error)
{
  g_autoptr (CtgDb) self = g_new0 (CtgDb, 1);
  int flags = SQLITE_OPEN_NOMUTEX | (can_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  int code;

  self->data_dir = g_strdup (data_dir);
  self->can_write = can_write;
  self->queries = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, query_destroy);
  self->compressor = ZSTD_createCCtx ();
  self->decompressor = ZSTD_createDCtx ();
  code = sqlite3_open_v2 (path, &self->handle, flags, NULL);
  if (code != SQLITE_OK)
    {
      ctg_db_set_error (self, code, error);
      return NULL;
    }
  configure (self);
  ctg_compress_register (self);
  ctg_search_filter_register (self);
  ctg_search_rank_register (self);
  /* Another temp_store forgets what is temporary: the words come after it. */
  if (!ctg_db_exec (self, "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;"
                          "PRAGMA synchronous = FULL; PRAGMA cache_size = -16000", error) ||
      !ctg_search_beginning_register (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ctg_db_close:
 * @self: (transfer full) (nullable): a connection without a job
 */
void
ctg_db_close (CtgDb *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->staging, ctg_staging_free);
  g_clear_pointer (&self->queries, g_hash_table_unref);
  sqlite3_close (self->handle);
  ZSTD_freeCCtx (self->compressor);
  ZSTD_freeDCtx (self->decompressor);
  g_free (self->data_dir);
  g_free (self);
}

/**
 * ctg_db_enter_job:
 * @self: a connection
 * @cancellable: (nullable): stops the job's statements
 *
 * Gives the connection to the calling thread. Stopping is bound to the job through the progress handler:
 * sqlite3_interrupt() could hit the next one.
 */
void
ctg_db_enter_job (CtgDb *self, GCancellable *cancellable)
{
  g_assert (self->owner == NULL);
  self->owner = g_thread_self ();
  self->cancellable = cancellable;
  self->changes = 0;
  self->account_number = 0;
  self->action = 0;
}

/**
 * ctg_db_leave_job:
 * @self: a connection
 */
void
ctg_db_leave_job (CtgDb *self)
{
  self->owner = NULL;
  self->cancellable = NULL;
  self->budget_end_us = 0;
}

/**
 * ctg_db_exec:
 * @self: a connection
 * @sql: statements without values
 * @error: `STORAGE`, `STORAGE_FULL`, `BUSY`, cancellation
 *
 * Returns: whether all of them were done
 */
gboolean
ctg_db_exec (CtgDb *self, const char *sql, GError **error)
{
  int code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (code != SQLITE_OK)
    ctg_db_set_error (self, code, error);
  return code == SQLITE_OK;
}

/* A full disk rolls the transaction back by itself; what a job does afterwards must not be committed alone. */
static gboolean
is_cut_off (CtgDb *self)
{
  return self->owner != NULL && sqlite3_get_autocommit (self->handle);
}

/* Statements are literals: their address finds them, far quicker than their text. The text has the last word, should
 * somebody put another one at the same address. */
static CtgQuery *
find_kept (CtgDb *self, const char *sql)
{
  CtgQuery *query = g_hash_table_lookup (self->queries, sql);

  return query != NULL && strcmp (sqlite3_sql (query->statement), sql) == 0 ? query : NULL;
}

/* One more of a statement in use, for its own loop's sake, is not kept. */
static CtgQuery *
query_take (CtgDb *self, const char *sql)
{
  CtgQuery *query = find_kept (self, sql);

  g_assert (self->owner == NULL || self->owner == g_thread_self ());
  if (query == NULL || query->is_in_use)
    {
      query = g_new0 (CtgQuery, 1);
      query->db = self;
      query->code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &query->statement, NULL);
      query->is_kept = query->code == SQLITE_OK && !g_hash_table_contains (self->queries, sql);
      if (query->is_kept)
        g_hash_table_insert (self->queries, (gpointer) sql, query);
    }
  query->is_in_use = TRUE;
  query->code = is_cut_off (self) ? SQLITE_ABORT_ROLLBACK : query->code;
  return query;
}

static void
bind_values (sqlite3_stmt *statement, const char *types, va_list values, sqlite3_destructor_type lifetime)
{
  for (int i = 0; types[i] != '\0'; i++)
    {
      const char *text;
      GBytes *bytes;

      switch (types[i])
        {
        case 'i':
          sqlite3_bind_int64 (statement, i + 1, va_arg (values, gint64));
          break;
        case 'd':
          sqlite3_bind_int (statement, i + 1, va_arg (values, int));
          break;
        case 's':
          text = va_arg (values, const char *);
          sqlite3_bind_text (statement, i + 1, text, -1, lifetime);
          break;
        case 'b':
          bytes = va_arg (values, GBytes *);
          if (bytes != NULL && g_bytes_get_size (bytes) == 0)
            sqlite3_bind_zeroblob (statement, i + 1, 0);
          else if (bytes != NULL)
            sqlite3_bind_blob64 (statement, i + 1, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), lifetime);
          else
            sqlite3_bind_null (statement, i + 1);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

static CtgQuery *
query_new (CtgDb *self, const char *sql, const char *types, va_list values, sqlite3_destructor_type lifetime)
{
  CtgQuery *query = query_take (self, sql);

  if (query->code == SQLITE_OK)
    {
      g_assert (sqlite3_bind_parameter_count (query->statement) == (int) strlen (types));
      bind_values (query->statement, types, values, lifetime);
      query->has_copies = lifetime == SQLITE_TRANSIENT && *types != '\0';
    }
  return query;
}

/**
 * ctg_db_query:
 * @self: a connection
 * @sql: one statement, a literal: its address is the key of the statement cache
 * @types: a letter a bound value, see db.h
 * @...: the values, copied
 *
 * Returns: (transfer full): the statement, before its first row; never %NULL
 */
CtgQuery *
ctg_db_query (CtgDb *self, const char *sql, const char *types, ...)
{
  CtgQuery *query;
  va_list values;

  va_start (values, types);
  query = query_new (self, sql, types, values, SQLITE_TRANSIENT);
  va_end (values);
  return query;
}

/**
 * ctg_db_run:
 * @self: a connection
 * @error: `STORAGE`, `STORAGE_FULL`, `BUSY`, `CONFLICT` (a unique value exists), `NOT_FOUND` (a row referred to does
 *   not exist), cancellation
 * @sql: one statement whose rows do not matter
 * @types: a letter a bound value, see db.h
 * @...: the values
 *
 * Returns: whether it was done
 */
gboolean
ctg_db_run (CtgDb *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (CtgQuery) query = NULL;
  va_list values;

  va_start (values, types);
  query = query_new (self, sql, types, values, SQLITE_STATIC);
  va_end (values);
  while (ctg_query_next (query))
    ;
  return ctg_query_end (query, error);
}

/**
 * ctg_db_get_int:
 * @self: a connection
 * @fallback: the answer when there is no row, or on failure
 * @sql: one statement
 * @types: a letter a bound value, see db.h
 * @...: the values
 *
 * Returns: the first column of the first row
 */
gint64
ctg_db_get_int (CtgDb *self, gint64 fallback, const char *sql, const char *types, ...)
{
  g_autoptr (CtgQuery) query = NULL;
  va_list values;

  va_start (values, types);
  query = query_new (self, sql, types, values, SQLITE_STATIC);
  va_end (values);
  return ctg_query_next (query) ? ctg_query_int (query, 0) : fallback;
}

/**
 * ctg_query_next:
 * @self: a statement
 *
 * Returns: whether there is a row; %FALSE at the end and on failure
 */
gboolean
ctg_query_next (CtgQuery *self)
{
  if (self->statement == NULL || (self->code != SQLITE_OK && self->code != SQLITE_ROW))
    return FALSE;
  self->code = sqlite3_step (self->statement);
  return self->code == SQLITE_ROW;
}

/**
 * ctg_query_end:
 * @self: a statement
 * @error: what it failed with
 *
 * Returns: whether everything so far went well
 */
gboolean
ctg_query_end (CtgQuery *self, GError **error)
{
  if (self->code == SQLITE_OK || self->code == SQLITE_ROW || self->code == SQLITE_DONE)
    return TRUE;
  ctg_db_set_error (self->db, self->code, error);
  return FALSE;
}

/**
 * ctg_query_was_stopped:
 * @self: a statement
 *
 * Returns: whether the progress handler stopped it: cancelled, or out of its budget
 */
gboolean
ctg_query_was_stopped (CtgQuery *self)
{
  return (self->code & 0xff) == SQLITE_INTERRUPT;
}

/**
 * ctg_query_free:
 * @self: (transfer full) (nullable): a statement
 *
 * Gives it back to the cache; a second one of the same text goes. What was bound without a copy stays bound, unread
 * until something else is.
 */
void
ctg_query_free (CtgQuery *self)
{
  if (self == NULL)
    return;
  if (!self->is_kept)
    {
      query_destroy (self);
      return;
    }
  sqlite3_reset (self->statement);
  if (self->has_copies)
    sqlite3_clear_bindings (self->statement);
  self->code = SQLITE_OK;
  self->is_in_use = FALSE;
}

/**
 * ctg_query_int:
 * @self: a statement on a row
 * @column: from 0
 *
 * Returns: its value; null is 0
 */
gint64
ctg_query_int (CtgQuery *self, int column)
{
  return sqlite3_column_int64 (self->statement, column);
}

/**
 * ctg_query_text:
 * @self: a statement on a row
 * @column: from 0
 *
 * Returns: (nullable): its value, borrowed until the next row
 */
const char *
ctg_query_text (CtgQuery *self, int column)
{
  return (const char *) sqlite3_column_text (self->statement, column);
}

/**
 * ctg_query_dup_text:
 * @self: a statement on a row
 * @column: from 0
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
ctg_query_dup_text (CtgQuery *self, int column)
{
  return g_strdup (ctg_query_text (self, column));
}

/**
 * ctg_query_dup_bytes:
 * @self: a statement on a row
 * @column: from 0
 *
 * Returns: (transfer full): its value; null is no bytes
 */
GBytes *
ctg_query_dup_bytes (CtgQuery *self, int column)
{
  const void *bytes = sqlite3_column_blob (self->statement, column);

  return g_bytes_new (bytes, (gsize) sqlite3_column_bytes (self->statement, column));
}

/**
 * ctg_query_is_null:
 * @self: a statement on a row
 * @column: from 0
 *
 * Returns: whether it is null
 */
gboolean
ctg_query_is_null (CtgQuery *self, int column)
{
  return sqlite3_column_type (self->statement, column) == SQLITE_NULL;
}

/**
 * ctg_query_collect_ints:
 * @self: a statement whose first column is a number
 * @error: what it failed with
 *
 * Returns: (transfer full) (element-type gint64): the column
 */
GArray *
ctg_query_collect_ints (CtgQuery *self, GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));

  while (ctg_query_next (self))
    {
      gint64 value = ctg_query_int (self, 0);

      g_array_append_val (values, value);
    }
  if (!ctg_query_end (self, error))
    return NULL;
  return g_steal_pointer (&values);
}

/**
 * ctg_db_note_change:
 * @db: a connection
 * @changes: what the running job changes
 *
 * Adds to what `changed` tells after the commit. The repositories do it themselves.
 */
void
ctg_db_note_change (CtgDb *db, CtgChange changes)
{
  db->changes |= changes;
}
