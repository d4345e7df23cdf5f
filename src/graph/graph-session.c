/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An access token in every request, to a host that may see it, over verified TLS.
 *
 *   401 to the first request           AUTH_EXPIRED token-refused: whoever has the token renews it, once
 *   401 to a later one                 NETWORK connection-closed: the token's time is over as a connection's is, and
 *                                      the mailbox is opened anew with another one
 *
 * What is read is asked again once where a kept connection turns out to be closed; a letter goes over a fresh one, once
 * (S3). */

#include "graph-session.h"

#include "bearer.h"
#include "errors.h"
#include "graph-error.h"
#include "graph-request.h"
#include "http-session.h"
#include "text.h"

#include <string.h>

#define QUICK_TIMEOUT_MS (60 * 1000)
#define LARGE_TIMEOUT_MS (300 * 1000)

/* What `formats` reads of JSON. */
#define QUICK_MAX_BYTES (16 * 1024 * 1024)
#define CONTENT_MAX_BYTES (60 * 1024 * 1024)

struct _CtgGraphSession
{
  CtgEndpoint *endpoint;     /* (owned) */
  CtgHttpSession *http;      /* (owned) */
  gboolean is_logged_in;
};

/**
 * ctg_graph_session_new:
 * @endpoint: where the service is, with its path, and of which kind its token is
 *
 * No network yet.
 *
 * Returns: (transfer full): a session
 */
CtgGraphSession *
ctg_graph_session_new (const CtgEndpoint *endpoint)
{
  CtgGraphSession *self = g_new0 (CtgGraphSession, 1);

  self->endpoint = ctg_endpoint_copy (endpoint);
  if (self->endpoint->path == NULL)
    self->endpoint->path = g_strdup ("");
  self->http = ctg_http_session_new (endpoint, "/");
  return self;
}

/**
 * ctg_graph_session_free:
 * @self: (transfer full) (nullable): a session
 */
void
ctg_graph_session_free (CtgGraphSession *self)
{
  if (self == NULL)
    return;
  ctg_http_session_free (self->http);
  ctg_endpoint_free (self->endpoint);
  g_free (self);
}

/**
 * ctg_graph_session_get_endpoint:
 * @self: a session
 *
 * Returns: (transfer none): who is asked
 */
const CtgEndpoint *
ctg_graph_session_get_endpoint (CtgGraphSession *self)
{
  return self->endpoint;
}

/* Before a byte of a token leaves. */
static gboolean
take_token (CtgGraphSession *self, const char *secret, GError **error)
{
  if (self->endpoint->token_kind == NULL || secret == NULL || *secret == '\0' || ctg_text_has_control (secret))
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, NULL, "This mailbox cannot be logged in to");
      return FALSE;
    }
  if (!ctg_bearer_may_meet (self->endpoint->token_kind, self->endpoint->host, error))
    return FALSE;
  ctg_http_session_log_in (self->http, CTG_HTTP_LOGIN_BEARER, secret);
  return TRUE;
}

/* Message ids that stay the same wherever a message is moved to (learn.microsoft.com/graph/outlook-immutable-id). */
static CtgHttpAnswer *
ask (CtgGraphSession *self, CtgHttpRequest *question, const char *target, guint n_items, CtgCertificate **refused,
     GCancellable *cancellable, GError **error)
{
  g_autofree char *url = g_strconcat (self->endpoint->path, target, NULL);
  g_autofree char *size = n_items > 0 ? g_strdup_printf (", odata.maxpagesize=%u", n_items) : NULL;
  g_autofree char *prefer = g_strconcat ("IdType=\"ImmutableId\"", size, NULL);
  const char *const headers[] = { "Accept", "*/*", "Prefer", prefer, NULL };

  question->url = url;
  question->headers = headers;
  return ctg_http_session_ask (self->http, question, refused, cancellable, error);
}

/**
 * ctg_graph_session_note_failure:
 * @self: a session
 * @error: (inout): what a request, or one in a batch, was refused with
 *
 * Makes of a token whose time is over what the second row at the head of this file says.
 */
void
ctg_graph_session_note_failure (CtgGraphSession *self, GError **error)
{
  if (!self->is_logged_in || error == NULL || !ctg_error_has_reason (*error, "token-refused"))
    return;
  g_clear_error (error);
  ctg_error_set (error, CTG_ERROR_NETWORK, "connection-closed", "The token’s time is over");
  ctg_error_add_server (error, self->endpoint->host, "HTTP 401");
}

