/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person and an administrator are told before they permit anything: A33, A38, A39, A47 to A49, A53, A54, A58,
 * A61 to A63. */

#include "errors.h"
#include "oauth-platform.h"
#include "setup-consent.h"
#include "setup-disclosure.h"

#include <string.h>

static const char *const kinds[] = { "gmail", "microsoft365", "exchange", "imap" };

static void
assert_says (const char *text, const char *words)
{
  if (strstr (text, words) == NULL)
    g_error ("\"%s\" is not in: %s", words, text);
}

/* A scope is named as it is asked for, or by what follows the resource's name. */
static void
assert_names_scope (const char *text, const char *scope)
{
  const char *end = strrchr (scope, '/');

  assert_says (text, end != NULL && end[1] != '\0' ? end + 1 : scope);
}

static void
test_every_scope_is_named (void)
{
  static const struct { const char *kind; const char *service; } ways[] = {
    { "gmail", NULL }, { "microsoft365", NULL }, { "microsoft365", "imap" }, { "microsoft365", "graph" },
  };

  for (gsize k = 0; k < G_N_ELEMENTS (ways); k++)
    {
      const CtgOAuthPlatform *platform = ctg_oauth_platform_find (ways[k].kind);
      const CtgOAuthService *service = ctg_oauth_platform_get_service (platform, ways[k].service);
      g_autofree char *text = ctg_setup_dup_disclosure (ways[k].kind, ways[k].service);
      g_autofree char *scope = ctg_oauth_platform_dup_scope (platform, service);
      g_auto (GStrv) scopes = g_strsplit (scope, " ", -1);

      g_assert_cmpuint (g_strv_length (scopes), >=, 3);
      for (guint i = 0; scopes[i] != NULL; i++)
        assert_names_scope (text, scopes[i]);
    }
}

static void
test_what_is_kept_and_where (void)
{
  static const char *const facts[] = {
    "senders", "recipients", "subjects", "dates", "texts", "attachments",   /* A38, A50 */
    "on this computer", "no server",                                        /* A39 */
    "receipts", "never by pictures or links",                               /* A49, A62 */
    "of money or of health", "can read what is kept",                       /* A51, A52, A63 */
    "unread stays unread", "the copy of what you send",                     /* A48 */
  };

  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autofree char *text = ctg_setup_dup_disclosure (kinds[k], NULL);

      for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
        assert_says (text, facts[i]);
    }
}

static void
test_with_a_password_it_is_another_text (void)
{
  g_autofree char *imap = ctg_setup_dup_disclosure ("imap", "");
  g_autofree char *gmail = ctg_setup_dup_disclosure ("gmail", NULL);

  assert_says (imap, "the address, the password, the server settings");
  assert_says (imap, "no other Google one");
  assert_says (imap, "no other Microsoft application");
  g_assert_null (strstr (imap, "https://mail.google.com/"));
  g_assert_null (strstr (gmail, "the password, the server settings"));
  g_assert_cmpuint (strlen (imap), <, strlen (gmail));
}

static void
test_table (void)
{
  static const struct { const char *kind; const char *service; guint n_rows; } tables[] = {
    { "gmail", NULL, 6 }, { "microsoft365", "", 6 }, { "exchange", NULL, 4 }, { "imap", "graph", 3 },
    { "microsoft365", "graph", 6 },
  };
  CtgPermissionText text = { NULL, NULL };

  for (gsize k = 0; k < G_N_ELEMENTS (tables); k++)
    {
      guint n = 0;

      for (; ctg_setup_text_for_permission (tables[k].kind, tables[k].service, n, &text); n++)
        g_assert_true (text.would[0] != '\0' && text.does[0] != '\0' && strcmp (text.would, text.does) != 0);
      g_assert_cmpuint (n, ==, tables[k].n_rows);
    }
  g_assert_true (ctg_setup_text_for_permission ("microsoft365", NULL, 5, &text));
  assert_says (text.would, "Nothing of calendar, contacts");
  g_assert_true (ctg_setup_text_for_permission ("imap", NULL, 2, &text));
  assert_says (text.does, "Never");
  g_assert_true (ctg_setup_text_for_permission ("microsoft365", "graph", 2, &text));
  assert_says (text.would, "No marking, moving");
}

static void
test_ways_without_a_registration (void)
{
  assert_says (ctg_setup_text_for_ways ("gmail"), "https://myaccount.google.com/apppasswords");
  assert_says (ctg_setup_text_for_ways ("gmail"), "imap.gmail.com (993)");
  assert_says (ctg_setup_text_for_ways ("microsoft365"), "registration of your own");
  g_assert_null (strstr (ctg_setup_text_for_ways ("microsoft365"), "apppasswords"));
}

#define URL "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=our-id&response_type=code" \
  "&scope=openid%20https%3A%2F%2Foutlook.office.com%2FSMTP.Send&state=secret-state&code_challenge=secret-challenge"

static void
test_letter_to_the_administrator (void)
{
  g_autofree char *microsoft = ctg_setup_dup_consent_request ("microsoft365", "anna@ditta.example", URL);
  g_autofree char *google = ctg_setup_dup_consent_request ("gmail", "anna@ditta.example", URL);
  const char *const facts[] = { "anna@ditta.example", "our-id", "openid, https://outlook.office.com/SMTP.Send" };

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      assert_says (microsoft, facts[i]);
      assert_says (google, facts[i]);
    }
  assert_says (microsoft, "https://login.microsoftonline.com/ditta.example/adminconsent?client_id=our-id");
  assert_says (google, "API controls");
  g_assert_null (strstr (microsoft, "secret-"));
  g_assert_null (strstr (google, "secret-"));
}

static void
test_who_is_asked_for_consent (void)
{
  static const struct { CtgErrorCode code; const char *reason; gboolean can; } cases[] = {
    { CTG_ERROR_CONSENT_REQUIRED, "admin-consent", TRUE }, { CTG_ERROR_POLICY, "admin-blocks", TRUE },
    { CTG_ERROR_CONSENT_REQUIRED, "access-denied", FALSE }, { CTG_ERROR_POLICY, "advanced-protection", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = ctg_error_new (cases[i].code, cases[i].reason, "x");

      g_assert_cmpint (ctg_setup_can_ask_for_consent (error), ==, cases[i].can);
    }
  g_assert_false (ctg_setup_can_ask_for_consent (NULL));
  {
    g_autofree char *text = ctg_setup_dup_consent_request ("microsoft365", "anna", NULL);

    assert_says (text, "/organizations/adminconsent");
  }
}

int
main (int argc, char **argv)
{
  g_setenv ("LC_ALL", "C", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setup/disclosure/A33-A47-A61-every-scope-is-named", test_every_scope_is_named);
  g_test_add_func ("/setup/disclosure/A38-A39-A48-A49-A62-A63-what-is-kept-and-where", test_what_is_kept_and_where);
  g_test_add_func ("/setup/disclosure/A53-A54-with-a-password-it-is-another-text",
                   test_with_a_password_it_is_another_text);
  g_test_add_func ("/setup/disclosure/A47-A48-A61-what-it-would-allow-beside-what-is-done", test_table);
  g_test_add_func ("/setup/disclosure/A34-ways-without-a-registration", test_ways_without_a_registration);
  g_test_add_func ("/setup/consent/A58-the-letter-has-what-an-administrator-needs", test_letter_to_the_administrator);
  g_test_add_func ("/setup/consent/A31-A58-only-where-an-administrator-can-help", test_who_is_asked_for_consent);
  return g_test_run ();
}
