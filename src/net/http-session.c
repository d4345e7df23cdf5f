/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every question goes through these gates, in this order:
 *
 *   libsoup connects; GLib verifies       what it does not let pass: only the pinned certificate goes on
 *   "starting", before the first byte     version of TLS, what GLib does not check, the pin: or the question is stopped
 *   the answer                            any status is one; 401 says that the log-in was refused
 *
 * Basic and Bearer are a header of ours, sent with each question from the moment of the log-in on. NTLM is libsoup's:
 * it asks for the name and the password when the server demands them, and they are given once. So is Negotiate, which
 * asks nobody: the realm gives a ticket for this very host or none, and nothing is delegated with it. */

#include "http-session.h"

#include "deadline.h"
#include "errors.h"
#include "http-message.h"
#include "leaf-check.h"
#include "text.h"
#include "tls-policy.h"

#include "build-config.h"

#define REFUSAL_MAX_BYTES (64 * 1024)
#define IDLE_TIMEOUT_S 60
#define PIECE_BYTES 16384

struct _CtgHttpSession
{
  CtgEndpoint *endpoint;      /* (owned) */
  char *ascii_host;           /* (owned) */
  char *origin;               /* (owned) (nullable) https, host and port; NULL: the host is no name */
  char *url;                  /* (owned) (nullable) what is asked unless a question says another */
  GMainContext *context;      /* (owned) */
  SoupSession *soup;          /* (owned) */
  CtgHttpLogin login;
  char *secret;               /* (owned) (nullable) wiped */
  char *authorization;        /* (owned) (nullable) wiped */
};

/* One question on its way. */
typedef struct
{
  CtgHttpSession *session;
  const CtgHttpRequest *request;
  const char *url;                 /* whom it goes to */
  GCancellable *stop;              /* (unowned) */
  gboolean has_begun;              /* the connection is there, encrypted, and the question leaves */
  const char *reason;              /* (nullable) why the certificate was refused */
  GTlsCertificate *certificate;    /* (owned) (nullable) the refused one */
  CtgHttpPieceFunc func;           /* (nullable) takes the answer piece by piece */
  gpointer data;
} Asking;

static SoupSession *
soup_new (CtgHttpLogin login)
{
  SoupSession *soup = soup_session_new_with_options ("timeout", 0, "idle-timeout", IDLE_TIMEOUT_S, "max-conns", 2,
                                                     "user-agent", "Carteggio/" CTG_VERSION, NULL);

  soup_session_remove_feature_by_type (soup, SOUP_TYPE_COOKIE_JAR);
  soup_session_remove_feature_by_type (soup, SOUP_TYPE_CACHE);
  if (login == CTG_HTTP_LOGIN_NTLM)
    soup_session_add_feature_by_type (soup, SOUP_TYPE_AUTH_NTLM);
  else if (login == CTG_HTTP_LOGIN_NEGOTIATE)
    soup_session_add_feature_by_type (soup, SOUP_TYPE_AUTH_NEGOTIATE);
  else
    soup_session_remove_feature_by_type (soup, SOUP_TYPE_AUTH_MANAGER);
  return soup;
}

/* A session of libsoup's belongs to the context it was made in. */
static void
renew_soup (CtgHttpSession *self)
{
  g_main_context_push_thread_default (self->context);
  if (self->soup != NULL)
    {
      soup_session_abort (self->soup);
      g_clear_object (&self->soup);
      while (g_main_context_iteration (self->context, FALSE))
        ;
    }
  self->soup = soup_new (self->login);
  g_main_context_pop_thread_default (self->context);
}

/**
 * ctg_http_session_new:
 * @endpoint: where the service is, possibly with a pin, and whom to log in as
 * @path: of the service, from the slash on, decoded; with a query where it has one
 *
 * No network yet.
 *
 * Returns: (transfer full): a session that is not logged in
 */
