/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "connection.h"
#include "errors.h"
#include "script-server.h"
#include "tls-policy.h"

#include <string.h>

#define WAIT_MS 5000

static CtgEndpoint *
endpoint_for (ScriptServer *server, const char *host, CtgSecurity security)
{
  return ctg_endpoint_new (host, script_server_get_port (server), security, NULL);
}

static CtgConnection *
open_with_pin (ScriptServer *server, const char *host, const char *pin, CtgCertificate **refused, GError **error)
{
  g_autoptr (CtgEndpoint) endpoint = endpoint_for (server, host, CTG_SECURITY_TLS);

  endpoint->pin_sha256 = g_strdup (pin);
  return ctg_connection_open (endpoint, NULL, refused, error);
}

static void
assert_greeted (CtgConnection *connection)
{
  g_autoptr (GError) error = NULL;
  char buffer[64];
  gssize n = ctg_connection_read (connection, buffer, sizeof buffer, WAIT_MS, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (buffer, (gsize) n, "hello\r\n", 7);
}

static void
assert_refused (TestCertificate which, const char *host, const char *reason)
{
  g_autoptr (ScriptServer) server = script_server_new_with_tls ("S: hello\nWAIT", which);
  g_autoptr (CtgCertificate) refused = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgConnection) connection = open_with_pin (server, host, NULL, &refused, &error);
  g_autofree char *sha256 = test_certificate_sha256 (which);

  g_assert_null (connection);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TLS);
  g_assert_cmpstr (ctg_error_get_details (error).reason, ==, reason);
  g_assert_cmpstr (ctg_error_get_details (error).host, ==, host);
  g_assert_nonnull (refused);
  g_assert_cmpstr (refused->sha256, ==, sha256);
  g_assert_cmpstr (refused->host, ==, host);
  g_assert_cmpuint (refused->port, ==, script_server_get_port (server));
}

static void
test_good_is_accepted (void)
{
  static const char *const hosts[] = { "localhost", "127.0.0.1", "LOCALHOST" };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr (ScriptServer) server = script_server_new_with_tls ("S: hello\nWAIT", TEST_CERTIFICATE_GOOD);
      g_autoptr (GError) error = NULL;
      g_autoptr (CtgConnection) connection = open_with_pin (server, hosts[i], NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (ctg_connection_is_secure (connection));
      assert_greeted (connection);
    }
}

static void
test_no_usage_is_accepted (void)
{
  g_autoptr (ScriptServer) server = script_server_new_with_tls ("S: hello\nWAIT", TEST_CERTIFICATE_NO_USAGE);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgConnection) connection = open_with_pin (server, "localhost", NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (connection);
}

static void
test_bad_ones_are_refused (void)
{
  assert_refused (TEST_CERTIFICATE_SELF_SIGNED, "localhost", "certificate-unknown-authority");
  assert_refused (TEST_CERTIFICATE_WRONG_HOST, "localhost", "certificate-wrong-host");
  assert_refused (TEST_CERTIFICATE_EXPIRED, "localhost", "certificate-expired");
  assert_refused (TEST_CERTIFICATE_NOT_YET, "localhost", "certificate-not-yet-valid");
}

static void
test_what_glib_accepts_is_refused (void)
{
  assert_refused (TEST_CERTIFICATE_CLIENT_ONLY, "localhost", "certificate-purpose");
  assert_refused (TEST_CERTIFICATE_MAIL_ONLY, "localhost", "certificate-purpose");
  assert_refused (TEST_CERTIFICATE_WEAK, "localhost", "certificate-weak");
  assert_refused (TEST_CERTIFICATE_NO_NAMES, "localhost", "certificate-no-names");
}

static void
test_refused_is_described (void)
{
  g_autoptr (ScriptServer) server = script_server_new_with_tls ("WAIT", TEST_CERTIFICATE_WRONG_HOST);
  g_autoptr (CtgCertificate) refused = NULL;
  g_autoptr (CtgConnection) connection = open_with_pin (server, "localhost", NULL, &refused, NULL);

  g_assert_null (connection);
  g_assert_cmpstr (refused->names[0], ==, "mail.example.org");
  g_assert_null (refused->names[1]);
  g_assert_cmpstr (refused->issuer, ==, "CN=Test authority");
  g_assert_cmpint (refused->valid_from_utc_s, <, refused->valid_to_utc_s);
}

