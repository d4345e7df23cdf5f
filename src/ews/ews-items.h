/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "ews-request.h"
#include "ews-session.h"

G_BEGIN_DECLS

/* An item, before anything else is known of it. */
typedef struct
{
  char *id;                  /* (owned) */
  gint64 received_utc_s;     /* 0: not said */
} CtgEwsRef;

/* A page of what changed in a folder. */
typedef struct
{
  GPtrArray *created;        /* (owned) (element-type CtgEwsRef) mail only */
  GPtrArray *gone;           /* (owned) (element-type utf8) ids */
  char *state;               /* (owned) */
  gboolean is_last;
} CtgEwsChanges;

/* A page of a search. */
typedef struct
{
  GPtrArray *refs;           /* (owned) (element-type CtgEwsRef) newest first, mail only */
  guint n_items;             /* on this page, others than mail too */
  gint64 n_total;            /* the search finds; -1: not said */
  gboolean is_last;
} CtgEwsFound;

void           ctg_ews_changes_free (CtgEwsChanges *self);
void           ctg_ews_found_free   (CtgEwsFound *self);
CtgEwsChanges *ctg_ews_sync_items   (CtgEwsSession *session, const char *folder_id, const char *state,
                                     GCancellable *cancellable, GError **error);
CtgEwsFound   *ctg_ews_find_items   (CtgEwsSession *session, const CtgEwsSearch *search, GCancellable *cancellable,
                                     GError **error);
gboolean       ctg_ews_has_message  (CtgEwsSession *session, const char *folder_id, const char *message_id,
                                     gboolean *found, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgEwsChanges, ctg_ews_changes_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgEwsFound, ctg_ews_found_free)

G_END_DECLS
