/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows that were read one by one out of a damaged file agree with each other again, in this order:
 *
 *   the key of ids       lost: ids are hashed anew, and what names them by their hash follows
 *   who others name      a contact, a company, a thread of which only others are left is made again
 *   references           that lead nowhere are forgotten, or their rows are, as the schema says
 *   bodies               of which not all is left are asked for again, if a server has them
 *   what is derived      is counted anew: entries of contacts and messages, threads, the full-text index
 *   servers              are asked for everything again: mailboxes have seen nothing
 *   sequences            wait, if it cannot be told any more what they have sent */

#include "recovery-repair.h"
#include "clock.h"
#include "keys.h"
#include "log-entries.h"
#include "threads.h"

/* A statement after the other. */
static gboolean
run_all (CtgDb *db, const char *const *statements, GError **error)
{
  for (gsize i = 0; statements[i] != NULL; i++)
    if (!ctg_db_exec (db, statements[i], error))
      return FALSE;
  return TRUE;
}

/* The key of ids --------------------------------------------------------------------------------------------------- */

static gboolean
note_hash (CtgDb *db, gint64 key, gint64 former, const char *message_id, GError **error)
{
  gint64 present = ctg_key_of_id (db, message_id);

  return ctg_db_run (db, error, "INSERT OR IGNORE INTO temp.hash (former, present) VALUES (?, ?)", "ii", former,
                     present) &&
         ctg_db_run (db, error, "UPDATE message SET id_hash = ? WHERE key = ?", "ii", present, key);
}

static gboolean
hash_again (CtgDb *db, GError **error)
{
  static const char *const follow[] = {
    "UPDATE OR IGNORE company_letter SET id_hash = h.present FROM temp.hash AS h WHERE h.former = id_hash",
    "UPDATE OR IGNORE deal_letter SET id_hash = h.present FROM temp.hash AS h WHERE h.former = id_hash",
    "UPDATE OR IGNORE thread_choice SET id_hash = h.present FROM temp.hash AS h WHERE h.former = id_hash",
    "UPDATE OR IGNORE action_choice SET id_hash = h.present FROM temp.hash AS h WHERE h.former = id_hash",
    "DROP TABLE temp.hash",
    NULL,
  };
  g_autoptr (CtgQuery) query = NULL;

  if (!ctg_db_exec (db, "CREATE TEMP TABLE hash (former INTEGER PRIMARY KEY, present INTEGER NOT NULL)", error))
    return FALSE;
  query = ctg_db_query (db, "SELECT key, id_hash, message_id FROM message ORDER BY key", "");
  while (ctg_query_next (query))
    if (!note_hash (db, ctg_query_int (query, 0), ctg_query_int (query, 1), ctg_query_text (query, 2), error))
      return FALSE;
  if (!ctg_query_end (query, error))
    return FALSE;
  g_clear_pointer (&query, ctg_query_free);
  return run_all (db, follow, error);
}

/* References ------------------------------------------------------------------------------------------------------- */

static const char *const remade[] = {
  "INSERT OR IGNORE INTO contact (id, name, company, phone, note, sort_key, search_key, created_utc_s)"
  " SELECT a.contact, a.address, '', '', '', lower (a.address), lower (a.address), unixepoch ()"
  "   FROM contact_address AS a WHERE NOT EXISTS (SELECT 1 FROM contact AS c WHERE c.id = a.contact)"
  "  ORDER BY a.contact, a.position",
  "INSERT OR IGNORE INTO company (id, name, name_key, phone, note, created_utc_s)"
  " SELECT d.company, d.domain, lower (d.domain), '', '', unixepoch () FROM company_domain AS d"
  "  WHERE NOT EXISTS (SELECT 1 FROM company AS c WHERE c.id = d.company) GROUP BY d.company",
  "INSERT OR IGNORE INTO thread (id, first_message, n_nodes)"
  " SELECT thread, min (key), 1 FROM message GROUP BY thread",
  "UPDATE message SET account = NULL WHERE NOT EXISTS (SELECT 1 FROM account AS a WHERE a.id = account)",
  NULL,
};

/* What the schema says of a row whose other end goes, for one that has none. */
static char *
mend_sql (const char *table, const char *column, const char *other, const char *other_column, gboolean forgets)
{
  g_autofree char *lost = NULL;

  lost = g_strdup_printf ("\"%s\" NOT NULL AND NOT EXISTS (SELECT 1 FROM \"%s\" AS o WHERE o.\"%s\" = \"%s\".\"%s\")",
                          column, other, other_column, table, column);
  if (forgets)
    return g_strdup_printf ("UPDATE \"%s\" SET \"%s\" = NULL WHERE %s", table, column, lost);
  return g_strdup_printf ("DELETE FROM \"%s\" WHERE %s", table, lost);
}

static GPtrArray *
list_menders (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) menders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT t.name, f.\"from\", f.\"table\","
                            "       ifnull (f.\"to\", (SELECT name FROM pragma_table_info (f.\"table\") WHERE pk = 1)),"
                            "       f.on_delete = 'SET NULL'"
                            "  FROM pragma_table_list AS t JOIN pragma_foreign_key_list (t.name) AS f"
                            " WHERE t.schema = 'main' AND t.type = 'table'", "");
  while (ctg_query_next (query))
    g_ptr_array_add (menders, mend_sql (ctg_query_text (query, 0), ctg_query_text (query, 1), ctg_query_text (query, 2),
                                        ctg_query_text (query, 3), ctg_query_int (query, 4) != 0));
  return ctg_query_end (query, error) ? g_steal_pointer (&menders) : NULL;
}

