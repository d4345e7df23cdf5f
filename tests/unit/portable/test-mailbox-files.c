/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "mailbox-files.h"
#include "mbox-writer.h"
#include "mbox.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *path;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->path = g_dir_make_tmp ("ctg-portable-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_tree (fixture->path);
  g_free (fixture->path);
}

static char *
write_bytes (Fixture *fixture, const char *name, const char *content, gssize length)
{
  char *path = g_build_filename (fixture->path, name, NULL);
  g_autofree char *directory = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  g_file_set_contents (path, content, length, &error);
  g_assert_no_error (error);
  return path;
}

static void
write_file (Fixture *fixture, const char *name, const char *content)
{
  G_GNUC_UNUSED g_autofree char *path = write_bytes (fixture, name, content, -1);
}

typedef struct
{
  GString *log;            /* "name@offset+length:bytes|" or "name!|" */
  guint stop_after;
  guint n;
  gboolean reads_again;    /* each message equals what ctg_mailbox_files_read() gives */
} Seen;

static gboolean
take (const char *path, gint64 offset, gint64 length, GBytes *bytes, const GError *failure, gpointer data,
      GError **error)
{
  Seen *seen = data;
  g_autofree char *name = g_path_get_basename (path);

  g_assert_true ((bytes == NULL) == (failure != NULL));
  if (bytes == NULL)
    {
      g_string_append_printf (seen->log, "%s!|", name);
      return TRUE;
    }
  g_string_append_printf (seen->log, "%s@%d+%d:%.*s|", name, (int) offset, (int) length,
                          (int) MIN (g_bytes_get_size (bytes), 60), (const char *) g_bytes_get_data (bytes, NULL));
  if (seen->reads_again)
    {
      g_autoptr (GBytes) again = ctg_mailbox_files_read (path, offset, length, error);

      g_assert_nonnull (again);
      g_assert_true (g_bytes_equal (bytes, again));
    }
  if (++seen->n == seen->stop_after)
    return g_set_error_literal (error, CTG_ERROR, CTG_ERROR_BUSY, "enough"), FALSE;
  return TRUE;
}

static char *
walk (const char *path)
{
  const char *const paths[] = { path, NULL };
  Seen seen = { g_string_new (NULL), 0, 0, TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_true (ctg_mailbox_files_each (paths, take, &seen, NULL, &error));
  g_assert_no_error (error);
  return g_string_free (seen.log, FALSE);
}

static char *
walk_bytes (Fixture *fixture, const char *content)
{
  g_autofree char *path = write_bytes (fixture, "box", content, -1);

  return walk (path);
}

#define FROM "From a@b.example Mon Mar  2 10:00:00 2026\n"

static void
test_mbox_is_split_at_its_separators (Fixture *fixture, gconstpointer data)
{
  g_autofree char *seen = walk_bytes (fixture, FROM "A: 1\n\nx\n\n" FROM "A: 2\n\ny\n");

  g_assert_cmpstr (seen, ==, "box@42+8:A: 1\n\nx\n|box@93+8:A: 2\n\ny\n|");
}

static void
test_mbox_with_crlf_and_bare_separators (Fixture *fixture, gconstpointer data)
{
  g_autofree char *seen = walk_bytes (fixture, "From \r\nA: 1\r\n\r\nx\r\n\r\n"
                                               "From - Mon Mar 02 10:00:00 2026\r\nA: 2\r\n\r\n");

  g_assert_nonnull (strstr (seen, ":A: 1\r\n\r\nx\r\n|"));
  g_assert_nonnull (strstr (seen, ":A: 2\r\n|"));
}

static void
test_body_lines_that_start_with_from_stay (Fixture *fixture, gconstpointer data)
{
  g_autofree char *seen = walk_bytes (fixture, FROM "A: 1\n\nFrom here on we go\n\nFrom now on too\n>From quoted\n"
                                               ">>From twice\n> From not\nFrom a line that ends at 10:30\n");

  g_assert_nonnull (strstr (seen, "A: 1\n\nFrom here on we go\n\nFrom now on too\nFrom quoted"));
  g_assert_null (strstr (seen + 1, "|box"));
}

static void
test_separator_without_empty_line_needs_a_whole_date (Fixture *fixture, gconstpointer data)
{
  g_autofree char *seen = walk_bytes (fixture, FROM "A: 1\n\nx\n" FROM "A: 2\n\n");

  g_assert_nonnull (strstr (seen, "x\n|box@"));
}

static void
test_messages_longer_than_a_chunk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) box = g_string_new (NULL);
  g_autofree char *path = NULL, *seen = NULL;
  guint n = 0;

  for (guint i = 0; i < 7; i++)
    {
      g_string_append (box, FROM "A: 1\n\n");
      for (guint j = 0; j < 3001 * (i + 1); j++)
        g_string_append (box, "From time to time\n>From\n\n");
      g_string_append_c (box, '\n');
    }
  path = write_bytes (fixture, "box", box->str, (gssize) box->len);
  seen = walk (path);
  for (const char *at = seen; (at = strstr (at, "box@")) != NULL; at++)
    n++;
  g_assert_cmpuint (n, ==, 7);
}

