/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "address.h"
#include "text.h"

#include <string.h>

static gboolean
is_separator (char character)
{
  return character == ',' || character == ';' || character == '\n';
}

static void
add_word (GPtrArray *words, const char *start, const char *end)
{
  char *word = g_strstrip (g_strndup (start, (gsize) (end - start)));

  if (*word != '\0')
    g_ptr_array_add (words, word);
  else
    g_free (word);
}

/**
 * ctg_address_split:
 * @typed: people as somebody typed them; a comma or a semicolon ends one, unless it stands between quotation marks
 *
 * Cuts a list into its members without reading them, so that each that is no address can be named to whoever typed it.
 *
 * Returns: (transfer full): the members, in order, without blanks around them and without empty ones
 */
char **
ctg_address_split (const char *typed)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  gboolean is_quoted = FALSE, is_bracketed = FALSE;
  const char *start = typed;
  const char *at;

  for (at = typed; *at != '\0'; at++)
    if (*at == '\\' && is_quoted && at[1] != '\0')
      at++;
    else if (*at == '"')
      is_quoted = !is_quoted;
    else if (!is_quoted && (*at == '<' || *at == '>'))
      is_bracketed = *at == '<';
    else if (*at == '\n' || (!is_quoted && !is_bracketed && is_separator (*at)))
      {
        add_word (words, start, at);
        start = at + 1;
        is_quoted = is_bracketed = FALSE;
      }
  add_word (words, start, at);
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

/**
 * ctg_address_to_typed:
 * @self: an address
 *
 * Returns: (transfer full): the same as a person would type it, see ctg_text_person()
 */
char *
ctg_address_to_typed (const CtgAddress *self)
{
  return ctg_text_person (self->name, self->address);
}
