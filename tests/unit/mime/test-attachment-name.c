/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "attachment-name.h"

#include <string.h>

static void
test_names_become_labels (void)
{
  static const char *const pairs[][2] = {
    { "fattura.pdf", "fattura.pdf" },
    { "../../.ssh/authorized_keys", "authorized_keys" },
    { "/etc/passwd", "passwd" },
    { "C:\\win95\\TEMP\\offerta.doc", "offerta.doc" },
    { "..%2f..%2Fetc%2fpasswd", "passwd" },
    { "a%5cb.txt", "b.txt" },
    { "..", "" },
    { "../", "" },
    { "", "" },
    { ".bashrc", "bashrc" },
    { "-rf", "rf" },
    { "~/.profile", "profile" },
    { "~user.txt", "user.txt" },
    { "fat\nt\x01ura.pdf", "fat t ura.pdf" },
    { "fattura\u202efdp.exe", "fatturafdp.exe" },
    { "a\u2066b\u200e.txt", "ab.txt" },
    { "a\u2044b.txt", "a_b.txt" },
    { "file.txt:stream", "file.txt_stream" },
    { "CON", "_CON" },
    { "nul.txt", "_nul.txt" },
    { "com1.log", "_com1.log" },
    { "console.txt", "console.txt" },
    { "name. . ", "name" },
    { "\xff\xfe.txt", "\uFFFD\uFFFD.txt" },
    { "perché no.pdf", "perché no.pdf" },
    { "report.pdf~", "report.pdf" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *got = ctg_attachment_safe_name (pairs[i][0]);

      g_test_message ("%s", pairs[i][0]);
      g_assert_cmpstr (got, ==, pairs[i][1]);
    }
}

static void
test_none_is_empty (void)
{
  g_autofree char *got = ctg_attachment_safe_name (NULL);

  g_assert_cmpstr (got, ==, "");
}

static void
test_4_kb_keep_their_extension (void)
{
  static const char *const fillers[] = { "a", "è", "日" };

  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    {
      g_autoptr (GString) name = g_string_new (NULL);
      g_autofree char *got = NULL;

      while (name->len < 4096)
        g_string_append (name, fillers[i]);
      g_string_append (name, ".pdf");
      got = ctg_attachment_safe_name (name->str);
      g_assert_cmpuint (strlen (got), <=, 200);
      g_assert_cmpuint (strlen (got), >, 190);
      g_assert_true (g_str_has_suffix (got, ".pdf"));
      g_assert_true (g_utf8_validate (got, -1, NULL));
    }
}

static void
test_safe_is_a_fixed_point (void)
{
  static const char *const pieces[] = { "..", "/", "\\", "%2f", "~", "-", ".", " ", "CON", "a", "\u202e",
                                        "\n", "è", ":" };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (GString) name = g_string_new (NULL);
      g_autofree char *once = NULL, *twice = NULL;

      for (gint32 n = g_rand_int_range (random, 0, 12); n > 0; n--)
        g_string_append (name, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
      once = ctg_attachment_safe_name (name->str);
      twice = ctg_attachment_safe_name (once);
      g_assert_cmpstr (once, ==, twice);
      g_assert_null (strpbrk (once, "/\\\n"));
      g_assert_true (*once == '\0' || strchr (".-~", *once) == NULL);
    }
}

static void
test_programs_are_dangerous (void)
{
  static const char *const names[] = { "x.desktop", "x.AppImage", "x.sh", "x.py", "x.jar", "x.exe",
                                       "x.html", "x.svg",
                                       "x.xhtml", "x.pdf.exe" };
  static const char *const types[] = { "inode/directory", "x-scheme-handler/https", "application/x-desktop",
                                       "text/html",
                                       "image/svg+xml", "application/x-executable" };
  static const char *const heads[] = { ("\x7f" "ELF\x02"), "MZ\x90", "#!/bin/sh\n", "<html>", " \n<!DOCTYPE HTML><p>",
                                       "<?xml version=\"1.0\"?><svg xmlns=\"x\">", "[Desktop Entry]\n",
                                       "<script>" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (ctg_attachment_is_dangerous (names[i], "application/pdf", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_assert_true (ctg_attachment_is_dangerous ("x", types[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (heads[i], strlen (heads[i]));

      g_test_message ("%s", heads[i]);
      g_assert_true (ctg_attachment_is_dangerous ("x.pdf", "application/pdf", bytes));
    }
}

static void
test_documents_are_not (void)
{
  static const char *const heads[] = { "%PDF-1.7\n<html>", "\x89PNG\r\n", "PK\x03\x04", "plain words",
                                       "<?xml version=\"1.0\"?><a>",
                                       "" };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (heads[i], strlen (heads[i]));

      g_assert_false (ctg_attachment_is_dangerous ("offerta 2.0.pdf", "application/pdf", bytes));
    }
  g_assert_false (ctg_attachment_is_dangerous ("", NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/attachment-name/names-become-labels", test_names_become_labels);
  g_test_add_func ("/mime/attachment-name/none-is-empty", test_none_is_empty);
  g_test_add_func ("/mime/attachment-name/4-kb-keep-their-extension", test_4_kb_keep_their_extension);
  g_test_add_func ("/mime/attachment-name/safe-is-a-fixed-point", test_safe_is_a_fixed_point);
  g_test_add_func ("/mime/attachment-name/programs-are-dangerous", test_programs_are_dangerous);
  g_test_add_func ("/mime/attachment-name/documents-are-not", test_documents_are_not);
  return g_test_run ();
}
