/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "body-parts.h"

#include <string.h>

/* Case table: what a letter looks like, and what is folded.
 *
 *   text                                     all text
 *   text, "> ..." to the end                 the quote, with the line above it if that ends in a colon
 *   text, "> ...", text                      nothing: the sender answers between the lines
 *   text, "> ...", "-- ", name               quote and signature
 *   text, "-- ", name                        the signature
 *   text, "-- ", name, "> ..."               signature and quote
 *   text, "-----Original Message-----", ...  from there on, as a quote
 *   "> ..." only                             nothing: a letter is never empty
 */

typedef struct
{
  char **lines;
  guint n_lines;
} Lines;

static gboolean
is_quoted (const char *line)
{
  return *line == '>';
}

static gboolean
is_blank (const char *line)
{
  return strspn (line, " \t\r") == strlen (line);
}

/* The separators that Outlook and its kin put above what they answer, in English and Italian. */
static gboolean
is_original_mark (const char *line)
{
  static const char *const marks[] = { "-----Original Message-----", "----- Original Message -----",
                                       "-----Messaggio originale-----", "----- Messaggio originale -----",
                                       "---------- Forwarded message ---------",
                                       "---------- Messaggio inoltrato ---------" };

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_has_prefix (line, marks[i]))
      return TRUE;
  return FALSE;
}

/* "-- " by RFC 3676 section 4.3; many programs lose the space. */
static gboolean
is_signature_mark (const char *line)
{
  return g_str_equal (line, "-- ") || g_str_equal (line, "--");
}

static gboolean
ends_in_colon (const char *line)
{
  gsize length = strlen (line);

  while (length > 0 && strchr (" \t\r", line[length - 1]) != NULL)
    length--;
  return length > 0 && line[length - 1] == ':';
}

/* "On ... wrote:", in whatever language, perhaps broken over two lines. */
static guint
include_introduction (const Lines *lines, guint start)
{
  guint at = start;

  while (at > 0 && is_blank (lines->lines[at - 1]))
    at--;
  if (at == 0 || !ends_in_colon (lines->lines[at - 1]))
    return start;
  at--;
  if (at > 0 && strchr (lines->lines[at], ',') == NULL && !is_blank (lines->lines[at - 1]) &&
      strlen (lines->lines[at - 1]) > 50)
    at--;
  return at;
}

/* Where the quote that reaches to the end begins, n_lines if there is none. */
static guint
find_quote (const Lines *lines, guint end)
{
  guint start = end;

  for (guint i = 0; i < end; i++)
    if (is_original_mark (lines->lines[i]))
      return i;
  while (start > 0 && (is_quoted (lines->lines[start - 1]) || is_blank (lines->lines[start - 1])))
    start--;
  while (start < end && is_blank (lines->lines[start]))
    start++;
  return start < end ? include_introduction (lines, start) : end;
}

static guint
find_signature (const Lines *lines, guint end)
{
  for (guint i = end; i > 0; i--)
    if (is_signature_mark (lines->lines[i - 1]))
      return i - 1;
  return end;
}

static char *
join (const Lines *lines, guint start, guint end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = start; i < end; i++)
    {
      g_string_append (text, lines->lines[i]);
      g_string_append_c (text, '\n');
    }
  while (text->len > 0 && g_ascii_isspace (text->str[text->len - 1]))
    g_string_truncate (text, text->len - 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
has_text (const Lines *lines, guint end)
{
  for (guint i = 0; i < end; i++)
    if (!is_blank (lines->lines[i]))
      return TRUE;
  return FALSE;
}

/**
 * ctg_body_parts_new:
 * @body: a letter's text
 *
 * Cuts a text by the table above. Pure.
 *
 * Returns: (transfer full): its parts; the text is never empty unless @body is
 */
CtgBodyParts *
ctg_body_parts_new (const char *body)
{
  CtgBodyParts *self = g_new0 (CtgBodyParts, 1);
  g_auto (GStrv) split = NULL;
  Lines lines;
  guint quote, signature, quote_end;

  g_return_val_if_fail (body != NULL, NULL);
  split = g_strsplit (body, "\n", -1);
  for (guint i = 0; split[i] != NULL; i++)
    if (g_str_has_suffix (split[i], "\r"))
      split[i][strlen (split[i]) - 1] = '\0';
  lines.lines = split;
  lines.n_lines = g_strv_length (split);

  quote = find_quote (&lines, lines.n_lines);
  quote_end = lines.n_lines;
  signature = find_signature (&lines, quote);
  if (quote == lines.n_lines && signature < quote)   /* the signature stands below the quote */
    {
      guint above = find_quote (&lines, signature);

      quote_end = above < signature ? signature : quote_end;
      quote = above < signature ? above : quote;
    }
  if (!has_text (&lines, MIN (quote, signature)))
    {
      self->text = join (&lines, 0, lines.n_lines);
      return self;
    }
  self->text = join (&lines, 0, MIN (quote, signature));
  if (quote < quote_end)
    self->quote = join (&lines, quote, quote_end);
  if (signature < lines.n_lines && signature != quote)
    self->signature = join (&lines, signature + 1, signature < quote ? quote : lines.n_lines);
  return self;
}

/**
 * ctg_body_parts_free:
 * @self: (transfer full) (nullable): parts
 *
 * Frees them.
 */
void
ctg_body_parts_free (CtgBodyParts *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->quote);
  g_free (self->signature);
  g_free (self);
}
