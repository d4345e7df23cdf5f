/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "flowed-text.h"
#include "header-text.h"
#include "html-text.h"
#include "mail-date.h"
#include "mail-parts.h"
#include "parameters.h"
#include "references.h"

#include <string.h>

typedef struct
{
  const char *in;
  const char *out;
} Pair;

static void
test_encoded_words (void)
{
  static const Pair pairs[] = {
    { "plain  two spaces", "plain  two spaces" },
    { "=?utf-8?q?a?= b", "a b" },
    { "=?utf-8?q?a?=  =?utf-8?q?b?=", "ab" },
    { "=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b" },
    { "x=?utf-8?q?a?=y", "xay" },
    { "=?utf-8*it?q?citt=C3=A0?=", "città" },
    { "=?iso-8859-15?Q?=A4?=", "€" },
    { "=?windows-1252?Q?=80_=93x=94?=", "€ “x”" },
    { "=?utf-8?b?4oKs?=", "€" },
    { "=?utf-8?b?4oI=?= =?utf-8?b?rA==?=", "€" },
    { "=?utf-8?b?Y2FmZg?= =?utf-8?b?w6g?=", "caffè" },
    { "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本" },
    { "=?utf-8?q?unfinished", "=?utf-8?q?unfinished" },
    { "=?utf-8?x?y?=", "=?utf-8?x?y?=" },
    { "=??q?y?=", "=??q?y?=" },
    { "=?utf-8?q?a=ZZ=4?=", "a=ZZ=4" },
    { "=?=?=?", "=?=?=?" },
    { "caff\xc3\xa8", "caffè" },
    { "caff\xe8", "caffè" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      CtgProblems problems = 0;
      g_autofree char *got = ctg_header_text_one_line (pairs[i].in, 1000, &problems);

      g_assert_cmpstr (got, ==, pairs[i].out);
    }
}

static void
test_a_subject_of_a_megabyte_is_cut (void)
{
  g_autofree char *zalgo = g_strnfill (1000000, 'e');
  CtgProblems problems = 0;
  g_autofree char *got = ctg_header_text_one_line (zalgo, 4000, &problems);

  g_assert_cmpuint (strlen (got), <=, 4000);
  g_assert_true (problems & CTG_PROBLEM_TEXT_TRUNCATED);
}

static void
test_html_reads_like_text (void)
{
  static const Pair pairs[] = {
    { "one<br>two<br/><br>three", "one\ntwo\n\nthree" },
    { "<p>one</p><p>two</p>", "one\n\ntwo" },
    { "<div>one</div><div>two</div>", "one\ntwo" },
    { "  a \n  b\t c ", "a b c" },
    { "<ul><li>one<li>two<ul><li>inner</ul></ul>after", "- one\n- two\n  - inner\n\nafter" },
    { "<ol><li>one</li><li>two</li></ol>", "1. one\n2. two" },
    { "<a href=\"https://x.example/y\">here</a>", "here <https://x.example/y>" },
    { "<a href=\"https://x.example/è>here</a>", "here <https://x.example/è>" },
    { "<a href='https://x.example'>https://x.example</a>", "https://x.example" },
    { "<a href=mailto:a@b.example>write</a>", "write <a@b.example>" },
    { "<a href=\"javascript:alert(1)\">here</a>", "here" },
    { "<a href=\"https://x.example/?a=1&amp;b=2\">q</a>", "q <https://x.example/?a=1&b=2>" },
    { "I wrote:<blockquote>old<br>words<blockquote>older</blockquote></blockquote>new",
      "I wrote:\n> old\n> words\n> > older\nnew" },
    { "<script>evil()</script>a<style>b{}</style>c", "ac" },
    { "<head><title>t</title></head><body>b</body>", "b" },
    { "<!-- c -->a<!DOCTYPE html><!--x--->b", "ab" },
    { "&lt;b&gt; &amp; &egrave;&#8364;&#x20AC;&nosuch; &nbsp;x&copy", "<b> & è€€&nosuch;  x©" },
    { "a < b and c <d", "a < b and c" },
    { "<pre>one\n  two\n</pre>three", "one\n  two\n\nthree" },
    { "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc" },
    { "<img alt=\"Logo\" src=x>", "Logo" },
    { "a<hr>b", "a\n---\nb" },
    { "soft\xc2\xadhyphen zero\xe2\x80\x8bwidth", "softhyphen zerowidth" },
    { "<p>\n\n</p><p></p><div></div>x", "x" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      CtgProblems problems = 0;
      g_autofree char *got = ctg_html_to_text (pairs[i].in, &problems);

      g_test_message ("%s", pairs[i].in);
      g_assert_cmpstr (got, ==, pairs[i].out);
    }
}

static void
test_dates_as_they_are_written (void)
{
  static const struct
  {
    const char *text;
    gint64 date_utc_s;
  } cases[] = {
    { "Thu, 12 Mar 2026 09:15:33 +0100", 1773303333 },
    { "12 Mar 2026 08:15:33 GMT", 1773303333 },
    { "Thu,12 Mar 2026 08:15:33 +0000 (UTC)", 1773303333 },
    { "Thu, 12 Mar 26 09:15:33 +0100", 1773303333 },
    { "12-Mar-2026 09:15:33 +0100", 1773303333 },
    { "Thu, 12 Mar 2026 03:15:33 EST", 1773303333 },
    { "Thu Mar 12 08:15:33 2026", 1773303333 },
    { "Thu, 12 Mar 2026 08:15 +0000", 1773303300 },
    { "1 Jan 70 00:00:00 +0000", 0 },
  };
  static const char *const bad[] = { "", "yesterday", "99 Foo 2026", "32 Jan 2026 99:00:00 +0000" };
  gint64 date_utc_s;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_true (ctg_mail_date_parse (cases[i].text, &date_utc_s));
      g_assert_cmpint (date_utc_s, ==, cases[i].date_utc_s);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_true (!ctg_mail_date_parse (bad[i], &date_utc_s) || ctg_mail_date_is_absurd (date_utc_s, 1773303333));
}

static char *
ids_to_string (const char *text)
{
  GPtrArray *ids = g_ptr_array_new ();
  CtgProblems problems = 0;
  g_auto (GStrv) list = NULL;

  ctg_references_add_all (ids, text);
  list = ctg_references_cap (ids, 200, &problems);
  return g_strjoinv (" ", list);
}

static void
test_ids_as_they_are_written (void)
{
  static const Pair pairs[] = {
    { "<a@b> <c@d>", "a@b c@d" },
    { "<a@b><c@d>", "a@b c@d" },
    { "<a@b>,<c@d>", "a@b c@d" },
    { "<a@ b>", "a@b" },
    { "a@b c@d", "a@b c@d" },
    { "Your message of \"Mon, 1 Jan\" <a@b>", "a@b" },
    { "<a@b> (comment <not@this>)", "a@b not@this" },
    { "<a@b <c@d>", "a@b c@d" },
    { "<> <a@b>", "a@b" },
    { "<a@b> <c@d> <a@b>", "c@d a@b" },
    { "<\"quoted part\"@b>", "\"quotedpart\"@b" },
    { "<no-at>", "no-at" },
    { "words only", "" },
    { "", "" },
  };
  g_autofree char *filler = g_strnfill (10000, 'x');
  g_autofree char *monster = g_strdup_printf ("<%s@b>", filler);
  g_autofree char *shortened = ids_to_string (monster);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *got = ids_to_string (pairs[i].in);

      g_test_message ("%s", pairs[i].in);
      g_assert_cmpstr (got, ==, pairs[i].out);
    }
  g_assert_true (g_str_has_suffix (shortened, "@long.carteggio.invalid"));
}

static void
test_parameters_as_they_are_written (void)
{
  static const struct
  {
    const char *text;
    const char *value;
    const char *name;
    const char *expected;
  } cases[] = {
    { "Text/Plain; Charset=UTF-8", "text/plain", "charset", "UTF-8" },
    { "text/plain; name=\"a \\\"b\\\".txt\"", "text/plain", "name", "a \"b\".txt" },
    { "text/plain; name=my file.pdf ; x=y", "text/plain", "name", "my file.pdf" },
    { "text/plain; name=\"C:\\temp\\a.txt\"", "text/plain", "name", "C:\\temp\\a.txt" },
    { "attachment; filename*=utf-8''caff%C3%A8%20%E2%82%AC.pdf", "attachment", "filename", "caffè €.pdf" },
    { "attachment; filename*0=\"one\"; filename*1=\"two\"", "attachment", "filename", "onetwo" },
    { "attachment; filename*0*=iso-8859-1'it'caff%E8; filename*1=%20x", "attachment", "filename", "caffè%20x" },
    { "attachment; filename=\"=?utf-8?Q?caff=C3?= =?utf-8?Q?=A8.pdf?=\"", "attachment", "filename", "caffè.pdf" },
    { "attachment; filename=plain.txt; filename*=utf-8''better.txt", "attachment", "filename", "better.txt" },
    { "text/plain (comment); charset=us-ascii", "text/plain", "charset", "us-ascii" },
    { "text/plain;;; charset = utf-8 ", "text/plain", "charset", "utf-8" },
    { "attachment; filename*=%E8", "attachment", "filename", "è" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CtgProblems problems = 0;
      g_autoptr (CtgParameters) parameters = ctg_parameters_parse (cases[i].text, &problems);
      g_autofree char *got = ctg_parameters_dup_decoded (parameters, cases[i].name, &problems);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (parameters->value, ==, cases[i].value);
      g_assert_cmpstr (got, ==, cases[i].expected);
    }
}

static void
test_folded_and_broken_header_lines (void)
{
  static const char text[] = "Subject : a\r\n\tb\r\n c\r\n>From x\r\nX-Empty:\r\nTO: t\r\nto: u\r\n\r\nbody";
  g_autoptr (CtgFields) fields = ctg_fields_new ();
  CtgProblems problems = 0;
  const char *body = ctg_fields_scan (fields, text, text + strlen (text), &problems);
  g_autofree char *subject = ctg_fields_dup (fields, CTG_FIELD_SUBJECT);
  const CtgField *to = ctg_fields_get (fields, CTG_FIELD_TO);

  g_assert_cmpstr (body, ==, "body");
  g_assert_cmpstr (subject, ==, "a\tb c");
  g_assert_cmpuint (fields->count[CTG_FIELD_TO], ==, 2);
  g_assert_cmpint (ctg_fields_next (fields, to)->value[0], ==, 'u');
  g_assert_null (ctg_fields_get (fields, CTG_FIELD_FROM));
  g_assert_true (problems & CTG_PROBLEM_BAD_HEADER);
}

static void
test_flowed_lines_are_joined (void)
{
  static const struct { const char *in; gboolean drops_space; const char *out; } rows[] = {
    { "", FALSE, "" },
    { "one \ntwo \nthree\n\nfour\n", FALSE, "one two three\n\nfour\n" },
    { "un \nsolo \nrigo", FALSE, "un solo rigo" },
    { "汉 \n字 \n。\n", TRUE, "汉字。\n" },
    { "> one \n> two\n>three \n>four\n", FALSE, "> one two\n> three four\n" },
    { ">> old \n> newer\nnew\n", FALSE, ">> old \n> newer\nnew\n" },
    { ">\n> a\n", FALSE, ">\n> a\n" },
    { "> > not depth two\n", FALSE, "> > not depth two\n" },
    { "ciao \n-- \nCarlo \nVerdi\n", FALSE, "ciao \n-- \nCarlo Verdi\n" },
    { "> -- \n> Anna\n", FALSE, "> -- \n> Anna\n" },
    { " >stuffed\n  indented\n From here\n", FALSE, " >stuffed\n indented\nFrom here\n" },
    { "hard\nbreaks\n", TRUE, "hard\nbreaks\n" },
    { " \nx\n", FALSE, "\nx\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = ctg_flowed_text_join (rows[i].in, rows[i].drops_space);

      g_assert_cmpstr (got, ==, rows[i].out);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/header-text/encoded-words", test_encoded_words);
  g_test_add_func ("/mime/header-text/a-subject-of-a-megabyte-is-cut", test_a_subject_of_a_megabyte_is_cut);
  g_test_add_func ("/mime/flowed-text/lines-are-joined", test_flowed_lines_are_joined);
  g_test_add_func ("/mime/html-text/reads-like-text", test_html_reads_like_text);
  g_test_add_func ("/mime/mail-date/as-they-are-written", test_dates_as_they_are_written);
  g_test_add_func ("/mime/references/as-they-are-written", test_ids_as_they_are_written);
  g_test_add_func ("/mime/parameters/as-they-are-written", test_parameters_as_they_are_written);
  g_test_add_func ("/mime/header-fields/folded-and-broken-lines", test_folded_and_broken_header_lines);
  return g_test_run ();
}
