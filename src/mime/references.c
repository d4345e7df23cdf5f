/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "references.h"

#include "text.h"

#include <string.h>

/* A longer id is stood for by its digest, here and in whatever refers to it, so that threads still join
 * (I10). */
#define ID_MAX_BYTES 512

/**
 * ctg_references_normalise:
 * @id: (array length=length): what stood between the angle brackets
 * @length: how many bytes
 *
 * Gives an id its one spelling: white space and control characters, which folding puts in, removed; valid
 * UTF-8. Case stays, RFC 5322 does not fold it.
 *
 * Returns: (transfer full) (nullable): the id, %NULL when nothing is left of it
 */
char *
ctg_references_normalise (const char *id, gsize length)
{
  g_autofree char *clean = g_malloc (length + 1);
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    if ((guchar) id[i] > ' ' && id[i] != 0x7f && id[i] != '<' && id[i] != '>')
      clean[n++] = id[i];
  clean[n] = '\0';
  if (n == 0)
    return NULL;
  if (n > ID_MAX_BYTES)
    {
      g_autofree char *digest = ctg_text_sha256_hex (clean, n);

      return g_strconcat (digest, "@long.carteggio.invalid", NULL);
    }
  return g_str_is_ascii (clean) ? g_steal_pointer (&clean) : ctg_text_to_utf8 (clean, (gssize) n);
}

/* The next id in angle brackets, NULL when there is none. In-Reply-To fields of old mailers hold prose
 * ("Your message of ... <id>"), which is stepped over. An id whose bracket is missing ends at the next
 * opening one. */
static char *
next_bracketed (const char **at)
{
  while (**at != '\0')
    {
      const char *open = strchr (*at, '<');
      gsize length;
      char *id;

      if (open == NULL)
        break;
      length = strcspn (open + 1, "<>");
      *at = open + 1 + length + (open[1 + length] == '>' ? 1 : 0);
      id = ctg_references_normalise (open + 1, length);
      if (id != NULL)
        return id;
    }
  return NULL;
}

/* Some mailers leave the brackets out: then each word with an @ is an id. */
static void
add_bare (GPtrArray *ids, const char *text)
{
  for (const char *at = text; *at != '\0';)
    {
      gsize length = strcspn (at, " \t\r\n,;");

      if (length > 2 && memchr (at, '@', length) != NULL)
        {
          char *id = ctg_references_normalise (at, length);

          if (id != NULL)
            g_ptr_array_add (ids, id);
        }
      at += length;
      at += strspn (at, " \t\r\n,;");
    }
}

/**
 * ctg_references_add_all:
 * @ids: (element-type utf8): where to add, with g_free() as its free function
 * @text: an unfolded References or In-Reply-To value
 *
 * Adds the ids of a value in their order, without their angle brackets.
 *
 * Specification: RFC 5322 section 3.6.4, and what programs really write
 */
void
ctg_references_add_all (GPtrArray *ids, const char *text)
{
  const char *at = text;
  char *id = next_bracketed (&at);

  if (id == NULL)
    add_bare (ids, text);
  for (; id != NULL; id = next_bracketed (&at))
    g_ptr_array_add (ids, id);
}

/**
 * ctg_references_dup_first:
 * @text: an unfolded Message-ID value
 *
 * Returns: (transfer full) (nullable): the id in it; without brackets the whole value counts
 */
char *
ctg_references_dup_first (const char *text)
{
  const char *at = text;
  char *id = next_bracketed (&at);

  return id != NULL ? id : ctg_references_normalise (text, strlen (text));
}

/* The last mention of an id is the one whose place counts: mailers append, and repeat what they do not
 * recognise. */
static void
drop_repeated (GPtrArray *ids)
{
  g_autoptr (GHashTable) seen = NULL;
  guint kept = ids->len;

  if (ids->len < 2)
    return;
  seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = ids->len; i-- > 0;)
    {
      if (g_hash_table_add (seen, ids->pdata[i]))
        ids->pdata[--kept] = ids->pdata[i];
      else
        g_free (ids->pdata[i]);
    }
  memmove (ids->pdata, ids->pdata + kept, (ids->len - kept) * sizeof (gpointer));
  ids->len -= kept;
}

/**
 * ctg_references_cap:
 * @ids: (transfer full) (element-type utf8): ids, oldest first
 * @max: how many to keep, at least 2
 * @problems: (inout): a cut is added
 *
 * Removes repeated ids and keeps the first, where the thread began, and the newest.
 *
 * Returns: (transfer full) (array zero-terminated=1): what is left
 */
char **
ctg_references_cap (GPtrArray *ids, guint max, CtgProblems *problems)
{
  drop_repeated (ids);
  if (ids->len > max)
    {
      guint drop = ids->len - max;

      *problems |= CTG_PROBLEM_TOO_MANY_REFERENCES;
      for (guint i = 1; i <= drop; i++)
        g_free (ids->pdata[i]);
      memmove (ids->pdata + 1, ids->pdata + 1 + drop, (max - 1) * sizeof (gpointer));
      ids->len = max;
    }
  g_ptr_array_set_free_func (ids, NULL);
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_free (ids, FALSE);
}
