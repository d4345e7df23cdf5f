/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of HTML a mail may use, as tables. */

#include "html-rules.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 24
#define KEPT CTG_ELEMENT_KEPT
#define BLOCK CTG_ELEMENT_KEPT, CTG_GROUP_ENDS_P

/* Sorted by name. */
static const CtgElement elements[] = {
  { "a", KEPT, CTG_GROUP_LINK }, { "abbr", KEPT }, { "acronym", KEPT }, { "address", BLOCK },
  { "applet", CTG_ELEMENT_DROPPED }, { "article", BLOCK }, { "aside", BLOCK }, { "audio", CTG_ELEMENT_DROPPED },
  { "b", KEPT }, { "bdi", KEPT }, { "bdo", KEPT }, { "big", KEPT }, { "blockquote", BLOCK }, { "body", KEPT },
  { "br", CTG_ELEMENT_VOID }, { "canvas", CTG_ELEMENT_DROPPED }, { "caption", KEPT, CTG_GROUP_CELL },
  { "center", BLOCK }, { "cite", KEPT }, { "code", KEPT }, { "col", CTG_ELEMENT_VOID }, { "colgroup", KEPT },
  { "datalist", CTG_ELEMENT_DROPPED }, { "dd", KEPT, CTG_GROUP_TERM | CTG_GROUP_ENDS_P }, { "del", KEPT },
  { "details", BLOCK }, { "dfn", KEPT }, { "div", BLOCK }, { "dl", KEPT, CTG_GROUP_TERMS | CTG_GROUP_ENDS_P },
  { "dt", KEPT, CTG_GROUP_TERM | CTG_GROUP_ENDS_P }, { "em", KEPT }, { "figcaption", BLOCK }, { "figure", BLOCK },
  { "font", KEPT }, { "footer", BLOCK }, { "h1", BLOCK }, { "h2", BLOCK }, { "h3", BLOCK }, { "h4", BLOCK },
  { "h5", BLOCK }, { "h6", BLOCK }, { "header", BLOCK }, { "hr", CTG_ELEMENT_VOID, CTG_GROUP_ENDS_P }, { "i", KEPT },
  { "iframe", CTG_ELEMENT_RAW }, { "img", CTG_ELEMENT_VOID }, { "ins", KEPT }, { "kbd", KEPT },
  { "li", KEPT, CTG_GROUP_ITEM | CTG_GROUP_ENDS_P }, { "main", BLOCK }, { "map", CTG_ELEMENT_DROPPED },
  { "mark", KEPT }, { "math", CTG_ELEMENT_DROPPED }, { "nav", BLOCK }, { "noembed", CTG_ELEMENT_RAW },
  { "noframes", CTG_ELEMENT_RAW }, { "object", CTG_ELEMENT_DROPPED },
  { "ol", KEPT, CTG_GROUP_LIST | CTG_GROUP_ENDS_P }, { "p", KEPT, CTG_GROUP_P | CTG_GROUP_ENDS_P },
  { "picture", KEPT }, { "plaintext", CTG_ELEMENT_RAW }, { "pre", BLOCK }, { "q", KEPT }, { "rp", KEPT },
  { "rt", KEPT }, { "ruby", KEPT }, { "s", KEPT }, { "samp", KEPT }, { "script", CTG_ELEMENT_RAW },
  { "section", BLOCK }, { "select", CTG_ELEMENT_DROPPED }, { "small", KEPT }, { "span", KEPT }, { "strike", KEPT },
  { "strong", KEPT }, { "style", CTG_ELEMENT_STYLE }, { "sub", KEPT }, { "summary", KEPT }, { "sup", KEPT },
  { "svg", CTG_ELEMENT_DROPPED }, { "table", KEPT, CTG_GROUP_TABLE | CTG_GROUP_ENDS_P },
  { "tbody", KEPT, CTG_GROUP_ROWS }, { "td", KEPT, CTG_GROUP_CELL }, { "template", CTG_ELEMENT_DROPPED },
  { "textarea", CTG_ELEMENT_RAW }, { "tfoot", KEPT, CTG_GROUP_ROWS }, { "th", KEPT, CTG_GROUP_CELL },
  { "thead", KEPT, CTG_GROUP_ROWS }, { "time", KEPT }, { "title", CTG_ELEMENT_RAW }, { "tr", KEPT, CTG_GROUP_ROW },
  { "tt", KEPT }, { "u", KEPT }, { "ul", KEPT, CTG_GROUP_LIST | CTG_GROUP_ENDS_P }, { "var", KEPT },
  { "video", CTG_ELEMENT_DROPPED }, { "wbr", CTG_ELEMENT_VOID }, { "xmp", CTG_ELEMENT_RAW },
};

