/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "imap-backend.h"
#include "script-server.h"

#include <string.h>

#define SECRET "pa%ss wörd\"1"

static void
note_step_cb (CtgStep step, CtgStepState state, const char *detail, gpointer data)
{
  if (state != CTG_STEP_RUNNING)
    g_string_append_printf (data, "%s %s\n", ctg_step_to_string (step), ctg_step_state_to_string (state));
}

typedef struct
{
  ScriptServer *server;
  CtgBackend *backend;
  GString *steps;
  GError *error;           /* (nullable) */
  gboolean opened;
} Attempt;

static Attempt
attempt (ScriptServer *server, CtgSecurity security, GCancellable *cancellable)
{
  g_autoptr (CtgEndpoint) endpoint = ctg_endpoint_new ("localhost", script_server_get_port (server), security, "mario");
  Attempt result = { .server = server, .steps = g_string_new (NULL) };

  result.backend = ctg_imap_backend_new (endpoint);
  result.opened = ctg_backend_open (result.backend, SECRET, note_step_cb, result.steps, NULL, cancellable,
                                    &result.error);
  g_assert_true (result.opened == (result.error == NULL));
  return result;
}

static void
attempt_clear (Attempt *self)
{
  g_clear_object (&self->backend);
  g_clear_pointer (&self->server, script_server_free);
  g_string_free (self->steps, TRUE);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attempt, attempt_clear)

static Attempt
attempt_in_clear (const char *transcript)
{
  return attempt (script_server_new (transcript), CTG_SECURITY_NONE, NULL);
}

#define HELLO "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\n"

typedef struct
{
  const char *answer;       /* to AUTHENTICATE */
  CtgErrorCode code;
  const char *reason;       /* (nullable) */
} RefusalCase;

static const RefusalCase refusals[] = {
  { "$ NO [AUTHENTICATIONFAILED] Authentication failed.", CTG_ERROR_AUTH_REJECTED, "credentials" },
  { "$ NO Login failed.", CTG_ERROR_AUTH_REJECTED, "credentials" },
  { "$ NO [ALERT] Application-specific password required: https://support.example.it/1", CTG_ERROR_AUTH_REJECTED,
    "app-password" },
  { "$ NO [WEBALERT https://example.it] Web login required.", CTG_ERROR_AUTH_REJECTED, "web-login" },
  { "$ NO [UNAVAILABLE] Temporary failure", CTG_ERROR_BUSY, NULL },
  { "$ NO [INUSE] Locked", CTG_ERROR_BUSY, NULL },
  { "$ NO [LIMIT] Connections", CTG_ERROR_RATE_LIMITED, NULL },
  { "$ NO Too many simultaneous connections. (Failure)", CTG_ERROR_RATE_LIMITED, NULL },
  { "$ NO [ALERT] Your account is not enabled for IMAP use.", CTG_ERROR_UNSUPPORTED, "imap-disabled" },
  { "$ NO [EXPIRED] Password is too old", CTG_ERROR_AUTH_REJECTED, "password-expired" },
  { "$ BAD Error in IMAP command", CTG_ERROR_PROTOCOL, NULL },
  { "* BYE Too many failures", CTG_ERROR_RATE_LIMITED, NULL },
  { "* BYE gone", CTG_ERROR_NETWORK, "connection-closed" },
  { "C99 OK what", CTG_ERROR_PROTOCOL, NULL },
};

/* B38: a wrong password and a busy server are not the same. */
static void
test_refusals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *transcript = g_strdup_printf (HELLO "C: * AUTHENTICATE PLAIN *\nS: %s\nWAIT",
                                                     refusals[i].answer);
      g_auto (Attempt) result = attempt_in_clear (transcript);

      g_test_message ("%s", refusals[i].answer);
      g_assert_error (result.error, CTG_ERROR, (int) refusals[i].code);
      g_assert_cmpstr (ctg_error_get_details (result.error).reason, ==, refusals[i].reason);
      g_assert_cmpstr (ctg_error_get_details (result.error).host, ==, "localhost");
      g_assert_true (g_str_has_suffix (result.steps->str, "incoming-log-in failed\n"));
    }
}

