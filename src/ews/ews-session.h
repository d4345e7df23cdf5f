/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "ews-answer.h"

G_BEGIN_DECLS

/* A service that is asked: blocking, owned by one worker thread. */
typedef struct _CtgEwsSession CtgEwsSession;

/* What a request does, and so how long it may take and whether it may be asked again. */
typedef enum
{
  CTG_EWS_QUICK,      /* ids, headers, folders */
  CTG_EWS_LARGE,      /* whole messages come back */
  CTG_EWS_CHANGES,    /* adds something: never asked twice */
} CtgEwsCost;

/* Takes a piece of an answer that goes on. FALSE: enough. */
typedef gboolean (*CtgEwsPieceFunc) (GBytes *piece, gpointer data);

CtgEwsSession *ctg_ews_session_new       (const CtgEndpoint *endpoint);
void           ctg_ews_session_free      (CtgEwsSession *self);
gboolean       ctg_ews_session_open      (CtgEwsSession *self, CtgCertificate **refused, GCancellable *cancellable,
                                          GError **error);
gboolean       ctg_ews_session_log_in    (CtgEwsSession *self, const char *secret, GCancellable *cancellable,
                                          GError **error);
const char    *ctg_ews_session_get_host  (CtgEwsSession *self);
GHashTable    *ctg_ews_session_get_names (CtgEwsSession *self);
char          *ctg_ews_session_describe  (CtgEwsSession *self);
CtgEwsAnswer  *ctg_ews_session_ask       (CtgEwsSession *self, GBytes *request, CtgEwsCost cost,
                                          GCancellable *cancellable, GError **error);
gboolean       ctg_ews_session_listen    (CtgEwsSession *self, GBytes *request, guint timeout_ms, CtgEwsPieceFunc func,
                                          gpointer data, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgEwsSession, ctg_ews_session_free)

G_END_DECLS
