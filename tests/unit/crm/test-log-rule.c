/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "log-rule.h"

/* Every combination of the facts against the rules said in other words (B13, B14, B15, B45, L1, L4, L5). */
static CtgLogVerdict
say_in_other_words (const CtgLogFacts *facts, CtgLogRules rules)
{
  gboolean trusted = !facts->sender_is_forged &&
                     (facts->sender_is_own
                        ? facts->thread_contact_is_recipient
                        : facts->sender_in_thread || (facts->sender_shares_domain && facts->sender_is_authenticated));
  gboolean answers = facts->names_logged && (rules & CTG_LOG_RULE_CORE);
  gboolean admitted = trusted && facts->has_contact;

  if (facts->is_refused || facts->is_never || facts->is_internal)
    return (CtgLogVerdict) { CTG_LOG_NOT, NULL };
  if (facts->in_drop_folder && (rules & CTG_LOG_RULE_FOLDER))
    return (CtgLogVerdict) { facts->has_contact ? CTG_LOG_ADMIT : CTG_LOG_CONFIRM, "folder" };
  if (facts->went_to_own_alias && facts->sender_is_own && (rules & CTG_LOG_RULE_BCC))
    return (CtgLogVerdict) { facts->has_contact && !facts->sender_is_forged ? CTG_LOG_ADMIT : CTG_LOG_CONFIRM,
    "bcc" };
  if (answers && admitted)
    return (CtgLogVerdict) { CTG_LOG_ADMIT, "core" };
  if (facts->has_contact && (rules & CTG_LOG_RULE_CONTACT))
    return (CtgLogVerdict) { CTG_LOG_ADMIT, "contact" };
  return answers ? (CtgLogVerdict) { CTG_LOG_CONFIRM, "core" } : (CtgLogVerdict) { CTG_LOG_NOT, NULL };
}

static CtgLogFacts
facts_of (guint bits)
{
  return (CtgLogFacts) {
    .is_refused = bits & 1, .is_never = (bits & 2) != 0, .is_internal = (bits & 4) != 0,
    .in_drop_folder = (bits & 8) != 0, .went_to_own_alias = (bits & 16) != 0, .names_logged = (bits & 32) != 0,
    .sender_is_own = (bits & 64) != 0, .sender_is_forged = (bits & 128) != 0, .sender_in_thread = (bits & 256) != 0,
    .sender_shares_domain = (bits & 512) != 0, .sender_is_authenticated = (bits & 1024) != 0,
    .thread_contact_is_recipient = (bits & 2048) != 0, .has_contact = (bits & 4096) != 0,
  };
}

static void
test_every_case (void)
{
  for (guint bits = 0; bits < 8192; bits++)
    for (guint rules = 0; rules < 16; rules++)
      {
        CtgLogFacts facts = facts_of (bits);
        CtgLogVerdict expected = say_in_other_words (&facts, (CtgLogRules) rules);
        CtgLogVerdict verdict = ctg_log_rule_decide (&facts, (CtgLogRules) rules);

        if (verdict.decision != expected.decision || g_strcmp0 (verdict.rule, expected.rule) != 0)
          g_error ("facts %x, rules %x", bits, rules);
      }
}

/* L1: whatever else is true, a message by somebody who takes no part in the thread is never admitted by the core
 * rule. */
static void
test_forged_reference_is_never_admitted (void)
{
  for (guint bits = 0; bits < 8192; bits++)
    {
      CtgLogFacts facts = facts_of (bits);
      gboolean takes_part = facts.sender_is_own || facts.sender_in_thread ||
                            (facts.sender_shares_domain && facts.sender_is_authenticated);

      if (takes_part && !facts.sender_is_forged)
        continue;
      g_assert_cmpint (ctg_log_rule_decide (&facts, CTG_LOG_RULE_CORE).decision, !=, CTG_LOG_ADMIT);
    }
}

static GHashTable *
make_own (void)
{
  GHashTable *own = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_add (own, (gpointer) "anna@ferri.example");
  g_hash_table_add (own, (gpointer) "anna@gmail.com");
  return own;
}

static gboolean
is_internal (const char *people)
{
  g_autoptr (GHashTable) own = make_own ();
  g_auto (GStrv) words = g_strsplit (people, " ", -1);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (list, words[i]);
  return ctg_log_rule_is_internal (list, own);
}

