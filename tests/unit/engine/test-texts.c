/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "texts.h"

#include <string.h>

/* Every key of the provider table has a sentence. */
static void
test_every_hint_has_a_sentence (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "providers.ini", NULL);
  g_autoptr (GKeyFile) table = g_key_file_new ();
  g_auto (GStrv) providers = NULL;
  guint n_hints = 0;

  g_assert_true (g_key_file_load_from_file (table, path, G_KEY_FILE_NONE, NULL));
  providers = g_key_file_get_groups (table, NULL);
  for (guint i = 0; providers[i] != NULL; i++)
    {
      g_autofree char *hint = g_key_file_get_string (table, providers[i], "hint", NULL);

      if (hint == NULL)
        continue;
      n_hints++;
      if (ctg_text_for_hint (hint) == NULL)
        g_error ("hint %s of %s has no sentence", hint, providers[i]);
    }
  g_assert_cmpuint (n_hints, >, 5);
  g_assert_null (ctg_text_for_hint ("no-such-hint"));
}

static void
test_every_code_has_a_headline (void)
{
  for (int code = 0; code < CTG_N_ERRORS; code++)
    {
      g_autoptr (GError) error = ctg_error_new (code, NULL, "x");
      g_autoptr (CtgErrorText) text = ctg_error_text_new (error);

      g_assert_cmpuint (strlen (text->headline), >, 5);
      g_assert_null (strchr (text->headline, '%'));
    }
}

/* The help shows all of them. */
static void
test_every_text_can_be_shown (void)
{
  const char *code, *reason;
  guint n_texts = 0;

  for (; ctg_error_text_get_key (n_texts, &code, &reason); n_texts++)
    {
      g_autoptr (CtgErrorText) text = ctg_error_text_new_for (code, reason, NULL, NULL);

      g_assert_cmpuint (strlen (text->headline), >, 5);
      g_assert_nonnull (text->explanation);
      g_assert_nonnull (text->next);
    }
  g_assert_cmpuint (n_texts, >, 100);
}

static void
test_a_reason_narrows_the_sentence (void)
{
  g_autoptr (CtgErrorText) general = ctg_error_text_new_for ("AUTH_REJECTED", NULL, NULL, NULL);
  g_autoptr (CtgErrorText) narrow = ctg_error_text_new_for ("AUTH_REJECTED", "app-password", NULL, "NO go away");
  g_autoptr (CtgErrorText) host = ctg_error_text_new_for ("NETWORK", "host-not-found", "imap.example.it", "");

  /* Also where the general one stands before it. */
  g_autoptr (CtgErrorText) taken = ctg_error_text_new_for ("CONFLICT", NULL, NULL, NULL);
  g_autoptr (CtgErrorText) used = ctg_error_text_new_for ("CONFLICT", "template-in-use", NULL, NULL);

  g_assert_cmpstr (taken->headline, !=, used->headline);
  g_assert_cmpstr (general->headline, !=, narrow->headline);
  g_assert_cmpstr (narrow->server_text, ==, "NO go away");
  g_assert_nonnull (strstr (host->headline, "imap.example.it"));
  g_assert_null (host->server_text);
}

static void
test_dates_are_words_for_a_week (void)
{
  gint64 noon = 1763812800; /* 2025-11-22 12:00 UTC */
  g_autofree char *today = ctg_text_for_date (noon - 3600, noon, FALSE);
  g_autofree char *yesterday = ctg_text_for_date (noon - 24 * 3600, noon, FALSE);
  g_autofree char *days = ctg_text_for_date (noon - 3 * 24 * 3600, noon, FALSE);
  g_autofree char *month = ctg_text_for_date (noon - 30 * 24 * 3600, noon, FALSE);
  g_autofree char *year = ctg_text_for_date (noon - 400 * 24 * 3600, noon, FALSE);

  g_assert_cmpstr (today, ==, "11:00");
  g_assert_cmpstr (yesterday, ==, "Yesterday");
  g_assert_cmpstr (days, ==, "3 days ago");
  g_assert_cmpstr (month, ==, "23 Oct");
  g_assert_cmpstr (year, ==, "18 Oct 2024");
}

/* What a sign-in is refused with (src/auth/oauth-refusal.c), and what a mail service says of itself by Exchange's and
 * by Graph's errors, is not left to the sentence of the code. */
static void
test_refusals_have_sentences_of_their_own (void)
{
  static const char *const keys[][2] = {
    { "AUTH_REJECTED", "other-account" }, { "AUTH_REJECTED", "perhaps-shared" }, { "AUTH_REJECTED", "account-unknown" },
    { "AUTH_REJECTED", "account-elsewhere" }, { "AUTH_REJECTED", "account-locked" },
    { "AUTH_REVOKED", "account-disabled" }, { "AUTH_REVOKED", "password-changed" }, { "AUTH_REVOKED", "mailbox-moved" },
    { "AUTH_EXPIRED", "password-expired" }, { "AUTH_EXPIRED", "second-proof" },
    { "CONSENT_REQUIRED", "access-denied" }, { "CONSENT_REQUIRED", "scope-missing" },
    { "CONSENT_REQUIRED", "admin-consent" }, { "POLICY", "advanced-protection" }, { "POLICY", "admin-blocks" },
    { "POLICY", "device-not-managed" }, { "POLICY", "service-not-enabled" }, { "UNSUPPORTED", "no-client-id" },
    { "UNSUPPORTED", "client-unknown" }, { "UNSUPPORTED", "client-not-public" }, { "UNSUPPORTED", "client-redirect" },
    { "UNSUPPORTED", "client-one-tenant" }, { "UNSUPPORTED", "client-account-kind" },
    { "UNSUPPORTED", "client-permissions" }, { "UNSUPPORTED", "tenant-unknown" }, { "TIMED_OUT", "sign-in-late" },
    { "BUSY", "sign-in-unavailable" },
    { "BUSY", "server-error" }, { "CONFLICT", "sync-state" },
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (CtgErrorText) text = ctg_error_text_new_for (keys[i][0], keys[i][1], NULL, NULL);
      g_autoptr (CtgErrorText) general = ctg_error_text_new_for (keys[i][0], NULL, NULL, NULL);

      g_test_message ("%s %s", keys[i][0], keys[i][1]);
      g_assert_cmpstr (text->headline, !=, general->headline);
      g_assert_cmpuint (strlen (text->next), >, 5);
      g_assert_true (g_hash_table_add (seen, g_strdup (text->headline)));
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("LC_ALL", "C", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/texts/every-hint-has-a-sentence", test_every_hint_has_a_sentence);
  g_test_add_func ("/engine/texts/every-code-has-a-headline", test_every_code_has_a_headline);
  g_test_add_func ("/engine/texts/every-text-can-be-shown", test_every_text_can_be_shown);
  g_test_add_func ("/engine/texts/a-reason-narrows-the-sentence", test_a_reason_narrows_the_sentence);
  g_test_add_func ("/engine/texts/A31-A44-A58-B37-B40-refusals-have-sentences-of-their-own",
                   test_refusals_have_sentences_of_their_own);
  g_test_add_func ("/engine/texts/dates-are-words-for-a-week", test_dates_are_words_for_a_week);
  return g_test_run ();
}
