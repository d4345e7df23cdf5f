/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "ews-session.h"

G_BEGIN_DECLS

/* Of which folder, and from when on. */
typedef struct
{
  const char *folder_id;
  const char *status;          /* (nullable) as it was just listed */
  gint64 n_messages;           /* the same; -1: not known */
  const char *token;           /* (nullable) of the last committed step */
  gint64 since_utc_s;          /* 0: all */
  const char *const *people;   /* (nullable) of past correspondence: only what names one of them */
} CtgEwsWanted;

gboolean ctg_ews_pull       (CtgEwsSession *session, const CtgEwsWanted *wanted, CtgDeltaFunc func, gpointer data,
                             GCancellable *cancellable, GError **error);
gboolean ctg_ews_find       (CtgEwsSession *session, const CtgEwsWanted *wanted, CtgDeltaFunc func, gpointer data,
                             GCancellable *cancellable, GError **error);
gboolean ctg_ews_is_current (const char *status, const char *token);

G_END_DECLS
