/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The index goes through its hits newest first and asks `is_wanted (key)` of each, so that it stops at the last one
 * needed, and makes a snippet of none that is refused. */

#include "search-filter.h"
#include "keys.h"
#include "messages.h"

#include <string.h>

/* Of more letters a contact's are not collected beforehand. */
#define KEYS_MAX 5000

struct _CtgSearchFilter
{
  CtgDb *db;               /* (unowned) */
  const GPtrArray *terms;  /* (unowned) */
  GArray *without;         /* (owned) (nullable) letters the index names and must not */
  GPtrArray *contact_keys; /* (owned) by term, NULL for others and where they are too many: letters logged on them */
  GArray *keys;            /* (unowned) (nullable) letters of the first contact asked for */
  const GArray *picked;    /* (unowned) (nullable) what was admitted already: nothing else is */
};

/* Keys in arrays stand newest first. */
static gboolean
has_key (const GArray *keys, gint64 key)
{
  guint first = 0, end = keys->len;

  while (first < end)
    {
      guint middle = first + (end - first) / 2;

      if (g_array_index (keys, gint64, middle) > key)
        first = middle + 1;
      else
        end = middle;
    }
  return first < keys->len && g_array_index (keys, gint64, first) == key;
}

/* Words as the index parts them, a space around each. */
static char *
part_words (const char *text)
{
  g_autofree char *folded = ctg_key_of_words (text);
  g_autoptr (GString) words = g_string_new (" ");

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      g_string_append_unichar (words, g_utf8_get_char (at));
    else if (words->str[words->len - 1] != ' ')
      g_string_append_c (words, ' ');
  if (words->str[words->len - 1] != ' ')
    g_string_append_c (words, ' ');
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static gboolean
is_called (const char *name, const char *address, const CtgSearchTerm *term)
{
  g_autofree char *both = g_strdup_printf ("%s %s", name, address);
  g_autofree char *words = part_words (both);
  g_autofree char *wanted = part_words (term->words);

  if (term->is_beginning)
    g_strchomp (wanted);
  return strstr (words, wanted) != NULL;
}

static gboolean
has_person (CtgDb *db, gint64 key, const CtgSearchTerm *term)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT kind, name, address FROM party WHERE message = ?", "i", key);
  gboolean is_from = term->field == CTG_SEARCH_FROM;

  while (ctg_query_next (query))
    {
      gint64 kind = ctg_query_int (query, 0);
      gboolean counts = is_from ? kind == CTG_PARTY_FROM : kind >= CTG_PARTY_TO && kind <= CTG_PARTY_BCC;

      if (counts && is_called (ctg_query_text (query, 1), ctg_query_text (query, 2), term))
        return TRUE;
    }
  return FALSE;
}

static char *
make_contact_key (const CtgSearchTerm *term)
{
  g_autofree char *folded = ctg_key_of_words (term->words);

  return g_strconcat (" ", folded, NULL);
}

static gboolean
is_logged_on (CtgSearchFilter *self, gint64 key, guint index)
{
  const GArray *keys = g_ptr_array_index (self->contact_keys, index);
  g_autofree char *wanted = NULL;

  if (keys != NULL)
    return has_key (keys, key);
  wanted = make_contact_key (g_ptr_array_index (self->terms, index));
  return ctg_db_get_int (self->db, 0,
                         "SELECT 1 FROM log_entry AS l JOIN contact AS c ON c.id = l.contact"
                         " WHERE l.message = ? AND instr (c.search_key, ?)", "is", key, wanted) != 0;
}

static gboolean
fulfils (CtgSearchFilter *self, gint64 key, guint index)
{
  const CtgSearchTerm *term = g_ptr_array_index (self->terms, index);

  switch (term->field)
    {
    case CTG_SEARCH_FROM:
    case CTG_SEARCH_TO:
      return has_person (self->db, key, term);
    case CTG_SEARCH_CONTACT:
      return is_logged_on (self, key, index);
    case CTG_SEARCH_ATTACHMENT:
      return ctg_db_get_int (self->db, 0, "SELECT n_attachments FROM message WHERE key = ?", "i", key) > 0;
    case CTG_SEARCH_SENT:
      return ctg_db_get_int (self->db, 0, "SELECT direction FROM message WHERE key = ?", "i", key) ==
             CTG_DIRECTION_OUT;
    case CTG_SEARCH_BEFORE:
      return key < term->utc_s;
    case CTG_SEARCH_AFTER:
      return key >= term->utc_s;
    case CTG_SEARCH_ANYWHERE:
    case CTG_SEARCH_SUBJECT:
      break;
    }
  return !term->is_negated;   /* the index has said so */
}

