/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question to a web server by libsoup, and its answer behind caps; whose certificate may be trusted is the callers'
 * to judge. */

#include "http-message.h"

#include "clock.h"
#include "errors.h"

#include <string.h>

#define HEADER_MAX_BYTES 200
#define SCHEME_MAX_BYTES 20
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
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  SoupMessageHeadersIter iter;
  const char *name, *value;

  soup_message_headers_iter_init (&iter, soup_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      gsize length = strspn (value, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-");
      g_autofree char *scheme = g_ascii_strdown (value, (gssize) length);

      if (g_ascii_strcasecmp (name, "WWW-Authenticate") == 0 && length > 0 && length <= SCHEME_MAX_BYTES)
        g_strv_builder_add (list, scheme);
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
  answer->exchange_version = dup_header (message, "X-OWA-Version");
  answer->has_exchange_headers = answer->exchange_version != NULL ||
                                 soup_message_headers_get_one (headers, "X-FEServer") != NULL ||
                                 soup_message_headers_get_one (headers, "request-id") != NULL;
  if (SOUP_STATUS_IS_REDIRECTION (answer->status) && location != NULL)
    answer->location = g_uri_resolve_relative (url, location, G_URI_FLAGS_NONE, NULL);
  return answer;
}

/**
 * ctg_http_message_new:
 * @request: what to ask
 * @url: whom
 *
 * Returns: (transfer full) (nullable): a message that follows nothing and decodes nothing; %NULL: @url is no address
 */
SoupMessage *
ctg_http_message_new (const CtgHttpRequest *request, const char *url)
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
  if (request->is_repeatable)
    soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  soup_message_disable_feature (message, SOUP_TYPE_CONTENT_DECODER);
  return message;
}

/**
 * ctg_http_message_send:
 * @session: made in the calling thread's context
 * @message: what is asked
 * @cancellable: (nullable): ends it
 * @error: of GIO's and libsoup's domains; the caller converts it
 *
 * Blocks; runs the calling thread's default context.
 *
 * Returns: (transfer full) (nullable): the answer's body, to be read
 */
GInputStream *
ctg_http_message_send (SoupSession *session, SoupMessage *message, GCancellable *cancellable, GError **error)
{
  GMainContext *context = g_main_context_get_thread_default ();
  Sending sending = { NULL };

  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, cancellable, sent_cb, &sending);
  while (!sending.done)
    g_main_context_iteration (context, TRUE);
  if (sending.error != NULL)
    g_propagate_error (error, sending.error);
  return sending.stream;
}

/**
 * ctg_http_message_read:
 * @message: what was asked
 * @stream: the answer's body
 * @url: who was asked
 * @caps: how much of the body is read
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_TOO_LARGE, everything a connection can meet
 *
 * Returns: (transfer full) (nullable): the answer
 */
CtgHttpAnswer *
ctg_http_message_read (SoupMessage *message, GInputStream *stream, const char *url, const CtgHttpCaps *caps,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgHttpAnswer) answer = answer_new (message, url);
  gboolean is_wanted = SOUP_STATUS_IS_SUCCESSFUL (answer->status);

  answer->body = read_body (stream, is_wanted ? caps->wanted : caps->refusal, !is_wanted || caps->wanted_may_be_cut,
                            cancellable, error);
  if (answer->body != NULL)
    return g_steal_pointer (&answer);
  ctg_error_convert (error, g_uri_get_host (soup_message_get_uri (message)));
  return NULL;
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
  g_free (self->exchange_version);
  g_free (self);
}
