/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lane.h"
#include "errors.h"
#include "worker.h"

struct _CtgLane
{
  CtgWorker *worker;           /* (owned) */
  CtgDb *db;                   /* (owned) (worker thread) */
  int load;                    /* (atomic) jobs queued or running */
};

typedef struct
{
  CtgLane *lane;               /* (unowned) outlives its jobs */
  CtgTransactionFunc transaction;
  CtgStoreFunc func;
  gpointer data;
  GDestroyNotify free_data;    /* (nullable) */
} LaneJob;

static void
lane_job_free (LaneJob *job)
{
  g_atomic_int_dec_and_test (&job->lane->load);
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_free (job);
}

static gpointer
run_job (gpointer data, GCancellable *cancellable, GError **error)
{
  LaneJob *job = data;
  GError *failure = NULL;

  if (job->transaction (job->lane->db, job->func, job->data, cancellable, &failure))
    return job;
  if (failure == NULL)
    failure = ctg_error_new (CTG_ERROR_FAILED, NULL, "A job of the store failed without saying why");
  g_propagate_error (error, failure);
  return NULL;
}

/**
 * ctg_lane_new:
 * @name: of the thread, at most 15 bytes
 * @db: (transfer full): the connection
 *
 * Returns: (transfer full): the lane, its thread running
 */
CtgLane *
ctg_lane_new (const char *name, CtgDb *db)
{
  CtgLane *self = g_new0 (CtgLane, 1);

  self->db = db;
  self->worker = ctg_worker_new (name);
  return self;
}

/**
 * ctg_lane_free:
 * @self: (transfer full) (nullable): a lane
 *
 * Waits for the queued jobs, then closes the connection.
 */
void
ctg_lane_free (CtgLane *self)
{
  if (self == NULL)
    return;
  ctg_worker_free (self->worker);
  ctg_db_close (self->db);
  g_free (self);
}

/**
 * ctg_lane_get_load:
 * @self: a lane
 *
 * Returns: jobs queued or running
 */
guint
ctg_lane_get_load (CtgLane *self)
{
  return (guint) g_atomic_int_get (&self->load);
}

static LaneJob *
lane_job_new (CtgLane *self, CtgTransactionFunc transaction, CtgStoreFunc func, gpointer data,
              GDestroyNotify free_data)
{
  LaneJob *job = g_new0 (LaneJob, 1);

  job->lane = self;
  job->transaction = transaction;
  job->func = func;
  job->data = data;
  job->free_data = free_data;
  g_atomic_int_inc (&self->load);
  return job;
}

/**
 * ctg_lane_run:
 * @self: a lane, not that of the calling thread
 * @transaction: how the job is run
 * @func: (nullable): the job
 * @data: given to @func
 * @cancellable: (nullable): stops the job's statements
 * @error: what the job failed with
 *
 * Queues a job and waits for it.
 *
 * Returns: whether it succeeded
 */
gboolean
ctg_lane_run (CtgLane *self, CtgTransactionFunc transaction, CtgStoreFunc func, gpointer data,
              GCancellable *cancellable, GError **error)
{
  LaneJob *job = lane_job_new (self, transaction, func, data, NULL);
  gboolean done = ctg_worker_run (self->worker, run_job, job, cancellable, error) != NULL;

  lane_job_free (job);
  return done;
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ctg_worker_run_finish (result, &error) != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_lane_run_task:
 * @self: a lane
 * @transaction: how the job is run
 * @func: (nullable): the job
 * @data: (transfer full): given to @func
 * @free_data: (nullable): frees @data, on the lane's thread
 * @task: (transfer full) (nullable): returns %TRUE or the job's error, on the caller's main context
 *
 * Queues a job.
 */
void
ctg_lane_run_task (CtgLane *self, CtgTransactionFunc transaction, CtgStoreFunc func, gpointer data,
                   GDestroyNotify free_data, GTask *task)
{
  LaneJob *job = lane_job_new (self, transaction, func, data, free_data);

  ctg_worker_run_async (self->worker, run_job, job, (GDestroyNotify) lane_job_free, NULL,
                        task != NULL ? g_task_get_cancellable (task) : NULL, task != NULL ? finished_cb : NULL, task);
}
