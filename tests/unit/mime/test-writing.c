/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person types on its way to a letter: lists of people, quotes, form, links that begin a letter. */

#include "errors.h"
#include "html-write.h"
#include "mail.h"
#include "mailto.h"
#include "quote-text.h"

#include <string.h>

static void
test_people_are_cut_apart (void)
{
  static const struct { const char *typed, *expected; } cases[] = {
    { "a@b.it", "a@b.it" },
    { " a@b.it , c@d.it;e@f.it\n g@h.it,", "a@b.it|c@d.it|e@f.it|g@h.it" },
    { "\"Rossi, Ada\" <a@b.it>, c@d.it", "\"Rossi, Ada\" <a@b.it>|c@d.it" },
    { "Rossi, Ada <a@b.it>", "Rossi|Ada <a@b.it>" },
    { "pippo, <a@b.it", "pippo|<a@b.it" },
    { "\"senza fine, a@b.it\nc@d.it", "\"senza fine, a@b.it|c@d.it" },
    { "\"con \\\" dentro, sì\" <a@b.it>", "\"con \\\" dentro, sì\" <a@b.it>" },
    { " ,;, ", "" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) words = ctg_address_split (cases[i].typed);
      g_autofree char *joined = g_strjoinv ("|", words);

      g_assert_cmpstr (joined, ==, cases[i].expected);
    }
}

/* Whatever a name holds, what is typed for it is read as that one person. */
static void
test_typed_again (void)
{
  static const char *const names[] = {
    "", "Ada", "Rossi, Ada", "Studio \"Rossi\" & C.", "a@b.it", "Ada (lavoro)", "x <y>", "Niccolò; B.", "back\\slash",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (CtgAddress) address = ctg_address_new (names[i], "ada@studio.it");
      g_autofree char *typed = ctg_address_to_typed (address);
      g_auto (GStrv) words = ctg_address_split (typed);
      g_autofree char *read = NULL;

      g_assert_cmpuint (g_strv_length (words), ==, 1);
      read = ctg_address_normalise (words[0], NULL);
      g_assert_cmpstr (read, ==, "ada@studio.it");
    }
}

