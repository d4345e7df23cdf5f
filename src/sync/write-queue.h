/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* Hands transactions to the writer while the caller goes on fetching or parsing the next batch: at most a few are under
 * way, and the first that failed stops the caller at its next push. Owned by one thread. */
typedef struct _CtgWriteQueue CtgWriteQueue;

CtgWriteQueue *ctg_write_queue_new   (CtgStore *store);
void           ctg_write_queue_free  (CtgWriteQueue *self);
gboolean       ctg_write_queue_push  (CtgWriteQueue *self, CtgStoreFunc func, gpointer data, GDestroyNotify free_data,
                                      GError **error);
gboolean       ctg_write_queue_flush (CtgWriteQueue *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgWriteQueue, ctg_write_queue_free)

G_END_DECLS
