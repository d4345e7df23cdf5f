/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "script-server.h"
#include "smtp-codec.h"
#include "smtp-transport.h"

#include <string.h>

static char *
decode (const char *bytes, gsize piece, GError **error)
{
  g_autoptr (CtgSmtpCodec) codec = ctg_smtp_codec_new ();
  GString *replies = g_string_new (NULL);

  for (gsize at = 0; at < strlen (bytes); at += piece)
    {
      gboolean fed = ctg_smtp_codec_feed (codec, bytes + at, MIN (piece, strlen (bytes) - at), error);

      for (;;)
        {
          g_autoptr (CtgSmtpReply) reply = ctg_smtp_codec_take (codec);
          g_autofree char *text = reply != NULL ? ctg_smtp_reply_get_text (reply) : NULL;

          if (reply == NULL)
            break;
          g_string_append_printf (replies, "%s|", text);
        }
      if (!fed)
        break;
    }
  return g_string_free (replies, FALSE);
}

static const struct
{
  const char *bytes;
  const char *replies;
} good[] = {
  { "220 hello\r\n", "220 hello|" },
  { "250-one\r\n250-two\r\n250 three\r\n", "250 one two three|" },
  { "250\r\n354 go\n", "250 |354 go|" },
  { "250-\r\n250 \r\n", "250  |" },
  { "535 caff\350\r\n", "535 caff\350|" },
};

static void
test_every_split_gives_the_same (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    for (gsize piece = 1; piece <= strlen (good[i].bytes); piece++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *replies = decode (good[i].bytes, piece, &error);

        g_assert_no_error (error);
        g_assert_cmpstr (replies, ==, good[i].replies);
      }
}

static const char *const bad[] = {
  "hello\r\n", "25\r\n", "\r\n", "99 x\r\n", "600 x\r\n", "2500 x\r\n", "-20 x\r\n", "250-a\r\n251 b\r\n",
  "* OK IMAP\r\n", "250x\r\n",
};

static void
test_bad_replies (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      G_GNUC_UNUSED g_autofree char *replies = decode (bad[i], 3, &error);

      g_test_message ("%s", bad[i]);
      g_assert_true (ctg_error_has_reason (error, "not-smtp"));
    }
}

/* S4 */
static void
test_long_reply (void)
{
  g_autoptr (CtgSmtpCodec) codec = ctg_smtp_codec_new ();
  g_autoptr (GError) error = NULL;
  guint n = 0;

  while (ctg_smtp_codec_feed (codec, "250-again and again\r\n", 21, &error))
    n++;
  g_assert_cmpuint (n, <, 64 * 1024 / 20);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
}

static void
note_step_cb (CtgStep step, CtgStepState state, const char *detail, gpointer data)
{
  if (state != CTG_STEP_RUNNING)
    g_string_append_printf (data, "%s %s\n", ctg_step_to_string (step), ctg_step_state_to_string (state));
}

typedef struct
{
  ScriptServer *server;
  GString *steps;
  GError *error;           /* (nullable) */
} Attempt;

static Attempt
verify (ScriptServer *server, CtgSecurity security, const char *username, const char *sender,
        GCancellable *cancellable)
{
  g_autoptr (CtgEndpoint) endpoint = ctg_endpoint_new ("localhost", script_server_get_port (server), security,
                                                       username);
  g_autoptr (CtgTransport) transport = ctg_smtp_transport_new (endpoint);
  Attempt result = { .server = server, .steps = g_string_new (NULL) };
  gboolean verified = ctg_transport_verify (transport, "secret", sender, note_step_cb, result.steps, NULL,
                                            cancellable, &result.error);

  g_assert_true (verified == (result.error == NULL));
  return result;
}

static void
attempt_clear (Attempt *self)
{
  g_clear_pointer (&self->server, script_server_free);
  g_string_free (self->steps, TRUE);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attempt, attempt_clear)

#define HELLO "S: 220 ready\nC: EHLO *\nS: 250-me\nS: 250-SIZE 1000\n"
#define HELLO_PLAIN HELLO "S: 250 AUTH LOGIN PLAIN\n"
/* "\0mario\0secret" */
#define PLAIN "AG1hcmlvAHNlY3JldA=="
#define SENDER_OK "C: MAIL FROM:<mario@example.it>\nS: 250 ok\nC: RSET\nS: 250 ok\nC: QUIT\nS: 221 bye"

