/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Databases that are damaged (W3): noise in a page, wherever it is, a file cut short, emptied, of something else. */

#include "fixture.h"
#include "recovery.h"
#include "rolling.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_CONTACTS 40
#define N_LETTERS 160
#define PAGE 4096

/* A profile that is damaged again and again. */
typedef struct
{
  Fixture store;
  GBytes *sound;               /* (owned) the database */
} Seeded;

static char *
path_of (const Fixture *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

static GBytes *
read_file (const char *path)
{
  char *content = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  return g_bytes_new_take (content, length);
}

static gboolean
put_letter (CtgDb *db, int i, gint64 contact, gint64 folder, GError **error)
{
  g_autofree char *id = g_strdup_printf ("letter-%d@example.com", i);
  g_autofree char *parent = i % 4 != 0 ? g_strdup_printf ("letter-%d@example.com", i - 1) : NULL;
  g_autofree char *remote = g_strdup_printf ("%d", i + 1);
  g_autoptr (GString) text = g_string_new ("preventivo ");
  g_autoptr (GPtrArray) attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);
  CtgMessageBody body = { .attachments = attachments };
  Mail mail = { .account_id = ACCOUNT, .id = id, .ancestors = parent, .subject = id, .date_utc_s = NOW + i };
  gint64 key = put_mail (db, &mail, error);

  /* Some are long enough to stand on pages of their own. */
  for (int n = 0; n < (i % 16 == 0 ? 3000 : 40); n++)
    g_string_append_printf (text, "%x ", g_random_int ());
  body.text = text->str;
  if (i % 8 == 0)
    g_ptr_array_add (attachments, make_attachment ("listino.pdf", id, strlen (id)));
  return key != 0 && ctg_messages_add_location (db, key, folder, remote, error) &&
         ctg_messages_put_body (db, key, &body, error) &&
         (i % 10 == 9 || ctg_messages_log (db, key, contact, "core", parent, error));
}

static gboolean
seed_job (CtgDb *db, gpointer data, GError **error)
{
  CtgFolder folder = { .account_id = (char *) ACCOUNT, .remote_name = (char *) "INBOX", .name = (char *) "INBOX",
                       .role = 1, .is_watched = TRUE };
  gint64 contacts[N_CONTACTS];

  if (!add_account (db, NULL, error) || !ctg_folders_upsert (db, &folder, error) ||
      !ctg_folders_move_token (db, folder.id, NULL, "token", N_LETTERS, NOW, error))
    return FALSE;
  for (int i = 0; i < N_CONTACTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("Persona %d", i);
      g_autofree char *address = g_strdup_printf ("persona%d@example.com", i);
      g_autofree char *note = g_strnfill (300, (char) ('a' + i % 26));
      const char *addresses[] = { address, NULL };
      CtgContact contact = { .name = name, .addresses = (char **) addresses, .note = note };

      if (!ctg_contacts_insert (db, &contact, error))
        return FALSE;
      contacts[i] = contact.id;
    }
  for (int i = 0; i < N_LETTERS; i++)
    if (!put_letter (db, i, contacts[i % N_CONTACTS], folder.id, error))
      return FALSE;
  return enrol (db, "Benvenuto", contacts[0], error) != 0;
}

static void
seeded_set_up (Seeded *self, gconstpointer unused)
{
  g_autofree char *path = NULL;

  g_random_set_seed (6);
  fixture_set_up (&self->store, NULL);
  must_write (&self->store, seed_job, NULL);
  fixture_close (&self->store);
  path = path_of (&self->store, "carteggio.db");
  self->sound = read_file (path);
}

static void
seeded_tear_down (Seeded *self, gconstpointer unused)
{
  g_bytes_unref (self->sound);
  fixture_tear_down (&self->store, NULL);
}

/* Puts a database in its place as if nothing had been before, and takes no notice of what it says of itself. */
static void
put_database (Seeded *self, GBytes *bytes)
{
  g_autofree char *path = path_of (&self->store, "carteggio.db");
  g_autoptr (GDir) dir = g_dir_open (self->store.dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "damaged-"))
      {
        g_autofree char *kept = path_of (&self->store, name);

        remove_tree (kept);
      }
  g_unlink (path);
  g_assert_true (g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  ctg_recovery_doubt (self->store.dir);
}

