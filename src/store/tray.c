/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "log-policy.h"
#include "clock.h"
#include "db.h"
#include "errors.h"

/* A row's state in the table. */
#define WAITING 0
#define REFUSED 1

/**
 * ctg_tray_entry_free:
 * @self: (transfer full) (nullable): an entry
 */
void
ctg_tray_entry_free (CtgTrayEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->rule);
  g_free (self->matched_message_id);
  g_free (self);
}

static CtgTrayEntry *
read_entry (CtgQuery *query)
{
  CtgTrayEntry *entry = g_new0 (CtgTrayEntry, 1);

  entry->message_key = ctg_query_int (query, 0);
  entry->rule = ctg_query_dup_text (query, 1);
  entry->matched_message_id = ctg_query_dup_text (query, 2);
  entry->since_utc_s = ctg_query_int (query, 3);
  return entry;
}

/**
 * ctg_tray_list:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgTrayEntry): what waits for a decision, the newest message first
 */
GPtrArray *
ctg_tray_list (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_tray_entry_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT message, rule, matched_message_id, since_utc_s FROM tray WHERE state = 0"
                        " ORDER BY message DESC", "");
  while (ctg_query_next (query))
    g_ptr_array_add (entries, read_entry (query));
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&entries);
}

/**
 * ctg_tray_get:
 * @db: any connection
 * @key: a message
 * @error: `NOT_FOUND` when it does not wait for a decision
 *
 * Returns: (transfer full) (nullable): its entry
 */
CtgTrayEntry *
ctg_tray_get (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT message, rule, matched_message_id, since_utc_s FROM tray WHERE message = ? "
                        "AND state = 0",
                        "i", key);
  if (ctg_query_next (query))
    return read_entry (query);
  if (ctg_query_end (query, error))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "not-in-tray", "The message does not wait for a decision");
  return NULL;
}

/**
 * ctg_tray_get_state:
 * @db: any connection
 * @key: a message
 *
 * Returns: whether a person has to decide, or refused it
 */
CtgTrayState
ctg_tray_get_state (CtgDb *db, gint64 key)
{
  gint64 state = ctg_db_get_int (db, -1, "SELECT state FROM tray WHERE message = ?", "i", key);

  return state < 0 ? CTG_TRAY_ABSENT : state == WAITING ? CTG_TRAY_WAITING : CTG_TRAY_REFUSED;
}

/**
 * ctg_tray_count:
 * @db: any connection
 *
 * Returns: how many wait for a decision
 */
gint64
ctg_tray_count (CtgDb *db)
{
  return ctg_db_get_int (db, 0, "SELECT count (*) FROM tray WHERE state = 0", "");
}

static gboolean
put (CtgDb *db, gint64 key, int state, const char *rule, const char *matched_message_id, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_LOG | CTG_CHANGE_MESSAGES);
  return ctg_db_run (db, error,
                     "INSERT INTO tray (message, state, rule, matched_message_id, since_utc_s) VALUES (?, ?, ?, ?, ?)"
                     " ON CONFLICT (message) DO UPDATE SET state = excluded.state", "idssi", key, state, rule,
                     matched_message_id, ctg_clock_now_utc_s ());
}

/**
 * ctg_tray_put:
 * @db: the writer
 * @key: a message that is logged on nobody
 * @rule: which rule speaks for it
 * @matched_message_id: (nullable): the logged id it names
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Also puts back what was refused.
 *
 * Returns: whether it waits for a decision
 */
gboolean
ctg_tray_put (CtgDb *db, gint64 key, const char *rule, const char *matched_message_id, GError **error)
{
  return put (db, key, WAITING, rule, matched_message_id, error);
}

/**
 * ctg_tray_refuse:
 * @db: the writer
 * @key: a message
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * No rule logs it from now on.
 *
 * Returns: whether it is refused
 */
gboolean
ctg_tray_refuse (CtgDb *db, gint64 key, GError **error)
{
  return put (db, key, REFUSED, "manual", NULL, error);
}

/**
 * ctg_tray_remove:
 * @db: the writer
 * @key: a message
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether nothing waits and nothing is refused
 */
gboolean
ctg_tray_remove (CtgDb *db, gint64 key, GError **error)
{
  return ctg_db_run (db, error, "DELETE FROM tray WHERE message = ?", "i", key);
}
