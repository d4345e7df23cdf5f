/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of an HTML body, as a person would read them aloud: for the plain view, the index and the
 * command line. Nothing is fetched and nothing is shown as markup, so this is no sanitiser; the HTML view
 * has its own. */

#include "html-text.h"

#include "html-token.h"

#include <string.h>

#define HTML_MAX_BYTES (4 * 1024 * 1024)
#define QUOTE_MAX_DEPTH 20
#define LIST_MAX_DEPTH 20
#define URL_MAX_BYTES 500

typedef struct
{
  GString *text;
  guint n_newlines;      /* wanted before the next word */
  gboolean wants_space;
  guint quote_depth;
  guint list_depth;
  int item_number[LIST_MAX_DEPTH];   /* -1: not numbered */
  guint pre_depth;
  char *href;            /* (owned) (nullable) of the open link */
  gsize link_start;      /* where its words start in the text */
  gboolean head_is_open; /* no "</head>" is ahead: it is looked for once only */
} Writer;

static void
want_newlines (Writer *self, guint n)
{
  self->n_newlines = MAX (self->n_newlines, n);
}

static void
start_line (Writer *self)
{
  for (guint i = 0; i < self->quote_depth; i++)
    g_string_append (self->text, "> ");
}

/* What stands between the last word and the next: line ends, the marks of quotes, or a space. */
static void
write_gap (Writer *self)
{
  if (self->text->len == 0)
    start_line (self);
  else if (self->n_newlines > 0)
    {
      for (guint i = 0; i < self->n_newlines; i++)
        {
          g_string_append_c (self->text, '\n');
          if (i + 1 < self->n_newlines && self->quote_depth > 0)
            g_string_append_c (self->text, '>');
        }
      start_line (self);
    }
  else if (self->wants_space)
    g_string_append_c (self->text, ' ');
  self->n_newlines = 0;
  self->wants_space = FALSE;
}

static gboolean
is_space (gunichar character)
{
  return character == ' ' || character == '\t' || character == '\n' || character == '\r' || character == '\f';
}

/* Characters that are there for layout only: soft hyphen, zero-width ones, the fillers of preview lines. */
static gboolean
is_invisible (gunichar character)
{
  return character == 0xad || character == 0x200b || character == 0x34f || character == 0xfeff ||
         (g_unichar_iscntrl (character) && character != '\n');
}

static void
write_character (Writer *self, gunichar character)
{
  if (self->pre_depth > 0 && character == '\n')
    {
      self->n_newlines++;
      return;
    }
  if (self->pre_depth == 0 && is_space (character))
    {
      self->wants_space = TRUE;
      return;
    }
  if (character == '\t' || character == '\r')
    character = ' ';
  if (is_invisible (character))
    return;
  if (self->n_newlines > 0 || self->wants_space || self->text->len == 0)
    write_gap (self);
  g_string_append_unichar (self->text, character == 0xa0 ? ' ' : character);
}

static void
write_text (Writer *self, const char *at, gsize length)
{
  g_autoptr (GString) decoded = g_string_sized_new (length + 1);

  ctg_html_append_decoded (decoded, at, length);
  for (const char *c = decoded->str; *c != '\0'; c = g_utf8_next_char (c))
    write_character (self, g_utf8_get_char (c));
}

static void
write_plain (Writer *self, const char *text)
{
  write_gap (self);
  g_string_append (self->text, text);
}

static void
open_link (Writer *self, const CtgHtmlToken *token)
{
  g_free (self->href);
  self->href = ctg_html_dup_attribute (token, "href");
  self->link_start = self->text->len;
}

/* The address stands behind the words unless they say it themselves (H5: what a link shows need not be
 * where it leads). */