CtgHttpSession *
ctg_http_session_new (const CtgEndpoint *endpoint, const char *path)
{
  CtgHttpSession *self = g_new0 (CtgHttpSession, 1);
  g_auto (GStrv) parts = g_strsplit (path, "?", 2);

  self->endpoint = ctg_endpoint_copy (endpoint);
  self->ascii_host = g_hostname_to_ascii (endpoint->host);
  if (self->ascii_host != NULL)
    {
      int port = endpoint->port == 443 ? -1 : endpoint->port;

      self->origin = g_uri_join (G_URI_FLAGS_NONE, "https", NULL, self->ascii_host, port, "", NULL, NULL);
      self->url = g_uri_join (G_URI_FLAGS_NONE, "https", NULL, self->ascii_host, port,
                              parts[0] != NULL ? parts[0] : "", parts[0] != NULL ? parts[1] : NULL, NULL);
    }
  self->context = g_main_context_new ();
  renew_soup (self);
  return self;
}

/**
 * ctg_http_session_free:
 * @self: (transfer full) (nullable): a session
 *
 * Closes its connections and frees it.
 */
void
ctg_http_session_free (CtgHttpSession *self)
{
  if (self == NULL)
    return;
  g_main_context_push_thread_default (self->context);
  soup_session_abort (self->soup);
  g_object_unref (self->soup);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  ctg_endpoint_free (self->endpoint);
  g_free (self->ascii_host);
  g_free (self->origin);
  g_free (self->url);
  ctg_secret_free (self->secret);
  ctg_secret_free (self->authorization);
  g_free (self);
}

/**
 * ctg_http_session_log_in:
 * @self: a session
 * @login: how
 * @secret: the password, or a token without control characters; kept until the session is freed, and not needed by
 *   %CTG_HTTP_LOGIN_NEGOTIATE
 *
 * From the next question on they say who asks: the endpoint's user name, or whose ticket there is.
 *
 * Specification: RFC 7617 section 2.1, MS-NTHT, RFC 4559, RFC 6750 section 2.1
 */
void
ctg_http_session_log_in (CtgHttpSession *self, CtgHttpLogin login, const char *secret)
{
  const char *username = self->endpoint->username != NULL ? self->endpoint->username : "";
  char *pair, *encoded;

  self->login = login;
  g_clear_pointer (&self->authorization, ctg_secret_free);
  g_clear_pointer (&self->secret, ctg_secret_free);
  renew_soup (self);
  if (login == CTG_HTTP_LOGIN_NTLM)
    self->secret = g_strdup (secret);
  if (login == CTG_HTTP_LOGIN_BEARER)
    self->authorization = g_strconcat ("Bearer ", secret, NULL);
  if (login != CTG_HTTP_LOGIN_BASIC)
    return;
  pair = g_strconcat (username, ":", secret, NULL);
  encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  self->authorization = g_strconcat ("Basic ", encoded, NULL);
  ctg_secret_free (pair);
  ctg_secret_free (encoded);
}

/**
 * ctg_http_session_can_negotiate:
 *
 * Returns: whether %CTG_HTTP_LOGIN_NEGOTIATE can be tried at all; whether there is a ticket shows only then
 */
gboolean
ctg_http_session_can_negotiate (void)
{
  return soup_auth_negotiate_supported ();
}

static gboolean
accept_certificate_cb (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags flags, gpointer data)
{
  Asking *asking = data;
  const CtgHttpSession *self = asking->session;

  asking->reason = ctg_tls_policy_find_fault_of_unverified (self->endpoint, self->ascii_host, certificate, flags);
  if (asking->reason != NULL)
    g_set_object (&asking->certificate, certificate);
  return asking->reason == NULL;
}

/* A connection that is kept is judged again with each question: that costs nothing, and the pin may be another one. */
static void
starting_cb (SoupMessage *message, gpointer data)
{
  Asking *asking = data;
  GTlsCertificate *certificate = soup_message_get_tls_peer_certificate (message);

  asking->reason = ctg_tls_policy_find_fault (asking->session->endpoint, certificate);
  if (asking->reason == NULL && !ctg_tls_policy_allows (soup_message_get_tls_protocol_version (message)))
    asking->reason = "tls-version";
  asking->has_begun = asking->reason == NULL;
  if (asking->reason == NULL)
    return;
  g_set_object (&asking->certificate, certificate);
  g_cancellable_cancel (asking->stop);
}

/* libsoup 3.2 widens each byte of a password to a character of UTF-16 before it hashes it: what it is given in Latin-1
 * comes out right, what it is given in UTF-8 does not. Other letters than those of western Europe cannot be said. */
static char *
dup_for_ntlm (const char *secret)
{
  char *latin = g_convert (secret, -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);

  return latin != NULL ? latin : g_strdup (secret);
}

