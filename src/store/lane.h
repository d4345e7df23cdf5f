/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* Private to src/store: a connection with the thread that owns it and a queue of jobs. */
typedef struct _CtgLane CtgLane;

/* How a job is run: as a write transaction, a read transaction, or without one. */
typedef gboolean (*CtgTransactionFunc) (CtgDb *db, CtgStoreFunc func, gpointer data, GCancellable *cancellable,
                                        GError **error);

CtgLane *ctg_lane_new      (const char *name, CtgDb *db);
void     ctg_lane_free     (CtgLane *self);
guint    ctg_lane_get_load (CtgLane *self);
gboolean ctg_lane_run      (CtgLane *self, CtgTransactionFunc transaction, CtgStoreFunc func, gpointer data,
                            GCancellable *cancellable, GError **error);
void     ctg_lane_run_task (CtgLane *self, CtgTransactionFunc transaction, CtgStoreFunc func, gpointer data,
                            GDestroyNotify free_data, GTask *task);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgLane, ctg_lane_free)

G_END_DECLS
