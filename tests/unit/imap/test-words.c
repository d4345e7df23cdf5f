/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "imap-command.h"
#include "imap-list.h"
#include "imap-pull.h"
#include "imap-set.h"
#include "imap-sync-token.h"
#include "imap-utf7.h"

#include <string.h>

static const struct
{
  const char *encoded;
  const char *text;
} names[] = {
  { "INBOX", "INBOX" },
  { "Posta &- altro", "Posta & altro" },
  { "Entw&APw-rfe", "Entwürfe" },
  { "~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語" },
  { "&2D3eAA-", "😀" },
  { "&AOk-&-", "é&" },
  { "", "" },
};

static void
test_utf7 (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *decoded = ctg_imap_utf7_decode (names[i].encoded);
      g_autofree char *encoded = ctg_imap_utf7_encode (names[i].text);

      g_assert_cmpstr (decoded, ==, names[i].text);
      g_assert_cmpstr (encoded, ==, names[i].encoded);
    }
}

static const char *const bad_names[] = {
  "&", "a&b", "&AOk", "&A-", "&AO-", "&2D0-", "&3gA-", "&A Ok-", "&AOk\n-", "caff\303\250", "a\tb", "&AOl-", "&AAA",
};

static void
test_bad_utf7 (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_names); i++)
    {
      g_autofree char *decoded = ctg_imap_utf7_decode (bad_names[i]);

      g_test_message ("%s", bad_names[i]);
      g_assert_null (decoded);
    }
}

typedef struct
{
  const char *value;
  CtgImapLiterals literals;
  gboolean utf8;
  const char *said;      /* (nullable) NULL: refused */
  guint n_pauses;
} StringCase;

static const StringCase strings[] = {
  { "INBOX", CTG_IMAP_LITERALS_SYNC, FALSE, "\"INBOX\"", 0 },
  { "a \"b\" \\c", CTG_IMAP_LITERALS_SYNC, FALSE, "\"a \\\"b\\\" \\\\c\"", 0 },
  { "", CTG_IMAP_LITERALS_SYNC, FALSE, "\"\"", 0 },
  { "wörd", CTG_IMAP_LITERALS_SYNC, FALSE, "{5}\r\nwörd", 1 },
  { "wörd", CTG_IMAP_LITERALS_MINUS, FALSE, "{5+}\r\nwörd", 0 },
  { "wörd", CTG_IMAP_LITERALS_PLUS, FALSE, "{5+}\r\nwörd", 0 },
  { "wörd", CTG_IMAP_LITERALS_PLUS, TRUE, "\"wörd\"", 0 },
  { "w\366rd", CTG_IMAP_LITERALS_PLUS, TRUE, "{4+}\r\nw\366rd", 0 },
  { "a\r\nC2 DELETE INBOX", CTG_IMAP_LITERALS_PLUS, FALSE, NULL, 0 },
  { "a\nb", CTG_IMAP_LITERALS_SYNC, TRUE, NULL, 0 },
  { "a{5}", CTG_IMAP_LITERALS_SYNC, FALSE, "\"a{5}\"", 0 },
  { "*%(", CTG_IMAP_LITERALS_SYNC, FALSE, "\"*%(\"", 0 },
};

/* I9 */
static void
test_strings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      g_autoptr (CtgImapCommand) command = ctg_imap_command_new (strings[i].literals, strings[i].utf8);
      g_autoptr (GError) error = NULL;

      g_assert_true (ctg_imap_command_add_string (command, strings[i].value, &error) == (strings[i].said != NULL));
      g_assert_cmpstr (command->text->str, ==, strings[i].said != NULL ? strings[i].said : "");
      g_assert_cmpuint (command->pauses->len, ==, strings[i].n_pauses);
      if (strings[i].said == NULL)
        g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
    }
}

static void
test_long_literal_waits (void)
{
  g_autofree char *value = g_strnfill (5000, '\351');
  g_autoptr (CtgImapCommand) command = ctg_imap_command_new (CTG_IMAP_LITERALS_MINUS, FALSE);

  g_assert_true (ctg_imap_command_add_string (command, value, NULL));
  g_assert_cmpuint (command->pauses->len, ==, 1);
  g_assert_cmpuint (g_array_index (command->pauses, gsize, 0), ==, strlen ("{5000}\r\n"));
}

