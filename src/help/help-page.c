/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A page of the help as it is written: Mallard's elements, as far as they are needed.
 *
 *   element           | what it is
 *   ------------------+------------------------------------------------------------------
 *   page, section     | have an id and a title; a section's title is a heading. A page says on which day it was checked
 *   p                 | a text; in an item of a list a point, in one of terms what explains it
 *   list, terms, item | as in Mallard; an item of terms has a title
 *   table name=""     | what the program knows itself: its messages, providers, keys
 *   em, code, link    | within a title or a text; link to="PAGE#ID" or an https address
 *
 * A title or a text is looked up in the translations whole, with the elements in it, white space made single: as
 * xgettext collects it by data/gettext/its/help.its. */

#include "help-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  CtgHelpPage *page;
  GPtrArray *texts;      /* (nullable) what is translated, for those who only want to know */
  GString *text;         /* (nullable) what is gathered, within a title or a text */
  GPtrArray *sections;   /* ids of the open page and sections; (nullable) elements */
  int n_lists;
  int n_terms;
} Reader;

/* --- What stands in a text --- */

static void
open_inline (GMarkupParseContext *context, const char *name, const char **names, const char **values, gpointer data,
             GError **error)
{
  GString *markup = data;

  if (g_str_equal (name, "em"))
    g_string_append (markup, "<b>");
  else if (g_str_equal (name, "code"))
    g_string_append (markup, "<tt>");
  else if (g_str_equal (name, "link") && names[0] != NULL)
    g_string_append_printf (markup, "<a href=\"%s%s\">", strstr (values[0], "://") != NULL ? "" : "help:", values[0]);
}

static void
close_inline (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  GString *markup = data;

  if (g_str_equal (name, "em"))
    g_string_append (markup, "</b>");
  else if (g_str_equal (name, "code"))
    g_string_append (markup, "</tt>");
  else if (g_str_equal (name, "link"))
    g_string_append (markup, "</a>");
}

static void
add_words (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize) length);

  g_string_append (data, escaped);
}

/* A translation whose elements do not close is shown as it stands: ugly, and not nothing. */
static char *
to_pango (const char *text)
{
  static const GMarkupParser parser = { open_inline, close_inline, add_words, NULL, NULL };
  g_autoptr (GString) markup = g_string_new (NULL);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, markup, NULL);
  g_autofree char *whole = g_strdup_printf ("<p>%s</p>", text);

  if (g_markup_parse_context_parse (context, whole, -1, NULL) && g_markup_parse_context_end_parse (context, NULL))
    return g_strdup (markup->str);
  return g_markup_escape_text (text, -1);
}

static char *
make_single_spaces (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n\t", -1);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (char **word = words; *word != NULL; word++)
    {
      if (**word == '\0')
        continue;
      if (joined->len > 0)
        g_string_append_c (joined, ' ');
      g_string_append (joined, *word);
    }
  return g_string_free (g_steal_pointer (&joined), FALSE);
}

/* --- The page --- */

static const char *
get_attribute (const char *wanted, const char **names, const char **values)
{
  for (int i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], wanted))
      return values[i];
  return NULL;
}

static gboolean
holds_text (const char *name)
{
  return g_str_equal (name, "p") || g_str_equal (name, "title");
}

static void
append_inline (GString *text, const char *name, const char **names, const char **values)
{
  g_string_append_printf (text, "<%s", name);
  for (int i = 0; names[i] != NULL; i++)
    g_string_append_printf (text, " %s=\"%s\"", names[i], values[i]);
  g_string_append_c (text, '>');
}

static void
open_cb (GMarkupParseContext *context, const char *name, const char **names, const char **values, gpointer data,
         GError **error)
{
  Reader *reader = data;

  if (reader->text != NULL)
    append_inline (reader->text, name, names, values);
  else if (holds_text (name))
    reader->text = g_string_new (NULL);
  else if (g_str_equal (name, "page"))
    {
      reader->page->id = g_strdup (get_attribute ("id", names, values));
      reader->page->checked = g_strdup (get_attribute ("checked", names, values));
    }
  else if (g_str_equal (name, "section"))
    g_ptr_array_add (reader->sections, g_strdup (get_attribute ("id", names, values)));
  else if (g_str_equal (name, "list"))
    reader->n_lists++;
  else if (g_str_equal (name, "terms"))
    reader->n_terms++;
  else if (g_str_equal (name, "table"))
    g_ptr_array_add (reader->page->blocks,
                     ctg_help_block_new (CTG_HELP_TABLE, NULL, get_attribute ("name", names, values)));
}

