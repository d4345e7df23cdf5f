/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asking web servers. Never anything of a person's by itself: no cookie, no cache, no referrer, and no credential but
 * the token that a caller gives for this one host, which no redirect takes along. https or nothing, on every hop; the
 * certificate has to pass what every other connection's passes.
 *
 *   reason               what happened
 *   redirect-insecure    sent from https to something else
 *   redirect-loop        sent on more than three times
 *   redirect-broken      sent to something that is no address
 *   http-too-large       more than the caller wanted to read; not read
 *   http-plain           the address is not https
 *
 * Every call has a session of its own: libsoup reuses an idle connection whatever its certificate was accepted for. The
 * asynchronous send runs on a context of the calling thread's own, for the reason that ctg_dial() has. */

#include "http.h"

#include "clock.h"
#include "deadline.h"
#include "errors.h"
#include "leaf-check.h"
#include "tls-policy.h"

#include <libsoup/soup.h>
#include <string.h>

#define REDIRECTS_MAX 3
#define REFUSAL_MAX_BYTES 4096
#define HEADER_MAX_BYTES 200
#define RETRY_MAX_S (24 * 3600)

typedef struct
{
  GInputStream *stream;   /* (owned) (nullable) */
  GError *error;          /* (owned) (nullable) */
  gboolean done;
} Sending;

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Sending *sending = data;

  sending->stream = soup_session_send_finish (SOUP_SESSION (source), result, &sending->error);
  sending->done = TRUE;
}

static SoupSession *
session_new (guint timeout_ms)
{
  SoupSession *session = soup_session_new_with_options ("timeout", timeout_ms / 1000 + 1, "max-conns", 2, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CACHE);
  return session;
}

static gboolean
is_scheme (const char *url, const char *scheme)
{
  g_autofree char *found = g_uri_parse_scheme (url);

  return g_strcmp0 (found, scheme) == 0;
}

static void
set_tls_error (SoupMessage *message, const char *reason, GError **error)
{
  const char *host = g_uri_get_host (soup_message_get_uri (message));

  ctg_error_set (error, CTG_ERROR_TLS, reason, "The certificate of %s was refused: %s", host, reason);
  ctg_error_add_server (error, host, NULL);
}

/* What GLib lets pass and the one TLS policy does not. */
static gboolean
check_peer (SoupMessage *message, GError **error)
{
  GTlsCertificate *certificate = soup_message_get_tls_peer_certificate (message);
  const char *fault;

  if (!g_str_equal (g_uri_get_scheme (soup_message_get_uri (message)), "https"))
    return TRUE;
  if (certificate == NULL || !ctg_tls_policy_allows (soup_message_get_tls_protocol_version (message)))
    {
      set_tls_error (message, certificate == NULL ? "handshake-failed" : "tls-version", error);
      return FALSE;
    }
  fault = ctg_leaf_find_fault (certificate);
  if (fault == NULL)
    return TRUE;
  set_tls_error (message, fault, error);
  return FALSE;
}

