/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What has its age goes here, in short transactions: a reader lists it, the writer looks at each again, since a person
 * may have logged or restored it in the meantime. How old is too old is the caller's. */

#include "retention.h"
#include "accounts.h"
#include "bodies.h"
#include "clock.h"
#include "db.h"
#include "fts.h"
#include "messages.h"
#include "removal.h"

/* A letter in the trash keeps its body and its head as long as it is there. */
#define BODY_IS_STALE \
  "class = 0 AND fetched_utc_s <= ?1 AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.message = body.message)"
#define HEAD_IS_STALE \
  "n_logged = 0 AND written_utc_s <= ?1 AND NOT EXISTS (SELECT 1 FROM trash AS t WHERE t.message = key)"

#define ACCOUNT_IS_STALE "state = 3 AND removal_utc_s > 0 AND removal_utc_s <= ?1"

static CtgQuery *
query_stale (CtgDb *db, CtgStale what, gint64 limit_utc_s)
{
  switch (what)
    {
    case CTG_STALE_BODY:
      return ctg_db_query (db, "SELECT message FROM body WHERE " BODY_IS_STALE, "i", limit_utc_s);
    case CTG_STALE_RAW:
      return ctg_db_query (db, "SELECT id FROM quarantine WHERE raw IS NOT NULL AND created_utc_s <= ?", "i",
                           limit_utc_s);
    case CTG_STALE_DELETED:
      return ctg_db_query (db, "SELECT DISTINCT message FROM trash WHERE deleted_utc_s <= ?", "i", limit_utc_s);
    case CTG_STALE_HEAD:
      return ctg_db_query (db, "SELECT key FROM message WHERE " HEAD_IS_STALE, "i", limit_utc_s);
    case CTG_STALE_UNREADABLE:
      return ctg_db_query (db, "SELECT id FROM quarantine WHERE created_utc_s <= ?", "i", limit_utc_s);
    case CTG_STALE_ACCOUNT:
      return ctg_db_query (db, "SELECT id FROM account WHERE " ACCOUNT_IS_STALE, "i", limit_utc_s);
    case CTG_STALE_REQUEST:
    case CTG_N_STALE:
      break;
    }
  return ctg_db_query (db, "SELECT id FROM request WHERE state >= 2 AND created_utc_s <= ?", "i", limit_utc_s);
}

/**
 * ctg_retention_list:
 * @db: any connection
 * @what: what may be too old
 * @limit_utc_s: what is of this second or older
 * @error: `STORAGE`, cancellation
 *
 * Looks at all heads that are logged on nobody: a second at a million.
 *
 * Returns: (transfer full) (element-type gint64): the ids of what has its age
 */
GArray *
ctg_retention_list (CtgDb *db, CtgStale what, gint64 limit_utc_s, GError **error)
{
  g_autoptr (CtgQuery) query = query_stale (db, what, limit_utc_s);

  return ctg_query_collect_ints (query, error);
}

static gboolean
forget_body (CtgDb *db, gint64 key, GError **error)
{
  return ctg_body_remove (db, key, error) &&
         ctg_db_run (db, error, "UPDATE message SET body_state = 0, n_attachments = 0 WHERE key = ?", "i", key);
}

static gboolean
purge_body (CtgDb *db, gint64 limit_utc_s, gint64 key, gint64 *n_gone, GError **error)
{
  if (ctg_db_get_int (db, 0, "SELECT count (*) FROM body WHERE " BODY_IS_STALE " AND message = ?2", "ii", limit_utc_s,
                      key) == 0)
    return TRUE;
  (*n_gone)++;
  return forget_body (db, key, error);
}

/* The last entry takes the body along; the head follows by its own age. */
static gboolean
purge_deleted (CtgDb *db, gint64 limit_utc_s, gint64 key, gint64 *n_gone, GError **error)
{
  if (!ctg_db_run (db, error, "DELETE FROM trash WHERE message = ? AND deleted_utc_s <= ?", "ii", key, limit_utc_s))
    return FALSE;
  *n_gone += sqlite3_changes (db->handle);
  if (ctg_db_get_int (db, 1, "SELECT (SELECT n_logged FROM message WHERE key = ?1) +"
                             " (SELECT count (*) FROM trash WHERE message = ?1)", "i", key) > 0)
    return TRUE;
  return forget_body (db, key, error);
}

