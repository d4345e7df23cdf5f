/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "text-links.h"

#include <string.h>

static void
test_table (void)
{
  static const struct { const char *text, *markup; } rows[] = {
    { "", "" },
    { "solo parole", "solo parole" },
    { "<b>&amp;", "&lt;b&gt;&amp;amp;" },
    { "vedi https://a.example/x?y=1&z=2.",
      "vedi <a href=\"https://a.example/x?y=1&amp;z=2\">https://a.example/x?y=1&amp;z=2</a>." },
    { "(www.a.example)", "(<a href=\"https://www.a.example\">www.a.example</a>)" },
    { "https://it.example/Rovere_(legno), poi",
      "<a href=\"https://it.example/Rovere_(legno)\">https://it.example/Rovere_(legno)</a>, poi" },
    { "qui <http://a.example> e", "qui &lt;<a href=\"http://a.example\">http://a.example</a>&gt; e" },
    { "mailto:a@b.example!", "<a href=\"mailto:a@b.example\">mailto:a@b.example</a>!" },
    { "a anna.b+c@d-e.example, e", "a <a href=\"mailto:anna.b+c@d-e.example\">anna.b+c@d-e.example</a>, e" },
    { "(anna@b.example.)", "(<a href=\"mailto:anna@b.example\">anna@b.example</a>.)" },
    { "anna@localhost @b.example anna@ a@.b @", "anna@localhost @b.example anna@ a@.b @" },
    { "HTTPS://A.example", "<a href=\"HTTPS://A.example\">HTTPS://A.example</a>" },
    { "http:// https://", "http:// https://" },
    { "xhttps://a.example awww.b.example", "xhttps://a.example awww.b.example" },
    { "javascript:alert(1) file:///etc/passwd", "javascript:alert(1) file:///etc/passwd" },
    { "https://a.example/\"onclick=x", "<a href=\"https://a.example/\">https://a.example/</a>&quot;onclick=x" },
    { "perché https://è.example/è fine", "perché <a href=\"https://è.example/è\">https://è.example/è</a> fine" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *markup = ctg_text_links_to_markup (rows[i].text);

      g_assert_cmpstr (markup, ==, rows[i].markup);
    }
}

/* Whatever comes, the markup is well-formed and says the same words. */
static void
test_random_text (void)
{
  static const char *const pieces[] = { "https://", "www.", "mailto:", "a.example", "/", "&", "<", ">", "\"", "'",
  "(", ")", " ",
                                        "è", "\n", ".", "http://x", "]", "[" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) document = g_string_new ("<m>");
      g_autoptr (GError) error = NULL;
      GMarkupParser nothing = { 0 };
      g_autofree char *markup = NULL;
      GMarkupParseContext *context = g_markup_parse_context_new (&nothing, 0, NULL, NULL);

      for (int n = g_rand_int_range (rand, 0, 20); n > 0; n--)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      markup = ctg_text_links_to_markup (text->str);
      g_string_append_printf (document, "%s</m>", markup);
      g_markup_parse_context_parse (context, document->str, (gssize) document->len, &error);
      g_assert_no_error (error);
      g_markup_parse_context_free (context);
    }
}

static void
test_thousands_of_links_are_words (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *markup = NULL;
  guint n_links = 0;

  for (guint i = 0; i < 5000; i++)
    g_string_append (text, "www.a ");
  markup = ctg_text_links_to_markup (text->str);
  for (const char *at = markup; (at = strstr (at, "<a ")) != NULL; at++)
    n_links++;
  g_assert_cmpuint (n_links, ==, 500);
  g_assert_true (g_str_has_suffix (markup, " www.a www.a "));
}

static void
test_words_that_name_another_host (void)
{
  static const struct { const char *words, *uri, *said; } rows[] = {
    { "Accedi", "https://evil.example/", NULL },
    { "Accedi a www.banca.example", "http://localhost:8080/", "banca.example" },
    { "http e https", "https://evil.example/", NULL },
    { "http://", "https://evil.example/", NULL },
    { "www.banca.example", "https://banca.example/x", NULL },
    { "https://banca.example/accesso", "http://www.banca.example/", NULL },
    { "banca.example", "https://login.banca.example/?a", NULL },
    { "banca.example", "https://banca.example.evil.example/", "banca.example" },
    { "banca.example", "https://evilbanca.example/", "banca.example" },
    { "  https://WWW.Banca.example/accesso ", "https://evil.example/banca.example", "banca.example" },
    { "Accedi a https://banca.example ora", "https://evil.example/", "banca.example" },
    { "la fattura.pdf di marzo", "https://evil.example/", NULL },
    { "perché.example", "https://xn--perch-fsa.example/", NULL },
    { "banca.example", "https://banca.example@evil.example/", "banca.example" },
    { "anna@banca.example", "https://evil.example/", NULL },
    { "3.14", "https://evil.example/", NULL },
    { "", "https://evil.example/", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *said = ctg_text_links_dup_said_host (rows[i].words, rows[i].uri);

      g_assert_cmpstr (said, ==, rows[i].said);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/models/text-links/table", test_table);
  g_test_add_func ("/models/text-links/thousands", test_thousands_of_links_are_words);
  g_test_add_func ("/models/text-links/words-that-name-another-host", test_words_that_name_another_host);
  g_test_add_func ("/models/text-links/random-text", test_random_text);
  return g_test_run ();
}
