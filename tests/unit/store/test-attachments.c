/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include <sys/stat.h>

/* Bytes that neither compress nor repeat. */
static GBytes *
make_content (gsize length, guint32 seed)
{
  guint8 *bytes = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    {
      seed = seed * 1664525u + 1013904223u;
      bytes[i] = (guint8) (seed >> 24);
    }
  return g_bytes_new_take (bytes, length);
}

static void
append_base64 (GString *source, GBytes *content, gsize line_length, const char *line_end)
{
  g_autofree char *encoded = g_base64_encode (g_bytes_get_data (content, NULL), g_bytes_get_size (content));

  for (gsize at = 0; at < strlen (encoded); at += line_length)
    g_string_append_printf (source, "%.*s%s", (int) line_length, encoded + at, line_end);
}

typedef struct
{
  GBytes *source;              /* (owned) */
  GPtrArray *attachments;      /* (owned) */
  gint64 key;
} Case;

static Case *
case_new (void)
{
  Case *test = g_new0 (Case, 1);

  test->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);
  return test;
}

static void
case_free (Case *test)
{
  g_clear_pointer (&test->source, g_bytes_unref);
  g_ptr_array_unref (test->attachments);
  g_free (test);
}

static void
add_content (Case *test, GBytes *content)
{
  g_ptr_array_add (test->attachments, make_attachment ("x.bin", g_bytes_get_data (content, NULL),
                                                       g_bytes_get_size (content)));
}

static gboolean
put_case (CtgDb *db, gpointer data, GError **error)
{
  Case *test = data;
  Mail mail = { .id = "file@x", .account_id = ACCOUNT };
  CtgMessageBody body = { .text = "In allegato", .source = test->source, .attachments = test->attachments };

  if (ctg_messages_find (db, "file@x") == 0 && !add_account (db, NULL, error))
    return FALSE;
  test->key = put_mail (db, &mail, error);
  return ctg_messages_put_body (db, test->key, &body, error);
}

static gboolean
check_source (CtgDb *db, gpointer data, GError **error)
{
  Case *test = data;
  g_autoptr (GBytes) source = ctg_messages_get_source (db, test->key, error);

  g_assert_no_error (*error);
  g_assert_true (g_bytes_equal (source, test->source));
  return TRUE;
}

static gint64
size_of (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  GStatBuf status;

  return g_stat (path, &status) == 0 ? status.st_size : -1;
}

/* Base64 of every line length in use, both line ends, full and part last lines, twice the same file, plain text, and
 * an encoding whose lines are unequal: all come back, and the regular ones are not stored twice. */
static void
test_a_source_comes_back_byte_for_byte (Fixture *self, gconstpointer unused)
{
  static const struct { gsize size, line; const char *end; } shapes[] = {
    { 100000, 76, "\r\n" }, { 57 * 300, 76, "\r\n" }, { 20001, 60, "\n" }, { 20002, 72, "\r\n" },
    { 30000, 64, "\n" },    { 900, 76, "\r\n" },      { 20000, 998, "\r\n" },
  };
  Case *test = case_new ();
  g_autoptr (GString) source = g_string_new ("From: a@x\r\nSubject: =?utf-8?q?due?=\r\n\r\n--b\r\n");
  g_autoptr (GBytes) plain = g_bytes_new_take (g_strnfill (5000, 'z'), 5000);
  gint64 empty_bytes;

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (GBytes) content = make_content (shapes[i].size, (guint32) i);

      add_content (test, content);
      append_base64 (source, content, shapes[i].line, shapes[i].end);
      g_string_append (source, "--b\r\n");
    }
  add_content (test, plain);
  g_string_append_len (source, g_bytes_get_data (plain, NULL), 5000);
  test->source = g_bytes_new (source->str, source->len);
  fixture_reopen (self);
  empty_bytes = size_of (self->dir, "carteggio.db");
  must_write (self, put_case, test);
  must_read (self, check_source, test);
  fixture_reopen (self);
  must_read (self, check_source, test);
  /* 998 is no multiple of 4 and 900 bytes are too few: those stay in the database. */
  g_assert_cmpint (size_of (self->dir, "carteggio.db") - empty_bytes, <, 64 * 1024);
  case_free (test);
}

static void
test_files_are_private_and_named_by_digest (Fixture *self, gconstpointer unused)
{
  Case *test = case_new ();
  g_autoptr (GBytes) content = make_content (3000, 7);
  g_autofree char *path = NULL, *folder = NULL;
  CtgAttachment *attachment;
  GStatBuf status;

  add_content (test, content);
  must_write (self, put_case, test);
  attachment = g_ptr_array_index (test->attachments, 0);
  path = ctg_store_dup_attachment_path (self->store, attachment->sha256);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_size, ==, 3000);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  folder = g_path_get_dirname (path);
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
  g_assert_null (ctg_store_dup_attachment_path (self->store, "../../etc/passwd"));
  case_free (test);
}

