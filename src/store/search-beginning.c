/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of the index that begin as a word does. FTS5's own answer to a beginning gathers all letters of all such
 * words before it gives the first: at a million letters, 50 ms for what everybody writes. The words themselves are
 * found by a look each, and asked for together FTS5 gives their letters newest first, one after the other (measured at
 * a million letters: 45 words of three common letters in 10 ms). */

#include "search-beginning.h"

#include "keys.h"

/* Each is a look here, and one more when it is asked for. */
#define WORDS_MAX 100

/**
 * ctg_search_beginning_register:
 * @db: a connection being opened
 * @error: `STORAGE`
 *
 * Makes the index's words readable.
 *
 * Returns: whether they are
 */
gboolean
ctg_search_beginning_register (CtgDb *db, GError **error)
{
  return ctg_db_exec (db, "CREATE VIRTUAL TABLE temp.search_word USING fts5vocab (main, search, instance)", error);
}

/* What the index would make several words of is not for here. */
static gboolean
is_one_word (const char *key)
{
  if (*key == '\0')
    return FALSE;
  for (; *key != '\0'; key = g_utf8_next_char (key))
    if (!g_unichar_isalnum (g_utf8_get_char (key)))
      return FALSE;
  return TRUE;
}

/* One at a time, with a jump over all places where it stands. NULL: there is none, or no time is left. */
static char *
find_next (CtgDb *db, const char *from, const char *end, gboolean *was_stopped)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db,
                                             "SELECT term FROM temp.search_word WHERE term >= ? AND term < ? LIMIT 1",
                                             "ss", from, end);
  char *word = ctg_query_next (query) ? ctg_query_dup_text (query, 0) : NULL;

  *was_stopped = word == NULL && !ctg_query_end (query, NULL);
  return word;
}

/**
 * ctg_search_beginning_expand:
 * @db: any connection
 * @word: what a word begins with
 * @is_all: (out): whether all words that begin so are given; else there are too many, or the budget is over
 *
 * Returns: (transfer full) (nullable): words of the index; %NULL when @word is not one word to it, or none is there
 */
char **
ctg_search_beginning_expand (CtgDb *db, const char *word, gboolean *is_all)
{
  g_autofree char *key = ctg_key_of_words (word);
  g_autofree char *end = g_strconcat (key, "\xf4\x8f\xbf\xbf", NULL);
  g_autofree char *from = g_strdup (key);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  gboolean was_stopped = FALSE;
  char *found = NULL;

  *is_all = FALSE;
  if (!is_one_word (key))
    return NULL;
  while (words->len < WORDS_MAX && (found = find_next (db, from, end, &was_stopped)) != NULL)
    {
      g_ptr_array_add (words, found);
      g_free (from);
      from = g_strconcat (found, "\x01", NULL);
    }
  *is_all = words->len < WORDS_MAX && !was_stopped;
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}