static GBytes *
with_noise (GBytes *sound, gsize first, gsize length)
{
  gsize size = g_bytes_get_size (sound);
  guint8 *bytes = g_memdup2 (g_bytes_get_data (sound, NULL), size);

  for (gsize i = first; i < first + length && i < size; i++)
    bytes[i] = (guint8) g_random_int ();
  return g_bytes_new_take (bytes, size);
}

/* What is there, asked of the file itself. */
static gint64
ask (const Fixture *self, const char *sql)
{
  g_autofree char *path = path_of (self, "carteggio.db");
  sqlite3_stmt *statement = NULL;
  sqlite3 *db = NULL;
  gint64 answer = -1;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    answer = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return answer;
}

static gboolean
get_recovery (CtgDb *db, gpointer data, GError **error)
{
  *(CtgRecovery **) data = ctg_recovery_get (db);
  return TRUE;
}

static void
assert_kept (const CtgRecovery *recovery, GBytes *damaged)
{
  g_autofree char *path = g_build_filename (recovery->kept, "data", "carteggio.db", NULL);
  g_autoptr (GBytes) kept = read_file (path);
  GStatBuf status;

  g_assert_true (g_bytes_equal (kept, damaged));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

/* Opens what is damaged; what has become of it is sound in all its parts. */
static CtgRecovery *
recover (Seeded *self, GBytes *damaged)
{
  CtgRecovery *recovery = NULL;
  g_autoptr (GError) error = NULL;

  put_database (self, damaged);
  fixture_open (&self->store);
  must_read (&self->store, get_recovery, &recovery);
  ctg_store_check (self->store.store, TRUE, &error);
  g_assert_no_error (error);
  fixture_close (&self->store);
  if (recovery != NULL)
    assert_kept (recovery, damaged);
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM message WHERE n_logged <>"
                        " (SELECT count(*) FROM log_entry WHERE message = key)"), ==, 0);
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM message WHERE (body_state = 1) <>"
                        " (key IN (SELECT message FROM body_text))"), ==, 0);
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM thread WHERE NOT EXISTS"
                        " (SELECT 1 FROM message WHERE thread = id)"), ==, 0);
  return recovery;
}

/* What a noise of one page costs is what stood on it, and what hung on that. */
static void
test_noise_in_any_page (Seeded *self, gconstpointer unused)
{
  gint64 n_pages = (gint64) g_bytes_get_size (self->sound) / PAGE;
  gint64 n_tried = 0, n_found = 0, n_whole = 0;

  for (gint64 page = 0; page < n_pages; page += g_test_slow () ? 3 : 61)
    {
      g_autoptr (GBytes) damaged = with_noise (self->sound, (gsize) page * PAGE, PAGE);
      g_autoptr (CtgRecovery) recovery = recover (self, damaged);

      n_tried++;
      n_found += recovery != NULL;
      if (recovery == NULL)
        continue;
      g_assert_cmpint (recovery->n_messages, >=, N_LETTERS - 40);
      g_assert_cmpint (recovery->n_contacts, >=, N_CONTACTS - 12);
      n_whole += recovery->n_messages == N_LETTERS && recovery->n_contacts == N_CONTACTS;
      g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM folder WHERE token IS NOT NULL"), ==, 0);
      g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM contact WHERE note NOT GLOB '[a-z]*'"
                            " AND note <> ''"), ==, 0);
    }
  /* Only in a text's own further pages can noise stand unseen by SQLite. */
  g_assert_cmpint (n_found, >, n_tried / 2);
  g_assert_cmpint (n_whole, >, n_found / 2);
}

static void
test_noise_in_half_a_page (Seeded *self, gconstpointer unused)
{
  gint64 n_pages = (gint64) g_bytes_get_size (self->sound) / PAGE;

  for (gint64 page = 1; page < n_pages; page += g_test_slow () ? 7 : 127)
    {
      g_autoptr (GBytes) damaged = with_noise (self->sound, (gsize) page * PAGE + PAGE / 2, PAGE / 2);
      G_GNUC_UNUSED g_autoptr (CtgRecovery) recovery = recover (self, damaged);

      g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM message"), >=, N_LETTERS - 20);
    }
}

