/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "table.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

#define CELL_MAX_BYTES 400
#define COLUMN_MAX 60     /* a longer cell moves only what follows it in its own row */

struct _CtgTable
{
  guint n_columns;
  GPtrArray *cells;     /* (owned) (element-type utf8) row by row */
  guint widths[16];     /* in terminal cells */
};

static guint
measure (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar character = g_utf8_get_char (text);

      if (!g_unichar_iszerowidth (character))
        width += g_unichar_iswide (character) ? 2 : 1;
    }
  return width;
}

/**
 * ctg_table_new:
 * @n_columns: from 1 to 16
 *
 * Returns: (transfer full): an empty table
 */
CtgTable *
ctg_table_new (guint n_columns)
{
  CtgTable *self = g_new0 (CtgTable, 1);

  g_assert (n_columns >= 1 && n_columns <= G_N_ELEMENTS (self->widths));
  self->n_columns = n_columns;
  self->cells = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * ctg_table_free:
 * @self: (transfer full): a table
 */
void
ctg_table_free (CtgTable *self)
{
  g_ptr_array_unref (self->cells);
  g_free (self);
}

/**
 * ctg_table_add:
 * @self: a table
 * @...: as many texts as there are columns, then %NULL; cleaned, since they may come from anywhere
 *
 * Adds a row.
 */
void
ctg_table_add (CtgTable *self, ...)
{
  va_list arguments;

  va_start (arguments, self);
  for (guint i = 0; i < self->n_columns; i++)
    {
      char *cell = ctg_text_clean (va_arg (arguments, const char *), CELL_MAX_BYTES);

      self->widths[i] = MAX (self->widths[i], MIN (measure (cell), COLUMN_MAX));
      g_ptr_array_add (self->cells, cell);
    }
  va_end (arguments);
}

static void
print_row (CtgTable *self, guint first)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      const char *cell = g_ptr_array_index (self->cells, first + i);

      fputs (cell, stdout);
      if (i + 1 < self->n_columns)
        printf ("%*s", (int) (self->widths[i] - MIN (measure (cell), self->widths[i]) + 2), "");
    }
}

/**
 * ctg_table_print:
 * @self: a table
 * @session: says whether there are colours
 * @first_is_heading: whether the first row stands out
 *
 * Writes the rows to standard output.
 */
void
ctg_table_print (CtgTable *self, CtgSession *session, gboolean first_is_heading)
{
  for (guint first = 0; first < self->cells->len; first += self->n_columns)
    {
      gboolean is_heading = first == 0 && first_is_heading;

      fputs (is_heading ? ctg_session_bold (session) : "", stdout);
      print_row (self, first);
      fputs (is_heading ? ctg_session_plain (session) : "", stdout);
      fputc ('\n', stdout);
    }
}

/**
 * ctg_terminal_text:
 * @text: a body, any text with several lines
 *
 * A mail must not be able to drive the terminal: everything that is not a line's end, a tab or printable goes.
 *
 * Returns: (transfer full): the text without control characters
 */
char *
ctg_terminal_text (const char *text)
{
  g_autofree char *valid = ctg_text_to_utf8 (text, -1);
  GString *clean = g_string_sized_new (strlen (valid));

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character == '\n' || character == '\t' || !g_unichar_iscntrl (character))
        g_string_append_unichar (clean, character);
    }
  return g_string_free (clean, FALSE);
}
