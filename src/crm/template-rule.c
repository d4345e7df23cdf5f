/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands between {{ and }} in a template, in English or Italian:
 *
 *   contact.name         contatto.nome_completo
 *   contact.first_name   contatto.nome             the first word of the name
 *   contact.last_name    contatto.cognome          the rest of it
 *   contact.company      contatto.azienda
 *   contact.address      contatto.indirizzo
 *   contact.phone        contatto.telefono
 *   sender.name          mittente.nome
 *   sender.address       mittente.indirizzo
 *   company.name         azienda.nome              of what the letter is written from, as are these
 *   deal.name            trattativa.nome
 *   deal.stage           trattativa.fase
 *   deal.amount          trattativa.importo
 *
 * A token that is not known, or of which nothing is known, stays as it stands: a letter that holds one is not sent.
 * What is put in is one line of at most 200 bytes and is not looked at again (Q4). */

#include "template-rule.h"

#include "text.h"

#include <string.h>

#define VALUE_MAX_BYTES 200
#define TOKEN_MAX_BYTES 60

typedef enum { FULL, FIRST, LAST } Part;

static char *
cut (const char *value, Part part)
{
  g_autofree char *line = ctg_text_clean (value != NULL ? value : "", VALUE_MAX_BYTES);
  const char *blank = strchr (line, ' ');

  if (part == FULL)
    return g_steal_pointer (&line);
  if (part == FIRST)
    return g_strndup (line, blank != NULL ? (gsize) (blank - line) : strlen (line));
  return g_strdup (blank != NULL ? blank + 1 : "");
}

/* "Rossi, Ada": what is written the other way round is turned. */
static char *
turn_name (const char *name)
{
  const char *comma = name != NULL ? strchr (name, ',') : NULL;
  g_autofree char *last = NULL;
  g_autofree char *first = NULL;

  if (comma == NULL)
    return g_strdup (name != NULL ? name : "");
  last = g_strstrip (g_strndup (name, (gsize) (comma - name)));
  first = g_strstrip (g_strdup (comma + 1));
  return g_strstrip (g_strdup_printf ("%s %s", first, last));
}

static char *
dup_value (const char *token, const CtgTemplateFacts *facts)
{
  g_autofree char *name = turn_name (facts->contact_name);
  const struct { const char *english, *italian, *value; Part part; } tokens[] = {
    { "contact.name", "contatto.nome_completo", name, FULL },
    { "contact.first_name", "contatto.nome", name, FIRST },
    { "contact.last_name", "contatto.cognome", name, LAST },
    { "contact.company", "contatto.azienda", facts->contact_company, FULL },
    { "contact.address", "contatto.indirizzo", facts->contact_address, FULL },
    { "contact.phone", "contatto.telefono", facts->contact_phone, FULL },
    { "sender.name", "mittente.nome", facts->sender_name, FULL },
    { "sender.address", "mittente.indirizzo", facts->sender_address, FULL },
    { "company.name", "azienda.nome", facts->company_name, FULL },
    { "deal.name", "trattativa.nome", facts->deal_name, FULL },
    { "deal.stage", "trattativa.fase", facts->deal_stage, FULL },
    { "deal.amount", "trattativa.importo", facts->deal_amount, FULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    if (g_ascii_strcasecmp (token, tokens[i].english) == 0 || g_ascii_strcasecmp (token, tokens[i].italian) == 0)
      return cut (tokens[i].value, tokens[i].part);
  return g_strdup ("");
}

/* Two words with a point between: other programs' letters may well speak of brackets. */
static gboolean
is_token (const char *inside, gsize length)
{
  g_autofree char *word = g_strstrip (g_strndup (inside, length));
  const char *point = strchr (word, '.');

  return point != NULL && point != word && point[1] != '\0' &&
         word[strspn (word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.")] == '\0';
}

/* From "{{" to behind "}}" in one line; NULL: none. */
static const char *
find_token (const char *text, const char **end)
{
  const char *open = text;

  while ((open = strstr (open, "{{")) != NULL)
    {
      const char *close = strstr (open, "}}");
      gsize length = close != NULL ? (gsize) (close - open) : 0;

      if (close != NULL && length <= TOKEN_MAX_BYTES && is_token (open + 2, length - 2))
        {
          *end = close + 2;
          return open;
        }
      open += 2;
    }
  return NULL;
}

static void
append_value (GString *filled, const char *value, gboolean is_html)
{
  g_autofree char *escaped = is_html ? g_markup_escape_text (value, -1) : NULL;

  g_string_append (filled, escaped != NULL ? escaped : value);
}

/**
 * ctg_template_rule_fill:
 * @text: a template's subject or words
 * @facts: what its tokens stand for
 *
 * Puts in what is known, by the table at the head of this file. Pure.
 *
 * Returns: (transfer full): the words; tokens of which nothing is known are still in them
 */
char *
ctg_template_rule_fill (const char *text, const CtgTemplateFacts *facts)
{
  GString *filled = g_string_new (NULL);
  const char *open, *end;

  while ((open = find_token (text, &end)) != NULL)
    {
      g_autofree char *token = g_strstrip (g_strndup (open + 2, (gsize) (end - open) - 4));
      g_autofree char *value = dup_value (token, facts);

      g_string_append_len (filled, text, open - text);
      if (*value != '\0')
        append_value (filled, value, facts->is_html);
      else
        g_string_append_len (filled, open, end - open);
      text = end;
    }
  g_string_append (filled, text);
  return g_string_free (filled, FALSE);
}

/**
 * ctg_template_rule_find_open:
 * @text: a letter's subject or words
 *
 * Returns: (transfer full) (nullable): the first token that is still in it, with its brackets
 */
char *
ctg_template_rule_find_open (const char *text)
{
  const char *end;
  const char *open = find_token (text, &end);

  return open != NULL ? g_strndup (open, (gsize) (end - open)) : NULL;
}