static gboolean
put_case_and_fail (CtgDb *db, gpointer data, GError **error)
{
  g_assert_true (put_case (db, data, error));
  ctg_error_set (error, CTG_ERROR_FAILED, NULL, "on purpose");
  return FALSE;
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = dir == NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR) ? 1 : 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      n += count_files (child);
    }
  return n;
}

static void
test_a_failed_job_leaves_no_files (Fixture *self, gconstpointer unused)
{
  Case *test = case_new ();
  g_autoptr (GBytes) content = make_content (3000, 7);
  g_autofree char *root = g_build_filename (self->dir, "attachments", NULL);

  add_content (test, content);
  g_assert_false (ctg_store_write (self->store, put_case_and_fail, test, NULL, NULL));
  g_assert_cmpuint (count_files (root), ==, 0);
  case_free (test);
}

static gboolean
delete_account (CtgDb *db, gpointer data, GError **error)
{
  return ctg_accounts_delete (db, ACCOUNT, error);
}

static gboolean
put_elsewhere (CtgDb *db, gpointer data, GError **error)
{
  Case *test = data;
  Mail mail = { .id = "other@x" };
  CtgMessageBody body = { .attachments = test->attachments };

  return ctg_messages_put_body (db, put_mail (db, &mail, error), &body, error);
}

static void
test_the_last_reference_takes_the_file_along (Fixture *self, gconstpointer unused)
{
  g_autofree char *root = g_build_filename (self->dir, "attachments", NULL);
  g_autoptr (GBytes) shared = make_content (3000, 7), own = make_content (3000, 8);
  Case *test = case_new (), *other = case_new ();

  add_content (test, shared);
  add_content (test, own);
  add_content (other, shared);
  must_write (self, put_case, test);
  must_write (self, put_elsewhere, other);
  g_assert_cmpuint (count_files (root), ==, 2);
  must_write (self, delete_account, NULL);
  g_assert_cmpuint (count_files (root), ==, 1);
  case_free (test);
  case_free (other);
}

static gboolean
put_without_digest (CtgDb *db, gpointer data, GError **error)
{
  Case *test = data;
  CtgAttachment *attachment = g_ptr_array_index (test->attachments, 0);

  g_free (attachment->sha256);
  attachment->sha256 = g_strdup ("../../../../tmp/evil");
  return put_case (db, test, error);
}

static void
test_a_digest_is_never_a_path (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = make_content (3000, 7);
  Case *test = case_new ();

  add_content (test, content);
  g_assert_false (ctg_store_write (self->store, put_without_digest, test, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
  case_free (test);
}

static gboolean
read_lists (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) listed = NULL, of_contact = NULL;
  g_autoptr (CtgAttachment) one = NULL;
  gint64 key = ctg_messages_find (db, "file@x");
  gint64 contact = add_contact (db, "B", "b@x", error);

  g_assert_true (ctg_messages_log (db, key, contact, "manual", NULL, error));
  listed = ctg_attachments_by_message (db, key, error);
  g_assert_cmpuint (listed->len, ==, 2);
  of_contact = ctg_attachments_by_contact (db, contact, error);
  g_assert_cmpuint (of_contact->len, ==, 2);
  one = ctg_attachments_get (db, ((CtgAttachment *) g_ptr_array_index (listed, 1))->id, error);
  g_assert_cmpstr (one->name, ==, "x.bin");
  g_assert_cmpint (one->message_key, ==, key);
  g_assert_null (ctg_attachments_get (db, 9999, NULL));
  return TRUE;
}

static void
test_attachments_are_listed (Fixture *self, gconstpointer unused)
{
  g_autoptr (GBytes) first = make_content (10, 7), second = make_content (3000, 8);
  Case *test = case_new ();

  add_content (test, first);
  add_content (test, second);
  must_write (self, put_case, test);
  must_write (self, put_case, test);
  must_write (self, read_lists, NULL);
  case_free (test);
}

#define ADD(name, func) g_test_add ("/store/attachments/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-source-comes-back-byte-for-byte", test_a_source_comes_back_byte_for_byte);
  ADD ("files-are-private-and-named-by-digest", test_files_are_private_and_named_by_digest);
  ADD ("a-failed-job-leaves-no-files", test_a_failed_job_leaves_no_files);
  ADD ("the-last-reference-takes-the-file-along", test_the_last_reference_takes_the_file_along);
  ADD ("a-digest-is-never-a-path", test_a_digest_is_never_a_path);
  ADD ("attachments-are-listed", test_attachments_are_listed);
  return g_test_run ();
}
