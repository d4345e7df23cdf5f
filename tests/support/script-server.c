/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "script-server.h"

#include <string.h>

/* A test that hangs is worse than one that fails. */
#define SOCKET_TIMEOUT_S 20

struct _ScriptServer
{
  char **lines;                    /* (owned) the transcript */
  gboolean begins_with_tls;
  GTlsCertificate *certificate;    /* (nullable) */
  GSocket *listener;               /* (owned) */
  guint16 port;
  GThread *thread;
  GCancellable *cancellable;       /* (owned) ends the thread */

  GMutex mutex;
  char *failure;                   /* (owned) (nullable) the first thing that went otherwise */
  guint n_clients;
  guint n_played;                  /* clients that heard the whole transcript */
  GString *received;               /* (owned) all lines of clients */
};

/* What one client sees. */
typedef struct
{
  ScriptServer *server;
  GIOStream *stream;               /* (owned) */
  char *tag;                       /* (owned) (nullable) */
  gsize split;                     /* 0: not split */
} Client;

static void
note_failure (ScriptServer *self, const char *line, const char *got)
{
  /* The test is over. */
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  g_mutex_lock (&self->mutex);
  if (self->failure == NULL)
    {
      self->failure = g_strdup_printf ("expected “%s”, got “%s”", line, got);
      g_printerr ("# script: %s\n", self->failure);
    }
  g_mutex_unlock (&self->mutex);
}

static gboolean
send_bytes (Client *client, const char *bytes, gsize length)
{
  GOutputStream *output = g_io_stream_get_output_stream (client->stream);
  gsize piece = client->split > 0 ? client->split : length;

  for (gsize at = 0; at < length; at += piece)
    if (!g_output_stream_write_all (output, bytes + at, MIN (piece, length - at), NULL, client->server->cancellable,
                                    NULL))
      return FALSE;
  return TRUE;
}

static gboolean
send_line (Client *client, const char *text, guint n)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GString) bytes = g_string_new (NULL);

  if (*text == '$' && client->tag != NULL)
    g_string_append_printf (line, "%s%s\r\n", client->tag, text + 1);
  else
    g_string_append_printf (line, "%s\r\n", text);
  for (guint i = 0; i < n; i++)
    g_string_append_len (bytes, line->str, (gssize) line->len);
  return send_bytes (client, bytes->str, bytes->len);
}

/* g_strcompress() would end at a NUL. */
static gboolean
send_escaped (Client *client, const char *text)
{
  g_autoptr (GString) bytes = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at != '\\')
        g_string_append_c (bytes, *at);
      else if (*++at == 'r')
        g_string_append_c (bytes, '\r');
      else if (*at == 'n')
        g_string_append_c (bytes, '\n');
      else if (*at == '0')
        g_string_append_c (bytes, '\0');
      else
        g_string_append_c (bytes, *at);
    }
  return send_bytes (client, bytes->str, bytes->len);
}

static gboolean
read_bytes (Client *client, GString *into, gsize n)
{
  GInputStream *input = g_io_stream_get_input_stream (client->stream);
  char byte;

  for (gsize i = 0; i < n; i++)
    {
      if (g_input_stream_read (input, &byte, 1, client->server->cancellable, NULL) != 1)
        return FALSE;
      g_string_append_c (into, byte);
    }
  return TRUE;
}

static gboolean
read_line (Client *client, GString *line)
{
  while (line->len == 0 || line->str[line->len - 1] != '\n')
    if (!read_bytes (client, line, 1))
      return FALSE;
  g_string_truncate (line, line->len - (g_str_has_suffix (line->str, "\r\n") ? 2 : 1));
  return TRUE;
}

static gboolean
expect_line (Client *client, const char *pattern)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean has_read = read_line (client, line);

  g_mutex_lock (&client->server->mutex);
  g_string_append_printf (client->server->received, "%s\n", line->str);
  g_mutex_unlock (&client->server->mutex);
  if (!has_read || !g_pattern_match_simple (pattern, line->str))
    {
      note_failure (client->server, pattern, has_read ? line->str : "nothing");
      return FALSE;
    }
  g_free (client->tag);
  client->tag = g_strndup (line->str, strcspn (line->str, " "));
  return TRUE;
}

/* The number a line begins with. */
static guint
number_of (const char *text)
{
  return (guint) g_ascii_strtoull (text, NULL, 10);
}

static gboolean
start_tls (Client *client)
{
  g_autoptr (GError) error = NULL;
  GIOStream *secure = g_tls_server_connection_new (client->stream, client->server->certificate, &error);

  g_assert_no_error (error);
  g_object_unref (client->stream);
  client->stream = secure;
  return g_tls_connection_handshake (G_TLS_CONNECTION (secure), client->server->cancellable, NULL);
}

