/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The watching thread's life:
 *
 *   CONNECTING -> PULLING -> WATCHING -> PULLING ...       while all is well
 *   any -> WAITING -> CONNECTING                           network, time-out, a busy server: after a back-off
 *   any -> STOPPED -> CONNECTING                           password, keyring, certificate: only when woken
 *
 * "Woken" is ctg_runner_wake() or a sync asked for. Whoever asked for a sync is answered by the next round, with its
 * error if it fails. */

#include "runner.h"

#include "backoff.h"
#include "candidate.h"
#include "clock.h"
#include "disconnection.h"
#include "errors.h"
#include "history-pull.h"
#include "own-addresses.h"
#include "text.h"
#include "worker.h"

/* Folders other than INBOX have no IDLE of their own; they are looked at this often. */
#define WATCH_S 180
#define PROGRESS_MS 100

/* Past correspondence is brought for so long before news is looked for again. */
#define HISTORY_SLICE_US (10 * G_USEC_PER_SEC)

typedef struct
{
  gint ref_count;               /* (atomic) the runner and each answer on its way to the main context */
  CtgRunnerHost host;
  char *account_id;             /* (owned) */

  GMutex mutex;
  GCond woken;
  gboolean is_woken;            /* (mutex) */
  gboolean is_stopping;         /* (mutex) */
  GCancellable *interrupt;      /* (owned) (nullable) (mutex) ends the wait in progress */
  GPtrArray *syncs;             /* (owned) (element-type GTask) (mutex) */
  CtgActivity activity;         /* (mutex) */
  gint64 told_us;               /* (mutex) */
  gboolean is_closed;           /* (main thread) no more calls to the host */

  gint64 failing_since_us;      /* (runner thread) the first try in vain with the network up ever since; 0: none */
  gboolean is_lasting;          /* (runner thread) that has been told already */
} Shared;

struct _CtgRunner
{
  Shared *shared;
  GCancellable *stop;           /* (owned) cancels whatever is going on */
  GThread *thread;              /* (nullable) */
  CtgWorker *bodies;            /* (owned) (nullable) made when first needed */
  CtgBackend *body_backend;     /* (owned) (nullable) (bodies thread) */
};

static void
shared_unref (Shared *shared)
{
  if (!g_atomic_int_dec_and_test (&shared->ref_count))
    return;
  g_ptr_array_unref (shared->syncs);
  g_clear_object (&shared->interrupt);
  g_clear_error (&shared->activity.error);
  g_free (shared->activity.folder);
  g_mutex_clear (&shared->mutex);
  g_cond_clear (&shared->woken);
  g_free (shared->account_id);
  g_free (shared);
}

static gboolean
tell_cb (gpointer data)
{
  Shared *shared = data;

  if (!shared->is_closed && shared->host.activity != NULL)
    shared->host.activity (shared->account_id, shared->host.data);
  return G_SOURCE_REMOVE;
}

static void
tell (Shared *shared)
{
  g_atomic_int_inc (&shared->ref_count);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, tell_cb, shared, (GDestroyNotify) shared_unref);
}

static void
set_activity (Shared *shared, CtgActivityState state, const GError *error, gint64 retry_utc_s)
{
  g_mutex_lock (&shared->mutex);
  shared->activity.state = state;
  shared->activity.retry_utc_s = retry_utc_s;
  shared->activity.n_done = 0;
  shared->activity.n_total = 0;
  g_clear_pointer (&shared->activity.folder, g_free);
  g_clear_error (&shared->activity.error);
  shared->activity.error = error != NULL ? g_error_copy (error) : NULL;
  g_mutex_unlock (&shared->mutex);
  tell (shared);
}

static void
progress (const char *folder, gint64 n_done, gint64 n_total, gpointer data)
{
  Shared *shared = data;
  gint64 now_us = ctg_clock_monotonic_us ();
  gboolean is_due;

  g_mutex_lock (&shared->mutex);
  g_free (shared->activity.folder);
  shared->activity.folder = g_strdup (folder);
  shared->activity.n_done = n_done;
  shared->activity.n_total = n_total;
  is_due = now_us - shared->told_us >= PROGRESS_MS * 1000;
  if (is_due)
    shared->told_us = now_us;
  g_mutex_unlock (&shared->mutex);
  if (is_due)
    tell (shared);
}

