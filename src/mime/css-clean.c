/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Style sheets of mail, by an allow-list: known properties, whose values are words, numbers, strings and a few
 * functions that load nothing. What has an escape, an address or a bracket that is not known is left out whole,
 * so that nothing has to be recognised as dangerous. What comes out is written anew and comes out the same when
 * it is read again. */

#include "css-clean.h"

#include <stdlib.h>
#include <string.h>

#define VALUE_MAX_BYTES 1000
#define SELECTOR_MAX_BYTES 2000
#define SHEET_MAX_BYTES (256 * 1024)
#define REMOTE_MAX 1000
#define URL_MAX_BYTES 4096

/* Sorted. Missing on purpose: position, z-index, transform, filter, animation, transition, content, cursor, and
 * all that takes an address only. */
static const char *const properties[] = {
  "align-content", "align-items", "align-self", "background", "background-color", "border", "border-bottom",
  "border-bottom-color", "border-bottom-left-radius", "border-bottom-right-radius", "border-bottom-style",
  "border-bottom-width", "border-collapse", "border-color", "border-left", "border-left-color", "border-left-style",
  "border-left-width", "border-radius", "border-right", "border-right-color", "border-right-style",
  "border-right-width", "border-spacing", "border-style", "border-top", "border-top-color", "border-top-left-radius",
  "border-top-right-radius", "border-top-style", "border-top-width", "border-width", "box-shadow", "box-sizing",
  "caption-side", "clear", "color", "column-count", "column-gap", "direction", "display", "empty-cells", "flex",
  "flex-basis", "flex-direction", "flex-flow", "flex-grow", "flex-shrink", "flex-wrap", "float", "font", "font-family",
  "font-size", "font-stretch", "font-style", "font-variant", "font-weight", "gap", "height", "hyphens",
  "justify-content", "letter-spacing", "line-height", "list-style", "list-style-position", "list-style-type", "margin",
  "margin-bottom", "margin-left", "margin-right", "margin-top", "max-height", "max-width", "min-height", "min-width",
  "opacity", "order", "outline", "overflow", "overflow-wrap", "padding", "padding-bottom", "padding-left",
  "padding-right", "padding-top", "row-gap", "table-layout", "text-align", "text-decoration", "text-decoration-color",
  "text-decoration-line", "text-decoration-style", "text-indent", "text-overflow", "text-shadow", "text-transform",
  "unicode-bidi", "vertical-align", "visibility", "white-space", "width", "word-break", "word-spacing", "word-wrap",
};

static const char *const functions[] = { "calc", "hsl", "hsla", "linear-gradient", "rgb", "rgba" };

static int
compare_words (const void *key, const void *element)
{
  return strcmp (key, *(const char *const *) element);
}

static gboolean
is_among (const char *word, const char *const *list, gsize n)
{
  return bsearch (word, list, n, sizeof *list, compare_words) != NULL;
}

static gboolean
is_word_character (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_' || (guchar) c >= 0x80;
}

static const char *
find_ignoring_case (const char *at, const char *end, const char *what)
{
  gsize n = strlen (what);

  for (; at + n <= end; at++)
    if (g_ascii_strncasecmp (at, what, n) == 0)
      return at;
  return NULL;
}

static void
add_remote (GHashTable *remote, const char *start, gsize length)
{
  g_autofree char *url = NULL;

  if (length > URL_MAX_BYTES || g_hash_table_size (remote) >= REMOTE_MAX)
    return;
  url = g_str_has_prefix (start, "//") ? g_strdup_printf ("https:%.*s", (int) length, start)
                                       : g_strndup (start, length);
  g_hash_table_add (remote, g_steal_pointer (&url));
}

/**
 * ctg_css_note_remote:
 * @remote: (element-type utf8): a set where addresses are added, at most 1 000
 * @text: (array length=length): anything
 * @length: how many bytes
 *
 * Adds every web address in a text that is left out.
 */
void
ctg_css_note_remote (GHashTable *remote, const char *text, gsize length)
{
  const char *end = text + length;

  for (const char *at = text; (at = memchr (at, '/', (gsize) (end - at))) != NULL;)
    {
      const char *start = at, *stop = at;

      at++;
      if (at >= end || *at != '/')
        continue;
      if (start - text >= 6 && g_ascii_strncasecmp (start - 6, "https:", 6) == 0)
        start -= 6;
      else if (start - text >= 5 && g_ascii_strncasecmp (start - 5, "http:", 5) == 0)
        start -= 5;
      else if (start > text && start[-1] == ':')
        continue;
      while (stop < end && !g_ascii_isspace (*stop) && strchr ("\"'()<>;,{}", *stop) == NULL)
        stop++;
      if (stop - start > 8 || (*start == '/' && stop - start > 2))
        add_remote (remote, start, (gsize) (stop - start));
      at = MAX (at, stop);
    }
}

