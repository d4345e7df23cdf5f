/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "transaction.h"
#include "clock.h"
#include "errors.h"
#include "fault.h"
#include "staging.h"

/* A longer read keeps the log from being truncated; said once a job, for whoever looks why the file grows. */
#define READ_LONG_MS 250

static gboolean
run_func (CtgDb *db, CtgStoreFunc func, gpointer data, GError **error)
{
  if (!func (db, data, error))
    return FALSE;
  if (!sqlite3_get_autocommit (db->handle))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_STORAGE, "rolled-back", "The database gave up the transaction");
  return FALSE;
}

static void
roll_back (CtgDb *db, gboolean commit_was_tried)
{
  /* Before the lock goes: another process may want the same digest, and must not find a file that is about to go. */
  ctg_staging_discard (db, !commit_was_tried);
  if (!sqlite3_get_autocommit (db->handle))
    ctg_db_exec (db, "ROLLBACK", NULL);
  db->last_taken_for = 0;
}

static gboolean
commit (CtgDb *db, GError **error)
{
  /* From here on it is all or nothing; a late cancellation must not hit the commit itself. */
  db->cancellable = NULL;
  if (!ctg_staging_publish (db, error) || !ctg_fault_point ("store-commit", error))
    {
      roll_back (db, FALSE);
      return FALSE;
    }
  if (!ctg_db_exec (db, "COMMIT", error))
    {
      roll_back (db, TRUE);
      return FALSE;
    }
  ctg_staging_settle (db);
  return TRUE;
}

/**
 * ctg_transaction_write:
 * @db: the writer
 * @func: (scope call): the job
 * @data: given to @func
 * @cancellable: (nullable): stops the job's statements, not its commit
 * @error: what the job failed with; `STORAGE`, `STORAGE_FULL`, `BUSY`
 *
 * Runs a job as one transaction, durable when this returns.
 *
 * Returns: whether it was committed
 */
gboolean
ctg_transaction_write (CtgDb *db, CtgStoreFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  CtgChange changes;
  gboolean done;

  if (!ctg_fault_point ("store-begin", error) || !ctg_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  ctg_db_enter_job (db, cancellable);
  done = run_func (db, func, data, error);
  if (!done)
    roll_back (db, FALSE);
  else
    done = commit (db, error);
  changes = db->changes;
  ctg_db_leave_job (db);
  if (!done)
    return FALSE;
  if (changes != 0 && db->committed != NULL)
    db->committed (changes, db->committed_data);
  ctg_staging_collect (db);
  return ctg_fault_point ("store-committed", error);
}

/**
 * ctg_transaction_read:
 * @db: a reader
 * @func: (scope call): the job
 * @data: given to @func
 * @cancellable: (nullable): stops the job's statements
 * @error: what the job failed with
 *
 * Runs a job on one state of the database.
 *
 * Returns: what @func returned
 */
gboolean
ctg_transaction_read (CtgDb *db, CtgStoreFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 begun_us = ctg_clock_monotonic_us ();
  gint64 took_ms;
  gboolean done;

  if (!ctg_db_exec (db, "BEGIN", error))
    return FALSE;
  ctg_db_enter_job (db, cancellable);
  done = func (db, data, error);
  ctg_db_leave_job (db);
  ctg_db_exec (db, "ROLLBACK", NULL);
  took_ms = (ctg_clock_monotonic_us () - begun_us) / 1000;
  if (took_ms > READ_LONG_MS)
    g_debug ("a read took %" G_GINT64_FORMAT " ms", took_ms);
  return done;
}

/**
 * ctg_transaction_none:
 * @db: a connection
 * @func: (scope call): the job, which makes its own transactions
 * @data: given to @func
 * @cancellable: (nullable): unused
 * @error: what the job failed with
 *
 * Runs a job that PRAGMAs and maintenance need: no transaction around it.
 *
 * Returns: what @func returned
 */
gboolean
ctg_transaction_none (CtgDb *db, CtgStoreFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  return func (db, data, error);
}
