/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"
#include "endpoint.h"
#include "http-session.h"

G_BEGIN_DECLS

/* For whom Exchange's service is looked for, and who may be told so. */
typedef struct
{
  const char *address;              /* normalised */
  const char *username;             /* (nullable) NULL: the address */
  const char *secret;               /* the password */
  const char *const *accepted;      /* (nullable) hosts of other domains that the person agreed to */
  GPtrArray *trail;                 /* (nullable) (element-type CtgEvidence) grows by what was asked, in order (A78) */
} CtgAutodiscoverAsk;

/* What the walk asks of the world, so that tests can be the world. */
typedef struct
{
  /* One question over https, judged and followed nowhere; @login with @ask's name and password, or none. */
  CtgHttpAnswer *(*ask) (const char *url, CtgHttpLogin login, const CtgAutodiscoverAsk *ask, GBytes *body,
                         GCancellable *cancellable, GError **error);
  CtgHttpAnswer *(*fetch) (const CtgHttpRequest *request, GCancellable *cancellable, GError **error);
  GPtrArray *(*look_up_srv) (const char *service, const char *domain, guint timeout_ms, GCancellable *cancellable,
                             GError **error);
} CtgAutodiscoverWorld;

CtgEndpoint *ctg_autodiscover_walk    (const CtgAutodiscoverAsk *ask, GCancellable *cancellable, GError **error);
CtgEndpoint *ctg_autodiscover_walk_in (const CtgAutodiscoverWorld *world, const CtgAutodiscoverAsk *ask,
                                       GCancellable *cancellable, GError **error);

G_END_DECLS
