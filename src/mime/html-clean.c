/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A stranger's HTML, made harmless (threats H1 to H5). The document is read token by token and written anew:
 * every "<" of the result is ours, stands before a known element with known attributes, and closes again; no
 * element is left whose content is read by other rules than text. So it does not matter whether the reader here
 * and the one in the view take a broken document for the same tree, and a second cleaning changes nothing.
 * libxml2's parser is not used: its stack of open elements makes half a million of "<b>" quadratic, and what it
 * mends is not what browsers mend. */

#include "html-clean.h"

#include "charset.h"
#include "css-clean.h"
#include "errors.h"
#include "html-link.h"
#include "html-rules.h"
#include "text.h"

#include <string.h>

#define HTML_MAX_BYTES (4 * 1024 * 1024)
#define DEPTH_MAX 200
#define STYLE_MAX_BYTES (32 * 1024)
#define SHEETS_MAX_BYTES (512 * 1024)
#define CHARSET_SCAN_BYTES 2048
#define LINKS_MAX 200

typedef struct
{
  GString *out;
  GHashTable *remote;                    /* (element-type utf8) a set */
  GPtrArray *links;                      /* (element-type utf8) */
  CtgHtmlCleanFlags flags;
  const CtgElement *open[DEPTH_MAX];     /* the elements that wait for their end */
  guint depth;
  GHashTable *endless;                   /* (element-type CtgElement) dropped elements whose end is not ahead */
  gsize sheet_bytes;
  gboolean has_body;
} Cleaner;

/* --- Text and attributes --- */

static void
append_escaped (GString *out, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '&')
        g_string_append (out, "&amp;");
      else if (*at == '<')
        g_string_append (out, "&lt;");
      else if (*at == '>')
        g_string_append (out, "&gt;");
      else if (*at == '"')
        g_string_append (out, "&quot;");
      else if ((guchar) *at >= ' ' || *at == '\n' || *at == '\t')
        g_string_append_c (out, *at);
    }
}

static void
append_text (Cleaner *self, const char *at, gsize length)
{
  g_autoptr (GString) text = g_string_sized_new (length + 1);

  ctg_html_append_decoded (text, at, length);
  append_escaped (self->out, text->str);
}

static void
append_attribute (Cleaner *self, const char *name, const char *value)
{
  g_string_append_printf (self->out, " %s=\"", name);
  append_escaped (self->out, value);
  g_string_append_c (self->out, '"');
}

static void
note_remote (Cleaner *self, const char *value)
{
  ctg_css_note_remote (self->remote, value, strlen (value));
}