static void
test_message_over_the_cap_is_cut_and_passed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) box = g_string_new (FROM "A: 1\n\n");
  g_autofree char *path = NULL, *seen = NULL;
  gsize start = box->len;
  Seen log = { g_string_new (NULL), 0, 0, FALSE };
  const char *list[2] = { NULL, NULL };

  g_string_set_size (box, start + 52000000);
  memset (box->str + start, 'x', 52000000);
  g_string_append (box, "\n\n" FROM "A: 2\n\n");
  path = write_bytes (fixture, "box", box->str, (gssize) box->len);
  list[0] = path;
  g_assert_true (ctg_mailbox_files_each (list, take, &log, NULL, NULL));
  seen = g_string_free (log.log, FALSE);
  g_assert_nonnull (strstr (seen, "box@42+52000007:A: 1"));
  g_assert_nonnull (strstr (seen, ":A: 2\n|"));
}

static void
test_folder_gives_only_what_is_mail (Fixture *fixture, gconstpointer data)
{
  g_autofree char *seen = NULL;

  write_file (fixture, "b.eml", "X: 1\n\n");
  write_file (fixture, "a/box", FROM "A: 1\n\n");
  write_file (fixture, "a/12", "Received: by x\nSubject: S\n\n");
  write_file (fixture, "a/notes.txt", "Shopping list\n\n");
  write_file (fixture, "a/index.json", "{\"from\": 1}\n");
  write_file (fixture, "a/empty", "");
  write_file (fixture, ".hidden/x.eml", "A: 1\n\n");
  seen = walk (fixture->path);
  g_assert_cmpstr (seen, ==, "12@0+27:Received: by x\nSubject: S\n\n|box@42+5:A: 1\n|b.eml@0+6:X: 1\n\n|");
}

static void
test_links_to_directories_do_not_lead_in_circles (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (fixture->path, "a", "up", NULL);
  g_autofree char *seen = NULL;

  write_file (fixture, "a/1.eml", "A: 1\n\n");
  g_assert_cmpint (symlink (fixture->path, link), ==, 0);
  seen = walk (fixture->path);
  g_assert_cmpstr (seen, ==, "1.eml@0+6:A: 1\n\n|");
}

static void
test_maildir_with_its_folders (Fixture *fixture, gconstpointer data)
{
  g_autofree char *seen = NULL;

  write_file (fixture, "cur/1:2,S", "words without header\n");
  write_file (fixture, "new/2", "A: 2\n\n");
  write_file (fixture, "tmp/3", "A: 3\n\n");
  write_file (fixture, "dovecot-uidlist", "From: x\n\n");
  write_file (fixture, ".Sent/cur/4", "A: 4\n\n");
  write_file (fixture, "Archive/new/5", "A: 5\n\n");
  write_file (fixture, "cur/.nfs01", "A: 6\n\n");
  seen = walk (fixture->path);
  g_assert_cmpstr (seen, ==, "1:2,S@0+21:words without header\n|2@0+6:A: 2\n\n|4@0+6:A: 4\n\n|5@0+6:A: 5\n\n|");
}

static void
test_count_knows_files_but_not_mboxes (Fixture *fixture, gconstpointer data)
{
  const char *const paths[] = { fixture->path, NULL };

  write_file (fixture, "cur/1", "A: 1\n\n");
  write_file (fixture, "cur/2", "A: 1\n\n");
  g_assert_cmpint (ctg_mailbox_files_count (paths), ==, 2);
  write_file (fixture, "Old/box", FROM "A: 1\n\n");
  g_assert_cmpint (ctg_mailbox_files_count (paths), ==, 0);
}