/* The round. */

typedef struct
{
  const char *id;
  CtgAccount *account;
} AccountQuery;

static gboolean
read_account (CtgDb *db, gpointer data, GError **error)
{
  AccountQuery *query = data;

  query->account = ctg_accounts_get (db, query->id, error);
  return query->account != NULL;
}

static CtgBackend *
open_backend_once (Shared *shared, const CtgAccount *account, GCancellable *cancellable, GError **error)
{
  /* Before the secret is asked for: what it prepares is ready by then. */
  g_autoptr (CtgBackend) backend = shared->host.make_backend (account, shared->host.data);
  char *secret;
  gboolean opened;

  secret = shared->host.lookup_secret (account, cancellable, shared->host.data, error);
  if (secret == NULL)
    return NULL;
  opened = ctg_backend_open (backend, secret, NULL, NULL, NULL, cancellable, error);
  ctg_secret_free (secret);
  return opened ? g_steal_pointer (&backend) : NULL;
}

/* Behind a captive portal or without a network it is not the server's fault. */
static gboolean
is_network_up (void)
{
  return g_network_monitor_get_connectivity (g_network_monitor_get_default ()) == G_NETWORK_CONNECTIVITY_FULL;
}

static GError *
judge (Shared *shared, const CtgAccount *account, const GError *failure)
{
  gint64 now_us = ctg_clock_monotonic_us ();
  CtgDisconnectionFacts facts = { .has_password = ctg_candidate_kind_has_password (account->kind), .silent_s = -1 };

  if (!is_network_up ())
    shared->failing_since_us = 0;
  else if (shared->failing_since_us == 0)
    shared->failing_since_us = now_us;
  if (shared->failing_since_us != 0)
    facts.tried_s = (now_us - shared->failing_since_us) / G_USEC_PER_SEC;
  if (account->last_pull_utc_s != 0)
    facts.silent_s = MAX (ctg_clock_now_utc_s () - account->last_pull_utc_s, 0);
  return ctg_disconnection_judge (failure, &facts);
}

/* A token may be refused before its time: it is renewed once, and then believed. */
static CtgBackend *
open_backend (Shared *shared, GCancellable *cancellable, GError **error)
{
  AccountQuery query = { shared->account_id, NULL };
  g_autoptr (CtgAccount) account = NULL;
  g_autoptr (GError) failure = NULL;
  CtgBackend *backend;

  if (!ctg_store_read (shared->host.store, read_account, &query, cancellable, error))
    return NULL;
  account = query.account;
  backend = open_backend_once (shared, account, cancellable, &failure);
  if (backend == NULL && shared->host.expire_secret != NULL && ctg_error_has_reason (failure, "token-refused"))
    {
      g_clear_error (&failure);
      shared->host.expire_secret (account, cancellable, shared->host.data);
      backend = open_backend_once (shared, account, cancellable, &failure);
    }
  if (backend != NULL)
    shared->failing_since_us = 0;
  else
    g_propagate_error (error, ctg_error_is_cancelled (failure) ? g_steal_pointer (&failure)
                                                               : judge (shared, account, failure));
  return backend;
}

/* @own: borrowed. */
static CtgPull
make_work (Shared *shared, CtgBackend *backend, GHashTable *own)
{
  return (CtgPull) {
    .store = shared->host.store,
    .backend = backend,
    .account_id = shared->account_id,
    .own = own,
    .poison = shared->host.poison,
    .since_utc_s = ctg_clock_now_utc_s () - shared->host.history_s,
    .progress = progress,
    .progress_data = shared,
  };
}

static gboolean
pull (Shared *shared, CtgBackend *backend, CtgPullTotals *totals, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) own = ctg_own_addresses_read (shared->host.store, error);
  CtgPull work = make_work (shared, backend, own);

  return own != NULL && ctg_pull_account (&work, totals, cancellable, error);
}

