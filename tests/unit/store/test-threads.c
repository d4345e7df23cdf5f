/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"
#include "log-policy.h"

#define MAILS 12
#define ROUNDS 120

/* What a message says: its id is a number, those it names stand in its chain, oldest first. Of the numbers up to IDS
 * only MAILS have mail. */
#define IDS 16

typedef struct
{
  int round;
  int n_named[MAILS];
  int named[MAILS][4];
  int order[MAILS];
} World;

static char *
make_id (const World *world, int number)
{
  return g_strdup_printf ("%d.%d@x", number, world->round);
}

static void
shuffle (int *numbers, int n)
{
  for (int i = n - 1; i > 0; i--)
    {
      int j = g_test_rand_int_range (0, i + 1), swapped = numbers[i];

      numbers[i] = numbers[j];
      numbers[j] = swapped;
    }
}

/* Chains of honest mail, with holes, trimmed or not, and now and then one that names what it likes. */
static void
make_world (World *world, int round)
{
  int all[IDS];

  world->round = round;
  for (int i = 0; i < MAILS; i++)
    {
      int parent = g_test_rand_int_range (0, IDS);
      gboolean is_honest = g_test_rand_int_range (0, 4) != 0;

      world->order[i] = i;
      world->n_named[i] = 0;
      if (g_test_rand_int_range (0, 5) == 0 || parent == i)
        continue;
      if (is_honest && parent < i)
        {
          int wanted = g_test_rand_int_range (0, 4), n = MIN (world->n_named[parent], wanted);

          for (int j = world->n_named[parent] - n; j < world->n_named[parent]; j++)
            if (world->named[parent][j] != i)
              world->named[i][world->n_named[i]++] = world->named[parent][j];
          world->named[i][world->n_named[i]++] = parent;
          continue;
        }
      for (int j = 0; j < IDS; j++)
        all[j] = j;
      shuffle (all, IDS);
      for (int j = 0; j < 3; j++)
        if (all[j] != i)
          world->named[i][world->n_named[i]++] = all[j];
    }
  shuffle (world->order, MAILS);
}

static void
put_world (CtgDb *db, const World *world, GError **error)
{
  for (int i = 0; i < MAILS; i++)
    {
      int n = world->order[i];
      g_autofree char *id = make_id (world, n);
      g_autoptr (GString) chain = g_string_new (NULL);
      Mail mail = { .id = id, .date_utc_s = NOW + world->round * 1000 + n };

      for (int j = 0; j < world->n_named[n]; j++)
        {
          g_autofree char *named = make_id (world, world->named[n][j]);

          g_string_append_printf (chain, "%s%s", j > 0 ? " " : "", named);
        }
      mail.ancestors = chain->len > 0 ? chain->str : NULL;
      g_assert_cmpint (put_mail (db, &mail, error), ==, mail.date_utc_s);
    }
}

static int
find_root (int *roots, int n)
{
  while (roots[n] != n)
    n = roots[n];
  return n;
}

/* The rule once more, as simple as can be: a union of what each message may say. */
static void
find_threads (const World *world, int *roots)
{
  for (int i = 0; i < IDS; i++)
    roots[i] = i;
  for (int i = 0; i < MAILS; i++)
    for (int j = world->n_named[i] - 1, from = i; j >= 0; from = world->named[i][j--])
      {
        roots[find_root (roots, from)] = find_root (roots, world->named[i][j]);
        if (world->named[i][j] < MAILS)
          break;
      }
}

static void
check_world (CtgDb *db, const World *world, GError **error)
{
  gint64 threads[MAILS];
  int roots[IDS];

  find_threads (world, roots);
  for (int i = 0; i < MAILS; i++)
    {
      g_autofree char *id = make_id (world, i);
      g_autoptr (CtgMessage) message = ctg_messages_get (db, ctg_messages_find (db, id), error);

      g_assert_nonnull (message);
      threads[i] = message->thread;
    }
  for (int i = 0; i < MAILS; i++)
    for (int j = 0; j < i; j++)
      if ((threads[i] == threads[j]) != (find_root (roots, i) == find_root (roots, j)))
        {
          g_test_message ("round %d: %d and %d", world->round, i, j);
          g_assert_not_reached ();
        }
}

/* In whatever order it comes, whoever names whatever: what an independent implementation finds. */
static gboolean
try_worlds (CtgDb *db, gpointer data, GError **error)
{
  for (int round = 0; round < ROUNDS; round++)
    {
      World world;

      make_world (&world, round);
      put_world (db, &world, error);
      check_world (db, &world, error);
    }
  return TRUE;
}

static void
test_the_order_of_arrival_does_not_matter (Fixture *self, gconstpointer unused)
{
  must_write (self, try_worlds, NULL);
  g_assert_true (ctg_store_check (self->store, TRUE, NULL));
}

