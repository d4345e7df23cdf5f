/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* All three are CtgTransactionFunc. */
gboolean ctg_transaction_write (CtgDb *db, CtgStoreFunc func, gpointer data, GCancellable *cancellable,
                                GError **error);
gboolean ctg_transaction_read  (CtgDb *db, CtgStoreFunc func, gpointer data, GCancellable *cancellable,
                                GError **error);
gboolean ctg_transaction_none  (CtgDb *db, CtgStoreFunc func, gpointer data, GCancellable *cancellable,
                                GError **error);

G_END_DECLS
