/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A profile in one file and back: what is in it, every way in which the file can be wrong, and what must not go on. */

#include "fixture.h"
#include "archive.h"
#include "backup.h"
#include "log-policy.h"
#include "outbox.h"
#include "schema.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONTENT "the first page of an offer"
#define LETTER "Subject: Preventivo\r\n\r\nBuongiorno\r\n"

static char *
path_of (Fixture *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

static gint64
log_letter (CtgDb *db, GError **error)
{
  Mail mail = { .id = "1@example.com", .subject = "Preventivo", .date_utc_s = NOW - 100 };
  gint64 contact = add_contact (db, "Bruno", "bruno@example.com", error);
  gint64 key = put_mail (db, &mail, error);
  g_autoptr (GPtrArray) attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);
  CtgMessageBody body = { .text = "Gentile Anna, allego il preventivo.", .body_class = CTG_BODY_LOGGED,
                          .attachments = attachments };

  g_ptr_array_add (attachments, make_attachment ("offer.pdf", CONTENT, strlen (CONTENT)));
  g_assert_true (ctg_messages_log (db, key, contact, "core", NULL, error));
  g_assert_true (ctg_messages_put_body (db, key, &body, error));
  return key;
}

static gboolean
fill_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgOutboxItem) item = ctg_outbox_item_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (LETTER, strlen (LETTER));
  CtgOutboxRecipient *recipient = g_new0 (CtgOutboxRecipient, 1);
  gint64 request;

  g_assert_true (add_account (db, NULL, error));
  log_letter (db, error);
  item->account_id = g_strdup (ACCOUNT);
  item->message_id = g_strdup ("out@example.org");
  item->sender_name = g_strdup ("Anna");
  item->sender_address = g_strdup ("anna@example.org");
  item->subject = g_strdup ("Preventivo");
  recipient->kind = CTG_PARTY_TO;
  recipient->name = g_strdup ("");
  recipient->address = g_strdup ("bruno@example.com");
  g_ptr_array_add (item->recipients, recipient);
  g_assert_true (ctg_outbox_insert (db, item, bytes, error));
  g_assert_true (ctg_requests_add (db, "sync", ACCOUNT, &request, error));
  g_assert_cmpint (enrol (db, "Clienti nuovi", 1, error), ==, 1);
  return ctg_settings_set (db, "clock-seen", "5", error) && ctg_settings_set (db, "rules", "core", error);
}

/* What the letter, its attachment and its words should be. */
static gboolean
is_here_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) hits = ctg_search (db, "preventivo", 10, error);
  g_autoptr (CtgContact) contact = ctg_contacts_get_by_address (db, "bruno@example.com", error);
  g_autoptr (GPtrArray) attachments = contact != NULL ? ctg_attachments_by_contact (db, contact->id, error) : NULL;
  g_autofree char *rules = ctg_settings_get (db, "rules");
  CtgAttachment **attachment = data;

  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_nonnull (contact);
  g_assert_cmpint (contact->n_messages, ==, 1);
  g_assert_cmpuint (attachments->len, ==, 1);
  g_assert_cmpstr (rules, ==, "core");
  *attachment = g_ptr_array_steal_index (attachments, 0);
  return TRUE;
}

static void
assert_is_here (Fixture *self)
{
  g_autoptr (CtgAttachment) attachment = NULL;
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;

  must_read (self, is_here_job, &attachment);
  path = ctg_store_dup_attachment_path (self->store, attachment->sha256);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, CONTENT);
  g_assert_true (ctg_store_check (self->store, TRUE, NULL));
}

static char *
make_backup (Fixture *self)
{
  char *path = path_of (self, "saved");
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgBackupFacts) facts = ctg_backup_make (self->dir, path, FALSE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (facts->n_messages, ==, 1);
  g_assert_cmpint (facts->n_contacts, ==, 1);
  g_assert_cmpint (facts->n_files, ==, 1);
  g_assert_cmpint (facts->n_missing, ==, 0);
  return path;
}

static void
lose_everything (Fixture *self)
{
  g_autofree char *database = path_of (self, "carteggio.db");
  g_autofree char *attachments = path_of (self, "attachments");

  fixture_close (self);
  remove_tree (database);
  remove_tree (attachments);
}

