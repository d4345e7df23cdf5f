/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text whose sender's program broke the lines for the way (RFC 3676), put together again:
 *
 *   a line                                           becomes
 *   ends in a space, the next is as deep             one line with the next; with DelSp without that space
 *   ends in a space, the next is deeper or less      a line of its own (section 4.5)
 *   "-- "                                            a line of its own, and so is the one before (section 4.3)
 *   begins with a space                              without it (section 4.4), unless it would look like a quote then
 *   ">>> text", ">>>text"                            ">>> text"
 */

#include "flowed-text.h"

#include <string.h>

typedef struct
{
  guint depth;
  const char *text;     /* behind the quote's marks and the stuffed space */
  gsize length;
  gboolean is_flowed;
} Line;

static const char *
read_line (const char *at, Line *line)
{
  gsize length = strcspn (at, "\n");
  const char *end = at + length;

  for (line->depth = 0; at < end && *at == '>'; at++)
    line->depth++;
  if (at < end && *at == ' ')
    at++;
  line->text = at;
  line->length = (gsize) (end - at);
  line->is_flowed = line->length > 0 && end[-1] == ' ' && !(line->length == 3 && memcmp (at, "-- ", 3) == 0);
  return *end == '\n' ? end + 1 : end;
}

static gboolean
is_signature_mark (const Line *line)
{
  return line->length == 3 && memcmp (line->text, "-- ", 3) == 0;
}

static void
begin_line (GString *out, const Line *line)
{
  for (guint i = 0; i < line->depth; i++)
    g_string_append_c (out, '>');
  if ((line->depth > 0 && line->length > 0) || (line->depth == 0 && line->length > 0 && line->text[0] == '>'))
    g_string_append_c (out, ' ');
}

/**
 * ctg_flowed_text_join:
 * @text: the words of a part that says "format=flowed", lines ended by "\n"
 * @drops_space: whether it says "delsp=yes" too: the space at a line's end belongs to the break
 *
 * Pure; as long as the text takes to read.
 *
 * Specification: RFC 3676 sections 4 and 5
 * Returns: (transfer full): a line for each paragraph
 */
char *
ctg_flowed_text_join (const char *text, gboolean drops_space)
{
  GString *out = g_string_sized_new (strlen (text) + 1);
  Line line = { 0 }, before = { 0 };

  while (*text != '\0')
    {
      const char *next = read_line (text, &line);
      gboolean goes_on = before.is_flowed && before.depth == line.depth && !is_signature_mark (&line);

      if (before.is_flowed && !goes_on)
        g_string_append_c (out, '\n');
      if (!goes_on)
        begin_line (out, &line);
      g_string_append_len (out, line.text, (gssize) (line.length - (line.is_flowed && drops_space)));
      if (!line.is_flowed)
        g_string_append_len (out, "\n", next > text && next[-1] == '\n');
      before = line;
      text = next;
    }
  return g_string_free (out, FALSE);
}
