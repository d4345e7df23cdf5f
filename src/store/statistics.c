/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "statistics.h"

#include "db.h"

/**
 * ctg_statistics_read:
 * @db: a connection
 * @statistics: a #CtgStatistics to fill in
 * @error: unused
 *
 * Returns: %TRUE
 */
gboolean
ctg_statistics_read (CtgDb *db, gpointer statistics, GError **error)
{
  CtgStatistics *self = statistics;

  self->n_contacts = ctg_db_get_int (db, 0, "SELECT count(*) FROM contact", "");
  self->n_messages = ctg_db_get_int (db, 0, "SELECT count(*) FROM message", "");
  self->n_logged = ctg_db_get_int (db, 0, "SELECT count(DISTINCT message) FROM log_entry", "");
  self->n_bodies = ctg_db_get_int (db, 0, "SELECT count(*) FROM body", "");
  self->n_attachments = ctg_db_get_int (db, 0, "SELECT count(*) FROM attachment", "");
  self->n_folders = ctg_db_get_int (db, 0, "SELECT count(*) FROM folder", "");
  self->database_bytes = ctg_db_get_int (db, 0, "PRAGMA page_count", "") *
                         ctg_db_get_int (db, 0, "PRAGMA page_size", "");
  self->schema_version = ctg_db_get_int (db, 0, "PRAGMA user_version", "");
  self->library_version = sqlite3_libversion ();
  return TRUE;
}
