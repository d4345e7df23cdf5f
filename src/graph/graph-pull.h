/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "graph-session.h"

G_BEGIN_DECLS

/* Of which folder, and from when on. */
typedef struct
{
  const char *folder_id;
  gint64 n_messages;           /* as it was just listed; -1: not known */
  const char *token;           /* (nullable) of the last committed step */
  gint64 since_utc_s;          /* 0: all */
  const char *const *people;   /* (nullable) of past correspondence: only what names one of them */
} CtgGraphWanted;

gboolean ctg_graph_pull (CtgGraphSession *session, const CtgGraphWanted *wanted, CtgDeltaFunc func, gpointer data,
                         GCancellable *cancellable, GError **error);
gboolean ctg_graph_find (CtgGraphSession *session, const CtgGraphWanted *wanted, CtgDeltaFunc func, gpointer data,
                         GCancellable *cancellable, GError **error);

G_END_DECLS