static CtgHttpAnswer *
ask_well (CtgGraphSession *self, CtgHttpRequest *question, const char *target, guint n_items, CtgCertificate **refused,
          GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtgHttpAnswer) answer = ask (self, question, target, n_items, refused, cancellable, &failure);

  if (answer != NULL && ctg_graph_error_check_http (answer, self->endpoint->host, &failure))
    return g_steal_pointer (&answer);
  ctg_graph_session_note_failure (self, &failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static CtgJson *
get_json (CtgGraphSession *self, const char *target, guint n_items, CtgCertificate **refused,
          GCancellable *cancellable, GError **error)
{
  CtgHttpRequest question = { .max_bytes = QUICK_MAX_BYTES, .timeout_ms = QUICK_TIMEOUT_MS, .is_repeatable = TRUE };
  g_autoptr (CtgHttpAnswer) answer = ask_well (self, &question, target, n_items, refused, cancellable, error);

  return answer != NULL ? ctg_graph_answer_read (answer->body, self->endpoint->host, error) : NULL;
}

/**
 * ctg_graph_session_open:
 * @self: a session
 * @secret: the access token; kept until the session is freed
 * @refused: (out) (optional): the certificate that did not verify
 * @cancellable: (nullable): ends it
 * @error: everything a connection can meet; %CTG_ERROR_POLICY "token-host"; %CTG_ERROR_AUTH_EXPIRED "token-refused";
 *   %CTG_ERROR_AUTH_REJECTED "mailbox-elsewhere"; see graph-error.c
 *
 * Connects, shows the token and asks for the inbox, once.
 *
 * Returns: whether the mailbox is there and may be read
 */
gboolean
ctg_graph_session_open (CtgGraphSession *self, const char *secret, CtgCertificate **refused, GCancellable *cancellable,
                        GError **error)
{
  g_autofree char *target = ctg_graph_request_folder ("inbox");
  g_autoptr (CtgJson) json = NULL;

  if (!take_token (self, secret, error))
    return FALSE;
  json = get_json (self, target, 0, refused, cancellable, error);
  if (json == NULL)
    return FALSE;
  if (ctg_graph_answer_id (ctg_json_get_root (json)) == NULL)
    {
      ctg_graph_error_set_foreign (error, self->endpoint->host, NULL);
      return FALSE;
    }
  self->is_logged_in = TRUE;
  return TRUE;
}

/**
 * ctg_graph_session_get:
 * @self: a session that is open
 * @target: one of graph-request.h
 * @cancellable: (nullable): ends it
 * @error: see graph-error.c; everything a connection can meet
 *
 * Returns: (transfer full) (nullable): the answer
 */
CtgJson *
ctg_graph_session_get (CtgGraphSession *self, const char *target, GCancellable *cancellable, GError **error)
{
  return get_json (self, target, 0, NULL, cancellable, error);
}

/**
 * ctg_graph_session_get_page:
 * @self: a session that is open
 * @target: one of graph-request.h, or of a page
 * @n_items: how many on a page, as a wish; 0: none
 * @cancellable: (nullable): ends it
 * @error: see ctg_graph_session_get(); %CTG_ERROR_PROTOCOL "graph-link"
 *
 * Returns: (transfer full) (nullable): the page
 */
CtgGraphPage *
ctg_graph_session_get_page (CtgGraphSession *self, const char *target, guint n_items, GCancellable *cancellable,
                            GError **error)
{
  CtgJson *json = get_json (self, target, n_items, NULL, cancellable, error);

  return json != NULL ? ctg_graph_page_read (json, self->endpoint, error) : NULL;
}

/**
 * ctg_graph_session_get_content:
 * @self: a session that is open
 * @target: of ctg_graph_request_content()
 * @cancellable: (nullable): ends it
 * @error: see ctg_graph_session_get(); %CTG_ERROR_TOO_LARGE
 *
 * Returns: (transfer full) (nullable): a whole message
 */
GBytes *
ctg_graph_session_get_content (CtgGraphSession *self, const char *target, GCancellable *cancellable, GError **error)
{
  CtgHttpRequest question = { .max_bytes = CONTENT_MAX_BYTES, .timeout_ms = LARGE_TIMEOUT_MS, .is_repeatable = TRUE };
  g_autoptr (CtgHttpAnswer) answer = ask_well (self, &question, target, 0, NULL, cancellable, error);

  return answer != NULL ? g_bytes_ref (answer->body) : NULL;
}

/**
 * ctg_graph_session_post_batch:
 * @self: a session that is open
 * @batch: of ctg_graph_request_batch()
 * @cancellable: (nullable): ends it
 * @error: see ctg_graph_session_get()
 *
 * Returns: (transfer full) (nullable): the answer; what became of each request stands in it
 */
CtgJson *
ctg_graph_session_post_batch (CtgGraphSession *self, GBytes *batch, GCancellable *cancellable, GError **error)
{
  CtgHttpRequest question = {
    .max_bytes = QUICK_MAX_BYTES, .timeout_ms = QUICK_TIMEOUT_MS, .method = "POST", .is_repeatable = TRUE,
    .body = batch, .content_type = "application/json",
  };
  g_autoptr (CtgHttpAnswer) answer = ask_well (self, &question, "/$batch", 0, NULL, cancellable, error);

  return answer != NULL ? ctg_graph_answer_read (answer->body, self->endpoint->host, error) : NULL;
}

/**
 * ctg_graph_session_post_letter:
 * @self: a session that is open
 * @letter: a whole message in base64
 * @cancellable: (nullable): ends it, and leaves open whether it was taken
 * @error: everything a connection can meet
 *
 * Sends it, once, over a connection of its own.
 *
 * Specification: Graph user: sendMail, MIME format
 * Returns: (transfer full) (nullable): the answer, whatever it says
 */
CtgHttpAnswer *
ctg_graph_session_post_letter (CtgGraphSession *self, GBytes *letter, GCancellable *cancellable, GError **error)
{
  CtgHttpRequest question = {
    .max_bytes = QUICK_MAX_BYTES, .timeout_ms = LARGE_TIMEOUT_MS, .method = "POST", .body = letter,
    .content_type = "text/plain",
  };

  return ask (self, &question, "/me/sendMail", 0, NULL, cancellable, error);
}
