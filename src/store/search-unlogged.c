/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is logged on nobody is not in the index: its subject and its people are looked through, newest first. A hundred
 * thousand letters take a tenth of a second, on a reader's thread, and what somebody types further gives it up. */

#include "messages.h"

#include "clock.h"
#include "db.h"
#include "keys.h"
#include "log-entries.h"
#include "search-query.h"

#include <string.h>

/* One thing that must, or must not, be in a letter's words. */
typedef struct
{
  CtgSearchField field;
  char *words;           /* (owned) folded, a space before them; one after them unless the last may go on */
  gboolean is_negated;
} Needle;

/* One letter's words, folded: single spaces between them, before and after. */
typedef struct
{
  GString *from;
  GString *to;
  GString *subject;
} Hay;

static void
needle_clear (gpointer data)
{
  g_free (((Needle *) data)->words);
}

static void
append_letters (GString *folded, const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      g_string_append_len (folded, at, g_utf8_next_char (at) - at);
    else if (folded->str[folded->len - 1] != ' ')
      g_string_append_c (folded, ' ');
}

/* Most subjects are ASCII, and need no tables. */
static void
append_folded (GString *folded, const char *text)
{
  if (g_str_is_ascii (text))
    {
      g_autofree char *lower = g_ascii_strdown (text, -1);

      append_letters (folded, lower);
    }
  else
    {
      g_autofree char *key = ctg_key_of_words (text);

      append_letters (folded, key);
    }
  if (folded->str[folded->len - 1] != ' ')
    g_string_append_c (folded, ' ');
}

static void
fill (GString *folded, const char *text, const char *more)
{
  g_string_assign (folded, " ");
  append_folded (folded, text != NULL ? text : "");
  append_folded (folded, more != NULL ? more : "");
}

static void
add_needle (GArray *needles, const CtgSearchTerm *term)
{
  g_autoptr (GString) words = g_string_new (NULL);
  Needle needle = { .field = term->field, .is_negated = term->is_negated };

  fill (words, term->words, NULL);
  if (term->is_beginning)
    g_string_truncate (words, words->len - 1);
  needle.words = g_string_free (g_steal_pointer (&words), FALSE);
  g_array_append_val (needles, needle);
}

/* NULL: something is asked for that only a logged letter has, or nothing by which one can be told from others. */
static GArray *
make_needles (const GPtrArray *terms)
{
  g_autoptr (GArray) needles = g_array_new (FALSE, FALSE, sizeof (Needle));
  gboolean tells = FALSE;

  g_array_set_clear_func (needles, needle_clear);
  for (guint i = 0; i < terms->len; i++)
    {
      const CtgSearchTerm *term = g_ptr_array_index (terms, i);

      if (term->field == CTG_SEARCH_BEFORE || term->field == CTG_SEARCH_AFTER)
        continue;
      if (term->field > CTG_SEARCH_SUBJECT)
        return NULL;
      add_needle (needles, term);
      tells = tells || !term->is_negated;
    }
  return tells ? g_steal_pointer (&needles) : NULL;
}

static gboolean
has_words (const Hay *hay, const Needle *needle)
{
  gboolean anywhere = needle->field == CTG_SEARCH_ANYWHERE;

  return ((anywhere || needle->field == CTG_SEARCH_FROM) && strstr (hay->from->str, needle->words) != NULL) ||
         ((anywhere || needle->field == CTG_SEARCH_TO) && strstr (hay->to->str, needle->words) != NULL) ||
         ((anywhere || needle->field == CTG_SEARCH_SUBJECT) && strstr (hay->subject->str, needle->words) != NULL);
}

static gboolean
fits (const Hay *hay, const GArray *needles)
{
  for (guint i = 0; i < needles->len; i++)
    {
      const Needle *needle = &g_array_index (needles, Needle, i);

      if (has_words (hay, needle) == needle->is_negated)
        return FALSE;
    }
  return TRUE;
}

static gboolean
looks_at_receivers (const GArray *needles)
{
  for (guint i = 0; i < needles->len; i++)
    if (g_array_index (needles, Needle, i).field == CTG_SEARCH_TO)
      return TRUE;
  return FALSE;
}

/* Receivers are read of what was sent, and where they are asked for: reading them takes longer than all the rest. */
static CtgQuery *
query_letters (CtgDb *db, const GPtrArray *terms, const GArray *needles)
{
  gint64 from, before;

  ctg_search_query_get_span (terms, &from, &before);
  return ctg_db_query (db,
                       "SELECT m.key, m.from_name, m.from_address, m.subject,"
                       "  CASE WHEN m.direction = 1 OR ?3 THEN"
                       "    (SELECT group_concat (p.name || ' ' || p.address, ' ') FROM party AS p"
                       "     WHERE p.message = m.key AND p.kind <> 0) END"
                       " FROM message AS m WHERE m.n_logged = 0 AND m.key >= ?1 AND m.key < ?2 ORDER BY m.key DESC",
                       "iii", from, before, (gint64) looks_at_receivers (needles));
}

static gboolean
is_in_list (CtgDb *db, gint64 key)
{
  return ctg_db_get_int (db, 0, "SELECT " CTG_SQL_IS_LISTED ("?"), "i", key) != 0;
}

static GArray *
look_through (CtgDb *db, CtgQuery *query, const GArray *needles, guint limit, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  Hay hay = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };
  gboolean ok = TRUE;

  while (keys->len < limit && ctg_query_next (query))
    {
      gint64 key = ctg_query_int (query, 0);

      fill (hay.from, ctg_query_text (query, 1), ctg_query_text (query, 2));
      fill (hay.subject, ctg_query_text (query, 3), NULL);
      fill (hay.to, ctg_query_text (query, 4), NULL);
      if (fits (&hay, needles) && is_in_list (db, key))
        g_array_append_val (keys, key);
    }
  if (keys->len < limit)
    ok = ctg_query_end (query, error);
  g_string_free (hay.from, TRUE);
  g_string_free (hay.to, TRUE);
  g_string_free (hay.subject, TRUE);
  return ok ? g_steal_pointer (&keys) : NULL;
}

/**
 * ctg_search_unlogged:
 * @db: any connection
 * @typed: what a person typed, see ctg_search_query_parse()
 * @limit: at most so many
 * @error: `INVALID_INPUT` as there, `STORAGE`, cancellation
 *
 * Looks in subject, names and addresses of what ctg_messages_list_unlogged() lists, without regard to case and accents;
 * receivers where it was sent from here or they are asked for. A query for what only a logged letter has finds none.
 *
 * Returns: (transfer full) (element-type gint64): keys, newest first
 */
GArray *
ctg_search_unlogged (CtgDb *db, const char *typed, guint limit, GError **error)
{
  g_autoptr (GPtrArray) terms = ctg_search_query_parse (typed, ctg_clock_now_utc_s (), error);
  g_autoptr (GArray) needles = NULL;
  g_autoptr (CtgQuery) query = NULL;

  if (terms == NULL)
    return NULL;
  needles = make_needles (terms);
  if (needles == NULL)
    return g_array_new (FALSE, FALSE, sizeof (gint64));
  query = query_letters (db, terms, needles);
  return look_through (db, query, needles, limit, error);
}