static void
wait_for_end (Client *client)
{
  GInputStream *input = g_io_stream_get_input_stream (client->stream);
  char buffer[4096];

  while (g_input_stream_read (input, buffer, sizeof buffer, client->server->cancellable, NULL) > 0)
    ;
}

/* FALSE: the transcript ends here. */
static gboolean
play_line (Client *client, const char *line)
{
  if (g_str_has_prefix (line, "S: "))
    return send_line (client, line + 3, 1);
  if (g_str_has_prefix (line, "S- "))
    return send_escaped (client, line + 3);
  if (g_str_has_prefix (line, "S* "))
    return send_line (client, strchr (line + 3, ' ') + 1, number_of (line + 3));
  if (g_str_has_prefix (line, "C: "))
    return expect_line (client, line + 3);
  if (g_str_has_prefix (line, "R "))
    {
      g_autoptr (GString) bytes = g_string_new (NULL);

      return read_bytes (client, bytes, number_of (line + 2));
    }
  if (g_str_equal (line, "TLS"))
    return start_tls (client);
  if (g_str_has_prefix (line, "DELAY "))
    g_usleep ((gulong) number_of (line + 6) * 1000);
  else if (g_str_has_prefix (line, "SPLIT"))
    client->split = line[5] == ' ' ? number_of (line + 6) : 1;
  else if (g_str_equal (line, "WAIT"))
    wait_for_end (client);
  else
    g_error ("script: %s", line);
  return TRUE;
}

static void
play (ScriptServer *self, GSocket *socket)
{
  g_autoptr (GSocketConnection) connection = g_socket_connection_factory_create_connection (socket);
  Client client = { .server = self, .stream = g_object_ref (G_IO_STREAM (connection)) };
  gboolean going = TRUE;

  g_socket_set_timeout (socket, SOCKET_TIMEOUT_S);
  g_socket_set_option (socket, 6 /* IPPROTO_TCP */, 1 /* TCP_NODELAY */, 1, NULL);
  if (self->begins_with_tls)
    going = start_tls (&client);
  for (guint i = 0; going && self->lines[i] != NULL; i++)
    {
      if (g_str_equal (self->lines[i], "CLOSE"))
        break;
      going = *self->lines[i] == '\0' || play_line (&client, self->lines[i]);
    }
  g_mutex_lock (&self->mutex);
  self->n_played += going;
  g_mutex_unlock (&self->mutex);
  g_io_stream_close (client.stream, NULL, NULL);
  g_socket_close (socket, NULL);
  g_object_unref (client.stream);
  g_free (client.tag);
}

static gpointer
serve (gpointer data)
{
  ScriptServer *self = data;

  for (;;)
    {
      g_autoptr (GSocket) socket = g_socket_accept (self->listener, self->cancellable, NULL);

      if (socket == NULL)
        return NULL;
      g_mutex_lock (&self->mutex);
      self->n_clients++;
      g_mutex_unlock (&self->mutex);
      play (self, socket);
    }
}

static void
listen_on_loopback (ScriptServer *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_bind (self->listener, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (self->listener, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (self->listener, &error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static ScriptServer *
start (const char *transcript, gboolean begins_with_tls, TestCertificate which)
{
  ScriptServer *self = g_new0 (ScriptServer, 1);

  self->lines = g_strsplit (transcript, "\n", -1);
  self->begins_with_tls = begins_with_tls;
  self->certificate = test_certificate_get (which);
  self->cancellable = g_cancellable_new ();
  self->received = g_string_new (NULL);
  g_mutex_init (&self->mutex);
  listen_on_loopback (self);
  self->thread = g_thread_new ("script-server", serve, self);
  return self;
}

ScriptServer *
script_server_new (const char *transcript)
{
  return start (transcript, FALSE, TEST_CERTIFICATE_GOOD);
}

ScriptServer *
script_server_new_with_tls (const char *transcript, TestCertificate which)
{
  return start (transcript, TRUE, which);
}

/* For the clients that come from now on. */
void
script_server_set_certificate (ScriptServer *self, TestCertificate which)
{
  self->certificate = test_certificate_get (which);
}

void
script_server_free (ScriptServer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_strfreev (self->lines);
  g_free (self->failure);
  g_string_free (self->received, TRUE);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

guint16
script_server_get_port (ScriptServer *self)
{
  return self->port;
}

guint
script_server_get_n_clients (ScriptServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_clients;
  g_mutex_unlock (&self->mutex);
  return n;
}

char *
script_server_dup_received (ScriptServer *self)
{
  char *received;

  g_mutex_lock (&self->mutex);
  received = g_strdup (self->received->str);
  g_mutex_unlock (&self->mutex);
  return received;
}

/* Fails the test if a client said something else than it should. */
void
script_server_assert_played (ScriptServer *self)
{
  g_mutex_lock (&self->mutex);
  g_assert_cmpstr (self->failure, ==, NULL);
  g_assert_cmpuint (self->n_clients, >, 0);
  g_mutex_unlock (&self->mutex);
}
