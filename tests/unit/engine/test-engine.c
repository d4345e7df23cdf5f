/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The facade against a real profile, without a network: files in, contacts, logging by hand, attachments out. */

#include "contacts.h"
#include "engine.h"
#include "errors.h"
#include "messages.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *directory;
  CtgProfile *profile;
  CtgEngine *engine;
  GMainLoop *loop;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  GError *error = NULL;

  fixture->directory = g_dir_make_tmp ("ctg-engine-XXXXXX", NULL);
  fixture->profile = ctg_profile_new (fixture->directory);
  fixture->engine = ctg_engine_new (fixture->profile, &error);
  g_assert_no_error (error);
  fixture->loop = g_main_loop_new (NULL, FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", fixture->directory);

  ctg_engine_stop (fixture->engine);
  g_object_unref (fixture->engine);
  ctg_profile_free (fixture->profile);
  g_main_loop_unref (fixture->loop);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->directory);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  fixture->result = g_object_ref (result);
  g_main_loop_quit (fixture->loop);
}

static GAsyncResult *
wait (Fixture *fixture)
{
  g_main_loop_run (fixture->loop);
  return g_steal_pointer (&fixture->result);
}

static char *
write_message (Fixture *fixture, const char *name, const char *from, const char *extra)
{
  g_autofree char *folder = g_build_filename (fixture->directory, "mail", NULL);
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = g_strdup_printf (
    "From: %s\nTo: marco@studioferri.example\nSubject: Preventivo %s\nDate: Mon, 02 Nov 2026 10:00:00 +0000\n"
    "Message-ID: <%s@x>\n%sMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain; charset=utf-8\n\nGentile Marco, ecco perché scrivo.\n"
    "--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"../../pianta.pdf\"\n"
    "Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n--b--\n", from, name, name, extra);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static CtgImportCounts
import (Fixture *fixture, const char *path, gboolean log)
{
  const char *paths[] = { path, NULL };
  const char *me[] = { "marco@studioferri.example", NULL };
  CtgImportOptions options = { paths, log, me, log };
  CtgImportCounts counts = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  ctg_engine_import_mail_async (fixture->engine, &options, NULL, NULL, NULL, done_cb, fixture);
  result = wait (fixture);
  ctg_engine_import_mail_finish (fixture->engine, result, &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpint (counts.n_seen, ==, counts.n_logged + counts.n_unlogged + counts.n_failed);
  return counts;
}

typedef struct
{
  const char *id;
  gint64 key;
  gint64 contact;
  GPtrArray *attachments;
  GPtrArray *hits;
  GPtrArray *log;
} Look;

static gboolean
look_job (CtgDb *db, gpointer data, GError **error)
{
  Look *look = data;

  look->key = ctg_messages_find (db, look->id);
  look->contact = ctg_contacts_find_id (db, "anna@bianchi.example");
  look->attachments = ctg_attachments_by_message (db, look->key, error);
  look->hits = ctg_search (db, "perche", 10, error);
  look->log = ctg_messages_get_log (db, look->key, error);
  return look->log != NULL;
}

static Look
look (Fixture *fixture, const char *id)
{
  Look look = { id, 0, 0, NULL, NULL, NULL };
  GError *error = NULL;

  ctg_store_read (ctg_engine_get_store (fixture->engine), look_job, &look, NULL, &error);
  g_assert_no_error (error);
  return look;
}

static void
look_clear (Look *look)
{
  g_ptr_array_unref (look->attachments);
  g_ptr_array_unref (look->hits);
  g_ptr_array_unref (look->log);
}

static void
test_import_logs_and_twice_changes_nothing (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = write_message (fixture, "uno.eml", "Anna Bianchi <anna@bianchi.example>", "");
  CtgImportCounts first = import (fixture, path, TRUE);
  CtgImportCounts second = import (fixture, path, TRUE);
  Look seen = look (fixture, "uno.eml@x");

  g_assert_cmpint (first.n_logged, ==, 1);
  g_assert_cmpint (first.n_contacts_created, ==, 1);
  g_assert_cmpint (second.n_contacts_created, ==, 0);
  g_assert_cmpint (second.n_seen, ==, 1);
  g_assert_cmpuint (seen.hits->len, ==, 1);
  g_assert_cmpuint (seen.log->len, ==, 1);
  g_assert_cmpstr (((CtgLogEntry *) g_ptr_array_index (seen.log, 0))->rule, ==, "import");
  g_assert_cmpuint (seen.attachments->len, ==, 1);
  look_clear (&seen);
}

static void
test_automatic_mail_makes_no_contact (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = write_message (fixture, "lista.eml", "News <news@lista.example>",
                                         "List-Id: <news.lista.example>\nPrecedence: bulk\n");
  CtgImportCounts counts = import (fixture, path, TRUE);

  g_assert_cmpint (counts.n_contacts_created, ==, 0);
  g_assert_cmpint (counts.n_unlogged, ==, 1);
}

static gint64
save_contact (Fixture *fixture, const char *name, const char *address, GError **error)
{
  const char *addresses[] = { address, NULL };
  CtgContactFields fields = { .name = name, .addresses = addresses };
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_save_contact_async (fixture->engine, 0, &fields, done_cb, fixture);
  result = wait (fixture);
  return ctg_engine_save_contact_finish (fixture->engine, result, error);
}

static int
log_message (Fixture *fixture, gint64 key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_log_async (fixture->engine, key, 0, done_cb, fixture);
  result = wait (fixture);
  return ctg_engine_log_finish (fixture->engine, result, error);
}

static char *
load_text (Fixture *fixture, gint64 key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_load_text_async (fixture->engine, key, NULL, done_cb, fixture);
  result = wait (fixture);
  return ctg_engine_load_text_finish (fixture->engine, result, error);
}

static void
test_metadata_of_a_file_can_be_logged_later (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = write_message (fixture, "due.eml", "Anna Bianchi <anna@bianchi.example>", "");
  CtgImportCounts counts = import (fixture, path, FALSE);
  Look before = look (fixture, "due.eml@x");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Look after;

  g_assert_cmpint (counts.n_unlogged, ==, 1);
  g_assert_cmpuint (before.hits->len, ==, 0);
  g_assert_cmpint (log_message (fixture, before.key, &error), ==, -1);
  g_assert_true (ctg_error_has_reason (error, "no-contact"));
  g_clear_error (&error);
  g_assert_cmpint (save_contact (fixture, "Anna", "anna@Bianchi.example", &error), >, 0);
  g_assert_cmpint (log_message (fixture, before.key, &error), ==, 1);
  g_assert_no_error (error);
  after = look (fixture, "due.eml@x");
  g_assert_cmpuint (after.hits->len, ==, 1);
  text = load_text (fixture, after.key, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "Gentile Marco"));
  look_clear (&before);
  look_clear (&after);
}

static void
test_a_file_that_is_gone_is_said (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = write_message (fixture, "tre.eml", "Anna <anna@bianchi.example>", "");
  g_autoptr (GError) error = NULL;
  Look seen;

  import (fixture, path, FALSE);
  g_unlink (path);
  save_contact (fixture, "Anna", "anna@bianchi.example", NULL);
  seen = look (fixture, "tre.eml@x");
  g_assert_cmpint (log_message (fixture, seen.key, &error), ==, -1);
  g_assert_true (ctg_error_has_reason (error, "file-gone"));
  look_clear (&seen);
}

static void
test_a_file_with_another_message_is_not_taken (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = write_message (fixture, "sei.eml", "Anna <anna@bianchi.example>", "");
  g_autofree char *other = write_message (fixture, "ego.eml", "Anna <anna@bianchi.example>", "");
  g_autoptr (GError) error = NULL;
  Look seen;

  import (fixture, path, FALSE);
  g_assert_cmpint (g_rename (other, path), ==, 0);
  save_contact (fixture, "Anna", "anna@bianchi.example", NULL);
  seen = look (fixture, "sei.eml@x");
  g_assert_cmpint (log_message (fixture, seen.key, &error), ==, -1);
  g_assert_true (ctg_error_has_reason (error, "file-gone"));
  look_clear (&seen);
}

static void
test_contacts_are_checked (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (save_contact (fixture, "Anna", "anna@bianchi.example", &error), >, 0);
  g_assert_cmpint (save_contact (fixture, "Altra", "anna@BIANCHI.example", &error), ==, 0);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_cmpint (save_contact (fixture, "Rotta", "non un indirizzo", &error), ==, 0);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_cmpint (save_contact (fixture, " ", "", &error), ==, 0);
  g_assert_true (ctg_error_has_reason (error, "contact-empty"));
}

static char *
save_attachment (Fixture *fixture, gint64 id, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_save_attachment_async (fixture->engine, id, path, done_cb, fixture);
  result = wait (fixture);
  return ctg_engine_save_attachment_finish (fixture->engine, result, error);
}

static void
test_attachments_are_saved_under_safe_names (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = write_message (fixture, "quattro.eml", "Anna <anna@bianchi.example>", "");
  g_autofree char *folder = g_build_filename (fixture->directory, "out", NULL);
  g_autofree char *first = NULL, *second = NULL, *third = NULL;
  g_autofree char *wanted = g_build_filename (folder, "pianta.pdf", NULL);
  g_autofree char *numbered = g_build_filename (folder, "pianta (2).pdf", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf status;
  gint64 id;
  Look seen;

  g_mkdir (folder, 0755);
  import (fixture, path, TRUE);
  seen = look (fixture, "quattro.eml@x");
  id = ((CtgAttachment *) g_ptr_array_index (seen.attachments, 0))->id;
  first = save_attachment (fixture, id, folder, &error);
  g_assert_no_error (error);
  second = save_attachment (fixture, id, folder, &error);
  g_assert_no_error (error);
  third = save_attachment (fixture, id, wanted, &error);
  g_assert_cmpstr (first, ==, wanted);
  g_assert_cmpstr (second, ==, numbered);
  g_assert_null (third);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_CONFLICT);
  g_assert_cmpint (g_stat (wanted, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0111, ==, 0);
  look_clear (&seen);
}

static void
test_the_lock_has_one_holder (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgEngine) other = NULL;

  g_assert_true (ctg_engine_start (fixture->engine, &error));
  g_assert_no_error (error);
  other = ctg_engine_new (fixture->profile, &error);
  g_assert_no_error (error);
  g_assert_false (ctg_engine_start (other, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_BUSY);
  ctg_engine_stop (other);
}

#define ADD(path, func) g_test_add ("/engine/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("import/logs-and-twice-changes-nothing", test_import_logs_and_twice_changes_nothing);
  ADD ("import/automatic-mail-makes-no-contact", test_automatic_mail_makes_no_contact);
  ADD ("log/metadata-of-a-file-can-be-logged-later", test_metadata_of_a_file_can_be_logged_later);
  ADD ("log/a-file-that-is-gone-is-said", test_a_file_that_is_gone_is_said);
  ADD ("log/a-file-with-another-message-is-not-taken", test_a_file_with_another_message_is_not_taken);
  ADD ("contacts/are-checked", test_contacts_are_checked);
  ADD ("attachments/are-saved-under-safe-names", test_attachments_are_saved_under_safe_names);
  ADD ("lock/has-one-holder", test_the_lock_has_one_holder);
  return g_test_run ();
}
