/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Past correspondence. What is wanted is written down first; then whoever holds the lock does it: the running accounts,
 * or another process, which is woken, or, if nobody does, this one for as long as it needs. How far it has come is read
 * from the database, the same whoever does it. */

#include "engine-private.h"

#include "clock.h"
#include "errors.h"
#include "history.h"
#include "messages.h"

#define POLL_MS 200
#define DAY_S (24 * 3600)

typedef struct
{
  CtgPastOptions options;
  char *account_id;           /* (owned) (nullable) */
  CtgProgressFunc progress;   /* (nullable) */
  gpointer progress_data;
  GPtrArray *accounts;        /* (owned) (element-type CtgAccount) */
  GArray *ids;                /* (owned) (element-type gint64) of what was asked for */
  GPtrArray *rows;            /* (owned) (nullable) (element-type CtgHistory) as last read */
  GPtrArray *own_runners;     /* (owned) (nullable) (element-type CtgRunner) */
  GError *failure;            /* (owned) (nullable) of a runner of one's own that could not begin */
  gint64 began_us;
  guint timer;
} Past;

static gboolean poll_cb (gpointer data);
static void run (GTask *task);

/**
 * ctg_past_counts_free:
 * @self: (transfer full) (nullable): what became of a mailbox' past correspondence
 */
void
ctg_past_counts_free (CtgPastCounts *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->address);
  g_clear_error (&self->error);
  g_free (self);
}

static void
past_free (Past *past)
{
  g_clear_handle_id (&past->timer, g_source_remove);
  g_clear_pointer (&past->own_runners, g_ptr_array_unref);
  g_clear_pointer (&past->accounts, g_ptr_array_unref);
  g_clear_pointer (&past->rows, g_ptr_array_unref);
  g_array_unref (past->ids);
  g_clear_error (&past->failure);
  g_free (past->account_id);
  g_free (past);
}

static const char *
state_word (CtgHistoryState state)
{
  static const char *const words[] = { "open", "paused", "done", "given-up" };

  return words[state];
}

static const char *
find_address (const Past *past, const char *account_id)
{
  for (guint i = 0; i < past->accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (past->accounts, i);

      if (g_str_equal (account->id, account_id))
        return account->address;
    }
  return "";
}

static GPtrArray *
make_counts (const Past *past)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_past_counts_free);

  for (guint i = 0; past->rows != NULL && i < past->rows->len; i++)
    {
      const CtgHistory *row = g_ptr_array_index (past->rows, i);
      CtgPastCounts *counts = g_new0 (CtgPastCounts, 1);

      counts->id = row->id;
      counts->account_id = g_strdup (row->account_id);
      counts->address = g_strdup (find_address (past, row->account_id));
      counts->state = state_word (row->state);
      counts->n_seen = row->n_seen;
      counts->n_logged = row->n_logged;
      counts->n_failed = row->n_failed;
      counts->seconds = (double) (ctg_clock_monotonic_us () - past->began_us) / G_USEC_PER_SEC;
      if (past->failure != NULL && row->state == CTG_HISTORY_OPEN)
        counts->error = g_error_copy (past->failure);
      g_ptr_array_add (all, counts);
    }
  return all;
}

static void
stop_own_runners (CtgEngine *self, Past *past)
{
  if (past->own_runners == NULL)
    return;
  g_clear_pointer (&past->own_runners, g_ptr_array_unref);
  ctg_engine_release (self);
}

static void
finish (GTask *task)
{
  Past *past = g_task_get_task_data (task);

  stop_own_runners (g_task_get_source_object (task), past);
  g_task_return_pointer (task, make_counts (past), (GDestroyNotify) g_ptr_array_unref);
  g_object_unref (task);
}

static void
fail (GTask *task, GError *error)
{
  stop_own_runners (g_task_get_source_object (task), g_task_get_task_data (task));
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* Asking. */

static gboolean
is_meant (const Past *past, const CtgAccount *account)
{
  if (past->account_id != NULL && !g_str_equal (account->id, past->account_id))
    return FALSE;
  return account->state == CTG_ACCOUNT_CONNECTED || account->state == CTG_ACCOUNT_DISCONNECTED;
}

static gboolean
write_wish (CtgDb *db, gpointer data, GError **error)
{
  Past *past = data;
  gint64 since = past->options.n_days > 0 ? ctg_clock_now_utc_s () - (gint64) past->options.n_days * DAY_S : 0;

  g_array_set_size (past->ids, 0);
  for (guint i = 0; i < past->accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (past->accounts, i);
      gint64 id;

      if (!is_meant (past, account))
        continue;
      if (!ctg_history_ask (db, account->id, past->options.contact_id, since, &id, error))
        return FALSE;
      g_array_append_val (past->ids, id);
    }
  return TRUE;
}

static gboolean
read_rows (CtgDb *db, gpointer data, GError **error)
{
  Past *past = data;

  g_clear_pointer (&past->rows, g_ptr_array_unref);
  past->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_history_free);
  for (guint i = 0; i < past->ids->len; i++)
    {
      CtgHistory *row = ctg_history_get (db, g_array_index (past->ids, gint64, i), error);

      if (row == NULL)
        return FALSE;
      g_ptr_array_add (past->rows, row);
    }
  return TRUE;
}

