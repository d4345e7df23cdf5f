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
 * Who asks by http, because a person wanted it so, may be led on by http until the first https.
 *
 * Every call has a session of its own: libsoup reuses an idle connection whatever its certificate was accepted for. The
 * asynchronous send runs on a context of the calling thread's own, for the reason that ctg_dial() has. */

#include "http-message.h"

#include "deadline.h"
#include "errors.h"
#include "leaf-check.h"
#include "tls-policy.h"

#define REDIRECTS_MAX 3
#define REFUSAL_MAX_BYTES 4096

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

/* What is sent in somebody's name goes to the one address it was meant for. */
static gboolean
is_private (const CtgHttpRequest *request)
{
  return request->method != NULL || request->body != NULL || request->authorization != NULL;
}

/* https, or the http that the caller allowed and that nothing safer came before. */
static gboolean
may_ask (const CtgHttpRequest *request, const char *from, const char *url)
{
  return is_scheme (url, "https") || (request->allows_plain && !is_private (request) && is_scheme (from, "http") &&
                                      is_scheme (url, "http"));
}

static GInputStream *
send_message (SoupSession *session, SoupMessage *message, GCancellable *cancellable, GError **error)
{
  GInputStream *stream = ctg_http_message_send (session, message, cancellable, error);

  if (stream == NULL)
    convert_failure (message, error);
  else if (!check_peer (message, error))
    g_clear_object (&stream);
  return stream;
}

static CtgHttpAnswer *
ask_once (SoupSession *session, const CtgHttpRequest *request, const char *url, GCancellable *cancellable,
          GError **error)
{
  g_autoptr (SoupMessage) message = ctg_http_message_new (request, url);
  CtgHttpCaps caps = { request->only_redirect ? REFUSAL_MAX_BYTES : request->max_bytes, REFUSAL_MAX_BYTES,
                       request->only_redirect };
  g_autoptr (GInputStream) stream = NULL;

  if (message == NULL)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "redirect-broken", "This is not an address of the web");
      return NULL;
    }
  stream = send_message (session, message, cancellable, error);
  return stream != NULL ? ctg_http_message_read (message, stream, url, &caps, cancellable, error) : NULL;
}

static CtgHttpAnswer *
ask (SoupSession *session, const CtgHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = g_strdup (request->url);

  for (guint n_redirects = 0; n_redirects <= REDIRECTS_MAX; n_redirects++)
    {
      CtgHttpAnswer *answer = ask_once (session, request, url, cancellable, error);
      g_autofree char *from = g_steal_pointer (&url);

      if (answer == NULL || answer->location == NULL || request->only_redirect || is_private (request))
        return answer;
      url = g_strdup (answer->location);
      ctg_http_answer_free (answer);
      if (!may_ask (request, from, url))
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

  if (!may_ask (request, request->url, request->url) &&
      !(request->only_redirect && is_scheme (request->url, "http")))
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
