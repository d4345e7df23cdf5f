/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "imap-set.h"

#include <string.h>

#define RANGE(self, i) g_array_index ((self)->ranges, CtgImapRange, i)

/**
 * ctg_imap_set_new:
 *
 * Returns: (transfer full): the empty set
 */
CtgImapSet *
ctg_imap_set_new (void)
{
  CtgImapSet *self = g_new0 (CtgImapSet, 1);

  self->ranges = g_array_new (FALSE, FALSE, sizeof (CtgImapRange));
  return self;
}

/**
 * ctg_imap_set_new_range:
 * @first: its smallest number
 * @last: its largest; smaller than @first makes the empty set
 *
 * Returns: (transfer full): a set of one range
 */
CtgImapSet *
ctg_imap_set_new_range (guint32 first, guint32 last)
{
  CtgImapSet *self = ctg_imap_set_new ();

  ctg_imap_set_add (self, first, last);
  return self;
}

/**
 * ctg_imap_set_free:
 * @self: (transfer full) (nullable): a set
 */
void
ctg_imap_set_free (CtgImapSet *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->ranges);
  g_free (self);
}

/* The index of the first range that does not lie wholly before @number. */
static guint
find (const CtgImapSet *self, guint32 number)
{
  guint low = 0;
  guint high = self->ranges->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (RANGE (self, middle).last < number)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * ctg_imap_set_add:
 * @self: a set
 * @first: smallest number to add, at least 1
 * @last: largest; smaller than @first adds nothing
 *
 * Adds a range, joining what touches. At the end, which is where servers' answers add, it costs nothing.
 */
void
ctg_imap_set_add (CtgImapSet *self, guint32 first, guint32 last)
{
  CtgImapRange range = { first, last };
  guint at, n = 0;

  if (first == 0 || last < first)
    return;
  at = find (self, first - 1);
  while (at + n < self->ranges->len && RANGE (self, at + n).first <= (guint64) last + 1)
    {
      range.first = MIN (range.first, RANGE (self, at + n).first);
      range.last = MAX (range.last, RANGE (self, at + n).last);
      n++;
    }
  if (n == 0)
    {
      g_array_insert_val (self->ranges, at, range);
      return;
    }
  RANGE (self, at) = range;
  if (n > 1)
    g_array_remove_range (self->ranges, at + 1, n - 1);
}

/**
 * ctg_imap_set_remove:
 * @self: a set
 * @first: smallest number to remove
 * @last: largest
 */
void
ctg_imap_set_remove (CtgImapSet *self, guint32 first, guint32 last)
{
  guint at = find (self, first);

  while (at < self->ranges->len && RANGE (self, at).first <= last)
    {
      CtgImapRange range = RANGE (self, at);

      g_array_remove_index (self->ranges, at);
      if (range.first < first)
        ctg_imap_set_add (self, range.first, first - 1);
      if (range.last > last)
        ctg_imap_set_add (self, last + 1, range.last);
      at = find (self, first);
    }
}

/**
 * ctg_imap_set_intersect:
 * @self: a set
 * @other: what is kept of it
 *
 * Keeps only what is in both.
 */
void
ctg_imap_set_intersect (CtgImapSet *self, const CtgImapSet *other)
{
  g_autoptr (GArray) mine = self->ranges;

  self->ranges = g_array_new (FALSE, FALSE, sizeof (CtgImapRange));
  for (guint i = 0; i < mine->len; i++)
    {
      CtgImapRange range = g_array_index (mine, CtgImapRange, i);

      for (guint j = find (other, range.first); j < other->ranges->len && RANGE (other, j).first <= range.last; j++)
        ctg_imap_set_add (self, MAX (range.first, RANGE (other, j).first), MIN (range.last, RANGE (other, j).last));
    }
}

/**
 * ctg_imap_set_contains:
 * @self: a set
 * @number: a number
 *
 * Returns: whether it is in the set
 */
gboolean
ctg_imap_set_contains (const CtgImapSet *self, guint32 number)
{
  guint at = find (self, number);

  return at < self->ranges->len && RANGE (self, at).first <= number;
}

/**
 * ctg_imap_set_is_empty:
 * @self: a set
 *
 * Returns: whether there is nothing in it
 */
gboolean
ctg_imap_set_is_empty (const CtgImapSet *self)
{
  return self->ranges->len == 0;
}

/**
 * ctg_imap_set_get_size:
 * @self: a set
 *
 * Returns: how many numbers are in it
 */
guint64
ctg_imap_set_get_size (const CtgImapSet *self)
{
  guint64 size = 0;

  for (guint i = 0; i < self->ranges->len; i++)
    size += (guint64) RANGE (self, i).last - RANGE (self, i).first + 1;
  return size;
}

/**
 * ctg_imap_set_get_first:
 * @self: a set
 *
 * Returns: its smallest number, 0 if it is empty
 */
guint32
ctg_imap_set_get_first (const CtgImapSet *self)
{
  return self->ranges->len > 0 ? RANGE (self, 0).first : 0;
}

/**
 * ctg_imap_set_take_newest:
 * @self: a set
 * @n: how many at most
 *
 * Moves the largest numbers into a set of their own.
 *
 * Returns: (transfer full): them
 */
CtgImapSet *
ctg_imap_set_take_newest (CtgImapSet *self, guint n)
{
  CtgImapSet *taken = ctg_imap_set_new ();

  while (n > 0 && self->ranges->len > 0)
    {
      CtgImapRange *range = &RANGE (self, self->ranges->len - 1);
      guint32 size = (guint32) MIN ((guint64) range->last - range->first + 1, n);

      ctg_imap_set_add (taken, range->last - size + 1, range->last);
      n -= size;
      if (range->last - size + 1 == range->first)
        g_array_set_size (self->ranges, self->ranges->len - 1);
      else
        range->last -= size;
    }
  return taken;
}

/**
 * ctg_imap_set_to_string:
 * @self: a set
 *
 * Specification: RFC 9051 section 9, sequence-set
 * Returns: (transfer full): for example `1:5000,7001`; "" for the empty set
 */
char *
ctg_imap_set_to_string (const CtgImapSet *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->ranges->len; i++)
    {
      CtgImapRange range = RANGE (self, i);

      g_string_append_printf (text, "%s%u", i > 0 ? "," : "", range.first);
      if (range.last > range.first)
        g_string_append_printf (text, ":%u", range.last);
    }
  return g_string_free (text, FALSE);
}