static gboolean
purge_heads (CtgDb *db, gint64 limit_utc_s, const gint64 *keys, guint n_keys, gint64 *n_gone, GError **error)
{
  g_autoptr (GArray) stale = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < n_keys; i++)
    if (ctg_db_get_int (db, 0, "SELECT count (*) FROM message WHERE " HEAD_IS_STALE " AND key = ?2", "ii", limit_utc_s,
                        keys[i]) > 0)
      g_array_append_val (stale, keys[i]);
  *n_gone += stale->len;
  return ctg_removal_of_messages (db, stale, error);
}

/* Connected again, or asked to stay, it is left. */
static gboolean
purge_account (CtgDb *db, gint64 limit_utc_s, gint64 id, gint64 *n_gone, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;
  g_autofree char *uuid = NULL;

  query = ctg_db_query (db, "SELECT uuid FROM account WHERE " ACCOUNT_IS_STALE " AND id = ?2", "ii", limit_utc_s, id);
  uuid = ctg_query_next (query) ? ctg_query_dup_text (query, 0) : NULL;
  if (uuid == NULL)
    return ctg_query_end (query, error);
  g_clear_pointer (&query, ctg_query_free);
  (*n_gone)++;
  return ctg_accounts_delete (db, uuid, error);
}

static gboolean
purge_one (CtgDb *db, CtgStale what, gint64 limit_utc_s, gint64 id, gint64 *n_gone, GError **error)
{
  const char *sql = "DELETE FROM request WHERE id = ? AND state >= 2 AND created_utc_s <= ?";

  if (what == CTG_STALE_BODY)
    return purge_body (db, limit_utc_s, id, n_gone, error);
  if (what == CTG_STALE_DELETED)
    return purge_deleted (db, limit_utc_s, id, n_gone, error);
  if (what == CTG_STALE_ACCOUNT)
    return purge_account (db, limit_utc_s, id, n_gone, error);
  if (what == CTG_STALE_RAW)
    sql = "UPDATE quarantine SET raw = NULL WHERE id = ? AND created_utc_s <= ?";
  else if (what == CTG_STALE_UNREADABLE)
    sql = "DELETE FROM quarantine WHERE id = ? AND created_utc_s <= ?";
  if (!ctg_db_run (db, error, sql, "ii", id, limit_utc_s))
    return FALSE;
  *n_gone += sqlite3_changes (db->handle);
  return TRUE;
}

/**
 * ctg_retention_purge:
 * @db: the writer
 * @what: what is too old
 * @limit_utc_s: as it was listed by
 * @ids: (array length=n_ids): some of what was listed; what was saved since stays
 * @n_ids: how many; 200 are a short transaction
 * @n_gone: (inout): raised by what went
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it was done
 */
gboolean
ctg_retention_purge (CtgDb *db, CtgStale what, gint64 limit_utc_s, const gint64 *ids, guint n_ids, gint64 *n_gone,
                     GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_LOG | CTG_CHANGE_MESSAGES);
  if (what == CTG_STALE_HEAD)
    return purge_heads (db, limit_utc_s, ids, n_ids, n_gone, error);
  for (guint i = 0; i < n_ids; i++)
    if (!purge_one (db, what, limit_utc_s, ids[i], n_gone, error))
      return FALSE;
  return TRUE;
}

/**
 * ctg_retention_finish:
 * @db: the writer
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * After something went: its words go from the index too, and from what is unused in the file.
 *
 * Returns: whether that is under way
 */
gboolean
ctg_retention_finish (CtgDb *db, GError **error)
{
  return ctg_fts_ask_for_purge (db, error);
}

/* --- Trash --- */

/**
 * ctg_trash_entry_free:
 * @self: (transfer full) (nullable): an entry
 */
void
ctg_trash_entry_free (CtgTrashEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->contact_name);
  g_free (self->rule);
  g_free (self->matched_message_id);
  g_free (self);
}

