/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"
#include "backend.h"
#include "transport.h"

G_BEGIN_DECLS

/* The setting that holds a CtgMissedPolicy of crm. */
#define CTG_MISSED_SETTING "missed-letters"

/* What a sender needs of the house above it. Called on the sender's thread. */
typedef struct
{
  CtgStore *store;
  CtgTransport *(*make_transport) (const CtgAccount *account, gpointer data);
  CtgBackend   *(*make_backend)   (const CtgAccount *account, gpointer data);
  char         *(*lookup_secret)  (const CtgAccount *account, gboolean outgoing, GCancellable *cancellable,
                                   gpointer data, GError **error);
  /* (nullable) After a refusal, before anything left: whether there is another way out. Then the account's outgoing
   * server is that one from now on. @failure: (inout): may be told better. */
  gboolean      (*find_other_way) (CtgAccount *account, GError **failure, GCancellable *cancellable, gpointer data);
  gpointer data;
} CtgSenderHost;

/* Empties one account's part of the outbox, on a thread of its own; nobody else sends for that account. */
typedef struct _CtgSender CtgSender;

CtgSender *ctg_sender_new        (const CtgSenderHost *host, const char *account_id);
void       ctg_sender_free       (CtgSender *self);   /* cancels and waits */
void       ctg_sender_run_async  (CtgSender *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean   ctg_sender_run_finish (CtgSender *self, GAsyncResult *result, gint64 *next_utc_s, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSender, ctg_sender_free)

G_END_DECLS
