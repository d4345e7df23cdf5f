/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "graph-session.h"

G_BEGIN_DECLS

/* The steps of a connection, as somebody is told of them: the three from `first` on. */
typedef struct
{
  CtgStep first;         /* CTG_STEP_INCOMING_CONNECT or CTG_STEP_OUTGOING_CONNECT */
  CtgStepFunc func;      /* (nullable) */
  gpointer data;
} CtgGraphSteps;

gboolean ctg_graph_steps_take (CtgGraphSession *session, const CtgGraphSteps *steps, const char *secret,
                               CtgCertificate **refused, GCancellable *cancellable, GError **error);

G_END_DECLS
