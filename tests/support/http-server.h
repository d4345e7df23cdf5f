/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-certificates.h"

G_BEGIN_DECLS

/* What was asked. */
typedef struct
{
  char *line;             /* "POST /EWS/Exchange.asmx HTTP/1.1" */
  GHashTable *headers;    /* names in lower case */
  char *body;
  guint connection;       /* the first is 1 */
} HttpServerRequest;

/* An answer as it goes on the wire, all of it; (transfer full). NULL: the connection is closed. Called on a thread of
 * the server's. */
typedef char *(*HttpServerFunc) (const HttpServerRequest *request, gpointer data);

/* A web server over TLS on a port of its own, for one client at a time. */
typedef struct _HttpServer HttpServer;

HttpServer *http_server_new            (TestCertificate which, HttpServerFunc func, gpointer data);
void        http_server_free           (HttpServer *self);
guint16     http_server_get_port       (HttpServer *self);
guint       http_server_get_n_requests (HttpServer *self);
char       *http_server_answer         (guint status, const char *headers, const char *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpServer, http_server_free)

G_END_DECLS
