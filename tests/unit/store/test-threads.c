/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

/* Ten messages: a chain with a hole (the mail "b" is nowhere), an answer to the hole, a conversation apart that a late
 * message joins to the first, and one alone with the same subject. */
static const struct { const char *id, *ancestors; } mails[] = {
  { "a@x", "" },      { "c@x", "a@x b@x" }, { "d@x", "b@x" },      { "e@x", "c@x" },     { "p@x", "" },
  { "q@x", "p@x" },   { "r@x", "o@x" },     { "j@x", "q@x e@x" },  { "alone@x", "" },    { "s@x", "r@x" },
};

static gboolean
put_in_order (CtgDb *db, gpointer data, GError **error)
{
  const int *order = data;

  for (gsize i = 0; i < G_N_ELEMENTS (mails); i++)
    {
      int n = order[i];
      Mail mail = { .id = mails[n].id, .ancestors = mails[n].ancestors, .subject = "Ordine" };

      mail.date_utc_s = NOW + n * 10;
      g_assert_cmpint (put_mail (db, &mail, error), ==, NOW + n * 10);
    }
  return TRUE;
}

static gint64
thread_of (CtgDb *db, const char *id)
{
  g_autoptr (CtgMessage) message = ctg_messages_get (db, ctg_messages_find (db, id), NULL);

  return message != NULL ? message->thread - NOW : -1;
}

static gboolean
check_threads (CtgDb *db, gpointer data, GError **error)
{
  static const gint64 expected[] = { 0, 0, 0, 0, 0, 0, 60, 0, 80, 60 };
  g_autoptr (GArray) keys = NULL;
  g_autoptr (GPtrArray) threads = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (mails); i++)
    g_assert_cmpint (thread_of (db, mails[i].id), ==, expected[i]);
  keys = ctg_threads_get_messages (db, NOW, 0, error);
  g_assert_cmpuint (keys->len, ==, 7);
  g_assert_cmpint (g_array_index (keys, gint64, 6), ==, NOW + 70);
  threads = ctg_threads_list (db, 0, TRUE, error);
  g_assert_cmpuint (threads->len, ==, 3);
  return TRUE;
}

static void
test_the_order_of_arrival_does_not_matter (void)
{
  for (int round = 0; round < 24; round++)
    {
      Fixture fixture = { 0 };
      int order[G_N_ELEMENTS (mails)];

      for (int i = 0; i < (int) G_N_ELEMENTS (mails); i++)
        order[i] = i;
      for (int i = (int) G_N_ELEMENTS (mails) - 1; i > 0 && round > 0; i--)
        {
          int j = g_test_rand_int_range (0, i + 1), swapped = order[i];

          order[i] = order[j];
          order[j] = swapped;
        }
      fixture_set_up (&fixture, NULL);
      must_write (&fixture, put_in_order, order);
      must_read (&fixture, check_threads, NULL);
      fixture_tear_down (&fixture, NULL);
    }
}

static gboolean
merge_late (CtgDb *db, gpointer data, GError **error)
{
  Mail old = { .id = "old@x", .date_utc_s = NOW - 50 };
  Mail recent = { .id = "new@x", .date_utc_s = NOW };
  Mail both = { .id = "both@x", .ancestors = "old@x new@x", .date_utc_s = NOW + 5 };
  g_autoptr (GArray) keys = NULL;

  put_mail (db, &recent, error);
  put_mail (db, &old, error);
  g_assert_cmpint (thread_of (db, "new@x"), ==, 0);
  put_mail (db, &both, error);
  g_assert_cmpint (thread_of (db, "new@x"), ==, -50);
  keys = ctg_threads_get_messages (db, NOW, 0, error);
  g_assert_cmpuint (keys->len, ==, 3);
  return TRUE;
}

static void
test_a_merged_threads_name_still_finds_it (Fixture *self, gconstpointer unused)
{
  must_write (self, merge_late, NULL);
}

