/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long things take, printed and never asserted. 2 000 messages in the suite, to see that it works; -m perf makes
 * it 100 000, in a build without sanitizers. */

#include "fixture.h"

#define BATCH 500
#define N_CONTACTS 10000

static const char *const words[] = {
  "fattura", "preventivo", "cartiglio", "consegna", "ordine", "perché", "grazie", "allegato", "martedì", "cantiere",
  "meeting", "invoice", "the", "quotation", "regards", "delivery", "città", "società", "progetto", "contratto",
};

typedef struct
{
  Fixture *fixture;
  int first, n;
  guint found;
} Work;

static int
get_n (void)
{
  return g_test_perf () ? 100000 : 2000;
}

/* Conversations of four, each answer naming all before it. */
static gboolean
put_heads (CtgDb *db, gpointer data, GError **error)
{
  Work *work = data;

  for (int i = work->first; i < work->first + work->n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%08x.%d@mail.example.com", i * 2654435761u, i);
      g_autofree char *from = g_strdup_printf ("person%d@example.com", i / 4 % N_CONTACTS);
      g_autofree char *subject = g_strdup_printf ("%s %s %d", words[i % 20], words[i / 20 % 20], i / 4);
      g_autoptr (GString) ancestors = g_string_new (NULL);
      Mail mail = { .account_id = ACCOUNT, .id = id, .from = from, .subject = subject };

      for (int j = i / 4 * 4; j < i; j++)
        g_string_append_printf (ancestors, "%s%08x.%d@mail.example.com", ancestors->len > 0 ? " " : "",
                                j * 2654435761u, j);
      mail.ancestors = ancestors->str;
      mail.date_utc_s = 1500000000 + i * 60;
      if (put_mail (db, &mail, error) == 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_bodies (CtgDb *db, gpointer data, GError **error)
{
  Work *work = data;

  for (int i = work->first; i < work->first + work->n; i++)
    {
      gint64 key = 1500000000 + i * 60;
      g_autoptr (GString) text = g_string_new (NULL);
      guint state = (guint) i * 2654435761u;

      for (int j = 0; j < 250; j++)
        {
          state = state * 1664525u + 1013904223u;
          if (state >> 28 < 12)
            g_string_append_printf (text, "%s%c", words[(state >> 8) % 20], j % 12 == 11 ? '\n' : ' ');
          else
            g_string_append_printf (text, "w%x ", (state >> 10) % 30000);
        }
      if (!put_text (db, key, text->str, error) ||
          !ctg_messages_log (db, key, 1 + i / 4 % N_CONTACTS, "import", NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_contacts (CtgDb *db, gpointer data, GError **error)
{
  for (int i = 0; i < N_CONTACTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s Persona %d", words[i % 20], i);
      g_autofree char *address = g_strdup_printf ("person%d@example.com", i);

      if (add_contact (db, name, address, error) == 0)
        return FALSE;
    }
  return TRUE;
}

static void
run_batches (Fixture *self, const char *what, CtgStoreFunc func)
{
  Work work = { .fixture = self, .n = BATCH };
  int n = get_n ();
  double worst = 0;
  g_autoptr (GTimer) all = g_timer_new ();

  for (work.first = 0; work.first < n; work.first += BATCH)
    {
      g_autoptr (GTimer) one = g_timer_new ();

      must_write (self, func, &work);
      worst = MAX (worst, g_timer_elapsed (one, NULL));
    }
  g_test_message ("%s: %.0f a second, worst batch of %d %.0f ms", what, n / g_timer_elapsed (all, NULL), BATCH,
                  worst * 1000);
}

static gboolean
list_contacts (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autoptr (GArray) by_name = ctg_contacts_list_ids (db, NULL, FALSE, error);
  double named = g_timer_elapsed (timer, NULL);
  G_GNUC_UNUSED g_autoptr (GArray) by_last = ctg_contacts_list_ids (db, NULL, TRUE, error);
  double last = g_timer_elapsed (timer, NULL);
  G_GNUC_UNUSED g_autoptr (GArray) filtered = ctg_contacts_list_ids (db, "pers", TRUE, error);
  double filter = g_timer_elapsed (timer, NULL);
  g_autoptr (GPtrArray) page = ctg_contacts_get_many (db, (gint64 *) by_name->data, 64, error);

  g_test_message ("%u contacts: by name %.1f ms, by last %.1f ms, filtered %.1f ms, 64 read %.2f ms", by_name->len,
                  named * 1e3, (last - named) * 1e3, (filter - last) * 1e3,
                  (g_timer_elapsed (timer, NULL) - filter) * 1e3);
  return page != NULL;
}

static gboolean
search_all (CtgDb *db, gpointer data, GError **error)
{
  static const char *const queries[] = {
    "fattura", "perche", "fattura cartiglio", "fatt", "w12ab", "inv", "zzz", "the w12",
    "fattura has:attachment", "fattura from:persona", "contact:pers", "fattura contact:persona", "in:received",
    "fattura -inv", "-fattura", "after:2020 subject:fattura",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GTimer) timer = g_timer_new ();
      g_autoptr (GPtrArray) hits = ctg_search (db, queries[i], 50, error);

      if (hits == NULL)
        return FALSE;
      g_test_message ("search \"%s\": %u hits in %.2f ms", queries[i], hits->len, g_timer_elapsed (timer, NULL) * 1e3);
      g_timer_start (timer);
      g_clear_pointer (&hits, g_ptr_array_unref);
      hits = ctg_search_best (db, queries[i], 50, error);
      g_test_message ("  ranked: %u hits in %.2f ms", hits->len, g_timer_elapsed (timer, NULL) * 1e3);
    }
  return TRUE;
}

/* While none is logged, so that all are looked through. */
static gboolean
search_heads (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autoptr (GArray) keys = ctg_search_unlogged (db, "nessuna che sia qui", 20, error);

  g_test_message ("search in heads alone: none in %.2f ms", g_timer_elapsed (timer, NULL) * 1e3);
  return keys != NULL;
}

static gboolean
read_pages (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autoptr (GPtrArray) threads = ctg_threads_list (db, 1, TRUE, error);
  double listed = g_timer_elapsed (timer, NULL);
  G_GNUC_UNUSED g_autoptr (GArray) unlogged = ctg_messages_list_unlogged (db, NULL, error);
  double unlogged_s = g_timer_elapsed (timer, NULL) - listed;
  g_autoptr (GPtrArray) wanted = ctg_messages_list_wanted (db, 1, 100, error);

  g_test_message ("threads of a contact (%u) %.2f ms; unlogged %.2f ms; wanted %.2f ms", threads->len, listed * 1e3,
                  unlogged_s * 1e3, (g_timer_elapsed (timer, NULL) - listed - unlogged_s) * 1e3);
  return wanted != NULL;
}

static void
print_size (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->dir, "carteggio.db", NULL);
  GStatBuf status;

  fixture_reopen (self);
  if (g_stat (path, &status) == 0)
    g_test_message ("%.0f bytes a message", (double) status.st_size / get_n ());
}

static void
test_speed (Fixture *self, gconstpointer unused)
{
  g_autoptr (GTimer) timer = NULL;

  must_write (self, add_account, NULL);
  must_write (self, put_contacts, NULL);
  run_batches (self, "heads", put_heads);
  must_read (self, search_heads, NULL);
  ctg_store_set_bulk (self->store, TRUE);
  run_batches (self, "bodies, logged and indexed", put_bodies);
  ctg_store_set_bulk (self->store, FALSE);
  print_size (self);
  must_read (self, list_contacts, NULL);
  must_read (self, search_all, NULL);
  must_read (self, read_pages, NULL);
  timer = g_timer_new ();
  g_assert_true (ctg_store_check (self->store, g_test_perf (), NULL));
  g_test_message ("check: %.0f ms", g_timer_elapsed (timer, NULL) * 1e3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/speed/is-printed", Fixture, NULL, fixture_set_up, test_speed, fixture_tear_down);
  return g_test_run ();
}
