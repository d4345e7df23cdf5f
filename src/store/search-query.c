/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people type into a search, read:
 *
 *   typed                          | a letter is found when
 *   -------------------------------+--------------------------------------------------------------------
 *   word word                      | all words are in its subject, people or text
 *   wor                            | as the last word: or one that begins so, from 3 letters
 *   wor*                           | one begins so, from 3 letters
 *   "two words"                    | they stand side by side
 *   from:word     da:              | who wrote it is called so, or has this address
 *   to:word       a:               | who got it, also in copy
 *   contact:word  contatto:        | it is logged on somebody called so
 *   subject:word  oggetto:         | the word is in its subject
 *   has:attachment  con:allegati   | it has attachments
 *   in:sent, in:received           | in:inviati, in:ricevuti: which way it went
 *   before:day    prima:           | it is older than the day
 *   after:day     dopo:            | it is of that day or later
 *   -any of these                  | it is not so
 *
 * A day is 2026-03-31, 31/03/2026, 2026-03, 2026, today or yesterday, by the clock on the wall. A value may be quoted
 * and may stand behind a space. An operator that nobody knows is refused, since its letters would be looked for in
 * vain; what only looks like one is words: 10:30, x:y, https://..., Re:. An operator without a value is not there yet:
 * it is passed over. */

#include "search-query.h"

#include "errors.h"

#include <string.h>

/* More than anybody types; a pasted page is cut. */
#define TERMS_MAX 16

/* A shorter beginning has too many words behind it. */
#define BEGINNING_MIN_LETTERS 3

typedef struct { const char *name; CtgSearchField field; } Name;

static const Name operators[] = {
  { "from", CTG_SEARCH_FROM },       { "da", CTG_SEARCH_FROM },          { "to", CTG_SEARCH_TO },
  { "a", CTG_SEARCH_TO },            { "contact", CTG_SEARCH_CONTACT },  { "contatto", CTG_SEARCH_CONTACT },
  { "subject", CTG_SEARCH_SUBJECT }, { "oggetto", CTG_SEARCH_SUBJECT },  { "has", CTG_SEARCH_ATTACHMENT },
  { "con", CTG_SEARCH_ATTACHMENT },  { "before", CTG_SEARCH_BEFORE },    { "prima", CTG_SEARCH_BEFORE },
  { "after", CTG_SEARCH_AFTER },     { "dopo", CTG_SEARCH_AFTER },       { "in", CTG_SEARCH_SENT },
};

/* Words that end with a colon in letters. */
static const char *const no_operators[] = { "re", "fw", "fwd", "aw", "rif", "ref", "mailto", "tel", "nb", "ps" };

static const char *const attachment_words[] = { "attachment", "attachments", "allegato", "allegati" };
static const char *const sent_words[] = { "sent", "inviati", "inviata", "inviate", "inviato" };
static const char *const received_words[] = { "received", "inbox", "ricevuti", "ricevuta", "ricevute", "ricevuto" };

/**
 * ctg_search_term_free:
 * @self: (transfer full) (nullable): a term
 */
void
ctg_search_term_free (CtgSearchTerm *self)
{
  if (self == NULL)
    return;
  g_free (self->words);
  g_strfreev (self->beginnings);
  g_free (self);
}

static gboolean
has_letters (const char *word)
{
  for (; *word != '\0'; word = g_utf8_next_char (word))
    if (g_unichar_isalnum (g_utf8_get_char (word)))
      return TRUE;
  return FALSE;
}

/* Of "a-bc" the index makes two words, and only the second could be a beginning. */
static gboolean
can_go_on (const char *word)
{
  glong n = 0;

  for (; *word != '\0'; word = g_utf8_next_char (word))
    n = g_unichar_isalnum (g_utf8_get_char (word)) ? n + 1 : 0;
  return n >= BEGINNING_MIN_LETTERS;
}

static gboolean
is_one_of (const char *const *names, gsize n_names, const char *word)
{
  for (gsize i = 0; i < n_names; i++)
    if (g_ascii_strcasecmp (names[i], word) == 0)
      return TRUE;
  return FALSE;
}

#define IS_ONE_OF(names, word) is_one_of (names, G_N_ELEMENTS (names), word)

/* The sentence for people names what was typed, where others name a host. */
static gboolean
refuse (const char *reason, const char *typed, GError **error)
{
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, reason, "“%s” cannot be searched for", typed);
  ctg_error_add_server (error, typed, NULL);
  return FALSE;
}

static GDateTime *
make_day (guint64 year, guint64 month, guint64 day)
{
  if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
    return NULL;
  return g_date_time_new_local ((int) year, (int) month, (int) day, 0, 0, 0);
}

