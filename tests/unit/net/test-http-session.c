/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "http-session.h"

#include "errors.h"
#include "http-server.h"

#include <string.h>

#define MAX_BYTES 1000
#define WAIT_MS 5000

typedef struct
{
  HttpServer *server;
  CtgEndpoint *endpoint;
  CtgHttpSession *session;
} Fixture;

static void
fixture_clear (Fixture *fixture)
{
  ctg_http_session_free (fixture->session);
  ctg_endpoint_free (fixture->endpoint);
  http_server_free (fixture->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static char *
echo (const HttpServerRequest *request, gpointer data)
{
  const char *authorization = g_hash_table_lookup (request->headers, "authorization");
  const char *agent = g_hash_table_lookup (request->headers, "user-agent");
  g_autofree char *body = g_strdup_printf ("%u|%s|%s|%s|%s", request->connection, request->line,
                                           authorization != NULL ? authorization : "", agent, request->body);

  return http_server_answer (200, "", body);
}

static Fixture
begin (TestCertificate which, HttpServerFunc func, const char *pin)
{
  Fixture fixture = { http_server_new (which, func, NULL) };

  fixture.endpoint = ctg_endpoint_new ("localhost", http_server_get_port (fixture.server), CTG_SECURITY_TLS, "anna");
  fixture.endpoint->pin_sha256 = g_strdup (pin);
  fixture.session = ctg_http_session_new (fixture.endpoint, "/EWS/Exchange.asmx");
  return fixture;
}

static CtgHttpAnswer *
ask_with (Fixture *fixture, const char *text, gboolean is_repeatable, guint timeout_ms, CtgCertificate **refused,
          GError **error)
{
  g_autoptr (GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  CtgHttpRequest request = {
    .max_bytes = MAX_BYTES, .timeout_ms = timeout_ms, .method = text != NULL ? "POST" : NULL, .body = body,
    .content_type = "text/xml", .is_repeatable = is_repeatable,
  };

  return ctg_http_session_ask (fixture->session, &request, refused, NULL, error);
}

static CtgHttpAnswer *
ask_for (Fixture *fixture, const char *text, guint timeout_ms, CtgCertificate **refused, GError **error)
{
  return ask_with (fixture, text, TRUE, timeout_ms, refused, error);
}

static char *
ask (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgHttpAnswer) answer = ask_for (fixture, text, WAIT_MS, NULL, &error);
  gsize length;
  const char *data;

  g_assert_no_error (error);
  data = g_bytes_get_data (answer->body, &length);
  return g_strndup (data, length);
}

static void
assert_fails (Fixture *fixture, CtgErrorCode code, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgHttpAnswer) answer = ask_for (fixture, "x", WAIT_MS, NULL, &error);

  g_assert_null (answer);
  g_assert_error (error, CTG_ERROR, (int) code);
  g_assert_cmpstr (ctg_error_get_details (error).reason, ==, reason);
}

static void
test_connection_is_kept (void)
{
  g_auto (Fixture) fixture = begin (TEST_CERTIFICATE_GOOD, echo, NULL);
  g_autofree char *first = ask (&fixture, NULL);
  g_autofree char *second = ask (&fixture, "hello");

  g_assert_true (g_str_has_prefix (first, "1|GET /EWS/Exchange.asmx HTTP/1.1||Carteggio/"));
  g_assert_true (g_str_has_prefix (second, "1|POST /EWS/Exchange.asmx HTTP/1.1||Carteggio/"));
  g_assert_true (g_str_has_suffix (second, "|hello"));
}

static void
test_basic_is_said_from_the_log_in_on (void)
{
  g_auto (Fixture) fixture = begin (TEST_CERTIFICATE_GOOD, echo, NULL);
  g_autofree char *before = ask (&fixture, "x");
  g_autofree char *after = NULL;

  ctg_http_session_log_in (fixture.session, CTG_HTTP_LOGIN_BASIC, "p\xc3\xa4ss:wort");
  after = ask (&fixture, "x");
  g_assert_null (strstr (before, "Basic"));
  g_assert_nonnull (strstr (after, "|Basic YW5uYTpww6Rzczp3b3J0|"));
}

/* Of a question's address only what follows the host is its own. */
static void
test_another_path_on_the_same_host (void)
{
  g_auto (Fixture) fixture = begin (TEST_CERTIFICATE_GOOD, echo, NULL);
  CtgHttpRequest request = { .url = "/v1.0/me?a=b", .max_bytes = MAX_BYTES, .timeout_ms = WAIT_MS };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgHttpAnswer) answer = NULL;

  ctg_http_session_log_in (fixture.session, CTG_HTTP_LOGIN_BEARER, "eyJ.token");
  answer = ctg_http_session_ask (fixture.session, &request, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (g_bytes_get_data (answer->body, NULL),
                                   "1|GET /v1.0/me?a=b HTTP/1.1|Bearer eyJ.token|Carteggio/"));
  request.url = "@elsewhere.example/";
  g_assert_null (ctg_http_session_ask (fixture.session, &request, NULL, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
}

/* Nothing of the question has left: the server has heard none. */
static void
test_bad_certificate_hears_nothing (void)
{
  static const struct
  {
    TestCertificate which;
    const char *reason;
  } rows[] = {
    { TEST_CERTIFICATE_SELF_SIGNED, "certificate-unknown-authority" },
    { TEST_CERTIFICATE_EXPIRED, "certificate-expired" },
    { TEST_CERTIFICATE_WRONG_HOST, "certificate-wrong-host" },
    { TEST_CERTIFICATE_CLIENT_ONLY, "certificate-purpose" },
    { TEST_CERTIFICATE_WEAK, "certificate-weak" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Fixture) fixture = begin (rows[i].which, echo, NULL);
      g_autofree char *sha256 = test_certificate_sha256 (rows[i].which);
      g_autoptr (CtgCertificate) refused = NULL;
      g_autoptr (GError) error = NULL;

      ctg_http_session_log_in (fixture.session, CTG_HTTP_LOGIN_BASIC, "secret");
      g_assert_null (ask_for (&fixture, "x", WAIT_MS, &refused, &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_TLS);
      g_assert_cmpstr (ctg_error_get_details (error).reason, ==, rows[i].reason);
      g_assert_nonnull (refused);
      g_assert_cmpstr (refused->sha256, ==, sha256);
      g_assert_cmpuint (http_server_get_n_requests (fixture.server), ==, 0);
    }
}

static void
test_pin_is_for_one_certificate (void)
{
  g_autofree char *own = test_certificate_sha256 (TEST_CERTIFICATE_SELF_SIGNED);
  g_autofree char *good = test_certificate_sha256 (TEST_CERTIFICATE_GOOD);
  g_auto (Fixture) pinned = begin (TEST_CERTIFICATE_SELF_SIGNED, echo, own);
  g_auto (Fixture) other = begin (TEST_CERTIFICATE_OTHER, echo, own);
  g_auto (Fixture) verified = begin (TEST_CERTIFICATE_GOOD, echo, own);
  g_auto (Fixture) both = begin (TEST_CERTIFICATE_GOOD, echo, good);
  g_autofree char *answer = ask (&pinned, "x");
  g_autofree char *again = ask (&both, "x");

  g_assert_nonnull (answer);
  g_assert_nonnull (again);
  assert_fails (&other, CTG_ERROR_TLS, "certificate-changed");
  /* Even one that every program would trust is not the one that was trusted; and it hears nothing. */
  assert_fails (&verified, CTG_ERROR_TLS, "certificate-changed");
  g_assert_cmpuint (http_server_get_n_requests (verified.server), ==, 0);
  g_assert_cmpuint (http_server_get_n_requests (other.server), ==, 0);
}

static char *
redirect (const HttpServerRequest *request, gpointer data)
{
  return http_server_answer (302, "Location: https://elsewhere.invalid/\r\n", "");
}

static void
test_redirect_is_an_answer (void)
{
  g_auto (Fixture) fixture = begin (TEST_CERTIFICATE_GOOD, redirect, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgHttpAnswer) answer = ask_for (&fixture, NULL, WAIT_MS, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 302);
  g_assert_cmpstr (answer->location, ==, "https://elsewhere.invalid/");
}

static char *
challenge (const HttpServerRequest *request, gpointer data)
{
  return http_server_answer (401, "WWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\n"
                             "WWW-Authenticate: Basic realm=\"x\"\r\nWWW-Authenticate: Zeremonie a=b\r\n", "no");
}

static void
test_challenges_are_named (void)
{
  g_auto (Fixture) fixture = begin (TEST_CERTIFICATE_GOOD, challenge, NULL);
  g_autoptr (CtgHttpAnswer) answer = ask_for (&fixture, NULL, WAIT_MS, NULL, NULL);
  g_autofree char *schemes = g_strjoinv (" ", answer->challenges);

  g_assert_cmpstr (schemes, ==, "negotiate ntlm basic zeremonie");
}

static char *
much (const HttpServerRequest *request, gpointer data)
{
  g_autofree char *body = g_strnfill (MAX_BYTES + 1, 'x');

  return http_server_answer (200, "", body);
}

static void
test_too_much_is_not_read (void)
{
  g_auto (Fixture) fixture = begin (TEST_CERTIFICATE_GOOD, much, NULL);

  assert_fails (&fixture, CTG_ERROR_TOO_LARGE, "http-too-large");
}

/* The second question is dropped, whatever it is and on whichever connection. */
static char *
drop_second (const HttpServerRequest *request, gpointer data)
{
  static gint n;

  if (strstr (request->line, "GET") != NULL)
    g_atomic_int_set (&n, 0);
  return g_atomic_int_add (&n, 1) == 1 ? NULL : echo (request, NULL);
}

static void
test_lost_question_is_repeated (void)
{
  g_auto (Fixture) fixture = begin (TEST_CERTIFICATE_GOOD, drop_second, NULL);
  g_autofree char *first = ask (&fixture, NULL);
  g_autofree char *second = ask (&fixture, "x");

  g_assert_true (g_str_has_prefix (first, "1|GET"));
  g_assert_true (g_str_has_prefix (second, "2|POST"));
  g_assert_cmpuint (http_server_get_n_requests (fixture.server), ==, 3);
}

/* What may change something is never said twice by itself. */
static void
test_lost_order_is_not_repeated (void)
{
  g_auto (Fixture) fixture = begin (TEST_CERTIFICATE_GOOD, drop_second, NULL);
  g_autofree char *first = ask (&fixture, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (first);
  g_assert_null (ask_with (&fixture, "x", FALSE, WAIT_MS, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NETWORK);
  g_assert_cmpuint (http_server_get_n_requests (fixture.server), ==, 2);
}

static char *
sleep_long (const HttpServerRequest *request, gpointer data)
{
  g_usleep (G_USEC_PER_SEC / 2);
  return NULL;
}

static void
test_silence_has_an_end (void)
{
  g_auto (Fixture) fixture = begin (TEST_CERTIFICATE_GOOD, sleep_long, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ask_for (&fixture, NULL, 100, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TIMED_OUT);
  g_assert_cmpstr (ctg_error_get_details (error).host, ==, "localhost");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_certificates_trust ();
  g_test_add_func ("/net/http-session/connection-is-kept", test_connection_is_kept);
  g_test_add_func ("/net/http-session/basic-is-said-from-the-log-in-on", test_basic_is_said_from_the_log_in_on);
  g_test_add_func ("/net/http-session/another-path-on-the-same-host", test_another_path_on_the_same_host);
  g_test_add_func ("/net/http-session/bad-certificate-hears-nothing", test_bad_certificate_hears_nothing);
  g_test_add_func ("/net/http-session/pin-is-for-one-certificate", test_pin_is_for_one_certificate);
  g_test_add_func ("/net/http-session/redirect-is-an-answer", test_redirect_is_an_answer);
  g_test_add_func ("/net/http-session/challenges-are-named", test_challenges_are_named);
  g_test_add_func ("/net/http-session/too-much-is-not-read", test_too_much_is_not_read);
  g_test_add_func ("/net/http-session/lost-question-is-repeated", test_lost_question_is_repeated);
  g_test_add_func ("/net/http-session/lost-order-is-not-repeated", test_lost_order_is_not_repeated);
  g_test_add_func ("/net/http-session/silence-has-an-end", test_silence_has_an_end);
  return g_test_run ();
}