static gint64
thread_of (CtgDb *db, const char *id)
{
  g_autoptr (CtgMessage) message = ctg_messages_get (db, ctg_messages_find (db, id), NULL);

  return message != NULL ? message->thread - NOW : -1;
}

static gboolean
name_many (CtgDb *db, gpointer data, GError **error)
{
  Mail first = { .id = "a1@x", .date_utc_s = NOW }, second = { .id = "b1@x", .date_utc_s = NOW + 1 };
  Mail third = { .id = "c1@x", .date_utc_s = NOW + 2 }, answer = { .id = "b2@x", .ancestors = "b1@x" };
  Mail hostile = { .id = "h@x", .ancestors = "a1@x b1@x b2@x c1@x", .date_utc_s = NOW + 4 };

  answer.date_utc_s = NOW + 3;
  if (data != NULL)   /* it comes first, as with a first pull */
    put_mail (db, &hostile, error);
  put_mail (db, &first, error);
  put_mail (db, &answer, error);
  put_mail (db, &second, error);
  put_mail (db, &third, error);
  put_mail (db, &hostile, error);
  g_assert_cmpint (thread_of (db, "a1@x"), ==, 0);
  g_assert_cmpint (thread_of (db, "b1@x"), ==, 1);
  g_assert_cmpint (thread_of (db, "b2@x"), ==, 1);
  g_assert_cmpint (thread_of (db, "c1@x"), ==, 2);
  g_assert_cmpint (thread_of (db, "h@x"), ==, 2);
  return TRUE;
}

static void
test_who_names_many_threads_joins_none_of_them (Fixture *self, gconstpointer is_first)
{
  must_write (self, name_many, (gpointer) is_first);
}

/* --- By hand (B45, B46) --- */

/* An offer, its answer, then the trap: forwarded to somebody else, who answers. */
static const Mail talk[] = {
  { .id = "1@x", .ancestors = "lost@x", .date_utc_s = NOW, .subject = "Offerta" },
  { .id = "2@x", .ancestors = "1@x", .date_utc_s = NOW + 1, .subject = "Re: Offerta" },
  { .id = "3@x", .ancestors = "lost@x 1@x 2@x", .date_utc_s = NOW + 2, .subject = "Tutt'altro" },
  { .id = "4@x", .ancestors = "1@x 2@x 3@x", .date_utc_s = NOW + 3, .subject = "Re: Tutt'altro" },
};

static const Mail later[] = {
  { .id = "5@x", .ancestors = "1@x 4@x", .date_utc_s = NOW + 4 },      /* trimmed: the cut is not named */
  { .id = "6@x", .ancestors = "1@x 2@x", .date_utc_s = NOW + 5 },
  { .id = "7@x", .ancestors = "lost@x", .date_utc_s = NOW + 6 },
};

static void
put_all (CtgDb *db, const Mail *mails, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    g_assert_cmpint (put_mail (db, &mails[i], error), !=, 0);
}

static char *
list_threads (CtgDb *db)
{
  GString *said = g_string_new (NULL);

  for (int i = 1; i <= 8; i++)
    {
      g_autofree char *id = g_strdup_printf ("%d@x", i);
      gint64 thread = ctg_messages_find (db, id) != 0 ? thread_of (db, id) : -1;

      if (thread >= 0)
        g_string_append_printf (said, "%s%d:%d", said->len > 0 ? " " : "", i, (int) thread);
    }
  return g_string_free (said, FALSE);
}

static void
check_threads (CtgDb *db, const char *expected)
{
  g_autofree char *said = list_threads (db);

  g_assert_cmpstr (said, ==, expected);
}

static void
take_back (CtgDb *db, GError **error)
{
  g_autoptr (CtgAction) action = ctg_undo_get_last (db, error);

  g_assert_nonnull (action);
  g_assert_true (ctg_threads_take_back (db, action->id, error));
  g_assert_true (ctg_undo_forget (db, action->id, error));
}

static gboolean
split_talk (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GError) refused = NULL;

  put_all (db, talk, G_N_ELEMENTS (talk), error);
  check_threads (db, "1:0 2:0 3:0 4:0");
  g_assert_false (ctg_threads_split (db, NOW, &refused));
  g_assert_true (ctg_error_has_reason (refused, "first-letter"));
  g_assert_true (ctg_threads_split (db, NOW + 2, error));
  ctg_undo_end (db);
  check_threads (db, "1:0 2:0 3:2 4:2");
  put_all (db, later, G_N_ELEMENTS (later), error);
  check_threads (db, "1:0 2:0 3:2 4:2 5:2 6:0 7:0");
  take_back (db, error);
  check_threads (db, "1:0 2:0 3:0 4:0 5:0 6:0 7:0");
  return TRUE;
}