static gboolean
join_through_account (CtgDb *db, gpointer data, GError **error)
{
  Mail first = { .id = "first@x", .date_utc_s = NOW, .account_id = ACCOUNT };
  Mail bridge = { .id = "bridge@x", .ancestors = "first@x second@x third@x", .date_utc_s = NOW + 3,
                  .account_id = ACCOUNT };
  Mail second = { .id = "second@x", .date_utc_s = NOW + 1 };
  Mail third = { .id = "third@x", .ancestors = "second@x", .date_utc_s = NOW + 2 };
  Mail other = { .id = "fourth@x", .ancestors = "first@x", .date_utc_s = NOW + 4 };

  g_assert_true (add_account (db, NULL, error));
  put_mail (db, &first, error);
  put_mail (db, &bridge, error);
  put_mail (db, &second, error);
  put_mail (db, &third, error);
  put_mail (db, &other, error);
  g_assert_cmpint (thread_of (db, "third@x"), ==, 0);
  g_assert_cmpint (thread_of (db, "fourth@x"), ==, 0);
  g_assert_true (ctg_accounts_delete (db, ACCOUNT, error));
  g_assert_cmpint (thread_of (db, "second@x"), ==, 1);
  g_assert_cmpint (thread_of (db, "third@x"), ==, 1);
  g_assert_cmpint (thread_of (db, "fourth@x"), ==, 4);
  return TRUE;
}

static gboolean
check_alias (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GArray) keys = ctg_threads_get_messages (db, NOW, 0, error);

  g_assert_cmpuint (keys->len, ==, 2);
  g_assert_cmpint (g_array_index (keys, gint64, 0), ==, NOW + 1);
  return TRUE;
}

static void
test_a_removal_cuts_what_it_held_together (Fixture *self, gconstpointer unused)
{
  must_write (self, join_through_account, NULL);
  must_read (self, check_alias, NULL);
  g_assert_true (ctg_store_check (self->store, TRUE, NULL));
}

static gboolean
look_from_a_contact (CtgDb *db, gpointer data, GError **error)
{
  Mail ours = { .id = "1@x", .from = "anna@example.org", .to = "bruno@example.com", .date_utc_s = NOW,
                .subject = "Offerta", .direction = CTG_DIRECTION_OUT };
  Mail theirs = { .id = "2@x", .ancestors = "1@x", .from = "bruno@example.com", .date_utc_s = NOW + 1 };
  gint64 contact = add_contact (db, "Bruno", "bruno@example.com", error);
  gint64 key = put_mail (db, &ours, error);
  g_autoptr (GPtrArray) logged = NULL, all = NULL, parties = NULL;
  CtgThread *thread;

  put_mail (db, &theirs, error);
  g_assert_true (ctg_messages_log (db, key, contact, "manual", NULL, error));
  logged = ctg_threads_list (db, contact, FALSE, error);
  g_assert_cmpuint (logged->len, ==, 1);
  thread = g_ptr_array_index (logged, 0);
  g_assert_cmpuint (thread->n_messages, ==, 1);
  g_assert_cmpstr (thread->subject, ==, "Offerta");
  all = ctg_threads_list (db, contact, TRUE, error);
  thread = g_ptr_array_index (all, 0);
  g_assert_cmpuint (thread->n_messages, ==, 2);
  g_assert_cmpint (thread->last_utc_s, ==, NOW + 1);
  parties = ctg_messages_thread_parties (db, NOW, TRUE, error);
  g_assert_cmpuint (parties->len, ==, 2);
  return TRUE;
}

static void
test_a_contacts_threads_count_what_is_logged (Fixture *self, gconstpointer unused)
{
  must_write (self, look_from_a_contact, NULL);
}

#define ADD(name, func) g_test_add ("/store/threads/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/threads/the-order-of-arrival-does-not-matter", test_the_order_of_arrival_does_not_matter);
  ADD ("a-merged-threads-name-still-finds-it", test_a_merged_threads_name_still_finds_it);
  ADD ("a-removal-cuts-what-it-held-together", test_a_removal_cuts_what_it_held_together);
  ADD ("a-contacts-threads-count-what-is-logged", test_a_contacts_threads_count_what_is_logged);
  return g_test_run ();
}
