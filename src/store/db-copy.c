/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "db-copy.h"
#include "errors.h"

/* Pages between two looks at the cancellable: some 10 ms. */
#define COPY_PAGES 2000

static gboolean
copy_pages (CtgDb *db, sqlite3 *target, GCancellable *cancellable, GError **error)
{
  sqlite3_backup *copy = sqlite3_backup_init (target, "main", db->handle, "main");
  int code = copy != NULL ? SQLITE_OK : sqlite3_errcode (target);

  while (copy != NULL && code == SQLITE_OK && !g_cancellable_is_cancelled (cancellable))
    code = sqlite3_backup_step (copy, COPY_PAGES);
  sqlite3_backup_finish (copy);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (code == SQLITE_DONE)
    return TRUE;
  if (code == SQLITE_FULL)
    ctg_error_set (error, CTG_ERROR_STORAGE_FULL, "copy-full", "No room for a copy of the database");
  else
    ctg_error_set (error, CTG_ERROR_STORAGE, "io", "Copying the database: %s", sqlite3_errstr (code));
  return FALSE;
}

/**
 * ctg_db_copy:
 * @db: a connection; in a read transaction, for a copy of one moment
 * @path: an empty file
 * @cancellable: (nullable): ends it
 * @error: `STORAGE` (`io`), `STORAGE_FULL` (`copy-full`), cancellation
 *
 * Copies the database, page by page. Makes nothing durable.
 *
 * Returns: whether the copy is whole
 */
gboolean
ctg_db_copy (CtgDb *db, const char *path, GCancellable *cancellable, GError **error)
{
  sqlite3 *target = NULL;
  int code = sqlite3_open_v2 (path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  gboolean done = code == SQLITE_OK;

  if (!done)
    ctg_error_set (error, CTG_ERROR_STORAGE, "io", "Cannot open the database's copy: %s", sqlite3_errstr (code));
  /* Nobody needs the copy after a crash. */
  done = done && sqlite3_exec (target, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF", NULL, NULL, NULL) ==
                   SQLITE_OK && copy_pages (db, target, cancellable, error);
  sqlite3_close (target);
  return done;
}
