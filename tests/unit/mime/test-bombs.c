/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hostile messages, generated. Each is parsed on a thread with a stack of 512 KB and must cost at most 2 s
 * of CPU; the sanitizers multiply that, so that the limit asserted here is wider. */

#include "mail.h"

#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define STACK_BYTES (512 * 1024)
#define CPU_MAX_MS 10000

typedef struct
{
  GBytes *bytes;
  CtgMailFlags flags;
  CtgMail *mail;
  gint64 cpu_ms;
} Job;

static void *
parse_job (void *data)
{
  Job *job = data;
  struct timespec now;

  job->mail = ctg_mail_parse (job->bytes, job->flags, NULL);
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  job->cpu_ms = (gint64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
  return NULL;
}

static CtgMail *
parse_flags (GString *text, CtgMailFlags flags)
{
  Job job = { g_bytes_new_static (text->str, text->len), flags };
  pthread_attr_t attributes;
  pthread_t thread;

  pthread_attr_init (&attributes);
  pthread_attr_setstacksize (&attributes, STACK_BYTES);
  g_assert_cmpint (pthread_create (&thread, &attributes, parse_job, &job), ==, 0);
  pthread_join (thread, NULL);
  pthread_attr_destroy (&attributes);
  g_bytes_unref (job.bytes);
  g_test_message ("%" G_GINT64_FORMAT " ms of CPU for %" G_GSIZE_FORMAT " bytes", job.cpu_ms, text->len);
  g_assert_cmpint (job.cpu_ms, <, CPU_MAX_MS);
  g_assert_nonnull (job.mail);
  return job.mail;
}

static CtgMail *
parse (GString *text)
{
  return parse_flags (text, 0);
}

static gboolean
has_problem (const CtgMail *mail, const char *token)
{
  return g_strv_contains ((const char *const *) mail->problems, token);
}

static void
repeat (GString *text, const char *what, guint times)
{
  for (guint i = 0; i < times; i++)
    g_string_append (text, what);
}

static void
test_nested_groups (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S\nTo: ");
  g_autoptr (GString) enclosed = g_string_new ("Subject: S\nContent-Type: message/rfc822\n\n");
  g_autoptr (CtgMail) mail = NULL;
  g_autoptr (CtgMail) inner = NULL;

  repeat (text, "a:", 40000);
  g_string_append_len (enclosed, text->str, (gssize) text->len);
  g_string_append (text, "\n\nbody\n");
  mail = parse (text);
  g_assert_true (has_problem (mail, "nested-groups"));
  g_assert_cmpstr (mail->text, ==, "body\n");
  inner = parse (enclosed);
  g_assert_cmpuint (inner->attachments->len, ==, 1);
}

static void
test_a_million_empty_parts (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S\nContent-Type: multipart/mixed; boundary=b\n\n");
  g_autoptr (CtgMail) mail = NULL;

  repeat (text, "--b\n\n", 1000000);
  mail = parse (text);
  g_assert_true (has_problem (mail, "too-many-parts"));
}

static void
test_ten_thousand_parts_show_the_first (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                                           "\nfirst\n");
  g_autoptr (CtgMail) mail = NULL;

  repeat (text, "--b\nContent-Type: application/x-y; name=n\n\nx\n", 10000);
  mail = parse (text);
  g_assert_cmpstr (mail->text, ==, "first");
  g_assert_cmpuint (mail->attachments->len, <=, 1000);
  g_assert_true (has_problem (mail, "too-many-parts"));
}

static void
test_a_million_headers (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S\n");
  g_autoptr (CtgMail) mail = NULL;

  repeat (text, "X: y\n", 1000000);
  g_string_append (text, "\nbody\n");
  mail = parse (text);
  g_assert_cmpstr (mail->subject, ==, "S");
  g_assert_cmpstr (mail->text, ==, "body\n");
  g_assert_true (has_problem (mail, "too-many-headers"));
}

