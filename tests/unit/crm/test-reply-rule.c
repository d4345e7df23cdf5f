/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "reply-rule.h"

#include "mail.h"

#include <string.h>

static char *
describe (GPtrArray *people)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    {
      g_autofree char *typed = ctg_address_to_typed (g_ptr_array_index (people, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", typed);
    }
  return g_string_free (text, FALSE);
}

static void
test_people (void)
{
  static const struct
  {
    gboolean is_outgoing, to_all;
    const char *from, *reply_to, *to, *cc;
    const char *expected_to, *expected_cc;
  } cases[] = {
    { FALSE, FALSE, "Ada <ada@x.it>", "", "anna@me.it, bob@x.it", "carla@x.it", "Ada <ada@x.it>", "" },
    { FALSE, TRUE, "Ada <ada@x.it>", "", "anna@me.it, bob@x.it", "carla@x.it", "Ada <ada@x.it>, bob@x.it",
      "carla@x.it" },
    { FALSE, FALSE, "Ada <ada@x.it>", "list@x.it", "anna@me.it", "", "list@x.it", "" },
    { FALSE, TRUE, "ada@x.it", "list@x.it", "LIST@x.it, anna@me.it", "ada@x.it, Anna@ME.it", "list@x.it", "ada@x.it" },
    { TRUE, FALSE, "anna@me.it", "", "bob@x.it", "carla@x.it", "bob@x.it", "" },
    { TRUE, TRUE, "anna@me.it", "", "bob@x.it, anna@me.it", "carla@x.it, bob@x.it", "bob@x.it", "carla@x.it" },
    { FALSE, TRUE, "vendite@me.it", "", "anna@me.it", "", "vendite@me.it", "" },
    { TRUE, FALSE, "anna@me.it", "", "anna@me.it", "", "anna@me.it", "" },
    { FALSE, FALSE, "", "", "anna@me.it", "", "", "" },
    { FALSE, FALSE, "\"Rossi, Ada\" <ada@x.it>", "", "anna@me.it", "", "\"Rossi, Ada\" <ada@x.it>", "" },
  };
  g_autoptr (GHashTable) own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_hash_table_add (own, ctg_address_key ("anna@me.it"));
  g_hash_table_add (own, ctg_address_key ("vendite@me.it"));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) from = ctg_address_parse_list (cases[i].from);
      g_autoptr (GPtrArray) reply_to = ctg_address_parse_list (cases[i].reply_to);
      g_autoptr (GPtrArray) to = ctg_address_parse_list (cases[i].to);
      g_autoptr (GPtrArray) cc = ctg_address_parse_list (cases[i].cc);
      CtgReplyFacts facts = { cases[i].is_outgoing, from, reply_to, to, cc, own };
      g_autoptr (GPtrArray) chosen_to = NULL;
      g_autoptr (GPtrArray) chosen_cc = NULL;
      g_autofree char *found_to = NULL;
      g_autofree char *found_cc = NULL;

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      ctg_reply_rule_people (&facts, cases[i].to_all, &chosen_to, &chosen_cc);
      found_to = describe (chosen_to);
      found_cc = describe (chosen_cc);
      g_assert_cmpstr (found_to, ==, cases[i].expected_to);
      g_assert_cmpstr (found_cc, ==, cases[i].expected_cc);
    }
}

static void
test_subjects (void)
{
  static const struct { const char *subject; gboolean is_forward; const char *expected; } cases[] = {
    { "Preventivo", FALSE, "Re: Preventivo" },
    { "Re: Preventivo", FALSE, "Re: Preventivo" },
    { "RE:Preventivo", FALSE, "RE:Preventivo" },
    { "R: Preventivo", FALSE, "R: Preventivo" },
    { "Re[2]: Preventivo", FALSE, "Re[2]: Preventivo" },
    { "AW: Angebot", FALSE, "AW: Angebot" },
    { "Fwd: Preventivo", FALSE, "Re: Fwd: Preventivo" },
    { "Preventivo", TRUE, "Fwd: Preventivo" },
    { "I: Preventivo", TRUE, "I: Preventivo" },
    { "Re: Preventivo", TRUE, "Fwd: Re: Preventivo" },
    { "Reparto: orari", FALSE, "Re: Reparto: orari" },
    { "  ", FALSE, "Re: " },
    { "", TRUE, "Fwd: " },
    { "é: sì", FALSE, "Re: é: sì" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = ctg_reply_rule_subject (cases[i].subject, cases[i].is_forward);

      g_assert_cmpstr (found, ==, cases[i].expected);
    }
}

static void
test_another_letter (void)
{
  char *ada[] = { (char *) "ada@x.it", NULL };
  char *ada_shouting[] = { (char *) "bob@x.it", (char *) "ADA@x.it", NULL };
  char *bob[] = { (char *) "bob@x.it", NULL };
  char *nobody[] = { NULL };

  g_assert_true (ctg_reply_rule_is_new_mail (ada, bob, FALSE));
  g_assert_false (ctg_reply_rule_is_new_mail (ada, bob, TRUE));
  g_assert_false (ctg_reply_rule_is_new_mail (ada, ada_shouting, FALSE));
  g_assert_false (ctg_reply_rule_is_new_mail (ada, nobody, FALSE));
  g_assert_true (ctg_reply_rule_is_new_mail (nobody, bob, FALSE));
}

static void
test_forgotten_files (void)
{
  static const char *const with[] = {
    "In allegato il preventivo.", "Le allego la fattura", "Trova ALLEGATI i documenti", "See the attached file",
    "I attach it", "the attachments follow", "> quoted\nalleghiamo il contratto",
  };
  static const char *const without[] = {
    "Un allegro saluto", "Buongiorno", "> In allegato il preventivo.\nRicevuto, grazie", "", "Allegra ti saluta",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (with); i++)
    g_assert_true (ctg_reply_rule_misses_file (with[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (without); i++)
    g_assert_false (ctg_reply_rule_misses_file (without[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reply-rule/people", test_people);
  g_test_add_func ("/reply-rule/subjects", test_subjects);
  g_test_add_func ("/reply-rule/B47-another-letter", test_another_letter);
  g_test_add_func ("/reply-rule/forgotten-files", test_forgotten_files);
  return g_test_run ();
}
