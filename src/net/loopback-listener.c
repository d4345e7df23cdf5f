/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The listener of O1 of the threats. Anybody on this computer, and any page in any browser, can send it something:
 *
 *   request                                                        answer
 *   GET /?QUERY HTTP/1.x, Host one of ours, and it is the answer   200, the fixed page; the wait ends
 *   the same, and it is not the answer                             400; the wait goes on
 *   another method, path or Host (DNS rebinding), no head          400
 *   more than HEAD_MAX_BYTES, or slower than CLIENT_TIMEOUT_US     closed without a word
 *   a client too many                                              closed without a word
 *
 * Nothing of a request is ever repeated in an answer. Sixteen clients are read side by side, so that a slow one keeps
 * nobody out. */

#include "loopback-listener.h"
#include "clock.h"
#include "deadline.h"
#include "errors.h"

#include <string.h>

#define HEAD_MAX_BYTES 8192
#define CLIENTS_MAX 16
#define CLIENT_TIMEOUT_US ((gint64) 5 * G_USEC_PER_SEC)
#define POLL_MS 500
#define BIND_TRIES 20

typedef struct
{
  GSocket *socket;        /* (owned) */
  GString *head;          /* (owned) what was read so far */
  gint64 until_us;
} Client;

struct _CtgLoopbackListener
{
  GSocket *sockets[2];    /* (owned) 127.0.0.1, and ::1 where there is IPv6 */
  guint16 port;
  GPtrArray *clients;     /* (owned) (element-type Client) */
};

static void
client_free (Client *client)
{
  g_socket_close (client->socket, NULL);
  g_object_unref (client->socket);
  g_string_free (client->head, TRUE);
  g_free (client);
}