/* Once: the same password is not tried twice. */
static gboolean
authenticate_cb (SoupMessage *message, SoupAuth *auth, gboolean retrying, gpointer data)
{
  const CtgHttpSession *self = ((Asking *) data)->session;
  char *secret;

  if (retrying || self->secret == NULL || soup_auth_is_for_proxy (auth))
    return FALSE;
  secret = dup_for_ntlm (self->secret);
  soup_auth_authenticate (auth, self->endpoint->username != NULL ? self->endpoint->username : "", secret);
  ctg_secret_free (secret);
  return TRUE;
}

/* What was asked without a log-in is asked again with it: its body was read and has to be given anew. */
static void
restarted_cb (SoupMessage *message, gpointer data)
{
  const CtgHttpRequest *request = ((Asking *) data)->request;

  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
}

static SoupMessage *
message_new (Asking *asking)
{
  CtgHttpSession *self = asking->session;
  CtgHttpRequest complete = *asking->request;
  SoupMessage *message;

  complete.authorization = self->authorization;
  message = ctg_http_message_new (&complete, asking->url);
  if (message == NULL)
    return NULL;
  if (self->login == CTG_HTTP_LOGIN_NTLM || self->login == CTG_HTTP_LOGIN_NEGOTIATE)
    soup_message_remove_flags (message, SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), asking);
  g_signal_connect (message, "starting", G_CALLBACK (starting_cb), asking);
  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), asking);
  g_signal_connect (message, "authenticate", G_CALLBACK (authenticate_cb), asking);
  return message;
}

static void
set_refused (const Asking *asking, CtgCertificate **refused, GError **error)
{
  const CtgEndpoint *endpoint = asking->session->endpoint;

  if (refused != NULL && asking->certificate != NULL)
    {
      g_clear_pointer (refused, ctg_certificate_free);
      *refused = ctg_leaf_describe (asking->certificate, endpoint->host, endpoint->port);
    }
  ctg_error_set (error, CTG_ERROR_TLS, asking->reason, "The certificate of %s:%u was refused: %s", endpoint->host,
                 endpoint->port, asking->reason);
  ctg_error_add_server (error, endpoint->host, NULL);
}

static gboolean
read_pieces (Asking *asking, GInputStream *stream, GError **error)
{
  gboolean goes_on = TRUE;

  while (goes_on)
    {
      g_autoptr (GBytes) piece = g_input_stream_read_bytes (stream, PIECE_BYTES, asking->stop, error);

      if (piece == NULL)
        return FALSE;
      goes_on = g_bytes_get_size (piece) > 0 && asking->func (piece, asking->data);
    }
  return TRUE;
}

/* To close a body that was left in the middle is to wait for the rest of it, unless the question is given up first. */
static CtgHttpAnswer *
read_answer (Asking *asking, SoupMessage *message, GInputStream *stream, GError **error)
{
  CtgHttpCaps caps = { asking->request->max_bytes, REFUSAL_MAX_BYTES, FALSE };
  gboolean is_listening = asking->func != NULL && SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message));
  g_autoptr (GInputStream) nothing = g_memory_input_stream_new ();
  CtgHttpAnswer *answer = NULL;

  if (!is_listening || read_pieces (asking, stream, error))
    answer = ctg_http_message_read (message, is_listening ? nothing : stream, asking->url, &caps,
                                    asking->stop, error);
  if (is_listening || g_error_matches (*error, CTG_ERROR, CTG_ERROR_TOO_LARGE))
    g_cancellable_cancel (asking->stop);
  g_input_stream_close (stream, asking->stop, NULL);
  return answer;
}

/* Once the question is on its way nobody's encryption is at fault: a connection that ends without a farewell was
 * closed, and what is no HTTP is an answer that nobody understands. Whether the question arrived stays open in both. */
static void
convert_failure (const Asking *asking, GError **failure)
{
  const char *host = asking->session->endpoint->host;
  const char *message = (*failure)->message;
  GError *made = NULL;

  if (asking->has_begun && (*failure)->domain == G_TLS_ERROR)
    made = ctg_error_new (CTG_ERROR_NETWORK, "connection-closed", "%s", message);
  else if ((*failure)->domain == SOUP_SESSION_ERROR)
    made = ctg_error_new (CTG_ERROR_PROTOCOL, NULL, "%s", message);
  if (made != NULL)
    {
      ctg_error_add_server (&made, host, NULL);
      g_error_free (*failure);
      *failure = made;
    }
  ctg_error_convert (failure, host);
}