/* libsoup says only that the certificate is bad: why stands in the message. */
static void
convert_failure (SoupMessage *message, GError **error)
{
  GTlsCertificate *certificate = soup_message_get_tls_peer_certificate (message);
  const char *host = g_uri_get_host (soup_message_get_uri (message));

  if (certificate != NULL && g_error_matches (*error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    {
      const char *reason = ctg_leaf_why_refused (certificate, host,
                                                 soup_message_get_tls_peer_certificate_errors (message));

      g_clear_error (error);
      set_tls_error (message, reason, error);
    }
  else
    ctg_error_convert (error, host);
}

static GInputStream *
send_message (SoupSession *session, SoupMessage *message, GCancellable *cancellable, GError **error)
{
  GMainContext *context = g_main_context_get_thread_default ();
  Sending sending = { NULL };

  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, cancellable, sent_cb, &sending);
  while (!sending.done)
    g_main_context_iteration (context, TRUE);
  if (sending.error != NULL)
    {
      convert_failure (message, &sending.error);
      g_propagate_error (error, sending.error);
      return NULL;
    }
  if (!check_peer (message, error))
    g_clear_object (&sending.stream);
  return sending.stream;
}

/* One byte more than wanted is read, never more. */
static GBytes *
read_body (GInputStream *stream, gsize max_bytes, gboolean may_cut, GCancellable *cancellable, GError **error)
{
  GByteArray *body = g_byte_array_new ();
  guint8 buffer[8192];
  gssize n_read;

  while ((n_read = g_input_stream_read (stream, buffer, MIN (sizeof buffer, max_bytes + 1 - body->len), cancellable,
                                        error)) > 0)
    {
      g_byte_array_append (body, buffer, (guint) n_read);
      if (body->len <= max_bytes)
        continue;
      if (may_cut)
        break;
      ctg_error_set (error, CTG_ERROR_TOO_LARGE, "http-too-large", "The answer has more than %" G_GSIZE_FORMAT
                     " bytes", max_bytes);
      n_read = -1;
      break;
    }
  if (n_read >= 0)
    return g_byte_array_free_to_bytes (body);
  g_byte_array_unref (body);
  return NULL;
}

static char *
dup_header (SoupMessage *message, const char *name)
{
  const char *value = soup_message_headers_get_one (soup_message_get_response_headers (message), name);

  return value != NULL ? g_strndup (value, HEADER_MAX_BYTES) : NULL;
}

/* The schemes alone; what else a challenge says is nobody's business here. */
static char **
read_challenges (SoupMessage *message)
{
  static const char *const known[] = { "basic", "ntlm", "negotiate", "bearer", "digest" };
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  SoupMessageHeadersIter iter;
  const char *name, *value;

  soup_message_headers_iter_init (&iter, soup_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    for (gsize i = 0; g_ascii_strcasecmp (name, "WWW-Authenticate") == 0 && i < G_N_ELEMENTS (known); i++)
      {
        g_autofree char *lower = g_ascii_strdown (value, HEADER_MAX_BYTES < strlen (value) ? HEADER_MAX_BYTES : -1);

        if (g_str_has_prefix (lower, known[i]))
          g_strv_builder_add (list, known[i]);
      }
  return g_strv_builder_end (list);
}

/* RFC 9110 section 10.2.3: seconds, or a date. */
static gint64
read_retry_after (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  gint64 seconds = 0;

  if (value == NULL)
    return 0;
  if (g_ascii_string_to_signed (value, 10, 0, RETRY_MAX_S, &seconds, NULL))
    return seconds;
  date = soup_date_time_new_from_http_string (value);
  return date != NULL ? CLAMP (g_date_time_to_unix (date) - ctg_clock_now_utc_s (), 0, RETRY_MAX_S) : 0;
}

static CtgHttpAnswer *
answer_new (SoupMessage *message, const char *url)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  CtgHttpAnswer *answer = g_new0 (CtgHttpAnswer, 1);
  const char *location = soup_message_headers_get_one (headers, "Location");

  answer->status = soup_message_get_status (message);
  answer->url = g_strdup (url);
  answer->challenges = read_challenges (message);
  answer->server = dup_header (message, "Server");
  answer->retry_after_s = read_retry_after (headers);
  answer->powered_by = dup_header (message, "X-Powered-By");
  answer->has_exchange_headers = soup_message_headers_get_one (headers, "X-OWA-Version") != NULL ||
                                 soup_message_headers_get_one (headers, "X-FEServer") != NULL ||
                                 soup_message_headers_get_one (headers, "request-id") != NULL;
  if (SOUP_STATUS_IS_REDIRECTION (answer->status) && location != NULL)
    answer->location = g_uri_resolve_relative (url, location, G_URI_FLAGS_NONE, NULL);
  return answer;
}

/* What is sent in somebody's name goes to the one address it was meant for. */
static gboolean
is_private (const CtgHttpRequest *request)
{
  return request->method != NULL || request->body != NULL || request->authorization != NULL;
}

static SoupMessage *
message_new (const CtgHttpRequest *request, const char *url)
{
  SoupMessage *message = soup_message_new (request->method != NULL ? request->method : SOUP_METHOD_GET, url);
  SoupMessageHeaders *headers;

  if (message == NULL)
    return NULL;
  headers = soup_message_get_request_headers (message);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
  if (request->authorization != NULL)
    soup_message_headers_replace (headers, "Authorization", request->authorization);
  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    soup_message_headers_replace (headers, request->headers[i], request->headers[i + 1]);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  soup_message_disable_feature (message, SOUP_TYPE_CONTENT_DECODER);
  return message;
}

static CtgHttpAnswer *
ask_once (SoupSession *session, const CtgHttpRequest *request, const char *url, GCancellable *cancellable,
          GError **error)
{
  g_autoptr (SoupMessage) message = message_new (request, url);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (CtgHttpAnswer) answer = NULL;
  gboolean is_wanted;

  if (message == NULL)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "redirect-broken", "This is not an address of the web");
      return NULL;
    }
  stream = send_message (session, message, cancellable, error);
  if (stream == NULL)
    return NULL;
  answer = answer_new (message, url);
  is_wanted = SOUP_STATUS_IS_SUCCESSFUL (answer->status) && !request->only_redirect;
  answer->body = read_body (stream, is_wanted ? request->max_bytes : REFUSAL_MAX_BYTES, !is_wanted, cancellable, error);
  if (answer->body == NULL)
    {
      ctg_error_convert (error, g_uri_get_host (soup_message_get_uri (message)));
      return NULL;
    }
  return g_steal_pointer (&answer);
}

