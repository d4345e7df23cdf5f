/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Past correspondence asked for, and how far it has come:
 *
 *   state      asked for again   paused    taken up   all folders done   given up
 *   open       stays             paused    stays      done               given up
 *   paused     open              stays     open       -                  given up
 *   done       another one       stays     stays      -                  stays
 *   given up   another one       stays     stays      -                  stays
 */

#include "history.h"
#include "clock.h"
#include "db.h"
#include "errors.h"

#define COLUMNS \
  "h.id, a.uuid, ifnull (h.contact, 0), h.since_utc_s, h.state, h.n_seen, h.n_logged, h.n_failed, h.asked_utc_s," \
  " h.changed_utc_s, ifnull (sum (f.n_done), 0), ifnull (sum (f.n_total), 0), ifnull (sum (f.is_done), 0)," \
  " count (f.folder), (SELECT count (*) FROM message AS m WHERE m.n_logged > 0 AND m.body_state = 0" \
  "  AND m.account = h.account)"

#define TABLES \
  " FROM history AS h JOIN account AS a ON a.id = h.account LEFT JOIN history_folder AS f ON f.history = h.id"

/**
 * ctg_history_free:
 * @self: (transfer full) (nullable): past correspondence asked for
 */
void
ctg_history_free (CtgHistory *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self);
}

/**
 * ctg_history_folder_free:
 * @self: (transfer full) (nullable): a folder
 */
void
ctg_history_folder_free (CtgHistoryFolder *self)
{
  if (self == NULL)
    return;
  g_free (self->remote_name);
  g_free (self->name);
  g_free (self->token);
  g_free (self->pull_token);
  g_free (self);
}

static gint64
find_unfinished (CtgDb *db, const char *account_id, gint64 contact_id, gint64 since_utc_s)
{
  return ctg_db_get_int (db, 0,
                         "SELECT h.id FROM history AS h JOIN account AS a ON a.id = h.account WHERE a.uuid = ?"
                         " AND ifnull (h.contact, 0) = ? AND h.state < 2"
                         " AND (h.since_utc_s = ?3 OR (h.since_utc_s > 0 AND abs (h.since_utc_s - ?3) < 172800))",
                         "sii", account_id, contact_id, since_utc_s);
}

/**
 * ctg_history_ask:
 * @db: the writer
 * @account_id: in which mailbox
 * @contact_id: whose correspondence; 0: everybody's
 * @since_utc_s: how far back; 0: to the beginning
 * @id: (out): names it
 * @error: `NOT_FOUND`, `STORAGE`
 *
 * An unfinished one that asks for the same, give or take two days, is taken up where it was.
 *
 * Returns: whether it is open now
 */
gboolean
ctg_history_ask (CtgDb *db, const char *account_id, gint64 contact_id, gint64 since_utc_s, gint64 *id, GError **error)
{
  gint64 now = ctg_clock_now_utc_s ();

  ctg_db_note_change (db, CTG_CHANGE_REQUESTS);
  *id = find_unfinished (db, account_id, contact_id, since_utc_s);
  if (*id != 0)
    return ctg_history_set_state (db, *id, CTG_HISTORY_OPEN, error);
  if (!ctg_db_run (db, error,
                   "INSERT INTO history (account, contact, since_utc_s, state, asked_utc_s, changed_utc_s)"
                   " SELECT id, nullif (?, 0), ?, 0, ?, ? FROM account WHERE uuid = ?", "iiiis", contact_id,
                   since_utc_s, now, now, account_id))
    return FALSE;
  if (sqlite3_changes (db->handle) == 0)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "There is no such account");
      return FALSE;
    }
  *id = sqlite3_last_insert_rowid (db->handle);
  return TRUE;
}

static CtgHistory *
read_history (CtgQuery *query)
{
  CtgHistory *history = g_new0 (CtgHistory, 1);

  history->id = ctg_query_int (query, 0);
  history->account_id = ctg_query_dup_text (query, 1);
  history->contact_id = ctg_query_int (query, 2);
  history->since_utc_s = ctg_query_int (query, 3);
  history->state = (CtgHistoryState) ctg_query_int (query, 4);
  history->n_seen = ctg_query_int (query, 5);
  history->n_logged = ctg_query_int (query, 6);
  history->n_failed = ctg_query_int (query, 7);
  history->asked_utc_s = ctg_query_int (query, 8);
  history->changed_utc_s = ctg_query_int (query, 9);
  history->n_done = ctg_query_int (query, 10);
  history->n_total = ctg_query_int (query, 11);
  history->n_folders_done = (guint) ctg_query_int (query, 12);
  history->n_folders = (guint) ctg_query_int (query, 13);
  history->n_bodies_wanted = ctg_query_int (query, 14);
  return history;
}

/**
 * ctg_history_get:
 * @db: any connection
 * @id: which
 * @error: `NOT_FOUND`, `STORAGE`
 *
 * Returns: (transfer full) (nullable): how far it has come
 */
CtgHistory *
ctg_history_get (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS TABLES " WHERE h.id = ? GROUP BY h.id", "i", id);

  if (ctg_query_next (query))
    return read_history (query);
  if (ctg_query_end (query, error))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-history", "No such past correspondence was asked for");
  return NULL;
}

