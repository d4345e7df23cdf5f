/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A mailbox in memory against the real database: what is logged, on whom, and what a reset, a second run and a forged
 * reference do. */

#include "attachment-policy.h"
#include "clock.h"
#include "errors.h"
#include "contacts.h"
#include "fake-backend.h"
#include "identities.h"
#include "ingest.h"
#include "own-addresses.h"
#include "pull.h"
#include "requests.h"

#include <glib/gstdio.h>

#define ME "marco@studioferri.example"

typedef struct
{
  char *directory;
  CtgStore *store;
  CtgPoison *poison;
  FakeBackend *backend;
  GHashTable *own;
  gint64 anna;
  CtgPullTotals totals;
} Fixture;

static gboolean
add_account (CtgDb *db, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (CtgAccount) account = g_new0 (CtgAccount, 1);
  g_autoptr (CtgContact) contact = g_new0 (CtgContact, 1);

  account->id = g_strdup ("account-1");
  account->address = g_strdup (ME);
  account->display_name = g_strdup ("Marco Ferri");
  account->kind = g_strdup ("imap");
  account->incoming = ctg_endpoint_new ("imap.studioferri.example", 993, CTG_SECURITY_TLS, ME);
  contact->name = g_strdup ("Anna Bianchi");
  contact->company = g_strdup ("Studio Bianchi");
  contact->phone = g_strdup ("");
  contact->note = g_strdup ("");
  contact->addresses = g_strdupv ((char *[]) { (char *) "anna@bianchi.example", NULL });
  if (!ctg_accounts_insert (db, account, error) || !ctg_contacts_insert (db, contact, error))
    return FALSE;
  fixture->anna = contact->id;
  return TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *marks = NULL;
  g_autofree char *data = NULL;
  GError *error = NULL;

  fixture->directory = g_dir_make_tmp ("ctg-pull-XXXXXX", NULL);
  data = g_build_filename (fixture->directory, "data", NULL);
  fixture->store = ctg_store_open (data, 0, &error);
  g_assert_no_error (error);
  marks = g_build_filename (fixture->directory, "marks", NULL);
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
add (Fixture *fixture, const char *folder, const char *id, const char *from, const char *to, const char *answers,
     int day)
{
  g_autofree char *parent = answers != NULL ? g_strdup_printf ("In-Reply-To: <%s>\r\nReferences: <%s>\r\n", answers,
                                                               answers)
                                            : g_strdup ("");
  g_autofree char *message =
    g_strdup_printf ("From: %s\r\nTo: %s\r\nSubject: Preventivo cucina\r\nMessage-ID: <%s>\r\n%s"
                     "Date: %d Nov 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                     "Testo di %s.\r\n", from, to, id, parent, day, id);

  fake_backend_add (fixture->backend, folder, message);
}

static gboolean
try_to_pull (Fixture *fixture, GError **error)
{
  CtgPull work = {
    .store = fixture->store,
    .backend = CTG_BACKEND (fixture->backend),
    .account_id = "account-1",
    .own = fixture->own,
    .poison = fixture->poison,
  };

  fixture->totals = (CtgPullTotals) { 0 };
  return ctg_pull_account (&work, &fixture->totals, NULL, error);
}

static void
pull (Fixture *fixture)
{
  GError *error = NULL;

  g_assert_true (try_to_pull (fixture, &error));
  g_assert_no_error (error);
}

typedef struct
{
  Fixture *fixture;
  const char *id;
  gint64 key;
  GPtrArray *log;
  char *text;
  GArray *keys;
} Query;

static gboolean
read_message (CtgDb *db, gpointer data, GError **error)
{
  Query *query = data;

  query->key = ctg_messages_find (db, query->id);
  if (query->key == 0)
    return TRUE;
  query->log = ctg_messages_get_log (db, query->key, error);
  query->text = ctg_messages_get_text (db, query->key, NULL);
  return query->log != NULL;
}

static Query
look (Fixture *fixture, const char *id)
{
  Query query = { fixture, id, 0, NULL, NULL, NULL };
  GError *error = NULL;

  ctg_store_read (fixture->store, read_message, &query, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query.key, !=, 0);
  return query;
}

static void
query_clear (Query *query)
{
  g_clear_pointer (&query->log, g_ptr_array_unref);
  g_clear_pointer (&query->text, g_free);
  g_clear_pointer (&query->keys, g_array_unref);
}

static void
assert_logged (Fixture *fixture, const char *id, const char *rule)
{
  Query query = look (fixture, id);
  const CtgLogEntry *entry;

  g_assert_cmpuint (query.log->len, ==, 1);
  entry = g_ptr_array_index (query.log, 0);
  g_assert_cmpstr (entry->rule, ==, rule);
  g_assert_cmpint (entry->contact_id, ==, fixture->anna);
  query_clear (&query);
}

static void
assert_not_logged (Fixture *fixture, const char *id)
{
  Query query = look (fixture, id);

  g_assert_cmpuint (query.log->len, ==, 0);
  g_assert_null (query.text);
  query_clear (&query);
}

static void
assert_text (Fixture *fixture, const char *id)
{
  Query query = look (fixture, id);

  g_assert_nonnull (query.text);
  g_assert_nonnull (strstr (query.text, "Testo di"));
  query_clear (&query);
}

static gboolean
write_log (CtgDb *db, gpointer data, GError **error)
{
  Query *query = data;
  guint n_entries = 0;

  return ctg_ingest_log (db, query->fixture->own, ctg_messages_find (db, query->id), 0, "manual", NULL, &n_entries,
                         error);
}

static void
log_by_hand (Fixture *fixture, const char *id)
{
  Query query = { fixture, id, 0, NULL, NULL, NULL };
  GError *error = NULL;

  ctg_store_write (fixture->store, write_log, &query, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
read_unlogged (CtgDb *db, gpointer data, GError **error)
{
  Query *query = data;

  query->keys = ctg_messages_list_unlogged (db, NULL, error);
  return query->keys != NULL;
}

static guint
count_unlogged (Fixture *fixture)
{
  Query query = { fixture, NULL, 0, NULL, NULL, NULL };
  guint n_keys;

  g_assert_true (ctg_store_read (fixture->store, read_unlogged, &query, NULL, NULL));
  n_keys = query.keys->len;
  query_clear (&query);
  return n_keys;
}

static void
test_nothing_is_logged_by_itself (Fixture *fixture, gconstpointer unused)
{
  add (fixture, "INBOX", "one@x", "Anna <anna@bianchi.example>", ME, NULL, 1);
  add (fixture, "INBOX", "two@x", "Anna <anna@bianchi.example>", ME, "one@x", 2);
  add (fixture, "Privato", "three@x", "Anna <anna@bianchi.example>", ME, NULL, 3);
  pull (fixture);
  assert_not_logged (fixture, "one@x");
  assert_not_logged (fixture, "two@x");
  g_assert_cmpuint (count_unlogged (fixture), ==, 2);
  g_assert_cmpuint (fake_backend_get_n_bodies (fixture->backend), ==, 0);
}

/* A02, B13: an answer is logged by itself, and its entry has the rule and what it matched. */
static void
test_an_answer_follows_what_is_logged (Fixture *fixture, gconstpointer unused)
{
  add (fixture, "Sent", "ask@x", ME, "anna@bianchi.example", NULL, 1);
  pull (fixture);
  log_by_hand (fixture, "ask@x");
  add (fixture, "INBOX", "answer@x", "Anna <anna@bianchi.example>", ME, "ask@x", 2);
  add (fixture, "INBOX", "other@x", "Anna <anna@bianchi.example>", ME, NULL, 2);
  pull (fixture);
  assert_logged (fixture, "ask@x", "manual");
  assert_logged (fixture, "answer@x", "core");
  assert_not_logged (fixture, "other@x");
  assert_text (fixture, "ask@x");
  assert_text (fixture, "answer@x");
  g_assert_cmpuint (fake_backend_get_n_bodies (fixture->backend), ==, 2);
}

static void
test_logging_admits_what_is_already_here (Fixture *fixture, gconstpointer unused)
{
  add (fixture, "Sent", "a@x", ME, "anna@bianchi.example", NULL, 1);
  add (fixture, "INBOX", "b@x", "anna@bianchi.example", ME, "a@x", 2);
  add (fixture, "Sent", "c@x", ME, "anna@bianchi.example", "b@x", 3);
  add (fixture, "INBOX", "d@x", "anna@bianchi.example", ME, "c@x", 4);
  pull (fixture);
  log_by_hand (fixture, "a@x");
  assert_logged (fixture, "b@x", "core");
  assert_logged (fixture, "c@x", "core");
  assert_logged (fixture, "d@x", "core");
  pull (fixture);
  assert_text (fixture, "d@x");
}

static void
test_a_forged_reference_logs_nothing (Fixture *fixture, gconstpointer unused)
{
  add (fixture, "Sent", "ask@x", ME, "anna@bianchi.example", NULL, 1);
  pull (fixture);
  log_by_hand (fixture, "ask@x");
  add (fixture, "INBOX", "forged@x", "mallory@evil.example", ME ", anna@bianchi.example", "ask@x", 2);
  add (fixture, "INBOX", "colleague@x", "carlo@bianchi.example", ME ", anna@bianchi.example", "ask@x", 3);
  pull (fixture);
  assert_not_logged (fixture, "forged@x");
  assert_not_logged (fixture, "colleague@x");
}

static void
test_own_mail_to_somebody_else_stays_out (Fixture *fixture, gconstpointer unused)
{
  add (fixture, "Sent", "ask@x", ME, "anna@bianchi.example", NULL, 1);
  pull (fixture);
  log_by_hand (fixture, "ask@x");
  add (fixture, "Sent", "forward@x", ME, "luca@altro.example", "ask@x", 2);
  pull (fixture);
  assert_not_logged (fixture, "forward@x");
}

static void
test_a_second_pull_asks_for_nothing (Fixture *fixture, gconstpointer unused)
{
  add (fixture, "INBOX", "one@x", "anna@bianchi.example", ME, NULL, 1);
  pull (fixture);
  g_assert_cmpint (fixture->totals.n_seen, ==, 1);
  g_assert_cmpuint (fake_backend_get_n_pulls (fixture->backend), ==, 2);
  pull (fixture);
  g_assert_cmpint (fixture->totals.n_seen, ==, 0);
  g_assert_cmpuint (fake_backend_get_n_pulls (fixture->backend), ==, 2);
}

static void
test_new_numbers_double_nothing (Fixture *fixture, gconstpointer unused)
{
  for (int i = 1; i <= 7; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%d@x", i);

      add (fixture, "INBOX", id, "anna@bianchi.example", ME, NULL, i);
    }
  pull (fixture);
  log_by_hand (fixture, "m3@x");
  pull (fixture);
  fake_backend_renumber (fixture->backend);
  pull (fixture);
  g_assert_cmpint (fixture->totals.n_seen, ==, 7);
  g_assert_cmpuint (count_unlogged (fixture), ==, 6);
  assert_logged (fixture, "m3@x", "manual");
  g_assert_cmpuint (fake_backend_get_n_bodies (fixture->backend), ==, 1);
}

static void
test_one_id_with_other_content_is_two_messages (Fixture *fixture, gconstpointer unused)
{
  add (fixture, "INBOX", "same@x", "anna@bianchi.example", ME, NULL, 1);
  add (fixture, "INBOX", "same@x", "carlo@verdi.example", ME, NULL, 2);
  add (fixture, "INBOX", "same@x", "anna@bianchi.example", ME, NULL, 1);
  pull (fixture);
  g_assert_cmpuint (count_unlogged (fixture), ==, 2);
}

static void
test_without_message_id_or_date_nothing_is_lost (Fixture *fixture, gconstpointer unused)
{
  fake_backend_add (fixture->backend, "INBOX", "From: anna@bianchi.example\r\nSubject: primo\r\n\r\nx\r\n");
  fake_backend_add (fixture->backend, "INBOX", "From: anna@bianchi.example\r\nSubject: secondo\r\n\r\nx\r\n");
  fake_backend_add (fixture->backend, "INBOX", "\r\n\r\nFrom: anna@bianchi.example\r\nSubject: terzo\r\n\r\nx\r\n");
  pull (fixture);
  g_assert_cmpint (fixture->totals.n_seen, ==, 3);
  g_assert_cmpint (count_unlogged (fixture) + fixture->totals.n_failed, ==, 3);
  pull (fixture);
  g_assert_cmpint (count_unlogged (fixture), >=, 2);
}

static gboolean
read_pulled (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgAccount) account = ctg_accounts_get (db, "account-1", error);

  *(gint64 *) data = account != NULL ? account->last_pull_utc_s : 0;
  return account != NULL;
}

/* Pulls at @utc_s and gives the time of the last pull that is noted. */
static gint64
pull_at (Fixture *fixture, gint64 utc_s)
{
  gint64 pulled_utc_s = 0;

  ctg_clock_set_fake_utc_s (utc_s);
  pull (fixture);
  g_assert_true (ctg_store_read (fixture->store, read_pulled, &pulled_utc_s, NULL, NULL));
  return pulled_utc_s;
}

static void
test_nothing_new_is_noted_once_a_minute (Fixture *fixture, gconstpointer unused)
{
  gint64 start = 1795000000;

  g_assert_cmpint (pull_at (fixture, start), ==, start);
  g_assert_cmpint (pull_at (fixture, start + 30), ==, start);
  g_assert_cmpint (pull_at (fixture, start + 61), ==, start + 61);
  add (fixture, "INBOX", "one@x", "Anna <anna@bianchi.example>", ME, NULL, 1);
  g_assert_cmpint (pull_at (fixture, start + 70), ==, start + 70);
  g_assert_cmpuint (count_unlogged (fixture), ==, 1);
  ctg_clock_set_fake_utc_s (0);
}

/* Attachments ------------------------------------------------------------------------------------------------------ */

static void
add_with_file (Fixture *fixture, const char *id)
{
  g_autofree char *message = NULL;

  message = g_strdup_printf ("From: anna@bianchi.example\r\nTo: " ME "\r\nSubject: Listino\r\nMessage-ID: <%s>\r\n"
                             "Date: 1 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
                             "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                             "--b\r\nContent-Type: text/plain\r\n\r\nTesto di %s.\r\n"
                             "--b\r\nContent-Type: application/pdf; name=listino.pdf\r\n"
                             "Content-Disposition: attachment; filename=listino.pdf\r\n"
                             "Content-Transfer-Encoding: base64\r\n\r\nbGlzdGlubw==\r\n--b--\r\n", id, id);
  fake_backend_add (fixture->backend, "INBOX", message);
}

typedef struct
{
  CtgAttachmentScope scope;
  const char *whose;           /* (nullable) */
  gboolean is_off;
} Switch;

static gboolean
write_switch (CtgDb *db, gpointer data, GError **error)
{
  const Switch *one = data;

  return ctg_attachment_policy_set (db, one->scope, one->whose, one->is_off, error);
}

static gboolean
write_asked (CtgDb *db, gpointer data, GError **error)
{
  return ctg_attachment_policy_ask (db, ctg_messages_find (db, data), error);
}

static gboolean
read_attachments (CtgDb *db, gpointer data, GError **error)
{
  Query *query = data;
  g_autoptr (GPtrArray) attachments = NULL;

  attachments = ctg_attachments_by_message (db, ctg_messages_find (db, query->id), error);
  g_assert_cmpuint (attachments->len, ==, 1);
  g_assert_cmpstr (((CtgAttachment *) g_ptr_array_index (attachments, 0))->name, ==, "listino.pdf");
  query->key = ((CtgAttachment *) g_ptr_array_index (attachments, 0))->is_held;
  return TRUE;
}

static gboolean
has_file (Fixture *fixture, const char *id)
{
  Query query = { fixture, id, 0, NULL, NULL, NULL };

  g_assert_true (ctg_store_read (fixture->store, read_attachments, &query, NULL, NULL));
  return query.key != 0;
}

static void
turn (Fixture *fixture, CtgAttachmentScope scope, const char *whose, gboolean is_off)
{
  Switch one = { scope, whose, is_off };

  g_assert_true (ctg_store_write (fixture->store, write_switch, &one, NULL, NULL));
}

static gboolean
open_one (Fixture *fixture, const char *id, GError **error)
{
  Query query = look (fixture, id);
  CtgPull work = { .store = fixture->store, .backend = CTG_BACKEND (fixture->backend), .account_id = "account-1",
                   .own = fixture->own, .poison = fixture->poison };
  gboolean done = ctg_pull_one_body (&work, query.key, NULL, error);

  query_clear (&query);
  return done;
}

/* B08: off for all, for the mailbox, for the contact: the name is known, the text is read, the file is not kept. */
static void
test_attachments_are_switched_off (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *anna = g_strdup_printf ("%" G_GINT64_FORMAT, fixture->anna);
  const struct { const char *id; CtgAttachmentScope scope; const char *whose; } rows[] = {
    { "all@x", CTG_ATTACHMENTS_OF_ALL, NULL },
    { "mailbox@x", CTG_ATTACHMENTS_OF_ACCOUNT, "account-1" },
    { "contact@x", CTG_ATTACHMENTS_OF_CONTACT, anna },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      turn (fixture, rows[i].scope, rows[i].whose, TRUE);
      add_with_file (fixture, rows[i].id);
      pull (fixture);
      log_by_hand (fixture, rows[i].id);
      pull (fixture);
      assert_text (fixture, rows[i].id);
      g_assert_false (has_file (fixture, rows[i].id));
      turn (fixture, rows[i].scope, rows[i].whose, FALSE);
    }
  add_with_file (fixture, "on@x");
  pull (fixture);
  log_by_hand (fixture, "on@x");
  pull (fixture);
  g_assert_true (has_file (fixture, "on@x"));
}

/* B08: what was left out comes when a person asks for it. */
static void
test_attachments_are_asked_for (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  turn (fixture, CTG_ATTACHMENTS_OF_ALL, NULL, TRUE);
  add_with_file (fixture, "one@x");
  pull (fixture);
  log_by_hand (fixture, "one@x");
  pull (fixture);
  g_assert_false (has_file (fixture, "one@x"));
  g_assert_true (ctg_store_write (fixture->store, write_asked, (gpointer) "one@x", NULL, NULL));
  g_assert_true (open_one (fixture, "one@x", &error));
  g_assert_no_error (error);
  g_assert_true (has_file (fixture, "one@x"));
  assert_text (fixture, "one@x");
}

/* B06: 50 000 000 bytes of the whole letter; one less is fetched, and so is what a person asks for. */
/* Several steps wait for the writer at a time. The first of them to fail is the newest letters, which no later pull
 * would ask for if the steps behind it were taken. */
static void
test_a_step_that_fails_takes_those_behind_it_along (Fixture *fixture, gconstpointer unused)
{
  GError *error = NULL;

  for (int i = 1; i <= 9; i++)
    {
      g_autofree char *id = g_strdup_printf ("%d@x", i);

      add (fixture, "INBOX", id, "altri@altrove.example", ME, NULL, i);
    }
  g_setenv ("CARTEGGIO_FAULT", "store-commit:2:error", TRUE);
  g_assert_false (try_to_pull (fixture, &error));
  g_unsetenv ("CARTEGGIO_FAULT");
  g_assert_true (ctg_error_has_reason (error, "fault"));
  g_clear_error (&error);
  g_assert_cmpint (count_unlogged (fixture), ==, 0);
  pull (fixture);
  g_assert_cmpint (count_unlogged (fixture), ==, 9);
}

static gboolean
read_problem (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) problems = ctg_problems_list (db, error);

  for (guint i = 0; problems != NULL && i < problems->len; i++)
    {
      const CtgProblem *problem = g_ptr_array_index (problems, i);

      if (g_strcmp0 (problem->reason, "large-folder") == 0 && g_strcmp0 (problem->subject, "INBOX") == 0)
        *(gboolean *) data = TRUE;
    }
  return problems != NULL;
}

static gboolean
tells_large_folder (Fixture *fixture)
{
  gboolean found = FALSE;

  g_assert_true (ctg_store_read (fixture->store, read_problem, &found, NULL, NULL));
  return found;
}

/* Where nothing is held, nothing is asked of how the folders stand; a large one is told of all the same. */
static void
test_a_first_pull_asks_for_names_alone (Fixture *fixture, gconstpointer unused)
{
  add (fixture, "INBOX", "one@x", "anna@bianchi.example", ME, NULL, 1);
  fake_backend_claim_messages (fixture->backend, 100001);
  pull (fixture);
  g_assert_false (fake_backend_told_status (fixture->backend));
  g_assert_true (tells_large_folder (fixture));

  fake_backend_claim_messages (fixture->backend, 100000);
  pull (fixture);
  g_assert_true (fake_backend_told_status (fixture->backend));

  add (fixture, "INBOX", "two@x", "anna@bianchi.example", ME, NULL, 2);
  pull (fixture);
  g_assert_false (tells_large_folder (fixture));
}

static void
test_a_large_letter_waits_to_be_asked_for (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  guint n_bodies;

  add_with_file (fixture, "below@x");
  fake_backend_claim_size (fixture->backend, 49999999);
  add_with_file (fixture, "large@x");
  fake_backend_claim_size (fixture->backend, 50000000);
  pull (fixture);
  log_by_hand (fixture, "below@x");
  log_by_hand (fixture, "large@x");
  n_bodies = fake_backend_get_n_bodies (fixture->backend);
  pull (fixture);
  g_assert_cmpuint (fake_backend_get_n_bodies (fixture->backend), ==, n_bodies + 1);
  g_assert_true (has_file (fixture, "below@x"));
  g_assert_false (open_one (fixture, "large@x", &error));
  g_assert_true (ctg_error_has_reason (error, "message-large"));
  g_clear_error (&error);
  g_assert_true (ctg_store_write (fixture->store, write_asked, (gpointer) "large@x", NULL, NULL));
  g_assert_true (open_one (fixture, "large@x", &error));
  g_assert_no_error (error);
  g_assert_true (has_file (fixture, "large@x"));
}

static gboolean
read_candidates (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray **candidates = data;

  *candidates = ctg_identities_list_candidates (db, "account-1", 20, error);
  return *candidates != NULL;
}

static gboolean
write_identity (CtgDb *db, gpointer data, GError **error)
{
  CtgIdentity identity = { (char *) "account-1", (char *) "", data, FALSE, FALSE };

  return ctg_identities_put (db, &identity, error);
}

static void
assert_candidates (Fixture *fixture, const char *expected)
{
  GPtrArray *candidates = NULL;
  g_autofree char *words = NULL;

  g_assert_true (ctg_store_read (fixture->store, read_candidates, &candidates, NULL, NULL));
  g_ptr_array_add (candidates, NULL);
  words = g_strjoinv (" ", (char **) candidates->pdata);
  g_assert_cmpstr (words, ==, expected);
  g_ptr_array_unref (candidates);
}

/* A29: what sent letters were written as is offered; what came from others, or is a sender already, is not. */
static void
test_candidates_for_senders (Fixture *fixture, gconstpointer unused)
{
  add (fixture, "Sent", "one@x", "Info <info@studioferri.example>", "anna@bianchi.example", NULL, 1);
  add (fixture, "Sent", "two@x", "Vendite@studioferri.example", "anna@bianchi.example", NULL, 2);
  add (fixture, "Sent", "three@x", "vendite@studioferri.example", "anna@bianchi.example", NULL, 3);
  add (fixture, "Sent", "four@x", ME, "anna@bianchi.example", NULL, 4);
  add (fixture, "INBOX", "five@x", "Anna <anna@bianchi.example>", ME, NULL, 5);
  pull (fixture);
  assert_candidates (fixture, "vendite@studioferri.example info@studioferri.example");
  g_assert_true (ctg_store_write (fixture->store, write_identity, (gpointer) "info@studioferri.example", NULL, NULL));
  assert_candidates (fixture, "vendite@studioferri.example");
}

#define ADD(path, func) g_test_add ("/sync/pull/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("nothing-is-logged-by-itself", test_nothing_is_logged_by_itself);
  ADD ("an-answer-follows-what-is-logged", test_an_answer_follows_what_is_logged);
  ADD ("logging-admits-what-is-already-here", test_logging_admits_what_is_already_here);
  ADD ("a-forged-reference-logs-nothing", test_a_forged_reference_logs_nothing);
  ADD ("own-mail-to-somebody-else-stays-out", test_own_mail_to_somebody_else_stays_out);
  ADD ("a-second-pull-asks-for-nothing", test_a_second_pull_asks_for_nothing);
  ADD ("nothing-new-is-noted-once-a-minute", test_nothing_new_is_noted_once_a_minute);
  ADD ("new-numbers-double-nothing", test_new_numbers_double_nothing);
  ADD ("one-id-with-other-content-is-two-messages", test_one_id_with_other_content_is_two_messages);
  ADD ("without-message-id-or-date-nothing-is-lost", test_without_message_id_or_date_nothing_is_lost);
  ADD ("attachments-are-switched-off", test_attachments_are_switched_off);
  ADD ("attachments-are-asked-for", test_attachments_are_asked_for);
  ADD ("a-step-that-fails-takes-those-behind-it-along", test_a_step_that_fails_takes_those_behind_it_along);
  ADD ("a-first-pull-asks-for-names-alone", test_a_first_pull_asks_for_names_alone);
  ADD ("A29-candidates-for-senders", test_candidates_for_senders);
  ADD ("a-large-letter-waits-to-be-asked-for", test_a_large_letter_waits_to_be_asked_for);
  return g_test_run ();
}
