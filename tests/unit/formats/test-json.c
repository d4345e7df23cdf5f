/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "json.h"

#include <math.h>
#include <string.h>

static CtgJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  CtgJson *json = ctg_json_parse (text, -1, &error);

  g_assert_no_error (error);
  return json;
}

static char *
nested (guint depth)
{
  g_autofree char *open = g_strnfill (depth, '[');
  g_autofree char *close = g_strnfill (depth, ']');

  return g_strconcat (open, close, NULL);
}

static void
test_values_are_read_by_type (void)
{
  g_autoptr (CtgJson) json = parse ("{\"s\": \"caff\\u00e8\", \"n\": 12, \"f\": 1.5, \"b\": true, \"z\": "
                                    "null, \"a\": [1, \"x\"]}");
  const CtgJsonValue *root = ctg_json_get_root (json);
  g_auto (GStrv) names = ctg_json_value_dup_names (root);
  gint64 number = -1;

  g_assert_true (ctg_json_value_is_object (root));
  g_assert_cmpuint (g_strv_length (names), ==, 6);
  g_assert_cmpstr (ctg_json_value_get_string (ctg_json_value_get_member (root, "s")), ==, "caffè");
  g_assert_true (ctg_json_value_get_int (ctg_json_value_get_member (root, "n"), &number));
  g_assert_cmpint (number, ==, 12);
  g_assert_false (ctg_json_value_get_int (ctg_json_value_get_member (root, "f"), &number));
  g_assert_true (ctg_json_value_get_boolean (ctg_json_value_get_member (root, "b"), FALSE));
  g_assert_null (ctg_json_value_get_string (ctg_json_value_get_member (root, "z")));
  g_assert_cmpuint (ctg_json_value_get_length (ctg_json_value_get_member (root, "a")), ==, 2);
}

static void
test_what_is_not_there_is_null_all_the_way (void)
{
  g_autoptr (CtgJson) json = parse ("[]");
  const CtgJsonValue *root = ctg_json_get_root (json);
  gint64 number;

  g_assert_true (ctg_json_value_is_array (root));
  g_assert_null (ctg_json_value_get_member (ctg_json_value_get_member (root, "a"), "b"));
  g_assert_null (ctg_json_value_get_element (root, 0));
  g_assert_null (ctg_json_value_get_string (NULL));
  g_assert_false (ctg_json_value_get_int (NULL, &number));
  g_assert_true (ctg_json_value_get_boolean (NULL, TRUE));
}

