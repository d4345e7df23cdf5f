/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "write-queue.h"

#define MOST_UNDER_WAY 3

struct _CtgWriteQueue
{
  CtgStore *store;          /* (owned) */
  GMainContext *context;    /* (owned) where the answers arrive, iterated only inside push and flush */
  guint n_under_way;
  GError *error;            /* (owned) (nullable) the first failure, sticky */
};

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CtgWriteQueue *self = data;
  g_autoptr (GError) error = NULL;

  self->n_under_way--;
  if (!ctg_store_write_finish (self->store, result, &error) && self->error == NULL)
    self->error = g_steal_pointer (&error);
}

static gboolean
wait_until (CtgWriteQueue *self, guint n_under_way, GError **error)
{
  while (self->n_under_way > n_under_way)
    g_main_context_iteration (self->context, TRUE);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

/**
 * ctg_write_queue_new:
 * @store: the profile's database
 *
 * Returns: (transfer full): an empty queue
 */
CtgWriteQueue *
ctg_write_queue_new (CtgStore *store)
{
  CtgWriteQueue *self = g_new0 (CtgWriteQueue, 1);

  self->store = g_object_ref (store);
  self->context = g_main_context_new ();
  return self;
}

/**
 * ctg_write_queue_free:
 * @self: (transfer full) (nullable): a queue
 *
 * Waits for what is under way.
 */
void
ctg_write_queue_free (CtgWriteQueue *self)
{
  if (self == NULL)
    return;
  wait_until (self, 0, NULL);
  g_main_context_unref (self->context);
  g_clear_object (&self->store);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * ctg_write_queue_push:
 * @self: a queue
 * @func: (scope async): the transaction, run on the writer
 * @data: (transfer full): given to @func
 * @free_data: (nullable): frees @data
 * @error: what an earlier transaction failed with; @func is then not run
 *
 * Queues a transaction; waits only while too many are under way.
 *
 * Returns: whether it was queued
 */
gboolean
ctg_write_queue_push (CtgWriteQueue *self, CtgStoreFunc func, gpointer data, GDestroyNotify free_data, GError **error)
{
  if (!wait_until (self, MOST_UNDER_WAY - 1, error))
    {
      if (free_data != NULL)
        free_data (data);
      return FALSE;
    }
  g_main_context_push_thread_default (self->context);
  ctg_store_write_async (self->store, func, data, free_data, NULL, written_cb, self);
  g_main_context_pop_thread_default (self->context);
  self->n_under_way++;
  return TRUE;
}

/**
 * ctg_write_queue_flush:
 * @self: a queue
 * @error: what a transaction failed with
 *
 * Waits until everything queued is committed.
 *
 * Returns: whether all of it was
 */
gboolean
ctg_write_queue_flush (CtgWriteQueue *self, GError **error)
{
  return wait_until (self, 0, error);
}
