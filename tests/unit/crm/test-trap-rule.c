/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "reply-rule.h"
#include "trap-rule.h"

/* B45: forwarded or answered, emptied, addressed to somebody else. */
static const struct { const char *why; CtgTrapFacts facts; gboolean is_stray; } cases[] = {
  { "the trap", { "Ordine sedie", "Re: Offerta", FALSE, "Buongiorno Carlo,\nvorrei ordinare.\n", FALSE }, TRUE },
  { "an answer", { "Re: Offerta", "Offerta", FALSE, "Va bene.", FALSE }, FALSE },
  { "passed on", { "I: R: offerta ", "Re: Offerta", FALSE, "Che ne pensi?", FALSE }, FALSE },
  { "the subject changed among the same people", { "Fattura", "Offerta", TRUE, "Ecco la fattura.", FALSE }, FALSE },
  { "with a quote", { "Ordine", "Offerta", FALSE, "Vedi sotto.\n\n> Gentile Anna", FALSE }, FALSE },
  { "with what introduces a quote", { "Ordine", "Offerta", FALSE, "Vedi.\n\nIl 3 marzo Anna ha scritto:\nCiao", FALSE },
    FALSE },
  { "as Outlook quotes", { "Ordine", "Offerta", FALSE, "Vedi.\n\n-----Messaggio originale-----\nDa: Anna", FALSE },
    FALSE },
  { "the letter is attached", { "Ordine", "Offerta", FALSE, "Vedi allegato.", TRUE }, FALSE },
  { "its words are not here", { "Ordine", "Offerta", FALSE, NULL, FALSE }, FALSE },
  { "nothing but another subject", { "Ordine", "Offerta", FALSE, "", FALSE }, TRUE },
};

static void
test_the_trap_is_seen (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].why);
      g_assert_cmpint (ctg_trap_rule_is_stray (&cases[i].facts), ==, cases[i].is_stray);
    }
}

static void
test_a_subject_is_what_it_is_about (void)
{
  static const char *const bases[][2] = {
    { "Offerta", "offerta" }, { "Re: Offerta", "offerta" }, { "R: I: Fwd: Offerta ", "offerta" },
    { "RE[2]: Offerta", "offerta" }, { "Re:", "" }, { "", "" }, { "Riparazione: tetto", "riparazione: tetto" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      g_autofree char *base = ctg_reply_rule_dup_base (bases[i][0]);

      g_assert_cmpstr (base, ==, bases[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/trap-rule/the-trap-is-seen", test_the_trap_is_seen);
  g_test_add_func ("/crm/trap-rule/a-subject-is-what-it-is-about", test_a_subject_is_what_it_is_about);
  return g_test_run ();
}
