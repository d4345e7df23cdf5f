/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "progress.h"

#include "clock.h"

#define INTERVAL_US (100 * 1000)

struct _CtgProgress
{
  CtgProgressFunc func;    /* (nullable) */
  gpointer data;
  GMainContext *context;   /* (owned) */
  gint64 told_us;
};

typedef struct
{
  CtgProgressFunc func;
  gpointer data;
  gint64 n_done;
  gint64 n_total;
} Note;

/**
 * ctg_progress_new:
 * @func: (nullable): whom to tell
 * @data: for @func
 *
 * On the thread whose main context is to be told.
 *
 * Returns: (transfer full): what a worker tells
 */
CtgProgress *
ctg_progress_new (CtgProgressFunc func, gpointer data)
{
  CtgProgress *self = g_new0 (CtgProgress, 1);

  self->func = func;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  return self;
}

/**
 * ctg_progress_free:
 * @self: (transfer full): what nobody tells any more
 */
void
ctg_progress_free (CtgProgress *self)
{
  g_main_context_unref (self->context);
  g_free (self);
}

static gboolean
tell_cb (gpointer data)
{
  const Note *note = data;

  note->func (note->n_done, note->n_total, note->data);
  return G_SOURCE_REMOVE;
}

/**
 * ctg_progress_tell:
 * @self: whom to tell
 * @n_done: how much is done
 * @n_total: of how much, 0: unknown
 *
 * Any thread, one at a time. Most calls do nothing.
 */
void
ctg_progress_tell (CtgProgress *self, gint64 n_done, gint64 n_total)
{
  gint64 now_us = ctg_clock_monotonic_us ();
  Note note = { self->func, self->data, n_done, n_total };

  if (self->func == NULL || now_us - self->told_us < INTERVAL_US)
    return;
  self->told_us = now_us;
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, tell_cb, g_memdup2 (&note, sizeof note), g_free);
}