static GSocket *
listen_at (GSocketFamily family, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) place = g_inet_socket_address_new (address, port);
  g_autoptr (GSocket) socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  if (!g_socket_bind (socket, place, FALSE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static guint16
port_of (GSocket *socket)
{
  g_autoptr (GSocketAddress) place = g_socket_get_local_address (socket, NULL);

  return place != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (place)) : 0;
}

/* The same port on both: a browser takes `localhost` for either. Somebody else may have it on one of them. */
static gboolean
listen_on_both (CtgLoopbackListener *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  self->sockets[0] = listen_at (G_SOCKET_FAMILY_IPV4, 0, error);
  if (self->sockets[0] == NULL)
    return FALSE;
  self->port = port_of (self->sockets[0]);
  self->sockets[1] = listen_at (G_SOCKET_FAMILY_IPV6, self->port, &failure);
  if (self->sockets[1] != NULL || !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    return TRUE;
  g_clear_object (&self->sockets[0]);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/**
 * ctg_loopback_listener_new:
 * @error: set when no port is to be had
 *
 * Listens on 127.0.0.1 and ::1, at a port that the system chooses. From here on a browser can reach it; it is answered
 * by ctg_loopback_listener_wait().
 *
 * Specification: RFC 8252 section 7.3
 * Returns: (transfer full) (nullable): the listener
 */
CtgLoopbackListener *
ctg_loopback_listener_new (GError **error)
{
  g_autoptr (CtgLoopbackListener) self = g_new0 (CtgLoopbackListener, 1);

  self->clients = g_ptr_array_new_with_free_func ((GDestroyNotify) client_free);
  for (guint i = 0; i < BIND_TRIES; i++)
    {
      g_autoptr (GError) failure = NULL;

      if (listen_on_both (self, &failure))
        return g_steal_pointer (&self);
      if (i + 1 == BIND_TRIES)
        g_propagate_error (error, g_steal_pointer (&failure));
    }
  ctg_error_convert (error, NULL);
  return NULL;
}

/**
 * ctg_loopback_listener_free:
 * @self: (transfer full) (nullable): a listener
 *
 * Stops listening.
 */
void
ctg_loopback_listener_free (CtgLoopbackListener *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->clients);
  for (guint i = 0; i < G_N_ELEMENTS (self->sockets); i++)
    g_clear_object (&self->sockets[i]);
  g_free (self);
}

/**
 * ctg_loopback_listener_get_port:
 * @self: a listener
 *
 * Returns: the port, the same on both addresses
 */
guint16
ctg_loopback_listener_get_port (CtgLoopbackListener *self)
{
  return self->port;
}

static gboolean
is_our_host (CtgLoopbackListener *self, const char *host)
{
  static const char *const names[] = { "127.0.0.1", "[::1]", "localhost" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *wanted = g_strdup_printf ("%s:%u", names[i], self->port);

      if (g_ascii_strcasecmp (wanted, host) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Exactly one Host (RFC 9112 section 3.2). */
static gboolean
has_our_host (CtgLoopbackListener *self, char **lines)
{
  const char *host = NULL;

  for (guint i = 1; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], "Host:", 5) == 0)
      {
        if (host != NULL)
          return FALSE;
        host = g_strstrip (lines[i] + 5);
      }
  return host != NULL && is_our_host (self, host);
}

/* The query of a request that is well-formed and for us, of the head with its empty line. */
static char *
read_query (CtgLoopbackListener *self, const GString *head)
{
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) words = NULL;

  if (strlen (head->str) != head->len || !g_str_is_ascii (head->str))
    return NULL;
  lines = g_strsplit (head->str, "\r\n", -1);
  words = g_strsplit (lines[0], " ", -1);
  if (g_strv_length (words) != 3 || !g_str_equal (words[0], "GET") || !g_str_has_prefix (words[1], "/?") ||
      !(g_str_equal (words[2], "HTTP/1.1") || g_str_equal (words[2], "HTTP/1.0")) || !has_our_host (self, lines))
    return NULL;
  return g_strdup (words[1] + 2);
}

/* A page of one kilobyte fits any socket's buffer: if it does not, the client is none that reads. */
static void
answer (Client *client, const char *status, const char *page)
{
  g_autofree char *text = g_strdup_printf (
    "HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n"
    "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n"
    "Connection: close\r\n\r\n%s", status, strlen (page), page);

  g_socket_send (client->socket, text, strlen (text), NULL, NULL);
  g_socket_shutdown (client->socket, FALSE, TRUE, NULL);
}

/* TRUE: the client is done with. */
static gboolean
read_client (CtgLoopbackListener *self, Client *client, const char *page, CtgLoopbackFunc is_answer, gpointer data,
             char **query)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;
  char buffer[2048];
  gssize n = g_socket_receive (client->socket, buffer, sizeof buffer, NULL, &error);

  if (n <= 0)
    return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_string_append_len (client->head, buffer, n);
  if (client->head->len > HEAD_MAX_BYTES)
    return TRUE;
  if (g_strstr_len (client->head->str, (gssize) client->head->len, "\r\n\r\n") == NULL)
    return FALSE;
  found = read_query (self, client->head);
  if (found != NULL && is_answer (found, data))
    {
      answer (client, "200 OK", page);
      *query = g_steal_pointer (&found);
    }
  else
    answer (client, "400 Bad Request", "");
  return TRUE;
}

static void
accept_clients (CtgLoopbackListener *self, GSocket *listening)
{
  GSocket *socket;

  while ((socket = g_socket_accept (listening, NULL, NULL)) != NULL)
    {
      Client *client = g_new0 (Client, 1);

      g_socket_set_blocking (socket, FALSE);
      client->socket = socket;
      client->head = g_string_new (NULL);
      client->until_us = ctg_clock_monotonic_us () + CLIENT_TIMEOUT_US;
      if (self->clients->len < CLIENTS_MAX)
        g_ptr_array_add (self->clients, client);
      else
        client_free (client);
    }
}

/* Sleeps until somebody says something; half a second at most, for the clients' own time limits. */
static void
sleep_until_ready (CtgLoopbackListener *self, GCancellable *cancellable)
{
  g_autoptr (GArray) files = g_array_new (FALSE, TRUE, sizeof (GPollFD));
  gboolean has_cancellable = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (self->sockets) + self->clients->len; i++)
    {
      const Client *client = i < 2 ? NULL : g_ptr_array_index (self->clients, i - 2);
      GSocket *socket = client != NULL ? client->socket : self->sockets[i];
      GPollFD file = { .events = G_IO_IN };

      if (socket == NULL)
        continue;
      file.fd = g_socket_get_fd (socket);
      g_array_append_val (files, file);
    }
  if (cancellable != NULL)
    {
      GPollFD file = { 0 };

      has_cancellable = g_cancellable_make_pollfd (cancellable, &file);
      if (has_cancellable)
        g_array_append_val (files, file);
    }
  g_poll ((GPollFD *) (gpointer) files->data, files->len, POLL_MS);
  if (has_cancellable)
    g_cancellable_release_fd (cancellable);
}

/**
 * ctg_loopback_listener_wait:
 * @self: a listener
 * @page: the page that the browser shows in the end, in HTML
 * @is_answer: tells the awaited request from any other
 * @data: for @is_answer
 * @cancellable: ends the wait; the caller puts the time limit there
 * @error: cancellation
 *
 * Waits for the browser. The first request that is the answer ends it. Blocks.
 *
 * Specification: RFC 8252 section 7.3, RFC 9112
 * Returns: (transfer full) (nullable): the answer's query
 */
char *
ctg_loopback_listener_wait (CtgLoopbackListener *self, const char *page, CtgLoopbackFunc is_answer, gpointer data,
                            GCancellable *cancellable, GError **error)
{
  char *query = NULL;

  while (query == NULL && !g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      sleep_until_ready (self, cancellable);
      for (guint i = 0; i < G_N_ELEMENTS (self->sockets); i++)
        if (self->sockets[i] != NULL)
          accept_clients (self, self->sockets[i]);
      for (guint i = self->clients->len; i > 0 && query == NULL; i--)
        {
          Client *client = g_ptr_array_index (self->clients, i - 1);

          if (read_client (self, client, page, is_answer, data, &query) ||
              client->until_us < ctg_clock_monotonic_us ())
            g_ptr_array_remove_index (self->clients, i - 1);
        }
    }
  return query;
}
