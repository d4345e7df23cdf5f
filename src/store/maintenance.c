/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "maintenance.h"
#include "errors.h"
#include "rolling.h"
#include "scrub.h"
#include "staging.h"

#include <glib/gstdio.h>

/* FTS5's hash of words not yet written. In bulk larger, -22 % of the time for the price of longer commits. */
#define HASH_BYTES (1024 * 1024)
#define HASH_BULK_BYTES (16 * 1024 * 1024)
/* Pages the log may grow to before they are copied into the database: a page written ten times is copied once. */
#define CHECKPOINT_PAGES 4000
#define CHECKPOINT_BULK_PAGES 16000
/* Pages a merge step may write: some 50 ms of the writer. */
#define MERGE_PAGES 200

static gboolean
is_held (CtgDb *db, const char *digest)
{
  return ctg_db_get_int (db, 1, "SELECT EXISTS (SELECT 1 FROM attachment WHERE sha256 = ? AND is_held = 1)", "s",
                         digest) != 0;
}

static void
collect_in (CtgDb *db, const char *folder, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (prefix != NULL ? g_str_has_prefix (name, prefix) : ctg_digest_is_valid (name) && !is_held (db, name))
        g_unlink (path);
    }
}

/* Under the writer's lock no process can have a file in place whose row is not committed yet. */
static void
collect_locked (CtgDb *db, const char *folder, const char *prefix)
{
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR) || !ctg_db_exec (db, "BEGIN IMMEDIATE", NULL))
    return;
  collect_in (db, folder, prefix);
  ctg_db_exec (db, "ROLLBACK", NULL);
}

/**
 * ctg_maintenance_collect_orphans:
 * @db: the writer
 * @unused: nothing
 * @error: unused
 *
 * Removes the attachment files without a row and the temporary ones that a crash has left. One folder of 256 at a
 * time, so that nobody waits long.
 *
 * Returns: %TRUE; what could not be removed is found the next time
 */
gboolean
ctg_maintenance_collect_orphans (CtgDb *db, gpointer unused, GError **error)
{
  g_autofree char *root = g_build_filename (db->data_dir, "attachments", NULL);

  collect_locked (db, root, "tmp-");
  for (int i = 0; i < 256; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%02x", root, i);

      collect_locked (db, folder, NULL);
    }
  ctg_db_run (db, NULL, "DELETE FROM setting WHERE key = '" CTG_SETTING_ORPHANS "'", "");
  return TRUE;
}

static gboolean
merge (CtgDb *db, int n_pages, gboolean *changed, GError **error)
{
  int before = sqlite3_total_changes (db->handle);

  if (!ctg_db_run (db, error, "INSERT INTO search (search, rank) VALUES ('merge', ?)", "d", n_pages))
    return FALSE;
  /* The statement itself counts as one change: documented in FTS5, "The 'merge' Command". */
  *changed = sqlite3_total_changes (db->handle) - before >= 2;
  return TRUE;
}

/* What setting.index-purge says: the index is to be merged, is being merged, the file is to be scrubbed. */
enum { PURGE_NONE = -1, PURGE_BEGIN, PURGE_MERGE, PURGE_SCRUB };

static int
get_purge_state (CtgDb *db)
{
  return (int) ctg_db_get_int (db, PURGE_NONE, "SELECT CAST (value AS INTEGER) FROM setting WHERE key = 'index-purge'",
                               "");
}

static gboolean
set_purge_state (CtgDb *db, int state, GError **error)
{
  if (state == PURGE_NONE)
    return ctg_db_run (db, error, "DELETE FROM setting WHERE key = 'index-purge'", "");
  return ctg_db_run (db, error, "UPDATE setting SET value = ? WHERE key = 'index-purge'", "d", state);
}

static gboolean
merge_step (CtgDb *db, int state, GError **error)
{
  gboolean changed = FALSE;

  /* A negative number begins to merge all segments into one, where deleted words vanish; positive ones go on. */
  if (!merge (db, state == PURGE_BEGIN ? -MERGE_PAGES : MERGE_PAGES, &changed, error))
    return FALSE;
  if (state == PURGE_BEGIN)
    return set_purge_state (db, PURGE_MERGE, error);
  return changed || set_purge_state (db, PURGE_SCRUB, error);
}