/**
 * ctg_history_list:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (nullable) (element-type CtgHistory): all that were asked for, newest first
 */
GPtrArray *
ctg_history_list (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_history_free);
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS TABLES " GROUP BY h.id ORDER BY h.id DESC", "");

  while (ctg_query_next (query))
    g_ptr_array_add (all, read_history (query));
  return ctg_query_end (query, error) ? g_steal_pointer (&all) : NULL;
}

/**
 * ctg_history_find_open:
 * @db: any connection
 * @account_id: a mailbox
 *
 * Returns: the oldest that is to be done in it, 0: none
 */
gint64
ctg_history_find_open (CtgDb *db, const char *account_id)
{
  return ctg_db_get_int (db, 0,
                         "SELECT h.id FROM history AS h JOIN account AS a ON a.id = h.account WHERE a.uuid = ?"
                         " AND h.state = 0 ORDER BY h.id LIMIT 1", "s", account_id);
}

/**
 * ctg_history_set_state:
 * @db: the writer
 * @id: which
 * @state: what is to become of it; what is done or given up stays so
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it was noted
 */
gboolean
ctg_history_set_state (CtgDb *db, gint64 id, CtgHistoryState state, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_REQUESTS);
  return ctg_db_run (db, error, "UPDATE history SET state = ?, changed_utc_s = ? WHERE id = ? AND state < 2", "dii",
                     (int) state, ctg_clock_now_utc_s (), id);
}

/**
 * ctg_history_is_open:
 * @db: any connection
 * @id: which
 *
 * Returns: whether it is still to be done
 */
gboolean
ctg_history_is_open (CtgDb *db, gint64 id)
{
  return ctg_db_get_int (db, 0, "SELECT state = 0 FROM history WHERE id = ?", "i", id) != 0;
}

/**
 * ctg_history_add_folder:
 * @db: the writer
 * @id: which
 * @folder_id: to be looked through; nothing happens to one already known
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it was noted
 */
gboolean
ctg_history_add_folder (CtgDb *db, gint64 id, gint64 folder_id, GError **error)
{
  return ctg_db_run (db, error, "INSERT INTO history_folder (history, folder) VALUES (?, ?) ON CONFLICT DO NOTHING",
                     "ii", id, folder_id);
}

/**
 * ctg_history_list_folders:
 * @db: any connection
 * @id: which
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (nullable) (element-type CtgHistoryFolder): its folders
 */
GPtrArray *
ctg_history_list_folders (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_history_folder_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT f.id, f.remote_name, f.name, h.token, iif (f.is_watched, f.token, NULL), h.is_done"
                        " FROM history_folder AS h JOIN folder AS f ON f.id = h.folder WHERE h.history = ?"
                        " ORDER BY f.id", "i", id);
  while (ctg_query_next (query))
    {
      CtgHistoryFolder *folder = g_new0 (CtgHistoryFolder, 1);

      folder->folder_id = ctg_query_int (query, 0);
      folder->remote_name = ctg_query_dup_text (query, 1);
      folder->name = ctg_query_dup_text (query, 2);
      folder->token = ctg_query_dup_text (query, 3);
      folder->pull_token = ctg_query_dup_text (query, 4);
      folder->is_done = ctg_query_int (query, 5) != 0;
      g_ptr_array_add (folders, folder);
    }
  return ctg_query_end (query, error) ? g_steal_pointer (&folders) : NULL;
}

/**
 * ctg_history_note_step:
 * @db: the writer, in the transaction of the rows that @token stands for
 * @id: which
 * @folder_id: in which folder
 * @token: (nullable): of the step
 * @n_done: headers looked at in this folder
 * @n_total: of so many
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it was noted
 */
gboolean
ctg_history_note_step (CtgDb *db, gint64 id, gint64 folder_id, const char *token, gint64 n_done, gint64 n_total,
                       GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_REQUESTS);
  return ctg_db_run (db, error,
                     "UPDATE history_folder SET token = ?, n_done = ?, n_total = ? WHERE history = ? AND folder = ?",
                     "siiii", token, n_done, n_total, id, folder_id);
}

/**
 * ctg_history_add_counts:
 * @db: the writer, in the transaction of what is counted
 * @id: which
 * @n_seen: headers looked at
 * @n_logged: messages that became logged
 * @n_failed: messages set aside
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether they were added
 */
gboolean
ctg_history_add_counts (CtgDb *db, gint64 id, gint64 n_seen, gint64 n_logged, gint64 n_failed, GError **error)
{
  return ctg_db_run (db, error,
                     "UPDATE history SET n_seen = n_seen + ?, n_logged = n_logged + ?, n_failed = n_failed + ?,"
                     " changed_utc_s = ? WHERE id = ?", "iiiii", n_seen, n_logged, n_failed, ctg_clock_now_utc_s (),
                     id);
}

/**
 * ctg_history_end_folder:
 * @db: the writer
 * @id: which
 * @folder_id: which has been looked through, its bodies fetched
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it was noted
 */
gboolean
ctg_history_end_folder (CtgDb *db, gint64 id, gint64 folder_id, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_REQUESTS);
  return ctg_db_run (db, error, "UPDATE history_folder SET is_done = 1 WHERE history = ? AND folder = ?", "ii", id,
                     folder_id);
}