/* Goes on with past correspondence, if some was asked for; @more: there is more of it. */
static gboolean
look_back (Shared *shared, CtgBackend *backend, gboolean *more, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) own = ctg_own_addresses_read (shared->host.store, error);
  CtgPull work = make_work (shared, backend, own);

  *more = FALSE;
  return own != NULL && ctg_history_pull (&work, HISTORY_SLICE_US, more, cancellable, error);
}

static gboolean
one_round (Shared *shared, CtgBackend **backend, CtgPullTotals *totals, GCancellable *cancellable, GError **error)
{
  if (*backend == NULL)
    {
      set_activity (shared, CTG_ACTIVITY_CONNECTING, NULL, 0);
      *backend = open_backend (shared, cancellable, error);
      if (*backend == NULL)
        return FALSE;
    }
  set_activity (shared, CTG_ACTIVITY_PULLING, NULL, 0);
  return pull (shared, *backend, totals, cancellable, error);
}

/* Answers. */

static GPtrArray *
take_syncs (Shared *shared)
{
  GPtrArray *syncs;

  g_mutex_lock (&shared->mutex);
  syncs = shared->syncs;
  shared->syncs = g_ptr_array_new_with_free_func (g_object_unref);
  shared->is_woken = FALSE;
  g_mutex_unlock (&shared->mutex);
  return syncs;
}

static void
answer_syncs (GPtrArray *syncs, const CtgPullTotals *totals, const GError *error)
{
  for (guint i = 0; i < syncs->len; i++)
    {
      GTask *task = g_ptr_array_index (syncs, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_pointer (task, g_memdup2 (totals, sizeof *totals), g_free);
    }
}

/* What a person has to mend: trying again by itself would only lock the account out. */
static gboolean
needs_person (const GError *error)
{
  static const int codes[] = {
    CTG_ERROR_AUTH_REJECTED, CTG_ERROR_AUTH_EXPIRED, CTG_ERROR_AUTH_REVOKED, CTG_ERROR_CONSENT_REQUIRED,
    CTG_ERROR_POLICY, CTG_ERROR_KEYRING_LOCKED, CTG_ERROR_TLS,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, CTG_ERROR, codes[i]))
      return TRUE;
  return ctg_error_has_reason (error, "secret-missing");
}

typedef struct
{
  const char *id;
  CtgAccountState state;
  const GError *cause;
} StateChange;

static gboolean
write_state (CtgDb *db, gpointer data, GError **error)
{
  const StateChange *change = data;
  g_autoptr (CtgAccount) account = ctg_accounts_get (db, change->id, error);

  if (account == NULL)
    return FALSE;
  if (account->state == CTG_ACCOUNT_PAUSED || account->state == CTG_ACCOUNT_REMOVED)
    return TRUE;
  return ctg_accounts_set_state (db, change->id, change->state, change->cause, error);
}

static void
remember_state (Shared *shared, CtgAccountState state, const GError *cause)
{
  StateChange change = { shared->account_id, state, cause };
  g_autoptr (GError) error = NULL;

  if (!ctg_store_write (shared->host.store, write_state, &change, NULL, &error))
    g_info ("the state of account %s was not kept: %s", shared->account_id, error->message);
}

static void
remember_outcome (Shared *shared, gboolean well, gboolean was_well, const GError *error)
{
  if (well && !was_well)
    remember_state (shared, CTG_ACCOUNT_CONNECTED, NULL);
  else if (!well && (needs_person (error) || (ctg_disconnection_is_lasting (error) && !shared->is_lasting)))
    remember_state (shared, CTG_ACCOUNT_DISCONNECTED, error);
  shared->is_lasting = !well && ctg_disconnection_is_lasting (error);
}

/* Waits. */

