/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "quote-blocks.h"

#include <string.h>

/* Deeper than that nobody can tell what is whose. */
#define DEPTH_MAX 6

/* A letter of a quote a line would be thousands of widgets: the rest is one block, as it is written. */
#define BLOCKS_MAX 200

static void
block_free (gpointer data)
{
  CtgQuoteBlock *block = data;

  g_free (block->text);
  g_free (block);
}

/* ">> text", "> > text" and ">text" are all written. */
static const char *
skip_marks (const char *line, const char *end, guint *depth)
{
  for (*depth = 0; line < end && *line == '>'; (*depth)++)
    {
      line++;
      if (line + 1 < end && line[0] == ' ' && line[1] == '>')
        line++;
    }
  if (*depth > 0 && line < end && *line == ' ')
    line++;
  *depth = MIN (*depth, DEPTH_MAX);
  return line;
}

static gboolean
is_blank (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (strchr (" \t\r\n", text[i]) == NULL)
      return FALSE;
  return TRUE;
}

static guint
count_lines (const char *text)
{
  guint n_lines = 1;

  for (; *text != '\0'; text++)
    n_lines += *text == '\n';
  return n_lines;
}

static void
end_block (GPtrArray *blocks, GString *text, guint depth)
{
  CtgQuoteBlock *block;
  gsize start = 0;

  while (text->len > 0 && strchr (" \t\r\n", text->str[text->len - 1]) != NULL)
    g_string_truncate (text, text->len - 1);
  for (gsize at = 0; at < text->len && strchr (" \t\r\n", text->str[at]) != NULL; at++)
    if (text->str[at] == '\n')
      start = at + 1;
  if (text->len > 0)
    {
      block = g_new0 (CtgQuoteBlock, 1);
      block->depth = depth;
      block->text = g_strdup (text->str + start);
      block->n_lines = count_lines (block->text);
      g_ptr_array_add (blocks, block);
    }
  g_string_truncate (text, 0);
}

/**
 * ctg_quote_blocks_new:
 * @text: a letter's words, lines ended by "\n"
 *
 * Cuts a text where the depth of its quotes changes. Blank lines around a block are not its own; one between two quoted
 * lines parts nothing. However often the depth changes, there are at most 202. Pure.
 *
 * Returns: (transfer full) (element-type CtgQuoteBlock): in the text's order, none where it is blank
 */
GPtrArray *
ctg_quote_blocks_new (const char *text)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func (block_free);
  g_autoptr (GString) now = g_string_new (NULL);
  guint depth_now = 0;

  while (*text != '\0' && blocks->len < BLOCKS_MAX)
    {
      const char *end = text + strcspn (text, "\n");
      guint depth;
      const char *words = skip_marks (text, end, &depth);

      if (depth == 0 && is_blank (words, (gsize) (end - words)))
        depth = depth_now;
      if (depth != depth_now)
        end_block (blocks, now, depth_now);
      depth_now = depth;
      g_string_append_len (now, words, end - words);
      g_string_append_c (now, '\n');
      text = *end == '\n' ? end + 1 : end;
    }
  end_block (blocks, now, depth_now);
  g_string_append (now, text);
  end_block (blocks, now, 0);
  return blocks;
}