typedef struct
{
  TestCertificate served;
  TestCertificate pinned;
  const char *reason;   /* (nullable) NULL: accepted */
} PinCase;

static const PinCase pin_cases[] = {
  { TEST_CERTIFICATE_SELF_SIGNED, TEST_CERTIFICATE_SELF_SIGNED, NULL },
  { TEST_CERTIFICATE_OTHER, TEST_CERTIFICATE_SELF_SIGNED, "certificate-changed" },
  { TEST_CERTIFICATE_GOOD, TEST_CERTIFICATE_SELF_SIGNED, "certificate-changed" },
  { TEST_CERTIFICATE_GOOD, TEST_CERTIFICATE_GOOD, NULL },
  { TEST_CERTIFICATE_EXPIRED, TEST_CERTIFICATE_EXPIRED, NULL },
  { TEST_CERTIFICATE_EXPIRED, TEST_CERTIFICATE_GOOD, "certificate-changed" },
  { TEST_CERTIFICATE_WRONG_HOST, TEST_CERTIFICATE_WRONG_HOST, NULL },
  { TEST_CERTIFICATE_NO_NAMES, TEST_CERTIFICATE_NO_NAMES, NULL },
  { TEST_CERTIFICATE_WEAK, TEST_CERTIFICATE_WEAK, "certificate-weak" },
};

/* T5 */
static void
test_pin_is_for_one_leaf (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pin_cases); i++)
    {
      g_autoptr (ScriptServer) server = script_server_new_with_tls ("S: hello\nWAIT", pin_cases[i].served);
      g_autofree char *pin = test_certificate_sha256 (pin_cases[i].pinned);
      g_autoptr (CtgCertificate) refused = NULL;
      g_autoptr (GError) error = NULL;
      G_GNUC_UNUSED g_autoptr (CtgConnection) connection = open_with_pin (server, "localhost", pin, &refused, &error);

      if (pin_cases[i].reason == NULL)
        g_assert_no_error (error);
      else
        g_assert_error (error, CTG_ERROR, CTG_ERROR_TLS);
      g_assert_cmpstr (ctg_error_get_details (error).reason, ==, pin_cases[i].reason);
      g_assert_true ((refused != NULL) == (pin_cases[i].reason != NULL));
    }
}

static void
test_plain_server_on_tls_port (void)
{
  g_autoptr (ScriptServer) server = script_server_new ("S: * OK hello\nWAIT");
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgConnection) connection = open_with_pin (server, "localhost", NULL, NULL, &error);

  g_assert_null (connection);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TLS);
  g_assert_true (ctg_error_has_reason (error, "handshake-failed"));
}

/* A97: what the administrator asks for, on a program that could do with less. */
static void
test_minimum_version (void)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  g_setenv ("G_TLS_GNUTLS_PRIORITY", "NORMAL:-VERS-ALL:+VERS-TLS1.2", TRUE);
  for (int only_newest = 0; only_newest < 2; only_newest++)
    {
      g_autoptr (ScriptServer) server = script_server_new_with_tls ("S: hello\nWAIT", TEST_CERTIFICATE_GOOD);
      g_autofree char *pin = test_certificate_sha256 (TEST_CERTIFICATE_GOOD);
      g_autoptr (GError) error = NULL;
      g_autoptr (CtgConnection) connection = NULL;

      ctg_tls_policy_set_minimum (only_newest == 1);
      connection = open_with_pin (server, "localhost", pin, NULL, &error);
      g_assert_true ((connection == NULL) == (only_newest == 1));
      g_assert_cmpstr (ctg_error_get_details (error).reason, ==, only_newest == 1 ? "tls-version" : NULL);
    }
}

