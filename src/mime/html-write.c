/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter's form from its words: a line is a <div>, lines behind ">" are quotes as deep as they say, lines behind "• "
 * are a list, web addresses are links. Everything else stands as it was typed. */

#include "html-write.h"

#include <string.h>

#define BULLET "• "

typedef struct
{
  GString *html;              /* (owned) */
  const CtgStyleSpan *spans;  /* those not over yet */
  guint n_spans;
  guint offset;               /* of the character next in the text */
  guint depth;                /* of quotes that are open */
  gboolean in_list;
} Writer;

static void
append_escaped (GString *html, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    switch (text[i])
      {
      case '&': g_string_append (html, "&amp;"); break;
      case '<': g_string_append (html, "&lt;"); break;
      case '>': g_string_append (html, "&gt;"); break;
      case '"': g_string_append (html, "&quot;"); break;
      default: g_string_append_c (html, text[i]);
      }
}

/* Blanks at a line's beginning and in rows would be lost. */
static void
append_words (GString *html, const char *text, gsize length, gboolean is_first)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] == ' ' && ((i == 0 && is_first) || (i > 0 && text[i - 1] == ' ')))
      g_string_append (html, "\u00a0");
    else
      append_escaped (html, text + i, 1);
}

static gboolean
begins_link (const char *text, gsize length)
{
  return (length > 8 && strncmp (text, "https://", 8) == 0) || (length > 7 && strncmp (text, "http://", 7) == 0);
}

/* Up to a blank or a sign no address has, without the sentence's own at the end. */
static gsize
measure_link (const char *text, gsize length)
{
  gsize n = 0;

  while (n < length && (guchar) text[n] > ' ' && strchr ("<>\"", text[n]) == NULL)
    n++;
  while (n > 0 && strchr (".,;:!?)'", text[n - 1]) != NULL)
    n--;
  return n;
}

static void
append_link (GString *html, const char *text, gsize length)
{
  g_string_append (html, "<a href=\"");
  append_escaped (html, text, length);
  g_string_append (html, "\">");
  append_escaped (html, text, length);
  g_string_append (html, "</a>");
}

/* Words of one form. */
static void
append_run (GString *html, const char *text, gsize length, gboolean is_first)
{
  gsize from = 0;

  for (gsize i = 0; i < length; i++)
    {
      gsize n = begins_link (text + i, length - i) ? measure_link (text + i, length - i) : 0;

      if (n <= 8)
        continue;
      append_words (html, text + from, i - from, is_first && from == 0);
      append_link (html, text + i, n);
      from = i + n;
      i = from - 1;
    }
  append_words (html, text + from, length - from, is_first && from == 0);
}

static const struct { CtgStyle style; const char *tag; } tags[] = {
  { CTG_STYLE_BOLD, "b" }, { CTG_STYLE_ITALIC, "i" }, { CTG_STYLE_UNDERLINE, "u" },
};

static void
open_styles (GString *html, CtgStyle styles)
{
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if ((styles & tags[i].style) != 0)
      g_string_append_printf (html, "<%s>", tags[i].tag);
}

static void
close_styles (GString *html, CtgStyle styles)
{
  for (guint i = G_N_ELEMENTS (tags); i-- > 0;)
    if ((styles & tags[i].style) != 0)
      g_string_append_printf (html, "</%s>", tags[i].tag);
}

/* How far from here words have one form, and which. */
static guint
find_run (Writer *writer, guint n_chars, CtgStyle *styles)
{
  guint start, end;

  while (writer->n_spans > 0 && writer->spans[0].end <= writer->offset)
    writer->spans++, writer->n_spans--;
  *styles = (CtgStyle) 0;
  if (writer->n_spans == 0)
    return n_chars;
  start = writer->spans[0].start;
  end = writer->spans[0].end;
  if (start > writer->offset)
    return MIN (n_chars, start - writer->offset);
  *styles = writer->spans[0].styles;
  return MIN (n_chars, end - writer->offset);
}

static void
write_words (Writer *writer, const char *line, gsize length)
{
  const char *end = line + length;
  const char *start = line;

  while (line < end)
    {
      CtgStyle styles;
      guint n_chars = find_run (writer, (guint) g_utf8_strlen (line, end - line), &styles);
      const char *next = g_utf8_offset_to_pointer (line, (glong) n_chars);

      open_styles (writer->html, styles);
      append_run (writer->html, line, (gsize) (next - line), line == start);
      close_styles (writer->html, styles);
      writer->offset += n_chars;
      line = next;
    }
}

static void
set_list (Writer *writer, gboolean in_list)
{
  if (writer->in_list != in_list)
    g_string_append (writer->html, in_list ? "<ul>\n" : "</ul>\n");
  writer->in_list = in_list;
}

static void
set_depth (Writer *writer, guint depth)
{
  if (writer->depth != depth)
    set_list (writer, FALSE);
  for (; writer->depth < depth; writer->depth++)
    g_string_append (writer->html, "<blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;border-left:2px solid #ccc;"
                                   "padding-left:1ex\">\n");
  for (; writer->depth > depth; writer->depth--)
    g_string_append (writer->html, "</blockquote>\n");
}

/* The signs of a quote at a line's beginning, and the blank behind them. */
static gsize
measure_quote (const char *line, gsize length, guint *depth)
{
  gsize n = 0;

  *depth = 0;
  for (; n < length && line[n] == '>' && *depth < 20; n++)
    (*depth)++;
  return *depth > 0 && n < length && line[n] == ' ' ? n + 1 : n;
}

static void
write_line (Writer *writer, const char *line, gsize length)
{
  guint depth;
  gsize skipped = measure_quote (line, length, &depth);
  gboolean is_item;

  set_depth (writer, depth);
  is_item = length - skipped > strlen (BULLET) && strncmp (line + skipped, BULLET, strlen (BULLET)) == 0;
  set_list (writer, is_item);
  if (is_item)
    skipped += strlen (BULLET);
  writer->offset += (guint) g_utf8_strlen (line, (gssize) skipped);
  g_string_append (writer->html, is_item ? "<li>" : "<div>");
  if (skipped == length)
    g_string_append (writer->html, "<br>");
  write_words (writer, line + skipped, length - skipped);
  g_string_append (writer->html, is_item ? "</li>\n" : "</div>\n");
}

/**
 * ctg_html_write:
 * @text: a letter's words, UTF-8
 * @spans: (array length=n_spans): which of them have a form, in order and apart from each other
 * @n_spans: how many
 *
 * Returns: (transfer full): the same as a page of HTML that needs nothing from elsewhere
 */
char *
ctg_html_write (const char *text, const CtgStyleSpan *spans, guint n_spans)
{
  Writer writer = { .html = g_string_new ("<!DOCTYPE html>\n<html><body>\n"), .spans = spans, .n_spans = n_spans };

  for (const char *line = text; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");

      write_line (&writer, line, length);
      line += length;
      if (*line == '\n')
        line++, writer.offset++;
    }
  set_list (&writer, FALSE);
  set_depth (&writer, 0);
  g_string_append (writer.html, "</body></html>\n");
  return g_string_free (writer.html, FALSE);
}
