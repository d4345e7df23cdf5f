/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"
#include "activity.h"
#include "backend.h"
#include "poison.h"
#include "pull.h"

G_BEGIN_DECLS

/* What a runner needs of the house above it. Called on the runner's threads, except `activity`. */
typedef struct
{
  CtgStore *store;
  CtgPoison *poison;
  gint64 history_s;          /* how far back a first pull goes */
  CtgBackend *(*make_backend)  (const CtgAccount *account, gpointer data);
  char       *(*lookup_secret) (const CtgAccount *account, GCancellable *cancellable, gpointer data,
               GError **error);
  /* (nullable) a server refused the secret before its time: the next look-up brings another, if there is one */
  void        (*expire_secret) (const CtgAccount *account, GCancellable *cancellable, gpointer data);
  void        (*activity)      (const char *account_id, gpointer data);   /* main context */
  gpointer data;
} CtgRunnerHost;

/* Runs one account: connects, pulls, watches, backs off. Lives on the main thread, works on one of its own; a second
 * session, made when first needed, fetches the bodies people open. */
typedef struct _CtgRunner CtgRunner;

CtgRunner   *ctg_runner_new              (const CtgRunnerHost *host, const char *account_id,
                                          gboolean watches);
void         ctg_runner_free             (CtgRunner *self);   /* cancels and waits */
const char  *ctg_runner_get_account_id   (CtgRunner *self);
CtgActivity *ctg_runner_dup_activity     (CtgRunner *self);
void         ctg_runner_wake             (CtgRunner *self);   /* tries or looks now */
void         ctg_runner_sync_async       (CtgRunner *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean     ctg_runner_sync_finish      (CtgRunner *self, GAsyncResult *result, CtgPullTotals *totals,
                                          GError **error);
void         ctg_runner_load_body_async  (CtgRunner *self, gint64 key, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
gboolean     ctg_runner_load_body_finish (CtgRunner *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgRunner, ctg_runner_free)

G_END_DECLS