static void
test_closed_port (void)
{
  g_autoptr (ScriptServer) server = script_server_new ("CLOSE");
  g_autoptr (CtgEndpoint) endpoint = endpoint_for (server, "127.0.0.1", CTG_SECURITY_NONE);
  g_autoptr (CtgConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&server, script_server_free);
  connection = ctg_connection_open (endpoint, NULL, NULL, &error);
  g_assert_null (connection);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NETWORK);
  g_assert_true (ctg_error_has_reason (error, "connection-refused"));
}

/* A resolver that knows nobody: tests do not ask the network. */
#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static char *last_asked;

static void
lookup_nobody_async (GResolver *resolver, const char *name, GResolverNameLookupFlags flags, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);

  g_free (last_asked);
  last_asked = g_strdup (name);
  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s is unknown", name);
}

static void
lookup_nobody_plainly_async (GResolver *resolver, const char *name, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  lookup_nobody_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback, data);
}

static GList *
lookup_nobody_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_async = lookup_nobody_plainly_async;
  resolver_class->lookup_by_name_finish = lookup_nobody_finish;
  resolver_class->lookup_by_name_with_flags_async = lookup_nobody_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_nobody_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

static void
test_unknown_host (void)
{
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) nobody = g_object_new (TEST_TYPE_RESOLVER, NULL);
  g_autoptr (CtgEndpoint) endpoint = ctg_endpoint_new ("posta.città.example", 993, CTG_SECURITY_TLS, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgConnection) connection = NULL;

  g_resolver_set_default (nobody);
  connection = ctg_connection_open (endpoint, NULL, NULL, &error);
  g_resolver_set_default (usual);
  g_assert_null (connection);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NETWORK);
  g_assert_true (ctg_error_has_reason (error, "host-not-found"));
  g_assert_cmpstr (last_asked, ==, "posta.xn--citt-3na.example");
  g_clear_pointer (&last_asked, g_free);
}

/* T1: not even a look-up. */
static void
test_cleartext_beyond_loopback (void)
{
  g_autoptr (CtgEndpoint) endpoint = ctg_endpoint_new ("mail.example.it", 143, CTG_SECURITY_NONE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgConnection) connection = ctg_connection_open (endpoint, NULL, NULL, &error);

  g_assert_null (connection);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_POLICY);
  g_assert_true (ctg_error_has_reason (error, "cleartext"));
}

