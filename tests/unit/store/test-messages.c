/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include "db.h"

/* Everything of one message's life, as jobs on one database. */

static gboolean
put_twice (CtgDb *db, gpointer data, GError **error)
{
  Mail mail = { .account_id = ACCOUNT, .id = "one@example.com", .subject = "Preventivo", .date_utc_s = NOW - 100 };
  gint64 first, second;

  g_assert_true (add_account (db, NULL, error));
  first = put_mail (db, &mail, error);
  second = put_mail (db, &mail, error);
  g_assert_cmpint (first, ==, NOW - 100);
  g_assert_cmpint (second, ==, first);
  g_assert_cmpint (ctg_messages_find (db, "<one@example.com>"), ==, first);
  g_assert_cmpint (ctg_messages_find (db, "1699999900"), ==, first);
  g_assert_cmpint (ctg_messages_find (db, "two@example.com"), ==, 0);
  return TRUE;
}

static void
test_a_head_is_kept_once (Fixture *self, gconstpointer unused)
{
  must_write (self, put_twice, NULL);
}

static gboolean
put_same_second (CtgDb *db, gpointer data, GError **error)
{
  for (int i = 0; i < 50; i++)
    {
      g_autofree char *id = g_strdup_printf ("%d@example.com", i);
      Mail mail = { .id = id, .date_utc_s = NOW };

      g_assert_cmpint (put_mail (db, &mail, error), ==, NOW + i);
    }
  return TRUE;
}

static void
test_keys_are_dates_or_the_next_free_second (Fixture *self, gconstpointer unused)
{
  must_write (self, put_same_second, NULL);
}

static gboolean
log_with_body (CtgDb *db, gpointer data, GError **error)
{
  Mail mail = { .id = "one@example.com", .subject = "Preventivo", .date_utc_s = NOW - 100 };
  gint64 contact = add_contact (db, "Bruno", "bruno@example.com", error);
  gint64 key = put_mail (db, &mail, error);

  return put_text (db, key, "Buongiorno,\nperché no?\n\n-- \nBruno\n", error) &&
         ctg_messages_log (db, key, contact, "core", "zero@example.com", error) &&
         ctg_messages_log (db, key, contact, "manual", NULL, error);
}

static gboolean
check_logged (CtgDb *db, gpointer data, GError **error)
{
  gint64 key = ctg_messages_find (db, "one@example.com");
  g_autoptr (CtgMessage) message = ctg_messages_get (db, key, error);
  g_autoptr (GPtrArray) log = ctg_messages_get_log (db, key, error);
  g_autoptr (GPtrArray) hits = ctg_search (db, "perche", 10, error);
  g_autofree char *text = ctg_messages_get_text (db, key, error);
  g_autoptr (CtgContact) contact = ctg_contacts_get_by_address (db, "bruno@EXAMPLE.com", error);
  CtgLogEntry *entry = g_ptr_array_index (log, 0);

  g_assert_true (message->is_logged);
  g_assert_true (message->has_body);
  g_assert_cmpstr (message->snippet, ==, "Buongiorno, perché no?");
  g_assert_cmpstr (text, ==, "Buongiorno,\nperché no?\n\n-- \nBruno\n");
  g_assert_cmpuint (log->len, ==, 1);
  g_assert_cmpstr (entry->rule, ==, "core");
  g_assert_cmpstr (entry->matched_message_id, ==, "zero@example.com");
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpint (contact->n_messages, ==, 1);
  g_assert_cmpint (contact->last_utc_s, ==, NOW - 100);
  g_assert_cmpint (contact->waiting_since_utc_s, ==, NOW - 100);
  return TRUE;
}

static void
test_a_logged_message_survives_a_restart (Fixture *self, gconstpointer unused)
{
  must_write (self, log_with_body, NULL);
  fixture_reopen (self);
  must_read (self, check_logged, NULL);
  g_assert_true (ctg_store_check (self->store, TRUE, NULL));
}

