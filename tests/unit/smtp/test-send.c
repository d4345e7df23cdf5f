/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "script-server.h"
#include "smtp-transport.h"

#include <string.h>

#define HELLO "S: 220 ready\nC: EHLO *\nS: 250-me\n"
#define LETTER "Subject: x\r\n\r\n.\r\n..\r\nQUIT\r\n"
#define STUFFED "C: Subject: x\nC: \nC: ..\nC: ...\nC: QUIT\nC: .\n"

static const char *const two[] = { "ada@example.com", "luca@example.com", NULL };

typedef struct
{
  ScriptServer *server;
  CtgReceipt receipt;
  GError *error;               /* (nullable) */
  gboolean sent;
  guint n_commits;
  gboolean refuses_to_leave;
} Attempt;

static gboolean
about_to_leave (gpointer data, GError **error)
{
  Attempt *attempt = data;

  attempt->n_commits++;
  if (attempt->refuses_to_leave)
    ctg_error_set (error, CTG_ERROR_STORAGE_FULL, NULL, "No room");
  return !attempt->refuses_to_leave;
}

static void
run (Attempt *attempt, const char *transcript, const char *sender, const char *const *recipients, const char *letter)
{
  g_autoptr (CtgEndpoint) endpoint = NULL;
  g_autoptr (CtgTransport) transport = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (letter, strlen (letter));
  CtgDispatch dispatch = { sender, recipients, bytes, about_to_leave, attempt };

  attempt->server = script_server_new (transcript);
  endpoint = ctg_endpoint_new ("localhost", script_server_get_port (attempt->server), CTG_SECURITY_NONE, NULL);
  transport = ctg_smtp_transport_new (endpoint);
  attempt->sent = ctg_transport_send (transport, NULL, &dispatch, &attempt->receipt, NULL, &attempt->error);
  g_assert_true (attempt->sent == (attempt->error == NULL));
}

static void
attempt_clear (Attempt *self)
{
  g_clear_pointer (&self->server, script_server_free);
  ctg_receipt_clear (&self->receipt);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attempt, attempt_clear)

static const char *const successes[] = {
  HELLO "S: 250 HELP\nC: MAIL FROM:<marta@studio.example>\nS: 250 ok\nC: RCPT TO:<ada@example.com>\nS: 250 ok\n"
  "C: RCPT TO:<luca@example.com>\nS: 251 elsewhere\nC: DATA\nS: 354 go\n" STUFFED
  "S: 250 2.0.0 queued as 4711\nC: QUIT\nS: 221 bye",
  HELLO "S: 250-PIPELINING\nS: 250-DSN\nS: 250 SIZE 1000\nC: MAIL FROM:<marta@studio.example> SIZE=27 RET=HDRS\n"
  "C: RCPT TO:<ada@example.com> NOTIFY=FAILURE,DELAY\nC: RCPT TO:<luca@example.com> NOTIFY=FAILURE,DELAY\n"
  "S: 250 ok\nS: 250 ok\nS: 250 ok\nC: DATA\nS: 354 go\n" STUFFED "S: 250-2.0.0\nS: 250 queued as 4711\nC: QUIT\n",
};

static void
test_send (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (successes); i++)
    for (guint split = 0; split < 2; split++)
      {
        g_autofree char *transcript = g_strconcat (split ? "SPLIT\n" : "", successes[i], NULL);
        g_auto (Attempt) attempt = { 0 };

        run (&attempt, transcript, "marta@studio.example", two, LETTER);
        g_assert_no_error (attempt.error);
        script_server_assert_played (attempt.server);
        g_assert_cmpuint (attempt.n_commits, ==, 1);
        g_assert_cmpuint (attempt.receipt.refusals->len, ==, 0);
        g_assert_nonnull (strstr (attempt.receipt.server_text, "queued as 4711"));
        g_assert_false (attempt.receipt.may_have_left);
      }
}

/* RFC 5321 section 4.5.5: nothing comes back of what is a report itself. */
static void
test_nobody_to_return_to (void)
{
  static const char *const one[] = { "ada@example.com", NULL };
  g_auto (Attempt) attempt = { 0 };
  g_auto (Attempt) refused = { 0 };

  run (&attempt, HELLO "S: 250 DSN\nC: MAIL FROM:<> RET=HDRS\nS: 250 ok\nC: RCPT TO:<ada@example.com> NOTIFY=NEVER\n"
                       "S: 250 ok\nC: DATA\nS: 354 go\n" STUFFED "S: 250 ok\nC: QUIT\n", NULL, one, LETTER);
  g_assert_no_error (attempt.error);
  script_server_assert_played (attempt.server);
  run (&refused, HELLO "S: 250 HELP\nC: MAIL FROM:<>\nS: 550 5.7.1 Who are you\nC: QUIT\n", NULL, one, LETTER);
  g_assert_true (ctg_error_has_reason (refused.error, "sender-refused"));
  g_assert_cmpuint (refused.n_commits, ==, 0);
}