static CtgHttpAnswer *
ask (SoupSession *session, const CtgHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = g_strdup (request->url);

  for (guint n_redirects = 0; n_redirects <= REDIRECTS_MAX; n_redirects++)
    {
      CtgHttpAnswer *answer = ask_once (session, request, url, cancellable, error);

      if (answer == NULL || answer->location == NULL || request->only_redirect || is_private (request))
        return answer;
      g_free (url);
      url = g_strdup (answer->location);
      ctg_http_answer_free (answer);
      if (!is_scheme (url, "https"))
        {
          ctg_error_set (error, CTG_ERROR_PROTOCOL, "redirect-insecure", "The server leads away from https");
          ctg_error_add_server (error, NULL, url);
          return NULL;
        }
    }
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "redirect-loop", "The server leads on and on");
  return NULL;
}

/**
 * ctg_http_get:
 * @request: what to ask
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR_NETWORK, %CTG_ERROR_TIMED_OUT, %CTG_ERROR_TLS, %CTG_ERROR_TOO_LARGE, %CTG_ERROR_PROTOCOL with a
 *   reason of the head of this file, cancellation
 *
 * Asks for one document, or sends one. At most three redirects, each to https; none of what is private. Any status is
 * an answer. Blocks; any thread that has no main context of its own running.
 *
 * Returns: (transfer full) (nullable): what the server said
 */
CtgHttpAnswer *
ctg_http_get (const CtgHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgDeadline) deadline = ctg_deadline_new (request->timeout_ms, cancellable);
  GMainContext *context;
  SoupSession *session;
  CtgHttpAnswer *answer;
  g_autoptr (GError) local_error = NULL;

  if (!is_scheme (request->url, "https") && !(request->only_redirect && is_scheme (request->url, "http")))
    {
      ctg_error_set (error, CTG_ERROR_POLICY, "http-plain", "Only https is asked");
      return NULL;
    }
  context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  session = session_new (request->timeout_ms);
  answer = ask (session, request, ctg_deadline_get_cancellable (deadline), &local_error);
  soup_session_abort (session);
  g_object_unref (session);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  if (answer == NULL)
    {
      ctg_deadline_convert (deadline, NULL, &local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
    }
  return answer;
}

/**
 * ctg_http_answer_free:
 * @self: (transfer full) (nullable): an answer
 */
void
ctg_http_answer_free (CtgHttpAnswer *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->url);
  g_free (self->location);
  g_strfreev (self->challenges);
  g_free (self->server);
  g_free (self->powered_by);
  g_free (self);
}
