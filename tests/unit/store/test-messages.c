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

  return put_text (db, key, "Buongiorno,\nperché no?\n", error) &&
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
  g_assert_cmpstr (text, ==, "Buongiorno,\nperché no?\n");
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

#define ADD(name, func) g_test_add ("/store/messages/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-head-is-kept-once", test_a_head_is_kept_once);
  ADD ("keys-are-dates-or-the-next-free-second", test_keys_are_dates_or_the_next_free_second);
  ADD ("a-logged-message-survives-a-restart", test_a_logged_message_survives_a_restart);
  ADD ("what-is-unlogged-leaves-the-index", test_what_is_unlogged_leaves_the_index);
  ADD ("a-transaction-writes-the-index-once", test_a_transaction_writes_the_index_once);
  return g_test_run ();
}
