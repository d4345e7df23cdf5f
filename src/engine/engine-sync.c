/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A pull on demand. Started: the running accounts do it. Not started: this process takes the lock for the length of the
 * pull, or, if another one holds it, asks that one. */

#include "engine-private.h"

#include "clock.h"
#include "errors.h"

typedef struct
{
  GPtrArray *counts;          /* (owned) (element-type CtgSyncCounts) */
  GPtrArray *own_runners;     /* (owned) (element-type CtgRunner) (nullable) made for this pull */
  guint n_waiting;
  char *account_id;           /* (owned) (nullable) all that are connected */
} Sync;

typedef struct
{
  GTask *task;                /* (owned) */
  CtgSyncCounts *counts;
  gint64 began_us;
} SyncWait;

/**
 * ctg_sync_counts_free:
 * @self: (transfer full) (nullable): what a pull of an account brought
 */
void
ctg_sync_counts_free (CtgSyncCounts *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->address);
  g_clear_error (&self->error);
  g_free (self);
}

static void
sync_free (Sync *sync)
{
  g_clear_pointer (&sync->counts, g_ptr_array_unref);
  g_clear_pointer (&sync->own_runners, g_ptr_array_unref);
  g_free (sync->account_id);
  g_free (sync);
}

static void
return_counts (GTask *task)
{
  Sync *sync = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&sync->counts), (GDestroyNotify) g_ptr_array_unref);
  g_object_unref (task);
}

static void
upkept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  G_GNUC_UNUSED g_autoptr (GArray) counts = ctg_engine_purge_finish (CTG_ENGINE (source), result, &error);

  if (error != NULL)
    g_info ("what has its age could not go: %s", error->message);
  ctg_engine_release (CTG_ENGINE (source));
  return_counts (data);
}

/* Where nobody holds the lock for good, pulls are when what has its age goes. */
static void
finish (GTask *task)
{
  Sync *sync = g_task_get_task_data (task);

  if (sync->own_runners == NULL)
    {
      return_counts (task);
      return;
    }
  g_clear_pointer (&sync->own_runners, g_ptr_array_unref);
  ctg_engine_upkeep_async (g_task_get_source_object (task), upkept_cb, task);
}

static void
pulled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree SyncWait *wait = data;
  Sync *sync = g_task_get_task_data (wait->task);
  CtgPullTotals totals = { 0 };

  ctg_runner_sync_finish (NULL, result, &totals, &wait->counts->error);
  wait->counts->n_seen = totals.n_seen;
  wait->counts->n_logged = totals.n_logged;
  wait->counts->n_failed = totals.n_failed;
  wait->counts->n_skipped = MAX (0, totals.n_seen - totals.n_logged - totals.n_failed);
  wait->counts->seconds = (double) (ctg_clock_monotonic_us () - wait->began_us) / G_USEC_PER_SEC;
  if (--sync->n_waiting == 0)
    finish (wait->task);
}

static void
sync_account (GTask *task, const CtgAccount *account)
{
  CtgEngine *self = g_task_get_source_object (task);
  Sync *sync = g_task_get_task_data (task);
  CtgRunner *runner = self->runners != NULL ? g_hash_table_lookup (self->runners, account->id) : NULL;
  SyncWait *wait;

  if (runner == NULL && sync->own_runners != NULL)
    {
      runner = ctg_engine_make_runner (self, account->id, FALSE);
      g_ptr_array_add (sync->own_runners, runner);
    }
  if (runner == NULL)
    return;
  wait = g_new0 (SyncWait, 1);
  wait->task = task;
  wait->began_us = ctg_clock_monotonic_us ();
  wait->counts = g_new0 (CtgSyncCounts, 1);
  wait->counts->account_id = g_strdup (account->id);
  wait->counts->address = g_strdup (account->address);
  g_ptr_array_add (sync->counts, wait->counts);
  sync->n_waiting++;
  ctg_runner_sync_async (runner, g_task_get_cancellable (task), pulled_cb, wait);
}