/* S4 */
static void
test_some_are_refused (void)
{
  g_auto (Attempt) attempt = { 0 };
  const CtgRefusal *refusal;

  run (&attempt, HELLO "S: 250 HELP\nC: MAIL *\nS: 250 ok\nC: RCPT *\nS: 550 5.1.1 No such user\nC: RCPT *\n"
                       "S: 250 ok\nC: DATA\nS: 354 go\n" STUFFED "S: 250 ok\n",
       "marta@studio.example", two, LETTER);
  g_assert_no_error (attempt.error);
  g_assert_cmpuint (attempt.receipt.refusals->len, ==, 1);
  refusal = attempt.receipt.refusals->pdata[0];
  g_assert_cmpstr (refusal->recipient, ==, "ada@example.com");
  g_assert_true (refusal->is_permanent);
  g_assert_nonnull (strstr (refusal->server_text, "No such user"));
}

typedef struct
{
  const char *transcript;
  CtgErrorCode code;
  const char *reason;       /* (nullable) */
  guint n_commits;
  gboolean may_have_left;
} FailureCase;

#define TO_MAIL HELLO "S: 250-8BITMIME\nS: 250 HELP\nC: MAIL *\n"
#define TO_RCPT TO_MAIL "S: 250 ok\nC: RCPT *\n"
#define TO_DATA TO_RCPT "S: 250 ok\nC: RCPT *\nS: 250 ok\nC: DATA\n"
#define TO_END TO_DATA "S: 354 go\n" STUFFED

/* Every place where it can end before the answer, and who knows what then. */
static const FailureCase failures[] = {
  { "CLOSE", CTG_ERROR_NETWORK, "connection-closed", 0, FALSE },
  { HELLO "S: 250 HELP\nC: MAIL *\nCLOSE", CTG_ERROR_NETWORK, "connection-closed", 0, FALSE },
  /* A30: an alias that the server does not let one write as */
  { TO_MAIL "S: 553 5.7.1 not yours\nWAIT", CTG_ERROR_AUTH_REJECTED, "sender-refused", 0, FALSE },
  { TO_MAIL "S: 452 4.3.1 full\nWAIT", CTG_ERROR_BUSY, NULL, 0, FALSE },
  { TO_MAIL "S: 552 5.3.4 too big\nWAIT", CTG_ERROR_TOO_LARGE, "message-size", 0, FALSE },
  { TO_RCPT "CLOSE", CTG_ERROR_NETWORK, "connection-closed", 0, FALSE },
  { TO_RCPT "S: 421 4.3.2 going down\nCLOSE", CTG_ERROR_BUSY, NULL, 0, FALSE },
  { TO_RCPT "S: 550 no\nC: RCPT *\nS: 550 no\nWAIT", CTG_ERROR_NOT_FOUND, "recipient-refused", 0, FALSE },
  { TO_RCPT "S: 553 5.7.1 <vendite@x>: Sender address rejected: not owned by user mario\nWAIT", CTG_ERROR_AUTH_REJECTED,
    "sender-refused", 0, FALSE },
  { TO_RCPT "S: 453 4.7.1 not owned by user, perhaps\nC: RCPT *\nS: 550 no\nWAIT", CTG_ERROR_BUSY, "recipient-later", 0,
    FALSE },
  { TO_END "S: 550 5.7.60 SMTP; Client does not have permissions to send as this sender\nWAIT", CTG_ERROR_AUTH_REJECTED,
    "sender-refused", 1, FALSE },
  { TO_RCPT "S: 450 later\nC: RCPT *\nS: 550 no\nWAIT", CTG_ERROR_BUSY, "recipient-later", 0, FALSE },
  { TO_DATA "CLOSE", CTG_ERROR_NETWORK, "connection-closed", 0, FALSE },
  { TO_DATA "S: 554 no\nWAIT", CTG_ERROR_POLICY, "message-refused", 0, FALSE },
  { TO_DATA "S: 451 not now\nWAIT", CTG_ERROR_BUSY, NULL, 0, FALSE },
  { TO_END "S: 554 5.7.1 spam\nWAIT", CTG_ERROR_POLICY, "message-refused", 1, FALSE },
  { TO_END "S: 552 5.3.4 too big\nWAIT", CTG_ERROR_TOO_LARGE, "message-size", 1, FALSE },
  { TO_END "S: 451 4.3.0 later\nWAIT", CTG_ERROR_BUSY, NULL, 1, FALSE },
  { TO_END "S: 421 4.4.2 bye\nCLOSE", CTG_ERROR_BUSY, NULL, 1, FALSE },
  { TO_END "CLOSE", CTG_ERROR_NETWORK, "connection-closed", 1, TRUE },
  { TO_END "S- 250 o\nCLOSE", CTG_ERROR_NETWORK, "connection-closed", 1, TRUE },
  { TO_END "S: -250 what\nWAIT", CTG_ERROR_PROTOCOL, "not-smtp", 1, TRUE },
};

