/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-private.h"

#include "messages.h"

typedef struct
{
  gint64 thread;
  gint64 other;
} MergeJob;

static gboolean
write_split (CtgDb *db, gpointer data, GError **error)
{
  return ctg_threads_split (db, *(gint64 *) data, error);
}

static gboolean
write_merge (CtgDb *db, gpointer data, GError **error)
{
  const MergeJob *job = data;

  return ctg_threads_merge (db, job->thread, job->other, error);
}

/**
 * ctg_engine_split_thread_async:
 * @self: the engine
 * @message_key: a message
 * @callback: called when it is done; ctg_engine_threads_finish() says how
 * @user_data: for @callback
 *
 * Begins a thread of its own with a message and what answers it, now and later.
 */
void
ctg_engine_split_thread_async (CtgEngine *self, gint64 message_key, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, write_split, g_memdup2 (&message_key, sizeof message_key), g_free, callback,
                          user_data);
}

/**
 * ctg_engine_merge_threads_async:
 * @self: the engine
 * @thread: a thread
 * @other: another one
 * @callback: called when it is done; ctg_engine_threads_finish() says how
 * @user_data: for @callback
 *
 * Makes one thread of two.
 */
void
ctg_engine_merge_threads_async (CtgEngine *self, gint64 thread, gint64 other, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  MergeJob job = { thread, other };

  ctg_engine_write_async (self, write_merge, g_memdup2 (&job, sizeof job), g_free, callback, user_data);
}

/**
 * ctg_engine_threads_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND, %CTG_ERROR_INVALID_INPUT with reason first-letter or same-thread, %CTG_ERROR_STORAGE
 *
 * Returns: whether it is done
 */
gboolean
ctg_engine_threads_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