/* L5 */
static void
test_internal_is_everybody_at_an_own_domain (void)
{
  g_assert_true (is_internal ("anna@ferri.example luca@ferri.example"));
  g_assert_false (is_internal ("anna@ferri.example luca@ferri.example carlo@verdi.example"));
  g_assert_false (is_internal ("anna@gmail.com luca@gmail.com"));
  g_assert_false (is_internal ("anna@ferri.example anna@gmail.com"));
  g_assert_false (is_internal ("anna@ferri.example"));
  g_assert_false (is_internal ("anna@ferri.example luca@sub.ferri.example"));
}

/* B15, L4 */
static void
test_alias_is_a_plus_address_of_ones_own (void)
{
  g_autoptr (GHashTable) own = make_own ();

  g_assert_true (ctg_log_rule_is_own_alias ("anna+carteggio@ferri.example", own));
  g_assert_true (ctg_log_rule_is_own_alias ("anna+a+b@gmail.com", own));
  g_assert_false (ctg_log_rule_is_own_alias ("anna@ferri.example", own));
  g_assert_false (ctg_log_rule_is_own_alias ("anna+@ferri.example", own));
  g_assert_false (ctg_log_rule_is_own_alias ("+x@ferri.example", own));
  g_assert_false (ctg_log_rule_is_own_alias ("luca+x@ferri.example", own));
  g_assert_false (ctg_log_rule_is_own_alias ("anna@x+y.example", own));
}

static void
test_drop_folder_has_its_name_anywhere (void)
{
  g_assert_true (ctg_log_rule_is_drop_folder ("Carteggio"));
  g_assert_true (ctg_log_rule_is_drop_folder ("INBOX.carteggio"));
  g_assert_true (ctg_log_rule_is_drop_folder ("Lavoro/Carteggio"));
  g_assert_false (ctg_log_rule_is_drop_folder ("Mio carteggio"));
  g_assert_false (ctg_log_rule_is_drop_folder ("Carteggio/vecchio"));
  g_assert_false (ctg_log_rule_is_drop_folder (NULL));
}

static void
test_rules_are_kept_as_names (void)
{
  g_autofree char *text = ctg_log_rules_to_text (CTG_LOG_RULE_CORE | CTG_LOG_RULE_BCC);

  g_assert_cmpstr (text, ==, "core bcc");
  g_assert_cmpint (ctg_log_rules_parse (text), ==, CTG_LOG_RULE_CORE | CTG_LOG_RULE_BCC);
  g_assert_cmpint (ctg_log_rules_parse (NULL), ==, CTG_LOG_RULES_DEFAULT);
  g_assert_cmpint (ctg_log_rules_parse (""), ==, 0);
  g_assert_false (CTG_LOG_RULES_DEFAULT & CTG_LOG_RULE_CONTACT);
}

static void
test_free_mail_domain_is_not_shared (void)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new ();

  g_ptr_array_add (people, (gpointer) "anna@gmail.com");
  g_ptr_array_add (people, (gpointer) "carlo@verdi.example");
  g_assert_false (ctg_log_rule_shares_domain ("mallory@gmail.com", people));
  g_assert_true (ctg_log_rule_shares_domain ("segreteria@verdi.example", people));
  g_assert_false (ctg_log_rule_shares_domain ("x@sub.verdi.example", people));
  g_assert_false (ctg_log_rule_shares_domain ("nobody", people));
}

static void
test_free_mail_table_is_sorted (void)
{
  const char *some[] = { "alice.it", "ymail.com", "libero.it", "tin.it", "gmx.net", "outlook.com" };

  for (gsize i = 0; i < G_N_ELEMENTS (some); i++)
    g_assert_true (ctg_free_mail_has_domain (some[i]));
  g_assert_false (ctg_free_mail_has_domain ("studioferri.example"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/log-rule/every-case", test_every_case);
  g_test_add_func ("/crm/log-rule/forged-reference-is-never-admitted", test_forged_reference_is_never_admitted);
  g_test_add_func ("/crm/log-rule/internal-is-everybody-at-an-own-domain",
                   test_internal_is_everybody_at_an_own_domain);
  g_test_add_func ("/crm/log-rule/alias-is-a-plus-address-of-ones-own", test_alias_is_a_plus_address_of_ones_own);
  g_test_add_func ("/crm/log-rule/drop-folder-has-its-name-anywhere", test_drop_folder_has_its_name_anywhere);
  g_test_add_func ("/crm/log-rule/rules-are-kept-as-names", test_rules_are_kept_as_names);
  g_test_add_func ("/crm/log-rule/free-mail-domain-is-not-shared", test_free_mail_domain_is_not_shared);
  g_test_add_func ("/crm/log-rule/free-mail-table-is-sorted", test_free_mail_table_is_sorted);
  return g_test_run ();
}