/* Where the tables begin is found without the first page. */
static void
test_noise_instead_of_the_header (Seeded *self, gconstpointer unused)
{
  static const gsize lengths[] = { 100, PAGE, PAGE * 3 };
  gint64 hashes = ask (&self->store, "SELECT sum (id_hash % 1000003) FROM message");
  gint64 n_threads = ask (&self->store, "SELECT count(*) FROM thread");

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GBytes) damaged = with_noise (self->sound, 0, lengths[i]);
      g_autoptr (CtgRecovery) recovery = recover (self, damaged);

      g_assert_nonnull (recovery);
      g_assert_cmpint (recovery->n_messages, ==, N_LETTERS);
      g_assert_cmpint (recovery->n_contacts, ==, N_CONTACTS);
      g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM body_text"), ==, N_LETTERS);
      g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM template"), ==, 1);
      g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM contact WHERE n_messages > 0"), >, 30);
      /* Ids are hashed by the key they were hashed by, unless the settings, on the second page, are gone. */
      g_assert_true ((ask (&self->store, "SELECT sum (id_hash % 1000003) FROM message") == hashes) == (i < 2));
      g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM thread"), ==, n_threads);
    }
}

static void
test_a_file_cut_short (Seeded *self, gconstpointer unused)
{
  gsize size = g_bytes_get_size (self->sound);
  gsize lengths[] = { size - PAGE, size - PAGE - 1000, size / 2, size / 2 + 77, PAGE, 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GBytes) damaged = g_bytes_new_from_bytes (self->sound, 0, lengths[i]);
      g_autoptr (CtgRecovery) recovery = recover (self, damaged);

      g_assert_nonnull (recovery);
      g_assert_true (recovery->lost_letters || recovery->lost_own || lengths[i] > size / 2 + 100);
      g_assert_cmpint (recovery->n_messages, >=, lengths[i] >= size - 2 * PAGE ? N_LETTERS - 20 : 0);
    }
}

/* An emptied database is told from a new one by what is beside it; it is never begun anew in silence. */
static void
test_an_emptied_file (Seeded *self, gconstpointer unused)
{
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (CtgRecovery) recovery = recover (self, nothing);

  g_assert_nonnull (recovery);
  g_assert_true (recovery->lost_own);
  g_assert_cmpint (recovery->n_messages, ==, 0);
}

static void
test_a_file_of_noise (Seeded *self, gconstpointer unused)
{
  g_autoptr (GBytes) damaged = with_noise (self->sound, 0, g_bytes_get_size (self->sound));
  g_autoptr (CtgRecovery) recovery = recover (self, damaged);

  g_assert_nonnull (recovery);
  g_assert_true (recovery->lost_letters && recovery->lost_own);
}

static gboolean
add_last (CtgDb *db, gpointer data, GError **error)
{
  return add_contact (db, "Ultima", "ultima@example.com", error) != 0;
}

/* The first process ends without closing, so that its last letters stand in the log alone. */
static void
test_what_the_log_has_comes_back (Seeded *self, gconstpointer unused)
{
  g_autofree char *path = path_of (&self->store, "carteggio.db");
  g_autofree char *log_path = path_of (&self->store, "carteggio.db-wal");
  g_autoptr (GBytes) log = NULL, file = NULL, damaged = NULL;
  CtgRecovery *recovery = NULL;

  put_database (self, self->sound);
  fixture_open (&self->store);
  must_write (&self->store, add_last, NULL);
  log = read_file (log_path);
  file = read_file (path);
  fixture_close (&self->store);
  damaged = with_noise (file, 0, PAGE);
  put_database (self, damaged);
  g_assert_true (g_file_set_contents (log_path, g_bytes_get_data (log, NULL), (gssize) g_bytes_get_size (log), NULL));
  fixture_open (&self->store);
  must_read (&self->store, get_recovery, &recovery);
  fixture_close (&self->store);
  g_assert_nonnull (recovery);
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM contact WHERE name = 'Ultima'"), ==, 1);
  ctg_recovery_free (recovery);
}

