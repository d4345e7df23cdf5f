/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The same scenario, each time with another write or sync that fails, or killed at another point; then it is run again,
 * and must end like the undisturbed one. W1, W2. */

#include "fixture.h"

#include <sys/wait.h>
#include <unistd.h>

#define N_BATCHES 3
#define BATCH 8

static gboolean
put_people (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgAccount) account = ctg_accounts_get (db, ACCOUNT, NULL);

  if (account != NULL)
    return TRUE;
  return add_account (db, NULL, error) && add_contact (db, "Bruno", "bruno@example.com", error) != 0 &&
         add_contact (db, "Carla", "carla@example.com", error) != 0;
}

static GBytes *
make_content (int n)
{
  guint8 *bytes = g_malloc (3000);

  for (int i = 0; i < 3000; i++)
    bytes[i] = (guint8) ((i * 31 + n * 17 + i * i * 7) >> 2);
  return g_bytes_new_take (bytes, 3000);
}

static gboolean
put_message_body (CtgDb *db, gint64 key, int n, GError **error)
{
  g_autoptr (GPtrArray) attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);
  g_autoptr (GBytes) content = make_content (n);
  g_autofree char *text = g_strdup_printf ("Messaggio numero %d sulla fattura", n);
  g_autofree char *encoded = g_base64_encode (g_bytes_get_data (content, NULL), 3000);
  g_autofree char *source = g_strdup_printf ("Subject: %d\r\n\r\n%s\r\n", n, encoded);
  g_autoptr (GBytes) bytes = g_bytes_new (source, strlen (source));
  CtgMessageBody body = { .text = text, .source = bytes, .attachments = attachments };

  g_ptr_array_add (attachments, make_attachment ("f.pdf", g_bytes_get_data (content, NULL), 3000));
  return ctg_messages_put_body (db, key, &body, error);
}

static gboolean
put_message (CtgDb *db, int n, GError **error)
{
  g_autofree char *id = g_strdup_printf ("%d@x", n);
  g_autofree char *parent = g_strdup_printf ("%d@x", n / 3);
  Mail mail = { .account_id = ACCOUNT, .id = id, .ancestors = n % 3 != 0 ? parent : "", .date_utc_s = NOW + n };
  gint64 key = put_mail (db, &mail, error);
  g_autoptr (CtgMessage) message = key != 0 ? ctg_messages_get (db, key, error) : NULL;

  return message != NULL && ctg_messages_log (db, key, 1 + n % 2, "core", NULL, error) &&
         (message->has_body || put_message_body (db, key, n, error));
}

static gboolean
put_batch (CtgDb *db, gpointer data, GError **error)
{
  for (int i = 0; i < BATCH; i++)
    if (!put_message (db, GPOINTER_TO_INT (data) * BATCH + i, error))
      return FALSE;
  return TRUE;
}

static gboolean
run_scenario (CtgStore *store, GError **error)
{
  if (!ctg_store_write (store, put_people, NULL, NULL, error))
    return FALSE;
  for (int i = 0; i < N_BATCHES; i++)
    if (!ctg_store_write (store, put_batch, GINT_TO_POINTER (i), NULL, error))
      return FALSE;
  return TRUE;
}

static void
dump_message (CtgDb *db, gint64 key, GString *dump)
{
  g_autoptr (CtgMessage) message = ctg_messages_get (db, key, NULL);
  g_autoptr (GPtrArray) log = ctg_messages_get_log (db, key, NULL);
  g_autoptr (GBytes) source = ctg_messages_get_source (db, key, NULL);
  g_autofree char *text = ctg_messages_get_text (db, key, NULL);
  gsize length;
  const char *bytes = source != NULL ? g_bytes_get_data (source, &length) : NULL;
  g_autofree char *digest = bytes != NULL ? ctg_text_sha256_hex (bytes, length) : g_strdup ("no source");

  g_string_append_printf (dump, "%" G_GINT64_FORMAT " %s thread %" G_GINT64_FORMAT " logged %u %s %s\n", key,
                          message->message_id, message->thread, log->len, text, digest);
}