static void
add_title (Reader *reader, const char *translated)
{
  g_autofree char *markup = to_pango (translated);
  const char *id = reader->sections->len > 0 ? reader->sections->pdata[reader->sections->len - 1] : NULL;

  if (reader->n_terms > 0)
    g_ptr_array_add (reader->page->blocks, ctg_help_block_new (CTG_HELP_TERM, NULL, markup));
  else if (id != NULL)
    g_ptr_array_add (reader->page->blocks, ctg_help_block_new (CTG_HELP_HEADING, id, markup));
  else
    reader->page->title = g_strdup (translated);
}

static void
finish_text (Reader *reader, gboolean is_title)
{
  g_autofree char *raw = g_string_free (g_steal_pointer (&reader->text), FALSE);
  g_autofree char *text = make_single_spaces (raw);
  const char *translated = *text != '\0' ? _(text) : "";
  g_autofree char *markup = to_pango (translated);

  if (reader->texts != NULL)
    g_ptr_array_add (reader->texts, g_strdup (text));
  if (is_title)
    add_title (reader, translated);
  else
    g_ptr_array_add (reader->page->blocks,
                     ctg_help_block_new (reader->n_lists > 0 ? CTG_HELP_POINT : CTG_HELP_TEXT, NULL, markup));
}

static void
close_cb (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Reader *reader = data;

  if (reader->text != NULL && holds_text (name))
    finish_text (reader, g_str_equal (name, "title"));
  else if (reader->text != NULL)
    g_string_append_printf (reader->text, "</%s>", name);
  else if (g_str_equal (name, "section"))
    g_ptr_array_remove_index (reader->sections, reader->sections->len - 1);
  else if (g_str_equal (name, "list"))
    reader->n_lists--;
  else if (g_str_equal (name, "terms"))
    reader->n_terms--;
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Reader *reader = data;

  if (reader->text != NULL)
    g_string_append_len (reader->text, text, (gssize) length);
}

static CtgHelpPage *
parse (const char *text, gssize length, GPtrArray *texts, GError **error)
{
  static const GMarkupParser parser = { open_cb, close_cb, text_cb, NULL, NULL };
  g_autoptr (CtgHelpPage) page = g_new0 (CtgHelpPage, 1);
  g_autoptr (GPtrArray) sections = g_ptr_array_new_with_free_func (g_free);
  Reader reader = { .page = page, .texts = texts, .sections = sections };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reader, NULL);
  gboolean is_whole;

  page->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_help_block_free);
  is_whole = g_markup_parse_context_parse (context, text, length, error) &&
             g_markup_parse_context_end_parse (context, error);
  if (reader.text != NULL)
    g_string_free (reader.text, TRUE);
  return is_whole ? g_steal_pointer (&page) : NULL;
}

/**
 * ctg_help_page_parse:
 * @text: a page as it is written
 * @length: of @text in bytes, -1: to its end
 * @error: of %G_MARKUP_ERROR: it is broken
 *
 * Returns: (transfer full) (nullable): the page, translated
 */
CtgHelpPage *
ctg_help_page_parse (const char *text, gssize length, GError **error)
{
  return parse (text, length, NULL, error);
}

/**
 * ctg_help_page_list_texts:
 * @text: a page as it is written
 * @length: of @text in bytes, -1: to its end
 * @error: of %G_MARKUP_ERROR: it is broken
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the texts in it that are looked up in the translations
 */
GPtrArray *
ctg_help_page_list_texts (const char *text, gssize length, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CtgHelpPage) page = parse (text, length, texts, error);

  return page != NULL ? g_steal_pointer (&texts) : NULL;
}

/**
 * ctg_help_page_free:
 * @self: (transfer full) (nullable): a page
 */
void
ctg_help_page_free (CtgHelpPage *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->title);
  g_free (self->checked);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_free (self);
}

/**
 * ctg_help_block_new:
 * @kind: what it is
 * @id: (nullable): how it is found
 * @markup: its text, in Pango's markup
 *
 * Returns: (transfer full): a piece of a page
 */
CtgHelpBlock *
ctg_help_block_new (CtgHelpKind kind, const char *id, const char *markup)
{
  CtgHelpBlock *self = g_new0 (CtgHelpBlock, 1);

  self->kind = kind;
  self->id = g_strdup (id);
  self->markup = g_strdup (markup);
  return self;
}

/**
 * ctg_help_block_free:
 * @self: (transfer full) (nullable): a piece of a page
 */
void
ctg_help_block_free (CtgHelpBlock *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->markup);
  g_free (self);
}

/**
 * ctg_help_block_dup_plain:
 * @self: a piece of a page
 *
 * Returns: (transfer full): its words without markup
 */
char *
ctg_help_block_dup_plain (const CtgHelpBlock *self)
{
  static const GMarkupParser parser = { .text = text_cb };
  Reader reader = { .text = g_string_new (NULL) };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reader, NULL);
  g_autofree char *whole = g_strdup_printf ("<p>%s</p>", self->markup);

  g_markup_parse_context_parse (context, whole, -1, NULL);
  return g_string_free (reader.text, FALSE);
}
