/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "messages.h"
#include "clock.h"
#include "db.h"

/* A beginning shorter than this has too many words behind it. */
#define PREFIX_MIN_LETTERS 3

/* Without a prefix index FTS5 gathers every word with that beginning before the first row: 19 ms at a million messages,
 * more for a common one. When it takes longer, the word alone is looked for; what follows the first row is quick. */
#define PREFIX_BUDGET_US (30 * 1000)

/* More words than anybody types; a pasted page is cut. */
#define WORDS_MAX 16

/* Stand for the marks while FTS5 works: a stored text has neither of them, but may have U+2068. */
#define MARK_BEGIN "\x01"
#define MARK_END "\x02"

/**
 * ctg_hit_free:
 * @self: (transfer full) (nullable): a hit
 */
void
ctg_hit_free (CtgHit *self)
{
  if (self == NULL)
    return;
  g_free (self->snippet);
  g_free (self);
}

/* A quoted word is a string to FTS5, whatever is in it: no operator, no column. */
static void
append_quoted (GString *match, const char *word)
{
  g_string_append (match, match->len > 0 ? " \"" : "\"");
  for (const char *at = word; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, *at);
    }
  g_string_append_c (match, '"');
}

static gboolean
has_letters (const char *word)
{
  for (; *word != '\0'; word = g_utf8_next_char (word))
    if (g_unichar_isalnum (g_utf8_get_char (word)))
      return TRUE;
  return FALSE;
}

/* Of "a-bc" FTS5 makes two words, and only the second could be a beginning. */
static glong
count_last_letters (const char *word)
{
  glong n = 0;

  for (; *word != '\0'; word = g_utf8_next_char (word))
    n = g_unichar_isalnum (g_utf8_get_char (word)) ? n + 1 : 0;
  return n;
}

/* "" when there is nothing to look for. */
static char *
make_match (const char *text, gboolean *has_prefix)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_auto (GStrv) words = g_strsplit_set (valid, " \t\r\n", -1);
  g_autoptr (GString) match = g_string_new (NULL);
  const char *last = NULL;
  guint n = 0;

  for (gsize i = 0; words[i] != NULL && n < WORDS_MAX; i++)
    if (has_letters (words[i]))
      {
        append_quoted (match, words[i]);
        last = words[i];
        n++;
      }
  *has_prefix = last != NULL && count_last_letters (last) >= PREFIX_MIN_LETTERS;
  return g_string_free (g_steal_pointer (&match), FALSE);
}

/* One line; isolates of the text itself would leave ours unbalanced. */
static char *
make_snippet (const char *marked)
{
  g_autoptr (GString) snippet = g_string_new (NULL);

  for (const char *at = marked; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character == 1 || character == 2)
        g_string_append_unichar (snippet, character == 1 ? 0x2068 : 0x2069);
      else if (character >= 0x2066 && character <= 0x2069)
        continue;
      else if (!g_unichar_isspace (character) && !g_unichar_iscntrl (character))
        g_string_append_unichar (snippet, character);
      else if (snippet->len > 0 && snippet->str[snippet->len - 1] != ' ')
        g_string_append_c (snippet, ' ');
    }
  return g_strchomp (g_string_free (g_steal_pointer (&snippet), FALSE));
}

static CtgHit *
read_hit (CtgQuery *query)
{
  CtgHit *hit = g_new0 (CtgHit, 1);
  const char *marked = ctg_query_text (query, 1);

  hit->key = ctg_query_int (query, 0);
  hit->snippet = make_snippet (marked != NULL ? marked : "");
  return hit;
}

/* A budget that ran out before the first row is no failure: @stopped says so. */
static GPtrArray *
run_match (CtgDb *db, const char *match, guint limit, gboolean *stopped, GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_hit_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT rowid, snippet (search, 2, '" MARK_BEGIN "', '" MARK_END "', '…', 24) FROM search"
                        " WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?", "si", match, (gint64) limit);
  while (ctg_query_next (query))
    {
      db->budget_end_us = 0;
      g_ptr_array_add (hits, read_hit (query));
    }
  *stopped = ctg_query_was_stopped (query) && !g_cancellable_is_cancelled (db->cancellable);
  if (!*stopped && !ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&hits);
}

static GPtrArray *
run_prefix (CtgDb *db, const char *match, guint limit, gboolean *stopped, GError **error)
{
  g_autofree char *prefix = g_strconcat (match, "*", NULL);
  GPtrArray *hits;

  db->budget_end_us = ctg_clock_monotonic_us () + PREFIX_BUDGET_US;
  hits = run_match (db, prefix, limit, stopped, error);
  db->budget_end_us = 0;
  return hits;
}

/**
 * ctg_search:
 * @db: any connection
 * @words: what a person typed: plain words, all of them must be there, the last may be a beginning (from 3 letters).
 *   Case and accents do not matter; quotes and operators are nothing special.
 * @limit: at most so many
 * @error: `STORAGE`, cancellation
 *
 * Looks in subject, names, addresses and text of what is logged.
 *
 * Returns: (transfer full) (element-type CtgHit): newest first
 */
GPtrArray *
ctg_search (CtgDb *db, const char *words, guint limit, GError **error)
{
  gboolean has_prefix, stopped = FALSE;
  g_autofree char *match = make_match (words, &has_prefix);
  g_autoptr (GPtrArray) hits = NULL;

  if (*match == '\0')
    return g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_hit_free);
  if (!has_prefix)
    return run_match (db, match, limit, &stopped, error);
  hits = run_prefix (db, match, limit, &stopped, error);
  if (!stopped)
    return g_steal_pointer (&hits);
  return run_match (db, match, limit, &stopped, error);
}
