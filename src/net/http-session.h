/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "http.h"

G_BEGIN_DECLS

/* How a web service is told who asks. */
typedef enum
{
  CTG_HTTP_LOGIN_NONE,
  CTG_HTTP_LOGIN_BASIC,   /* RFC 7617: the password itself, in UTF-8; over TLS it goes nowhere else */
  CTG_HTTP_LOGIN_NTLM,    /* MS-NTHT: the connection is logged in, the password never leaves */
  CTG_HTTP_LOGIN_NEGOTIATE, /* RFC 4559: a Kerberos ticket that the person's session has; no password at all */
  CTG_HTTP_LOGIN_BEARER,  /* RFC 6750: an access token; whether this host may see it was judged before */
} CtgHttpLogin;

/* Questions to one web service, over connections that are kept: blocking, owned by one worker thread. https only; the
 * certificate is judged as every other connection's, a pin included, before a byte of a question leaves; no redirect is
 * followed; there are no cookies. */
typedef struct _CtgHttpSession CtgHttpSession;

/* Takes a piece of an answer as it arrives. FALSE: nothing more is wanted. */
typedef gboolean (*CtgHttpPieceFunc) (GBytes *piece, gpointer data);

CtgHttpSession *ctg_http_session_new    (const CtgEndpoint *endpoint, const char *path);
void            ctg_http_session_free   (CtgHttpSession *self);
void            ctg_http_session_log_in (CtgHttpSession *self, CtgHttpLogin login, const char *secret);
gboolean        ctg_http_session_can_negotiate (void);
CtgHttpAnswer  *ctg_http_session_ask    (CtgHttpSession *self, const CtgHttpRequest *request, CtgCertificate **refused,
                                         GCancellable *cancellable, GError **error);
CtgHttpAnswer  *ctg_http_session_listen (CtgHttpSession *self, const CtgHttpRequest *request, CtgHttpPieceFunc func,
                                         gpointer data, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgHttpSession, ctg_http_session_free)

G_END_DECLS