/* The sender's own words, where there are any. */
static gboolean
put_and_look (CtgDb *db, gpointer data, GError **error)
{
  static const struct { const char *text, *snippet; } cases[] = {
    { "Va bene.\n\nIl 3 novembre Anna ha scritto:\n> Le confermo\n> tutto.\n", "Va bene." },
    { "> Le va?\n\nVa bene.\n> E il colore?\nBlu.\n", "Va bene. Blu." },
    { "On Monday Anna\nwrote:\n> quoted\nMine.", "Mine." },
    { "Anna wrote:\n> only quoted\n", "Anna wrote: > only quoted" },
    { "Ecco i punti:\nuno\n", "Ecco i punti: uno" },
    { "Sì.\n-- \nBruno\n> x\n", "Sì." },
    { "\n-- \nBruno\n", "-- Bruno" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = g_strdup_printf ("s%d@x", (int) i);
      Mail mail = { .id = id, .date_utc_s = NOW + (gint64) i };
      gint64 key = put_mail (db, &mail, error);
      g_autoptr (CtgMessage) message = NULL;

      g_assert_true (put_text (db, key, cases[i].text, error));
      message = ctg_messages_get (db, key, error);
      g_assert_cmpstr (message->snippet, ==, cases[i].snippet);
    }
  return TRUE;
}

static void
test_a_preview_is_the_senders_own_words (Fixture *self, gconstpointer unused)
{
  must_write (self, put_and_look, NULL);
}

static gboolean
unlog (CtgDb *db, gpointer data, GError **error)
{
  gint64 key = ctg_messages_find (db, "one@example.com");
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (CtgContact) contact = NULL;
  g_autoptr (CtgMessage) message = NULL;

  g_assert_true (ctg_messages_unlog (db, key, 0, error));
  hits = ctg_search (db, "perche", 10, error);
  g_assert_cmpuint (hits->len, ==, 0);
  contact = ctg_contacts_get_by_address (db, "bruno@example.com", error);
  g_assert_cmpint (contact->n_messages, ==, 0);
  g_assert_cmpint (contact->last_utc_s, ==, 0);
  g_assert_cmpint (contact->waiting_since_utc_s, ==, 0);
  message = ctg_messages_get (db, key, error);
  g_assert_false (message->is_logged);
  g_assert_true (message->has_body);
  return TRUE;
}

static void
test_what_is_unlogged_leaves_the_index (Fixture *self, gconstpointer unused)
{
  must_write (self, log_with_body, NULL);
  must_write (self, unlog, NULL);
  g_assert_true (ctg_store_check (self->store, TRUE, NULL));
}

static gboolean
log_many (CtgDb *db, gpointer data, GError **error)
{
  gint64 contact = add_contact (db, "Bruno", "bruno@example.com", error);

  for (int i = 0; i < 40; i++)
    {
      g_autofree char *id = g_strdup_printf ("%d@example.com", i);
      Mail mail = { .id = id, .subject = "Preventivo", .date_utc_s = NOW + i };
      gint64 key = put_mail (db, &mail, error);

      g_assert_true (ctg_messages_set_file (db, key, "/tmp/mbox", i * 100, 100, error));
      g_assert_true (ctg_messages_log (db, key, contact, "import", NULL, error));
      g_assert_true (put_text (db, key, id, error));
    }
  return TRUE;
}

static gboolean
count_segments (CtgDb *db, gpointer data, GError **error)
{
  g_assert_cmpint (ctg_db_get_int (db, 0, "SELECT count(*) FROM search WHERE search MATCH 'preventivo'", ""), ==, 40);
  g_assert_cmpint (ctg_db_get_int (db, 0, "SELECT count(DISTINCT segid) FROM search_idx", ""), ==, 1);
  return TRUE;
}

/* A statement that opens a savepoint between two of its rows would make the index write a segment each. */
static void
test_a_transaction_writes_the_index_once (Fixture *self, gconstpointer unused)
{
  must_write (self, log_many, NULL);
  must_read (self, count_segments, NULL);
}

static gboolean
two_texts_job (CtgDb *db, gpointer data, GError **error)
{
  char sql[] = "SELECT 1 + ?";

  g_assert_cmpint (ctg_db_get_int (db, 0, sql, "d", 1), ==, 2);
  g_assert_cmpint (ctg_db_get_int (db, 0, sql, "d", 2), ==, 3);
  memcpy (sql, "SELECT 5", 8);
  g_assert_cmpint (ctg_db_get_int (db, 0, sql, "d", 1), ==, 6);
  memcpy (sql, "SELECT 1", 8);
  g_assert_cmpint (ctg_db_get_int (db, 0, sql, "d", 1), ==, 2);
  return TRUE;
}

static void
test_another_text_at_the_same_address_is_another_statement (Fixture *self, gconstpointer unused)
{
  must_write (self, two_texts_job, NULL);
}

/* How many pairs of two numbers from 1 to 3, counted by one statement inside itself; and a null after bytes. */
static gboolean
nested_job (CtgDb *db, gpointer data, GError **error)
{
  static const char numbers[] = "SELECT value FROM json_each ('[1,2,3]') WHERE value > ?";
  static const char is_null[] = "SELECT ? IS NULL";
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  guint n = 0;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CtgQuery) outer = ctg_db_query (db, numbers, "d", 0);

      while (ctg_query_next (outer))
        n += ctg_db_get_int (db, 0, numbers, "d", 2) == 3;
    }
  g_assert_cmpuint (n, ==, 6);
  g_assert_cmpint (ctg_db_get_int (db, -1, is_null, "b", bytes), ==, 0);
  g_assert_cmpint (ctg_db_get_int (db, -1, is_null, "b", NULL), ==, 1);
  return TRUE;
}