/* Until nothing changes: what goes may be somebody's other end. */
static gboolean
mend_references (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) menders = NULL;
  int before = -1;

  if (!run_all (db, remade, error))
    return FALSE;
  menders = list_menders (db, error);
  while (menders != NULL && before != sqlite3_total_changes (db->handle))
    {
      before = sqlite3_total_changes (db->handle);
      for (guint i = 0; i < menders->len; i++)
        if (!ctg_db_exec (db, g_ptr_array_index (menders, i), error))
          return FALSE;
    }
  return menders != NULL;
}

/* Bodies ----------------------------------------------------------------------------------------------------------- */

/* A body goes as a whole; nothing of it is in the index yet. */
static const char *const whole_bodies[] = {
  "DELETE FROM body WHERE message NOT IN (SELECT message FROM body_text)",
  "DELETE FROM body_text WHERE message NOT IN (SELECT message FROM body)",
  "DELETE FROM body_source WHERE message NOT IN (SELECT message FROM body)",
  "DELETE FROM source_part WHERE message NOT IN (SELECT message FROM body_source)",
  "DELETE FROM attachment WHERE message NOT IN (SELECT message FROM body)",
  "UPDATE message SET body_state = 0 WHERE body_state = 1 AND key NOT IN (SELECT message FROM body)",
  "UPDATE message SET body_state = 0 WHERE body_state = 2 AND key NOT IN (SELECT message FROM body_failure)",
  "UPDATE message SET body_state = 1 WHERE body_state <> 1 AND key IN (SELECT message FROM body)",
  NULL,
};

/* Attachments, or what puts them back into the source, may be missing without a trace. */
static const char *const asked_again[] = {
  "DELETE FROM body WHERE message IN (SELECT m.key FROM message AS m WHERE m.key IN (SELECT message FROM location)"
  " AND (m.n_attachments > 0 OR EXISTS (SELECT 1 FROM attachment AS a WHERE a.message = m.key)))",
  "DELETE FROM body_text WHERE message NOT IN (SELECT message FROM body)",
  NULL,
};

static gboolean
mend_bodies (CtgDb *db, const CtgSalvage *salvage, GError **error)
{
  gboolean asks = ctg_salvage_lost (salvage, "attachment") || ctg_salvage_lost (salvage, "source_part");

  return (!asks || run_all (db, asked_again, error)) && run_all (db, whole_bodies, error);
}

/* What is derived -------------------------------------------------------------------------------------------------- */

static const char *const counted[] = {
  "UPDATE message SET n_logged = (SELECT count(*) FROM log_entry AS l WHERE l.message = key)"
  " WHERE n_logged <> (SELECT count(*) FROM log_entry AS l WHERE l.message = key)",
  "UPDATE body SET class = 1 WHERE class = 0 AND message IN (SELECT key FROM message WHERE n_logged > 0)",
  "UPDATE contact SET n_messages = (SELECT count(*) FROM log_entry AS l WHERE l.contact = id)",
  NULL,
};

static gboolean
count_contacts (CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT id FROM contact", "");
  g_autoptr (GArray) ids = ctg_query_collect_ints (query, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    if (!ctg_log_refresh_contact (db, g_array_index (ids, gint64, i), 0, error))
      return FALSE;
  return ids != NULL;
}

static gboolean
join_threads (CtgDb *db, const CtgSalvage *salvage, gboolean key_is_new, GError **error)
{
  static const char *const tables[] = { "message", "ancestry", "thread", "thread_node", "thread_choice" };
  g_autoptr (CtgQuery) query = NULL;
  g_autoptr (GArray) threads = NULL;
  gboolean is_torn = key_is_new;

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    is_torn |= ctg_salvage_lost (salvage, tables[i]);
  if (!is_torn)
    return TRUE;
  query = ctg_db_query (db, "SELECT id FROM thread", "");
  threads = ctg_query_collect_ints (query, error);
  return threads != NULL && ctg_db_exec (db, "DELETE FROM thread_node", error) &&
         ctg_thread_recompute_all (db, threads, error);
}

/* Servers and sequences -------------------------------------------------------------------------------------------- */

static gboolean
ask_servers (CtgDb *db, GError **error)
{
  return ctg_db_exec (db, "UPDATE folder SET token = NULL, n_messages = -1", error) &&
         ctg_db_exec (db, "DELETE FROM request", error);
}

static gboolean
pause_sequences (CtgDb *db, const CtgSalvage *salvage, GError **error)
{
  if (!ctg_salvage_lost (salvage, "enrolment") && !ctg_salvage_lost (salvage, "enrolment_letter") &&
      !ctg_salvage_lost (salvage, "outbox") && !ctg_salvage_lost (salvage, "sequence_step"))
    return TRUE;
  return ctg_db_run (db, error, "UPDATE enrolment SET state = 2, reason = 'restored', changed_utc_s = ?"
                                " WHERE state = 0", "i", ctg_clock_now_utc_s ());
}

/**
 * ctg_recovery_repair:
 * @db: a new database with rows of a damaged one, in a transaction without a look at references
 * @salvage: what may be missing
 * @key_is_new: the key of ids was lost
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Makes the rows agree with each other. Blocks: the full-text index alone takes a second per some 5 000 letters.
 *
 * Returns: whether they do
 */
gboolean
ctg_recovery_repair (CtgDb *db, const CtgSalvage *salvage, gboolean key_is_new, GError **error)
{
  return (!key_is_new || hash_again (db, error)) && mend_references (db, error) &&
         mend_bodies (db, salvage, error) && run_all (db, counted, error) && count_contacts (db, error) &&
         join_threads (db, salvage, key_is_new, error) && mend_references (db, error) && ask_servers (db, error) &&
         pause_sequences (db, salvage, error) &&
         ctg_db_exec (db, "INSERT INTO search (search) VALUES ('rebuild')", error);
}
