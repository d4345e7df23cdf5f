/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "server-texts.h"

/* What servers were seen to say. */
static const struct
{
  const char *text;
  int error;            /* -1: not known */
  const char *reason;
} sentences[] = {
  { "[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
    CTG_ERROR_AUTH_REJECTED, "app-password" },
  { "5.7.9 Application-specific password required.", CTG_ERROR_AUTH_REJECTED, "app-password" },
  { "Use an App Password to sign in", CTG_ERROR_AUTH_REJECTED, "app-password" },
  { "[ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754",
    CTG_ERROR_AUTH_REJECTED, "web-login" },
  { "5.7.14 Please log in with your web browser and then try again.", CTG_ERROR_AUTH_REJECTED, "web-login" },
  { "[ALERT] Web login required", CTG_ERROR_AUTH_REJECTED, "web-login" },
  { "[ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page",
    CTG_ERROR_UNSUPPORTED, "imap-disabled" },
  { "You are yet to enable IMAP for your account: enable IMAP access in the settings", CTG_ERROR_UNSUPPORTED,
    "imap-disabled" },
  { "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
    CTG_ERROR_AUTH_REJECTED, "login-disabled" },
  { "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
    CTG_ERROR_AUTH_REJECTED, "login-disabled" },
  { "Plaintext authentication disallowed on non-secure (SSL/TLS) connections.", CTG_ERROR_AUTH_REJECTED,
    "login-disabled" },
  { "5.2.252 SendAsDenied; anna@example.it not allowed to send as info@example.it", CTG_ERROR_AUTH_REJECTED,
    "sender-refused" },
  { "5.7.60 SMTP; Client does not have permissions to send as this sender", CTG_ERROR_AUTH_REJECTED,
    "sender-refused" },
  { "Too many simultaneous connections. (Failure)", CTG_ERROR_RATE_LIMITED, NULL },
  { "Maximum number of connections from user+IP exceeded", CTG_ERROR_RATE_LIMITED, NULL },
  { "Invalid credentials (Failure)", -1, NULL },
  { "", -1, NULL },
};

static void
assert_error (gboolean known, GError *error, int code, const char *reason)
{
  g_assert_cmpint (known, ==, code >= 0);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, CTG_ERROR, code);
  if (code >= 0)
    g_assert_cmpstr (ctg_error_get_details (error).reason, ==, reason);
}

static void
test_sentences (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean known = ctg_server_texts_set_by_words (&error, sentences[i].text);

      g_test_message ("%s", sentences[i].text);
      assert_error (known, error, sentences[i].error, sentences[i].reason);
    }
}

/* B38: what passes by itself never reads as a wrong password. */
static void
test_codes (void)
{
  static const struct { const char *code; int error; const char *reason; } codes[] = {
    { "AUTHENTICATIONFAILED", CTG_ERROR_AUTH_REJECTED, "credentials" },
    { "AUTHORIZATIONFAILED", CTG_ERROR_AUTH_REJECTED, "credentials" },
    { "WEBALERT", CTG_ERROR_AUTH_REJECTED, "web-login" },
    { "PRIVACYREQUIRED", CTG_ERROR_AUTH_REJECTED, "login-disabled" },
    { "EXPIRED", CTG_ERROR_AUTH_REJECTED, "password-expired" },
    { "CONTACTADMIN", CTG_ERROR_AUTH_REJECTED, "contact-admin" },
    { "UNAVAILABLE", CTG_ERROR_BUSY, NULL },
    { "INUSE", CTG_ERROR_BUSY, NULL },
    { "SERVERBUG", CTG_ERROR_BUSY, NULL },
    { "LIMIT", CTG_ERROR_RATE_LIMITED, NULL },
    { "THROTTLED", CTG_ERROR_RATE_LIMITED, NULL },
    { "OVERQUOTA", CTG_ERROR_QUOTA, NULL },
    { "NONEXISTENT", CTG_ERROR_NOT_FOUND, NULL },
    { "ALERT", -1, NULL },
    { NULL, -1, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean known = ctg_server_texts_set_by_code (&error, codes[i].code);

      assert_error (known, error, codes[i].error, codes[i].reason);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/server-texts/known-sentences", test_sentences);
  g_test_add_func ("/mail/server-texts/B38-codes", test_codes);
  return g_test_run ();
}