static gboolean
dump_all (CtgDb *db, gpointer data, GError **error)
{
  GString *dump = data;
  g_autoptr (GPtrArray) threads = ctg_threads_list (db, 0, TRUE, error);
  g_autoptr (GArray) ids = ctg_contacts_list_ids (db, NULL, FALSE, error);
  g_autoptr (GPtrArray) contacts = ctg_contacts_get_many (db, (gint64 *) ids->data, ids->len, error);
  g_autoptr (GPtrArray) hits = ctg_search (db, "fattura", 1000, error);

  for (guint i = 0; i < contacts->len; i++)
    {
      CtgContact *contact = g_ptr_array_index (contacts, i);

      g_string_append_printf (dump, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", contact->name,
                              contact->n_messages, contact->last_utc_s);
    }
  for (guint i = 0; i < threads->len; i++)
    {
      CtgThread *thread = g_ptr_array_index (threads, i);
      g_autoptr (GArray) keys = ctg_threads_get_messages (db, thread->thread, 0, error);

      for (guint j = 0; j < keys->len; j++)
        dump_message (db, g_array_index (keys, gint64, j), dump);
    }
  g_string_append_printf (dump, "hits %u\n", hits->len);
  return TRUE;
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

static char *
dump_of (Fixture *self)
{
  GString *dump = g_string_new (NULL);
  g_autofree char *root = g_build_filename (self->dir, "attachments", NULL);

  must_read (self, dump_all, dump);
  g_string_append_printf (dump, "files %u\n", count_files (root));
  return g_string_free (dump, FALSE);
}

static char *
make_reference (void)
{
  Fixture fixture = { 0 };
  char *dump;

  fixture_set_up (&fixture, NULL);
  g_assert_true (run_scenario (fixture.store, NULL));
  dump = dump_of (&fixture);
  g_assert_nonnull (strstr (dump, "hits 24\nfiles 24\n"));
  g_assert_null (strstr (dump, "no source"));
  fixture_tear_down (&fixture, NULL);
  return dump;
}

/* A job is all there or not at all: whole batches, and a file for each of their attachments. */
static gboolean
check_whole (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GString) dump = g_string_new (NULL);
  g_autoptr (GPtrArray) threads = ctg_threads_list (db, 0, TRUE, error);
  guint n = 0;

  for (guint i = 0; i < threads->len; i++)
    n += ((CtgThread *) g_ptr_array_index (threads, i))->n_messages;
  g_assert_cmpuint (n % BATCH, ==, 0);
  dump_all (db, dump, error);
  g_assert_null (strstr (dump->str, "no source"));
  return TRUE;
}

/* FALSE when the fault was not reached any more. */
static gboolean
run_with_failing_vfs (const char *fault, const char *reference)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *dump = NULL;

  ctg_clock_set_fake_utc_s (NOW);
  fixture.dir = g_dir_make_tmp ("ctg-store-XXXXXX", NULL);
  g_setenv ("CARTEGGIO_VFS_FAIL", fault, TRUE);
  fixture.store = ctg_store_open (fixture.dir, 0, &error);
  if (fixture.store != NULL)
    run_scenario (fixture.store, &error);
  if (error != NULL)
    g_assert_true (g_error_matches (error, CTG_ERROR, CTG_ERROR_STORAGE) ||
                   g_error_matches (error, CTG_ERROR, CTG_ERROR_STORAGE_FULL));
  if (error != NULL && fixture.store != NULL)
    {
      must_read (&fixture, check_whole, NULL);
      /* It resumes by itself, without opening again. */
      g_assert_true (run_scenario (fixture.store, NULL));
    }
  fixture_close (&fixture);
  g_unsetenv ("CARTEGGIO_VFS_FAIL");
  fixture_open (&fixture);
  g_assert_true (ctg_store_check (fixture.store, TRUE, NULL));
  must_read (&fixture, check_whole, NULL);
  g_assert_true (run_scenario (fixture.store, NULL));
  fixture_reopen (&fixture);
  dump = dump_of (&fixture);
  g_assert_cmpstr (dump, ==, reference);
  fixture_tear_down (&fixture, NULL);
  return error != NULL;
}

static void
test_every_write_and_sync_may_fail (gconstpointer data)
{
  const char *kind = data;
  g_autofree char *reference = make_reference ();
  gboolean is_sync = g_str_has_prefix (kind, "sync");
  guint n_missed = 0, n_reached = 0;

  /* Beyond the first few all are alike; three in a row not reached: the scenario is over. */
  for (int n = 1; n_missed < 3; n += is_sync ? 2 : n < 8 ? 1 : 37)
    {
      g_auto (GStrv) parts = g_strsplit (kind, ":", 2);
      g_autofree char *fault = g_strdup_printf ("%s:%d:%s", parts[0], n, parts[1]);

      n_missed = run_with_failing_vfs (fault, reference) ? 0 : n_missed + 1;
      n_reached += n_missed == 0;
    }
  g_assert_cmpuint (n_reached, >, 4);
}