static void
assert_set (CtgImapSet *set, const char *expected)
{
  g_autofree char *text = ctg_imap_set_to_string (set);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_set (void)
{
  g_autoptr (CtgImapSet) set = ctg_imap_set_parse ("7,1:3,5,4,10:8", 100);
  g_autoptr (CtgImapSet) other = ctg_imap_set_parse ("2:6,9:20", 100);
  g_autoptr (CtgImapSet) newest = NULL;

  assert_set (set, "1:5,7:10");
  ctg_imap_set_add (set, 6, 6);
  assert_set (set, "1:10");
  ctg_imap_set_remove (set, 4, 5);
  assert_set (set, "1:3,6:10");
  g_assert_true (ctg_imap_set_contains (set, 6));
  g_assert_false (ctg_imap_set_contains (set, 5));
  g_assert_cmpuint (ctg_imap_set_get_size (set), ==, 8);
  newest = ctg_imap_set_take_newest (set, 6);
  assert_set (newest, "3,6:10");
  assert_set (set, "1:2");
  ctg_imap_set_intersect (newest, other);
  assert_set (newest, "3,6,9:10");
  ctg_imap_set_remove (set, 1, G_MAXUINT32);
  g_assert_true (ctg_imap_set_is_empty (set));
  g_assert_cmpuint (ctg_imap_set_get_first (set), ==, 0);
}

static void
test_set_at_its_ends (void)
{
  g_autoptr (CtgImapSet) set = ctg_imap_set_new_range (1, G_MAXUINT32);

  g_assert_cmpuint (ctg_imap_set_get_size (set), ==, G_MAXUINT32);
  ctg_imap_set_remove (set, G_MAXUINT32, G_MAXUINT32);
  ctg_imap_set_add (set, G_MAXUINT32, G_MAXUINT32);
  ctg_imap_set_add (set, 0, 5);
  ctg_imap_set_add (set, 9, 8);
  assert_set (set, "1:4294967295");
}

static void
test_bad_sets (void)
{
  static const char *const bad[] = { "0", "1:", ":1", "1,,2", "1,", "a", "1:*", "4294967296", "-1", "1 2" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (CtgImapSet) set = ctg_imap_set_parse (bad[i], 100);

      g_assert_null (set);
    }
  g_assert_null (ctg_imap_set_parse ("1,3,5", 2));
}

static void
test_token (void)
{
  static const char *const good[] = { "v1 17 501 0 12 0 -", "v1 1 2 18446744073709551615 3 1700000000 1:5,7" };
  static const char *const bad[] = {
    "", "v2 17 501 0 12 0 -", "v1 17 501 0 12 0", "v1 x 501 0 12 0 -", "v1 17 501 0 12 -5 -", "v1 17 501 0 12 0 *",
    "v1 17 4294967296 0 12 0 -", "v1 17 501 0 12 0 - -",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (CtgImapSyncToken) token = ctg_imap_sync_token_parse (good[i]);
      g_autofree char *text = ctg_imap_sync_token_to_string (token);

      g_assert_cmpstr (text, ==, good[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (ctg_imap_sync_token_parse (bad[i]));
  g_assert_null (ctg_imap_sync_token_parse (NULL));
}

static const struct
{
  const char *status;
  const char *token;
  gboolean is_current;
} currents[] = {
  { "17 501 9 12", "v1 17 501 9 12 0 -", TRUE },
  { "17 501 99 12", "v1 17 501 9 12 0 -", TRUE },
  { "17 502 9 12", "v1 17 501 9 12 0 -", FALSE },
  { "17 501 9 11", "v1 17 501 9 12 0 -", FALSE },
  { "18 501 9 12", "v1 17 501 9 12 0 -", FALSE },
  { "17 501 9 12", "v1 17 501 9 12 0 1:5", FALSE },
  { "0 501 9 12", "v1 0 501 9 12 0 -", FALSE },
  { "17 501 9 12", NULL, FALSE },
  { NULL, "v1 17 501 9 12 0 -", FALSE },
};

static void
test_current (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (currents); i++)
    {
      g_autoptr (CtgImapSyncToken) token = ctg_imap_sync_token_parse (currents[i].token);

      g_assert_true (ctg_imap_status_is_current (currents[i].status, token, FALSE) == currents[i].is_current);
    }
}

typedef struct
{
  CtgImapSelected selected;
  const char *token;
  gint64 since_utc_s;
  gboolean is_fresh;
  gboolean reset;
  const char *pending;
} PlanCase;

/* I5: the table at the head of imap-pull-plan.c. */
static const PlanCase plans[] = {
  { { NULL, 12, 17, 501, 9 }, NULL, 0, TRUE, FALSE, "1:500" },
  { { NULL, 12, 17, 501, 9 }, "v9 something", 0, TRUE, TRUE, "1:500" },
  { { NULL, 12, 17, 501, 9 }, "v1 17 501 9 12 0 -", 0, FALSE, FALSE, "" },
  { { NULL, 12, 17, 510, 9 }, "v1 17 501 9 12 0 -", 0, FALSE, FALSE, "501:509" },
  { { NULL, 12, 17, 510, 9 }, "v1 17 501 9 12 0 1:100", 0, FALSE, FALSE, "1:100,501:509" },
  { { NULL, 12, 18, 501, 9 }, "v1 17 501 9 12 0 -", 0, TRUE, TRUE, "1:500" },
  { { NULL, 12, 0, 501, 9 }, "v1 0 501 9 12 0 -", 0, TRUE, TRUE, "1:500" },
  { { NULL, 12, 17, 500, 9 }, "v1 17 501 9 12 0 -", 0, TRUE, TRUE, "1:499" },
  { { NULL, 12, 17, 501, 8 }, "v1 17 501 9 12 0 -", 0, TRUE, TRUE, "1:500" },
  { { NULL, 12, 17, 501, 0 }, "v1 17 501 9 12 0 -", 0, FALSE, FALSE, "" },
  { { NULL, 12, 17, 501, 9 }, "v1 17 501 9 12 2000 -", 1000, TRUE, FALSE, "1:500" },
  { { NULL, 12, 17, 501, 9 }, "v1 17 501 9 12 1000 -", 2000, FALSE, FALSE, "" },
  { { NULL, 0, 17, 1, 9 }, NULL, 0, TRUE, FALSE, "" },
};

static void
test_plan (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      CtgImapPullPlan plan = ctg_imap_pull_plan (&plans[i].selected, plans[i].token, plans[i].since_utc_s);

      g_test_message ("%u", (guint) i);
      g_assert_true (plan.is_fresh == plans[i].is_fresh);
      g_assert_true (plan.reset == plans[i].reset);
      g_assert_cmpint (plan.token->since_utc_s, ==, plans[i].since_utc_s);
      assert_set (plan.token->pending, plans[i].pending);
      ctg_imap_sync_token_free (plan.token);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap/utf7/names-go-there-and-back", test_utf7);
  g_test_add_func ("/imap/utf7/I4-bad-names-are-not-decoded", test_bad_utf7);
  g_test_add_func ("/imap/command/I9-strings-are-quoted-or-literal-or-refused", test_strings);
  g_test_add_func ("/imap/command/literal-minus-waits-beyond-4096-bytes", test_long_literal_waits);
  g_test_add_func ("/imap/set/ranges-join-split-and-intersect", test_set);
  g_test_add_func ("/imap/set/the-largest-number-is-no-edge", test_set_at_its_ends);
  g_test_add_func ("/imap/set/bad-sets-are-refused", test_bad_sets);
  g_test_add_func ("/imap/token/goes-there-and-back", test_token);
  g_test_add_func ("/imap/token/status-tells-whether-a-pull-is-needed", test_current);
  g_test_add_func ("/imap/plan/I5-every-row-of-its-table", test_plan);
  return g_test_run ();
}