static void
test_a_split_holds_for_what_comes_and_is_taken_back (Fixture *self, gconstpointer unused)
{
  must_write (self, split_talk, NULL);
  g_assert_true (ctg_store_check (self->store, TRUE, NULL));
}

static gboolean
merge_talks (CtgDb *db, gpointer data, GError **error)
{
  Mail other = { .id = "8@x", .date_utc_s = NOW + 7 };
  g_autoptr (GError) refused = NULL;

  put_all (db, talk, G_N_ELEMENTS (talk), error);
  put_mail (db, &other, error);
  g_assert_true (ctg_threads_split (db, NOW + 2, error));
  ctg_undo_end (db);
  g_assert_true (ctg_threads_merge (db, NOW + 7, NOW + 3, error));
  ctg_undo_end (db);
  check_threads (db, "1:0 2:0 3:2 4:2 8:2");
  g_assert_false (ctg_threads_merge (db, NOW + 7, NOW + 2, &refused));
  g_assert_true (ctg_error_has_reason (refused, "same-thread"));
  put_all (db, later, G_N_ELEMENTS (later), error);
  check_threads (db, "1:0 2:0 3:2 4:2 5:2 6:0 7:0 8:2");
  take_back (db, error);
  check_threads (db, "1:0 2:0 3:2 4:2 5:2 6:0 7:0 8:7");
  take_back (db, error);
  check_threads (db, "1:0 2:0 3:0 4:0 5:0 6:0 7:0 8:7");
  return TRUE;
}

static void
test_a_merge_is_taken_back_to_the_split_before (Fixture *self, gconstpointer unused)
{
  must_write (self, merge_talks, NULL);
  g_assert_true (ctg_store_check (self->store, TRUE, NULL));
}

static gboolean
split_and_forget (CtgDb *db, gpointer data, GError **error)
{
  g_assert_true (add_account (db, NULL, error));
  for (gsize i = 0; i < G_N_ELEMENTS (talk); i++)
    {
      Mail mail = talk[i];

      mail.account_id = ACCOUNT;
      put_mail (db, &mail, error);
    }
  g_assert_true (ctg_threads_split (db, NOW + 2, error));
  ctg_undo_end (db);
  g_assert_true (ctg_accounts_delete (db, ACCOUNT, error));
  check_threads (db, "");
  for (gsize i = G_N_ELEMENTS (talk); i-- > 0;)
    put_mail (db, &talk[i], error);
  check_threads (db, "1:0 2:0 3:2 4:2");
  return TRUE;
}

static void
test_what_is_pulled_again_stays_split (Fixture *self, gconstpointer unused)
{
  must_write (self, split_and_forget, NULL);
}

static gboolean
merge_late (CtgDb *db, gpointer data, GError **error)
{
  Mail old = { .id = "old@x", .date_utc_s = NOW - 50 };
  Mail recent = { .id = "new@x", .ancestors = "lost@x", .date_utc_s = NOW };
  Mail both = { .id = "both@x", .ancestors = "old@x lost@x", .date_utc_s = NOW + 5 };
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
  Mail bridge = { .id = "bridge@x", .ancestors = "first@x lost@x", .date_utc_s = NOW + 3, .account_id = ACCOUNT };
  Mail second = { .id = "second@x", .ancestors = "lost@x", .date_utc_s = NOW + 1 };
  Mail third = { .id = "third@x", .ancestors = "lost@x second@x", .date_utc_s = NOW + 2 };
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
  ADD ("the-order-of-arrival-does-not-matter", test_the_order_of_arrival_does_not_matter);
  ADD ("who-names-many-threads-joins-none-of-them", test_who_names_many_threads_joins_none_of_them);
  g_test_add ("/store/threads/who-names-many-threads-and-comes-first", Fixture, "first", fixture_set_up,
              test_who_names_many_threads_joins_none_of_them, fixture_tear_down);
  ADD ("a-split-holds-for-what-comes-and-is-taken-back", test_a_split_holds_for_what_comes_and_is_taken_back);
  ADD ("a-merge-is-taken-back-to-the-split-before", test_a_merge_is_taken_back_to_the_split_before);
  ADD ("what-is-pulled-again-stays-split", test_what_is_pulled_again_stays_split);
  ADD ("a-merged-threads-name-still-finds-it", test_a_merged_threads_name_still_finds_it);
  ADD ("a-removal-cuts-what-it-held-together", test_a_removal_cuts_what_it_held_together);
  ADD ("a-contacts-threads-count-what-is-logged", test_a_contacts_threads_count_what_is_logged);
  return g_test_run ();
}
