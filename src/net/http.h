/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a server may be asked, and how far it is followed. */
typedef struct
{
  const char *url;            /* https, unless @only_redirect or @allows_plain. Of a session: (nullable) another path
                               * and query on its host, from the slash on */
  gsize max_bytes;            /* of the body, decoded */
  guint timeout_ms;           /* for everything together, redirects included */
  gboolean only_redirect;     /* ask once, by http if need be, and say where it leads instead of going there */
  const char *method;         /* (nullable) GET. Another one, a body or an authorization are never redirected */
  gboolean is_repeatable;     /* whatever the method, it changes nothing: a connection that was kept will do, and what
                               * was lost on it is asked again. Else it goes over a fresh one, once */
  GBytes *body;               /* (nullable) */
  const char *content_type;   /* of @body */
  const char *authorization;  /* (nullable) the header's value: of a token, for a host that may see it */
  const char *const *headers; /* (nullable) names and values in turn, NULL at the end */
  gboolean allows_plain;      /* a person asked for it: @url may be http and lead on by http; never what is private */
} CtgHttpRequest;

/* What it said. */
typedef struct
{
  guint status;
  GBytes *body;               /* (owned) possibly empty; of other statuses than 2xx at most 4 KB */
  char *url;                  /* (owned) whose answer this is, after redirects */
  char *location;             /* (owned) (nullable) absolute, where a redirect leads that was not followed */
  char **challenges;          /* (owned) schemes of WWW-Authenticate in lower case: basic, ntlm, negotiate, bearer */
  char *server;               /* (owned) (nullable) */
  char *powered_by;           /* (owned) (nullable) */
  gint64 retry_after_s;       /* 0: not said */
  gboolean has_exchange_headers;   /* X-OWA-Version, X-FEServer, request-id */
  char *exchange_version;          /* (owned) (nullable) X-OWA-Version's */
} CtgHttpAnswer;

CtgHttpAnswer *ctg_http_get         (const CtgHttpRequest *request, GCancellable *cancellable, GError **error);
void           ctg_http_answer_free (CtgHttpAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgHttpAnswer, ctg_http_answer_free)

G_END_DECLS