static void
test_a_statement_can_be_used_inside_itself (Fixture *self, gconstpointer unused)
{
  must_write (self, nested_job, NULL);
}

static gboolean
places_job (CtgDb *db, gpointer data, GError **error)
{
  CtgFolder folder = { .account_id = (char *) ACCOUNT, .remote_name = (char *) "INBOX", .name = (char *) "INBOX" };
  Mail mail = { .account_id = ACCOUNT, .id = "1@x" }, other = { .account_id = ACCOUNT, .id = "2@x" };
  g_autoptr (CtgLocation) location = NULL, file = NULL;
  g_autoptr (GError) none = NULL;
  gint64 first, second;

  g_assert_true (add_account (db, NULL, error) && ctg_folders_upsert (db, &folder, error));
  first = put_mail (db, &mail, error);
  second = put_mail (db, &other, error);
  g_assert_true (ctg_messages_add_location (db, first, folder.id, "7", error));
  g_assert_true (ctg_messages_add_location (db, second, folder.id, "7", error));
  g_assert_false (ctg_messages_add_location (db, second + 1000, folder.id, "8", &none));
  g_assert_error (none, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  location = ctg_messages_get_location (db, second, error);
  g_assert_cmpstr (location->remote_id, ==, "7");
  g_assert_null (ctg_messages_get_location (db, first, NULL));
  g_assert_true (ctg_messages_set_file (db, first, "/a", 1, 2, error));
  g_assert_true (ctg_messages_set_file (db, first, "/b", 3, 4, error));
  file = ctg_messages_get_location (db, first, error);
  g_assert_cmpstr (file->path, ==, "/b");
  g_assert_cmpint (file->offset, ==, 3);
  return TRUE;
}

static void
test_a_place_holds_what_was_met_there_last (Fixture *self, gconstpointer unused)
{
  must_write (self, places_job, NULL);
}

static gboolean
logged_thread_job (CtgDb *db, gpointer data, GError **error)
{
  Mail question = { .id = "1@x" }, answer = { .id = "2@x", .ancestors = "1@x" }, other = { .id = "3@x" };
  gint64 contact = add_contact (db, "Bruno", "bruno@example.com", error);
  gint64 first = put_mail (db, &question, error);
  gint64 second = put_mail (db, &answer, error);
  gint64 third = put_mail (db, &other, error);

  g_assert_false (ctg_messages_is_in_logged_thread (db, second));
  g_assert_true (ctg_messages_log (db, first, contact, "manual", NULL, error));
  g_assert_true (ctg_messages_is_in_logged_thread (db, first));
  g_assert_true (ctg_messages_is_in_logged_thread (db, second));
  g_assert_false (ctg_messages_is_in_logged_thread (db, third));
  g_assert_true (ctg_messages_unlog (db, first, 0, error));
  g_assert_false (ctg_messages_is_in_logged_thread (db, second));
  return TRUE;
}

static void
test_a_thread_tells_whether_anything_of_it_is_logged (Fixture *self, gconstpointer unused)
{
  must_write (self, logged_thread_job, NULL);
}

static gint64
add_inbox (CtgDb *db, GError **error)
{
  CtgFolder folder = { .account_id = (char *) ACCOUNT, .remote_name = (char *) "INBOX", .name = (char *) "INBOX",
                       .n_messages = -1 };

  return ctg_folders_upsert (db, &folder, error) ? folder.id : 0;
}

static gboolean
change_way (CtgDb *db, GError **error)
{
  g_autoptr (CtgAccount) account = ctg_accounts_get (db, ACCOUNT, error);

  g_free (account->kind);
  account->kind = g_strdup ("exchange");
  ctg_endpoint_free (account->incoming);
  account->incoming = ctg_endpoint_new ("mail.example.org", 443, CTG_SECURITY_TLS, "anna");
  return ctg_accounts_update (db, account, error);
}

/* A67: what the new way brings is what came the former one, where id, writer and date are the same, and the header need
 * not be. */
static const struct
{
  Mail mail;
  gboolean is_same;
} brought[] = {
  { { .id = "one@x", .hash = "as before", .date_utc_s = NOW - 100 }, TRUE },
  { { .id = "one@x", .hash = "written anew", .date_utc_s = NOW - 100 }, TRUE },
  { { .id = "one@x", .hash = "written anew", .date_utc_s = NOW - 42, .from = "Bruno@Example.com" }, TRUE },
  { { .id = "one@x", .hash = "written anew", .date_utc_s = NOW - 200 }, FALSE },
  { { .id = "one@x", .hash = "written anew", .date_utc_s = 0 }, FALSE },
  { { .id = "one@x", .hash = "written anew", .date_utc_s = NOW - 100, .from = "mallory@example.com" }, FALSE },
  { { .id = "two@x", .hash = "as before", .date_utc_s = NOW - 100 }, FALSE },
};

static gboolean
other_way_job (CtgDb *db, gpointer data, GError **error)
{
  gsize i = GPOINTER_TO_SIZE (data);
  Mail mail = brought[i].mail;
  gboolean is_same = brought[i].is_same;
  Mail first = { .account_id = ACCOUNT, .id = "one@x", .hash = "as before", .date_utc_s = NOW - 100 };
  gint64 inbox, key, again;

  mail.account_id = ACCOUNT;
  g_assert_true (add_account (db, NULL, error));
  inbox = add_inbox (db, error);
  key = put_mail (db, &first, error);
  g_assert_true (ctg_messages_add_location (db, key, inbox, "1", error));
  g_assert_true (change_way (db, error));
  g_assert_cmpint (ctg_db_get_int (db, 0, "SELECT count(*) FROM folder", ""), ==, 0);
  again = put_mail (db, &mail, error);
  g_assert_cmpint (ctg_db_get_int (db, 0, "SELECT count(*) FROM message", ""), ==, again == key ? 1 : 2);
  /* From now on it is known as it came last. */
  g_assert_cmpint (put_mail (db, &mail, error), ==, again);
  g_assert_cmpint (again == key, ==, is_same);
  return TRUE;
}

static void
test_A67_another_way_brings_the_same_messages (Fixture *self, gconstpointer unused)
{
  for (gsize i = 0; i < G_N_ELEMENTS (brought); i++)
    {
      g_test_message ("%" G_GSIZE_FORMAT, i);
      must_write (self, other_way_job, GSIZE_TO_POINTER (i));
      fixture_tear_down (self, NULL);
      fixture_set_up (self, NULL);
    }
}

/* Without a change, and of what the new way has brought itself, an id is not enough. */
static gboolean
same_way_job (CtgDb *db, gpointer data, GError **error)
{
  Mail first = { .account_id = ACCOUNT, .id = "one@x", .hash = "first", .date_utc_s = NOW - 100 };
  Mail second = { .account_id = ACCOUNT, .id = "one@x", .hash = "second", .date_utc_s = NOW - 100 };
  Mail third = { .account_id = ACCOUNT, .id = "one@x", .hash = "third", .date_utc_s = NOW - 100 };
  gint64 key;

  g_assert_true (add_account (db, NULL, error));
  key = put_mail (db, &first, error);
  g_assert_cmpint (put_mail (db, &second, error), !=, key);
  g_assert_true (change_way (db, error));
  key = put_mail (db, &first, error);
  g_assert_true (ctg_messages_add_location (db, key, add_inbox (db, error), "1", error));
  g_assert_cmpint (put_mail (db, &third, error), !=, key);
  g_assert_cmpint (ctg_db_get_int (db, 0, "SELECT count(*) FROM message", ""), ==, 2);
  return TRUE;
}

static void
test_A67_an_id_alone_is_not_enough (Fixture *self, gconstpointer unused)
{
  must_write (self, same_way_job, NULL);
}

/* Another port, name or certificate is the same way: nothing is read anew. */
static gboolean
small_change_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgAccount) account = NULL;
  gint64 inbox;

  g_assert_true (add_account (db, NULL, error));
  inbox = add_inbox (db, error);
  account = ctg_accounts_get (db, ACCOUNT, error);
  account->incoming->port = 143;
  account->incoming->pin_sha256 = g_strdup ("00");
  account->display_name[0] = 'E';
  g_assert_true (ctg_accounts_update (db, account, error));
  g_assert_cmpint (ctg_db_get_int (db, 0, "SELECT id FROM folder", ""), ==, inbox);
  g_assert_cmpint (ctg_db_get_int (db, -1, "SELECT way_since_utc_s FROM account", ""), ==, 0);
  return TRUE;
}