static void
test_quotes (void)
{
  static const struct { const char *text, *expected; } cases[] = {
    { "Ciao\nAda\n", "> Ciao\n> Ada\n" },
    { "\n\nCiao\n\nAda\n\n\n", "> Ciao\n>\n> Ada\n" },
    { "Ciao\n> prima\n>> ancora", "> Ciao\n>> prima\n>>> ancora\n" },
    { "Ciao  \r\nAda\r\n-- \nStudio", "> Ciao\n> Ada\n" },
    { "-- \nsolo firma", "" },
    { "--\nnon è una firma", "> --\n> non è una firma\n" },
    { "\n \n", "" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *quote = ctg_quote_text (cases[i].text);

      g_assert_cmpstr (quote, ==, cases[i].expected);
    }
}

static void
check_html (const char *text, const char *styles, const char *expected)
{
  g_autoptr (GArray) spans = ctg_style_spans_from_text (styles, (guint) g_utf8_strlen (text, -1));
  g_autofree char *html = ctg_html_write (text, (const CtgStyleSpan *) (gpointer) spans->data, spans->len);
  const char *body = strstr (html, "<body>\n") + strlen ("<body>\n");
  g_autofree char *found = g_strndup (body, (gsize) (strstr (body, "</body>") - body));

  g_assert_cmpstr (found, ==, expected);
}

#define QUOTE "<blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;border-left:2px solid #ccc;padding-left:1ex\">\n"

static void
test_form (void)
{
  check_html ("Ciao Ada\n\nfine", "5-8:1", "<div>Ciao <b>Ada</b></div>\n<div><br></div>\n<div>fine</div>\n");
  check_html ("è qui\nlì", "2-8:6", "<div>è <i><u>qui</u></i></div>\n<div><i><u>lì</u></i></div>\n");
  check_html ("a<b>&\"", "0-1:1", "<div><b>a</b>&lt;b&gt;&amp;&quot;</div>\n");
  check_html ("• uno\n• due\ntre", "", "<ul>\n<li>uno</li>\n<li>due</li>\n</ul>\n<div>tre</div>\n");
  check_html ("• uno", "2-5:1", "<ul>\n<li><b>uno</b></li>\n</ul>\n");
  check_html ("sì\n> no\n>> mai\nfine", "",
              "<div>sì</div>\n" QUOTE "<div>no</div>\n" QUOTE "<div>mai</div>\n</blockquote>\n</blockquote>\n"
              "<div>fine</div>\n");
  check_html ("vedi https://a.it/?x=1&y=2.", "",
              "<div>vedi <a href=\"https://a.it/?x=1&amp;y=2\">https://a.it/?x=1&amp;y=2</a>.</div>\n");
  check_html ("javascript:alert(1) https://", "", "<div>javascript:alert(1) https://</div>\n");
  check_html ("a  b", "", "<div>a \u00a0b</div>\n");
  check_html ("", "", "");
}

static void
test_spans (void)
{
  static const struct { const char *text; guint n_chars; const char *expected; } cases[] = {
    { "0-4:1 4-6:3", 6, "0-4:1 4-6:3" },
    { "0-4:1 2-6:3", 6, "0-4:1" },
    { "0-9:1 1-2:2", 6, "1-2:2" },
    { "2-2:1 3-1:1 1-2:0 1-2:8 x 1-2 1-2: -1-2:1 1-2:1:1", 6, "" },
    { "99999999999-2:1", 6, "" },
    { "", 6, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) spans = ctg_style_spans_from_text (cases[i].text, cases[i].n_chars);
      g_autofree char *text = ctg_style_spans_to_text ((const CtgStyleSpan *) (gpointer) spans->data, spans->len);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_links_that_begin_a_letter (void)
{
  static const struct { const char *uri, *to, *cc, *bcc, *subject, *text; } cases[] = {
    { "mailto:ada@x.it", "ada@x.it", "", "", "", "" },
    { "MAILTO:ada@x.it,bob@x.it?to=carla@x.it&cc=d@x.it&bcc=e@x.it", "ada@x.it,bob@x.it, carla@x.it", "d@x.it",
      "e@x.it", "", "" },
    { "mailto:%22Rossi%2C%20Ada%22%20%3Cada@x.it%3E?Subject=Caff%C3%A8&body=uno%0D%0Adue", "\"Rossi, Ada\" <ada@x.it>",
      "", "", "Caffè", "uno\ndue" },
    { "mailto:ada@x.it?subject=a%0D%0ABcc:%20evil@x.it", "ada@x.it", "", "", "a Bcc: evil@x.it", "" },
    { "mailto:ada@x.it?attach=/etc/passwd&from=x@y.it&in-reply-to=%3C1@x%3E", "ada@x.it", "", "", "", "" },
    { "mailto:?subject=%ff&body", "", "", "", "", "" },
    { "mailto://ada@x.it", "ada@x.it", "", "", "", "" },
  };
  g_autoptr (CtgDraft) none = ctg_draft_new ();
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CtgDraft) draft = ctg_draft_new ();

      g_assert_true (ctg_mailto_read (cases[i].uri, draft, NULL));
      g_assert_cmpstr (draft->to, ==, cases[i].to);
      g_assert_cmpstr (draft->cc, ==, cases[i].cc);
      g_assert_cmpstr (draft->bcc, ==, cases[i].bcc);
      g_assert_cmpstr (draft->subject, ==, cases[i].subject);
      g_assert_cmpstr (draft->text, ==, cases[i].text);
      g_assert_cmpuint (draft->files->len, ==, 0);
    }
  g_assert_false (ctg_mailto_read ("https://x.it", none, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/writing/people", test_people_are_cut_apart);
  g_test_add_func ("/writing/typed-again", test_typed_again);
  g_test_add_func ("/writing/quotes", test_quotes);
  g_test_add_func ("/writing/form", test_form);
  g_test_add_func ("/writing/spans", test_spans);
  g_test_add_func ("/writing/mailto", test_links_that_begin_a_letter);
  return g_test_run ();
}
