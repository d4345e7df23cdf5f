/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Before the program ends: a letter that somebody has sent is not to wait for the next start. */

#include "engine-send.h"

#include "clock.h"
#include "engine-private.h"
#include "outbox.h"

#define LOOK_EVERY_MS 200

typedef struct
{
  gint64 until_utc_s;
  gint64 n_leaving;
} Leaving;

static gboolean
count_job (CtgDb *db, gpointer data, GError **error)
{
  Leaving *leaving = data;

  leaving->n_leaving = ctg_outbox_count_leaving (db, leaving->until_utc_s);
  return TRUE;
}

static void look (GTask *task);

static gboolean
look_again_cb (gpointer data)
{
  look (data);
  return G_SOURCE_REMOVE;
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Leaving *leaving = g_task_get_task_data (task);
  gboolean is_known = ctg_store_read_finish (CTG_STORE (source), result, NULL);

  if (is_known && leaving->n_leaving > 0 && ctg_clock_now_utc_s () <= leaving->until_utc_s)
    {
      g_timeout_add (LOOK_EVERY_MS, look_again_cb, task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
look (GTask *task)
{
  CtgEngine *self = g_task_get_source_object (task);

  ctg_store_read_async (self->store, count_job, g_task_get_task_data (task), NULL, NULL, counted_cb, task);
}

/**
 * ctg_engine_let_leave_async:
 * @self: the engine
 * @patience_s: how long to wait at most
 * @callback: called when nothing more leaves, or the patience is at its end
 * @user_data: for @callback
 *
 * Waits for what is on its way, see engine-send.h.
 */
void
ctg_engine_let_leave_async (CtgEngine *self, guint patience_s, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Leaving *leaving = g_new0 (Leaving, 1);

  leaving->until_utc_s = ctg_clock_now_utc_s () + patience_s;
  g_task_set_task_data (task, leaving, g_free);
  look (task);
}

/**
 * ctg_engine_let_leave_finish:
 * @self: the engine
 * @result: what the callback got
 *
 * Ends it. What did not leave stays in the outbox and leaves with the next start.
 */
void
ctg_engine_let_leave_finish (CtgEngine *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