static const CtgAttributeRule attributes[] = {
  { "abbr", CTG_VALUE_TEXT }, { "align", CTG_VALUE_WORDS }, { "alt", CTG_VALUE_TEXT },
  { "background", CTG_VALUE_REMOTE }, { "bgcolor", CTG_VALUE_COLOUR }, { "border", CTG_VALUE_LENGTH },
  { "bordercolor", CTG_VALUE_COLOUR }, { "cellpadding", CTG_VALUE_LENGTH }, { "cellspacing", CTG_VALUE_LENGTH },
  { "class", CTG_VALUE_WORDS }, { "clear", CTG_VALUE_WORDS }, { "color", CTG_VALUE_COLOUR },
  { "colspan", CTG_VALUE_NUMBER }, { "data", CTG_VALUE_REMOTE }, { "dir", CTG_VALUE_WORDS },
  { "dynsrc", CTG_VALUE_REMOTE }, { "face", CTG_VALUE_TEXT }, { "frame", CTG_VALUE_WORDS },
  { "height", CTG_VALUE_LENGTH }, { "href", CTG_VALUE_LINK }, { "hspace", CTG_VALUE_LENGTH },
  { "id", CTG_VALUE_WORDS }, { "lang", CTG_VALUE_WORDS }, { "lowsrc", CTG_VALUE_REMOTE }, { "media", CTG_VALUE_MEDIA },
  { "noshade", CTG_VALUE_SWITCH }, { "nowrap", CTG_VALUE_SWITCH }, { "open", CTG_VALUE_SWITCH },
  { "poster", CTG_VALUE_REMOTE }, { "reversed", CTG_VALUE_SWITCH }, { "rowspan", CTG_VALUE_NUMBER },
  { "rules", CTG_VALUE_WORDS }, { "scope", CTG_VALUE_WORDS }, { "size", CTG_VALUE_NUMBER },
  { "span", CTG_VALUE_NUMBER }, { "src", CTG_VALUE_IMAGE }, { "srcset", CTG_VALUE_REMOTE },
  { "start", CTG_VALUE_NUMBER }, { "style", CTG_VALUE_STYLE }, { "summary", CTG_VALUE_TEXT },
  { "text", CTG_VALUE_COLOUR }, { "title", CTG_VALUE_TEXT }, { "type", CTG_VALUE_WORDS },
  { "valign", CTG_VALUE_WORDS }, { "value", CTG_VALUE_NUMBER }, { "vspace", CTG_VALUE_LENGTH },
  { "width", CTG_VALUE_LENGTH },
};

/* Both tables begin with the name. */
static int
compare_names (const void *key, const void *row)
{
  return strcmp (key, *(const char *const *) row);
}

static const void *
find (const char *name, gsize length, const void *table, gsize n_rows, gsize row_size)
{
  char lower[NAME_MAX_BYTES + 1];

  if (length == 0 || length > NAME_MAX_BYTES)
    return NULL;
  for (gsize i = 0; i < length; i++)
    lower[i] = g_ascii_tolower (name[i]);
  lower[length] = '\0';
  return bsearch (lower, table, n_rows, row_size, compare_names);
}

/**
 * ctg_html_find_element:
 * @name: (array length=length): an element's name, in any case
 * @length: how many bytes
 *
 * Returns: (transfer none): what is done with it
 */
const CtgElement *
ctg_html_find_element (const char *name, gsize length)
{
  static const CtgElement unknown = { "", CTG_ELEMENT_UNKNOWN, CTG_GROUP_NONE };
  const CtgElement *found = find (name, length, elements, G_N_ELEMENTS (elements), sizeof *elements);

  return found != NULL ? found : &unknown;
}

/**
 * ctg_html_find_attribute:
 * @name: (array length=length): an attribute's name, in any case
 * @length: how many bytes
 *
 * Returns: (transfer none) (nullable): what its value may be; %NULL: it goes
 */
const CtgAttributeRule *
ctg_html_find_attribute (const char *name, gsize length)
{
  return find (name, length, attributes, G_N_ELEMENTS (attributes), sizeof *attributes);
}

static gboolean
is_words (const char *value)
{
  for (const char *at = value; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("-_. ", *at) == NULL)
      return FALSE;
  return *value != '\0' && strlen (value) <= 256;
}

static gboolean
is_number (const char *value)
{
  const char *digits = *value == '-' || *value == '+' ? value + 1 : value;
  gsize n = strspn (digits, "0123456789");

  return n > 0 && n <= 6 && digits[n] == '\0';
}

static gboolean
is_length (const char *value)
{
  gsize n = strspn (value, "0123456789");
  const char *unit = value + n;

  if (n == 0 || n > 4)
    return FALSE;
  if (*unit == '.')
    unit += 1 + strspn (unit + 1, "0123456789");
  return *unit == '\0' || g_str_equal (unit, "%") || g_ascii_strcasecmp (unit, "px") == 0;
}

static gboolean
is_colour (const char *value)
{
  gsize length = strlen (value);

  if (*value == '#')
    return length > 1 && length <= 9 && strspn (value + 1, "0123456789abcdefABCDEF") == length - 1;
  for (const char *at = value; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at))
      return FALSE;
  return length > 0 && length <= 32;
}

/**
 * ctg_html_is_value:
 * @kind: a kind of value whose text is kept as it is
 * @value: an attribute's value, decoded and stripped
 *
 * Returns: whether it is one
 */
gboolean
ctg_html_is_value (CtgValueKind kind, const char *value)
{
  if (kind == CTG_VALUE_WORDS)
    return is_words (value);
  if (kind == CTG_VALUE_NUMBER)
    return is_number (value);
  if (kind == CTG_VALUE_LENGTH)
    return is_length (value);
  if (kind == CTG_VALUE_COLOUR)
    return is_colour (value);
  return kind == CTG_VALUE_TEXT || kind == CTG_VALUE_SWITCH;
}
