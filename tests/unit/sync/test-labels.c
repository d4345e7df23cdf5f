/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A mailbox whose folders are labels, against the real database: each message is one row, read once, and known to be in
 * INBOX or in Sent as elsewhere. */

#include "clock.h"
#include "contacts.h"
#include "fake-backend.h"
#include "log-policy.h"
#include "messages.h"
#include "own-addresses.h"
#include "pull.h"
#include "requests.h"

#define ME "marco@gmail.com"
#define ANNA "Anna <anna@bianchi.example>"

typedef struct
{
  char *directory;
  CtgStore *store;
  CtgPoison *poison;
  FakeBackend *backend;
  GHashTable *own;
  CtgPullTotals totals;
} Fixture;

static gboolean
add_account (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgAccount) account = g_new0 (CtgAccount, 1);
  g_autoptr (CtgContact) contact = g_new0 (CtgContact, 1);

  account->id = g_strdup ("account-1");
  account->address = g_strdup (ME);
  account->display_name = g_strdup ("Marco Ferri");
  account->kind = g_strdup ("gmail");
  account->incoming = ctg_endpoint_new ("imap.gmail.com", 993, CTG_SECURITY_TLS, ME);
  contact->name = g_strdup ("Anna Bianchi");
  contact->company = g_strdup ("");
  contact->phone = g_strdup ("");
  contact->note = g_strdup ("");
  contact->addresses = g_strdupv ((char *[]) { (char *) "anna@bianchi.example", NULL });
  return ctg_accounts_insert (db, account, error) && ctg_contacts_insert (db, contact, error);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *marks = NULL;
  g_autofree char *data = NULL;
  GError *error = NULL;

  fixture->directory = g_dir_make_tmp ("ctg-labels-XXXXXX", NULL);
  data = g_build_filename (fixture->directory, "data", NULL);
  marks = g_build_filename (fixture->directory, "marks", NULL);
  fixture->store = ctg_store_open (data, 0, &error);
  g_assert_no_error (error);
  fixture->poison = ctg_poison_open (marks, &error);
  g_assert_no_error (error);
  ctg_store_write (fixture->store, add_account, fixture, NULL, &error);
  g_assert_no_error (error);
  fixture->own = ctg_own_addresses_read (fixture->store, &error);
  g_assert_no_error (error);
  fixture->backend = fake_backend_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", fixture->directory);

  ctg_store_close (fixture->store);
  g_object_unref (fixture->store);
  ctg_poison_close (fixture->poison);
  g_object_unref (fixture->backend);
  g_hash_table_unref (fixture->own);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->directory);
}

static void
add (Fixture *fixture, const char *folder, const char *id, const char *labels)
{
  gboolean is_own = g_strcmp0 (labels, "\\Sent") == 0;
  g_autofree char *message =
    g_strdup_printf ("From: %s\r\nTo: %s\r\nSubject: Preventivo\r\nMessage-ID: <%s>\r\n"
                     "Date: 3 Nov 2026 10:00:00 +0000\r\n\r\nTesto di %s.\r\n", is_own ? ME : ANNA,
                     is_own ? ANNA : ME, id, id);

  fake_backend_add (fixture->backend, folder, message);
  if (labels != NULL)
    fake_backend_label (fixture->backend, id, labels);
}

static void
pull (Fixture *fixture)
{
  CtgPull work = {
    .store = fixture->store, .backend = CTG_BACKEND (fixture->backend), .account_id = "account-1",
    .own = fixture->own, .poison = fixture->poison,
  };
  GError *error = NULL;

  fixture->totals = (CtgPullTotals) { 0 };
  ctg_pull_account (&work, &fixture->totals, NULL, &error);
  g_assert_no_error (error);
}

typedef struct
{
  const char *id;
  char *places;             /* (nullable) NULL: not held */
  gboolean is_logged;
  guint n_unlogged;
} Look;

static gboolean
read_look (CtgDb *db, gpointer data, GError **error)
{
  Look *look = data;
  gint64 key = look->id != NULL ? ctg_messages_find (db, look->id) : 0;
  g_auto (GStrv) places = key != 0 ? ctg_messages_list_places (db, key, error) : NULL;
  g_autoptr (GArray) unlogged = ctg_messages_list_unlogged (db, NULL, error);

  g_assert_nonnull (unlogged);
  look->n_unlogged = unlogged->len;
  look->places = places != NULL ? g_strjoinv (" ", places) : NULL;
  look->is_logged = key != 0 && ctg_messages_is_logged (db, key);
  return TRUE;
}

static Look
look (Fixture *fixture, const char *id)
{
  Look look = { id, NULL, FALSE, 0 };

  g_assert_true (ctg_store_read (fixture->store, read_look, &look, NULL, NULL));
  return look;
}

static void
assert_places (Fixture *fixture, const char *id, const char *expected)
{
  Look found = look (fixture, id);
  g_autofree char *places = found.places;

  g_assert_cmpstr (places, ==, expected);
}

static guint
count_listed (Fixture *fixture)
{
  return look (fixture, NULL).n_unlogged;
}

static gboolean
is_logged (Fixture *fixture, const char *id)
{
  Look found = look (fixture, id);

  g_free (found.places);
  return found.is_logged;
}

