/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* Whether the sender of a letter is told that it was read: by hand, letter by letter, and once. */

/* Puts the receipt into the outbox. NOT_FOUND "no-wish": its sender does not ask; CONFLICT "receipt-given"; NOT_FOUND
 * "no-sender". Returns its number there, 0: failed. */
void     ctg_engine_send_receipt_async    (CtgEngine *self, gint64 key, GAsyncReadyCallback callback,
                                           gpointer user_data);
gint64   ctg_engine_send_receipt_finish   (CtgEngine *self, GAsyncResult *result, GError **error);

/* CONFLICT "receipt-given" */
void     ctg_engine_refuse_receipt_async  (CtgEngine *self, gint64 key, GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean ctg_engine_refuse_receipt_finish (CtgEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
