/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "search-query.h"

#include "errors.h"

#define NOW 1774000000   /* 2026-03-20 09:46 UTC */

/* A term as "-field=words*", dates as such. */
static void
append_term (GString *said, const CtgSearchTerm *term)
{
  static const char *const names[] = { "word", "from", "to", "subject", "contact", "attachment", "before", "after",
                                       "sent" };

  g_string_append_printf (said, "%s%s%s", said->len > 0 ? " " : "", term->is_negated ? "-" : "", names[term->field]);
  if (term->words != NULL)
    g_string_append_printf (said, "=%s%s", term->words, term->is_beginning ? "*" : "");
  if (term->utc_s != 0)
    {
      g_autoptr (GDateTime) day = g_date_time_new_from_unix_local (term->utc_s);
      g_autofree char *date = g_date_time_format (day, "=%Y-%m-%d %H");

      g_string_append (said, date);
    }
}

static char *
read_query (const char *typed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) terms = ctg_search_query_parse (typed, NOW, &error);
  g_autoptr (GString) said = g_string_new (NULL);

  if (terms == NULL)
    return g_strdup_printf ("! %s %s", ctg_error_get_details (error).reason, ctg_error_get_details (error).host);
  for (guint i = 0; i < terms->len; i++)
    append_term (said, g_ptr_array_index (terms, i));
  return g_string_free (g_steal_pointer (&said), FALSE);
}

static const struct { const char *typed, *read; } cases[] = {
  { "", "" },
  { "  \t ", "" },
  { "fattura", "word=fattura*" },
  { "fa", "word=fa" },
  { "fattura marzo", "word=fattura word=marzo*" },
  { "fatt* marzo", "word=fatt* word=marzo*" },
  { "fa* x", "word=fa word=x" },
  { "\"fattura di marzo\"", "word=fattura di marzo" },
  { "\"fattura di", "word=fattura di" },
  { "\"\" - * ^", "" },
  { "-bozza", "-word=bozza" },
  { "fattura -bozza", "word=fattura -word=bozza" },
  { "fattura -\"prima bozza\"", "word=fattura -word=prima bozza" },
  { "- bozza", "word=bozza*" },
  { "pre-ventivo", "word=pre-ventivo*" },
  { "from:anna", "from=anna*" },
  { "FROM:anna x", "from=anna word=x" },
  { "da:anna@x.it a:\"Mario Rossi\"", "from=anna@x.it to=Mario Rossi" },
  { "from: anna", "from=anna*" },
  { "from:", "" },
  { "preventivo from:", "word=preventivo" },
  { "-from:anna", "-from=anna" },
  { "to:uno to:due", "to=uno to=due*" },
  { "contact:rossi contatto:verdi", "contact=rossi contact=verdi*" },
  { "subject:\"offerta 3\" oggetto:x", "subject=offerta 3 subject=x" },
  { "has:attachment con:allegati HAS:Attachments", "attachment attachment attachment" },
  { "-con:allegato", "-attachment" },
  { "in:sent in:inviati in:received in:ricevuti -in:received", "sent sent -sent -sent sent" },
  { "before:2026-03-31", "before=2026-03-31 00" },
  { "prima:31/03/2026", "before=2026-03-31 00" },
  { "after:2026-03 dopo:2025", "after=2026-03-01 00 after=2025-01-01 00" },
  { "after:oggi after:ieri", "after=2026-03-20 00 after=2026-03-19 00" },
  { "after:today after:Yesterday", "after=2026-03-20 00 after=2026-03-19 00" },
  { "-after:2026", "-after=2026-01-01 00" },
  { "after:2024-02-29", "after=2024-02-29 00" },
  { "before:31.3.2026", "before=2026-03-31 00" },
  { "after:2025-02-29", "! search-date 2025-02-29" },
  { "after:2026-13", "! search-date 2026-13" },
  { "after:31/03", "! search-date 31/03" },
  { "after:presto", "! search-date presto" },
  { "before:99999-01-01", "! search-date 99999-01-01" },
  { "before:1-2-3-4", "! search-date 1-2-3-4" },
  { "before:0000", "! search-date 0000" },
  { "nota:x", "! search-operator nota:" },
  { "fattura mittente:anna", "! search-operator mittente:" },
  { "\"nota:x\"", "word=nota:x" },
  { "nota: x", "word=nota: word=x" },
  { "has:image", "! search-has image" },
  { "in:spam", "! search-in spam" },
  { "Re:preventivo", "word=Re:preventivo*" },
  { "ore 10:30", "word=ore word=10:30" },
  { "x:y", "word=x:y" },
  { "https://example.com/offerta", "word=https://example.com/offerta*" },
  { "perch\xc3\xa9 citt\xc3\xa0", "word=perch\xc3\xa9 word=citt\xc3\xa0*" },
  { "perch\xe9", "word=perch\xef\xbf\xbd" },
  { "AND OR NOT NEAR(a b)", "word=AND word=OR word=NOT word=NEAR(a word=b)" },
  { "da\xc2\xa0" "casa", "word=da word=casa*" },
};

static void
test_what_is_typed_is_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *read = read_query (cases[i].typed);

      if (!g_str_equal (read, cases[i].read))
        g_test_message ("%s", cases[i].typed);
      g_assert_cmpstr (read, ==, cases[i].read);
    }
}

static void
test_a_pasted_page_is_cut (void)
{
  g_autoptr (GString) page = g_string_new (NULL);
  g_autoptr (GPtrArray) terms = NULL;

  for (int i = 0; i < 10000; i++)
    g_string_append (page, "parola ");
  terms = ctg_search_query_parse (page->str, NOW, NULL);
  g_assert_cmpuint (terms->len, ==, 16);
}

static void
test_people_are_looked_for_by_plain_words (void)
{
  static const struct { const char *typed, *people; } people[] = {
    { "anna bianchi", "anna bianchi" }, { "contact:anna", "anna" }, { "anna has:attachment", NULL },
    { "anna -bianchi", NULL }, { "from:anna", NULL }, { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autoptr (GPtrArray) terms = ctg_search_query_parse (people[i].typed, NOW, NULL);
      g_autofree char *words = ctg_search_query_dup_people (terms);

      g_assert_cmpstr (words, ==, people[i].people);
    }
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "Europe/Rome", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search-query/what-is-typed-is-read", test_what_is_typed_is_read);
  g_test_add_func ("/store/search-query/a-pasted-page-is-cut", test_a_pasted_page_is_cut);
  g_test_add_func ("/store/search-query/people-are-looked-for-by-plain-words",
                   test_people_are_looked_for_by_plain_words);
  return g_test_run ();
}
