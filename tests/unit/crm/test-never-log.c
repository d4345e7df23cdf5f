/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The never-log list (L5, A51). */

#include "never-log.h"

#include "errors.h"

static void
test_patterns_have_one_spelling (void)
{
  const struct { const char *typed, *kept; } cases[] = {
    { "Anna@Example.IT", "anna@example.it" }, { " example.it ", "example.it" }, { "@example.it", "example.it" },
    { "*@example.it", "example.it" }, { "Folder:Privata", "folder:privata" },
    { "sensitivity:Private", "sensitivity:private" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *kept = ctg_never_log_normalise (cases[i].typed, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (kept, ==, cases[i].kept);
    }
}

static void
test_what_is_no_pattern_is_refused (void)
{
  const char *typed[] = { "", "  ", "anna", "@", "anna@", "a b@c.example", "folder:", "sensitivity:high", "..",
  "a@b@c.d" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ctg_never_log_normalise (typed[i], &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
    }
}

static void
test_list_names_people_folders_and_marks (void)
{
  const struct { const char *pattern; gboolean matches; } cases[] = {
    { "dottore@clinica.example", TRUE }, { "altro@clinica.example", FALSE }, { "clinica.example", TRUE },
    { "nica.example", FALSE }, { "banca.example", TRUE }, { "posta.banca.example", TRUE },
    { "folder:privata", TRUE }, { "folder:inbox/privata", TRUE }, { "folder:vata", FALSE }, { "folder:inbox", FALSE },
    { "sensitivity:private", TRUE }, { "sensitivity:personal", FALSE },
  };
  g_autoptr (GPtrArray) people = g_ptr_array_new ();
  CtgNeverLogFacts facts = { people, "INBOX/Privata", "private" };

  g_ptr_array_add (people, (gpointer) "Dottore@clinica.example");
  g_ptr_array_add (people, (gpointer) "avvisi@posta.banca.example");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].pattern);
      g_assert_cmpint (ctg_never_log_matches (cases[i].pattern, &facts), ==, cases[i].matches);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/never-log/patterns-have-one-spelling", test_patterns_have_one_spelling);
  g_test_add_func ("/crm/never-log/what-is-no-pattern-is-refused", test_what_is_no_pattern_is_refused);
  g_test_add_func ("/crm/never-log/list-names-people-folders-and-marks", test_list_names_people_folders_and_marks);
  return g_test_run ();
}