/* A runner of one's own whose first look fails would try again for ever. */
static void
synced_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Past *past = g_task_get_task_data (task);
  CtgPullTotals totals = { 0 };
  g_autoptr (GError) error = NULL;

  if (!ctg_runner_sync_finish (NULL, result, &totals, &error) && past->failure == NULL &&
      !ctg_error_is_cancelled (error))
    past->failure = g_steal_pointer (&error);
}

static void
start_own_runners (GTask *task)
{
  CtgEngine *self = g_task_get_source_object (task);
  Past *past = g_task_get_task_data (task);

  past->own_runners = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_runner_free);
  for (guint i = 0; i < past->accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (past->accounts, i);
      CtgRunner *runner;

      if (!is_meant (past, account))
        continue;
      runner = ctg_engine_make_runner (self, account->id, FALSE);
      g_ptr_array_add (past->own_runners, runner);
      ctg_runner_sync_async (runner, NULL, synced_cb, g_object_ref (task));
    }
}

/* Not started: as the holder for a while, if nobody else is and somebody waits; else a word to the one that is, or will
 * be. */
static gboolean
begin_running (GTask *task, GError **error)
{
  CtgEngine *self = g_task_get_source_object (task);
  Past *past = g_task_get_task_data (task);
  g_autoptr (GError) failure = NULL;

  if (ctg_engine_is_started (self))
    {
      ctg_engine_retry (self, past->account_id);
      return TRUE;
    }
  if (past->options.waits && ctg_engine_hold (self, &failure))
    {
      start_own_runners (task);
      return TRUE;
    }
  if (failure == NULL || g_error_matches (failure, CTG_ERROR, CTG_ERROR_BUSY))
    {
      for (guint i = 0; i < past->accounts->len; i++)
        ctg_engine_leave_request (self, "history", ((CtgAccount *) g_ptr_array_index (past->accounts, i))->id);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Waiting. */

static gboolean
is_finished (const Past *past)
{
  for (guint i = 0; i < past->rows->len; i++)
    if (((CtgHistory *) g_ptr_array_index (past->rows, i))->state == CTG_HISTORY_OPEN)
      return FALSE;
  return TRUE;
}

static void
tell_progress (const Past *past)
{
  gint64 n_done = 0, n_total = 0;

  for (guint i = 0; i < past->rows->len; i++)
    {
      const CtgHistory *row = g_ptr_array_index (past->rows, i);

      n_done += row->n_done + row->n_logged - MIN (row->n_bodies_wanted, row->n_logged);
      n_total += row->n_total + row->n_logged;
    }
  if (past->progress != NULL)
    past->progress (n_done, n_total, past->progress_data);
}

/* A mailbox that needs its person does not go on by itself. */
static gboolean
check_accounts (CtgEngine *self, Past *past, GError **error)
{
  g_autoptr (GPtrArray) accounts = ctg_engine_list_accounts (self, error);

  for (guint i = 0; accounts != NULL && past->own_runners == NULL && i < accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (accounts, i);

      if (is_meant (past, account) && account->state == CTG_ACCOUNT_DISCONNECTED && past->failure == NULL)
        past->failure = ctg_error_new (CTG_ERROR_NETWORK, "disconnected", "%s is disconnected", account->address);
    }
  return accounts != NULL;
}

static gboolean
pause_rows (CtgDb *db, gpointer data, GError **error)
{
  const Past *past = data;

  for (guint i = 0; i < past->ids->len; i++)
    if (ctg_history_is_open (db, g_array_index (past->ids, gint64, i)) &&
        !ctg_history_set_state (db, g_array_index (past->ids, gint64, i), CTG_HISTORY_PAUSED, error))
      return FALSE;
  return TRUE;
}

static gboolean
is_holder_gone (CtgEngine *self, const Past *past)
{
  CtgEngineLock *lock;

  if (self->lock != NULL || past->own_runners != NULL)
    return FALSE;
  lock = ctg_engine_lock_take (self->profile->data_dir, NULL);
  if (lock != NULL)
    ctg_engine_lock_release (lock);
  return lock != NULL;
}

static gboolean
poll_cb (gpointer data)
{
  GTask *task = data;
  CtgEngine *self = g_task_get_source_object (task);
  Past *past = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)) &&
      ctg_store_write (self->store, pause_rows, past, NULL, &error))
    g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error);
  if (error == NULL && ctg_store_read (self->store, read_rows, past, NULL, &error))
    check_accounts (self, past, &error);
  if (error == NULL && !is_finished (past) && past->failure == NULL && !is_holder_gone (self, past))
    {
      tell_progress (past);
      return G_SOURCE_CONTINUE;
    }
  past->timer = 0;
  if (error != NULL)
    fail (task, error);
  else if (is_finished (past) || past->failure != NULL)
    finish (task);
  else
    run (task);
  return G_SOURCE_REMOVE;
}