static CtgBackupFacts *
must_restore (Fixture *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  CtgBackupFacts *facts = ctg_backup_restore (self->dir, path, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return facts;
}

static guint
count_names (Fixture *self, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (self->dir, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, prefix);
  return n;
}

static void
assert_no_leftovers (Fixture *self)
{
  g_assert_cmpuint (count_names (self, "restoring-"), ==, 0);
  g_assert_cmpuint (count_names (self, "backup-"), ==, 0);
  g_assert_cmpuint (count_names (self, ".carteggio-"), ==, 0);
}

/* --- There and back --- */

static void
test_what_was_lost_comes_back (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autoptr (CtgBackupFacts) facts = NULL;
  GStatBuf status;

  must_write (self, fill_job, NULL);
  path = make_backup (self);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, 0600);
  lose_everything (self);
  facts = must_restore (self, path);
  g_assert_null (facts->kept);
  g_assert_cmpint (facts->made_utc_s, ==, NOW);
  fixture_open (self);
  assert_is_here (self);
  assert_no_leftovers (self);
}

static void
test_the_former_profile_is_kept (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (CtgBackupFacts) empty = NULL;
  g_autoptr (CtgBackupFacts) facts = NULL;
  Fixture former = { 0 };

  path = path_of (self, "empty");
  empty = ctg_backup_make (self->dir, path, FALSE, NULL, NULL, NULL, NULL);
  must_write (self, fill_job, NULL);
  fixture_close (self);
  facts = must_restore (self, path);
  g_assert_nonnull (facts->kept);
  former.dir = g_build_filename (facts->kept, "data", NULL);
  fixture_open (&former);
  assert_is_here (&former);
  fixture_close (&former);
  /* What only the former one refers to does not stay among the present attachments. */
  fixture_open (self);
  fixture_reopen (self);
  kept = path_of (self, "attachments");
  g_assert_cmpuint (count_names (self, "before-restore-"), ==, 1);
  g_assert_cmpint (g_rmdir (kept), !=, 0);
  for (int i = 0; i < 256; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%02x", kept, i);

      g_rmdir (folder);
    }
  g_assert_cmpint (g_rmdir (kept), ==, 0);
  fixture_open (&former);
  assert_is_here (&former);
  fixture_close (&former);
  g_free (former.dir);
}

static gboolean
read_settled (CtgDb *db, gpointer data, GError **error)
{
  gint64 outgoing = ctg_outbox_find (db, "out@example.org");
  g_autoptr (CtgOutboxItem) item = ctg_outbox_get (db, outgoing, error);
  g_autoptr (CtgAccount) account = ctg_accounts_get (db, ACCOUNT, error);
  g_autoptr (CtgRequest) request = ctg_requests_get (db, 1, NULL);
  g_autoptr (CtgEnrolment) enrolment = ctg_enrolments_get (db, 1, error);
  g_autofree char *seen = ctg_settings_get (db, "clock-seen");

  g_assert_cmpint (enrolment->state, ==, CTG_ENROLMENT_ASKING);
  g_assert_cmpstr (enrolment->reason, ==, "restored");
  g_assert_cmpint (item->state, ==, CTG_OUTBOX_UNKNOWN);
  g_assert_cmpint (account->state, ==, CTG_ACCOUNT_DISCONNECTED);
  g_assert_cmpstr (account->problem_reason, ==, "secret-not-in-backup");
  g_assert_null (request);
  g_assert_null (seen);
  return TRUE;
}

/* A letter that was queued then may have been sent since: it is never sent by itself. */
static void
test_what_was_going_on_does_not_go_on (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autoptr (CtgBackupFacts) facts = NULL;

  must_write (self, fill_job, NULL);
  path = make_backup (self);
  lose_everything (self);
  facts = must_restore (self, path);
  fixture_open (self);
  must_read (self, read_settled, NULL);
}

static void
test_a_lost_attachment_is_counted (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = path_of (self, "saved");
  g_autofree char *digest = ctg_text_sha256_hex (CONTENT, strlen (CONTENT));
  g_autofree char *attachment = NULL;
  g_autoptr (CtgBackupFacts) facts = NULL;

  must_write (self, fill_job, NULL);
  attachment = ctg_store_dup_attachment_path (self->store, digest);
  g_assert_cmpint (g_unlink (attachment), ==, 0);
  facts = ctg_backup_make (self->dir, path, FALSE, NULL, NULL, NULL, NULL);
  g_assert_nonnull (facts);
  g_assert_cmpint (facts->n_missing, ==, 1);
  g_assert_cmpint (facts->n_files, ==, 0);
}

/* --- Making one --- */

static void
test_a_file_that_is_there_is_left_alone (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = path_of (self, "saved");
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgBackupFacts) facts = NULL;

  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  g_assert_null (ctg_backup_make (self->dir, path, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_CONFLICT);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, "mine");
  facts = ctg_backup_make (self->dir, path, TRUE, NULL, NULL, NULL, NULL);
  g_assert_nonnull (facts);
  assert_no_leftovers (self);
}