static gboolean
read_number (const char *text, guint64 *number)
{
  return *text != '\0' && strlen (text) <= 4 && g_ascii_string_to_unsigned (text, 10, 0, 9999, number, NULL);
}

/* NULL: no day. */
static GDateTime *
read_numeric_day (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, "-/.", 4);
  guint n = g_strv_length (parts);
  guint64 number[3] = { 0, 1, 1 };

  if (n < 1 || n > 3)
    return NULL;
  for (guint i = 0; i < n; i++)
    if (!read_number (parts[i], &number[i]))
      return NULL;
  if (strlen (parts[0]) == 4)
    return make_day (number[0], number[1], number[2]);
  return n == 3 && strlen (parts[2]) == 4 ? make_day (number[2], number[1], number[0]) : NULL;
}

static GDateTime *
read_named_day (const char *text, gint64 now_utc_s)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_utc_s);
  g_autoptr (GDateTime) day = NULL;

  if (now == NULL)
    return NULL;
  if (g_ascii_strcasecmp (text, "yesterday") == 0 || g_ascii_strcasecmp (text, "ieri") == 0)
    day = g_date_time_add_days (now, -1);
  else if (g_ascii_strcasecmp (text, "today") == 0 || g_ascii_strcasecmp (text, "oggi") == 0)
    day = g_date_time_ref (now);
  if (day == NULL)
    return NULL;
  return g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                g_date_time_get_day_of_month (day), 0, 0, 0);
}

static gboolean
read_day (CtgSearchTerm *term, gint64 now_utc_s, GError **error)
{
  g_autoptr (GDateTime) day = read_named_day (term->words, now_utc_s);

  if (day == NULL)
    day = read_numeric_day (term->words);
  if (day == NULL)
    return refuse ("search-date", term->words, error);
  term->utc_s = g_date_time_to_unix (day);
  g_clear_pointer (&term->words, g_free);
  return TRUE;
}

static gboolean
read_choice (CtgSearchTerm *term, GError **error)
{
  gboolean is_known;

  if (term->field == CTG_SEARCH_ATTACHMENT)
    is_known = IS_ONE_OF (attachment_words, term->words);
  else
    is_known = IS_ONE_OF (sent_words, term->words) || IS_ONE_OF (received_words, term->words);
  if (!is_known)
    return refuse (term->field == CTG_SEARCH_SENT ? "search-in" : "search-has", term->words, error);
  if (term->field == CTG_SEARCH_SENT && IS_ONE_OF (received_words, term->words))
    term->is_negated = !term->is_negated;
  g_clear_pointer (&term->words, g_free);
  return TRUE;
}

/* Where an operator's name ends, or NULL: letters and a colon, and not what only looks like it. */
static const char *
find_colon (const char *at)
{
  const char *colon = at;
  g_autofree char *name = NULL;

  while (g_ascii_isalpha (*colon))
    colon++;
  if (*colon != ':' || colon == at || colon[1] == '/')
    return NULL;
  name = g_strndup (at, (gsize) (colon - at));
  return IS_ONE_OF (no_operators, name) ? NULL : colon;
}

static const Name *
find_operator (const char *at, const char *colon)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (strlen (operators[i].name) == (gsize) (colon - at) &&
        g_ascii_strncasecmp (operators[i].name, at, (gsize) (colon - at)) == 0)
      return &operators[i];
  return NULL;
}

static gboolean
is_space (const char *at)
{
  return *at != '\0' && g_unichar_isspace (g_utf8_get_char (at));
}

static const char *
skip_space (const char *at)
{
  while (is_space (at))
    at = g_utf8_next_char (at);
  return at;
}

/* A quoted text or a word, from @at on. */
static char *
read_words (const char **at, gboolean *is_quoted)
{
  const char *begin = *at;
  const char *end = begin;

  *is_quoted = *begin == '"';
  if (*is_quoted)
    {
      end = strchr (++begin, '"');
      *at = end != NULL ? end + 1 : begin + strlen (begin);
      return g_strndup (begin, (gsize) ((end != NULL ? end : *at) - begin));
    }
  while (*end != '\0' && !is_space (end))
    end = g_utf8_next_char (end);
  *at = end;
  return g_strndup (begin, (gsize) (end - begin));
}

