/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* Whose attachments are logged: all people's, a mailbox's, a contact's. On where nobody has switched them off. */
typedef struct
{
  const char *account_id;      /* (nullable) one of these, or neither: everywhere */
  gint64 contact_id;
} CtgAttachmentsOf;

void     ctg_engine_set_attachments_async   (CtgEngine *self, const CtgAttachmentsOf *whose, gboolean are_logged,
                                             GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_set_attachments_finish  (CtgEngine *self, GAsyncResult *result, GError **error);
void     ctg_engine_load_attachments_async  (CtgEngine *self, const CtgAttachmentsOf *whose,
                                             GAsyncReadyCallback callback, gpointer user_data);
int      ctg_engine_load_attachments_finish (CtgEngine *self, GAsyncResult *result, GError **error);

/* How large a message is whose attachments did not come by themselves for that; 0: it has come as it is set; -1: error.
 */
void     ctg_engine_load_left_out_async  (CtgEngine *self, gint64 message_key, GAsyncReadyCallback callback,
                                          gpointer user_data);
gint64   ctg_engine_load_left_out_finish (CtgEngine *self, GAsyncResult *result, GError **error);

/* All of a message, also what is too large to come by itself, or not logged. */
void     ctg_engine_fetch_whole_async       (CtgEngine *self, gint64 message_key, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_fetch_whole_finish      (CtgEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
