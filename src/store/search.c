/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "messages.h"
#include "clock.h"
#include "db.h"
#include "search-beginning.h"
#include "search-filter.h"
#include "search-query.h"

/* For what a beginning costs before the first row; what follows it is quick. */
#define BEGINNING_BUDGET_US (20 * 1000)

/* What becomes of a word that may go on. */
typedef enum
{
  BEGINNING_LISTED,   /* the words of the index that it was found to go on to; without them, itself */
  BEGINNING_STARRED,  /* FTS5 is to find them */
} Beginnings;

/* Of so many newest hits the best are found. */
#define RANKED_OF "2000"

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
append_quoted (GString *match, const char *words)
{
  g_string_append_c (match, '"');
  for (const char *at = words; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, *at);
    }
  g_string_append_c (match, '"');
}

static void
append_any (GString *match, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_string_append (match, i == 0 ? "(" : " OR ");
      append_quoted (match, words[i]);
    }
  g_string_append_c (match, ')');
}

/* Who wrote a letter the index cannot tell from who got it: the filter does, among those who are named at all. */
static const char *
get_column (const CtgSearchTerm *term)
{
  switch (term->field)
    {
    case CTG_SEARCH_ANYWHERE:
      return "";
    case CTG_SEARCH_SUBJECT:
      return "{subject} : ";
    case CTG_SEARCH_FROM:
    case CTG_SEARCH_TO:
      return term->is_negated ? NULL : "{people} : ";
    case CTG_SEARCH_CONTACT:
    case CTG_SEARCH_ATTACHMENT:
    case CTG_SEARCH_BEFORE:
    case CTG_SEARCH_AFTER:
    case CTG_SEARCH_SENT:
      break;
    }
  return NULL;
}

/* What the index is asked: the terms to be fulfilled, or those not to be; NULL: nothing. */
static char *
make_match (const GPtrArray *terms, gboolean negated, Beginnings beginnings)
{
  g_autoptr (GString) match = g_string_new (NULL);

  for (guint i = 0; i < terms->len; i++)
    {
      const CtgSearchTerm *term = g_ptr_array_index (terms, i);

      if (term->is_negated != negated || get_column (term) == NULL)
        continue;
      if (match->len > 0)
        g_string_append (match, negated ? " OR " : " AND ");
      g_string_append (match, get_column (term));
      if (term->is_beginning && term->beginnings != NULL && beginnings == BEGINNING_LISTED)
        append_any (match, (const char *const *) term->beginnings);
      else
        append_quoted (match, term->words);
      if (term->is_beginning && beginnings == BEGINNING_STARRED)
        g_string_append_c (match, '*');
    }
  return match->len > 0 ? g_string_free (g_steal_pointer (&match), FALSE) : NULL;
}