static gboolean
run_merge_step (CtgDb *db, int state, GError **error)
{
  if (!ctg_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (merge_step (db, state, error) && ctg_db_exec (db, "COMMIT", error))
    return TRUE;
  if (!sqlite3_get_autocommit (db->handle))
    ctg_db_exec (db, "ROLLBACK", NULL);
  return FALSE;
}

static gboolean
run_scrub_step (CtgDb *db, gboolean *more, GError **error)
{
  gint64 page = MAX (db->scrub_page, 1);

  if (!ctg_scrub_step (db, &page, error))
    return FALSE;
  db->scrub_page = page;
  *more = page != 0;
  if (*more)
    return TRUE;
  ctg_rolling_drop (db->data_dir);
  return set_purge_state (db, PURGE_NONE, error);
}

/**
 * ctg_maintenance_purge_step:
 * @db: the writer
 * @more: (out): a gboolean, whether there is more to do
 * @error: `BUSY`, `STORAGE`, `STORAGE_FULL`
 *
 * Goes on purging what was deleted from the file, in one short step: words from the index, leavings from the pages, at
 * the end the log. What is to be done stands in the database, so that a crash does not forget it.
 *
 * Returns: whether it went well
 */
gboolean
ctg_maintenance_purge_step (CtgDb *db, gpointer more, GError **error)
{
  gboolean *has_more = more;
  int state = get_purge_state (db);
  gboolean done;

  *has_more = state == PURGE_BEGIN || state == PURGE_MERGE;
  if (state == PURGE_NONE)
    return TRUE;
  done = *has_more ? run_merge_step (db, state, error) : run_scrub_step (db, has_more, error);
  if (done && !*has_more)
    sqlite3_wal_checkpoint_v2 (db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  return done;
}

/**
 * ctg_maintenance_finish:
 * @db: the writer, about to be closed
 * @unused: nothing
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Ends a purge and copies the log into the database.
 *
 * Returns: whether it went well
 */
gboolean
ctg_maintenance_finish (CtgDb *db, gpointer unused, GError **error)
{
  gboolean more = TRUE;

  while (more)
    if (!ctg_maintenance_purge_step (db, &more, error))
      return FALSE;
  sqlite3_wal_checkpoint_v2 (db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  return TRUE;
}

/**
 * ctg_maintenance_set_bulk:
 * @db: the writer
 * @bulk: a boolean as pointer
 * @error: `STORAGE`
 *
 * Sets what an import wants larger. The hash size is kept by FTS5 inside the database, hence also set back at open.
 *
 * Returns: whether it went well
 */
gboolean
ctg_maintenance_set_bulk (CtgDb *db, gpointer bulk, GError **error)
{
  gboolean is_bulk = GPOINTER_TO_INT (bulk);
  gint64 wanted = is_bulk ? HASH_BULK_BYTES : HASH_BYTES;
  gint64 present = ctg_db_get_int (db, HASH_BYTES, "SELECT v FROM search_config WHERE k = 'hashsize'", "");

  sqlite3_wal_autocheckpoint (db->handle, is_bulk ? CHECKPOINT_BULK_PAGES : CHECKPOINT_PAGES);
  return present == wanted ||
         ctg_db_run (db, error, "INSERT INTO search (search, rank) VALUES ('hashsize', ?)", "i", wanted);
}

/**
 * ctg_maintenance_check_database:
 * @db: any connection
 * @thorough: a boolean as pointer: compare indexes with tables too
 * @error: `STORAGE` (corrupt) with what is wrong
 *
 * Returns: whether the file is sound
 */
gboolean
ctg_maintenance_check_database (CtgDb *db, gpointer thorough, GError **error)
{
  const char *sql = GPOINTER_TO_INT (thorough) ? "PRAGMA integrity_check (10)" : "PRAGMA quick_check (10)";
  g_autoptr (CtgQuery) query = ctg_db_query (db, sql, "");
  g_autoptr (GString) found = g_string_new (NULL);

  while (ctg_query_next (query))
    if (g_strcmp0 (ctg_query_text (query, 0), "ok") != 0)
      g_string_append_printf (found, "%s%s", found->len > 0 ? "; " : "", ctg_query_text (query, 0));
  if (!ctg_query_end (query, error))
    return FALSE;
  if (found->len > 0)
    ctg_error_set (error, CTG_ERROR_STORAGE, "corrupt", "%s", found->str);
  return found->len == 0;
}

/**
 * ctg_maintenance_check_index:
 * @db: the writer: FTS5 takes its check as an insertion
 * @unused: nothing
 * @error: `STORAGE` (corrupt)
 *
 * Compares the index with what it should hold.
 *
 * Returns: whether they agree
 */
gboolean
ctg_maintenance_check_index (CtgDb *db, gpointer unused, GError **error)
{
  return ctg_db_run (db, error, "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)", "");
}

/**
 * ctg_maintenance_has_foreign:
 * @db: a connection
 * @found: (out): a gboolean, whether another connection has committed since the last call
 * @error: `STORAGE`
 *
 * Returns: whether that could be told
 */
gboolean
ctg_maintenance_has_foreign (CtgDb *db, gpointer found, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "PRAGMA data_version", "");
  gint64 version = ctg_query_next (query) ? ctg_query_int (query, 0) : db->data_version;

  *(gboolean *) found = version != db->data_version;
  db->data_version = version;
  return ctg_query_end (query, error);
}
