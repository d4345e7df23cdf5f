/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands in the files: versions refused, other processes, words that are to be gone. */

#include "fixture.h"

#include <sqlite3.h>

static char *
path_of (Fixture *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

static void
alter (Fixture *self, const char *sql)
{
  g_autofree char *path = path_of (self, "carteggio.db");
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
assert_refused (Fixture *self, const char *sql, CtgErrorCode code, const char *reason)
{
  g_autofree char *path = path_of (self, "carteggio.db");
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_before, n_after;

  fixture_close (self);
  alter (self, sql);
  g_assert_true (g_file_get_contents (path, &before, &n_before, NULL));
  g_assert_null (ctg_store_open (self->dir, 0, &error));
  g_assert_error (error, CTG_ERROR, (int) code);
  g_assert_true (reason == NULL || ctg_error_has_reason (error, reason));
  g_assert_true (g_file_get_contents (path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
test_a_newer_version_is_refused (Fixture *self, gconstpointer unused)
{
  assert_refused (self, "PRAGMA user_version = 7", CTG_ERROR_SCHEMA_TOO_NEW, NULL);
}

static void
test_a_development_version_is_refused (Fixture *self, gconstpointer unused)
{
  assert_refused (self, "PRAGMA user_version = -999", CTG_ERROR_STORAGE, "development-version");
}

static void
test_a_foreign_file_is_refused (Fixture *self, gconstpointer unused)
{
  assert_refused (self, "PRAGMA application_id = 5", CTG_ERROR_STORAGE, "foreign-file");
}

static void
test_no_database_is_refused (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = path_of (self, "carteggio.db");
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;
  g_autofree char *rubbish = g_strnfill (5000, 'x');

  fixture_close (self);
  g_assert_true (g_file_set_contents (path, rubbish, -1, NULL));
  g_assert_null (ctg_store_open (self->dir, 0, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_STORAGE);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, rubbish);
}

static gboolean
count_accounts (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) accounts = ctg_accounts_list (db, error);

  *(guint *) data = accounts != NULL ? accounts->len : G_MAXUINT;
  return accounts != NULL;
}

static void
changed_cb (CtgStore *store, guint changes, gpointer data)
{
  *(guint *) data = changes;
}

static int
run_as_other_process (const char *dir)
{
  g_autoptr (CtgStore) store = ctg_store_open (dir, 0, NULL);

  return store != NULL && ctg_store_write (store, add_account, NULL, NULL, NULL) ? 0 : 1;
}

static void
test_another_process_is_noticed (Fixture *self, gconstpointer unused)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  const char *arguments[] = { program, "--other", self->dir, NULL };
  guint changes = 0, n = 0;
  int status = -1;
  g_autoptr (CtgStore) reader = ctg_store_open (self->dir, CTG_STORE_READ_ONLY, NULL);

  g_signal_connect (self->store, "changed", G_CALLBACK (changed_cb), &changes);
  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, 0, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  while (changes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (changes, ==, CTG_CHANGE_ALL);
  must_read (self, count_accounts, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (ctg_store_read (reader, count_accounts, &n, NULL, NULL));
  g_assert_cmpuint (n, ==, 1);
  g_assert_false (ctg_store_write (reader, add_account, NULL, NULL, NULL));
}

static gboolean
put_some (CtgDb *db, gpointer data, GError **error)
{
  int first = GPOINTER_TO_INT (data);

  for (int i = first; i < first + 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("%d@x", i);
      Mail mail = { .id = id, .date_utc_s = NOW + i };

      if (put_mail (db, &mail, error) == 0)
        return FALSE;
    }
  return TRUE;
}

/* Batches are of five, so a reader never sees another number. */
static gboolean
count_messages (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) threads = ctg_threads_list (db, 0, TRUE, error);

  g_assert_cmpuint (threads->len % 5, ==, 0);
  *(guint *) data = threads->len;
  return TRUE;
}

static gpointer
reading_thread (gpointer data)
{
  Fixture *self = data;
  guint n = 0;

  while (n < 100)
    must_read (self, count_messages, &n);
  return NULL;
}

static void
test_readers_see_whole_jobs (Fixture *self, gconstpointer unused)
{
  GThread *threads[3];

  for (int i = 0; i < 3; i++)
    threads[i] = g_thread_new ("reading", reading_thread, self);
  for (int i = 0; i < 100; i += 5)
    must_write (self, put_some, GINT_TO_POINTER (i));
  for (int i = 0; i < 3; i++)
    g_thread_join (threads[i]);
}

static gboolean
write_until_cancelled (CtgDb *db, gpointer data, GError **error)
{
  g_cancellable_cancel (data);
  for (int i = 0;; i += 5)
    if (!put_some (db, GINT_TO_POINTER (i), error))
      return FALSE;
}

static void
test_a_cancelled_write_leaves_nothing (Fixture *self, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint n = 1;

  g_assert_false (ctg_store_write (self->store, write_until_cancelled, cancellable, cancellable, &error));
  g_assert_true (ctg_error_is_cancelled (error));
  must_read (self, count_messages, &n);
  g_assert_cmpuint (n, ==, 0);
  must_write (self, put_some, GINT_TO_POINTER (0));
}

/* Purging ---------------------------------------------------------------------------------------------------------- */

#define N_SECRET 150

static gboolean
put_secrets (CtgDb *db, gpointer data, GError **error)
{
  gint64 contact = add_contact (db, "Bruno", "bruno@example.com", error);

  g_assert_true (add_account (db, NULL, error));
  for (int i = 0; i < 2 * N_SECRET; i++)
    {
      gboolean is_secret = i % 2 == 0;
      g_autofree char *id = g_strdup_printf ("%s%d@x", is_secret ? "zqsecret" : "kept", i);
      g_autofree char *subject = g_strdup_printf ("%s oggetto %d", is_secret ? "zqsecret" : "kept", i);
      g_autoptr (GString) text = g_string_new (NULL);
      Mail mail = { .account_id = is_secret ? ACCOUNT : NULL, .id = id, .subject = subject, .date_utc_s = NOW + i };
      gint64 key = put_mail (db, &mail, error);

      for (int j = 0; j < 60; j++)
        g_string_append_printf (text, "%s%d parola%d ", is_secret ? "zqsecret" : "kept", i * 7 + j, (i * 13 + j) % 500);
      g_assert_true (ctg_messages_log (db, key, contact, "core", NULL, error));
      g_assert_true (put_text (db, key, text->str, error));
    }
  return TRUE;
}

static gboolean
delete_account (CtgDb *db, gpointer data, GError **error)
{
  return ctg_accounts_delete (db, ACCOUNT, error);
}

static guint
count_in_file (Fixture *self, const char *name, const char *word)
{
  g_autofree char *path = path_of (self, name);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  guint n = 0;

  if (!g_file_get_contents (path, &bytes, &length, NULL))
    return 0;
  for (const char *at = bytes; (at = memmem (at, length - (gsize) (at - bytes), word, strlen (word))) != NULL; at++)
    n++;
  return n;
}

static gboolean
count_kept (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) hits = ctg_search (db, "oggetto", 1000, error);
  g_autoptr (CtgContact) contact = ctg_contacts_get (db, 1, error);

  g_assert_cmpuint (hits->len, ==, N_SECRET);
  g_assert_cmpint (contact->n_messages, ==, N_SECRET);
  return TRUE;
}

static void
test_a_deleted_accounts_words_leave_the_files (Fixture *self, gconstpointer unused)
{
  must_write (self, put_secrets, NULL);
  fixture_reopen (self);
  g_assert_cmpuint (count_in_file (self, "carteggio.db", "zqsecret"), >, 0);
  must_write (self, delete_account, NULL);
  must_read (self, count_kept, NULL);
  fixture_close (self);
  g_assert_cmpuint (count_in_file (self, "carteggio.db", "zqsecret"), ==, 0);
  g_assert_cmpuint (count_in_file (self, "carteggio.db-wal", "zqsecret"), ==, 0);
  fixture_open (self);
  g_assert_true (ctg_store_check (self->store, TRUE, NULL));
}

#define ADD(name, func) g_test_add ("/store/files/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--other"))
    return run_as_other_process (argv[2]);
  g_test_init (&argc, &argv, NULL);
  ADD ("a-newer-version-is-refused-untouched", test_a_newer_version_is_refused);
  ADD ("a-development-version-is-refused-untouched", test_a_development_version_is_refused);
  ADD ("a-foreign-file-is-refused-untouched", test_a_foreign_file_is_refused);
  ADD ("no-database-is-refused-untouched", test_no_database_is_refused);
  ADD ("another-process-is-noticed", test_another_process_is_noticed);
  ADD ("readers-see-whole-jobs", test_readers_see_whole_jobs);
  ADD ("a-cancelled-write-leaves-nothing", test_a_cancelled_write_leaves_nothing);
  ADD ("a-deleted-accounts-words-leave-the-files", test_a_deleted_accounts_words_leave_the_files);
  return g_test_run ();
}
