/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include <sys/stat.h>

static guint
mode_of (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return status.st_mode & 0777;
}

/* B20 */
static void
test_files_are_private (Fixture *self, gconstpointer unused)
{
  g_autofree char *nested = g_build_filename (self->dir, "new", "profile", NULL);
  g_autoptr (CtgStore) store = NULL;
  mode_t before = umask (0);

  store = ctg_store_open (nested, 0, NULL);
  umask (before);
  g_assert_cmpuint (mode_of (nested, "."), ==, 0700);
  g_assert_cmpuint (mode_of (nested, "carteggio.db"), ==, 0600);
  g_assert_cmpuint (mode_of (nested, "carteggio.db-wal"), ==, 0600);
  g_assert_cmpuint (mode_of (nested, "carteggio.db-shm"), ==, 0600);
}

static gboolean
fail_after_writing (CtgDb *db, gpointer data, GError **error)
{
  g_assert_true (add_account (db, NULL, error));
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, NULL, "on purpose");
  return FALSE;
}

static gboolean
count_accounts (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) accounts = ctg_accounts_list (db, error);

  *(guint *) data = accounts != NULL ? accounts->len : G_MAXUINT;
  return accounts != NULL;
}

static void
test_a_failed_job_leaves_nothing (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  guint n;

  g_assert_false (ctg_store_write (self->store, fail_after_writing, NULL, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
  must_read (self, count_accounts, &n);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_readers_cannot_write (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ctg_store_read (self->store, add_account, NULL, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_STORAGE);
}

static void
quit_cb (CtgStore *store, guint changes, gpointer data)
{
  *(guint *) data |= changes;
}

static void
test_a_commit_is_told_on_the_main_context (Fixture *self, gconstpointer unused)
{
  guint changes = 0;

  g_signal_connect (self->store, "changed", G_CALLBACK (quit_cb), &changes);
  must_write (self, add_account, NULL);
  g_assert_cmpuint (changes, ==, 0);
  while (changes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (changes, ==, CTG_CHANGE_ACCOUNTS);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ctg_store_write_finish (CTG_STORE (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
test_jobs_can_be_queued (Fixture *self, gconstpointer unused)
{
  gboolean done = FALSE;

  ctg_store_write_async (self->store, add_account, g_strdup ("data"), g_free, NULL, written_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ctg_store_write_finish (CTG_STORE (source), result, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_STORAGE);
  *(gboolean *) data = TRUE;
}

static void
test_a_closed_store_refuses_jobs (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  ctg_store_close (self->store);
  g_assert_false (ctg_store_write (self->store, add_account, NULL, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_STORAGE);
  ctg_store_write_async (self->store, add_account, g_strdup ("data"), g_free, NULL, refused_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_a_reading_store_needs_a_database (Fixture *self, gconstpointer unused)
{
  g_autofree char *absent = g_build_filename (self->dir, "absent", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ctg_store_open (absent, CTG_STORE_READ_ONLY, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (absent, G_FILE_TEST_EXISTS));
}

static void
test_the_lock_has_one_holder (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  CtgEngineLock *first = ctg_engine_lock_take (self->dir, &error);
  g_autofree char *path = g_build_filename (self->dir, "engine.lock", NULL);
  g_autofree char *pid = NULL;

  g_assert_no_error (error);
  g_assert_null (ctg_engine_lock_take (self->dir, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_BUSY);
  g_assert_true (g_file_get_contents (path, &pid, NULL, NULL));
  g_assert_cmpint (atoi (pid), ==, getpid ());
  ctg_engine_lock_release (first);
  g_clear_error (&error);
  first = ctg_engine_lock_take (self->dir, &error);
  g_assert_no_error (error);
  ctg_engine_lock_release (first);
}

static void
test_a_new_database_is_sound (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ctg_store_check (self->store, TRUE, &error));
  g_assert_no_error (error);
}

#define ADD(name, func) g_test_add ("/store/store/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("files-are-private-whatever-the-umask", test_files_are_private);
  ADD ("a-failed-job-leaves-nothing", test_a_failed_job_leaves_nothing);
  ADD ("readers-cannot-write", test_readers_cannot_write);
  ADD ("a-commit-is-told-on-the-main-context", test_a_commit_is_told_on_the_main_context);
  ADD ("jobs-can-be-queued", test_jobs_can_be_queued);
  ADD ("a-closed-store-refuses-jobs", test_a_closed_store_refuses_jobs);
  ADD ("a-reading-store-needs-a-database", test_a_reading_store_needs_a_database);
  ADD ("the-lock-has-one-holder", test_the_lock_has_one_holder);
  ADD ("a-new-database-is-sound", test_a_new_database_is_sound);
  return g_test_run ();
}