static gboolean
delete_first_contact (CtgDb *db, gpointer data, GError **error)
{
  return ctg_contacts_delete (db, 1, error);
}

static char *
copy_of (Seeded *self, const char *day)
{
  g_autofree char *name = g_strconcat ("copies/", day, ".db", NULL);

  return path_of (&self->store, name);
}

static char *
make_copy (Seeded *self, gint64 utc_s)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (utc_s);
  g_autofree char *day = g_date_time_format (then, "%Y-%m-%d");
  g_autoptr (GError) error = NULL;

  ctg_rolling_make (self->store.dir, utc_s, &error);
  g_assert_no_error (error);
  return copy_of (self, day);
}

/* W3: what only this computer had is in the copy of yesterday; nothing of any letter is. */
static void
test_own_copies_fill_what_is_missing (Seeded *self, gconstpointer unused)
{
  g_autoptr (GBytes) damaged = with_noise (self->sound, 0, g_bytes_get_size (self->sound));
  g_autofree char *copy = make_copy (self, NOW);
  g_autoptr (GBytes) bytes = read_file (copy);
  g_autoptr (CtgRecovery) recovery = NULL;
  GStatBuf status;

  g_assert_cmpint (g_stat (copy, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_null (memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "letter-", 7));
  recovery = recover (self, damaged);
  g_assert_nonnull (recovery);
  g_assert_nonnull (recovery->copy_day);
  g_assert_cmpint (recovery->n_contacts, ==, N_CONTACTS);
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM contact WHERE length (note) = 300"), ==, N_CONTACTS);
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM contact_address"), ==, N_CONTACTS);
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM template"), ==, 1);
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM sequence_step"), ==, 1);
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM account"), ==, 1);
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM enrolment WHERE state = 0"), ==, 0);
}

/* B24: a week, and no longer. */
static void
test_own_copies_go_by_age (Seeded *self, gconstpointer unused)
{
  g_autofree char *first = make_copy (self, NOW);
  g_autofree char *second = make_copy (self, NOW + 24 * 3600);
  g_autofree char *last = NULL;

  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));
  last = make_copy (self, NOW + 7 * 24 * 3600);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (second, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (last, G_FILE_TEST_EXISTS));
}

/* B24: no copy has the words of somebody who was deleted, after a purge. */
static void
test_own_copies_go_with_whom_they_have (Seeded *self, gconstpointer unused)
{
  g_autofree char *first = make_copy (self, NOW);
  g_autofree char *second = NULL;

  ctg_rolling_drop (self->store.dir);
  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));
  fixture_open (&self->store);
  must_write (&self->store, delete_first_contact, NULL);
  second = make_copy (self, NOW + 24 * 3600);
  ctg_rolling_drop (self->store.dir);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (second, G_FILE_TEST_EXISTS));
}

/* Another process has it open: nothing is taken from under it. */
static void
test_a_database_in_use_stays (Seeded *self, gconstpointer unused)
{
  g_autofree char *path = path_of (&self->store, "carteggio.db");
  g_autoptr (GBytes) damaged = with_noise (self->sound, 0, PAGE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) after = NULL;
  struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 0x40000000 + 2, .l_len = 510 };
  int ready[2], fd, status;
  pid_t child;

  put_database (self, damaged);
  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0)
    {
      fd = open (path, O_RDWR | O_CLOEXEC);
      fcntl (fd, F_SETLK, &lock);
      if (write (ready[1], "x", 1) == 1)
        pause ();
      _exit (0);
    }
  g_assert_cmpint (read (ready[0], &status, 1), ==, 1);
  g_assert_null (ctg_store_open (self->store.dir, 0, &error));
  g_assert_true (ctg_error_has_reason (error, "profile-in-use"));
  after = read_file (path);
  g_assert_true (g_bytes_equal (after, damaged));
  kill (child, SIGKILL);
  waitpid (child, &status, 0);
  close (ready[0]);
  close (ready[1]);
}

static gboolean
note_seen (CtgDb *db, gpointer data, GError **error)
{
  return ctg_recovery_seen (db, error);
}