/* What a filter keeps out of INBOX is held, and not listed there; a draft is no letter. */
static void
test_each_is_read_once (Fixture *fixture, gconstpointer unused)
{
  fake_backend_keep_labels (fixture->backend);
  add (fixture, "All Mail", "in@x", "\\Inbox,Privato");
  add (fixture, "All Mail", "out@x", "\\Sent");
  add (fixture, "All Mail", "filtered@x", "Privato");
  add (fixture, "All Mail", "draft@x", "\\Draft");
  add (fixture, "All Mail", "bare@x", NULL);
  pull (fixture);
  g_assert_cmpint (fixture->totals.n_seen, ==, 5);
  g_assert_cmpuint (fake_backend_get_n_pulls (fixture->backend), ==, 1);
  assert_places (fixture, "in@x", "INBOX Privato All Mail");
  assert_places (fixture, "out@x", "Sent All Mail");
  assert_places (fixture, "filtered@x", "Privato All Mail");
  assert_places (fixture, "bare@x", "All Mail");
  assert_places (fixture, "draft@x", NULL);
  g_assert_cmpuint (count_listed (fixture), ==, 2);
  pull (fixture);
  g_assert_cmpuint (fake_backend_get_n_pulls (fixture->backend), ==, 1);
}

/* B15: put there before it came, or long after. */
static void
test_the_label_logs (Fixture *fixture, gconstpointer unused)
{
  fake_backend_keep_labels (fixture->backend);
  add (fixture, "All Mail", "first@x", "Carteggio");
  add (fixture, "All Mail", "later@x", "\\Inbox");
  pull (fixture);
  g_assert_true (is_logged (fixture, "first@x"));
  g_assert_false (is_logged (fixture, "later@x"));
  fake_backend_label (fixture->backend, "later@x", "\\Inbox,Carteggio");
  pull (fixture);
  g_assert_true (is_logged (fixture, "later@x"));
  g_assert_cmpint (fixture->totals.n_logged, ==, 1);
  g_assert_cmpuint (fake_backend_get_n_bodies (fixture->backend), ==, 2);
}

static gboolean
never_log (CtgDb *db, gpointer data, GError **error)
{
  gboolean is_new;

  return ctg_never_log_add (db, "folder:privato", &is_new, error);
}

/* A label on the never-log list holds also when the letter is asked about again. */
static void
test_a_label_is_never_logged (Fixture *fixture, gconstpointer unused)
{
  fake_backend_keep_labels (fixture->backend);
  g_assert_true (ctg_store_write (fixture->store, never_log, NULL, NULL, NULL));
  add (fixture, "All Mail", "secret@x", "Privato,Carteggio");
  add (fixture, "All Mail", "other@x", "Privato");
  pull (fixture);
  fake_backend_label (fixture->backend, "other@x", "Privato,Carteggio");
  pull (fixture);
  g_assert_false (is_logged (fixture, "secret@x"));
  g_assert_false (is_logged (fixture, "other@x"));
}

static void
test_labels_change (Fixture *fixture, gconstpointer unused)
{
  fake_backend_keep_labels (fixture->backend);
  add (fixture, "All Mail", "in@x", "\\Inbox");
  add (fixture, "All Mail", "two@x", "\\Inbox");
  pull (fixture);
  g_assert_cmpuint (count_listed (fixture), ==, 2);
  fake_backend_label (fixture->backend, "in@x", "Privato");
  pull (fixture);
  assert_places (fixture, "in@x", "Privato All Mail");
  g_assert_cmpuint (count_listed (fixture), ==, 1);
  fake_backend_remove (fixture->backend, "two@x");
  pull (fixture);
  assert_places (fixture, "two@x", "");
  g_assert_cmpuint (count_listed (fixture), ==, 0);
}

/* I5: labels outlive new numbers, and nothing is doubled. */
static void
test_new_numbers (Fixture *fixture, gconstpointer unused)
{
  fake_backend_keep_labels (fixture->backend);
  add (fixture, "All Mail", "in@x", "\\Inbox,Carteggio");
  add (fixture, "All Mail", "out@x", "\\Sent");
  pull (fixture);
  fake_backend_renumber (fixture->backend);
  pull (fixture);
  assert_places (fixture, "in@x", "INBOX Carteggio All Mail");
  assert_places (fixture, "out@x", "Sent All Mail");
  g_assert_cmpuint (count_listed (fixture), ==, 1);
  g_assert_cmpuint (fake_backend_get_n_bodies (fixture->backend), ==, 1);
}

/* A mailbox that was read folder by folder, and is again when All Mail is hidden from IMAP. */
static void
test_there_and_back (Fixture *fixture, gconstpointer unused)
{
  add (fixture, "INBOX", "in@x", "\\Inbox");
  add (fixture, "Sent", "out@x", "\\Sent");
  pull (fixture);
  assert_places (fixture, "in@x", "INBOX");
  fake_backend_keep_labels (fixture->backend);
  pull (fixture);
  assert_places (fixture, "in@x", "INBOX All Mail");
  g_assert_cmpuint (count_listed (fixture), ==, 2);
  fake_backend_hide_all_mail (fixture->backend);
  add (fixture, "INBOX", "new@x", "\\Inbox");
  pull (fixture);
  assert_places (fixture, "new@x", "INBOX");
  assert_places (fixture, "in@x", "INBOX All Mail");
  g_assert_cmpuint (count_listed (fixture), ==, 3);
}

#define ADD(path, func) g_test_add ("/sync/labels/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("each-is-read-once", test_each_is_read_once);
  ADD ("B15-the-label-logs", test_the_label_logs);
  ADD ("a-label-is-never-logged", test_a_label_is_never_logged);
  ADD ("labels-change", test_labels_change);
  ADD ("I5-new-numbers", test_new_numbers);
  ADD ("there-and-back", test_there_and_back);
  return g_test_run ();
}
