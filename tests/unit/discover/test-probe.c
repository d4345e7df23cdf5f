/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "probe.h"

#include <string.h>

/* Plays one conversation: lines that begin with C: are awaited, the others are sent. */
typedef struct
{
  GSocketListener *listener;
  guint16 port;
  const char *const *script;
  GString *heard;
  GThread *thread;
} Server;

static gboolean
hear (GInputStream *input, GString *heard)
{
  gsize before = heard->len;
  char byte;

  while (g_input_stream_read (input, &byte, 1, NULL, NULL) == 1)
    {
      g_string_append_c (heard, byte);
      if (byte == '\n')
        return TRUE;
    }
  return heard->len > before;
}

static gpointer
server_job (gpointer data)
{
  Server *server = data;
  g_autoptr (GSocketConnection) connection = g_socket_listener_accept (server->listener, NULL, NULL, NULL);
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));

  for (guint i = 0; server->script[i] != NULL; i++)
    {
      const char *line = server->script[i];

      if (g_str_has_prefix (line, "C:"))
        {
          if (!hear (input, server->heard))
            break;
        }
      else
        g_output_stream_write_all (output, line, strlen (line), NULL, NULL, NULL);
    }
  /* Until the client hangs up, so that nothing is lost by a reset. */
  while (hear (input, server->heard))
    ;
  return NULL;
}

static void
server_start (Server *server, const char *const *script)
{
  server->listener = g_socket_listener_new ();
  server->port = g_socket_listener_add_any_inet_port (server->listener, NULL, NULL);
  server->script = script;
  server->heard = g_string_new (NULL);
  server->thread = g_thread_new ("server", server_job, server);
}

static void
server_stop (Server *server, char **heard)
{
  g_thread_join (server->thread);
  g_object_unref (server->listener);
  if (heard != NULL)
    *heard = g_strdup (server->heard->str);
  g_string_free (server->heard, TRUE);
}

static GError *
probe (CtgProbeProtocol protocol, const char *const *script, char **heard)
{
  Server server;
  GError *error = NULL;
  g_autoptr (CtgEndpoint) endpoint = NULL;

  server_start (&server, script);
  endpoint = ctg_endpoint_new ("127.0.0.1", server.port, CTG_SECURITY_STARTTLS, NULL);
  g_assert_false (ctg_probe_run (protocol, endpoint, 5000, NULL, &error));
  server_stop (&server, heard);
  return error;
}

static void
test_other_protocol (void)
{
  static const char *const smtp[] = { "220 mail.example ESMTP\r\n", NULL };
  static const char *const imap[] = { "* OK ready\r\n", NULL };
  static const char *const bye[] = { "* BYE too many\r\n", NULL };
  g_autoptr (GError) first = probe (CTG_PROBE_IMAP, smtp, NULL);
  g_autoptr (GError) second = probe (CTG_PROBE_SMTP, imap, NULL);
  g_autoptr (GError) third = probe (CTG_PROBE_IMAP, bye, NULL);

  g_assert_true (ctg_error_has_reason (first, "not-imap"));
  g_assert_true (ctg_error_has_reason (second, "not-smtp"));
  g_assert_true (ctg_error_has_reason (third, "not-imap"));
}

static void
test_no_starttls (void)
{
  static const char *const script[] = { "220-mail.example\r\n220 ESMTP\r\n", "C:EHLO",
                                        "250-mail.example\r\n250-SIZE 100\r\n250 8BITMIME\r\n", NULL };
  g_autofree char *heard = NULL;
  g_autoptr (GError) error = probe (CTG_PROBE_SMTP, script, &heard);

  g_assert_error (error, CTG_ERROR, CTG_ERROR_UNSUPPORTED);
  g_assert_cmpstr (heard, ==, "EHLO [127.0.0.1]\r\n");
}

static void
test_starttls_refused (void)
{
  static const char *const script[] = { "* OK ready\r\n", "C:STARTTLS", "a NO not now\r\n", NULL };
  g_autofree char *heard = NULL;
  g_autoptr (GError) error = probe (CTG_PROBE_IMAP, script, &heard);

  g_assert_true (ctg_error_has_reason (error, "starttls-refused"));
  g_assert_cmpstr (heard, ==, "a STARTTLS\r\n");
}

static void
test_injection (void)
{
  static const char *const script[] = { "* OK ready\r\n", "C:STARTTLS", "a OK go\r\n* OK injected\r\n", NULL };
  g_autoptr (GError) error = probe (CTG_PROBE_IMAP, script, NULL);

  g_assert_error (error, CTG_ERROR, CTG_ERROR_TLS);
  g_assert_true (ctg_error_has_reason (error, "starttls-injected"));
}

static void
test_endless_answer (void)
{
  g_autofree char *line = g_strnfill (40000, 'x');
  const char *const script[] = { line, NULL };
  g_autoptr (GError) error = probe (CTG_PROBE_IMAP, script, NULL);

  g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
}

static void
test_silence_times_out (void)
{
  static const char *const script[] = { NULL };
  Server server;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgEndpoint) endpoint = NULL;

  server_start (&server, script);
  endpoint = ctg_endpoint_new ("127.0.0.1", server.port, CTG_SECURITY_STARTTLS, NULL);
  g_assert_false (ctg_probe_run (CTG_PROBE_IMAP, endpoint, 100, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TIMED_OUT);
  server_stop (&server, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discover/probe/another-protocol-is-not-found", test_other_protocol);
  g_test_add_func ("/discover/probe/server-without-starttls-is-refused", test_no_starttls);
  g_test_add_func ("/discover/probe/refused-starttls-says-so", test_starttls_refused);
  g_test_add_func ("/discover/probe/bytes-after-starttls-are-an-attack", test_injection);
  g_test_add_func ("/discover/probe/endless-answer-is-cut", test_endless_answer);
  g_test_add_func ("/discover/probe/silence-times-out", test_silence_times_out);
  return g_test_run ();
}
