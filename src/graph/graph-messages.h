/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"
#include "graph-session.h"

G_BEGIN_DECLS

/* A message that a page tells of. */
typedef struct
{
  char *id;                  /* (owned) */
  gint64 received_utc_s;     /* 0: not said */
  CtgRemoteHeader *header;   /* (owned) (nullable) NULL: to be asked for */
} CtgGraphRef;

/* A page of a folder's messages, or of what changed in it. */
typedef struct
{
  GPtrArray *refs;           /* (owned) (element-type CtgGraphRef) newest first, each once */
  GPtrArray *gone;           /* (owned) (element-type utf8) ids, none of refs */
  char *next;                /* (owned) (nullable) the target of the page after it */
  char *delta;               /* (owned) (nullable) the target that tells what changes from now on */
} CtgGraphMessages;

CtgGraphMessages *ctg_graph_messages_get         (CtgGraphSession *session, const char *target,
                                                  GCancellable *cancellable, GError **error);
void              ctg_graph_messages_free        (CtgGraphMessages *self);
GPtrArray        *ctg_graph_messages_get_headers (CtgGraphSession *session, GPtrArray *refs, GCancellable *cancellable,
                                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgGraphMessages, ctg_graph_messages_free)

G_END_DECLS