static void
test_headers_of_parts_are_capped_too (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S\nContent-Type: multipart/mixed; boundary=b\n\n--b\n");
  g_autoptr (CtgMail) mail = NULL;

  repeat (text, "X: y\n", 1000000);
  g_string_append (text, "\nbody\n--b--\n");
  mail = parse (text);
  g_assert_cmpstr (mail->text, ==, "body");
  g_assert_true (has_problem (mail, "too-many-headers"));
}

static void
test_a_hundred_thousand_parameters (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S\nContent-Type: text/plain; charset=utf-8");
  g_autoptr (CtgMail) mail = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, ";\n p%u=v", i);
  g_string_append (text, "\n\nbody\n");
  mail = parse (text);
  g_assert_cmpstr (mail->text, ==, "body\n");
  g_assert_true (has_problem (mail, "too-many-parameters"));
}

static void
test_parameter_sections_are_not_quadratic (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S\nContent-Type: application/x-y");
  g_autoptr (CtgMail) mail = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text, ";\n name*%u*=%%41", i);
  g_string_append (text, "\n\nbody\n");
  mail = parse (text);
  g_assert_cmpuint (mail->attachments->len, ==, 1);
}

static void
test_a_million_recipients (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S\n");
  g_autoptr (CtgMail) mail = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_string_append (text, "To: ");
      repeat (text, "a@b.example, ", 1000);
      g_string_append (text, "z@b.example\n");
    }
  g_string_append (text, "\nbody\n");
  mail = parse (text);
  g_assert_cmpuint (mail->to->len, ==, 5000);
  g_assert_true (has_problem (mail, "too-many-addresses"));
}

static void
test_a_header_of_50_mb (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: ");
  g_autoptr (CtgMail) mail = NULL;

  repeat (text, "=?utf-8?Q?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?=\n ", 900000);
  mail = parse (text);
  g_assert_true (has_problem (mail, "header-too-long"));
  g_assert_cmpuint (strlen (mail->subject), <=, 4000);
}

static void
test_deep_multiparts (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S\n");
  g_autoptr (CtgMail) mail = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
  g_string_append (text, "\nbody\n");
  mail = parse (text);
  g_assert_true (has_problem (mail, "too-deep"));
}

/* Every line looks like a delimiter, and 32 boundaries are open. */
static void
test_many_lines_of_hyphens (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S\n");
  g_autofree char *long_part = g_strnfill (900, '-');
  g_autoptr (CtgMail) mail = NULL;

  for (guint i = 0; i < 32; i++)
    g_string_append_printf (text, "Content-Type: multipart/mixed; boundary=%s%u\n\n--%s%u\n", long_part, i,
                            long_part, i);
  repeat (text, "\n--", 3000000);
  mail = parse (text);
  g_assert_cmpstr (mail->subject, ==, "S");
}

static void
test_references_by_the_hundred_thousand (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S");
  g_autoptr (CtgMail) mail = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "%s<%u@x>", i % 1000 == 0 ? "\nReferences: " : " ", i);
  g_string_append (text, "\n\nbody\n");
  mail = parse (text);
  g_assert_cmpuint (g_strv_length (mail->references), ==, 200);
  g_assert_cmpstr (mail->references[0], ==, "0@x");
  g_assert_cmpstr (mail->references[199], ==, "99999@x");
  g_assert_true (has_problem (mail, "too-many-references"));
}

static void
test_html_towers (void)
{
  static const char *const shapes[] = { "<b>", "<blockquote>", "<ul><li>", "<table><tr><td>", "</i>",
                                        "<a href=\"", "&",
                                        "<", "<!--", "<style>", "<a href=x>y", "<pre>\n", "<p" };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (GString) text = g_string_new ("Subject: S\nContent-Type: text/html\n\n<p>start</p>");
      g_autoptr (CtgMail) mail = NULL;

      g_test_message ("%s", shapes[i]);
      repeat (text, shapes[i], 200000);
      mail = parse (text);
      g_assert_true (g_str_has_prefix (mail->text, "start"));
    }
}