static void
wait_for_wake (Shared *shared, gint64 until_us)
{
  g_mutex_lock (&shared->mutex);
  while (!shared->is_woken && !shared->is_stopping)
    {
      if (until_us == 0)
        g_cond_wait (&shared->woken, &shared->mutex);
      else if (!g_cond_wait_until (&shared->woken, &shared->mutex, until_us))
        break;
    }
  g_mutex_unlock (&shared->mutex);
}

static void
after_failure (Shared *shared, const GError *error, guint n_failures)
{
  gint64 delay_s = MAX ((gint64) ctg_backoff_delay_s (n_failures), ctg_error_get_details (error).retry_after_s);

  const char *reason = ctg_error_get_details (error).reason;

  g_info ("account %s: %s %s", shared->account_id, ctg_error_code_to_string (error->code),
          reason != NULL ? reason : "");
  if (needs_person (error))
    {
      set_activity (shared, CTG_ACTIVITY_STOPPED, error, 0);
      wait_for_wake (shared, 0);
      return;
    }
  set_activity (shared, CTG_ACTIVITY_WAITING, error, ctg_clock_now_utc_s () + delay_s);
  wait_for_wake (shared, ctg_clock_monotonic_us () + delay_s * G_USEC_PER_SEC);
}

static GCancellable *
begin_interruptible (Shared *shared)
{
  GCancellable *interrupt = NULL;

  g_mutex_lock (&shared->mutex);
  if (!shared->is_woken && !shared->is_stopping)
    {
      g_clear_object (&shared->interrupt);
      shared->interrupt = g_cancellable_new ();
      interrupt = g_object_ref (shared->interrupt);
    }
  g_mutex_unlock (&shared->mutex);
  return interrupt;
}

typedef struct
{
  const char *account_id;
  char *remote_name;
} InboxQuery;

static gboolean
read_inbox (CtgDb *db, gpointer data, GError **error)
{
  InboxQuery *query = data;
  g_autoptr (GPtrArray) folders = ctg_folders_list (db, query->account_id, error);

  for (guint i = 0; folders != NULL && i < folders->len; i++)
    {
      const CtgFolder *folder = g_ptr_array_index (folders, i);

      if (folder->role == CTG_FOLDER_INBOX && query->remote_name == NULL)
        query->remote_name = g_strdup (folder->remote_name);
    }
  return folders != NULL;
}

