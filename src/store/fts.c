/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The only writer of the index. FTS5 with external content must be told the very words it was given when a row goes,
 * hence remove before the content changes; both read the same view. */

#include "fts.h"
#include "messages.h"

/* @sql: an insertion of a row id and its three texts. Read and written by two statements, because INSERT ... SELECT
 * opens a savepoint inside the transaction, and FTS5 answers each savepoint by writing its hash of words to disk: a
 * segment a message, and their merging, is four times the work. */
static gboolean
insert_content (CtgDb *db, const char *sql, gint64 key, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT subject, people, text FROM search_content WHERE key = ?", "i", key);
  if (!ctg_query_next (query))
    return ctg_query_end (query, error);
  return ctg_db_run (db, error, sql, "isss", key, ctg_query_text (query, 0), ctg_query_text (query, 1),
                     ctg_query_text (query, 2));
}

/**
 * ctg_fts_add:
 * @db: the writer
 * @key: a message whose body is held, of class logged, and not yet in the index
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it was added
 */
gboolean
ctg_fts_add (CtgDb *db, gint64 key, GError **error)
{
  return insert_content (db, "INSERT INTO search (rowid, subject, people, text) VALUES (?, ?, ?, ?)", key, error);
}

/**
 * ctg_fts_remove:
 * @db: the writer
 * @key: a message; if it is not in the index, nothing happens
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Its words stay in the file, as deleted, until the index is merged: see ctg_fts_ask_for_purge().
 *
 * Returns: whether it was removed
 */
gboolean
ctg_fts_remove (CtgDb *db, gint64 key, GError **error)
{
  if (ctg_db_get_int (db, -1, "SELECT class FROM body WHERE message = ?", "i", key) != CTG_BODY_LOGGED)
    return TRUE;
  return insert_content (db,
                         "INSERT INTO search (search, rowid, subject, people, text) VALUES ('delete', ?, ?, ?, ?)",
                         key, error) &&
         ctg_db_run (db, error, "INSERT OR IGNORE INTO setting (key, value) VALUES ('index-shrank', '1')", "");
}

/**
 * ctg_fts_set_body_class:
 * @db: the writer
 * @key: a message
 * @body_class: a `CtgBodyClass`
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Moves a held body between cache and log, and with it into or out of the index. No body, or the same class: nothing.
 *
 * Returns: whether it was done
 */
gboolean
ctg_fts_set_body_class (CtgDb *db, gint64 key, int body_class, GError **error)
{
  gint64 present = ctg_db_get_int (db, body_class, "SELECT class FROM body WHERE message = ?", "i", key);

  if (present == body_class)
    return TRUE;
  if (present == CTG_BODY_LOGGED && !ctg_fts_remove (db, key, error))
    return FALSE;
  return ctg_db_run (db, error, "UPDATE body SET class = ? WHERE message = ?", "di", body_class, key) &&
         (body_class != CTG_BODY_LOGGED || ctg_fts_add (db, key, error));
}

/**
 * ctg_fts_ask_for_purge:
 * @db: the writer, in the transaction that removes something for good
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Notes that the words that left the index are to leave the file too, if any did since it was merged last, and that
 * what else is unused in the file is to be overwritten. The writer does it after the commit in small steps, or at the
 * next start.
 *
 * Returns: whether it was noted
 */
gboolean
ctg_fts_ask_for_purge (CtgDb *db, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_INDEX_SHRANK);
  db->scrub_page = 0;
  if (ctg_db_get_int (db, 0, "SELECT 1 FROM setting WHERE key = 'index-shrank'", "") == 0)
    return ctg_db_run (db, error, "INSERT OR IGNORE INTO setting (key, value) VALUES ('index-purge', '2')", "");
  return ctg_db_run (db, error, "INSERT OR REPLACE INTO setting (key, value) VALUES ('index-purge', '0')", "") &&
         ctg_db_run (db, error, "DELETE FROM setting WHERE key = 'index-shrank'", "");
}