static void
test_depth_of_64_is_read_and_65_refused (void)
{
  g_autofree char *deep = nested (64);
  g_autofree char *deeper = nested (65);
  g_autofree char *bomb = nested (1000000);
  G_GNUC_UNUSED g_autoptr (CtgJson) json = parse (deep);
  g_autoptr (GError) error = NULL;

  g_assert_null (ctg_json_parse (deeper, -1, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (ctg_json_parse (bomb, -1, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TOO_LARGE);
}

static void
test_brackets_in_strings_do_not_count (void)
{
  g_autofree char *brackets = g_strnfill (1000, '[');
  g_autofree char *text = g_strdup_printf ("\"\\\"%s\"", brackets);
  g_autoptr (CtgJson) json = parse (text);

  g_assert_cmpuint (strlen (ctg_json_value_get_string (ctg_json_get_root (json))), ==, 1001);
}

/* A comment with a quote in it would hide brackets from the depth check. */
static void
test_comments_cannot_hide_depth (void)
{
  g_autofree char *deep = nested (100000);
  g_autofree char *text = g_strconcat ("/* \" */ ", deep, " /* \" */", NULL);
  g_autofree char *apostrophe = g_strconcat ("'\"'", deep, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ctg_json_parse (text, -1, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
  g_clear_error (&error);
  g_assert_null (ctg_json_parse (apostrophe, -1, &error));
  g_assert_nonnull (error);
}

static void
test_over_16_mb_is_refused (void)
{
  gsize length = 16 * 1024 * 1024 + 1;
  g_autofree char *text = g_strnfill (length, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (ctg_json_parse (text, (gssize) length, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TOO_LARGE);
}

static void
test_broken_documents_are_refused (void)
{
  static const char *const broken[] = { "", "{", "<html>", "{\"a\":}", "\"\xff\"", "[1,]]", "{\"a\" 1}" };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ctg_json_parse (broken[i], -1, &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
    }
}

/* An empty body of an HTTP answer has no address. */
static void
test_nothing_is_no_document (void)
{
  g_autoptr (GBytes) body = g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (ctg_json_parse (g_bytes_get_data (body, NULL), 0, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
}

static void
write_sample (CtgJsonWriter *writer)
{
  ctg_json_writer_begin_object (writer);
  ctg_json_writer_member (writer, "s");
  ctg_json_writer_string (writer, "a\"b\\c\n\x01\x7f\xff é");
  ctg_json_writer_member (writer, "a");
  ctg_json_writer_begin_array (writer);
  ctg_json_writer_int (writer, -5);
  ctg_json_writer_double (writer, 1.25);
  ctg_json_writer_double (writer, NAN);
  ctg_json_writer_boolean (writer, FALSE);
  ctg_json_writer_string (writer, NULL);
  ctg_json_writer_begin_object (writer);
  ctg_json_writer_end_object (writer);
  ctg_json_writer_end_array (writer);
  ctg_json_writer_end_object (writer);
}

static void
test_writer_escapes_and_separates (void)
{
  g_autoptr (CtgJsonWriter) writer = ctg_json_writer_new ();
  g_autofree char *text = NULL, *again = NULL;

  write_sample (writer);
  text = ctg_json_writer_finish (writer);
  g_assert_cmpstr (text, ==, "{\"s\":\"a\\\"b\\\\c\\n\\u0001\\u007f\uFFFD é\",\"a\":[-5,1.25,null,false,null,{}]}");
  write_sample (writer);
  again = ctg_json_writer_finish (writer);
  g_assert_cmpstr (again, ==, text);
}

static void
test_pretty_output_reads_the_same (void)
{
  g_autoptr (CtgJsonWriter) writer = ctg_json_writer_new ();
  g_autoptr (CtgJson) json = NULL;
  g_autofree char *text = NULL;

  ctg_json_writer_set_pretty (writer, TRUE);
  write_sample (writer);
  text = ctg_json_writer_finish (writer);
  g_assert_nonnull (strstr (text, "\n  \"a\": [\n    -5,\n"));
  g_assert_true (g_str_has_suffix (text, "    {}\n  ]\n}"));
  json = parse (text);
  g_assert_cmpuint (ctg_json_value_get_length (ctg_json_value_get_member (ctg_json_get_root (json), "a")), ==, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/json/values-are-read-by-type", test_values_are_read_by_type);
  g_test_add_func ("/formats/json/what-is-not-there-is-null-all-the-way",
                   test_what_is_not_there_is_null_all_the_way);
  g_test_add_func ("/formats/json/depth-of-64-is-read-and-65-refused", test_depth_of_64_is_read_and_65_refused);
  g_test_add_func ("/formats/json/brackets-in-strings-do-not-count", test_brackets_in_strings_do_not_count);
  g_test_add_func ("/formats/json/comments-cannot-hide-depth", test_comments_cannot_hide_depth);
  g_test_add_func ("/formats/json/over-16-mb-is-refused", test_over_16_mb_is_refused);
  g_test_add_func ("/formats/json/broken-documents-are-refused", test_broken_documents_are_refused);
  g_test_add_func ("/formats/json/nothing-is-no-document", test_nothing_is_no_document);
  g_test_add_func ("/formats/json/writer-escapes-and-separates", test_writer_escapes_and_separates);
  g_test_add_func ("/formats/json/pretty-output-reads-the-same", test_pretty_output_reads_the_same);
  return g_test_run ();
}