/* Comments become a space; one that is not closed goes to the end. */
static char *
without_comments (const char *css, gsize length)
{
  GString *text = g_string_sized_new (length + 1);
  const char *end = css + length;

  for (const char *at = css; at < end; at++)
    {
      const char *close;

      if (at[0] != '/' || at + 1 >= end || at[1] != '*')
        {
          if (*at != '\0')
            g_string_append_c (text, *at);
          continue;
        }
      close = g_strstr_len (at + 2, end - at - 2, "*/");
      g_string_append_c (text, ' ');
      if (close == NULL)
        break;
      at = close + 1;
    }
  return g_string_free (text, FALSE);
}

/* To the first of @stops that is not in a string or in brackets, or to the end. */
static const char *
find_stop (const char *at, const char *stops)
{
  guint depth = 0;

  for (; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\'')
        {
          const char *close = strpbrk (at + 1, *at == '"' ? "\"\n" : "'\n");

          if (close == NULL)
            return at + strlen (at);
          at = close;
        }
      else if (*at == '\\' && at[1] != '\0')
        at++;
      else if (depth == 0 && strchr (stops, *at) != NULL)
        return at;
      else if (*at == '(')
        depth++;
      else if (*at == ')' && depth > 0)
        depth--;
    }
  return at;
}

static char *
squeeze (const char *text, gsize length)
{
  GString *out = g_string_sized_new (length + 1);
  gboolean wants_space = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isspace (text[i]))
        {
          wants_space = out->len > 0;
          continue;
        }
      if (wants_space)
        g_string_append_c (out, ' ');
      wants_space = FALSE;
      g_string_append_c (out, text[i]);
    }
  return g_string_free (out, FALSE);
}

/* The name before a bracket is a function that loads nothing; a bracket alone belongs to calc(). */
static gboolean
is_known_function (const char *value, const char *bracket)
{
  const char *start = bracket;
  g_autofree char *name = NULL;

  while (start > value && is_word_character (start[-1]))
    start--;
  name = g_ascii_strdown (start, bracket - start);
  return *name == '\0' || is_among (name, functions, G_N_ELEMENTS (functions));
}

/* Lengths by the size of the view ("100vh", "10dvh") would grow with the view, which grows with its content. */
static gboolean
is_viewport_unit (const char *at, const char *value)
{
  gboolean follows_number = at > value && g_ascii_isdigit (at[-1]);

  for (; follows_number && g_ascii_isalpha (*at); at++)
    if (*at == 'v' || *at == 'V')
      return TRUE;
  return FALSE;
}

static const char *
skip_string (const char *at)
{
  const char *close = strchr (at + 1, *at);

  for (const char *inside = at + 1; close != NULL && inside < close; inside++)
    if (!is_word_character (*inside) && strchr (" ,.", *inside) == NULL)
      return NULL;
  return close;
}

static gboolean
is_harmless_value (const char *value)
{
  int depth = 0;

  if (*value == '\0' || strlen (value) > VALUE_MAX_BYTES)
    return FALSE;
  for (const char *at = value; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\'')
        at = skip_string (at);
      else if (*at == '(')
        depth += is_known_function (value, at) ? 1 : G_MAXINT16;
      else if (*at == ')')
        depth--;
      else if (is_viewport_unit (at, value) || (!is_word_character (*at) && strchr (" #%.,+*/!", *at) == NULL))
        return FALSE;
      if (at == NULL || depth < 0 || depth > 20)
        return FALSE;
    }
  return depth == 0;
}

/* A background's picture is left out, its colour stays: white words on a dark picture need it. */
static char *
without_addresses (const char *value)
{
  GString *out = g_string_new (NULL);
  const char *end = value + strlen (value);

  for (const char *at = value; at < end;)
    {
      const char *url = find_ignoring_case (at, end, "url(");
      const char *close = url != NULL ? find_stop (url + 4, ")") : NULL;

      g_string_append_len (out, at, (url != NULL ? url : end) - at);
      at = url == NULL || *close == '\0' ? end : close + 1;
    }
  return g_string_free (out, FALSE);
}

static void
append_declaration (GString *out, const char *at, gsize length, GHashTable *remote)
{
  const char *colon = memchr (at, ':', length);
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (colon == NULL)
    return;
  name = squeeze (at, (gsize) (colon - at));
  value = squeeze (colon + 1, length - (gsize) (colon + 1 - at));
  for (char *c = name; *c != '\0'; c++)
    *c = g_ascii_tolower (*c);
  if (!is_harmless_value (value))
    ctg_css_note_remote (remote, value, strlen (value));
  if (g_str_equal (name, "background") && strchr (value, '\\') == NULL)
    {
      g_autofree char *whole = g_steal_pointer (&value);
      g_autofree char *rest = without_addresses (whole);

      value = squeeze (rest, strlen (rest));
    }
  if (is_among (name, properties, G_N_ELEMENTS (properties)) && is_harmless_value (value))
    g_string_append_printf (out, "%s%s: %s", out->len > 0 ? "; " : "", name, value);
}