/* Watches INBOX until there is news, somebody wakes the runner or the time is over. */
static gboolean
watch (Shared *shared, CtgBackend *backend, GError **error)
{
  InboxQuery query = { shared->account_id, NULL };
  g_autofree char *remote_name = NULL;
  g_autoptr (GCancellable) interrupt = begin_interruptible (shared);
  g_autoptr (GError) failure = NULL;

  if (interrupt == NULL)
    return TRUE;
  if (!ctg_store_read (shared->host.store, read_inbox, &query, NULL, error))
    return FALSE;
  remote_name = query.remote_name;
  set_activity (shared, CTG_ACTIVITY_WATCHING, NULL, 0);
  if (ctg_backend_wait (backend, remote_name != NULL ? remote_name : "INBOX", WATCH_S, interrupt, &failure) ||
      ctg_error_is_cancelled (failure))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
is_stopping (Shared *shared)
{
  gboolean stopping;

  g_mutex_lock (&shared->mutex);
  stopping = shared->is_stopping;
  g_mutex_unlock (&shared->mutex);
  return stopping;
}

typedef struct
{
  Shared *shared;
  GCancellable *stop;
} ThreadData;

static void
close_backend (CtgBackend **backend)
{
  if (*backend != NULL)
    ctg_backend_close (*backend);
  g_clear_object (backend);
}

static gpointer
runner_thread (gpointer data)
{
  g_autofree ThreadData *work = data;
  Shared *shared = work->shared;
  g_autoptr (GCancellable) stop = work->stop;
  CtgBackend *backend = NULL;
  guint n_failures = 0;
  gboolean was_well = FALSE;

  while (!is_stopping (shared))
    {
      g_autoptr (GPtrArray) syncs = take_syncs (shared);
      g_autoptr (GError) error = NULL;
      CtgPullTotals totals = { 0 };
      gboolean more = FALSE;
      gboolean well = one_round (shared, &backend, &totals, stop, &error);

      /* Before the answer: whoever gets it may end the program with it. */
      remember_outcome (shared, well, was_well, error);
      answer_syncs (syncs, &totals, error);
      if (well && !(look_back (shared, backend, &more, stop, &error) && (more || watch (shared, backend, &error))))
        {
          well = FALSE;
          remember_outcome (shared, well, was_well, error);
        }
      was_well = well;
      n_failures = well ? 0 : n_failures + 1;
      if (!well)
        {
          close_backend (&backend);
          if (!is_stopping (shared))
            after_failure (shared, error, n_failures);
        }
    }
  close_backend (&backend);
  return NULL;
}

static void
start_thread (CtgRunner *self)
{
  ThreadData *work = g_new0 (ThreadData, 1);

  work->shared = self->shared;
  work->stop = g_object_ref (self->stop);
  self->thread = g_thread_new ("ctg-runner", runner_thread, work);
}

/**
 * ctg_runner_new:
 * @host: copied; what it points to outlives the runner
 * @account_id: which account
 * @watches: %FALSE: neither pulls nor watches before a sync is asked for, only fetches bodies
 *
 * Starts to connect, pull and watch.
 *
 * Returns: (transfer full): the runner
 */
CtgRunner *
ctg_runner_new (const CtgRunnerHost *host, const char *account_id, gboolean watches)
{
  CtgRunner *self = g_new0 (CtgRunner, 1);
  Shared *shared = g_new0 (Shared, 1);

  shared->ref_count = 1;
  shared->host = *host;
  shared->account_id = g_strdup (account_id);
  shared->syncs = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_init (&shared->mutex);
  g_cond_init (&shared->woken);
  self->shared = shared;
  self->stop = g_cancellable_new ();
  if (watches)
    start_thread (self);
  return self;
}

static void
wake_locked (Shared *shared)
{
  shared->is_woken = TRUE;
  if (shared->interrupt != NULL)
    g_cancellable_cancel (shared->interrupt);
  g_cond_signal (&shared->woken);
}

static gpointer
close_body_session (gpointer data, GCancellable *cancellable, GError **error)
{
  CtgRunner *self = data;

  close_backend (&self->body_backend);
  return self;
}

/**
 * ctg_runner_free:
 * @self: (transfer full) (nullable): a runner
 *
 * Cancels what is going on and waits for its threads; unanswered syncs end cancelled.
 */
void
ctg_runner_free (CtgRunner *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) syncs = NULL;

  if (self == NULL)
    return;
  g_mutex_lock (&self->shared->mutex);
  self->shared->is_stopping = TRUE;
  wake_locked (self->shared);
  g_mutex_unlock (&self->shared->mutex);
  g_cancellable_cancel (self->stop);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  if (self->bodies != NULL)
    ctg_worker_run (self->bodies, close_body_session, self, NULL, NULL);
  g_clear_pointer (&self->bodies, ctg_worker_free);
  g_cancellable_set_error_if_cancelled (self->stop, &error);
  syncs = take_syncs (self->shared);
  answer_syncs (syncs, NULL, error);
  g_clear_object (&self->stop);
  self->shared->is_closed = TRUE;
  shared_unref (self->shared);
  g_free (self);
}

/**
 * ctg_runner_get_account_id:
 * @self: a runner
 *
 * Returns: (transfer none): which account it runs
 */
const char *
ctg_runner_get_account_id (CtgRunner *self)
{
  return self->shared->account_id;
}

/**
 * ctg_runner_dup_activity:
 * @self: a runner
 *
 * Returns: (transfer full): what it is doing
 */
CtgActivity *
ctg_runner_dup_activity (CtgRunner *self)
{
  CtgActivity *activity;

  g_mutex_lock (&self->shared->mutex);
  activity = ctg_activity_copy (&self->shared->activity);
  g_mutex_unlock (&self->shared->mutex);
  return activity;
}