static void
test_failures (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_auto (Attempt) attempt = { 0 };

      g_test_message ("%s", failures[i].transcript);
      run (&attempt, failures[i].transcript, "marta@studio.example", two, LETTER);
      g_assert_error (attempt.error, CTG_ERROR, (int) failures[i].code);
      g_assert_cmpstr (ctg_error_get_details (attempt.error).reason, ==, failures[i].reason);
      g_assert_cmpuint (attempt.n_commits, ==, failures[i].n_commits);
      g_assert_true (attempt.receipt.may_have_left == failures[i].may_have_left);
    }
}

/* What cannot be noted does not leave. */
static void
test_nothing_leaves_unnoted (void)
{
  g_auto (Attempt) attempt = { .refuses_to_leave = TRUE };
  g_autofree char *received = NULL;

  run (&attempt, TO_DATA "S: 354 go\nWAIT", "marta@studio.example", two, LETTER);
  g_assert_error (attempt.error, CTG_ERROR, CTG_ERROR_STORAGE_FULL);
  g_assert_false (attempt.receipt.may_have_left);
  received = script_server_dup_received (attempt.server);
  g_assert_null (strstr (received, "Subject"));
}

static void
test_size_is_asked_before (void)
{
  g_auto (Attempt) attempt = { 0 };
  g_autofree char *received = NULL;

  run (&attempt, HELLO "S: 250 SIZE 20\nWAIT", "marta@studio.example", two, LETTER);
  g_assert_error (attempt.error, CTG_ERROR, CTG_ERROR_TOO_LARGE);
  received = script_server_dup_received (attempt.server);
  g_assert_null (strstr (received, "MAIL"));
}

static void
test_international (void)
{
  static const char *const other[] = { "pelé@xn--caff-8oa.example", NULL };
  g_auto (Attempt) without = { 0 };
  g_auto (Attempt) with = { 0 };

  run (&without, HELLO "S: 250 8BITMIME\nWAIT", "marta@studio.example", other, LETTER);
  g_assert_error (without.error, CTG_ERROR, CTG_ERROR_UNSUPPORTED);
  run (&with, HELLO "S: 250-8BITMIME\nS: 250 SMTPUTF8\nC: MAIL FROM:<marta@studio.example> BODY=8BITMIME SMTPUTF8\n"
                    "S: 250 ok\nC: RCPT TO:<pelé@xn--caff-8oa.example>\nS: 250 ok\nC: DATA\nS: 354 go\n" STUFFED
                    "S: 250 ok\nC: QUIT\n",
       "marta@studio.example", other, LETTER);
  g_assert_no_error (with.error);
  script_server_assert_played (with.server);
}

/* S1: nothing is said to the server at all. */
static void
test_injection (void)
{
  static const char *const evil[] = {
    "a@b>\r\nRCPT TO:<eve@evil.example", "a@b\nDATA", "a@b> SIZE=1", "<a@b>", "a b@c", "a@b\r", "a", "", "a@b\x01",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (evil); i++)
    for (guint as_sender = 0; as_sender < 2; as_sender++)
      {
        const char *const recipients[] = { as_sender ? "ada@example.com" : evil[i], NULL };
        g_auto (Attempt) attempt = { 0 };
        g_autofree char *received = NULL;

        run (&attempt, HELLO "S: 250-SMTPUTF8\nS: 250 PIPELINING\nWAIT", as_sender ? evil[i] : "marta@studio.example",
             recipients, LETTER);
        g_assert_error (attempt.error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
        received = script_server_dup_received (attempt.server);
        g_assert_null (strstr (received, "MAIL"));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-send/sends", test_send);
  g_test_add_func ("/smtp-send/A37-nobody-to-return-to", test_nobody_to_return_to);
  g_test_add_func ("/smtp-send/S4-some-are-refused", test_some_are_refused);
  g_test_add_func ("/smtp-send/S3-failures", test_failures);
  g_test_add_func ("/smtp-send/S3-nothing-leaves-unnoted", test_nothing_leaves_unnoted);
  g_test_add_func ("/smtp-send/size", test_size_is_asked_before);
  g_test_add_func ("/smtp-send/international", test_international);
  g_test_add_func ("/smtp-send/S1-injection", test_injection);
  return g_test_run ();
}
