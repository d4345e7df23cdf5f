/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "quote-text.h"

#include <string.h>

/* Nobody reads more of a quote; what is answered is in the thread anyway. */
#define MOST_LINES 2000

/* RFC 3676 section 4.3: a line of "-- " ends what its sender wrote. */
static gboolean
is_signature (const char *line, gsize length)
{
  return length == 3 && memcmp (line, "-- ", 3) == 0;
}

static gsize
trim (const char *line, gsize length)
{
  while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t' || line[length - 1] == '\r'))
    length--;
  return length;
}

/**
 * ctg_quote_text:
 * @text: a letter's words, UTF-8
 *
 * Quotes a letter for an answer: each line behind "> " (">" where it is a quote already), without the signature and the
 * blank lines around.
 *
 * Specification: RFC 3676 section 4.5
 * Returns: (transfer full): the quote, ending in a line's end, "" where there is nothing
 */
char *
ctg_quote_text (const char *text)
{
  GString *quote = g_string_new (NULL);
  gsize end_of_words = 0;
  guint n_lines = 0;

  for (const char *line = text; *line != '\0' && n_lines < MOST_LINES; n_lines++)
    {
      gsize whole = strcspn (line, "\n");
      gsize length = trim (line, whole);

      if (is_signature (line, whole))
        break;
      if (length > 0 || quote->len > 0)
        {
          g_string_append (quote, line[0] == '>' ? ">" : length > 0 ? "> " : ">");
          g_string_append_len (quote, line, (gssize) length);
          g_string_append_c (quote, '\n');
        }
      if (length > 0)
        end_of_words = quote->len;
      line += whole + (line[whole] == '\n');
    }
  g_string_truncate (quote, end_of_words);
  return g_string_free (quote, FALSE);
}
