/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"
#include "backend.h"
#include "poison.h"

G_BEGIN_DECLS

typedef void (*CtgPullProgressFunc) (const char *folder, gint64 n_done, gint64 n_total, gpointer data);

/* One account's pull: what it works with. Everything borrowed, everything used on the caller's worker thread only. */
typedef struct
{
  CtgStore *store;
  CtgBackend *backend;        /* open */
  const char *account_id;
  GHashTable *own;            /* (element-type utf8 utf8) keys of one's own addresses, a set */
  CtgPoison *poison;
  gint64 since_utc_s;
  CtgPullProgressFunc progress;
  gpointer progress_data;
} CtgPull;

typedef struct
{
  gint64 n_seen;      /* headers that came */
  gint64 n_logged;    /* log entries made */
  gint64 n_failed;    /* could not be read, set aside */
  gint64 n_too_large; /* of those: larger than anything that is fetched */
} CtgPullTotals;

gboolean ctg_pull_account (const CtgPull *self, CtgPullTotals *totals, GCancellable *cancellable,
                           GError **error);
gboolean ctg_pull_bodies  (const CtgPull *self, const CtgFolder *folder, CtgPullTotals *totals,
                           GCancellable *cancellable, GError **error);
gboolean ctg_pull_some_bodies (const CtgPull *self, const CtgFolder *folder, CtgPullTotals *totals, gboolean *more,
                               GCancellable *cancellable, GError **error);
gboolean ctg_pull_one_body (const CtgPull *self, gint64 key, GCancellable *cancellable, GError **error);

G_END_DECLS
