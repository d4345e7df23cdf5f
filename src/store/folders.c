/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "accounts.h"
#include "db.h"
#include "errors.h"

/**
 * ctg_folder_free:
 * @self: (transfer full) (nullable): a folder
 */
void
ctg_folder_free (CtgFolder *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->remote_name);
  g_free (self->name);
  g_free (self->token);
  g_free (self);
}

/**
 * ctg_folders_upsert:
 * @db: the writer
 * @folder: (inout): what the server lists; its id is set
 * @error: `NOT_FOUND` when there is no such account
 *
 * Keeps a folder by account and remote name. Token, count and time of one already known stay as they are.
 *
 * Returns: whether it was kept
 */
gboolean
ctg_folders_upsert (CtgDb *db, CtgFolder *folder, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "INSERT INTO folder (account, remote_name, name, role, is_watched, token, n_messages)"
                        " SELECT id, ?, ?, ?, ?, ?, ? FROM account WHERE uuid = ?"
                        " ON CONFLICT (account, remote_name) DO UPDATE SET name = excluded.name,"
                        "  role = excluded.role, is_watched = excluded.is_watched"
                        " RETURNING id",
                        "ssddsis", folder->remote_name, folder->name, folder->role, folder->is_watched != FALSE,
                        folder->token, folder->n_messages, folder->account_id);
  if (!ctg_query_next (query))
    {
      if (ctg_query_end (query, error))
        ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "There is no such account");
      return FALSE;
    }
  folder->id = ctg_query_int (query, 0);
  /* RETURNING gives its row before the statement is done. */
  while (ctg_query_next (query))
    ;
  ctg_db_note_change (db, CTG_CHANGE_FOLDERS);
  return ctg_query_end (query, error);
}

static gboolean
refuse_move (CtgDb *db, gint64 folder_id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT 1 FROM folder WHERE id = ?", "i", folder_id);
  gboolean is_there = ctg_query_next (query);

  if (!ctg_query_end (query, error))
    return FALSE;
  if (is_there)
    ctg_error_set (error, CTG_ERROR_CONFLICT, NULL, "The folder was not pulled as far as that");
  else
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "There is no such folder");
  return FALSE;
}

/**
 * ctg_folders_move_token:
 * @db: the writer, in the transaction of the rows that @to stands for
 * @folder_id: which
 * @from: (nullable): the token that the rows go on from
 * @to: (nullable): opaque; %NULL: nothing is held
 * @n_messages: on the server, -1 unknown
 * @pulled_utc_s: when
 * @error: `CONFLICT` where another token than @from is held: what stands between the two may never have come;
 *   `NOT_FOUND`
 *
 * Returns: whether it was set
 */
gboolean
ctg_folders_move_token (CtgDb *db, gint64 folder_id, const char *from, const char *to, gint64 n_messages,
                        gint64 pulled_utc_s, GError **error)
{
  if (!ctg_db_run (db, error, "UPDATE folder SET token = ?, n_messages = ?, last_pull_utc_s = ? WHERE id = ?"
                              " AND token IS ?", "siiis", to, n_messages, pulled_utc_s, folder_id, from))
    return FALSE;
  if (sqlite3_changes (db->handle) == 0)
    return refuse_move (db, folder_id, error);
  ctg_db_note_change (db, CTG_CHANGE_FOLDERS);
  return TRUE;
}

static CtgFolder *
read_folder (CtgQuery *query)
{
  CtgFolder *folder = g_new0 (CtgFolder, 1);

  folder->id = ctg_query_int (query, 0);
  folder->account_id = ctg_query_dup_text (query, 1);
  folder->remote_name = ctg_query_dup_text (query, 2);
  folder->name = ctg_query_dup_text (query, 3);
  folder->role = (int) ctg_query_int (query, 4);
  folder->is_watched = ctg_query_int (query, 5) != 0;
  folder->token = ctg_query_dup_text (query, 6);
  folder->n_messages = ctg_query_int (query, 7);
  folder->last_pull_utc_s = ctg_query_int (query, 8);
  return folder;
}

/**
 * ctg_folders_list:
 * @db: any connection
 * @account_id: whose; an unknown one has none
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgFolder): its folders in the order they were first seen
 */
GPtrArray *
ctg_folders_list (CtgDb *db, const char *account_id, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_folder_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT f.id, a.uuid, f.remote_name, f.name, f.role, f.is_watched, f.token, f.n_messages,"
                        "  f.last_pull_utc_s FROM folder AS f JOIN account AS a ON a.id = f.account"
                        " WHERE a.uuid = ? ORDER BY f.id",
                        "s", account_id);
  while (ctg_query_next (query))
    g_ptr_array_add (folders, read_folder (query));
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&folders);
}

/**
 * ctg_folders_is_sent:
 * @db: any connection
 * @folder_id: a folder
 *
 * Returns: whether its account keeps sent mail there
 */
gboolean
ctg_folders_is_sent (CtgDb *db, gint64 folder_id)
{
  return ctg_db_get_int (db, 0,
                         "SELECT 1 FROM folder AS f JOIN account AS a ON a.id = f.account"
                         " WHERE f.id = ? AND f.remote_name = a.sent_remote_name", "i", folder_id) != 0;
}

/**
 * ctg_folders_dup_sent_name:
 * @db: any connection
 * @account_id: whose
 *
 * Returns: (transfer full) (nullable): what people call the folder of its sent mail; %NULL before the first pull
 */
char *
ctg_folders_dup_sent_name (CtgDb *db, const char *account_id)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db,
                                             "SELECT f.name FROM folder AS f JOIN account AS a ON a.id = f.account"
                                             " WHERE a.uuid = ? AND f.remote_name = a.sent_remote_name", "s",
                                             account_id);

  return ctg_query_next (query) ? ctg_query_dup_text (query, 0) : NULL;
}
