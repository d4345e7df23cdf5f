/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logging in with a token (A34, A58, T7), to a server that is reached by the platform's own name. */

#include "errors.h"
#include "loopback-resolver.h"
#include "script-server.h"
#include "smtp-transport.h"

#include <string.h>

#define XOAUTH2 "dXNlcj1hbm5hQGdtYWlsLmNvbQFhdXRoPUJlYXJlciB5YTI5LnRva2VuAQE="
#define HELLO(mechanisms) "S: 220 ready\nC: EHLO *\nS: 250-here\nS: 250 AUTH " mechanisms "\n"
#define SENDER "C: MAIL FROM:<anna@gmail.com>\nS: 250 ok\nC: RSET\nS: 250 ok\nWAIT"

static const struct
{
  const char *transcript;
  int code;                 /* -1: logged in */
  const char *reason;
} cases[] = {
  { HELLO ("LOGIN PLAIN XOAUTH2") "C: AUTH XOAUTH2 " XOAUTH2 "\nS: 235 welcome\n" SENDER, -1, NULL },
  { HELLO ("XOAUTH2 OAUTHBEARER") "C: AUTH OAUTHBEARER bixhPWFubmFA*\nS: 235 welcome\n" SENDER, -1, NULL },
  { HELLO ("XOAUTH2") "C: AUTH XOAUTH2 *\nS: 334 eyJzdGF0dXMiOiI0MDAifQ==\nC: \nS: 535 5.7.8 no\nWAIT",
    CTG_ERROR_AUTH_EXPIRED, "token-refused" },
  { HELLO ("OAUTHBEARER") "C: AUTH OAUTHBEARER *\nS: 334 eyJzdGF0dXMiOiJpbnN1ZmZpY2llbnRfc2NvcGUifQ==\nC: AQ==\n"
    "S: 535 5.7.8 no\nWAIT", CTG_ERROR_CONSENT_REQUIRED, "scope-missing" },
  { HELLO ("XOAUTH2") "C: AUTH XOAUTH2 *\nS: 535 5.7.3 Authentication unsuccessful\nWAIT", CTG_ERROR_AUTH_EXPIRED,
    "token-refused" },
  { HELLO ("XOAUTH2") "C: AUTH XOAUTH2 *\n"
    "S: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.\nWAIT",
    CTG_ERROR_AUTH_REJECTED, "login-disabled" },
  { HELLO ("PLAIN LOGIN") "WAIT", CTG_ERROR_UNSUPPORTED, "no-mechanism" },
};

static gboolean
log_in (ScriptServer *server, const char *host, GError **error)
{
  g_autoptr (CtgEndpoint) endpoint = ctg_endpoint_new (host, script_server_get_port (server), CTG_SECURITY_TLS,
                                                       "anna@gmail.com");
  g_autoptr (CtgTransport) transport = NULL;

  endpoint->token_kind = g_strdup ("gmail");
  endpoint->pin_sha256 = test_certificate_sha256 (TEST_CERTIFICATE_GOOD);
  transport = ctg_smtp_transport_new (endpoint);
  return ctg_transport_verify (transport, "ya29.token", "anna@gmail.com", NULL, NULL, NULL, NULL, error);
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ScriptServer) server = script_server_new_with_tls (cases[i].transcript, TEST_CERTIFICATE_GOOD);
      g_autoptr (GError) error = NULL;
      gboolean done = log_in (server, "smtp.gmail.com", &error);

      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, error != NULL ? error->message : "logged in");
      g_assert_cmpint (done, ==, cases[i].code == -1);
      if (!done)
        {
          g_assert_error (error, CTG_ERROR, cases[i].code);
          g_assert_cmpstr (ctg_error_get_details (error).reason, ==, cases[i].reason);
        }
      script_server_assert_played (server);
    }
}

/* T7: however willing the server, another host never sees a byte of it. */
static void
test_other_host (void)
{
  g_autoptr (ScriptServer) server = script_server_new_with_tls (HELLO ("XOAUTH2 OAUTHBEARER") "WAIT",
                                                                TEST_CERTIFICATE_GOOD);
  g_autoptr (GError) error = NULL;
  g_autofree char *received = NULL;

  g_assert_false (log_in (server, "smtp.example.it", &error));
  g_assert_true (ctg_error_has_reason (error, "token-host"));
  received = script_server_dup_received (server);
  g_assert_null (strstr (received, "AUTH"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  loopback_resolver_install ();
  g_test_add_func ("/smtp/token/A34-A58-by-either-mechanism-or-refused", test_cases);
  g_test_add_func ("/smtp/token/T7-another-host-sees-nothing", test_other_host);
  return g_test_run ();
}