/* Finds what the words that may go on go on to. Gives whether that is all of it, and FTS5 need not be asked. */
static gboolean
list_beginnings (CtgDb *db, const GPtrArray *terms)
{
  gboolean is_all = TRUE;

  for (guint i = 0; i < terms->len; i++)
    {
      CtgSearchTerm *term = g_ptr_array_index (terms, i);
      gboolean has_all = TRUE;

      if (!term->is_beginning || term->is_negated || get_column (term) == NULL)
        continue;
      g_strfreev (term->beginnings);
      term->beginnings = ctg_search_beginning_expand (db, term->words, &has_all);
      is_all = is_all && has_all && term->beginnings != NULL;
    }
  return is_all;
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
run_match (CtgDb *db, const GPtrArray *terms, const char *match, guint limit, gboolean *stopped, GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_hit_free);
  g_autoptr (CtgQuery) query = NULL;
  gint64 from, before;

  ctg_search_query_get_span (terms, &from, &before);
  query = ctg_db_query (db,
                        "SELECT rowid, snippet (search, 2, '" MARK_BEGIN "', '" MARK_END "', '…', 24) FROM search"
                        " WHERE search MATCH ? AND rowid >= ? AND rowid < ? AND is_wanted (rowid)"
                        " ORDER BY rowid DESC LIMIT ?", "siii", match, from, before, (gint64) limit);
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

/* The best of the newest: looking at all hits of a common word would take as long as there are letters. */
static GArray *
rank (CtgDb *db, const GPtrArray *terms, const char *match, guint limit, gboolean *stopped, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CtgQuery) query = NULL;
  gint64 from, before;

  ctg_search_query_get_span (terms, &from, &before);
  query = ctg_db_query (db,
                        "SELECT key FROM (SELECT rowid AS key, relevance (search) AS score FROM search"
                        "  WHERE search MATCH ? AND rowid >= ? AND rowid < ? AND is_wanted (rowid)"
                        "  ORDER BY rowid DESC LIMIT " RANKED_OF ") ORDER BY score DESC, key DESC LIMIT ?", "siii",
                        match, from, before, (gint64) limit);
  while (ctg_query_next (query))
    {
      gint64 key = ctg_query_int (query, 0);

      g_array_append_val (keys, key);
    }
  *stopped = ctg_query_was_stopped (query) && !g_cancellable_is_cancelled (db->cancellable);
  if (!*stopped && !ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&keys);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return (one < other) - (one > other);
}

/* @hits: of @keys, in any order */
static GPtrArray *
put_in_order (GPtrArray *hits, const GArray *keys)
{
  GPtrArray *ordered = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_hit_free);
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < hits->len; i++)
    g_hash_table_insert (by_key, &((CtgHit *) hits->pdata[i])->key, hits->pdata[i]);
  for (guint i = 0; i < keys->len; i++)
    {
      CtgHit *hit = g_hash_table_lookup (by_key, &g_array_index (keys, gint64, i));

      if (hit != NULL)
        g_ptr_array_add (ordered, hit);
    }
  g_ptr_array_set_free_func (hits, NULL);
  return ordered;
}

/* Snippets are made of what is shown only, which costs a second walk through the hits. */
static GPtrArray *
run_ranked (CtgDb *db, const GPtrArray *terms, const char *match, guint limit, gboolean *stopped, GError **error)
{
  g_autoptr (GArray) keys = rank (db, terms, match, limit, stopped, error);
  g_autoptr (GArray) picked = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  if (keys == NULL || *stopped)
    return NULL;
  db->budget_end_us = 0;
  picked = g_array_copy (keys);
  g_array_sort (picked, compare_keys);
  ctg_search_filter_pick (db->filter, picked);
  hits = run_match (db, terms, match, picked->len, stopped, error);
  ctg_search_filter_pick (db->filter, NULL);
  return hits != NULL ? put_in_order (hits, keys) : NULL;
}

static char *
join_match (const GPtrArray *terms, const char *without, Beginnings beginnings)
{
  g_autofree char *match = make_match (terms, FALSE, beginnings);

  return without != NULL ? g_strdup_printf ("(%s) NOT (%s)", match, without) : g_steal_pointer (&match);
}

typedef GPtrArray *(*RunFunc) (CtgDb *db, const GPtrArray *terms, const char *match, guint limit, gboolean *stopped,
                               GError **error);

/* Too many words begin so: FTS5 finds all of them if it has the time, else it is those that were listed. */
static GPtrArray *
search_index (CtgDb *db, const GPtrArray *terms, const char *without, guint limit, RunFunc run, GError **error)
{
  g_autofree char *match = NULL;
  g_autofree char *listed = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  gboolean stopped = FALSE, is_all;

  db->budget_end_us = ctg_clock_monotonic_us () + BEGINNING_BUDGET_US;
  is_all = list_beginnings (db, terms);
  listed = join_match (terms, without, BEGINNING_LISTED);
  match = join_match (terms, without, is_all ? BEGINNING_LISTED : BEGINNING_STARRED);
  if (is_all)
    db->budget_end_us = 0;
  hits = run (db, terms, match, limit, &stopped, error);
  db->budget_end_us = 0;
  return stopped ? run (db, terms, listed, limit, &stopped, error) : g_steal_pointer (&hits);
}

