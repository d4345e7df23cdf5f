/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "requests.h"
#include "db.h"

/**
 * ctg_settings_get:
 * @db: any connection
 * @key: which
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
ctg_settings_get (CtgDb *db, const char *key)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT value FROM setting WHERE key = ?", "s", key);

  return ctg_query_next (query) ? ctg_query_dup_text (query, 0) : NULL;
}

/**
 * ctg_settings_set:
 * @db: the writer
 * @key: which
 * @value: (nullable): %NULL forgets it
 * @error: `STORAGE`
 *
 * Returns: whether it was kept
 */
gboolean
ctg_settings_set (CtgDb *db, const char *key, const char *value, GError **error)
{
  if (value == NULL)
    return ctg_db_run (db, error, "DELETE FROM setting WHERE key = ?", "s", key);
  return ctg_db_run (db, error,
                     "INSERT INTO setting (key, value) VALUES (?, ?)"
                     " ON CONFLICT (key) DO UPDATE SET value = excluded.value", "ss", key, value);
}
