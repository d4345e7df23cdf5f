/* SPDX-License-Identifier: GPL-3.0-or-later */

/* search DIRECTORY N [ROUNDS]: fills a profile with N logged letters, unless it is there already, 5 000 of them of one
 * contact; then asks each question ROUNDS times in one process and prints the 95th percentile of each in ms, as JSON.
 * Words are made of syllables, and drawn as in a language: the k-th most frequent one k times less often than the
 * first. The last word of a question is looked for as a beginning, as where a person types. */

#include "accounts.h"
#include "clock.h"
#include "contacts.h"
#include "errors.h"
#include "messages.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 5000
#define N_CONTACTS 10000
#define N_OF_ONE 5000
#define N_WORDS 30000
#define WORDS_A_LETTER 80
#define FIRST_UTC_S 1200000000
#define PAGE 50

typedef struct
{
  gint64 first, end, n;
  guint32 state;
  GArray *chances;    /* (element-type double) rising to 1 */
} Seed;

typedef struct
{
  const char *name;
  const char *typed;   /* (nullable) */
  guint rank;          /* not 0: of one more word */
  gboolean is_ranked;
} Question;

/* A word of questions is its rank, see write_word(); of three letters: a beginning of many words. */
static const Question questions[] = {
  { "most common word", "\"baba\"", 0, FALSE },
  { "two most common words", "\"baba\" \"bebe\"", 0, FALSE },
  { "common word, as a beginning", NULL, 9, FALSE },
  { "most common word, as a beginning", "baba", 0, FALSE },
  { "rare word", NULL, 9000, FALSE },
  { "two words", "baba", 2000, FALSE },
  { "absent word", "xyxyxy", 0, FALSE },
  { "beginning", "bab", 0, FALSE },
  { "common word, ranked", NULL, 9, TRUE },
  { "most common word, ranked", "\"baba\"", 0, TRUE },
  { "rare word, ranked", NULL, 9000, TRUE },
};

/* Two syllables for the 3 600 most frequent ones, three for the others. */
static void
write_word (GString *text, guint rank)
{
  static const char *const starts = "bcdflmnprstv";
  static const char *const vowels = "aeiou";
  guint n_syllables = rank < 3600 ? 2 : 3;

  for (guint i = 0, rest = rank; i < n_syllables; i++, rest /= 60)
    {
      g_string_append_c (text, starts[rest % 60 / 5]);
      g_string_append_c (text, vowels[rest % 5]);
    }
}

static void
check (gboolean done, GError *error)
{
  if (!done)
    g_error ("search: %s", error->message);
}

static double
draw (Seed *self)
{
  self->state = self->state * 1664525u + 1013904223u;
  return (double) (self->state >> 8) / (double) (1 << 24);
}

static guint
draw_word (Seed *self)
{
  double chance = draw (self);
  guint low = 0, high = self->chances->len - 1;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (self->chances, double, middle) < chance)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
fill_chances (Seed *self)
{
  double sum = 0, so_far = 0;

  self->chances = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < N_WORDS; i++)
    sum += 1.0 / (i + 1);
  for (guint i = 0; i < N_WORDS; i++)
    {
      so_far += 1.0 / (i + 1) / sum;
      g_array_append_val (self->chances, so_far);
    }
}

static gint64
contact_of (gint64 number)
{
  return number % 2 == 0 && number < 2 * N_OF_ONE ? 1 : 2 + number % (N_CONTACTS - 1);
}

static CtgParty *
new_party (CtgPartyKind kind, const char *address)
{
  CtgParty *party = g_new0 (CtgParty, 1);

  party->kind = kind;
  party->name = g_strdup ("");
  party->address = g_strdup (address);
  return party;
}

static gboolean
put_letter (CtgDb *db, Seed *self, gint64 number, GError **error)
{
  gint64 contact = contact_of (number);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT "@perf.example", number);
  g_autofree char *hash = g_strdup_printf ("%032" G_GINT64_MODIFIER "x", number);
  g_autofree char *from = g_strdup_printf ("persona%" G_GINT64_FORMAT "@perf.example", contact);
  g_autoptr (GString) subject = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) parties = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_party_free);
  const char *ancestors[] = { NULL };
  gint64 date_utc_s = FIRST_UTC_S + number * 60;
  gint64 key = 0;
  CtgMessageHead head = { .message_id = id, .has_message_id = TRUE, .content_hash = hash, .ancestors = ancestors,
                          .parties = parties, .sort_utc_s = date_utc_s, .date_utc_s = date_utc_s,
                          .size_bytes = 4000 };
  CtgMessageBody body = { .body_class = CTG_BODY_LOGGED };

  write_word (subject, draw_word (self));
  head.subject = subject->str;
  g_ptr_array_add (parties, new_party (CTG_PARTY_FROM, from));
  g_ptr_array_add (parties, new_party (CTG_PARTY_TO, "io@perf.example"));
  for (guint i = 0; i < WORDS_A_LETTER; i++)
    {
      write_word (text, draw_word (self));
      g_string_append_c (text, i % 12 == 11 ? '\n' : ' ');
    }
  body.text = text->str;
  return ctg_messages_put_head (db, &head, &key, NULL, error) && ctg_messages_put_body (db, key, &body, error) &&
         ctg_messages_log (db, key, contact, "import", NULL, error);
}

