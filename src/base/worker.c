/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "worker.h"
#include "errors.h"

typedef struct
{
  CtgWorkerFunc func;          /* NULL: the last job, the thread ends */
  gpointer data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
  GCancellable *cancellable;   /* (owned) (nullable) */
  GTask *task;                 /* (owned) (nullable) for asynchronous callers */

  /* For blocking callers, who own the job and wait for `done`. */
  GMutex mutex;
  GCond condition;
  gboolean done;
  gpointer result;
  GError *error;               /* (owned) (nullable) */
} Job;

struct _CtgWorker
{
  GThread *thread;
  GAsyncQueue *jobs;           /* (element-type Job) */
};

static void
job_free (Job *job)
{
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->task);
  g_mutex_clear (&job->mutex);
  g_cond_clear (&job->condition);
  g_free (job);
}

static Job *
job_new (CtgWorkerFunc func, gpointer data, GCancellable *cancellable)
{
  Job *job = g_new0 (Job, 1);

  job->func = func;
  job->data = data;
  job->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  g_mutex_init (&job->mutex);
  g_cond_init (&job->condition);
  return job;
}

static void
finish_task (Job *job, gpointer result, GError *error)
{
  /* The data goes on this thread, before the caller hears of the result. */
  if (job->free_data != NULL)
    job->free_data (g_steal_pointer (&job->data));
  job->free_data = NULL;
  if (error != NULL)
    g_task_return_error (job->task, error);
  else
    g_task_return_pointer (job->task, result, job->free_result);
  job_free (job);
}

static void
wake_waiter (Job *job, gpointer result, GError *error)
{
  g_mutex_lock (&job->mutex);
  job->result = result;
  job->error = error;
  job->done = TRUE;
  g_cond_signal (&job->condition);
  g_mutex_unlock (&job->mutex);
}

static void
run_job (Job *job)
{
  GError *error = NULL;
  gpointer result = NULL;

  if (!g_cancellable_set_error_if_cancelled (job->cancellable, &error))
    result = job->func (job->data, job->cancellable, &error);
  if (result == NULL && error == NULL)
    error = ctg_error_new (CTG_ERROR_FAILED, NULL, "A job failed without saying why");
  if (job->task != NULL)
    finish_task (job, result, error);
  else
    wake_waiter (job, result, error);
}

static gpointer
worker_thread (gpointer data)
{
  g_autoptr (GAsyncQueue) jobs = data;

  for (Job *job = g_async_queue_pop (jobs); job->func != NULL; job = g_async_queue_pop (jobs))
    run_job (job);
  return NULL;
}

/**
 * ctg_worker_new:
 * @name: shown in debuggers; at most 15 bytes
 *
 * Starts a worker's thread.
 *
 * Returns: (transfer full): the worker
 */
CtgWorker *
ctg_worker_new (const char *name)
{
  CtgWorker *self = g_new0 (CtgWorker, 1);

  self->jobs = g_async_queue_new ();
  self->thread = g_thread_new (name, worker_thread, g_async_queue_ref (self->jobs));
  return self;
}

/**
 * ctg_worker_free:
 * @self: (transfer full) (nullable): a worker
 *
 * Ends the thread after the jobs already queued, and waits for it. Cancel what may take long before.
 */
void
ctg_worker_free (CtgWorker *self)
{
  static Job last = { 0 };

  if (self == NULL)
    return;
  g_assert (!ctg_worker_is_current (self));
  g_async_queue_push (self->jobs, &last);
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  g_free (self);
}

/**
 * ctg_worker_is_current:
 * @self: a worker
 *
 * Returns: whether the caller runs on its thread
 */
gboolean
ctg_worker_is_current (CtgWorker *self)
{
  return g_thread_self () == self->thread;
}

/**
 * ctg_worker_get_n_queued:
 * @self: a worker
 *
 * Returns: jobs waiting, for back-pressure
 */
guint
ctg_worker_get_n_queued (CtgWorker *self)
{
  return (guint) MAX (0, g_async_queue_length (self->jobs));
}

/**
 * ctg_worker_run_async:
 * @self: a worker
 * @func: (scope async): the job, run on the worker
 * @data: (transfer full): given to @func
 * @free_data: (nullable): frees @data, on the worker
 * @free_result: (nullable): frees a result nobody took
 * @cancellable: (nullable): a job not yet begun is then not begun
 * @callback: (nullable): called on the caller's main context
 * @user_data: for @callback
 *
 * Queues a job.
 */
void
ctg_worker_run_async (CtgWorker *self, CtgWorkerFunc func, gpointer data, GDestroyNotify free_data,
                      GDestroyNotify free_result, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Job *job = job_new (func, data, cancellable);

  job->free_data = free_data;
  job->free_result = free_result;
  job->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_check_cancellable (job->task, FALSE);
  g_async_queue_push (self->jobs, job);
}

/**
 * ctg_worker_run_finish:
 * @result: what the callback got
 * @error: what the job failed with
 *
 * Returns: (transfer full): the job's result
 */
gpointer
ctg_worker_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ctg_worker_run:
 * @self: a worker, not the caller's own thread
 * @func: (scope call): the job
 * @data: given to @func
 * @cancellable: (nullable): a job not yet begun is then not begun
 * @error: what the job failed with
 *
 * Queues a job and waits for it. Never on the main thread of a window.
 *
 * Returns: (transfer full): the job's result
 */
gpointer
ctg_worker_run (CtgWorker *self, CtgWorkerFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job;
  gpointer result;

  g_assert (!ctg_worker_is_current (self));
  job = job_new (func, data, cancellable);
  g_async_queue_push (self->jobs, job);
  g_mutex_lock (&job->mutex);
  while (!job->done)
    g_cond_wait (&job->condition, &job->mutex);
  g_mutex_unlock (&job->mutex);
  result = job->result;
  if (job->error != NULL)
    g_propagate_error (error, g_steal_pointer (&job->error));
  job_free (job);
  return result;
}