static gboolean
read_operator (CtgSearchTerm *term, const char **at, GError **error)
{
  const char *colon = find_colon (*at);
  const Name *name = colon != NULL ? find_operator (*at, colon) : NULL;

  if (name != NULL)
    {
      term->field = name->field;
      *at = skip_space (colon + 1);
    }
  else if (colon != NULL && colon - *at > 1 && colon[1] != '\0' && !is_space (colon + 1))
    {
      g_autofree char *typed = g_strndup (*at, (gsize) (colon + 1 - *at));

      return refuse ("search-operator", typed, error);
    }
  return TRUE;
}

static gboolean
finish_term (CtgSearchTerm *term, gboolean is_quoted, gboolean is_last, gint64 now_utc_s, GError **error)
{
  gsize length = strlen (term->words);
  gboolean has_star = length > 0 && !is_quoted && term->words[length - 1] == '*';

  if (term->field == CTG_SEARCH_BEFORE || term->field == CTG_SEARCH_AFTER)
    return read_day (term, now_utc_s, error);
  if (term->field == CTG_SEARCH_ATTACHMENT || term->field == CTG_SEARCH_SENT)
    return read_choice (term, error);
  if (has_star)
    term->words[length - 1] = '\0';
  term->is_beginning = (has_star || (is_last && !is_quoted && !term->is_negated)) && can_go_on (term->words);
  return TRUE;
}

/* %NULL without error: what was read asks for nothing. */
static CtgSearchTerm *
read_term (const char **at, gint64 now_utc_s, GError **error)
{
  g_autoptr (CtgSearchTerm) term = g_new0 (CtgSearchTerm, 1);
  gboolean is_quoted;

  term->is_negated = **at == '-' && (*at)[1] != '\0' && !is_space (*at + 1);
  *at += term->is_negated ? 1 : 0;
  if (!read_operator (term, at, error))
    return NULL;
  term->words = read_words (at, &is_quoted);
  if (!has_letters (term->words) ||
      !finish_term (term, is_quoted, *skip_space (*at) == '\0', now_utc_s, error))
    return NULL;
  return g_steal_pointer (&term);
}

/**
 * ctg_search_query_parse:
 * @typed: what a person typed, any bytes
 * @now_utc_s: what time it is, for today and yesterday
 * @error: `INVALID_INPUT` with a reason, search-operator, search-date, search-has or search-in, and what was typed
 *   where the host stands
 *
 * Pure: looks nothing up but the time zone.
 *
 * Returns: (transfer full) (element-type CtgSearchTerm): all that a letter must fulfil; empty: there is nothing to look
 *   for
 */
GPtrArray *
ctg_search_query_parse (const char *typed, gint64 now_utc_s, GError **error)
{
  g_autoptr (GPtrArray) terms = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_search_term_free);
  g_autofree char *valid = g_utf8_make_valid (typed, -1);
  const char *at = skip_space (valid);

  while (*at != '\0' && terms->len < TERMS_MAX)
    {
      GError *failure = NULL;
      CtgSearchTerm *term = read_term (&at, now_utc_s, &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return NULL;
        }
      if (term != NULL)
        g_ptr_array_add (terms, term);
      at = skip_space (at);
    }
  return g_steal_pointer (&terms);
}

/**
 * ctg_search_query_dup_people:
 * @terms: (element-type CtgSearchTerm): a parsed query
 *
 * Returns: (transfer full) (nullable): the words by which contacts can be looked for; %NULL when the query asks for
 *   something that only letters have
 */
char *
ctg_search_query_dup_people (const GPtrArray *terms)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < terms->len; i++)
    {
      const CtgSearchTerm *term = g_ptr_array_index (terms, i);

      if (term->is_negated || (term->field != CTG_SEARCH_ANYWHERE && term->field != CTG_SEARCH_CONTACT))
        return NULL;
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", term->words);
    }
  return words->len > 0 ? g_string_free (g_steal_pointer (&words), FALSE) : NULL;
}

/**
 * ctg_search_query_get_span:
 * @terms: (element-type CtgSearchTerm): a parsed query
 * @from: (out): the first key of the span of dates asked for
 * @before: (out): the key behind its last
 */
void
ctg_search_query_get_span (const GPtrArray *terms, gint64 *from, gint64 *before)
{
  *from = G_MININT64;
  *before = G_MAXINT64;
  for (guint i = 0; i < terms->len; i++)
    {
      const CtgSearchTerm *term = g_ptr_array_index (terms, i);
      gboolean is_after = (term->field == CTG_SEARCH_AFTER) != term->is_negated;

      if (term->field != CTG_SEARCH_AFTER && term->field != CTG_SEARCH_BEFORE)
        continue;
      if (is_after)
        *from = MAX (*from, term->utc_s);
      else
        *before = MIN (*before, term->utc_s);
    }
}
