/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "parameters.h"

#include "charset.h"
#include "header-text.h"

#include <string.h>

/* GMime needs 59 s for 100 000 parameters (threats 0.2); this reads in one pass and stops here. */
#define PARAMETERS_MAX 200
#define VALUE_MAX_BYTES 200

/**
 * ctg_parameters_free:
 * @self: (transfer full) (nullable): parameters
 */
void
ctg_parameters_free (CtgParameters *self)
{
  if (self == NULL)
    return;
  g_free (self->value);
  g_ptr_array_unref (self->pairs);
  g_free (self);
}

static const char *
read_quoted (const char *at, GString *value)
{
  for (at++; *at != '\0' && *at != '"'; at++)
    {
      if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
        at++;
      g_string_append_c (value, *at);
    }
  return *at == '"' ? at + 1 : at;
}

/* A value without quotes may still hold spaces: "name=my file.pdf" is common. */
static const char *
read_bare (const char *at, GString *value)
{
  gsize length = strcspn (at, ";");
  const char *end = at + length;

  while (end > at && g_ascii_isspace (end[-1]))
    end--;
  g_string_append_len (value, at, end - at);
  return at + length;
}

static const char *
read_parameter (CtgParameters *self, const char *at)
{
  gsize name_length = strcspn (at, "=;");
  g_autofree char *name = g_ascii_strdown (at, (gssize) name_length);
  g_autoptr (GString) value = NULL;

  at += name_length;
  g_strstrip (name);
  if (*at != '=')
    return at;
  value = g_string_new (NULL);
  at++;
  at += strspn (at, " \t");
  at = *at == '"' ? read_quoted (at, value) : read_bare (at, value);
  if (*name != '\0')
    {
      g_ptr_array_add (self->pairs, g_steal_pointer (&name));
      g_ptr_array_add (self->pairs, g_string_free (g_steal_pointer (&value), FALSE));
    }
  return at + strcspn (at, ";");
}

/* Only what a token may consist of is kept: it is shown, stored and compared. */
static char *
dup_value (const char *text, gsize length)
{
  gsize end = MIN (length, strcspn (text, "("));
  g_autoptr (GString) value = g_string_sized_new (32);

  for (gsize i = 0; i < end && value->len < VALUE_MAX_BYTES; i++)
    if (g_ascii_isgraph (text[i]))
      g_string_append_c (value, g_ascii_tolower (text[i]));
  return g_string_free (g_steal_pointer (&value), FALSE);
}

/**
 * ctg_parameters_parse:
 * @text: an unfolded Content-Type or Content-Disposition value
 * @problems: (inout): a cap that was reached is added
 *
 * Specification: RFC 2045 section 5.1; at most 200 parameters
 * Returns: (transfer full): its value and parameters, still encoded
 */
CtgParameters *
ctg_parameters_parse (const char *text, CtgProblems *problems)
{
  CtgParameters *self = g_new (CtgParameters, 1);
  gsize length = strcspn (text, ";");
  const char *at = text + length;

  self->value = dup_value (text, length);
  self->pairs = g_ptr_array_new_with_free_func (g_free);
  while (*at == ';' && self->pairs->len < 2 * PARAMETERS_MAX)
    at = read_parameter (self, at + 1);
  if (*at == ';' && at[1] != '\0')
    *problems |= CTG_PROBLEM_TOO_MANY_PARAMETERS;
  return self;
}

/**
 * ctg_parameters_get:
 * @self: parameters
 * @name: in lower case
 *
 * Returns: (transfer none) (nullable): the value as written, of the first parameter of that name
 */
const char *
ctg_parameters_get (const CtgParameters *self, const char *name)
{
  for (guint i = 0; i + 1 < self->pairs->len; i += 2)
    if (g_str_equal (self->pairs->pdata[i], name))
      return self->pairs->pdata[i + 1];
  return NULL;
}

static void
append_percent_decoded (GString *bytes, const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (*text == '%' && g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]))
        {
          g_string_append_c (bytes, (char) (g_ascii_xdigit_value (text[1]) * 16 + g_ascii_xdigit_value (text[2])));
          text += 2;
        }
      else
        {
          g_string_append_c (bytes, *text);
        }
    }
}

/* charset'language'text; what has no quotes has no charset either. */
static const char *
split_charset (const char *value, char **charset)
{
  const char *first = strchr (value, '\'');
  const char *second = first != NULL ? strchr (first + 1, '\'') : NULL;

  if (second == NULL)
    return value;
  *charset = g_strndup (value, (gsize) (first - value));
  return second + 1;
}

/* RFC 2231 section 3: name*0, name*1* ... joined before they are converted. */
static gboolean
append_section (const CtgParameters *self, const char *name, guint i, GString *bytes, char **charset)
{
  g_autofree char *encoded = g_strdup_printf ("%s*%u*", name, i);
  g_autofree char *plain = g_strdup_printf ("%s*%u", name, i);
  const char *value = ctg_parameters_get (self, encoded);

  if (value != NULL)
    append_percent_decoded (bytes, i == 0 ? split_charset (value, charset) : value);
  else if ((value = ctg_parameters_get (self, plain)) != NULL)
    g_string_append (bytes, value);
  return value != NULL;
}

static char *
dup_extended (const CtgParameters *self, const char *name, CtgProblems *problems)
{
  g_autofree char *starred = g_strconcat (name, "*", NULL);
  g_autofree char *charset = NULL;
  g_autoptr (GString) bytes = g_string_new (NULL);
  const char *value = ctg_parameters_get (self, starred);
  guint i = 0;

  if (value != NULL)
    append_percent_decoded (bytes, split_charset (value, &charset));
  else
    while (i < PARAMETERS_MAX && append_section (self, name, i, bytes, &charset))
      i++;
  if (value == NULL && i == 0)
    return NULL;
  return ctg_charset_to_utf8 (charset, bytes->str, bytes->len, problems);
}

static gboolean
has_extended (const CtgParameters *self)
{
  for (guint i = 0; i < self->pairs->len; i += 2)
    if (strchr (self->pairs->pdata[i], '*') != NULL)
      return TRUE;
  return FALSE;
}

/**
 * ctg_parameters_dup_decoded:
 * @self: parameters
 * @name: in lower case, for example `filename`
 * @problems: (inout): an unknown character set is added
 *
 * Decodes a parameter: extended and continued ones, and encoded words, which do not belong here but are
 * everywhere.
 *
 * Specification: RFC 2231 sections 3 and 4
 * Returns: (transfer full) (nullable): valid UTF-8
 */
char *
ctg_parameters_dup_decoded (const CtgParameters *self, const char *name, CtgProblems *problems)
{
  char *extended = has_extended (self) ? dup_extended (self, name, problems) : NULL;
  const char *value;

  if (extended != NULL)
    return extended;
  value = ctg_parameters_get (self, name);
  return value != NULL ? ctg_header_text_decode (value, problems) : NULL;
}
