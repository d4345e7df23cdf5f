/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "http-server.h"

#include <string.h>

struct _HttpServer
{
  GThreadedSocketService *service;   /* (owned) */
  GCancellable *stop;                /* (owned) */
  GTlsCertificate *certificate;      /* (unowned) */
  guint16 port;
  HttpServerFunc func;
  gpointer data;
  gint n_connections;                /* (atomic) */
  gint n_requests;                   /* (atomic) */
};

static void
request_clear (HttpServerRequest *request)
{
  g_clear_pointer (&request->line, g_free);
  g_clear_pointer (&request->headers, g_hash_table_unref);
  g_clear_pointer (&request->body, g_free);
}

static gboolean
read_headers (GDataInputStream *input, HttpServerRequest *request, GCancellable *stop)
{
  char *line;

  request->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  while ((line = g_data_input_stream_read_line (input, NULL, stop, NULL)) != NULL && *line != '\0')
    {
      char *colon = strchr (line, ':');

      if (colon != NULL)
        g_hash_table_insert (request->headers, g_ascii_strdown (line, colon - line), g_strdup (g_strstrip (colon + 1)));
      g_free (line);
    }
  g_free (line);
  return line != NULL;
}

static gboolean
read_request (GDataInputStream *input, HttpServerRequest *request, GCancellable *stop)
{
  const char *length;
  gsize n_read = 0;

  request->line = g_data_input_stream_read_line (input, NULL, stop, NULL);
  if (request->line == NULL || !read_headers (input, request, stop))
    return FALSE;
  length = g_hash_table_lookup (request->headers, "content-length");
  request->body = g_malloc0 ((length != NULL ? strtoul (length, NULL, 10) : 0) + 1);
  return length == NULL || g_input_stream_read_all (G_INPUT_STREAM (input), request->body, strtoul (length, NULL, 10),
                                                    &n_read, stop, NULL);
}

static void
serve (HttpServer *self, GIOStream *stream, guint connection)
{
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  gboolean goes_on = TRUE;

  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while (goes_on)
    {
      HttpServerRequest request = { .connection = connection };
      g_autofree char *answer = NULL;

      goes_on = read_request (input, &request, self->stop);
      if (goes_on)
        {
          g_atomic_int_inc (&self->n_requests);
          answer = self->func (&request, self->data);
        }
      goes_on = answer != NULL && g_output_stream_write_all (g_io_stream_get_output_stream (stream), answer,
                                                             strlen (answer), NULL, self->stop, NULL);
      request_clear (&request);
    }
  g_io_stream_close (stream, NULL, NULL);
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  HttpServer *self = data;
  guint number = (guint) g_atomic_int_add (&self->n_connections, 1) + 1;
  g_autoptr (GIOStream) secure = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);

  if (g_tls_connection_handshake (G_TLS_CONNECTION (secure), self->stop, NULL))
    serve (self, secure, number);
  return TRUE;
}

/* The service accepts on a context; it has a thread of its own. */
typedef struct
{
  HttpServer *server;
  GMainContext *context;
  gboolean is_up;
  GMutex mutex;
  GCond up;
} Starting;

static gpointer
accept_thread (gpointer data)
{
  Starting *starting = data;
  HttpServer *self = starting->server;
  GMainContext *context = g_main_context_new ();
  g_autoptr (GCancellable) stop = g_object_ref (self->stop);

  g_main_context_push_thread_default (context);
  self->service = G_THREADED_SOCKET_SERVICE (g_threaded_socket_service_new (8));
  self->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, NULL);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_mutex_lock (&starting->mutex);
  starting->is_up = TRUE;
  g_cond_signal (&starting->up);
  g_mutex_unlock (&starting->mutex);
  while (!g_cancellable_is_cancelled (stop))
    {
      g_main_context_iteration (context, FALSE);
      g_usleep (1000);
    }
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  return NULL;
}

HttpServer *
http_server_new (TestCertificate which, HttpServerFunc func, gpointer data)
{
  HttpServer *self = g_new0 (HttpServer, 1);
  Starting starting = { .server = self };

  self->stop = g_cancellable_new ();
  self->certificate = test_certificate_get (which);
  self->func = func;
  self->data = data;
  g_mutex_init (&starting.mutex);
  g_cond_init (&starting.up);
  g_thread_unref (g_thread_new ("http-server", accept_thread, &starting));
  g_mutex_lock (&starting.mutex);
  while (!starting.is_up)
    g_cond_wait (&starting.up, &starting.mutex);
  g_mutex_unlock (&starting.mutex);
  g_mutex_clear (&starting.mutex);
  g_cond_clear (&starting.up);
  return self;
}

/* What its threads still hold of it is theirs: it is not freed under them. */
void
http_server_free (HttpServer *self)
{
  static GPtrArray *over;

  if (over == NULL)
    over = g_ptr_array_new ();
  g_cancellable_cancel (self->stop);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_ptr_array_add (over, self);
}

guint16
http_server_get_port (HttpServer *self)
{
  return self->port;
}

guint
http_server_get_n_requests (HttpServer *self)
{
  return (guint) g_atomic_int_get (&self->n_requests);
}

/* @headers: lines, each with its end. */
char *
http_server_answer (guint status, const char *headers, const char *body)
{
  return g_strdup_printf ("HTTP/1.1 %u x\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n%s\r\n%s", status, strlen (body),
                          headers, body);
}