static void
run (GTask *task)
{
  CtgEngine *self = g_task_get_source_object (task);
  Past *past = g_task_get_task_data (task);
  GError *error = NULL;

  if (!begin_running (task, &error) || !ctg_store_read (self->store, read_rows, past, NULL, &error))
    fail (task, error);
  else if (!past->options.waits || past->ids->len == 0)
    finish (task);
  else
    past->timer = g_timeout_add (POLL_MS, poll_cb, task);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  if (ctg_store_write_finish (CTG_STORE (source), result, &error))
    run (task);
  else
    fail (task, error);
}

/**
 * ctg_engine_log_past_async:
 * @self: the engine
 * @options: whose correspondence, in which mailbox, how far back
 * @progress: (nullable): told how far it has come, while it waits
 * @progress_data: for @progress
 * @cancellable: (nullable): pauses it, if it waits
 * @callback: called when it is done, or at once
 * @user_data: for @callback
 *
 * Logs past correspondence from the server. What was begun earlier for the same is taken up.
 */
void
ctg_engine_log_past_async (CtgEngine *self, const CtgPastOptions *options, CtgProgressFunc progress,
                           gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Past *past = g_new0 (Past, 1);
  GError *error = NULL;

  g_task_set_check_cancellable (task, FALSE);
  past->options = *options;
  past->account_id = g_strdup (options->account_id);
  past->progress = progress;
  past->progress_data = progress_data;
  past->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  past->began_us = ctg_clock_monotonic_us ();
  g_task_set_task_data (task, past, (GDestroyNotify) past_free);
  past->accounts = ctg_engine_list_accounts (self, &error);
  if (past->accounts == NULL)
    fail (task, error);
  else
    ctg_store_write_async (self->store, write_wish, past, NULL, NULL, asked_cb, task);
}

/**
 * ctg_engine_log_past_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE, cancellation; a mailbox' own failure is in its counts
 *
 * Returns: (transfer full) (nullable) (element-type CtgPastCounts): an element a mailbox
 */
GPtrArray *
ctg_engine_log_past_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Pausing, resuming, giving up. */

typedef struct
{
  gint64 id;
  CtgHistoryState state;
} Change;

static gboolean
write_change (CtgDb *db, gpointer data, GError **error)
{
  const Change *change = data;
  g_autoptr (GPtrArray) all = ctg_history_list (db, error);
  gboolean found = change->id == 0;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const CtgHistory *row = g_ptr_array_index (all, i);

      if (change->id != 0 && row->id != change->id)
        continue;
      found = TRUE;
      if (!ctg_history_set_state (db, row->id, change->state, error))
        return FALSE;
    }
  if (all != NULL && !found)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-history", "No such past correspondence was asked for");
  return all != NULL && found;
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CtgEngine *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (ctg_engine_is_started (self))
    ctg_engine_retry (self, NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * ctg_engine_change_past_async:
 * @self: the engine
 * @id: which, or 0 for all that are not finished
 * @change: what is to become of it
 * @callback: called when it is noted
 * @user_data: for @callback
 *
 * Pauses, resumes or gives up past correspondence; what is logged already stays.
 */
void
ctg_engine_change_past_async (CtgEngine *self, gint64 id, CtgPastChange change, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  static const CtgHistoryState states[] = { CTG_HISTORY_PAUSED, CTG_HISTORY_OPEN, CTG_HISTORY_GIVEN_UP };
  Change *job = g_new0 (Change, 1);

  job->id = id;
  job->state = states[change];
  ctg_engine_write_async (self, write_change, job, g_free, changed_cb, g_task_new (self, NULL, callback, user_data));
}

/**
 * ctg_engine_change_past_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND with reason no-history, %CTG_ERROR_STORAGE
 *
 * Returns: whether it is noted
 */
gboolean
ctg_engine_change_past_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