static void
test_servers_words_are_kept (void)
{
  g_auto (Attempt) result = attempt_in_clear (HELLO "C: *\nS: $ NO [ALERT] Say “hi”\t now\nWAIT");

  g_assert_cmpstr (ctg_error_get_details (result.error).server_text, ==, "Say “hi” now");
}

typedef struct
{
  const char *transcript;
  CtgErrorCode code;
  const char *reason;       /* (nullable) */
} GreetingCase;

static const GreetingCase greetings[] = {
  { "S: * BYE Too many connections from your address\nCLOSE", CTG_ERROR_RATE_LIMITED, NULL },
  { "S: * BYE [UNAVAILABLE] Later\nCLOSE", CTG_ERROR_BUSY, NULL },
  { "S: * BYE\nCLOSE", CTG_ERROR_NETWORK, "connection-closed" },
  { "S: 220 smtp.example.it ESMTP Postfix\nWAIT", CTG_ERROR_PROTOCOL, "not-imap" },
  { "S: +OK POP3 ready\nWAIT", CTG_ERROR_PROTOCOL, "pop3" },
  { "S: HTTP/1.1 400 Bad Request\nWAIT", CTG_ERROR_PROTOCOL, "not-imap" },
  { "S: C1 OK hello\nWAIT", CTG_ERROR_PROTOCOL, "not-imap" },
  { "S: * NO go away\nWAIT", CTG_ERROR_PROTOCOL, "not-imap" },
  { "S: * LIST (\nWAIT", CTG_ERROR_PROTOCOL, "not-imap" },
  { "S: * PREAUTH [CAPABILITY IMAP4rev1] welcome\nWAIT", CTG_ERROR_PROTOCOL, "preauth" },
  { "CLOSE", CTG_ERROR_NETWORK, "connection-closed" },
  { "S- * OK hal\nCLOSE", CTG_ERROR_NETWORK, "connection-closed" },
  { "S: * OK [CAPABILITY IMAP2bis] old\nWAIT", CTG_ERROR_UNSUPPORTED, "no-imap4rev1" },
  { "S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED] no\nWAIT", CTG_ERROR_AUTH_REJECTED, "login-disabled" },
  { "S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=GSSAPI] no\nWAIT", CTG_ERROR_UNSUPPORTED, "no-mechanism" },
};

/* T3 */
static void
test_greetings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (greetings); i++)
    {
      g_auto (Attempt) result = attempt_in_clear (greetings[i].transcript);
      g_autofree char *received = script_server_dup_received (result.server);

      g_test_message ("%s", greetings[i].transcript);
      g_assert_error (result.error, CTG_ERROR, (int) greetings[i].code);
      g_assert_cmpstr (ctg_error_get_details (result.error).reason, ==, greetings[i].reason);
      g_assert_cmpstr (received, ==, "");
    }
}

typedef struct
{
  const char *transcript;
  CtgErrorCode code;
  const char *reason;
} StartTlsCase;

#define CLEAR_HELLO "S: * OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready\n"

static const StartTlsCase starttls[] = {
  { "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\nWAIT", CTG_ERROR_UNSUPPORTED, "starttls-not-offered" },
  { "S: * OK ready\nC: * CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: $ OK\nWAIT", CTG_ERROR_UNSUPPORTED,
    "starttls-not-offered" },
  { CLEAR_HELLO "C: * STARTTLS\nS: $ NO not now\nWAIT", CTG_ERROR_TLS, "starttls-refused" },
  { CLEAR_HELLO "C: * STARTTLS\nS: $ BAD what\nWAIT", CTG_ERROR_TLS, "starttls-refused" },
  { CLEAR_HELLO "C: * STARTTLS\nS- C1 OK go\\r\\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\\r\\n\nTLS\nWAIT", CTG_ERROR_TLS,
    "starttls-injected" },
  { CLEAR_HELLO "C: * STARTTLS\nS- C1 OK go\\r\\n*\nTLS\nWAIT", CTG_ERROR_TLS, "starttls-injected" },
  { CLEAR_HELLO "C: * STARTTLS\nS: $ OK go\nS: not TLS at all, but long enough to be a record\nWAIT", CTG_ERROR_TLS,
    NULL },
  { CLEAR_HELLO "C: * STARTTLS\nCLOSE", CTG_ERROR_NETWORK, "connection-closed" },
  { "S: * PREAUTH [CAPABILITY IMAP4rev1] welcome\nWAIT", CTG_ERROR_PROTOCOL, "preauth" },
};

