/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is logged on whom. The contact's derived columns are kept here, by the same index look-ups however much is
 * logged, so that lists need no join. */

#include "messages.h"
#include "clock.h"
#include "db.h"
#include "fts.h"
#include "log-entries.h"
#include "log-policy.h"
#include "retention.h"

/**
 * ctg_log_refresh_contact:
 * @db: the writer
 * @contact: whose
 * @n_more: how many entries it has more than before
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Keeps a contact's derived columns true after its entries changed. A person waits when the newest message by a person
 * is theirs; answers of machines count neither way.
 *
 * Returns: whether it was done
 */
gboolean
ctg_log_refresh_contact (CtgDb *db, gint64 contact, int n_more, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_LOG | CTG_CHANGE_CONTACTS);
  return ctg_db_run (db, error,
                     "UPDATE contact SET n_messages = n_messages + ?2,"
                     " last_message = ifnull ((SELECT max (message) FROM log_entry WHERE contact = ?1), 0),"
                     " last_utc_s = ifnull ((SELECT iif (m.date_utc_s <> 0, m.date_utc_s, m.key)"
                     "   FROM log_entry AS l JOIN message AS m ON m.key = l.message"
                     "  WHERE l.contact = ?1 ORDER BY l.message DESC LIMIT 1), 0),"
                     " waiting_since_utc_s = ifnull ((SELECT iif (m.direction = 0,"
                     "     iif (m.date_utc_s <> 0, m.date_utc_s, m.key), 0)"
                     "   FROM log_entry AS l JOIN message AS m ON m.key = l.message"
                     "  WHERE l.contact = ?1 AND m.automatic = 0 ORDER BY l.message DESC LIMIT 1), 0)"
                     " WHERE id = ?1",
                     "id", contact, n_more);
}

/* For the action that a person is about to take, if there is one: see ctg_undo_begin(). */
static gboolean
note_entry (CtgDb *db, gint64 key, gint64 contact, GError **error)
{
  if (db->action == 0)
    return TRUE;
  return ctg_db_run (db, error,
                     "INSERT OR IGNORE INTO action_entry (action, message, contact, rule, matched_message_id, "
                     "logged_utc_s)"
                     " SELECT ?, message, contact, rule, matched_message_id, logged_utc_s FROM log_entry"
                     "  WHERE contact = ? AND message = ?", "iii", db->action, contact, key);
}

/**
 * ctg_messages_log:
 * @db: the writer
 * @key: a message
 * @contact_id: on whom
 * @rule: why: see CtgLogEntry
 * @matched_message_id: (nullable): the logged id it refers to
 * @error: `NOT_FOUND` when message or contact are not there
 *
 * Logs a message, which then waits for no decision any more; a body already held is kept from now on and found by
 * its words. Doing it twice changes nothing.
 *
 * Returns: whether it is logged
 */
gboolean
ctg_messages_log (CtgDb *db, gint64 key, gint64 contact_id, const char *rule, const char *matched_message_id,
                  GError **error)
{
  if (!ctg_db_run (db, error,
                   "INSERT INTO log_entry (message, contact, rule, matched_message_id, logged_utc_s)"
                   " VALUES (?, ?, ?, ?, ?) ON CONFLICT (contact, message) DO NOTHING",
                   "iissi", key, contact_id, rule, matched_message_id, ctg_clock_now_utc_s ()))
    return FALSE;
  if (sqlite3_changes (db->handle) == 0)
    return TRUE;
  return ctg_db_run (db, error, "UPDATE message SET n_logged = n_logged + 1 WHERE key = ?", "i", key) &&
         ctg_tray_remove (db, key, error) && ctg_trash_remove (db, key, contact_id, error) &&
         note_entry (db, key, contact_id, error) &&
         ctg_fts_set_body_class (db, key, CTG_BODY_LOGGED, error) && ctg_log_refresh_contact (db, contact_id, 1, error);
}

static gboolean
unlog_one (CtgDb *db, gint64 key, gint64 contact, GError **error)
{
  if (!note_entry (db, key, contact, error) ||
      (db->action != 0 && !ctg_trash_put (db, key, contact, error)) ||
      !ctg_db_run (db, error, "DELETE FROM log_entry WHERE contact = ? AND message = ?", "ii", contact, key))
    return FALSE;
  if (sqlite3_changes (db->handle) == 0)
    return TRUE;
  return ctg_db_run (db, error, "UPDATE message SET n_logged = n_logged - 1 WHERE key = ?", "i", key) &&
         ctg_log_refresh_contact (db, contact, -1, error);
}

/**
 * ctg_messages_unlog:
 * @db: the writer
 * @key: a message
 * @contact_id: on whom it is logged no more; 0: on nobody
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * What is logged on nobody leaves the index, and its body is cache again.
 *
 * Returns: whether it was done, also when it was not logged
 */
gboolean
ctg_messages_unlog (CtgDb *db, gint64 key, gint64 contact_id, GError **error)
{
  g_autoptr (GArray) contacts = ctg_messages_get_contact_ids (db, key, error);

  if (contacts == NULL)
    return FALSE;
  for (guint i = 0; i < contacts->len; i++)
    {
      gint64 contact = g_array_index (contacts, gint64, i);

      if ((contact_id == 0 || contact == contact_id) && !unlog_one (db, key, contact, error))
        return FALSE;
    }
  return ctg_db_get_int (db, 0, "SELECT n_logged FROM message WHERE key = ?", "i", key) > 0 ||
         ctg_fts_set_body_class (db, key, CTG_BODY_CACHE, error);
}
