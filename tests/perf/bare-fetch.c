/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bare-fetch HOST:PORT USER PASSWORD [NEWEST]: logs in over TLS, asks for all headers of INBOX in three pipelined
 * pieces, or for so many of the newest, reads the answers and throws them away; says how long it took since the log-in.
 * What a pull is measured against: the server's and the network's own time.
 * The certificate is not looked at: this talks to a server of the test's own, on loopback. */

#include <gio/gio.h>
#include <string.h>

#define BUFFER_BYTES (256 * 1024)

typedef struct
{
  GSocketConnection *connection;
  GInputStream *input;
  GOutputStream *output;
  char buffer[BUFFER_BYTES];
  gsize length;
  gsize n_bytes;               /* read altogether */
} Client;

static void
die (const char *what, GError *error)
{
  g_printerr ("bare-fetch: %s: %s\n", what, error != NULL ? error->message : "unexpected answer");
  exit (1);
}

static void
send_text (Client *client, const char *text)
{
  GError *error = NULL;

  if (!g_output_stream_write_all (client->output, text, strlen (text), NULL, NULL, &error))
    die ("write", error);
}

/* Reads until a line begins with @tag; keeps only the end of what came, where that line may have begun. What was read
 * before ended with a line. */
static void
wait_for (Client *client, const char *tag)
{
  g_autofree char *needle = g_strdup_printf ("\r\n%s ", tag);
  gsize kept = strlen (needle);
  GError *error = NULL;

  memcpy (client->buffer, "\r\n", 2);
  client->length = 2;
  while (memmem (client->buffer, client->length, needle, kept) == NULL)
    {
      gsize keep = MIN (client->length, kept);
      gssize n;

      memmove (client->buffer, client->buffer + client->length - keep, keep);
      n = g_input_stream_read (client->input, client->buffer + keep, BUFFER_BYTES - keep, NULL, &error);
      if (n <= 0)
        die ("read", error);
      client->length = keep + (gsize) n;
      client->n_bytes += (gsize) n;
    }
}

static void
wait_for_greeting (Client *client)
{
  GError *error = NULL;
  gssize n = g_input_stream_read (client->input, client->buffer, BUFFER_BYTES, NULL, &error);

  if (n <= 0 || !g_str_has_prefix (client->buffer, "* OK"))
    die ("greeting", error);
}

static guint
read_count (Client *client)
{
  const char *exists;

  client->buffer[MIN (client->length, BUFFER_BYTES - 1)] = '\0';
  exists = strstr (client->buffer, " EXISTS");
  while (exists != NULL && exists > client->buffer && g_ascii_isdigit (exists[-1]))
    exists--;
  return exists != NULL ? (guint) g_ascii_strtoull (exists, NULL, 10) : 0;
}

static void
fetch_newest (Client *client, guint n_messages, guint n_newest)
{
  g_autofree char *command = NULL;

  command = g_strdup_printf ("f FETCH %u:%u (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])\r\n",
                             n_messages - MIN (n_newest, n_messages) + 1, n_messages);
  send_text (client, command);
  wait_for (client, "f");
}

static void
fetch_all (Client *client, guint n_messages)
{
  for (guint i = 0; i < 3; i++)
    {
      guint first = n_messages * i / 3 + 1, last = n_messages * (i + 1) / 3;
      g_autofree char *command = NULL;

      command = g_strdup_printf ("f%u FETCH %u:%u (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])\r\n", i, first,
                                 last);
      send_text (client, command);
    }
  wait_for (client, "f2");
}

int
main (int argc, char *argv[])
{
  g_autoptr (GSocketClient) dialler = g_socket_client_new ();
  g_autofree Client *client = g_new0 (Client, 1);
  g_autofree char *login = NULL;
  gint64 begun_us;
  guint n_messages;
  GError *error = NULL;

  if (argc != 4 && argc != 5)
    die ("bare-fetch HOST:PORT USER PASSWORD [NEWEST]", NULL);
  g_socket_client_set_tls (dialler, TRUE);
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  g_socket_client_set_tls_validation_flags (dialler, 0);
  G_GNUC_END_IGNORE_DEPRECATIONS
  client->connection = g_socket_client_connect_to_host (dialler, argv[1], 993, NULL, &error);
  if (client->connection == NULL)
    die ("connect", error);
  client->input = g_io_stream_get_input_stream (G_IO_STREAM (client->connection));
  client->output = g_io_stream_get_output_stream (G_IO_STREAM (client->connection));
  wait_for_greeting (client);
  login = g_strdup_printf ("l LOGIN \"%s\" \"%s\"\r\n", argv[2], argv[3]);
  send_text (client, login);
  wait_for (client, "l");
  begun_us = g_get_monotonic_time ();
  send_text (client, "e EXAMINE INBOX\r\n");
  wait_for (client, "e");
  n_messages = read_count (client);
  if (argc == 5)
    fetch_newest (client, n_messages, (guint) atoi (argv[4]));
  else
    fetch_all (client, n_messages);
  g_print ("%.3f\n", (double) (g_get_monotonic_time () - begun_us) / G_USEC_PER_SEC);
  g_object_unref (client->connection);
  return 0;
}
