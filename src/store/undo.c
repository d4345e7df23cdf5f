/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person did to the log, newest first to be taken back. An action notes the entries it made or removed; how
 * it is
 * taken back is known by whoever did it. */

#include "log-policy.h"
#include "clock.h"
#include "db.h"
#include "errors.h"
#include "messages.h"

/* Older ones are not taken back any more. */
#define ACTIONS_MAX 100

/**
 * ctg_action_free:
 * @self: (transfer full) (nullable): an action
 */
void
ctg_action_free (CtgAction *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->text);
  g_free (self);
}

/**
 * ctg_undo_begin:
 * @db: the writer
 * @kind: what is being done
 * @key: the message it is done to, or 0
 * @text: (nullable): what else taking it back needs
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * From now on entries made or removed in this job belong to this action.
 *
 * Returns: whether it was noted
 */
gboolean
ctg_undo_begin (CtgDb *db, const char *kind, gint64 key, const char *text, GError **error)
{
  if (!ctg_db_run (db, error, "INSERT INTO action (kind, message, text, done_utc_s) VALUES (?, ?, ?, ?)", "sisi",
  kind,
                   key, text, ctg_clock_now_utc_s ()))
    return FALSE;
  db->action = sqlite3_last_insert_rowid (db->handle);
  return ctg_db_run (db, error, "DELETE FROM action WHERE id <= ?", "i", db->action - ACTIONS_MAX);
}

/**
 * ctg_undo_end:
 * @db: the writer
 *
 * What is done from now on belongs to no action.
 */
void
ctg_undo_end (CtgDb *db)
{
  db->action = 0;
}

/**
 * ctg_undo_get_last:
 * @db: any connection
 * @error: `NOT_FOUND` when there is nothing to take back
 *
 * Returns: (transfer full) (nullable): the last action
 */
CtgAction *
ctg_undo_get_last (CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;
  CtgAction *action;

  query = ctg_db_query (db, "SELECT id, kind, message, text, done_utc_s FROM action ORDER BY id DESC LIMIT 1", "");
  if (!ctg_query_next (query))
    {
      if (ctg_query_end (query, error))
        ctg_error_set (error, CTG_ERROR_NOT_FOUND, "nothing-to-undo", "There is nothing to take back");
      return NULL;
    }
  action = g_new0 (CtgAction, 1);
  action->id = ctg_query_int (query, 0);
  action->kind = ctg_query_dup_text (query, 1);
  action->message_key = ctg_query_int (query, 2);
  action->text = ctg_query_dup_text (query, 3);
  action->done_utc_s = ctg_query_int (query, 4);
  return action;
}

/**
 * ctg_undo_list_entries:
 * @db: any connection
 * @action: its id
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgLogEntry): the entries it made or removed
 */
GPtrArray *
ctg_undo_list_entries (CtgDb *db, gint64 action, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_log_entry_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT message, contact, rule, matched_message_id, logged_utc_s FROM action_entry"
                            " WHERE action = ? ORDER BY message, contact", "i", action);
  while (ctg_query_next (query))
    {
      CtgLogEntry *entry = g_new0 (CtgLogEntry, 1);

      g_ptr_array_add (entries, entry);
      entry->message_key = ctg_query_int (query, 0);
      entry->contact_id = ctg_query_int (query, 1);
      entry->rule = ctg_query_dup_text (query, 2);
      entry->matched_message_id = ctg_query_dup_text (query, 3);
      entry->logged_utc_s = ctg_query_int (query, 4);
      entry->contact_name = g_strdup ("");
    }
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&entries);
}

/**
 * ctg_undo_forget:
 * @db: the writer
 * @action: its id
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it is forgotten, being taken back
 */
gboolean
ctg_undo_forget (CtgDb *db, gint64 action, GError **error)
{
  return ctg_db_run (db, error, "DELETE FROM action WHERE id = ?", "i", action);
}