static void
close_link (Writer *self)
{
  g_autofree char *href = g_steal_pointer (&self->href);
  const char *words, *shown = href;

  if (href == NULL || strlen (href) > URL_MAX_BYTES || self->text->len <= self->link_start)
    return;
  if (!g_str_has_prefix (href, "http://") && !g_str_has_prefix (href, "https://") &&
      !g_str_has_prefix (href, "mailto:"))
    return;
  if (g_str_has_prefix (href, "mailto:"))
    shown += 7;
  words = self->text->str + self->link_start;
  if (strstr (words, shown) != NULL)
    return;
  g_string_append (self->text, " <");
  for (; *shown != '\0'; shown++)
    if ((guchar) *shown > ' ' && *shown != '<' && *shown != '>')
      g_string_append_c (self->text, *shown);
  g_string_append_c (self->text, '>');
}

static void
open_list (Writer *self, gboolean is_numbered)
{
  want_newlines (self, self->list_depth == 0 ? 2 : 1);
  if (self->list_depth < LIST_MAX_DEPTH)
    self->item_number[self->list_depth] = is_numbered ? 0 : -1;
  self->list_depth++;
}

static void
close_list (Writer *self)
{
  if (self->list_depth > 0)
    self->list_depth--;
  want_newlines (self, self->list_depth == 0 ? 2 : 1);
}

static void
open_item (Writer *self)
{
  guint depth = MIN (self->list_depth, LIST_MAX_DEPTH);
  g_autofree char *number = NULL;

  want_newlines (self, 1);
  write_gap (self);
  for (guint i = 1; i < depth; i++)
    g_string_append (self->text, "  ");
  if (depth > 0 && self->item_number[depth - 1] >= 0)
    number = g_strdup_printf ("%d. ", ++self->item_number[depth - 1]);
  g_string_append (self->text, number != NULL ? number : "- ");
}

static void
open_quote (Writer *self)
{
  want_newlines (self, 1);
  if (self->text->len > 0)
    write_gap (self);
  /* The gap above wrote the outer marks; the line is started again with the inner ones. */
  while (self->text->len > 0 && strchr ("> ", self->text->str[self->text->len - 1]) != NULL)
    g_string_truncate (self->text, self->text->len - 1);
  if (self->text->len > 0 && self->text->str[self->text->len - 1] == '\n')
    g_string_truncate (self->text, self->text->len - 1);
  want_newlines (self, 1);
  if (self->quote_depth < QUOTE_MAX_DEPTH)
    self->quote_depth++;
}

static void
close_quote (Writer *self)
{
  if (self->quote_depth > 0)
    self->quote_depth--;
  want_newlines (self, 1);
}

static gboolean
is_any_of (const CtgHtmlToken *token, const char *const *names)
{
  for (; *names != NULL; names++)
    if (ctg_html_token_is (token, *names))
      return TRUE;
  return FALSE;
}