/**
 * ctg_runner_wake:
 * @self: a runner
 *
 * Looks for news now, or tries again now after a failure.
 */
void
ctg_runner_wake (CtgRunner *self)
{
  g_mutex_lock (&self->shared->mutex);
  wake_locked (self->shared);
  g_mutex_unlock (&self->shared->mutex);
}

/**
 * ctg_runner_sync_async:
 * @self: a runner
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: called when a pull that began after this call has ended
 * @user_data: for @callback
 *
 * Asks for a pull.
 */
void
ctg_runner_sync_async (CtgRunner *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_mutex_lock (&self->shared->mutex);
  g_ptr_array_add (self->shared->syncs, task);
  wake_locked (self->shared);
  g_mutex_unlock (&self->shared->mutex);
  /* Only now: a round that had begun before would bring the news and leave nothing for the one that answers. */
  if (self->thread == NULL)
    start_thread (self);
}

/**
 * ctg_runner_sync_finish:
 * @self: (nullable): the runner
 * @result: what the callback got
 * @totals: (out): what the pull brought
 * @error: what it failed with
 *
 * Returns: whether the pull ended well
 */
gboolean
ctg_runner_sync_finish (CtgRunner *self, GAsyncResult *result, CtgPullTotals *totals, GError **error)
{
  g_autofree CtgPullTotals *made = g_task_propagate_pointer (G_TASK (result), error);

  if (made == NULL)
    return FALSE;
  *totals = *made;
  return TRUE;
}

/* Bodies people open. */

typedef struct
{
  CtgRunner *runner;
  gint64 key;
} BodyJob;

static gboolean
load_body (CtgRunner *self, gint64 key, GCancellable *cancellable, GError **error)
{
  Shared *shared = self->shared;
  g_autoptr (GHashTable) own = ctg_own_addresses_read (shared->host.store, error);
  CtgPull work = {
    .store = shared->host.store,
    .account_id = shared->account_id,
    .own = own,
    .poison = shared->host.poison,
  };

  if (own == NULL)
    return FALSE;
  if (self->body_backend == NULL)
    self->body_backend = open_backend (shared, cancellable, error);
  if (self->body_backend == NULL)
    return FALSE;
  work.backend = self->body_backend;
  return ctg_pull_one_body (&work, key, cancellable, error);
}

static gpointer
load_body_job (gpointer data, GCancellable *cancellable, GError **error)
{
  BodyJob *job = data;
  CtgRunner *self = job->runner;
  gboolean was_open = self->body_backend != NULL;
  g_autoptr (GError) failure = NULL;

  if (load_body (self, job->key, cancellable, &failure))
    return self;
  if (!g_error_matches (failure, CTG_ERROR, CTG_ERROR_NOT_FOUND))
    close_backend (&self->body_backend);
  /* A session kept from earlier may have been dropped by the server meanwhile: once more on a fresh one. */
  if (was_open && g_error_matches (failure, CTG_ERROR, CTG_ERROR_NETWORK))
    {
      g_clear_error (&failure);
      if (load_body (self, job->key, cancellable, &failure))
        return self;
      close_backend (&self->body_backend);
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/**
 * ctg_runner_load_body_async:
 * @self: a runner, which outlives the answer or is freed after cancelling
 * @key: a held message of this account
 * @cancellable: (nullable): ends it
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Fetches a body into the database, over a session of its own.
 */
void
ctg_runner_load_body_async (CtgRunner *self, gint64 key, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  BodyJob *job = g_new0 (BodyJob, 1);

  if (self->bodies == NULL)
    self->bodies = ctg_worker_new ("ctg-bodies");
  job->runner = self;
  job->key = key;
  ctg_worker_run_async (self->bodies, load_body_job, job, g_free, NULL, cancellable, callback, user_data);
}

/**
 * ctg_runner_load_body_finish:
 * @self: (nullable): the runner
 * @result: what the callback got
 * @error: what it failed with
 *
 * Returns: whether the body is in the database now
 */
gboolean
ctg_runner_load_body_finish (CtgRunner *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error) != NULL;
}
