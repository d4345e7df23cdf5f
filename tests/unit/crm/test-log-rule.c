/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "log-rule.h"

/* Every combination of the seven facts against the rule said in other words. */
static void
test_every_case (void)
{
  for (guint bits = 0; bits < 128; bits++)
    {
      CtgLogFacts facts = {
        .names_logged = bits & 1, .sender_is_own = (bits & 2) != 0, .sender_in_thread = (bits & 4) != 0,
        .sender_shares_domain = (bits & 8) != 0, .sender_is_authenticated = (bits & 16) != 0,
        .thread_contact_is_recipient = (bits & 32) != 0, .has_contact = (bits & 64) != 0,
      };
      gboolean trusted = facts.sender_is_own
                           ? facts.thread_contact_is_recipient
                           : facts.sender_in_thread || (facts.sender_shares_domain && facts.sender_is_authenticated);
      CtgLogDecision expected = !facts.names_logged ? CTG_LOG_NOT
                                : trusted && facts.has_contact ? CTG_LOG_ADMIT : CTG_LOG_CONFIRM;

      g_assert_cmpint (ctg_log_rule_decide (&facts), ==, expected);
    }
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
  g_test_add_func ("/crm/log-rule/free-mail-domain-is-not-shared", test_free_mail_domain_is_not_shared);
  g_test_add_func ("/crm/log-rule/free-mail-table-is-sorted", test_free_mail_table_is_sorted);
  return g_test_run ();
}