static gboolean
letters_job (CtgDb *db, gpointer data, GError **error)
{
  Seed *self = data;

  for (gint64 number = self->first; number < self->end; number++)
    if (!put_letter (db, self, number, error))
      return FALSE;
  return TRUE;
}

static gboolean
contacts_job (CtgDb *db, gpointer data, GError **error)
{
  for (int i = 1; i <= N_CONTACTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("Persona %d", i);
      g_autofree char *address = g_strdup_printf ("persona%d@perf.example", i);
      const char *addresses[] = { address, NULL };
      CtgContact contact = { .name = name, .addresses = (char **) addresses };

      if (!ctg_contacts_insert (db, &contact, error))
        return FALSE;
    }
  return TRUE;
}

static void
fill (CtgStore *store, gint64 n)
{
  Seed seed = { .n = n, .state = 1 };
  g_autoptr (GError) error = NULL;

  fill_chances (&seed);
  check (ctg_store_write (store, contacts_job, NULL, NULL, &error), error);
  ctg_store_set_bulk (store, TRUE);
  for (seed.first = 0; seed.first < n; seed.first = seed.end)
    {
      seed.end = MIN (seed.first + BATCH, n);
      check (ctg_store_write (store, letters_job, &seed, NULL, &error), error);
    }
  ctg_store_set_bulk (store, FALSE);
  g_array_unref (seed.chances);
}

/* Asking ----------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const Question *question;   /* (nullable) NULL: a contact's letters and the page of them that is seen first */
  const char *typed;
  guint n_found;
} Asking;

static gboolean
ask_job (CtgDb *db, gpointer data, GError **error)
{
  Asking *self = data;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GArray) keys = NULL;

  if (self->question != NULL)
    {
      hits = self->question->is_ranked ? ctg_search_best (db, self->typed, PAGE, error)
                                       : ctg_search (db, self->typed, PAGE, error);
      self->n_found = hits != NULL ? hits->len : 0;
      return hits != NULL;
    }
  keys = ctg_messages_list_by_contact (db, 1, error);
  self->n_found = keys != NULL ? keys->len : 0;
  hits = keys != NULL ? ctg_messages_get_many (db, (gint64 *) keys->data, MIN (keys->len, PAGE), error) : NULL;
  return hits != NULL;
}

static int
compare (const void *a, const void *b)
{
  double one = *(const double *) a, other = *(const double *) b;

  return (one > other) - (one < other);
}

static void
print_asked (CtgStore *store, const char *name, const Question *question, guint n_rounds, gboolean is_last)
{
  g_autofree double *took_ms = g_new (double, n_rounds);
  g_autoptr (GString) typed = g_string_new (question != NULL ? question->typed : NULL);
  Asking asking = { .question = question };
  g_autoptr (GError) error = NULL;

  if (question != NULL && question->rank > 0)
    {
      if (typed->len > 0)
        g_string_append_c (typed, ' ');
      write_word (typed, question->rank);
    }
  asking.typed = typed->str;
  for (guint i = 0; i < n_rounds; i++)
    {
      gint64 begun_us = g_get_monotonic_time ();

      check (ctg_store_read (store, ask_job, &asking, NULL, &error), error);
      took_ms[i] = (double) (g_get_monotonic_time () - begun_us) / 1000;
    }
  qsort (took_ms, n_rounds, sizeof *took_ms, compare);
  printf ("  \"%s\": { \"p95_ms\": %.3f, \"median_ms\": %.3f, \"found\": %u }%s\n", name,
          took_ms[(n_rounds * 95 - 1) / 100], took_ms[n_rounds / 2], asking.n_found, is_last ? "" : ",");
}

static gboolean
count_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GArray) keys = ctg_contacts_list_ids (db, NULL, FALSE, error);

  *(guint *) data = keys != NULL ? keys->len : 0;
  return keys != NULL;
}

int
main (int argc, char **argv)
{
  guint n_rounds = argc > 3 ? (guint) atoi (argv[3]) : 200;
  guint n_contacts = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgStore) store = NULL;

  if (argc < 3)
    {
      g_printerr ("search DIRECTORY N [ROUNDS]\n");
      return 2;
    }
  store = ctg_store_open (argv[1], 0, &error);
  check (store != NULL, error);
  check (ctg_store_read (store, count_job, &n_contacts, NULL, &error), error);
  if (n_contacts == 0)
    fill (store, g_ascii_strtoll (argv[2], NULL, 10));
  puts ("{");
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    print_asked (store, questions[i].name, &questions[i], n_rounds, FALSE);
  print_asked (store, "timeline of 5000", NULL, n_rounds, TRUE);
  puts ("}");
  ctg_store_close (store);
  return 0;
}
