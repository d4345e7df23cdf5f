/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "messages.h"
#include "clock.h"
#include "compress.h"

/**
 * ctg_quarantine_add:
 * @db: the writer
 * @account_id: (nullable): whose; %NULL: imported
 * @where: names it: folder and remote id, or file and offset; a second one of the same place replaces the first
 * @reason: why it is set aside
 * @raw: (nullable): its bytes as they came
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Keeps a message that could not be parsed, so that it is never tried again and a person can look at it.
 *
 * Returns: whether it is kept
 */
gboolean
ctg_quarantine_add (CtgDb *db, const char *account_id, const char *where, const char *reason, GBytes *raw,
                    GError **error)
{
  g_autoptr (GBytes) packed = NULL;

  if (raw != NULL)
    packed = ctg_compress (db, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
  ctg_db_note_change (db, CTG_CHANGE_PROBLEMS);
  return ctg_db_run (db, error,
                     "INSERT INTO quarantine (account, place, reason, raw, created_utc_s)"
                     " VALUES ((SELECT id FROM account WHERE uuid = ?), ?, ?, ?, ?)"
                     " ON CONFLICT (ifnull (account, 0), place) DO UPDATE SET reason = excluded.reason,"
                     "  raw = excluded.raw", "sssbi", account_id, where, reason, packed, ctg_clock_now_utc_s ());
}

/**
 * ctg_quarantine_count:
 * @db: any connection
 *
 * Returns: how many messages are set aside
 */
gint64
ctg_quarantine_count (CtgDb *db)
{
  return ctg_db_get_int (db, 0, "SELECT count (*) FROM quarantine", "");
}