static void
test_another_port_is_the_same_way (Fixture *self, gconstpointer unused)
{
  must_write (self, small_change_job, NULL);
}

#define ADD(name, func) g_test_add ("/store/messages/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-preview-is-the-senders-own-words", test_a_preview_is_the_senders_own_words);
  ADD ("a-head-is-kept-once", test_a_head_is_kept_once);
  ADD ("keys-are-dates-or-the-next-free-second", test_keys_are_dates_or_the_next_free_second);
  ADD ("a-logged-message-survives-a-restart", test_a_logged_message_survives_a_restart);
  ADD ("what-is-unlogged-leaves-the-index", test_what_is_unlogged_leaves_the_index);
  ADD ("a-transaction-writes-the-index-once", test_a_transaction_writes_the_index_once);
  ADD ("another-text-at-the-same-address-is-another-statement",
       test_another_text_at_the_same_address_is_another_statement);
  ADD ("a-statement-can-be-used-inside-itself", test_a_statement_can_be_used_inside_itself);
  ADD ("a-place-holds-what-was-met-there-last", test_a_place_holds_what_was_met_there_last);
  ADD ("a-thread-tells-whether-anything-of-it-is-logged", test_a_thread_tells_whether_anything_of_it_is_logged);
  ADD ("A67-another-way-brings-the-same-messages", test_A67_another_way_brings_the_same_messages);
  ADD ("A67-an-id-alone-is-not-enough", test_A67_an_id_alone_is_not_enough);
  ADD ("another-port-is-the-same-way", test_another_port_is_the_same_way);
  return g_test_run ();
}
