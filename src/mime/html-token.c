/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A tokeniser after the HTML standard, section 13.2.5, as far as reading the words of a mail needs it. It
 * has no tree, so that neither depth nor unclosed tags cost anything: libxml2's parser scans its stack of
 * open elements for each closing tag, which makes half a million of "<b>" and "</i>" quadratic. */

#include "html-token.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define ENTITY_MAX_BYTES 32

static const char *
skip_until (const char *at, const char *what)
{
  const char *found = strstr (at, what);

  return found != NULL ? found + strlen (what) : at + strlen (at);
}

/* Past the ">" of a tag; one inside quotes does not count. */
static const char *
find_tag_end (const char *at)
{
  while (*at != '\0' && *at != '>')
    {
      if (at[0] == '=' && (at[1] == '"' || at[1] == '\''))
        {
          const char *close = strchr (at + 2, at[1]);

          /* An attribute that is never closed would swallow the rest of the document. */
          at = close != NULL ? close + 1 : at + 2;
          if (close == NULL)
            return at + strcspn (at, ">");
        }
      else
        {
          at++;
        }
    }
  return at;
}

static const char *
read_tag (const char *at, CtgHtmlToken *token)
{
  const char *end;

  token->kind = *at == '/' ? CTG_HTML_CLOSE_TAG : CTG_HTML_OPEN_TAG;
  if (*at == '/')
    at++;
  token->start = at;
  while (g_ascii_isalnum (*at) || *at == ':' || *at == '-')
    at++;
  token->length = (gsize) (at - token->start);
  end = find_tag_end (at);
  token->rest = at;
  token->rest_length = (gsize) (end - at);
  return *end == '>' ? end + 1 : end;
}

static gboolean
starts_tag (const char *at)
{
  return *at == '<' && (g_ascii_isalpha (at[1]) || at[1] == '!' || at[1] == '?' ||
                        (at[1] == '/' && g_ascii_isalpha (at[2])));
}

/**
 * ctg_html_next_token:
 * @at: a place in a terminated document
 * @token: (out): what stands there
 *
 * Comments, declarations and processing instructions are stepped over.
 *
 * Returns: where the next token starts
 */
const char *
ctg_html_next_token (const char *at, CtgHtmlToken *token)
{
  const char *start;

  while (at[0] == '<' && (at[1] == '!' || at[1] == '?'))
    at = g_str_has_prefix (at, "<!--") ? skip_until (at + (at[4] == '>' ? 4 : 2), at[4] == '>' ? ">" : "-->")
                                       : skip_until (at, ">");
  *token = (CtgHtmlToken) { CTG_HTML_END, at, 0, NULL, 0 };
  if (*at == '\0')
    return at;
  if (starts_tag (at))
    return read_tag (at + 1, token);
  token->kind = CTG_HTML_TEXT;
  start = at++;
  while (*at != '\0' && !starts_tag (at))
    at += 1 + strcspn (at + 1, "<");
  token->length = (gsize) (at - start);
  return at;
}

/**
 * ctg_html_token_is:
 * @token: a tag
 * @name: an element's name in lower case
 *
 * Returns: whether it is that element's
 */
gboolean
ctg_html_token_is (const CtgHtmlToken *token, const char *name)
{
  return strlen (name) == token->length && g_ascii_strncasecmp (token->start, name, token->length) == 0;
}

/* The value at @at, quoted or not. */
static const char *
read_value (const char *at, const char *end, CtgHtmlAttribute *attribute)
{
  const char *close = at;

  if (*at != '"' && *at != '\'')
    {
      while (close < end && !g_ascii_isspace (*close))
        close++;
      attribute->value = at;
      attribute->value_length = (gsize) (close - at);
      return close;
    }
  close = memchr (at + 1, *at, (gsize) (end - at - 1));
  attribute->value = at + 1;
  attribute->value_length = (gsize) ((close != NULL ? close : end) - at - 1);
  return close != NULL ? close + 1 : end;
}

/**
 * ctg_html_next_attribute:
 * @at: a place among the attributes of an open tag
 * @end: where they end
 * @attribute: (out): what stands there; an empty name at the end
 *
 * Returns: where the next attribute starts
 */