/* Pictures that come with the letter: its parts by their Content-ID, and small ones written into it. */
static gboolean
is_inner_picture (const char *value)
{
  static const char *const types[] = { "png", "jpeg", "jpg", "gif", "webp", "bmp", NULL };
  const char *at;

  if (g_ascii_strncasecmp (value, "cid:", 4) == 0)
    return value[4] != '\0' && strpbrk (value + 4, " \"'<>\\") == NULL;
  if (g_ascii_strncasecmp (value, "data:image/", 11) != 0)
    return FALSE;
  for (gsize i = 0; types[i] != NULL; i++)
    if (g_ascii_strncasecmp (value + 11, types[i], strlen (types[i])) == 0)
      {
        at = value + 11 + strlen (types[i]);
        if (g_ascii_strncasecmp (at, ";base64,", 8) == 0)
          return strspn (at + 8, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n\t ") ==
                 strlen (at + 8);
      }
  return FALSE;
}

static void
append_source (Cleaner *self, const CtgElement *element, const char *value)
{
  g_autofree char *address = NULL;

  if (strcmp (element->name, "img") == 0 && is_inner_picture (value))
    {
      append_attribute (self, "src", value);
      return;
    }
  note_remote (self, value);
  address = (self->flags & CTG_HTML_CLEAN_WITH_IMAGES) != 0 && strcmp (element->name, "img") == 0
              ? ctg_html_link_clean (value) : NULL;
  if (address != NULL && g_str_has_prefix (address, "http"))
    {
      g_autofree char *ours = g_strconcat (CTG_HTML_REMOTE_SCHEME, address, NULL);

      append_attribute (self, "src", ours);
    }
}

static void
append_link (Cleaner *self, const CtgElement *element, const char *value)
{
  g_autofree char *address = (element->groups & CTG_GROUP_LINK) != 0 ? ctg_html_link_clean (value) : NULL;

  if (address == NULL)
    return;
  append_attribute (self, "href", address);
  if (self->links->len < LINKS_MAX &&
      !g_ptr_array_find_with_equal_func (self->links, address, g_str_equal, NULL))
    g_ptr_array_add (self->links, g_steal_pointer (&address));
}

static void
append_style (Cleaner *self, const char *value)
{
  g_autoptr (GString) style = g_string_new (NULL);
  gsize length = strlen (value);

  if (length <= STYLE_MAX_BYTES)
    ctg_css_append_declarations (style, value, length, self->remote);
  if (style->len > 0 && style->len <= STYLE_MAX_BYTES)
    append_attribute (self, "style", style->str);
}

static void
append_clean_attribute (Cleaner *self, const CtgElement *element, const CtgAttributeRule *rule, const char *value)
{
  if (rule->kind == CTG_VALUE_STYLE)
    append_style (self, value);
  else if (rule->kind == CTG_VALUE_LINK)
    append_link (self, element, value);
  else if (rule->kind == CTG_VALUE_IMAGE)
    append_source (self, element, value);
  else if (rule->kind == CTG_VALUE_REMOTE)
    note_remote (self, value);
  else if (rule->kind == CTG_VALUE_SWITCH)
    append_attribute (self, rule->name, "");
  else if (ctg_html_is_value (rule->kind, value))
    append_attribute (self, rule->name, value);
}

static char *
decode_value (const CtgHtmlAttribute *attribute)
{
  GString *value = g_string_new (NULL);

  if (attribute->value != NULL)
    ctg_html_append_decoded (value, attribute->value, attribute->value_length);
  return g_strstrip (g_string_free (value, FALSE));
}

/* Of an attribute given twice the first counts, as everywhere. */
static void
append_attributes (Cleaner *self, const CtgElement *element, const CtgHtmlToken *token)
{
  const char *at = token->rest, *end = token->rest + token->rest_length;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  CtgHtmlAttribute attribute;

  while (at < end)
    {
      const CtgAttributeRule *rule;

      at = ctg_html_next_attribute (at, end, &attribute);
      rule = ctg_html_find_attribute (attribute.name, attribute.name_length);
      if (rule != NULL && g_hash_table_add (seen, (gpointer) rule))
        {
          g_autofree char *value = decode_value (&attribute);

          append_clean_attribute (self, element, rule, value);
        }
    }
}

/* What goes away may have wanted to load something: that is told. */
static void
note_attributes (Cleaner *self, const CtgHtmlToken *token)
{
  const char *at = token->rest, *end = token->rest + token->rest_length;
  gboolean is_sheet = ctg_html_token_is (token, "link");
  CtgHtmlAttribute attribute;

  while (at < end)
    {
      const CtgAttributeRule *rule;

      at = ctg_html_next_attribute (at, end, &attribute);
      rule = ctg_html_find_attribute (attribute.name, attribute.name_length);
      if (rule != NULL && (rule->kind == CTG_VALUE_REMOTE || rule->kind == CTG_VALUE_IMAGE ||
                           (is_sheet && rule->kind == CTG_VALUE_LINK)))
        {
          g_autofree char *value = decode_value (&attribute);

          note_remote (self, value);
        }
    }
}

/* --- Elements --- */

static void
close_down_to (Cleaner *self, guint depth)
{
  while (self->depth > depth)
    g_string_append_printf (self->out, "</%s>", self->open[--self->depth]->name);
}

/* Closes what is open of @wanted and all in it, unless one of @walls stands before it. */
static gboolean
close_group (Cleaner *self, CtgElementGroups wanted, CtgElementGroups walls)
{
  for (guint i = self->depth; i > 0; i--)
    {
      if ((self->open[i - 1]->groups & wanted) != 0)
        {
          close_down_to (self, i - 1);
          return TRUE;
        }
      if ((self->open[i - 1]->groups & walls) != 0)
        return FALSE;
    }
  return FALSE;
}

/* The end tags that HTML lets be missing (HTML standard, 13.1.2.4). */
static void
close_implied (Cleaner *self, CtgElementGroups groups)
{
  const CtgElementGroups box = CTG_GROUP_CELL | CTG_GROUP_TABLE;

  if ((groups & CTG_GROUP_ITEM) != 0)
    close_group (self, CTG_GROUP_ITEM, CTG_GROUP_LIST | box);
  if ((groups & CTG_GROUP_TERM) != 0)
    close_group (self, CTG_GROUP_TERM, CTG_GROUP_TERMS | box);
  if ((groups & CTG_GROUP_ENDS_P) != 0)
    close_group (self, CTG_GROUP_P, box);
  if ((groups & CTG_GROUP_LINK) != 0)
    close_group (self, CTG_GROUP_LINK, box);
  if ((groups & CTG_GROUP_CELL) != 0)
    close_group (self, CTG_GROUP_CELL, CTG_GROUP_ROW | CTG_GROUP_TABLE);
  if ((groups & CTG_GROUP_ROW) != 0)
    close_group (self, CTG_GROUP_ROW, CTG_GROUP_TABLE);
  if ((groups & CTG_GROUP_ROWS) != 0)
    close_group (self, CTG_GROUP_ROWS, CTG_GROUP_TABLE);
}

static void
open_element (Cleaner *self, const CtgElement *element, const CtgHtmlToken *token)
{
  gboolean is_body = strcmp (element->name, "body") == 0;

  close_implied (self, element->groups);
  if (self->depth == DEPTH_MAX || (is_body && self->has_body))
    {
      note_attributes (self, token);
      return;
    }
  self->has_body |= is_body;
  g_string_append_printf (self->out, "<%s", element->name);
  append_attributes (self, element, token);
  g_string_append_c (self->out, '>');
  if (element->kind != CTG_ELEMENT_VOID)
    self->open[self->depth++] = element;
}

/* An end tag closes its element and all that is open in it; a stray one does nothing, and none reaches out of a cell
 * but those of the table itself. */
static void
close_element (Cleaner *self, const CtgElement *element)
{
  const CtgElementGroups table_parts = CTG_GROUP_CELL | CTG_GROUP_ROW | CTG_GROUP_ROWS | CTG_GROUP_TABLE;
  CtgElementGroups walls = CTG_GROUP_CELL | CTG_GROUP_TABLE;

  if ((element->groups & table_parts) != 0)
    walls = (element->groups & CTG_GROUP_TABLE) != 0 ? CTG_GROUP_NONE : CTG_GROUP_TABLE;
  for (guint i = self->depth; i > 0; i--)
    {
      if (self->open[i - 1] == element)
        {
          close_down_to (self, i - 1);
          return;
        }
      if ((self->open[i - 1]->groups & walls) != 0)
        return;
    }
}

/* --- What goes with its content --- */

static void
append_sheet (Cleaner *self, const CtgHtmlToken *token, const char *at, gsize length)
{
  g_autofree char *media = ctg_html_dup_attribute (token, "media");
  g_autoptr (GString) sheet = g_string_new (NULL);

  if (self->sheet_bytes > SHEETS_MAX_BYTES)
    return;
  ctg_css_append_sheet (sheet, at, length, self->remote);
  self->sheet_bytes += sheet->len;
  if (sheet->len == 0 || (media != NULL && !ctg_css_is_media (media, strlen (media))))
    return;
  g_string_append (self->out, "<style");
  if (media != NULL)
    append_attribute (self, "media", media);
  g_string_append_printf (self->out, ">\n%s</style>", sheet->str);
}

/* A raw element reaches to its end or to the document's; of another one that never ends only the tag goes. */
static const char *
skip_content (Cleaner *self, const CtgElement *element, const CtgHtmlToken *token, const char *at)
{
  const char *end = g_hash_table_contains (self->endless, element)
                      ? NULL : ctg_html_find_end_tag (at, element->name, strlen (element->name));

  note_attributes (self, token);
  if (element->kind == CTG_ELEMENT_STYLE)
    append_sheet (self, token, at, end != NULL ? (gsize) (end - at) : strlen (at));
  if (end != NULL)
    return end;
  if (element->kind != CTG_ELEMENT_DROPPED)
    return at + strlen (at);
  g_hash_table_add (self->endless, (gpointer) element);
  return at;
}

static const char *
handle_open (Cleaner *self, const CtgHtmlToken *token, const char *at)
{
  const CtgElement *element = ctg_html_find_element (token->start, token->length);

  if (element->kind == CTG_ELEMENT_KEPT || element->kind == CTG_ELEMENT_VOID)
    open_element (self, element, token);
  else if (element->kind == CTG_ELEMENT_UNKNOWN)
    note_attributes (self, token);
  else
    return skip_content (self, element, token, at);
  return at;
}

static void
handle_close (Cleaner *self, const CtgHtmlToken *token)
{
  const CtgElement *element = ctg_html_find_element (token->start, token->length);

  if (element->kind == CTG_ELEMENT_KEPT)
    close_element (self, element);
  else if (ctg_html_token_is (token, "br"))
    g_string_append (self->out, "<br>");
}

static void
clean (Cleaner *self, const char *html)
{
  CtgHtmlToken token;
  const char *at = ctg_html_next_token (html, &token);

  while (token.kind != CTG_HTML_END)
    {
      if (token.kind == CTG_HTML_TEXT)
        append_text (self, token.start, token.length);
      else if (token.kind == CTG_HTML_OPEN_TAG)
        at = handle_open (self, &token, at);
      else
        handle_close (self, &token);
      at = ctg_html_next_token (at, &token);
    }
  close_down_to (self, 0);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_remote (GHashTable *set)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer address;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    g_ptr_array_add (list, g_strdup (address));
  g_ptr_array_sort (list, compare_strings);
  return list;
}

/**
 * ctg_html_clean:
 * @html: a document or a part of one, valid UTF-8
 * @flags: what else may stay
 * @error: %CTG_ERROR_TOO_LARGE over 4 MB
 *
 * Leaves what shows words: known elements, known attributes, known properties of styles, links to the web and pictures
 * of the same letter. Nothing that is left loads, runs, asks, or leaves its place. Cleaning it again changes nothing.
 * Takes one pass, in time by the length.
 *
 * Returns: (transfer full) (nullable): the clean body
 */
CtgCleanHtml *
ctg_html_clean (const char *html, CtgHtmlCleanFlags flags, GError **error)
{
  Cleaner cleaner = { .flags = flags };
  g_autoptr (GHashTable) remote = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) endless = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean fits = strnlen (html, HTML_MAX_BYTES + 1) <= HTML_MAX_BYTES;
  CtgCleanHtml *self;

  cleaner.remote = remote;
  cleaner.endless = endless;
  cleaner.links = links;
  cleaner.out = out;
  if (fits)
    clean (&cleaner, html);
  if (!fits || out->len > HTML_MAX_BYTES)
    {
      ctg_error_set (error, CTG_ERROR_TOO_LARGE, "html-too-large", "This HTML body has more than 4 MB");
      return NULL;
    }
  self = g_new0 (CtgCleanHtml, 1);
  self->html = g_string_free (g_steal_pointer (&out), FALSE);
  self->remote = list_remote (remote);
  self->links = g_steal_pointer (&links);
  return self;
}