static void
test_cancelled_before (void)
{
  g_autoptr (ScriptServer) server = script_server_new ("WAIT");
  g_autoptr (CtgEndpoint) endpoint = endpoint_for (server, "127.0.0.1", CTG_SECURITY_NONE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgConnection) connection = NULL;

  g_cancellable_cancel (cancellable);
  connection = ctg_connection_open (endpoint, cancellable, NULL, &error);
  g_assert_null (connection);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (script_server_get_n_clients (server), ==, 0);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (50 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancelled_in_handshake (void)
{
  g_autoptr (ScriptServer) server = script_server_new ("WAIT");
  g_autoptr (CtgEndpoint) endpoint = endpoint_for (server, "127.0.0.1", CTG_SECURITY_TLS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *canceller = g_thread_new ("canceller", cancel_soon, cancellable);
  g_autoptr (CtgConnection) connection = ctg_connection_open (endpoint, cancellable, NULL, &error);

  g_thread_join (canceller);
  g_assert_null (connection);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_read_goes_on_after_cancelling (void)
{
  g_autoptr (ScriptServer) server = script_server_new_with_tls ("C: ready\nS: hello\nWAIT", TEST_CERTIFICATE_GOOD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgConnection) connection = open_with_pin (server, "localhost", NULL, NULL, &error);
  GThread *canceller = g_thread_new ("canceller", cancel_soon, cancellable);
  char buffer[64];

  g_assert_cmpint (ctg_connection_read (connection, buffer, sizeof buffer, WAIT_MS, cancellable, &error), ==, -1);
  g_thread_join (canceller);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (ctg_connection_write (connection, "ready\r\n", 7, WAIT_MS, NULL, &error));
  assert_greeted (connection);
}

static void
test_read_times_out_and_goes_on (void)
{
  g_autoptr (ScriptServer) server = script_server_new_with_tls ("C: ready\nS: hello\nWAIT", TEST_CERTIFICATE_GOOD);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgConnection) connection = open_with_pin (server, "localhost", NULL, NULL, &error);
  char buffer[64];

  g_assert_cmpint (ctg_connection_read (connection, buffer, sizeof buffer, 50, NULL, &error), ==, -1);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_assert_true (ctg_connection_write (connection, "ready\r\n", 7, WAIT_MS, NULL, &error));
  assert_greeted (connection);
}

static void
test_end_of_stream_is_an_error (void)
{
  g_autoptr (ScriptServer) server = script_server_new ("CLOSE");
  g_autoptr (CtgEndpoint) endpoint = endpoint_for (server, "127.0.0.1", CTG_SECURITY_NONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgConnection) connection = ctg_connection_open (endpoint, NULL, NULL, &error);
  char buffer[64];

  g_assert_no_error (error);
  g_assert_cmpint (ctg_connection_read (connection, buffer, sizeof buffer, WAIT_MS, NULL, &error), ==, -1);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NETWORK);
  g_assert_true (ctg_error_has_reason (error, "connection-closed"));
}

/* T2: what is in the socket before the handshake. */
static void
test_unread_bytes_stop_starttls (void)
{
  g_autoptr (ScriptServer) server = script_server_new ("S: injected\nC: *\nWAIT");
  g_autoptr (CtgEndpoint) endpoint = endpoint_for (server, "127.0.0.1", CTG_SECURITY_STARTTLS);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgConnection) connection = ctg_connection_open (endpoint, NULL, NULL, &error);
  char byte;

  g_assert_no_error (error);
  g_assert_cmpint (ctg_connection_read (connection, &byte, 1, WAIT_MS, NULL, &error), ==, 1);
  g_assert_false (ctg_connection_start_tls (connection, NULL, NULL, &error));
  g_assert_true (ctg_error_has_reason (error, "starttls-injected"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_certificates_trust ();
  g_test_add_func ("/net/tls/good-certificate-is-accepted", test_good_is_accepted);
  g_test_add_func ("/net/tls/certificate-without-usage-is-accepted", test_no_usage_is_accepted);
  g_test_add_func ("/net/tls/T4-bad-certificates-are-refused-with-their-reason", test_bad_ones_are_refused);
  g_test_add_func ("/net/tls/what-glib-lets-pass-is-refused", test_what_glib_accepts_is_refused);
  g_test_add_func ("/net/tls/refused-certificate-is-described", test_refused_is_described);
  g_test_add_func ("/net/tls/T5-pin-is-for-exactly-one-leaf", test_pin_is_for_one_leaf);
  g_test_add_func ("/net/tls/plain-server-on-tls-port-is-refused", test_plain_server_on_tls_port);
  g_test_add_func ("/net/tls/A97-minimum-version", test_minimum_version);
  g_test_add_func ("/net/tls/T2-unread-bytes-stop-starttls", test_unread_bytes_stop_starttls);
  g_test_add_func ("/net/connection/closed-port-is-refused", test_closed_port);
  g_test_add_func ("/net/connection/unknown-host-is-told-and-asked-for-in-ascii", test_unknown_host);
  g_test_add_func ("/net/connection/T1-cleartext-stays-on-this-computer", test_cleartext_beyond_loopback);
  g_test_add_func ("/net/connection/cancelled-before-it-never-connects", test_cancelled_before);
  g_test_add_func ("/net/connection/cancelled-in-handshake-it-ends", test_cancelled_in_handshake);
  g_test_add_func ("/net/connection/cancelled-read-loses-nothing", test_read_goes_on_after_cancelling);
  g_test_add_func ("/net/connection/timed-out-read-loses-nothing", test_read_times_out_and_goes_on);
  g_test_add_func ("/net/connection/end-of-stream-is-an-error", test_end_of_stream_is_an_error);
  return g_test_run ();
}