const char *
ctg_html_next_attribute (const char *at, const char *end, CtgHtmlAttribute *attribute)
{
  while (at < end && (g_ascii_isspace (*at) || *at == '/'))
    at++;
  *attribute = (CtgHtmlAttribute) { at, 0, NULL, 0 };
  if (at < end && *at == '=')
    at++;
  while (at < end && !g_ascii_isspace (*at) && *at != '=' && *at != '/')
    at++;
  attribute->name_length = (gsize) (at - attribute->name);
  while (at < end && g_ascii_isspace (*at))
    at++;
  if (at == end || *at != '=')
    return at;
  at++;
  while (at < end && g_ascii_isspace (*at))
    at++;
  attribute->value = at;
  return at < end ? read_value (at, end, attribute) : at;
}

/**
 * ctg_html_dup_attribute:
 * @token: an open tag
 * @name: an attribute's name in lower case
 *
 * Returns: (transfer full) (nullable): its value, decoded
 */
char *
ctg_html_dup_attribute (const CtgHtmlToken *token, const char *name)
{
  const char *at = token->rest, *end = token->rest + token->rest_length;
  gsize wanted = strlen (name);
  CtgHtmlAttribute attribute;

  while (at < end)
    {
      at = ctg_html_next_attribute (at, end, &attribute);
      if (attribute.value != NULL && attribute.name_length == wanted &&
          g_ascii_strncasecmp (attribute.name, name, wanted) == 0)
        {
          GString *value = g_string_new (NULL);

          ctg_html_append_decoded (value, attribute.value, attribute.value_length);
          return g_string_free (value, FALSE);
        }
    }
  return NULL;
}

/**
 * ctg_html_find_end_tag:
 * @at: a place in a terminated document
 * @name: (array length=length): an element's name
 * @length: how many bytes
 *
 * Returns: (nullable): the "<" of its next end tag
 */
const char *
ctg_html_find_end_tag (const char *at, const char *name, gsize length)
{
  for (; (at = strchr (at, '<')) != NULL; at++)
    if (at[1] == '/' && g_ascii_strncasecmp (at + 2, name, length) == 0)
      return at;
  return NULL;
}

static gunichar
numeric_reference (const char *digits)
{
  gboolean hexadecimal = *digits == 'x' || *digits == 'X';
  guint64 value = g_ascii_strtoull (digits + (hexadecimal ? 1 : 0), NULL, hexadecimal ? 16 : 10);

  if (value == 0 || value > 0x10ffff || !g_unichar_validate ((gunichar) value))
    return 0xfffd;
  return (gunichar) value;
}

/* The length of the reference at "&", 0 when it is none. HTML lets the semicolon be missing. */
static gsize
read_reference (const char *at, const char *end, gunichar *character)
{
  char name[ENTITY_MAX_BYTES + 1];
  gsize n = 0;
  const htmlEntityDesc *entity;

  while (n < ENTITY_MAX_BYTES && at + 1 + n < end && (g_ascii_isalnum (at[1 + n]) || (n == 0 && at[1] == '#')))
    {
      name[n] = at[1 + n];
      n++;
    }
  name[n] = '\0';
  if (n < 2)
    return 0;
  entity = name[0] != '#' ? htmlEntityLookup ((const xmlChar *) name) : NULL;
  if (name[0] == '#' && (g_ascii_isdigit (name[1]) || name[1] == 'x' || name[1] == 'X'))
    *character = numeric_reference (name + 1);
  else if (entity != NULL)
    *character = entity->value;
  else if (g_str_equal (name, "apos"))
    *character = '\'';
  else
    return 0;
  return at + 1 + n < end && at[1 + n] == ';' ? n + 2 : n + 1;
}

/**
 * ctg_html_append_decoded:
 * @text: where to append
 * @at: (array length=length): text of a document
 * @length: how many bytes
 *
 * Appends text with its character references decoded.
 */
void
ctg_html_append_decoded (GString *text, const char *at, gsize length)
{
  const char *end = at + length;

  while (at < end)
    {
      const char *reference = memchr (at, '&', (gsize) (end - at));
      gunichar character = 0;
      gsize n;

      g_string_append_len (text, at, (reference != NULL ? reference : end) - at);
      if (reference == NULL)
        return;
      n = read_reference (reference, end, &character);
      if (n == 0)
        g_string_append_c (text, '&');
      else
        g_string_append_unichar (text, character);
      at = reference + MAX (n, 1);
    }
}