/* "charset=" in the first bytes, of a meta element of either kind. */
static char *
find_charset (const char *bytes, gsize length)
{
  g_autofree char *head = g_strndup (bytes, MIN (length, CHARSET_SCAN_BYTES));
  const char *at = strcasestr (head, "charset=");
  gsize n;

  if (at == NULL)
    return NULL;
  at += strlen ("charset=");
  at += strspn (at, "\"' ");
  n = strcspn (at, "\"' />;");
  return n > 0 && n <= 40 ? g_strndup (at, n) : NULL;
}

/**
 * ctg_html_from_bytes:
 * @bytes: an HTML file
 *
 * Reads it as it says it is written (byte order mark, meta element), as UTF-8 where it is valid, else as windows-1252.
 *
 * Returns: (transfer full): its text in UTF-8
 */
char *
ctg_html_from_bytes (GBytes *bytes)
{
  gsize length;
  const char *bytes_data = g_bytes_get_data (bytes, &length);
  g_autofree char *data = g_memdup2 (bytes_data, length);
  g_autofree char *charset = NULL;
  CtgProblems problems = 0;

  if (length == 0)
    return g_strdup ("");
  if (length >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0))
    return ctg_charset_to_utf8 ("utf-16", data, length, &problems);
  for (gsize i = 0; i < length; i++)
    if (data[i] == '\0')
      data[i] = ' ';
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    return ctg_text_to_utf8 (data + 3, (gssize) length - 3);
  if (g_utf8_validate_len (data, length, NULL))
    return g_strndup (data, length);
  charset = find_charset (data, length);
  if (charset == NULL || g_ascii_strncasecmp (charset, "utf", 3) == 0)
    return ctg_charset_to_utf8 ("windows-1252", data, length, &problems);
  return ctg_charset_to_utf8 (charset, data, length, &problems);
}

/**
 * ctg_clean_html_free:
 * @self: (transfer full) (nullable): a clean body
 */
void
ctg_clean_html_free (CtgCleanHtml *self)
{
  if (self == NULL)
    return;
  g_free (self->html);
  g_ptr_array_unref (self->remote);
  g_ptr_array_unref (self->links);
  g_free (self);
}