/**
 * ctg_search_filter_admits:
 * @self: a filter
 * @key: a message
 *
 * Returns: whether it fulfils all that was asked for
 */
gboolean
ctg_search_filter_admits (CtgSearchFilter *self, gint64 key)
{
  if (self->picked != NULL)
    return has_key (self->picked, key);
  for (guint i = 0; i < self->terms->len; i++)
    {
      const CtgSearchTerm *term = g_ptr_array_index (self->terms, i);

      if (fulfils (self, key, i) == term->is_negated)
        return FALSE;
    }
  return self->without == NULL || !has_key (self->without, key);
}

static void
is_wanted_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  CtgDb *db = sqlite3_user_data (context);

  sqlite3_result_int (context, db->filter == NULL ||
                               ctg_search_filter_admits (db->filter, sqlite3_value_int64 (values[0])));
}

/**
 * ctg_search_filter_register:
 * @db: a connection being opened
 *
 * Makes `is_wanted (key)` known, which asks the filter of the search that runs.
 */
void
ctg_search_filter_register (CtgDb *db)
{
  sqlite3_create_function_v2 (db->handle, "is_wanted", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, db, is_wanted_cb, NULL,
                              NULL, NULL);
}

/* %NULL without error: they are so many that one is soon met. */
static GArray *
collect_contact (CtgDb *db, const CtgSearchTerm *term, GError **error)
{
  g_autofree char *wanted = make_contact_key (term);
  g_autoptr (CtgQuery) query = NULL;

  if (ctg_db_get_int (db, 0, "SELECT sum (n_messages) FROM contact WHERE instr (search_key, ?)", "s",
                      wanted) > KEYS_MAX)
    return NULL;
  query = ctg_db_query (db,
                        "SELECT DISTINCT message FROM log_entry"
                        " WHERE contact IN (SELECT id FROM contact WHERE instr (search_key, ?)) ORDER BY message DESC",
                        "s", wanted);
  return ctg_query_collect_ints (query, error);
}

static GArray *
collect_index (CtgDb *db, const char *match, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC", "s", match);
  return ctg_query_collect_ints (query, error);
}

static gboolean
collect_contacts (CtgSearchFilter *self, GError **error)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const CtgSearchTerm *term = g_ptr_array_index (self->terms, i);
      GError *failure = NULL;
      GArray *keys = term->field == CTG_SEARCH_CONTACT ? collect_contact (self->db, term, &failure) : NULL;

      g_ptr_array_add (self->contact_keys, keys);
      if (self->keys == NULL && !term->is_negated)
        self->keys = keys;
      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
    }
  return TRUE;
}

static void
keys_free (gpointer keys)
{
  g_clear_pointer ((GArray **) &keys, g_array_unref);
}

/**
 * ctg_search_filter_new:
 * @db: any connection, which the filter is used with
 * @terms: (element-type CtgSearchTerm): what is asked for; outlives the filter
 * @without: (nullable): an expression of the index that must not hold
 * @error: `STORAGE`, cancellation
 *
 * Looks up once what would be looked up with every letter.
 *
 * Returns: (transfer full): the filter
 */
CtgSearchFilter *
ctg_search_filter_new (CtgDb *db, const GPtrArray *terms, const char *without, GError **error)
{
  g_autoptr (CtgSearchFilter) self = g_new0 (CtgSearchFilter, 1);

  self->db = db;
  self->terms = terms;
  self->contact_keys = g_ptr_array_new_with_free_func (keys_free);
  if (!collect_contacts (self, error))
    return NULL;
  if (without == NULL)
    return g_steal_pointer (&self);
  self->without = collect_index (db, without, error);
  return self->without != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * ctg_search_filter_free:
 * @self: (transfer full) (nullable): a filter
 */
void
ctg_search_filter_free (CtgSearchFilter *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->contact_keys, g_ptr_array_unref);
  g_clear_pointer (&self->without, g_array_unref);
  g_free (self);
}

/**
 * ctg_search_filter_get_keys:
 * @self: a filter
 *
 * Returns: (transfer none) (nullable) (element-type gint64): if letters of a contact are asked for, those, newest
 *   first: what is admitted is among them
 */
GArray *
ctg_search_filter_get_keys (CtgSearchFilter *self)
{
  return self->keys;
}

/**
 * ctg_search_filter_pick:
 * @self: a filter
 * @keys: (nullable) (element-type gint64): messages, newest first, which outlive the use of it; %NULL: no longer
 *
 * From now on it admits these, which it has admitted before.
 */
void
ctg_search_filter_pick (CtgSearchFilter *self, const GArray *keys)
{
  self->picked = keys;
}
