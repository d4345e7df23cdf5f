/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "text-find.h"

/* One letter to compare by: without its accents, small. Steps over it and the marks that belong to it. */
static gunichar
take_letter (const char **at)
{
  gunichar letter = g_utf8_get_char (*at);
  gunichar base[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

  g_unichar_fully_decompose (letter, FALSE, base, G_N_ELEMENTS (base));
  *at = g_utf8_next_char (*at);
  while (**at != '\0' && g_unichar_ismark (g_utf8_get_char (*at)))
    *at = g_utf8_next_char (*at);
  if (base[0] == 0x2019)   /* what a keyboard has and what a typesetter writes */
    return '\'';
  return g_unichar_isspace (base[0]) ? ' ' : g_unichar_tolower (base[0]);
}

static GArray *
take_letters (const char *words)
{
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (gunichar));

  while (*words != '\0')
    {
      gunichar letter = take_letter (&words);

      g_array_append_val (letters, letter);
    }
  return letters;
}

static const char *
match (const char *at, GArray *letters)
{
  for (guint i = 0; i < letters->len; i++)
    if (*at == '\0' || take_letter (&at) != g_array_index (letters, gunichar, i))
      return NULL;
  return at;
}

/**
 * ctg_text_find:
 * @text: where to look, valid UTF-8
 * @words: what to look for, valid UTF-8; "" is nowhere
 * @most: at most so many
 *
 * Looks for words whatever their case and accents; a line's end is as good as a space. Pure; its time is that of the
 * text, times a little.
 *
 * Returns: (transfer full) (element-type CtgTextRange): where they are, none over another
 */
GArray *
ctg_text_find (const char *text, const char *words, guint most)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (CtgTextRange));
  g_autoptr (GArray) letters = take_letters (words);
  const char *at = text;

  while (letters->len > 0 && *at != '\0' && ranges->len < most)
    {
      const char *end = match (at, letters);
      CtgTextRange range = { .start = (guint) (at - text) };

      if (end == NULL)
        {
          take_letter (&at);
          continue;
        }
      range.end = (guint) (end - text);
      g_array_append_val (ranges, range);
      at = end;
    }
  return ranges;
}
