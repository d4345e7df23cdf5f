/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "ews-session.h"

G_BEGIN_DECLS

/* The steps of a connection, as somebody is told of them: the three from `first` on. */
typedef struct
{
  CtgStep first;         /* CTG_STEP_INCOMING_CONNECT or CTG_STEP_OUTGOING_CONNECT */
  CtgStepFunc func;      /* (nullable) */
  gpointer data;
} CtgEwsSteps;

gboolean ctg_ews_steps_take (CtgEwsSession *session, const CtgEwsSteps *steps, const char *secret,
                             CtgCertificate **refused, GCancellable *cancellable, GError **error);

G_END_DECLS
