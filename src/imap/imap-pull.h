/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "imap-session.h"
#include "imap-sync-token.h"

G_BEGIN_DECLS

/* What a pull starts from, decided before anything is fetched. */
typedef struct
{
  CtgImapSyncToken *token;   /* (owned) to go on from, `pending` being all that may have to be brought */
  gboolean is_fresh;         /* nothing is held */
  gboolean reset;            /* what was held is void */
} CtgImapPullPlan;

CtgImapPullPlan ctg_imap_pull_plan (const CtgImapSelected *selected, const char *token, gint64 since_utc_s);

/* Whose past correspondence, and how far back. */
typedef struct
{
  const char *const *people;   /* (nullable) NULL or none: everybody's */
  gint64 since_utc_s;
} CtgImapWanted;

gboolean ctg_imap_find (CtgImapSession *session, const char *remote_name, const char *token,
                        const CtgImapWanted *wanted, CtgDeltaFunc func, gpointer data, GCancellable *cancellable,
                        GError **error);
gboolean ctg_imap_pull (CtgImapSession *session, const char *remote_name, const char *token, gint64 since_utc_s,
                        CtgDeltaFunc func, gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