static const char *const successes[] = {
  HELLO_PLAIN "C: AUTH PLAIN " PLAIN "\nS: 235 in\n" SENDER_OK,
  HELLO_PLAIN "C: AUTH PLAIN " PLAIN "\nS: 334 \nC: " PLAIN "\nS: 235 in\n" SENDER_OK,
  HELLO "S: 250 AUTH=LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: bWFyaW8=\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\n"
  "S: 235 in\n" SENDER_OK,
};

static void
test_verify (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (successes); i++)
    for (guint split = 0; split < 2; split++)
      {
        g_autofree char *transcript = g_strconcat (split ? "SPLIT\n" : "", successes[i], NULL);
        g_auto (Attempt) result = verify (script_server_new (transcript), CTG_SECURITY_NONE, "mario",
                                          "mario@example.it", NULL);

        g_assert_no_error (result.error);
        script_server_assert_played (result.server);
        g_assert_cmpstr (result.steps->str, ==, "outgoing-connect ok\noutgoing-secure skipped\noutgoing-log-in ok\n"
                                                "outgoing-sender ok\n");
      }
}

static void
test_local_relay (void)
{
  g_auto (Attempt) result = verify (script_server_new ("S: 220 hi\nC: EHLO *\nS: 502 what\nC: HELO *\nS: 250 me\n"
                                                       SENDER_OK),
                                    CTG_SECURITY_NONE, NULL, "mario@example.it", NULL);

  g_assert_no_error (result.error);
  script_server_assert_played (result.server);
  g_assert_nonnull (strstr (result.steps->str, "outgoing-log-in skipped\n"));
}

static void
test_starttls (void)
{
  g_auto (Attempt) result = verify (script_server_new (HELLO "S: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nTLS\n"
                                                       "C: EHLO *\nS: 250-me\nS: 250 AUTH PLAIN\n"
                                                       "C: AUTH PLAIN *\nS: 235 in\n" SENDER_OK),
                                    CTG_SECURITY_STARTTLS, "mario", "mario@example.it", NULL);

  g_assert_no_error (result.error);
  script_server_assert_played (result.server);
  g_assert_nonnull (strstr (result.steps->str, "outgoing-secure ok\n"));
}

static void
test_tls (void)
{
  g_auto (Attempt) result = verify (script_server_new_with_tls (successes[0], TEST_CERTIFICATE_GOOD), CTG_SECURITY_TLS,
                                    "mario", "mario@example.it", NULL);

  g_assert_no_error (result.error);
  script_server_assert_played (result.server);
}

typedef struct
{
  const char *transcript;
  CtgErrorCode code;
  const char *reason;       /* (nullable) */
} FailureCase;

static const FailureCase failures[] = {
  { "S: 554 no service for you\nCLOSE", CTG_ERROR_NETWORK, "connection-closed" },
  { "S: 421 Too many connections\nCLOSE", CTG_ERROR_RATE_LIMITED, NULL },
  { "S: 421 later\nCLOSE", CTG_ERROR_BUSY, NULL },
  { "S: * OK IMAP4rev1\nWAIT", CTG_ERROR_PROTOCOL, "not-smtp" },
  { "CLOSE", CTG_ERROR_NETWORK, "connection-closed" },
  { HELLO "S: 250 HELP\nWAIT", CTG_ERROR_UNSUPPORTED, "no-mechanism" },
  { HELLO "S: 250 AUTH CRAM-MD5 XOAUTH2\nWAIT", CTG_ERROR_UNSUPPORTED, "no-mechanism" },
  { HELLO_PLAIN "C: AUTH *\nS: 535 5.7.8 Bad credentials\nWAIT", CTG_ERROR_AUTH_REJECTED, "credentials" },
  { HELLO_PLAIN "C: AUTH *\nS: 534-5.7.9 Application-specific password required. Learn\nS: 534 5.7.9 more\nWAIT",
    CTG_ERROR_AUTH_REJECTED, "app-password" },
  { HELLO_PLAIN "C: AUTH *\nS: 535 5.7.139 SmtpClientAuthentication is disabled\nWAIT", CTG_ERROR_AUTH_REJECTED,
    "login-disabled" },
  { HELLO_PLAIN "C: AUTH *\nS: 454 4.7.0 Temporary failure\nWAIT", CTG_ERROR_BUSY, NULL },
  { HELLO_PLAIN "C: AUTH *\nCLOSE", CTG_ERROR_NETWORK, "connection-closed" },
  { HELLO_PLAIN "C: AUTH *\nS: 235 in\nC: MAIL *\nS: 553 5.7.1 not yours\nWAIT", CTG_ERROR_AUTH_REJECTED,
    "sender-refused" },
  { HELLO_PLAIN "C: AUTH *\nS: 235 in\nC: MAIL *\nS: 451 greylisted\nWAIT", CTG_ERROR_BUSY, NULL },
};

