/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A named thread with a queue of its own: it owns something (a database connection, a session with a server), and
 * everybody else asks it by jobs, done one after the other in the order they came. Not g_task_run_in_thread(): that
 * pool is shared, unordered, and a dozen blocked connections would starve everything else. */
typedef struct _CtgWorker CtgWorker;

/* Runs on the worker. Returns its result, or NULL with @error set (a job without a result returns any non-NULL). */
typedef gpointer (*CtgWorkerFunc) (gpointer data, GCancellable *cancellable, GError **error);

CtgWorker *ctg_worker_new        (const char *name);
void       ctg_worker_free       (CtgWorker *self);
gboolean   ctg_worker_is_current (CtgWorker *self);
guint      ctg_worker_get_n_queued (CtgWorker *self);
void       ctg_worker_run_async  (CtgWorker *self, CtgWorkerFunc func, gpointer data, GDestroyNotify free_data,
                                  GDestroyNotify free_result, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gpointer   ctg_worker_run_finish (GAsyncResult *result, GError **error);
gpointer   ctg_worker_run        (CtgWorker *self, CtgWorkerFunc func, gpointer data, GCancellable *cancellable,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgWorker, ctg_worker_free)

G_END_DECLS
