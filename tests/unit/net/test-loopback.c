/* SPDX-License-Identifier: GPL-3.0-or-later */

/* O1 of the threats: what may reach the loopback listener, and that only the awaited request ends its wait. */

#include "loopback-listener.h"

#include <string.h>

#define RIGHT "state=right&code=abc"
#define PAGE "<p>Back to Carteggio"

typedef struct
{
  CtgLoopbackListener *listener;
  GCancellable *cancellable;
  GThread *thread;
  char *query;
} Fixture;

static gboolean
is_answer (const char *query, gpointer data)
{
  return g_str_has_prefix (query, "state=right&") || g_str_equal (query, "state=right");
}

static gpointer
wait_thread (gpointer data)
{
  Fixture *fixture = data;

  fixture->query = ctg_loopback_listener_wait (fixture->listener, PAGE, is_answer, NULL, fixture->cancellable, NULL);
  return NULL;
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture->listener = ctg_loopback_listener_new (&error);
  g_assert_no_error (error);
  fixture->cancellable = g_cancellable_new ();
  fixture->thread = g_thread_new ("wait", wait_thread, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_cancellable_cancel (fixture->cancellable);
  if (fixture->thread != NULL)
    g_thread_join (fixture->thread);
  ctg_loopback_listener_free (fixture->listener);
  g_object_unref (fixture->cancellable);
  g_free (fixture->query);
}

static GSocketConnection *
reach (Fixture *fixture, const char *address)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_timeout (client, 10);
  return g_socket_client_connect_to_host (client, address, ctg_loopback_listener_get_port (fixture->listener), NULL,
                                          NULL);
}

/* The whole answer; empty when the connection was closed without a word. */
static char *
exchange (Fixture *fixture, const char *address, const char *request)
{
  g_autoptr (GSocketConnection) connection = reach (fixture, address);
  GString *answer = g_string_new (NULL);
  char buffer[1024];
  gssize n;

  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL,
                             NULL, NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL,
                                   NULL)) > 0)
    g_string_append_len (answer, buffer, n);
  return g_string_free (answer, FALSE);
}

static char *
with_port (Fixture *fixture, const char *template)
{
  g_autofree char *port = g_strdup_printf ("%u", ctg_loopback_listener_get_port (fixture->listener));
  g_autoptr (GString) text = g_string_new (template);

  g_string_replace (text, "PORT", port, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

#define HOST "Host: 127.0.0.1:PORT\r\n\r\n"

static const struct
{
  const char *name;
  const char *request;
} hostile[] = {
  { "no-state", "GET /?code=abc HTTP/1.1\r\n" HOST },
  { "wrong-state", "GET /?state=wrong&code=abc HTTP/1.1\r\n" HOST },
  { "empty-state", "GET /?state=&code=abc HTTP/1.1\r\n" HOST },
  { "no-query", "GET / HTTP/1.1\r\n" HOST },
  { "html-in-error-description",
    "GET /?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1\r\n" HOST },
  { "post", "POST /?" RIGHT " HTTP/1.1\r\n" HOST },
  { "head", "HEAD /?" RIGHT " HTTP/1.1\r\n" HOST },
  { "options", "OPTIONS /?" RIGHT " HTTP/1.1\r\n" HOST },
  { "lower-case-method", "get /?" RIGHT " HTTP/1.1\r\n" HOST },
  { "another-path", "GET /callback?" RIGHT " HTTP/1.1\r\n" HOST },
  { "path-with-dots", "GET /../?" RIGHT " HTTP/1.1\r\n" HOST },
  { "absolute-form", "GET http://127.0.0.1:PORT/?" RIGHT " HTTP/1.1\r\n" HOST },
  { "another-host", "GET /?" RIGHT " HTTP/1.1\r\nHost: evil.example:PORT\r\n\r\n" },
  { "host-of-another-port", "GET /?" RIGHT " HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n" },
  { "host-without-a-port", "GET /?" RIGHT " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" },
  { "host-that-begins-like-ours", "GET /?" RIGHT " HTTP/1.1\r\nHost: 127.0.0.1:PORT.evil.example\r\n\r\n" },
  { "no-host", "GET /?" RIGHT " HTTP/1.1\r\n\r\n" },
  { "two-hosts", "GET /?" RIGHT " HTTP/1.1\r\nHost: evil.example\r\n" HOST },
  { "old-http", "GET /?" RIGHT " HTTP/0.9\r\n" HOST },
  { "four-words", "GET /?" RIGHT " HTTP/1.1 x\r\n" HOST },
  { "not-http", "\026\003\001 TLS or anything else\r\n\r\n" },
  { "not-ascii", "GET /?state=right&code=\303\250 HTTP/1.1\r\n" HOST },
};

static void
assert_still_waiting (Fixture *fixture)
{
  g_autofree char *request = with_port (fixture, "GET /?" RIGHT " HTTP/1.1\r\n" HOST);
  g_autofree char *answer = exchange (fixture, "127.0.0.1", request);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  g_thread_join (g_steal_pointer (&fixture->thread));
  g_assert_cmpstr (fixture->query, ==, RIGHT);
}

static void
test_hostile (Fixture *fixture, gconstpointer unused)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (hostile) == 22);
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *request = with_port (fixture, hostile[i].request);
      g_autofree char *answer = exchange (fixture, "127.0.0.1", request);

      g_test_message ("%s", hostile[i].name);
      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 400 "));
      g_assert_null (strstr (answer, "script"));
      g_assert_null (strstr (answer, "abc"));
    }
  assert_still_waiting (fixture);
}

