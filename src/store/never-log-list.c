/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "log-policy.h"
#include "clock.h"
#include "db.h"

/**
 * ctg_never_log_list:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type utf8): the patterns, sorted
 */
GPtrArray *
ctg_never_log_list (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) patterns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT pattern FROM never_log ORDER BY pattern", "");

  while (ctg_query_next (query))
    g_ptr_array_add (patterns, ctg_query_dup_text (query, 0));
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&patterns);
}

/**
 * ctg_never_log_add:
 * @db: the writer
 * @pattern: in its one spelling
 * @is_new: (out): whether it was not there
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it is on the list
 */
gboolean
ctg_never_log_add (CtgDb *db, const char *pattern, gboolean *is_new, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_LOG);
  if (!ctg_db_run (db, error, "INSERT INTO never_log (pattern, created_utc_s) VALUES (?, ?) ON CONFLICT DO NOTHING",
                   "si", pattern, ctg_clock_now_utc_s ()))
    return FALSE;
  *is_new = sqlite3_changes (db->handle) > 0;
  return TRUE;
}

/**
 * ctg_never_log_remove:
 * @db: the writer
 * @pattern: in its one spelling
 * @was_there: (out): whether it was
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it is on the list no more
 */
gboolean
ctg_never_log_remove (CtgDb *db, const char *pattern, gboolean *was_there, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_LOG);
  if (!ctg_db_run (db, error, "DELETE FROM never_log WHERE pattern = ?", "s", pattern))
    return FALSE;
  *was_there = sqlite3_changes (db->handle) > 0;
  return TRUE;
}
