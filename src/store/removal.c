/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "removal.h"
#include "bodies.h"
#include "fts.h"
#include "messages.h"
#include "threads.h"

/* Everything that refers to a message goes with it (ON DELETE CASCADE) but what has to be done in order: its log
 * entries, which contacts count, its index row, its attachments' files. */
static gboolean
remove_message (CtgDb *db, gint64 key, GHashTable *threads, GError **error)
{
  gint64 thread = ctg_db_get_int (db, 0, "SELECT thread FROM message WHERE key = ?", "i", key);

  g_hash_table_add (threads, g_memdup2 (&thread, sizeof thread));
  return ctg_messages_unlog (db, key, 0, error) && ctg_body_remove (db, key, error) &&
         ctg_db_run (db, error, "DELETE FROM message WHERE key = ?", "i", key);
}

/**
 * ctg_removal_of_messages:
 * @db: the writer
 * @keys: (element-type gint64): messages
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Removes messages with all that is held of them; what they were to their threads stays only as numbers.
 *
 * Returns: whether it was done
 */
gboolean
ctg_removal_of_messages (CtgDb *db, GArray *keys, GError **error)
{
  g_autoptr (GHashTable) threads = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GHashTableIter iter;
  gint64 *thread;

  for (guint i = 0; i < keys->len; i++)
    if (!remove_message (db, g_array_index (keys, gint64, i), threads, error))
      return FALSE;
  g_hash_table_iter_init (&iter, threads);
  while (g_hash_table_iter_next (&iter, (gpointer *) &thread, NULL))
    if (!ctg_thread_recompute (db, *thread, error))
      return FALSE;
  return keys->len == 0 || ctg_fts_ask_for_purge (db, error);
}

/**
 * ctg_removal_of_account:
 * @db: the writer
 * @account: the account's row
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Removes the messages an account brought, and where they were; the account's own row is the caller's.
 *
 * Returns: whether it was done
 */
gboolean
ctg_removal_of_account (CtgDb *db, gint64 account, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT key FROM message WHERE account = ?", "i", account);
  g_autoptr (GArray) keys = ctg_query_collect_ints (query, error);

  g_clear_pointer (&query, ctg_query_free);
  ctg_db_note_change (db, CTG_CHANGE_MESSAGES | CTG_CHANGE_LOG);
  return keys != NULL && ctg_removal_of_messages (db, keys, error);
}