static const char *const paragraphs[] = { "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "dl", NULL };
static const char *const lines[] = { "div", "tr", "section", "article", "header", "footer", "address", "dt", "dd",
                                     "form", "center", "fieldset", "body", "option", NULL };

static void
handle_open (Writer *self, const CtgHtmlToken *token)
{
  g_autofree char *alternative = NULL;

  if (ctg_html_token_is (token, "br"))
    self->n_newlines++;
  else if (ctg_html_token_is (token, "a"))
    open_link (self, token);
  else if (ctg_html_token_is (token, "li"))
    open_item (self);
  else if (ctg_html_token_is (token, "ul") || ctg_html_token_is (token, "ol"))
    open_list (self, token->start[0] == 'o' || token->start[0] == 'O');
  else if (ctg_html_token_is (token, "blockquote"))
    open_quote (self);
  else if (ctg_html_token_is (token, "td") || ctg_html_token_is (token, "th"))
    self->wants_space = TRUE;
  else if (ctg_html_token_is (token, "pre"))
    {
      want_newlines (self, 2);
      self->pre_depth++;
    }
  else if (ctg_html_token_is (token, "hr"))
    {
      want_newlines (self, 1);
      write_plain (self, "---");
      want_newlines (self, 1);
    }
  else if (ctg_html_token_is (token, "img") && (alternative = ctg_html_dup_attribute (token, "alt")) != NULL)
    write_text (self, alternative, strlen (alternative));
  else if (is_any_of (token, paragraphs))
    want_newlines (self, 2);
  else if (is_any_of (token, lines))
    want_newlines (self, 1);
}

static void
handle_close (Writer *self, const CtgHtmlToken *token)
{
  if (ctg_html_token_is (token, "a"))
    close_link (self);
  else if (ctg_html_token_is (token, "ul") || ctg_html_token_is (token, "ol"))
    close_list (self);
  else if (ctg_html_token_is (token, "blockquote"))
    close_quote (self);
  else if (ctg_html_token_is (token, "pre"))
    {
      self->pre_depth -= self->pre_depth > 0 ? 1 : 0;
      want_newlines (self, 2);
    }
  else if (is_any_of (token, paragraphs))
    want_newlines (self, 2);
  else if (is_any_of (token, lines) || ctg_html_token_is (token, "li"))
    want_newlines (self, 1);
}

/* The elements whose content is not for readers: everything up to their closing tag is dropped. */
static const char *
skip_hidden (Writer *self, const char *at, const CtgHtmlToken *token)
{
  static const char *const hidden[] = { "script", "style", "head", "title", "noscript", "template",
                                        "object", NULL };
  gboolean is_head = ctg_html_token_is (token, "head");
  const char *found;

  if (token->kind != CTG_HTML_OPEN_TAG || !is_any_of (token, hidden) || (is_head && self->head_is_open))
    return at;
  found = ctg_html_find_end_tag (at, token->start, token->length);
  /* "head" is often left open: then only its own style and script elements are dropped. */
  self->head_is_open |= is_head && found == NULL;
  return found != NULL ? found : (is_head ? at : at + strlen (at));
}

static void
convert (Writer *self, const char *html)
{
  CtgHtmlToken token;
  const char *at = ctg_html_next_token (html, &token);

  while (token.kind != CTG_HTML_END)
    {
      if (token.kind == CTG_HTML_TEXT)
        write_text (self, token.start, token.length);
      else if (token.kind == CTG_HTML_OPEN_TAG)
        handle_open (self, &token);
      else
        handle_close (self, &token);
      at = skip_hidden (self, at, &token);
      at = ctg_html_next_token (at, &token);
    }
}

/* Newsletters are towers of empty cells: more than one empty line in a row says nothing. Trailing spaces go
 * too. */
static char *
squeeze (char *text)
{
  char *to = text;
  guint n_newlines = 2;

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at != '\n')
        {
          *to++ = *at;
          n_newlines = 0;
          continue;
        }
      while (to > text && to[-1] == ' ')
        to--;
      if (to == text || (n_newlines = to[-1] == '\n' ? n_newlines : 0) < 2)
        *to++ = '\n';
      n_newlines++;
    }
  *to = '\0';
  return g_strchomp (text);
}

/**
 * ctg_html_to_text:
 * @html: a document in valid UTF-8
 * @problems: (inout): a cut is added
 *
 * Turns an HTML body into readable plain text: paragraphs and line breaks, lists with their marks, "> "
 * before quotes, the address behind a link's words, nothing of scripts and style sheets. Takes one pass; at
 * most 4 MB are read.
 *
 * Returns: (transfer full): the text
 */
char *
ctg_html_to_text (const char *html, CtgProblems *problems)
{
  g_autofree char *head = NULL;
  Writer writer = { NULL };

  if (strnlen (html, HTML_MAX_BYTES + 1) > HTML_MAX_BYTES)
    {
      const char *end = NULL;

      *problems |= CTG_PROBLEM_TEXT_TRUNCATED;
      if (!g_utf8_validate (html, HTML_MAX_BYTES, &end))
        html = head = g_strndup (html, (gsize) (end - html));
      else
        html = head = g_strndup (html, HTML_MAX_BYTES);
    }
  writer.text = g_string_sized_new (strlen (html) / 3 + 64);
  convert (&writer, html);
  g_free (writer.href);
  return squeeze (g_string_free (writer.text, FALSE));
}
