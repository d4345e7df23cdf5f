/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dial.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

typedef struct
{
  GSocketConnection *connection;   /* (owned) (nullable) */
  GError *error;                   /* (owned) (nullable) */
  gboolean done;
} Dial;

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Dial *dial = data;

  dial->connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &dial->error);
  dial->done = TRUE;
}

/* Commands are small and answered one by one: waiting for more bytes to send costs 40 ms each time. Keep-alive
 * finds a dead peer that a router forgot. */
static void
tune (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);

  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_keepalive (socket, TRUE);
}

/**
 * ctg_dial:
 * @ascii_host: host name in its ASCII form, or an address
 * @port: from 1 to 65535
 * @cancellable: fires when the time is over or the caller gives up
 * @error: of GIO's own domains; the caller converts it
 *
 * Connects, trying IPv4 and IPv6 side by side. Blocks; the asynchronous connect runs on a main context of its own,
 * because GIO's synchronous one tries one address after the other: 12.6 s against 0.25 s behind an IPv6 black hole.
 *
 * Specification: RFC 8305
 * Returns: (transfer full) (nullable): a connection in clear
 */
GSocketConnection *
ctg_dial (const char *ascii_host, guint16 port, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new (ascii_host, port);
  Dial dial = { NULL };

  g_main_context_push_thread_default (context);
  g_socket_client_connect_async (client, address, cancellable, connected_cb, &dial);
  while (!dial.done)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  if (dial.error != NULL)
    g_propagate_error (error, dial.error);
  else
    tune (dial.connection);
  return dial.connection;
}
