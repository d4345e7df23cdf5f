/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A database of an earlier version is brought up to date: first a copy of it is made, of which only the last is kept;
 * then each step is one transaction, in which every reference is looked at. A kill leaves the version before or the one
 * after a step; two processes that meet here do each step once. */

#include "migration.h"
#include "db-copy.h"
#include "errors.h"
#include "fault.h"
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* For the log of the steps. */
#define SPARE_BYTES (8 * 1024 * 1024)

static const CtgMigration *
find_step (const CtgMigration *steps, guint n_steps, gint64 from)
{
  for (guint i = 0; i < n_steps; i++)
    if (steps[i].from == from)
      return &steps[i];
  return NULL;
}

/**
 * ctg_migration_leads:
 * @steps: (array length=n_steps): the steps there are, none of them in a circle
 * @n_steps: how many
 * @from: a version
 * @to: another one
 *
 * Returns: whether steps lead from the one to the other
 */
gboolean
ctg_migration_leads (const CtgMigration *steps, guint n_steps, gint64 from, gint64 to)
{
  const CtgMigration *step;

  while (from != to && (step = find_step (steps, n_steps, from)) != NULL)
    from = step->to;
  return from == to;
}

static gint64
get_version (CtgDb *db)
{
  return ctg_db_get_int (db, 0, "PRAGMA user_version", "");
}

/* The copy --------------------------------------------------------------------------------------------------------- */

static gboolean
check_space (CtgDb *db, GError **error)
{
  gint64 size = ctg_db_get_int (db, 0, "PRAGMA page_count", "") * ctg_db_get_int (db, 0, "PRAGMA page_size", "");
  struct statvfs status;

  if (statvfs (db->data_dir, &status) != 0)
    return ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "ask for free space");
  if ((gint64) (status.f_bavail * status.f_frsize) >= 2 * size + SPARE_BYTES)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_STORAGE_FULL, "migration-full", "No room for a copy of %" G_GINT64_FORMAT " bytes",
                 size);
  return FALSE;
}

static gboolean
copy_in_transaction (CtgDb *db, const char *path, GError **error)
{
  gboolean done;

  if (!ctg_db_exec (db, "BEGIN", error))
    return FALSE;
  get_version (db);   /* a transaction begins with its first look */
  done = ctg_db_copy (db, path, NULL, error);
  ctg_db_exec (db, "ROLLBACK", NULL);
  return done;
}

static gboolean
keep_copy (CtgDb *db, GError **error)
{
  g_autofree char *path = g_build_filename (db->data_dir, CTG_MIGRATION_COPY, NULL);
  g_autoptr (CtgTargetFile) copy = NULL;

  if (!check_space (db, error))
    return FALSE;
  copy = ctg_target_file_new (path, TRUE, error);
  return copy != NULL && copy_in_transaction (db, ctg_target_file_get_path (copy), error) &&
         ctg_target_file_finish (copy, error) && ctg_fault_point ("migration-copied", error);
}

/* Steps ------------------------------------------------------------------------------------------------------------ */

static gboolean
check_references (CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "PRAGMA foreign_key_check", "");
  gboolean is_broken = ctg_query_next (query);

  if (!ctg_query_end (query, error))
    return FALSE;
  if (is_broken)
    ctg_error_set (error, CTG_ERROR_STORAGE, "corrupt", "A reference in %s leads nowhere", ctg_query_text (query, 0));
  return !is_broken;
}

static gboolean
apply (CtgDb *db, const CtgMigration *step, GError **error)
{
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, step->to);

  return ctg_db_exec (db, "PRAGMA defer_foreign_keys = ON", error) && ctg_db_exec (db, step->sql, error) &&
         check_references (db, error) && ctg_db_exec (db, version, error) && ctg_fault_point ("migration-step", error);
}

static gboolean
run_step (CtgDb *db, const CtgMigration *step, GError **error)
{
  gboolean done;

  if (!ctg_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  done = get_version (db) != step->from || apply (db, step, error);
  if (done && ctg_db_exec (db, "COMMIT", error))
    return ctg_fault_point ("migration-done", error);
  if (!sqlite3_get_autocommit (db->handle))
    ctg_db_exec (db, "ROLLBACK", NULL);
  return FALSE;
}

/**
 * ctg_migration_run:
 * @db: a writing connection, before anything else
 * @steps: (array length=n_steps): the steps there are
 * @n_steps: how many
 * @to: the version wanted
 * @error: `STORAGE_FULL` (`migration-full`), `STORAGE`, `BUSY`
 *
 * Brings the database up to date, after keeping a copy.
 *
 * Returns: whether it has that version; if not, the steps that were done stay
 */
gboolean
ctg_migration_run (CtgDb *db, const CtgMigration *steps, guint n_steps, gint64 to, GError **error)
{
  if (get_version (db) != to && !keep_copy (db, error))
    return FALSE;
  for (;;)
    {
      gint64 version = get_version (db);
      const CtgMigration *step = find_step (steps, n_steps, version);

      if (version == to)
        return TRUE;
      if (step == NULL)
        {
          ctg_error_set (error, CTG_ERROR_STORAGE, "development-version", "Nothing leads on from version %"
                         G_GINT64_FORMAT, version);
          return FALSE;
        }
      if (!run_step (db, step, error))
        return FALSE;
    }
}