static void
test_one_line_of_50_mb (void)
{
  static const char *const encodings[] = { "base64", "quoted-printable", "x-uuencode", "8bit" };

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (CtgMail) mail = NULL;

      g_string_printf (text, "Subject: S\nContent-Type: application/x-y\nContent-Transfer-Encoding: %s\n\n",
                       encodings[i]);
      repeat (text, "=41A=", 2000000);
      mail = parse (text);
      g_assert_cmpuint (mail->attachments->len, ==, 1);
    }
}

static void
test_over_50_mb_comes_without_attachments (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: S\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                                           "\nwords\n--b\n"
                                           "Content-Type: application/x-y; name=n\n\n");
  gsize start = text->len;
  g_autoptr (CtgMail) mail = NULL;

  g_string_set_size (text, start + 50000000);
  memset (text->str + start, 'x', 50000000);
  mail = parse (text);
  g_assert_cmpstr (mail->text, ==, "words");
  g_assert_cmpuint (mail->attachments->len, ==, 0);
  g_assert_true (has_problem (mail, "too-large"));
  g_assert_cmpint (mail->size_bytes, ==, (gint64) text->len);
}

static void
test_hostile_address_headers (void)
{
  static const char *const shapes[] = { "(", ")", "<", "\"", "\\", ":", "@", "=?", "=?a?q?", "<a", "a@[:",
                                        ";", ",", "(\"<:" };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (GString) text = g_string_new ("Subject: S\nFrom: ");
      g_autoptr (CtgMail) mail = NULL;

      g_test_message ("%s", shapes[i]);
      repeat (text, shapes[i], 60000);
      g_string_append (text, "\n\n");
      mail = parse_flags (text, CTG_MAIL_HEADERS_ONLY);
      g_assert_cmpuint (mail->from->len, <=, 5000);
    }
}

static void
test_hostile_html_words (void)
{
  static const char *const shapes[] = {
    "<head>", "<script>", "<style></style>", "<b>", "<blockquote>", "<li>", "<a href=x>", "</a>", "<!--", "&",
    "<pre>\n", "<a href='", "<ul>", "<td> ", "<img alt='",
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (GString) text = g_string_new ("Subject: S\nContent-Type: text/html\n\n");
      g_autoptr (CtgMail) mail = NULL;

      g_test_message ("%s", shapes[i]);
      repeat (text, shapes[i], 300000);
      mail = parse (text);
      g_assert_nonnull (mail->text);
    }
}

static void
test_memory_stays_bounded (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  g_test_message ("%ld KB at most", usage.ru_maxrss);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (usage.ru_maxrss, <, 256 * 1024 + 100 * 1024);
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/mime/bombs/" path, function)
  ADD ("nested-groups", test_nested_groups);
  ADD ("a-million-empty-parts", test_a_million_empty_parts);
  ADD ("ten-thousand-parts-show-the-first", test_ten_thousand_parts_show_the_first);
  ADD ("a-million-headers", test_a_million_headers);
  ADD ("headers-of-parts-are-capped-too", test_headers_of_parts_are_capped_too);
  ADD ("a-hundred-thousand-parameters", test_a_hundred_thousand_parameters);
  ADD ("parameter-sections-are-not-quadratic", test_parameter_sections_are_not_quadratic);
  ADD ("a-million-recipients", test_a_million_recipients);
  ADD ("a-header-of-50-mb", test_a_header_of_50_mb);
  ADD ("deep-multiparts", test_deep_multiparts);
  ADD ("many-lines-of-hyphens", test_many_lines_of_hyphens);
  ADD ("references-by-the-hundred-thousand", test_references_by_the_hundred_thousand);
  ADD ("html-towers", test_html_towers);
  ADD ("one-line-of-many-megabytes", test_one_line_of_50_mb);
  ADD ("over-50-mb-comes-without-attachments", test_over_50_mb_comes_without_attachments);
  ADD ("hostile-html-words", test_hostile_html_words);
  ADD ("hostile-address-headers", test_hostile_address_headers);
  ADD ("memory-stays-bounded", test_memory_stays_bounded);
  return g_test_run ();
}