static void
test_huge (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *filler = g_strnfill (20000, 'x');
  g_autofree char *template = g_strconcat ("GET /?", RIGHT, "&x=", filler, " HTTP/1.1\r\n", HOST, NULL);
  g_autofree char *request = with_port (fixture, template);
  g_autofree char *answer = exchange (fixture, "127.0.0.1", request);

  g_assert_cmpstr (answer, ==, "");
  assert_still_waiting (fixture);
}

/* Slow clients keep nobody out, and a client too many is turned away. */
static void
test_slow (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) slow = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 15; i++)
    {
      GSocketConnection *connection = reach (fixture, "127.0.0.1");

      g_assert_nonnull (connection);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), "GET", 3, NULL, NULL, NULL);
      g_ptr_array_add (slow, connection);
    }
  assert_still_waiting (fixture);
}

/* The page is the same whatever came, and says nothing of it. */
static void
test_page (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *request = with_port (fixture, "GET /?state=right&error=access_denied HTTP/1.1\r\n" HOST);
  g_autofree char *answer = exchange (fixture, "127.0.0.1", request);

  g_assert_true (g_str_has_suffix (answer, "\r\n\r\n" PAGE));
  g_assert_null (strstr (answer, "access_denied"));
  g_assert_nonnull (strstr (answer, "no-store"));
  g_thread_join (g_steal_pointer (&fixture->thread));
  g_assert_cmpstr (fixture->query, ==, "state=right&error=access_denied");
}

/* After the wait nothing is answered any more, and the freed listener takes nobody. */
static void
test_second_time (Fixture *fixture, gconstpointer unused)
{
  guint16 port = ctg_loopback_listener_get_port (fixture->listener);
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  assert_still_waiting (fixture);
  g_clear_pointer (&fixture->listener, ctg_loopback_listener_free);
  g_assert_null (g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL));
}

static void
test_both_addresses (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *request = with_port (fixture, "GET /?" RIGHT " HTTP/1.1\r\nHost: [::1]:PORT\r\n\r\n");
  g_autoptr (GSocketConnection) six = reach (fixture, "::1");
  g_autofree char *answer = NULL;

  if (six == NULL)
    {
      g_test_skip ("no IPv6 here");
      return;
    }
  answer = exchange (fixture, "::1", request);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
}

static void
test_cancelled (Fixture *fixture, gconstpointer unused)
{
  g_cancellable_cancel (fixture->cancellable);
  g_thread_join (g_steal_pointer (&fixture->thread));
  g_assert_null (fixture->query);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/net/loopback/O1-hostile-requests-end-nothing", test_hostile },
    { "/net/loopback/O1-a-huge-request-is-dropped", test_huge },
    { "/net/loopback/O1-slow-clients-keep-nobody-out", test_slow },
    { "/net/loopback/O1-the-page-echoes-nothing", test_page },
    { "/net/loopback/O1-the-first-answer-counts", test_second_time },
    { "/net/loopback/O1-answers-on-both-addresses", test_both_addresses },
    { "/net/loopback/cancelling-ends-the-wait", test_cancelled },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