static void
test_failures (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_auto (Attempt) result = verify (script_server_new (failures[i].transcript), CTG_SECURITY_NONE, "mario",
                                        "mario@example.it", NULL);

      g_test_message ("%s", failures[i].transcript);
      g_assert_error (result.error, CTG_ERROR, (int) failures[i].code);
      g_assert_cmpstr (ctg_error_get_details (result.error).reason, ==, failures[i].reason);
      g_assert_cmpstr (ctg_error_get_details (result.error).host, ==, "localhost");
    }
}

static const FailureCase starttls_failures[] = {
  { HELLO "S: 250 AUTH PLAIN\nWAIT", CTG_ERROR_UNSUPPORTED, "starttls-not-offered" },
  { HELLO "S: 250 STARTTLS\nC: STARTTLS\nS: 454 not now\nWAIT", CTG_ERROR_TLS, "starttls-refused" },
  { HELLO "S: 250 STARTTLS\nC: STARTTLS\nS- 220 go\\r\\n250 AUTH PLAIN\\r\\n\nTLS\nWAIT", CTG_ERROR_TLS,
    "starttls-injected" },
  { HELLO "S: 250 STARTTLS\nC: STARTTLS\nS- 220 go\\r\\n2\nTLS\nWAIT", CTG_ERROR_TLS, "starttls-injected" },
};

/* T1, T2 */
static void
test_starttls_is_mandatory (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (starttls_failures); i++)
    {
      g_auto (Attempt) result = verify (script_server_new (starttls_failures[i].transcript), CTG_SECURITY_STARTTLS,
                                        "mario", "mario@example.it", NULL);
      g_autofree char *received = script_server_dup_received (result.server);

      g_test_message ("%s", starttls_failures[i].transcript);
      g_assert_error (result.error, CTG_ERROR, (int) starttls_failures[i].code);
      g_assert_cmpstr (ctg_error_get_details (result.error).reason, ==, starttls_failures[i].reason);
      g_assert_null (strstr (received, "AUTH"));
    }
}

/* S1 */
static void
test_senders_are_refused_not_mended (void)
{
  static const char *const senders[] = { "a@b>\r\nRCPT TO:<c@d", "a@b> SIZE=1", "<a@b", "nobody", "a\tb@c", "é@b" };

  for (gsize i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_auto (Attempt) result = verify (script_server_new (HELLO_PLAIN "C: AUTH *\nS: 235 in\nC: QUIT\nWAIT"),
                                        CTG_SECURITY_NONE, "mario", senders[i], NULL);

      g_assert_nonnull (result.error);
      g_assert_true (g_str_has_suffix (result.steps->str, "outgoing-sender failed\n"));
    }
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (50 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancelled_during (void)
{
  static const char *const silences[] = {
    "WAIT", "S: 220 ready\nC: EHLO *\nWAIT", HELLO_PLAIN "C: AUTH *\nWAIT",
    HELLO_PLAIN "C: AUTH *\nS: 235 in\nC: MAIL *\nWAIT",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (silences); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      GThread *canceller = g_thread_new ("canceller", cancel_soon, cancellable);
      g_auto (Attempt) result = verify (script_server_new (silences[i]), CTG_SECURITY_NONE, "mario",
                                        "mario@example.it", cancellable);

      g_thread_join (canceller);
      g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_certificates_trust ();
  g_test_add_func ("/smtp/codec/every-split-gives-the-same", test_every_split_gives_the_same);
  g_test_add_func ("/smtp/codec/bad-replies-are-refused", test_bad_replies);
  g_test_add_func ("/smtp/codec/S4-endless-reply-is-refused", test_long_reply);
  g_test_add_func ("/smtp/verify/passes-every-step-whole-and-byte-by-byte", test_verify);
  g_test_add_func ("/smtp/verify/local-relay-needs-no-log-in", test_local_relay);
  g_test_add_func ("/smtp/verify/works-over-starttls", test_starttls);
  g_test_add_func ("/smtp/verify/works-over-tls", test_tls);
  g_test_add_func ("/smtp/verify/failures-are-told-apart", test_failures);
  g_test_add_func ("/smtp/verify/T1-T2-starttls-is-mandatory-once-chosen", test_starttls_is_mandatory);
  g_test_add_func ("/smtp/verify/S1-senders-are-refused-not-mended", test_senders_are_refused_not_mended);
  g_test_add_func ("/smtp/verify/cancelled-during-any-wait-it-ends", test_cancelled_during);
  return g_test_run ();
}