static void
test_missing_path_is_an_error (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->path, "none", NULL);
  const char *const paths[] = { path, NULL };
  Seen seen = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (ctg_mailbox_files_each (paths, take, &seen, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (ctg_mailbox_files_read (path, 0, 1, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  g_assert_cmpint (ctg_mailbox_files_count (paths), ==, 0);
}

static void
test_callback_and_cancellable_end_the_walk (Fixture *fixture, gconstpointer data)
{
  const char *const paths[] = { fixture->path, NULL };
  g_autoptr (GString) log = g_string_new (NULL);
  Seen seen = { log, 1, 0, FALSE };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  write_file (fixture, "1.eml", "A: 1\n\n");
  write_file (fixture, "2.eml", "A: 1\n\n");
  g_assert_false (ctg_mailbox_files_each (paths, take, &seen, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_BUSY);
  g_assert_cmpuint (seen.n, ==, 1);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_false (ctg_mailbox_files_each (paths, take, &seen, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_changed_file_is_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_bytes (fixture, "box", FROM "A: 1\n\n", -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (ctg_mailbox_files_read (path, 42, 500, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NOT_FOUND);
}

static void
test_maildir_message_is_found_after_its_flags_change (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = write_bytes (fixture, "new/100.M1.host", "A: 1\n\n", -1);
  G_GNUC_UNUSED g_autofree char *other = write_bytes (fixture, "cur/100.M12.host:2,S", "A: 2\n\n", -1);
  g_autofree char *after = g_build_filename (fixture->path, "cur", "100.M1.host:2,RS", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_cmpint (g_rename (before, after), ==, 0);
  bytes = ctg_mailbox_files_read (before, 0, 6, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), 6, "A: 1\n\n", 6);
}

/* Lines that look like separators, quoted ones, no line's end at the end, nothing at all. */
static void
test_what_is_written_is_read_back (Fixture *fixture, gconstpointer data)
{
  static const char *const messages[] = {
    "From: a@x.example\n\nFrom here\n>From there\n>>From far\n", "From the first line\n", "Subject: x\n\nno end",
    "Subject: y\n\nempty lines\n\n\n", "\n",
  };
  g_autoptr (GString) mbox = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autoptr (CtgMboxReader) reader = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GBytes) message = g_bytes_new_static (messages[i], strlen (messages[i]));
      g_autoptr (GBytes) quoted = ctg_mbox_quote (message, i == 1 ? "two words" : "a@x.example", 1795949669);

      g_string_append_len (mbox, g_bytes_get_data (quoted, NULL), (gssize) g_bytes_get_size (quoted));
    }
  g_assert_true (g_str_has_prefix (mbox->str, "From a@x.example Sun Nov 29 10:54:29 2026\n"));
  g_assert_nonnull (strstr (mbox->str, "\nFrom MAILER-DAEMON Sun Nov 29 10:54:29 2026\n>From the first"));
  path = write_bytes (fixture, "written.mbox", mbox->str, (gssize) mbox->len);
  reader = ctg_mbox_reader_new (path, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      gint64 offset, length;
      g_autoptr (GBytes) read = ctg_mbox_reader_next (reader, &offset, &length, NULL);
      const char *end = g_str_has_suffix (messages[i], "\n") ? "" : "\n";
      g_autofree char *expected = g_strconcat (messages[i], end, NULL);

      g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), expected, strlen (expected));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/portable/mailbox-files/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("mbox-is-split-at-its-separators", test_mbox_is_split_at_its_separators);
  ADD ("mbox-with-crlf-and-bare-separators", test_mbox_with_crlf_and_bare_separators);
  ADD ("body-lines-that-start-with-from-stay", test_body_lines_that_start_with_from_stay);
  ADD ("separator-without-empty-line-needs-a-whole-date", test_separator_without_empty_line_needs_a_whole_date);
  ADD ("messages-longer-than-a-chunk", test_messages_longer_than_a_chunk);
  ADD ("message-over-the-cap-is-cut-and-passed", test_message_over_the_cap_is_cut_and_passed);
  ADD ("folder-gives-only-what-is-mail", test_folder_gives_only_what_is_mail);
  ADD ("links-to-directories-do-not-lead-in-circles", test_links_to_directories_do_not_lead_in_circles);
  ADD ("maildir-with-its-folders", test_maildir_with_its_folders);
  ADD ("count-knows-files-but-not-mboxes", test_count_knows_files_but_not_mboxes);
  ADD ("missing-path-is-an-error", test_missing_path_is_an_error);
  ADD ("callback-and-cancellable-end-the-walk", test_callback_and_cancellable_end_the_walk);
  ADD ("maildir-message-is-found-after-its-flags-change",
       test_maildir_message_is_found_after_its_flags_change);
  ADD ("changed-file-is-gone", test_changed_file_is_gone);
  ADD ("what-is-written-is-read-back", test_what_is_written_is_read_back);
  return g_test_run ();
}
