/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is held of a folder. */
typedef struct
{
  gint64 since_utc_s;     /* nothing received earlier is held */
  gint64 pending_utc_s;   /* what was received from `since` to this, inclusive, is still to be brought; 0: nothing */
  gint64 n_first;         /* messages that the first round told of so far; -1: it is over */
  gint64 oldest_utc_s;    /* the oldest of them; 0: not known */
  char *target;           /* (owned) (nullable) where the server goes on telling; NULL: from the beginning */
} CtgGraphSyncToken;

CtgGraphSyncToken *ctg_graph_sync_token_new       (gint64 since_utc_s);
void               ctg_graph_sync_token_free      (CtgGraphSyncToken *self);
CtgGraphSyncToken *ctg_graph_sync_token_parse     (const char *text);
char              *ctg_graph_sync_token_to_string (const CtgGraphSyncToken *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgGraphSyncToken, ctg_graph_sync_token_free)

G_END_DECLS
