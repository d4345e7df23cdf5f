/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One timer thread with a main context of its own serves all deadlines, so that a worker blocked in a read is woken
 * without having a main loop. Socket time-outs are only the second net: a byte every half second defeats them. */

#include "deadline.h"
#include "errors.h"

struct _CtgDeadline
{
  GCancellable *cancellable;   /* (owned) what the wait is given */
  GCancellable *caller;        /* (owned) (nullable) */
  gulong caller_handler;
  GSource *timer;              /* (owned) */
};

static gpointer
timer_thread (gpointer data)
{
  GMainContext *context = data;
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);

  g_main_context_push_thread_default (context);
  g_main_loop_run (loop);
  return NULL;
}

static GMainContext *
timer_context (void)
{
  static GMainContext *context;

  if (g_once_init_enter (&context))
    {
      GMainContext *made = g_main_context_new ();

      g_thread_unref (g_thread_new ("ctg-timer", timer_thread, made));
      g_once_init_leave (&context, made);
    }
  return context;
}

static gboolean
fire_cb (gpointer data)
{
  GCancellable *cancellable = data;

  g_object_set_data (G_OBJECT (cancellable), "ctg-fired", GINT_TO_POINTER (TRUE));
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
caller_cancelled_cb (GCancellable *caller, gpointer data)
{
  g_cancellable_cancel (data);
}

static GSource *
start_timer (GCancellable *cancellable, guint timeout_ms)
{
  GSource *timer = g_timeout_source_new (timeout_ms);

  g_source_set_callback (timer, fire_cb, g_object_ref (cancellable), g_object_unref);
  g_source_attach (timer, timer_context ());
  return timer;
}

/**
 * ctg_deadline_new:
 * @timeout_ms: when it fires, from now
 * @caller: (nullable): fires it too
 *
 * Starts a deadline. Safe on any thread.
 *
 * Returns: (transfer full): the running deadline
 */
CtgDeadline *
ctg_deadline_new (guint timeout_ms, GCancellable *caller)
{
  CtgDeadline *self = g_new0 (CtgDeadline, 1);

  self->cancellable = g_cancellable_new ();
  self->timer = start_timer (self->cancellable, timeout_ms);
  if (caller != NULL)
    {
      self->caller = g_object_ref (caller);
      self->caller_handler = g_cancellable_connect (caller, G_CALLBACK (caller_cancelled_cb),
                                                    g_object_ref (self->cancellable), g_object_unref);
    }
  return self;
}

/**
 * ctg_deadline_free:
 * @self: (transfer full) (nullable): a deadline
 *
 * Stops it.
 */
void
ctg_deadline_free (CtgDeadline *self)
{
  if (self == NULL)
    return;
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  if (self->caller != NULL)
    g_cancellable_disconnect (self->caller, self->caller_handler);
  g_clear_object (&self->caller);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/**
 * ctg_deadline_get_cancellable:
 * @self: a deadline
 *
 * Returns: (transfer none): what to hand to the wait
 */
GCancellable *
ctg_deadline_get_cancellable (CtgDeadline *self)
{
  return self->cancellable;
}

/**
 * ctg_deadline_extend:
 * @self: a deadline
 * @timeout_ms: the new time, from now
 *
 * Starts the time anew, for an exchange that makes progress. Does nothing after it fired.
 */
void
ctg_deadline_extend (CtgDeadline *self, guint timeout_ms)
{
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  self->timer = start_timer (self->cancellable, timeout_ms);
}

/**
 * ctg_deadline_convert:
 * @self: a deadline
 * @host: (nullable): who was waited for
 * @error: (inout) (optional): what the wait ended with
 *
 * Turns a cancellation that came from the time, not from the caller, into %CTG_ERROR_TIMED_OUT, and everything else
 * as ctg_error_convert() does.
 */
void
ctg_deadline_convert (CtgDeadline *self, const char *host, GError **error)
{
  gboolean fired = g_object_get_data (G_OBJECT (self->cancellable), "ctg-fired") != NULL &&
                   !(self->caller != NULL && g_cancellable_is_cancelled (self->caller));

  if (error != NULL && *error != NULL && fired && ctg_error_is_cancelled (*error))
    {
      g_clear_error (error);
      ctg_error_set (error, CTG_ERROR_TIMED_OUT, NULL, "No answer in time");
    }
  ctg_error_convert (error, host);
}