static void
test_it_is_told_until_it_is_seen (Seeded *self, gconstpointer unused)
{
  g_autoptr (GBytes) damaged = with_noise (self->sound, 0, PAGE);
  CtgRecovery *recovery = recover (self, damaged);

  g_assert_nonnull (recovery);
  g_clear_pointer (&recovery, ctg_recovery_free);
  fixture_open (&self->store);
  must_read (&self->store, get_recovery, &recovery);
  g_assert_nonnull (recovery);
  g_clear_pointer (&recovery, ctg_recovery_free);
  must_write (&self->store, note_seen, NULL);
  must_read (&self->store, get_recovery, &recovery);
  g_assert_null (recovery);
}

/* A process died: what it left is looked through beside the work, and recovered when it is opened next. */
static void
test_what_died_is_looked_through_beside_the_work (Seeded *self, gconstpointer unused)
{
  g_autofree char *doubt = path_of (&self->store, "look-through");
  g_autofree char *log_path = path_of (&self->store, "carteggio.db-wal");
  gsize middle = g_bytes_get_size (self->sound) / PAGE / 2 * PAGE;
  g_autoptr (GBytes) damaged = with_noise (self->sound, middle, PAGE);
  CtgRecovery *recovery = NULL;

  put_database (self, damaged);
  g_unlink (doubt);
  g_assert_true (g_file_set_contents (log_path, "", 0, NULL));
  fixture_open (&self->store);
  must_read (&self->store, get_recovery, &recovery);
  g_assert_null (recovery);
  for (int i = 0; i < 500 && !g_file_test (doubt, G_FILE_TEST_EXISTS); i++)
    g_usleep (20000);
  fixture_close (&self->store);
  g_assert_true (g_file_test (doubt, G_FILE_TEST_EXISTS));
  fixture_open (&self->store);
  must_read (&self->store, get_recovery, &recovery);
  g_assert_nonnull (recovery);
  g_clear_pointer (&recovery, ctg_recovery_free);
  fixture_close (&self->store);
}

/* A sound database is looked through, and stays as it is. */
static void
test_a_sound_one_stays (Seeded *self, gconstpointer unused)
{
  g_autofree char *doubt = path_of (&self->store, "look-through");
  CtgRecovery *recovery = recover (self, self->sound);

  g_assert_null (recovery);
  g_assert_false (g_file_test (doubt, G_FILE_TEST_EXISTS));
  g_assert_cmpint (ask (&self->store, "SELECT count(*) FROM folder WHERE token IS NOT NULL"), ==, 1);
}

#define ADD(path, func) g_test_add (path, Seeded, NULL, seeded_set_up, func, seeded_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/store/recovery/noise-in-any-page", test_noise_in_any_page);
  ADD ("/store/recovery/noise-in-half-a-page", test_noise_in_half_a_page);
  ADD ("/store/recovery/noise-instead-of-the-header", test_noise_instead_of_the_header);
  ADD ("/store/recovery/a-file-cut-short", test_a_file_cut_short);
  ADD ("/store/recovery/an-emptied-file", test_an_emptied_file);
  ADD ("/store/recovery/a-file-of-noise", test_a_file_of_noise);
  ADD ("/store/recovery/what-the-log-has-comes-back", test_what_the_log_has_comes_back);
  ADD ("/store/recovery/own-copies-fill-what-is-missing", test_own_copies_fill_what_is_missing);
  ADD ("/store/recovery/own-copies-go-by-age", test_own_copies_go_by_age);
  ADD ("/store/recovery/own-copies-go-with-whom-they-have", test_own_copies_go_with_whom_they_have);
  ADD ("/store/recovery/a-database-in-use-stays", test_a_database_in_use_stays);
  ADD ("/store/recovery/it-is-told-until-it-is-seen", test_it_is_told_until_it_is_seen);
  ADD ("/store/recovery/what-died-is-looked-through-beside-the-work", test_what_died_is_looked_through_beside_the_work);
  ADD ("/store/recovery/a-sound-one-stays", test_a_sound_one_stays);
  return g_test_run ();
}
