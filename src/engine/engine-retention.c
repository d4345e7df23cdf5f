/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What has its age goes: by itself once a day while this process holds the lock, and when it is asked for. How old is
 * too old, and whether the clock can be believed, says crm/retention-rule.c.
 *
 *   the clock is      | by itself                               | asked for
 *   ------------------+-----------------------------------------+-----------------------------------------
 *   right             | purges, if the last time is a day ago   | purges
 *   back              | waits for a better clock                | purges: nothing is too old by it
 *   ahead             | says so, and waits for a day            | refuses, until the date is said to be right
 */

#include "engine-private.h"

#include "backup.h"
#include "clock.h"
#include "engine-backup.h"
#include "errors.h"
#include "log-policy.h"
#include "messages.h"
#include "requests.h"
#include "retention-rule.h"
#include "retention.h"
#include "rolling.h"

#include <glib/gstdio.h>

#define DAY_S (24 * 3600)
#define LOOK_S 3600
/* A short transaction each, so that what people do comes between. */
#define BATCH 200

G_STATIC_ASSERT ((int) CTG_N_STALE == (int) CTG_N_RETAINED);

typedef struct
{
  CtgEngine *engine;        /* (unowned) */
  gboolean only_look;
  gboolean date_is_right;
  gboolean only_if_due;
  gboolean releases;        /* the lock was taken for this */
  CtgClockFacts clock;
  char *run;                /* (owned) (nullable) of the machine */
  gint64 doubted_utc_s;     /* since when the clock is not believed; 0: it is */
  gint64 purged_utc_s;
  CtgStale what;
  gint64 limit_utc_s;
  GArray *ids;              /* (owned) (nullable) of @what */
  guint n_done;             /* of those */
  gint64 n_gone;
  GArray *counts;           /* (owned) */
} PurgeJob;

static void
purge_job_free (PurgeJob *job)
{
  g_free (job->run);
  g_clear_pointer (&job->ids, g_array_unref);
  g_array_unref (job->counts);
  g_free (job);
}

/* --- The clock --- */