/* T1, T2, T3: nothing of the name or the password leaves. */
static void
test_starttls_is_mandatory (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (starttls); i++)
    {
      g_auto (Attempt) result = attempt (script_server_new (starttls[i].transcript), CTG_SECURITY_STARTTLS, NULL);
      g_autofree char *received = script_server_dup_received (result.server);

      g_test_message ("%s", starttls[i].transcript);
      g_assert_error (result.error, CTG_ERROR, (int) starttls[i].code);
      if (starttls[i].reason != NULL)
        g_assert_cmpstr (ctg_error_get_details (result.error).reason, ==, starttls[i].reason);
      g_assert_null (strstr (received, "LOGIN"));
      g_assert_null (strstr (received, "AUTHENTICATE"));
    }
}

static void
test_bad_certificate_stops_starttls (void)
{
  ScriptServer *server = script_server_new (CLEAR_HELLO "C: * STARTTLS\nS: $ OK go\nTLS\nWAIT");
  g_auto (Attempt) result = { 0 };

  script_server_set_certificate (server, TEST_CERTIFICATE_SELF_SIGNED);
  result = attempt (server, CTG_SECURITY_STARTTLS, NULL);
  g_assert_error (result.error, CTG_ERROR, CTG_ERROR_TLS);
  g_assert_true (ctg_error_has_reason (result.error, "certificate-unknown-authority"));
  g_assert_cmpstr (result.steps->str, ==, "incoming-connect ok\nincoming-secure failed\n");
}

/* "\0mario\0pa%ss wörd\"1" */
#define PLAIN "AG1hcmlvAHBhJXNzIHfDtnJkIjE="

static const char *const log_ins[] = {
  /* all in one */
  HELLO "C: C1 AUTHENTICATE PLAIN " PLAIN "\nS: $ OK [CAPABILITY IMAP4rev1 IDLE] in\nWAIT",
  /* without SASL-IR (Courier) */
  "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\nC: C1 AUTHENTICATE PLAIN\nS: + \nC: " PLAIN
  "\nS: C1 OK in\nC: C2 CAPABILITY\nS: * CAPABILITY IMAP4rev1 IDLE\nS: $ OK\nWAIT",
  /* LOGIN with a literal that waits */
  "S: * OK [CAPABILITY IMAP4rev1] ready\nC: C1 LOGIN \"mario\" {13}\nS: + go on\nC: " SECRET
  "\nS: C1 OK [CAPABILITY IMAP4rev1 IDLE] in\nWAIT",
  /* LOGIN with a literal that does not */
  "S: * OK [CAPABILITY IMAP4rev1 LITERAL+] ready\nC: C1 LOGIN \"mario\" {13+}\nC: " SECRET
  "\nS: C1 OK [CAPABILITY IMAP4rev1 IDLE] in\nWAIT",
  /* Cyrus: LOGINDISABLED even after log-in */
  "S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN SASL-IR] ready\nC: C1 AUTHENTICATE PLAIN " PLAIN
  "\nS: $ OK [CAPABILITY IMAP4rev1 LOGINDISABLED IDLE] in\nWAIT",
  /* Courier: NO to ID; nonsense where it does no harm */
  HELLO "C: C1 AUTHENTICATE *\nS: $ OK [CAPABILITY IMAP4rev1 ID NAMESPACE ENABLE UTF8=ACCEPT IDLE] in\n"
  "C: C2 ID (*\"Carteggio\"*\nC: C3 NAMESPACE\nC: C4 ENABLE UTF8=ACCEPT\nS: C2 NO what\n"
  "S: * NAMESPACE ((\"INBOX.\" \".\" \"X\" (\"y\"))) NIL ((\"shared.\" \".\")(\"user.\" \".\"))\nS: C3 OK\n"
  "S: * ENABLED UTF8=ACCEPT\nS: C4 BAD so what\nWAIT",
};