static gboolean
parse_number (const char **at, guint32 *number)
{
  char *end;
  guint64 value = g_ascii_strtoull (*at, &end, 10);

  if (!g_ascii_isdigit (**at) || value == 0 || value > G_MAXUINT32)
    return FALSE;
  *number = (guint32) value;
  *at = end;
  return TRUE;
}

static gboolean
parse_range (const char **at, CtgImapSet *set)
{
  guint32 first, last;

  if (!parse_number (at, &first))
    return FALSE;
  last = first;
  if (**at == ':')
    {
      (*at)++;
      if (!parse_number (at, &last))
        return FALSE;
    }
  ctg_imap_set_add (set, MIN (first, last), MAX (first, last));
  return TRUE;
}

/**
 * ctg_imap_set_parse:
 * @text: a sequence-set without `*`, of any order, or "" for the empty set
 * @max_ranges: refuse more
 *
 * Specification: RFC 9051 section 9, sequence-set
 * Returns: (transfer full) (nullable): the set, %NULL if @text is none
 */
CtgImapSet *
ctg_imap_set_parse (const char *text, guint max_ranges)
{
  g_autoptr (CtgImapSet) set = ctg_imap_set_new ();
  const char *at = text;

  while (*at != '\0')
    {
      if (!parse_range (&at, set) || set->ranges->len > max_ranges || (*at != '\0' && *at != ','))
        return NULL;
      if (*at == ',' && *++at == '\0')
        return NULL;
    }
  return g_steal_pointer (&set);
}