static gint64
get_number (CtgDb *db, const char *key)
{
  g_autofree char *text = ctg_settings_get (db, key);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static gboolean
set_number (CtgDb *db, const char *key, gint64 number, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  return ctg_settings_set (db, key, number != 0 ? text : NULL, error);
}

static gboolean
read_clock (CtgDb *db, gpointer data, GError **error)
{
  PurgeJob *job = data;
  g_autofree char *run = ctg_settings_get (db, "clock-run");

  job->run = ctg_clock_dup_run (&job->clock.now_running_s);
  job->clock.now_utc_s = ctg_clock_now_utc_s ();
  job->clock.seen_utc_s = get_number (db, "clock-seen");
  job->clock.seen_running_s = get_number (db, "clock-running");
  job->clock.is_same_run = *job->run != '\0' && g_strcmp0 (run, job->run) == 0;
  job->doubted_utc_s = get_number (db, "clock-doubted");
  job->purged_utc_s = get_number (db, "purged");
  return TRUE;
}

static gboolean
write_clock (CtgDb *db, gpointer data, GError **error)
{
  const PurgeJob *job = data;

  if (job->doubted_utc_s != 0 ? !ctg_problems_set (db, NULL, "POLICY", "clock-ahead", "", NULL, error)
                              : !ctg_problems_clear (db, NULL, "POLICY", "", error))
    return FALSE;
  return set_number (db, "clock-seen", job->clock.now_utc_s, error) &&
         set_number (db, "clock-running", job->clock.now_running_s, error) &&
         ctg_settings_set (db, "clock-run", job->run, error) &&
         set_number (db, "clock-doubted", job->doubted_utc_s, error);
}

/* Whether to go on; FALSE without error: not now. */
static gboolean
judge_clock (PurgeJob *job, GError **error)
{
  CtgClockVerdict verdict = ctg_retention_judge_clock (&job->clock);
  gint64 now = job->clock.now_utc_s;
  gboolean is_doubted = verdict == CTG_CLOCK_AHEAD ||
                        (job->doubted_utc_s != 0 && now >= job->doubted_utc_s && now < job->doubted_utc_s + DAY_S);

  if (job->date_is_right || !is_doubted)
    job->doubted_utc_s = 0;
  else if (verdict == CTG_CLOCK_AHEAD)
    job->doubted_utc_s = now;
  if (!ctg_store_write (job->engine->store, write_clock, job, NULL, error))
    return FALSE;
  if (job->doubted_utc_s == 0)
    return !job->only_if_due ||
           (verdict == CTG_CLOCK_RIGHT && (now < job->purged_utc_s || now >= job->purged_utc_s + DAY_S));
  if (!job->only_if_due)
    ctg_error_set (error, CTG_ERROR_POLICY, "clock-ahead", "The clock stands ahead of where it was");
  return FALSE;
}

/* --- Purging --- */

static gboolean
list_stale (CtgDb *db, gpointer data, GError **error)
{
  PurgeJob *job = data;

  job->ids = ctg_retention_list (db, job->what, job->limit_utc_s, error);
  return job->ids != NULL;
}

static gboolean
write_batch (CtgDb *db, gpointer data, GError **error)
{
  PurgeJob *job = data;
  guint n = MIN (BATCH, job->ids->len - job->n_done);
  gint64 n_gone = 0;

  if (!ctg_retention_purge (db, job->what, job->limit_utc_s, &g_array_index (job->ids, gint64, job->n_done), n,
                            &n_gone, error))
    return FALSE;
  job->n_done += n;
  job->n_gone += n_gone;
  return TRUE;
}

static gboolean
purge_kind (PurgeJob *job, GCancellable *cancellable, GError **error)
{
  CtgStore *store = job->engine->store;

  job->limit_utc_s = ctg_retention_get_limit ((CtgRetained) job->what, job->clock.now_utc_s);
  job->n_done = 0;
  job->n_gone = 0;
  g_clear_pointer (&job->ids, g_array_unref);
  if (!ctg_store_read (store, list_stale, job, cancellable, error))
    return FALSE;
  if (job->only_look)
    job->n_gone = job->ids->len;
  while (!job->only_look && job->n_done < job->ids->len)
    if (!ctg_store_write (store, write_batch, job, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_ledger (CtgDb *db, gpointer data, GError **error)
{
  const PurgeJob *job = data;
  gint64 n = 0;

  for (guint i = 0; i < job->counts->len; i++)
    {
      const CtgPurgeCount *count = &g_array_index (job->counts, CtgPurgeCount, i);

      n += count->n;
      if (count->n > 0 && !ctg_purge_ledger_add (db, count->what, count->n, count->limit_utc_s, error))
        return FALSE;
    }
  return set_number (db, "purged", job->clock.now_utc_s, error) && (n == 0 || ctg_retention_finish (db, error));
}

/* Copies made for other programs to open are the same letters' words. */
static void
remove_opened_copies (PurgeJob *job)
{
  g_autofree char *folder = g_build_filename (job->engine->profile->cache_dir, "opened", NULL);
  gint64 limit_utc_s = ctg_retention_get_limit (CTG_RETAIN_BODY, job->clock.now_utc_s);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GDir) inner = NULL;
      const char *inside;
      GStatBuf status;

      if (g_lstat (path, &status) != 0 || status.st_mtime > limit_utc_s || !S_ISDIR (status.st_mode))
        continue;
      inner = g_dir_open (path, 0, NULL);
      while (inner != NULL && (inside = g_dir_read_name (inner)) != NULL)
        {
          g_autofree char *file = g_build_filename (path, inside, NULL);

          g_unlink (file);
        }
      g_rmdir (path);
    }
}

/* Those with somebody who is here no more go; one of today is made. */
static void
keep_own_copies (PurgeJob *job)
{
  const char *data_dir = job->engine->profile->data_dir;
  g_autoptr (GError) error = NULL;

  ctg_rolling_drop (data_dir);
  if (!ctg_rolling_make (data_dir, job->clock.now_utc_s, &error))
    g_info ("today's copy of contacts and templates could not be made: %s", error->message);
}

static gboolean
purge_all (PurgeJob *job, GCancellable *cancellable, GError **error)
{
  for (int i = 0; i < CTG_N_STALE; i++)
    {
      CtgPurgeCount count = { ctg_retention_get_name ((CtgRetained) i) };

      job->what = (CtgStale) i;
      if (!purge_kind (job, cancellable, error))
        return FALSE;
      count.n = job->n_gone;
      count.limit_utc_s = job->limit_utc_s;
      g_array_append_val (job->counts, count);
    }
  if (job->only_look)
    return TRUE;
  remove_opened_copies (job);
  ctg_backup_clean_up (job->engine->profile->data_dir, job->clock.now_utc_s - CTG_KEPT_S, job->clock.now_utc_s);
  keep_own_copies (job);
  return ctg_store_write (job->engine->store, write_ledger, job, cancellable, error);
}

static gpointer
purge_job (gpointer data, GCancellable *cancellable, GError **error)
{
  PurgeJob *job = data;
  GError *failure = NULL;

  if (!ctg_store_read (job->engine->store, read_clock, job, cancellable, error))
    return NULL;
  if (!job->only_look && !judge_clock (job, &failure))
    {
      if (failure != NULL)
        g_propagate_error (error, failure);
      return failure != NULL ? NULL : g_array_ref (job->counts);
    }
  return purge_all (job, cancellable, error) ? g_array_ref (job->counts) : NULL;
}

/* --- Asked for --- */

static void begin (GTask *task);

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  PurgeJob *job = g_task_get_task_data (task);
  GError *error = NULL;
  GArray *counts = ctg_worker_run_finish (result, &error);

  if (job->releases)
    ctg_engine_release (job->engine);
  if (counts != NULL)
    g_task_return_pointer (task, counts, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

/* A line a kind, in their order: number and limit. */
static void
read_answer (GArray *counts, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", CTG_N_RETAINED + 1);

  for (int i = 0; i < CTG_N_RETAINED && lines[i] != NULL; i++)
    {
      CtgPurgeCount count = { ctg_retention_get_name ((CtgRetained) i) };
      char *end = lines[i];

      count.n = g_ascii_strtoll (lines[i], &end, 10);
      count.limit_utc_s = g_ascii_strtoll (end, NULL, 10);
      g_array_append_val (counts, count);
    }
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  PurgeJob *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *text = ctg_engine_request_finish (job->engine, result, &error);

  if (ctg_error_has_reason (error, "holder-gone"))
    {
      g_clear_error (&error);
      begin (g_steal_pointer (&task));
    }
  else if (text == NULL)
    g_task_return_error (task, error);
  else
    {
      read_answer (job->counts, text);
      g_task_return_pointer (task, g_array_ref (job->counts), (GDestroyNotify) g_array_unref);
    }
}

static void
begin (GTask *task)
{
  PurgeJob *job = g_task_get_task_data (task);
  CtgEngine *self = job->engine;
  GCancellable *cancellable = g_task_get_cancellable (task);
  gboolean had_lock = self->lock != NULL;
  GError *error = NULL;

  if (job->only_look || ctg_engine_hold (self, &error))
    {
      job->releases = !had_lock && self->lock != NULL;
      ctg_worker_run_async (self->upkeep, purge_job, job, NULL, (GDestroyNotify) g_array_unref, cancellable, purged_cb,
                            task);
    }
  else if (g_error_matches (error, CTG_ERROR, CTG_ERROR_BUSY))
    {
      g_clear_error (&error);
      ctg_engine_request_async (self, "purge", job->date_is_right ? "date-is-right" : "", cancellable, answered_cb,
                                task);
    }
  else
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
}

static GTask *
make_task (CtgEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data, PurgeJob **job)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  *job = g_new0 (PurgeJob, 1);
  (*job)->engine = self;
  (*job)->counts = g_array_new (FALSE, FALSE, sizeof (CtgPurgeCount));
  g_task_set_task_data (task, *job, (GDestroyNotify) purge_job_free);
  return task;
}

/**
 * ctg_engine_purge_async:
 * @self: the engine
 * @only_look: say what would go; nothing goes
 * @date_is_right: a person says so, whatever the clock did
 * @cancellable: (nullable): ends it between two steps
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Lets go what has its age; where another process holds the lock, asks that one to.
 */
void
ctg_engine_purge_async (CtgEngine *self, gboolean only_look, gboolean date_is_right, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  PurgeJob *job;
  GTask *task = make_task (self, cancellable, callback, user_data, &job);

  job->only_look = only_look;
  job->date_is_right = date_is_right;
  begin (task);
}

/**
 * ctg_engine_purge_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_POLICY with reason clock-ahead, %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL
 *
 * Returns: (transfer full) (element-type CtgPurgeCount): what went, an element a rule; empty: it was not due
 */
GArray *
ctg_engine_purge_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ctg_engine_answer_purge_async:
 * @self: the engine, started
 * @argument: of another process's request
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Purges on behalf of another process.
 */
void
ctg_engine_answer_purge_async (CtgEngine *self, const char *argument, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_purge_async (self, FALSE, g_str_equal (argument, "date-is-right"), NULL, callback, user_data);
}

/**
 * ctg_engine_answer_purge_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: as ctg_engine_purge_finish()
 *
 * Returns: (transfer full): the answer to the other process
 */
char *
ctg_engine_answer_purge_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GArray) counts = ctg_engine_purge_finish (self, result, error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (counts == NULL)
    return NULL;
  for (guint i = 0; i < counts->len; i++)
    {
      const CtgPurgeCount *count = &g_array_index (counts, CtgPurgeCount, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", count->n, count->limit_utc_s);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- By itself --- */

/**
 * ctg_engine_upkeep_async:
 * @self: the engine, holding the lock
 * @callback: (nullable): called when it is done, to be finished by ctg_engine_purge_finish()
 * @user_data: for @callback
 *
 * Purges if the last time is a day ago and the clock can be believed.
 */
void
ctg_engine_upkeep_async (CtgEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  PurgeJob *job;
  GTask *task = make_task (self, self->stopping, callback, user_data, &job);

  job->only_if_due = TRUE;
  begin (task);
}

static void
upkept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  G_GNUC_UNUSED g_autoptr (GArray) counts = ctg_engine_purge_finish (CTG_ENGINE (source), result, &error);

  if (error != NULL && !ctg_error_is_cancelled (error))
    g_info ("what has its age could not go: %s", error->message);
}

static gboolean
upkeep_cb (gpointer data)
{
  ctg_engine_upkeep_async (data, upkept_cb, NULL);
  return G_SOURCE_CONTINUE;
}

/**
 * ctg_engine_begin_upkeep:
 * @self: the engine, started
 *
 * Looks now, and from time to time, whether something has its age.
 */
void
ctg_engine_begin_upkeep (CtgEngine *self)
{
  self->upkeep_timer = g_timeout_add_seconds (LOOK_S, upkeep_cb, self);
  ctg_engine_upkeep_async (self, upkept_cb, NULL);
}

/**
 * ctg_engine_end_upkeep:
 * @self: the engine, about to stop; what it cancels has been cancelled
 *
 * Waits for the step that is under way.
 */
void
ctg_engine_end_upkeep (CtgEngine *self)
{
  g_clear_handle_id (&self->upkeep_timer, g_source_remove);
  g_clear_pointer (&self->upkeep, ctg_worker_free);
}

/* --- Trash --- */

typedef struct { gint64 key, contact; int n_back; } Undeletion;

static gboolean
write_undeletion (CtgDb *db, gpointer data, GError **error)
{
  Undeletion *job = data;
  g_autoptr (GPtrArray) entries = ctg_trash_list (db, job->key, error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const CtgTrashEntry *entry = g_ptr_array_index (entries, i);

      if (job->contact != 0 && entry->contact_id != job->contact)
        continue;
      if (!ctg_messages_log (db, entry->message_key, entry->contact_id, entry->rule, entry->matched_message_id, error))
        return FALSE;
      job->n_back++;
    }
  if (job->n_back == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "not-in-trash", "Nothing of this message was deleted");
  return job->n_back > 0;
}

static void
undeleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Undeletion *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_int (task, job->n_back);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_engine_undelete_async:
 * @self: the engine
 * @message_key: a message
 * @contact_id: on whom it was logged, or 0: on all
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Logs again, by its former rule, what a person deleted.
 */
void
ctg_engine_undelete_async (CtgEngine *self, gint64 message_key, gint64 contact_id, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Undeletion *job = g_new0 (Undeletion, 1);

  job->key = message_key;
  job->contact = contact_id;
  g_task_set_task_data (task, job, g_free);
  ctg_engine_write_async (self, write_undeletion, job, NULL, undeleted_cb, task);
}

/**
 * ctg_engine_undelete_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND with reason not-in-trash, %CTG_ERROR_STORAGE
 *
 * Returns: how many entries are back; -1: none
 */
int
ctg_engine_undelete_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}