static void
test_log_in (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (log_ins); i++)
    for (guint split = 0; split < 2; split++)
      {
        g_autofree char *transcript = g_strconcat (split ? "SPLIT\n" : "", log_ins[i], NULL);
        g_auto (Attempt) result = attempt_in_clear (transcript);
        g_autofree char *capabilities = ctg_backend_describe (result.backend);

        g_assert_no_error (result.error);
        script_server_assert_played (result.server);
        g_assert_nonnull (strstr (capabilities, "IDLE"));
        g_assert_cmpstr (result.steps->str, ==, "incoming-connect ok\nincoming-secure skipped\nincoming-log-in ok\n");
      }
}

static void
test_starttls_log_in (void)
{
  g_auto (Attempt) result = attempt (script_server_new (CLEAR_HELLO "C: C1 STARTTLS\nS: $ OK go\nTLS\n"
                                                        "C: C2 CAPABILITY\n"
                                                        "S: * CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\nS: $ OK\n"
                                                        "C: C3 AUTHENTICATE PLAIN " PLAIN "\n"
                                                        "S: $ OK [CAPABILITY IMAP4rev1] in\nWAIT"),
                                     CTG_SECURITY_STARTTLS, NULL);

  g_assert_no_error (result.error);
  script_server_assert_played (result.server);
  g_assert_cmpstr (result.steps->str, ==, "incoming-connect ok\nincoming-secure ok\nincoming-log-in ok\n");
}

static void
test_tls_log_in (void)
{
  g_auto (Attempt) result = attempt (script_server_new_with_tls (log_ins[0], TEST_CERTIFICATE_GOOD), CTG_SECURITY_TLS,
                                     NULL);

  g_assert_no_error (result.error);
  script_server_assert_played (result.server);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (50 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

static const char *const silences[] = {
  "WAIT",
  "S: * OK ready\nC: * CAPABILITY\nWAIT",
  HELLO "C: * AUTHENTICATE *\nWAIT",
  "S: * OK [CAPABILITY IMAP4rev1] ready\nC: * LOGIN *\nWAIT",
};

static void
test_cancelled_during (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (silences); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      GThread *canceller = g_thread_new ("canceller", cancel_soon, cancellable);
      g_auto (Attempt) result = attempt (script_server_new (silences[i]), CTG_SECURITY_NONE, cancellable);

      g_thread_join (canceller);
      g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Attempt) result = { 0 };

  g_cancellable_cancel (cancellable);
  result = attempt (script_server_new (HELLO "WAIT"), CTG_SECURITY_NONE, cancellable);
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_line_end_in_name (void)
{
  g_autoptr (ScriptServer) server = script_server_new ("S: * OK [CAPABILITY IMAP4rev1] ready\nWAIT");
  g_autoptr (CtgEndpoint) endpoint = ctg_endpoint_new ("localhost", script_server_get_port (server), CTG_SECURITY_NONE,
                                                       "mario\r\nC9 DELETE INBOX");
  g_autoptr (CtgBackend) backend = ctg_imap_backend_new (endpoint);
  g_autoptr (GError) error = NULL;

  g_assert_false (ctg_backend_open (backend, "x", NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_certificates_trust ();
  g_test_add_func ("/imap/login/B38-refusals-are-told-apart", test_refusals);
  g_test_add_func ("/imap/login/servers-words-are-kept-clean", test_servers_words_are_kept);
  g_test_add_func ("/imap/login/T3-strange-greetings-get-no-password", test_greetings);
  g_test_add_func ("/imap/login/T1-T2-starttls-is-mandatory-once-chosen", test_starttls_is_mandatory);
  g_test_add_func ("/imap/login/T4-bad-certificate-stops-starttls", test_bad_certificate_stops_starttls);
  g_test_add_func ("/imap/login/every-way-to-log-in-works-whole-and-byte-by-byte", test_log_in);
  g_test_add_func ("/imap/login/starttls-forgets-what-was-said-in-clear", test_starttls_log_in);
  g_test_add_func ("/imap/login/works-over-tls", test_tls_log_in);
  g_test_add_func ("/imap/login/cancelled-before-it-says-so", test_cancelled_before);
  g_test_add_func ("/imap/login/cancelled-during-any-wait-it-ends", test_cancelled_during);
  g_test_add_func ("/imap/login/I9-line-end-in-a-name-is-refused", test_line_end_in_name);
  return g_test_run ();
}