/**
 * ctg_css_append_declarations:
 * @out: (inout): where to append "name: value; name: value"; what is in it goes before, after "; "
 * @css: (array length=length): declarations, as in a style attribute
 * @length: how many bytes
 * @remote: (element-type utf8): addresses that were left out are added
 */
void
ctg_css_append_declarations (GString *out, const char *css, gsize length, GHashTable *remote)
{
  g_autofree char *text = without_comments (css, length);

  for (const char *at = text; *at != '\0';)
    {
      const char *end = find_stop (at, ";");

      append_declaration (out, at, (gsize) (end - at), remote);
      at = *end == ';' ? end + 1 : end;
    }
}

static gboolean
consists_of (const char *text, const char *others)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr (others, *text) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * ctg_css_is_media:
 * @text: (array length=length): a media query
 * @length: how many bytes
 *
 * Returns: whether it is one that may stay
 */
gboolean
ctg_css_is_media (const char *text, gsize length)
{
  g_autofree char *query = g_strndup (text, length);

  return *query != '\0' && length <= SELECTOR_MAX_BYTES && consists_of (query, " ():,.-");
}

/* Past a block and what is in it, from its "{"; to the end if it is not closed. */
static const char *
find_block_end (const char *at)
{
  guint depth = 0;

  for (; *at != '\0'; at++)
    {
      at = find_stop (at, "{}");
      if (*at == '{')
        depth++;
      else if (*at == '\0' || --depth == 0)
        return at;
    }
  return at;
}

static void
append_rule (GString *out, const char *selector, const char *at, gsize length, GHashTable *remote)
{
  g_autoptr (GString) body = g_string_new (NULL);

  ctg_css_append_declarations (body, at, length, remote);
  if (body->len > 0 && *selector != '\0' && strlen (selector) <= SELECTOR_MAX_BYTES &&
      consists_of (selector, " .#,>+~:*_-"))
    g_string_append_printf (out, "%s {%s}\n", selector, body->str);
}

static void append_rules (GString *out, const char *text, gboolean takes_media, GHashTable *remote);

static void
append_media (GString *out, const char *prelude, const char *at, gsize length, GHashTable *remote)
{
  g_autofree char *inner = g_strndup (at, length);
  g_autoptr (GString) rules = g_string_new (NULL);

  append_rules (rules, inner, FALSE, remote);
  if (rules->len > 0 && g_ascii_strncasecmp (prelude, "@media ", 7) == 0 &&
      ctg_css_is_media (prelude + 7, strlen (prelude + 7)))
    g_string_append_printf (out, "@media %s {\n%s}\n", prelude + 7, rules->str);
}

/* Rules, and one level of @media; other at-rules go, with their blocks. */
static void
append_rules (GString *out, const char *text, gboolean takes_media, GHashTable *remote)
{
  for (const char *at = text; *at != '\0' && out->len < SHEET_MAX_BYTES;)
    {
      const char *open = find_stop (at, "{;}");
      g_autofree char *prelude = squeeze (at, (gsize) (open - at));
      const char *end;

      if (*open != '{')
        {
          ctg_css_note_remote (remote, prelude, strlen (prelude));
          at = *open != '\0' ? open + 1 : open;
          continue;
        }
      end = find_block_end (open);
      if (*prelude != '@')
        append_rule (out, prelude, open + 1, (gsize) (end - open - 1), remote);
      else if (takes_media)
        append_media (out, prelude, open + 1, (gsize) (end - open - 1), remote);
      if (*prelude == '@' && g_ascii_strncasecmp (prelude, "@media", 6) != 0)
        ctg_css_note_remote (remote, open, (gsize) (end - open));
      at = *end != '\0' ? end + 1 : end;
    }
}

/**
 * ctg_css_append_sheet:
 * @out: (inout): where to append its rules, a line each
 * @css: (array length=length): the content of a style element
 * @length: how many bytes
 * @remote: (element-type utf8): addresses that were left out are added
 */
void
ctg_css_append_sheet (GString *out, const char *css, gsize length, GHashTable *remote)
{
  g_autofree char *text = without_comments (css, length);
  const char *const marks[] = { "<!--", "-->" };

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    for (char *mark = text; (mark = strstr (mark, marks[i])) != NULL;)
      memset (mark, ' ', strlen (marks[i]));
  append_rules (out, text, TRUE, remote);
}
