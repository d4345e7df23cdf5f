/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "correspondence.h"
#include "quote-blocks.h"
#include "text-find.h"

#include <string.h>

/* A block as "depth/lines:text". */
static void
test_quotes_are_cut_by_depth (void)
{
  static const struct { const char *text, *blocks; } rows[] = {
    { "", "" },
    { "\n \n", "" },
    { "solo parole\nsu due righe\n", "0/2:solo parole\nsu due righe" },
    { "> Quando?\nLunedì.\n> Dove?\nQui.\n", "1/1:Quando?|0/1:Lunedì.|1/1:Dove?|0/1:Qui." },
    { "> a\n> > b\n>> c\n>d\n", "1/1:a|2/2:b\nc|1/1:d" },
    { "> a\n\n> b\n", "1/3:a\n\nb" },
    { "x\n\n\n> a\n>\n>   b\n\n\ny\n", "0/1:x|1/3:a\n\n  b|0/1:y" },
    { ">>>>>>>>>>>> deep\n", "6/1:deep" },
    { "  rientro\n", "0/1:  rientro" },
    { "\n\n  rientro\n", "0/1:  rientro" },
    { "a > b\n", "0/1:a > b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) blocks = ctg_quote_blocks_new (rows[i].text);
      g_autoptr (GString) said = g_string_new (NULL);

      for (guint j = 0; j < blocks->len; j++)
        {
          const CtgQuoteBlock *block = g_ptr_array_index (blocks, j);

          g_string_append_printf (said, "%s%u/%u:%s", j > 0 ? "|" : "", block->depth, block->n_lines, block->text);
        }
      g_assert_cmpstr (said->str, ==, rows[i].blocks);
    }
}

static void
test_hostile_depths_make_few_blocks (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) blocks = NULL;
  const CtgQuoteBlock *last;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, ">a\nb\n");
  blocks = ctg_quote_blocks_new (text->str);
  last = g_ptr_array_index (blocks, blocks->len - 1);
  g_assert_cmpuint (blocks->len, <=, 202);
  g_assert_cmpuint (last->depth, ==, 0);
  g_assert_cmpuint (last->n_lines, >, 199000);
  g_assert_true (g_str_has_suffix (last->text, ">a\nb"));
}

/* What was found, joined. */
static void
test_words_are_found (void)
{
  static const struct { const char *text, *words, *found; } rows[] = {
    { "", "a", "" },
    { "abc", "", "" },
    { "Perché no? PERCHE sì", "perche", "Perché|PERCHE" },
    { "perche\xcc\x81 no", "perché", "perche\xcc\x81" },
    { "aaaa", "aa", "aa|aa" },
    { "una riga\nspezzata", "riga spezzata", "riga\nspezzata" },
    { "l’ora e l'ora", "l'ora", "l’ora|l'ora" },
    { "Straße", "straße", "Straße" },
    { "ΑΘΗΝΑ", "αθηνα", "ΑΘΗΝΑ" },
    { "abab", "abac", "" },
    { "naïve", "\xcc\x88", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) ranges = ctg_text_find (rows[i].text, rows[i].words, 100);
      g_autoptr (GString) said = g_string_new (NULL);

      for (guint j = 0; j < ranges->len; j++)
        {
          CtgTextRange range = g_array_index (ranges, CtgTextRange, j);

          g_string_append (said, j > 0 ? "|" : "");
          g_string_append_len (said, rows[i].text + range.start, (gssize) (range.end - range.start));
        }
      g_assert_cmpstr (said->str, ==, rows[i].found);
    }
}

static void
test_no_more_than_wanted_are_found (void)
{
  g_autofree char *text = g_strnfill (10000, 'a');
  g_autoptr (GArray) ranges = ctg_text_find (text, "a", 500);

  g_assert_cmpuint (ranges->len, ==, 500);
}

/* 2026-03-01 00:30 in Rome is still February in Greenwich, and in March for who lives there. */
static void
test_months_begin_where_one_is (void)
{
  CtgCorrespondence months;
  gint64 march = 1772321400;

  ctg_correspondence_begin (&months, march + 5 * 24 * 3600);
  ctg_correspondence_add (&months, march, FALSE);
  ctg_correspondence_add (&months, march - 3600, TRUE);
  ctg_correspondence_add (&months, march + 400 * 24 * 3600, TRUE);
  ctg_correspondence_add (&months, march - 334 * 24 * 3600, FALSE);
  ctg_correspondence_add (&months, march - 335 * 24 * 3600, FALSE);
  g_assert_cmpint (months.months[11].start_utc_s, ==, march - 30 * 60);
  g_assert_cmpuint (months.months[11].n_received, ==, 1);
  g_assert_cmpuint (months.months[11].n_sent, ==, 1);
  g_assert_cmpuint (months.months[10].n_sent, ==, 1);
  g_assert_cmpuint (months.months[0].n_received, ==, 1);
  g_assert_cmpuint (months.n_received, ==, 2);
  g_assert_cmpuint (months.n_sent, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "Europe/Rome", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/models/correspondence/months", test_months_begin_where_one_is);
  g_test_add_func ("/models/quote-blocks/by-depth", test_quotes_are_cut_by_depth);
  g_test_add_func ("/models/quote-blocks/hostile-depths", test_hostile_depths_make_few_blocks);
  g_test_add_func ("/models/text-find/words", test_words_are_found);
  g_test_add_func ("/models/text-find/most", test_no_more_than_wanted_are_found);
  return g_test_run ();
}