/**
 * ctg_trash_list:
 * @db: any connection
 * @message_key: of which message; 0: of all
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgTrashEntry): what was deleted, newest first
 */
GPtrArray *
ctg_trash_list (CtgDb *db, gint64 message_key, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_trash_entry_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT t.message, t.contact, c.name, t.rule, t.matched_message_id, t.logged_utc_s,"
                            " t.deleted_utc_s FROM trash AS t JOIN contact AS c ON c.id = t.contact"
                            " WHERE ?1 = 0 OR t.message = ?1 ORDER BY t.deleted_utc_s DESC, t.message DESC", "i",
                        message_key);
  while (ctg_query_next (query))
    {
      CtgTrashEntry *entry = g_new0 (CtgTrashEntry, 1);

      g_ptr_array_add (entries, entry);
      entry->message_key = ctg_query_int (query, 0);
      entry->contact_id = ctg_query_int (query, 1);
      entry->contact_name = ctg_query_dup_text (query, 2);
      entry->rule = ctg_query_dup_text (query, 3);
      entry->matched_message_id = ctg_query_dup_text (query, 4);
      entry->logged_utc_s = ctg_query_int (query, 5);
      entry->deleted_utc_s = ctg_query_int (query, 6);
    }
  return ctg_query_end (query, error) ? g_steal_pointer (&entries) : NULL;
}

/**
 * ctg_trash_put:
 * @db: the writer
 * @key: a message
 * @contact: on whom it is still logged
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether the entry, about to be removed, can be had back
 */
gboolean
ctg_trash_put (CtgDb *db, gint64 key, gint64 contact, GError **error)
{
  return ctg_db_run (db, error,
                     "INSERT OR REPLACE INTO trash (message, contact, rule, matched_message_id, logged_utc_s,"
                     " deleted_utc_s) SELECT message, contact, rule, matched_message_id, logged_utc_s, ?"
                     "  FROM log_entry WHERE contact = ? AND message = ?", "iii", ctg_clock_now_utc_s (), contact, key);
}

/**
 * ctg_trash_remove:
 * @db: the writer
 * @key: a message
 * @contact: on whom it is logged again
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether its entry is not in the trash
 */
gboolean
ctg_trash_remove (CtgDb *db, gint64 key, gint64 contact, GError **error)
{
  return ctg_db_run (db, error, "DELETE FROM trash WHERE message = ? AND contact = ?", "ii", key, contact);
}

/* --- Ledger --- */

/**
 * ctg_purge_record_free:
 * @self: (transfer full) (nullable): a record
 */
void
ctg_purge_record_free (CtgPurgeRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->what);
  g_free (self);
}

/**
 * ctg_purge_ledger_add:
 * @db: the writer
 * @what: which rule let it go
 * @n: how much
 * @limit_utc_s: what was of this second or older
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it stands in the ledger: numbers only, nothing of what went
 */
gboolean
ctg_purge_ledger_add (CtgDb *db, const char *what, gint64 n, gint64 limit_utc_s, GError **error)
{
  return ctg_db_run (db, error, "INSERT INTO purge_ledger (what, n, limit_utc_s, purged_utc_s) VALUES (?, ?, ?, ?)",
                     "siii", what, n, limit_utc_s, ctg_clock_now_utc_s ());
}

/**
 * ctg_purge_ledger_list:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgPurgeRecord): what went, newest first
 */
GPtrArray *
ctg_purge_ledger_list (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_purge_record_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT what, n, limit_utc_s, purged_utc_s FROM purge_ledger ORDER BY id DESC", "");
  while (ctg_query_next (query))
    {
      CtgPurgeRecord *record = g_new0 (CtgPurgeRecord, 1);

      g_ptr_array_add (records, record);
      record->what = ctg_query_dup_text (query, 0);
      record->n = ctg_query_int (query, 1);
      record->limit_utc_s = ctg_query_int (query, 2);
      record->purged_utc_s = ctg_query_int (query, 3);
    }
  return ctg_query_end (query, error) ? g_steal_pointer (&records) : NULL;
}
