/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logging in with a token (A34, A58, T7), to a server that is reached by the platform's own name. */

#include "errors.h"
#include "imap-backend.h"
#include "loopback-resolver.h"
#include "script-server.h"

#include <string.h>

#define TOKEN "ya29.token"
#define XOAUTH2 "dXNlcj1hbm5hQGdtYWlsLmNvbQFhdXRoPUJlYXJlciB5YTI5LnRva2VuAQE="
#define HELLO(mechanisms) "S: * OK [CAPABILITY IMAP4rev1 " mechanisms "] ready\n"
#define WELCOME "S: * CAPABILITY IMAP4rev1\nS: $ OK welcome\nWAIT"
/* {"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"} */
#define CHALLENGE "eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ=="

static const struct
{
  const char *name;
  const char *transcript;
  int code;                 /* -1: logged in */
  const char *reason;
} cases[] = {
  { "xoauth2 at once", HELLO ("SASL-IR AUTH=PLAIN AUTH=XOAUTH2") "C: * AUTHENTICATE XOAUTH2 " XOAUTH2 "\n" WELCOME,
    -1, NULL },
  { "xoauth2 when asked", HELLO ("AUTH=XOAUTH2") "C: * AUTHENTICATE XOAUTH2\nS: + \nC: " XOAUTH2 "\n"
    "S: * CAPABILITY IMAP4rev1\nS: C1 OK welcome\nWAIT", -1, NULL },
  { "the standard's first", HELLO ("SASL-IR AUTH=XOAUTH2 AUTH=OAUTHBEARER")
    "C: * AUTHENTICATE OAUTHBEARER bixhPWFubmFA*\n" WELCOME, -1, NULL },
  { "refused by challenge", HELLO ("SASL-IR AUTH=XOAUTH2") "C: * AUTHENTICATE XOAUTH2 *\nS: + " CHALLENGE "\nC: \n"
    "S: C1 NO no\nWAIT", CTG_ERROR_AUTH_EXPIRED, "token-refused" },
  { "refused by challenge, standard", HELLO ("SASL-IR AUTH=OAUTHBEARER") "C: * AUTHENTICATE OAUTHBEARER *\n"
    "S: + eyJzdGF0dXMiOiJpbnN1ZmZpY2llbnRfc2NvcGUifQ==\nC: AQ==\nS: C1 NO no\nWAIT", CTG_ERROR_CONSENT_REQUIRED,
    "scope-missing" },
  { "refused at once", HELLO ("SASL-IR AUTH=XOAUTH2") "C: * AUTHENTICATE XOAUTH2 *\nS: $ NO AUTHENTICATE failed.\nWAIT",
    CTG_ERROR_AUTH_EXPIRED, "token-refused" },
  { "busy", HELLO ("SASL-IR AUTH=XOAUTH2") "C: * AUTHENTICATE XOAUTH2 *\nS: $ NO [UNAVAILABLE] later\nWAIT",
    CTG_ERROR_BUSY, NULL },
  { "a server for passwords only", HELLO ("SASL-IR AUTH=PLAIN") "WAIT", CTG_ERROR_UNSUPPORTED, "no-mechanism" },
};

static gboolean
log_in (ScriptServer *server, const char *host, GError **error)
{
  g_autoptr (CtgEndpoint) endpoint = ctg_endpoint_new (host, script_server_get_port (server), CTG_SECURITY_TLS,
                                                       "anna@gmail.com");
  g_autoptr (CtgBackend) backend = NULL;

  endpoint->token_kind = g_strdup ("gmail");
  endpoint->pin_sha256 = test_certificate_sha256 (TEST_CERTIFICATE_GOOD);
  backend = ctg_imap_backend_new (endpoint);
  return ctg_backend_open (backend, TOKEN, NULL, NULL, NULL, NULL, error);
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ScriptServer) server = script_server_new_with_tls (cases[i].transcript, TEST_CERTIFICATE_GOOD);
      g_autoptr (GError) error = NULL;
      gboolean done = log_in (server, "imap.gmail.com", &error);

      g_test_message ("%s: %s", cases[i].name, error != NULL ? error->message : "logged in");
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
test_other_hosts (void)
{
  static const char *const hosts[] = { "imap.gmail.com.evil.example", "imap.example.it", "outlook.office365.com" };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      static const char transcript[] = HELLO ("SASL-IR AUTH=XOAUTH2 AUTH=OAUTHBEARER") "WAIT";
      g_autoptr (ScriptServer) server = script_server_new_with_tls (transcript, TEST_CERTIFICATE_GOOD);
      g_autoptr (GError) error = NULL;
      g_autofree char *received = NULL;

      g_assert_false (log_in (server, hosts[i], &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_POLICY);
      g_assert_true (ctg_error_has_reason (error, "token-host"));
      received = script_server_dup_received (server);
      g_assert_null (strstr (received, "AUTHENTICATE"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  loopback_resolver_install ();
  g_test_add_func ("/imap/token/A34-A58-by-either-mechanism-or-refused", test_cases);
  g_test_add_func ("/imap/token/T7-other-hosts-see-nothing", test_other_hosts);
  return g_test_run ();
}