static void
sync_accounts (GTask *task, GPtrArray *accounts)
{
  Sync *sync = g_task_get_task_data (task);
  const char *account_id = sync->account_id;

  for (guint i = 0; i < accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (accounts, i);

      if ((account_id == NULL || g_str_equal (account->id, account_id)) &&
          (account->state == CTG_ACCOUNT_CONNECTED || account->state == CTG_ACCOUNT_DISCONNECTED))
        sync_account (task, account);
    }
  if (sync->n_waiting == 0)
    finish (task);
}

/* The answer of another process: a line an account, as ctg_sync_counts_to_text() writes it. */
static CtgSyncCounts *
counts_from_line (const char *line)
{
  g_auto (GStrv) fields = g_strsplit (line, "\t", 8);
  CtgSyncCounts *counts;

  if (g_strv_length (fields) != 8)
    return NULL;
  counts = g_new0 (CtgSyncCounts, 1);
  counts->account_id = g_strdup (fields[0]);
  counts->address = g_strdup (fields[1]);
  counts->n_seen = g_ascii_strtoll (fields[2], NULL, 10);
  counts->n_logged = g_ascii_strtoll (fields[3], NULL, 10);
  counts->n_skipped = g_ascii_strtoll (fields[4], NULL, 10);
  counts->n_failed = g_ascii_strtoll (fields[5], NULL, 10);
  counts->seconds = g_ascii_strtod (fields[6], NULL);
  if (*fields[7] != '\0')
    counts->error = ctg_engine_error_from_text (fields[7]);
  return counts;
}

/**
 * ctg_sync_counts_to_text:
 * @counts: (element-type CtgSyncCounts): what a pull brought
 *
 * Returns: (transfer full): a line an account, for the answer to another process
 */
char *
ctg_sync_counts_to_text (GPtrArray *counts)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < counts->len; i++)
    {
      const CtgSyncCounts *row = g_ptr_array_index (counts, i);
      g_autofree char *error = row->error != NULL ? ctg_engine_error_to_text (row->error) : NULL;
      char seconds[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (seconds, sizeof seconds, "%.3f", row->seconds);
      g_string_append_printf (text, "%s\t%s\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%"
                              G_GINT64_FORMAT "\t%s\t%s\n", row->account_id, row->address, row->n_seen,
                              row->n_logged, row->n_skipped, row->n_failed, seconds,
                              error != NULL ? error : "");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void begin (GTask *task);

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Sync *sync = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *text = ctg_engine_request_finish (g_task_get_source_object (task), result, &error);
  g_auto (GStrv) lines = NULL;

  if (ctg_error_has_reason (error, "holder-gone"))
    {
      g_clear_error (&error);
      begin (g_steal_pointer (&task));
      return;
    }
  if (text == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      CtgSyncCounts *counts = counts_from_line (lines[i]);

      if (counts != NULL)
        g_ptr_array_add (sync->counts, counts);
    }
  finish (g_steal_pointer (&task));
}

static void
begin (GTask *task)
{
  CtgEngine *self = g_task_get_source_object (task);
  Sync *sync = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) accounts = ctg_engine_list_accounts (self, &error);

  if (accounts != NULL && !ctg_engine_is_started (self))
    {
      if (ctg_engine_hold (self, &error))
        sync->own_runners = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_runner_free);
      else if (g_error_matches (error, CTG_ERROR, CTG_ERROR_BUSY))
        {
          g_clear_error (&error);
          ctg_engine_request_async (self, "sync", sync->account_id, g_task_get_cancellable (task), answered_cb, task);
          return;
        }
    }
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  sync_accounts (task, accounts);
}

/**
 * ctg_engine_sync_async:
 * @self: the engine
 * @account_id: (nullable): which account, or all that are connected
 * @cancellable: (nullable): ends the wait
 * @callback: called when all are done
 * @user_data: for @callback
 *
 * Pulls now, to the end.
 */
void
ctg_engine_sync_async (CtgEngine *self, const char *account_id, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Sync *sync = g_new0 (Sync, 1);

  sync->counts = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_sync_counts_free);
  sync->account_id = g_strdup (account_id);
  g_task_set_task_data (task, sync, (GDestroyNotify) sync_free);
  begin (task);
}

/**
 * ctg_engine_sync_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: what kept it from beginning; an account's own failure is in its counts
 *
 * Returns: (transfer full) (element-type CtgSyncCounts): what came, an element an account
 */
GPtrArray *
ctg_engine_sync_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