static int
run_child (const char *dir, const char *fault)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *arguments[] = { self, "--child", dir, NULL };
  g_auto (GStrv) environment = g_get_environ ();
  int status = 0;

  if (fault != NULL)
    environment = g_environ_setenv (environment, "CARTEGGIO_FAULT", fault, TRUE);
  g_assert_true (g_spawn_sync (NULL, (char **) arguments, environment, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                               &status, NULL));
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

/* FALSE when the point was not reached any more. */
static gboolean
kill_and_resume (const char *fault, const char *reference)
{
  Fixture fixture = { 0 };
  g_autofree char *dump = NULL;
  int status;

  ctg_clock_set_fake_utc_s (NOW);
  fixture.dir = g_dir_make_tmp ("ctg-store-XXXXXX", NULL);
  status = run_child (fixture.dir, fault);
  g_assert_true (status == 137 || status == 0);
  fixture_open (&fixture);
  g_assert_true (ctg_store_check (fixture.store, TRUE, NULL));
  must_read (&fixture, check_whole, NULL);
  g_assert_true (run_scenario (fixture.store, NULL));
  dump = dump_of (&fixture);
  g_assert_cmpstr (dump, ==, reference);
  fixture_tear_down (&fixture, NULL);
  return status == 137;
}

static void
test_a_kill_at_any_point_loses_nothing (gconstpointer data)
{
  g_autofree char *reference = make_reference ();
  int n = 1;

  for (gboolean reached = TRUE; reached; n++)
    {
      g_autofree char *fault = g_strdup_printf ("%s:%d:abort", (const char *) data, n);

      reached = kill_and_resume (fault, reference);
    }
  g_assert_cmpint (n, >, 3);
}

static void
test_an_error_at_a_point_is_reported (gconstpointer data)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *reference = make_reference ();
  g_autofree char *fault = g_strdup_printf ("%s:2:error", (const char *) data);
  g_autofree char *dump = NULL;

  fixture_set_up (&fixture, NULL);
  g_setenv ("CARTEGGIO_FAULT", fault, TRUE);
  g_assert_false (run_scenario (fixture.store, &error));
  g_unsetenv ("CARTEGGIO_FAULT");
  g_assert_true (ctg_error_has_reason (error, "fault"));
  must_read (&fixture, check_whole, NULL);
  g_assert_true (run_scenario (fixture.store, NULL));
  dump = dump_of (&fixture);
  g_assert_cmpstr (dump, ==, reference);
  fixture_tear_down (&fixture, NULL);
}

static int
run_as_child (const char *dir)
{
  g_autoptr (CtgStore) store = NULL;

  ctg_clock_set_fake_utc_s (NOW);
  store = ctg_store_open (dir, 0, NULL);
  return store != NULL && run_scenario (store, NULL) ? 0 : 1;
}

int
main (int argc, char *argv[])
{
  static const char *const points[] = {
    "store-begin", "store-commit", "store-committed", "store-attachment-write", "store-attachment-rename",
  };
  static const char *const kinds[] = { "write:full", "write:io", "sync:io" };

  if (argc == 3 && g_str_equal (argv[1], "--child"))
    return run_as_child (argv[2]);
  /* Nothing here is about a disk's durability, but there are hundreds of syncs. */
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
#ifdef CTG_FAULTS
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strdup_printf ("/store/faults/every-%s-may-fail", kinds[i]);

      g_test_add_data_func (g_strdelimit (name, ":", '-'), kinds[i], test_every_write_and_sync_may_fail);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (points); i++)
    {
      g_autofree char *name = g_strdup_printf ("/store/faults/a-kill-at-%s-loses-nothing", points[i]);

      g_test_add_data_func (name, points[i], test_a_kill_at_any_point_loses_nothing);
    }
  /* Each process counts the passings of one point only. */
  g_test_add_data_func ("/store/faults/an-error-at-commit-is-reported", "store-commit",
                        test_an_error_at_a_point_is_reported);
#endif
  return g_test_run ();
}
