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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/models/text-links/table", test_table);
  g_test_add_func ("/models/text-links/random-text", test_random_text);
  return g_test_run ();
}