static gboolean
add_plain_hit (CtgDb *db, GPtrArray *hits, gint64 key, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT ?1, (SELECT snippet FROM body WHERE message = ?1)", "i", key);

  if (ctg_query_next (query))
    g_ptr_array_add (hits, read_hit (query));
  return ctg_query_end (query, error);
}

static GArray *
list_wanted (CtgDb *db, const GPtrArray *terms, guint limit, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;
  gint64 from, before;

  ctg_search_query_get_span (terms, &from, &before);
  query = ctg_db_query (db,
                        "SELECT DISTINCT message FROM log_entry WHERE message >= ? AND message < ?"
                        " AND is_wanted (message) ORDER BY message DESC LIMIT ?", "iii", from, before, (gint64) limit);
  return ctg_query_collect_ints (query, error);
}

/* No word is asked for: what is logged is gone through newest first. */
static GPtrArray *
search_log (CtgDb *db, const GPtrArray *terms, guint limit, GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_hit_free);
  GArray *candidates = ctg_search_filter_get_keys (db->filter);
  g_autoptr (GArray) wanted = candidates == NULL ? list_wanted (db, terms, limit, error) : NULL;
  GArray *keys = candidates != NULL ? candidates : wanted;

  for (guint i = 0; keys != NULL && i < keys->len && hits->len < limit; i++)
    {
      gint64 key = g_array_index (keys, gint64, i);

      if ((candidates == NULL || ctg_search_filter_admits (db->filter, key)) && !add_plain_hit (db, hits, key, error))
        return NULL;
    }
  return keys != NULL ? g_steal_pointer (&hits) : NULL;
}

static GPtrArray *
search (CtgDb *db, const char *typed, guint limit, RunFunc run, GError **error)
{
  g_autoptr (GPtrArray) terms = ctg_search_query_parse (typed, ctg_clock_now_utc_s (), error);
  g_autoptr (CtgSearchFilter) filter = NULL;
  g_autofree char *match = NULL;
  g_autofree char *without = NULL;
  GPtrArray *hits;

  if (terms == NULL)
    return NULL;
  if (terms->len == 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_hit_free);
  match = make_match (terms, FALSE, BEGINNING_LISTED);
  without = make_match (terms, TRUE, BEGINNING_STARRED);
  filter = ctg_search_filter_new (db, terms, match == NULL ? without : NULL, error);
  if (filter == NULL)
    return NULL;
  db->filter = filter;
  hits = match != NULL ? search_index (db, terms, without, limit, run, error) : search_log (db, terms, limit, error);
  db->filter = NULL;
  return hits;
}

/**
 * ctg_search:
 * @db: any connection
 * @typed: what a person typed, see ctg_search_query_parse()
 * @limit: at most so many
 * @error: `INVALID_INPUT` as there, `STORAGE`, cancellation
 *
 * Looks in subject, names, addresses and text of what is logged, without regard to case and accents.
 *
 * Returns: (transfer full) (element-type CtgHit): newest first
 */
GPtrArray *
ctg_search (CtgDb *db, const char *typed, guint limit, GError **error)
{
  return search (db, typed, limit, run_match, error);
}

/**
 * ctg_search_best:
 * @db: any connection
 * @typed: what a person typed
 * @limit: at most so many
 * @error: as ctg_search()
 *
 * ctg_search(), but among the newest 2000 hits those that answer best, see search-rank.c.
 *
 * Returns: (transfer full) (element-type CtgHit): the best first; without a word to be found, the newest
 */
GPtrArray *
ctg_search_best (CtgDb *db, const char *typed, guint limit, GError **error)
{
  return search (db, typed, limit, run_ranked, error);
}