static CtgHttpAnswer *
ask (Asking *asking, CtgCertificate **refused, GError **error)
{
  CtgHttpSession *self = asking->session;
  g_autoptr (SoupMessage) message = asking->url != NULL ? message_new (asking) : NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) failure = NULL;
  CtgHttpAnswer *answer = NULL;

  if (message == NULL)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "service-url", "This is not an address of the web");
      return NULL;
    }
  stream = ctg_http_message_send (self->soup, message, asking->stop, &failure);
  if (stream != NULL)
    answer = read_answer (asking, message, stream, &failure);
  g_signal_handlers_disconnect_by_data (message, asking);
  if (answer != NULL)
    return answer;
  if (asking->reason != NULL)
    set_refused (asking, refused, error);
  else
    {
      convert_failure (asking, &failure);
      g_propagate_error (error, g_steal_pointer (&failure));
    }
  return NULL;
}

/* What follows the host begins with a slash: nothing a server said can lead to another one. */
static char *
dup_url (const CtgHttpSession *self, const char *target)
{
  if (target == NULL)
    return g_strdup (self->url);
  return self->origin != NULL && *target == '/' ? g_strconcat (self->origin, target, NULL) : NULL;
}

/* A second time when a kept connection turns out to be closed, which says nothing of the question. */
static CtgHttpAnswer *
ask_in_time (Asking *asking, CtgCertificate **refused, GCancellable *cancellable, GError **error)
{
  CtgHttpSession *self = asking->session;
  g_autoptr (CtgDeadline) deadline = ctg_deadline_new (asking->request->timeout_ms, cancellable);
  g_autofree char *url = dup_url (self, asking->request->url);
  g_autoptr (GError) failure = NULL;
  CtgHttpAnswer *answer;

  asking->url = url;
  asking->stop = ctg_deadline_get_cancellable (deadline);
  g_main_context_push_thread_default (self->context);
  answer = ask (asking, refused, &failure);
  if (answer == NULL && asking->request->is_repeatable && ctg_error_has_reason (failure, "connection-closed"))
    {
      g_clear_error (&failure);
      answer = ask (asking, refused, &failure);
    }
  g_main_context_pop_thread_default (self->context);
  g_clear_object (&asking->certificate);
  if (answer == NULL)
    {
      ctg_deadline_convert (deadline, self->endpoint->host, &failure);
      g_propagate_error (error, g_steal_pointer (&failure));
    }
  return answer;
}

/**
 * ctg_http_session_ask:
 * @self: a session
 * @request: what to ask; its host and authorization are the session's
 * @refused: (out) (optional): the certificate that was refused, for a person to look at
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_TLS, %CTG_ERROR_NETWORK, %CTG_ERROR_TIMED_OUT, %CTG_ERROR_TOO_LARGE, cancellation
 *
 * Asks one question. Any status is an answer; of others than 2xx at most 64 KB are kept. Blocks.
 *
 * Returns: (transfer full) (nullable): what the server said
 */
CtgHttpAnswer *
ctg_http_session_ask (CtgHttpSession *self, const CtgHttpRequest *request, CtgCertificate **refused,
                      GCancellable *cancellable, GError **error)
{
  Asking asking = { .session = self, .request = request };

  return ask_in_time (&asking, refused, cancellable, error);
}

/**
 * ctg_http_session_listen:
 * @self: a session
 * @request: as of ctg_http_session_ask(); its time is that of the whole answer
 * @func: (scope call): takes what the answer brings, as it comes; a status other than 2xx is not given to it
 * @data: for @func
 * @cancellable: (nullable): ends it
 * @error: as ctg_http_session_ask()
 *
 * For an answer that goes on while something happens. Blocks until it ends or @func has enough.
 *
 * Returns: (transfer full) (nullable): the answer, without the body that @func had
 */
CtgHttpAnswer *
ctg_http_session_listen (CtgHttpSession *self, const CtgHttpRequest *request, CtgHttpPieceFunc func, gpointer data,
                         GCancellable *cancellable, GError **error)
{
  Asking asking = { .session = self, .request = request, .func = func, .data = data };

  return ask_in_time (&asking, NULL, cancellable, error);
}