static void
test_a_cancelled_one_leaves_nothing (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = path_of (self, "saved");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  must_write (self, fill_job, NULL);
  g_cancellable_cancel (cancellable);
  g_assert_null (ctg_backup_make (self->dir, path, FALSE, NULL, NULL, cancellable, &error));
  g_assert_true (ctg_error_is_cancelled (error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_no_leftovers (self);
}

static void
assert_target_fails (Fixture *self, const char *path, CtgErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ctg_backup_make (self->dir, path, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, CTG_ERROR, (int) code);
  assert_no_leftovers (self);
}

static void
test_a_place_that_is_none_is_refused (Fixture *self, gconstpointer unused)
{
  g_autofree char *missing = path_of (self, "nowhere/saved");

  assert_target_fails (self, missing, CTG_ERROR_NOT_FOUND);
  assert_target_fails (self, self->dir, CTG_ERROR_INVALID_INPUT);
}

/* --- Wrong files --- */

/* The profile is as it was, and nothing of the attempt is left. @reason: NULL: any. */
static void
assert_refused (Fixture *self, const char *path, CtgErrorCode code, const char *reason)
{
  g_autofree char *database = path_of (self, "carteggio.db");
  g_autofree char *before = NULL, *after = NULL;
  gsize n_before, n_after;
  g_autoptr (GError) error = NULL;

  fixture_close (self);
  g_assert_true (g_file_get_contents (database, &before, &n_before, NULL));
  g_assert_null (ctg_backup_restore (self->dir, path, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  if (reason != NULL)
    g_assert_error (error, CTG_ERROR, (int) code);
  if (reason != NULL && !ctg_error_has_reason (error, reason))
    g_error ("%s: refused with %s", reason, error->message);
  g_assert_true (g_file_get_contents (database, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
  g_assert_cmpuint (count_names (self, "before-restore-"), ==, 0);
  assert_no_leftovers (self);
}

static void
assert_bytes_refused (Fixture *self, const char *bytes, gsize length, CtgErrorCode code, const char *reason)
{
  g_autofree char *path = path_of (self, "wrong");

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  assert_refused (self, path, code, reason);
}

static void
test_foreign_files_are_refused (Fixture *self, gconstpointer unused)
{
  static const char frame[] = "\x28\xb5\x2f\xfd\x00\x58\x19\x00\x00\x61\x62\x63";   /* zstd of "abc" */
  g_autofree char *missing = path_of (self, "missing");

  assert_bytes_refused (self, "", 0, CTG_ERROR_INVALID_INPUT, "not-a-backup");
  assert_bytes_refused (self, "PK\3\4 something else", 20, CTG_ERROR_INVALID_INPUT, "not-a-backup");
  assert_bytes_refused (self, frame, sizeof frame - 1, CTG_ERROR_STORAGE, "backup-damaged");
  assert_refused (self, missing, CTG_ERROR_NOT_FOUND, "file-missing");
}

/* Packed bytes can be different and mean the same, copied from another place that holds the same: that is no damage. */
static void
assert_does_no_harm (Fixture *self, const char *bytes, gsize length)
{
  g_autofree char *path = path_of (self, "wrong");
  g_autoptr (CtgBackupFacts) facts = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  fixture_close (self);
  facts = ctg_backup_restore (self->dir, path, NULL, NULL, NULL, &error);
  fixture_open (self);
  assert_is_here (self);
  fixture_close (self);
  if (facts != NULL)
    remove_tree (facts->kept);
  else
    g_assert_true (error->domain == CTG_ERROR);
  assert_no_leftovers (self);
}

static void
test_every_cut_is_noticed_and_no_flip_harms (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autofree char *whole = NULL;
  gsize length;

  must_write (self, fill_job, NULL);
  path = make_backup (self);
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  for (gsize cut = 4; cut < length; cut += 1 + length / 40)
    assert_bytes_refused (self, whole, cut, CTG_ERROR_STORAGE, "backup-damaged");
  assert_bytes_refused (self, whole, length - 1, CTG_ERROR_STORAGE, "backup-damaged");
  for (gsize at = 20; at < length; at += 1 + length / 60)
    {
      g_autofree char *flipped = g_memdup2 (whole, length);

      flipped[at] ^= 0x10;
      assert_does_no_harm (self, flipped, length);
    }
}

typedef struct { const char *name; const char *content; } Entry;

static char *
fill_schema (const char *content)
{
  g_auto (GStrv) halves = g_strsplit (content, "=@", 2);
  int version = -1;

  while (ctg_schema_compare (version) < 0)
    version--;
  return halves[1] != NULL ? g_strdup_printf ("%s=%d%s", halves[0], version, halves[1]) : g_strdup (content);
}

/* An archive as anybody could make it, its digests right. */
static char *
make_archive (Fixture *self, const Entry *entries)
{
  char *path = path_of (self, "made");
  int fd = g_open (path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  g_autoptr (CtgArchiveWriter) writer = ctg_archive_writer_new (fd, NOW);

  for (guint i = 0; entries[i].name != NULL; i++)
    {
      g_autofree char *content = fill_schema (entries[i].content);
      gsize length = strlen (content);

      g_assert_true (ctg_archive_writer_begin (writer, entries[i].name, (gint64) length, NULL));
      g_assert_true (ctg_archive_writer_add (writer, content, length, NULL));
      g_assert_true (ctg_archive_writer_end (writer, NULL));
    }
  g_assert_true (ctg_archive_writer_finish (writer, NULL));
  close (fd);
  return path;
}

static void
assert_archive_refused (Fixture *self, const Entry *entries, CtgErrorCode code, const char *reason)
{
  g_autofree char *path = make_archive (self, entries);

  assert_refused (self, path, code, reason);
}

#define FACTS(format, schema, bytes) \
  { "backup.ini", "[Carteggio backup]\nformat=" format "\nschema=" schema "\nbytes=" bytes "\n" }
#define SCHEMA "@"   /* this program's */
#define DIGEST "ab00000000000000000000000000000000000000000000000000000000000000"

static void
test_other_versions_are_refused (Fixture *self, gconstpointer unused)
{
  const Entry newer_form[] = { FACTS ("2", SCHEMA, "9"), { NULL } };
  const Entry newer_schema[] = { FACTS ("1", "7", "9"), { NULL } };
  const Entry newest_schema[] = { FACTS ("1", "-999", "9"), { NULL } };
  const Entry older_schema[] = { FACTS ("1", "-1", "9"), { NULL } };
  const Entry no_facts[] = { { "backup.ini", "[Other]\n" }, { NULL } };
  const Entry foreign[] = { { "photo.jpg", "x" }, { NULL } };

  assert_archive_refused (self, newer_form, CTG_ERROR_SCHEMA_TOO_NEW, "backup-too-new");
  assert_archive_refused (self, newer_schema, CTG_ERROR_SCHEMA_TOO_NEW, "backup-too-new");
  assert_archive_refused (self, newest_schema, CTG_ERROR_SCHEMA_TOO_NEW, "backup-too-new");
  assert_archive_refused (self, older_schema, CTG_ERROR_STORAGE, "backup-too-old");
  assert_archive_refused (self, no_facts, CTG_ERROR_INVALID_INPUT, "not-a-backup");
  assert_archive_refused (self, foreign, CTG_ERROR_INVALID_INPUT, "not-a-backup");
}

static void
test_hostile_archives_are_refused (Fixture *self, gconstpointer unused)
{
  const Entry outside[] = { FACTS ("1", SCHEMA, "99"), { "../outside", "x" }, { NULL } };
  const Entry absolute[] = { FACTS ("1", SCHEMA, "99"), { "/tmp/outside", "x" }, { NULL } };
  const Entry climbing[] = { FACTS ("1", SCHEMA, "99"), { "attachments/../" DIGEST, "x" }, { NULL } };
  const Entry elsewhere[] = { FACTS ("1", SCHEMA, "99"), { "attachments/cd/" DIGEST, "x" }, { NULL } };
  const Entry lock[] = { FACTS ("1", SCHEMA, "99"), { "engine.lock", "x" }, { NULL } };
  const Entry twice[] = { FACTS ("1", SCHEMA, "99"), { "attachments/ab/" DIGEST, "x" },
                          { "attachments/ab/" DIGEST, "y" }, { NULL } };
  const Entry no_database[] = { FACTS ("1", SCHEMA, "99"), { "attachments/ab/" DIGEST, "x" }, { NULL } };
  const Entry larger[] = { FACTS ("1", SCHEMA, "3"), { "attachments/ab/" DIGEST, "four" }, { NULL } };
  const Entry huge[] = { FACTS ("1", SCHEMA, "900000000000000000"), { NULL } };
  const Entry rubbish[] = { FACTS ("1", SCHEMA, "99"), { "carteggio.db", "no database at all" }, { NULL } };

  assert_archive_refused (self, outside, CTG_ERROR_STORAGE, "backup-damaged");
  assert_archive_refused (self, absolute, CTG_ERROR_STORAGE, "backup-damaged");
  assert_archive_refused (self, climbing, CTG_ERROR_STORAGE, "backup-damaged");
  assert_archive_refused (self, elsewhere, CTG_ERROR_STORAGE, "backup-damaged");
  assert_archive_refused (self, lock, CTG_ERROR_STORAGE, "backup-damaged");
  assert_archive_refused (self, twice, CTG_ERROR_STORAGE, "backup-damaged");
  assert_archive_refused (self, no_database, CTG_ERROR_STORAGE, "backup-damaged");
  assert_archive_refused (self, larger, CTG_ERROR_STORAGE, "backup-damaged");
  assert_archive_refused (self, huge, CTG_ERROR_STORAGE_FULL, "restore-full");
  assert_archive_refused (self, rubbish, CTG_ERROR_STORAGE, "backup-damaged");
}

/* --- Who else is there --- */

static void
test_an_open_profile_is_not_replaced (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  CtgEngineLock *lock;

  must_write (self, fill_job, NULL);
  path = make_backup (self);
  g_assert_null (ctg_backup_restore (self->dir, path, NULL, NULL, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_BUSY);
  g_assert_true (ctg_error_has_reason (error, "profile-in-use"));
  assert_is_here (self);
  fixture_close (self);
  lock = ctg_engine_lock_take (self->dir, NULL);
  assert_refused (self, path, CTG_ERROR_BUSY, "engine-running");
  ctg_engine_lock_release (lock);
}

static void
test_a_database_that_cannot_be_read_is_replaced (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autofree char *database = path_of (self, "carteggio.db");
  g_autofree char *kept = NULL;
  g_autofree char *found = NULL;
  g_autoptr (CtgBackupFacts) facts = NULL;

  must_write (self, fill_job, NULL);
  path = make_backup (self);
  fixture_close (self);
  g_assert_true (g_file_set_contents (database, "nothing that was a database", -1, NULL));
  facts = must_restore (self, path);
  kept = g_build_filename (facts->kept, "data", "carteggio.db", NULL);
  g_assert_true (g_file_get_contents (kept, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, "nothing that was a database");
  fixture_open (self);
  assert_is_here (self);
}

static void
test_profiles_kept_aside_go (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autoptr (CtgBackupFacts) facts = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *left = path_of (self, "restoring-abcdef");

  must_write (self, fill_job, NULL);
  path = make_backup (self);
  fixture_close (self);
  facts = must_restore (self, path);
  g_assert_cmpint (g_mkdir (left, 0700), ==, 0);
  ctg_backup_clean_up (self->dir, now - 7 * 24 * 3600, now);
  g_assert_cmpuint (count_names (self, "before-restore-"), ==, 1);
  g_assert_cmpuint (count_names (self, "restoring-"), ==, 0);
  ctg_backup_clean_up (self->dir, now + 1, now + 7 * 24 * 3600 + 1);
  g_assert_cmpuint (count_names (self, "before-restore-"), ==, 0);
  fixture_open (self);
  assert_is_here (self);
}

#define ADD(name, func) g_test_add ("/store/backup/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("what-was-lost-comes-back", test_what_was_lost_comes_back);
  ADD ("the-former-profile-is-kept", test_the_former_profile_is_kept);
  ADD ("what-was-going-on-does-not-go-on", test_what_was_going_on_does_not_go_on);
  ADD ("a-lost-attachment-is-counted", test_a_lost_attachment_is_counted);
  ADD ("a-file-that-is-there-is-left-alone", test_a_file_that_is_there_is_left_alone);
  ADD ("a-cancelled-one-leaves-nothing", test_a_cancelled_one_leaves_nothing);
  ADD ("a-place-that-is-none-is-refused", test_a_place_that_is_none_is_refused);
  ADD ("foreign-files-are-refused", test_foreign_files_are_refused);
  ADD ("every-cut-is-noticed-and-no-flip-harms", test_every_cut_is_noticed_and_no_flip_harms);
  ADD ("other-versions-are-refused", test_other_versions_are_refused);
  ADD ("hostile-archives-are-refused", test_hostile_archives_are_refused);
  ADD ("an-open-profile-is-not-replaced", test_an_open_profile_is_not_replaced);
  ADD ("a-database-that-cannot-be-read-is-replaced", test_a_database_that_cannot_be_read_is_replaced);
  ADD ("profiles-kept-aside-go", test_profiles_kept_aside_go);
  return g_test_run ();
}
