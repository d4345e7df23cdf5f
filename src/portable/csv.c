/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "csv.h"

#include "contact-columns.h"
#include "errors.h"

#include <string.h>

#define ROWS_MAX 200000
#define COLUMNS_MAX 500
#define CELL_MAX_BYTES (64 * 1024)

typedef struct
{
  const char *at;
  char separator;
  GPtrArray *rows;
  GPtrArray *row;
} Reader;

/* A cell in quotes; two quotes inside it are one. What follows the closing quote belongs to it still, as
 * spreadsheets read it. */
static void
read_quoted (Reader *self, GString *cell)
{
  for (self->at++; *self->at != '\0'; self->at++)
    {
      if (*self->at == '"' && *++self->at != '"')
        return;
      if (*self->at == '\0')
        return;
      g_string_append_c (cell, *self->at);
    }
}

static char *
read_cell (Reader *self)
{
  g_autoptr (GString) cell = g_string_new (NULL);

  while (*self->at == ' ')
    self->at++;
  if (*self->at == '"')
    read_quoted (self, cell);
  while (*self->at != '\0' && *self->at != self->separator && *self->at != '\n' && *self->at != '\r')
    g_string_append_c (cell, *self->at++);
  if (cell->len > CELL_MAX_BYTES)
    {
      g_autofree char *cut = g_strndup (cell->str, CELL_MAX_BYTES);

      return g_utf8_make_valid (cut, -1);
    }
  return g_strstrip (g_string_free (g_steal_pointer (&cell), FALSE));
}

static gboolean
is_blank_row (GPtrArray *row)
{
  for (guint i = 0; i < row->len; i++)
    if (*(const char *) row->pdata[i] != '\0')
      return FALSE;
  return TRUE;
}

static void
finish_row (Reader *self)
{
  GPtrArray *row = g_steal_pointer (&self->row);

  if (is_blank_row (row))
    g_ptr_array_unref (row);
  else
    g_ptr_array_add (self->rows, row);
  self->row = g_ptr_array_new_with_free_func (g_free);
}

static gboolean
read_row (Reader *self, GError **error)
{
  for (;;)
    {
      if (self->row->len == COLUMNS_MAX || self->rows->len == ROWS_MAX)
        {
          ctg_error_set (error, CTG_ERROR_TOO_LARGE, "csv-too-large", "More than %d columns or %d rows",
                         COLUMNS_MAX,
                         ROWS_MAX);
          return FALSE;
        }
      g_ptr_array_add (self->row, read_cell (self));
      if (*self->at != self->separator || *self->at == '\0')
        break;
      self->at++;
    }
  if (self->at[0] == '\r' && self->at[1] == '\n')
    self->at++;
  if (*self->at != '\0')
    self->at++;
  finish_row (self);
  return TRUE;
}

/**
 * ctg_csv_parse:
 * @text: a table in valid UTF-8
 * @separator: what stands between two cells
 * @error: set when it is over a cap
 *
 * Specification: RFC 4180, with any line ends, any separator and cells of unequal number
 * Errors: TOO_LARGE
 * Returns: (transfer full) (nullable) (element-type GPtrArray): the rows that are not blank, each an array
 *   of strings
 */
GPtrArray *
ctg_csv_parse (const char *text, char separator, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  Reader reader = { text, separator, rows, g_ptr_array_new_with_free_func (g_free) };
  gboolean ok = TRUE;

  while (ok && *reader.at != '\0')
    ok = read_row (&reader, error);
  g_ptr_array_unref (reader.row);
  return ok ? g_steal_pointer (&rows) : NULL;
}

/**
 * ctg_csv_detect_separator:
 * @text: a table
 *
 * Returns: the comma, the semicolon that Italian spreadsheets write, or the tab: whichever is most frequent
 *   outside of quotes in the first line
 */
char
ctg_csv_detect_separator (const char *text)
{
  guint commas = 0, semicolons = 0, tabs = 0;
  gboolean quoted = FALSE;

  for (; *text != '\0' && (quoted || (*text != '\n' && *text != '\r')); text++)
    {
      if (*text == '"')
        quoted = !quoted;
      if (quoted)
        continue;
      commas += *text == ',';
      semicolons += *text == ';';
      tabs += *text == '\t';
    }
  if (tabs > commas && tabs > semicolons)
    return '\t';
  return semicolons > commas ? ';' : ',';
}

/* Excel may say it itself: "sep=;". */
static const char *
skip_separator_line (const char *text, char *separator)
{
  if (g_ascii_strncasecmp (text, "sep=", 4) == 0 && text[4] != '\0' && strchr ("\r\n", text[5]) != NULL)
    {
      *separator = text[4];
      return text + 5 + strspn (text + 5, "\r\n");
    }
  *separator = ctg_csv_detect_separator (text);
  return text;
}

/* What a spreadsheet would compute when it opens the file. A telephone number's plus is none of that. */
static gboolean
looks_like_formula (const char *value)
{
  if (*value == '\'')
    return value[1] != '\0' && looks_like_formula (value + 1);
  if (*value == '\0' || strchr ("=+-@\t", *value) == NULL)
    return FALSE;
  return value[strspn (value, "+-0123456789 ()./")] != '\0';
}

/**
 * ctg_csv_append_cell:
 * @row: where to
 * @value: valid UTF-8
 *
 * Adds a cell, without what separates it from others.
 *
 * Specification: RFC 4180
 */
void
ctg_csv_append_cell (GString *row, const char *value)
{
  gboolean is_quoted = strpbrk (value, ",;\"\r\n\t") != NULL || g_ascii_isspace (*value);

  if (is_quoted)
    g_string_append_c (row, '"');
  if (looks_like_formula (value))
    g_string_append_c (row, '\'');
  for (; *value != '\0'; value++)
    {
      if (*value == '"')
        g_string_append_c (row, '"');
      g_string_append_c (row, *value);
    }
  if (is_quoted)
    g_string_append_c (row, '"');
}

/* The apostrophe that ctg_csv_append_cell() puts before a formula, as spreadsheets do themselves. */
static void
take_off_apostrophes (GPtrArray *row)
{
  for (guint i = 0; i < row->len; i++)
    {
      char *cell = row->pdata[i];

      if (*cell == '\'' && looks_like_formula (cell + 1))
        memmove (cell, cell + 1, strlen (cell));
    }
}

/**
 * ctg_csv_parse_contacts:
 * @text: a table in valid UTF-8
 * @error: set when it is over a cap or no column holds names or addresses
 *
 * Errors: TOO_LARGE, INVALID_INPUT
 * Returns: (transfer full) (nullable) (element-type CtgPortableContact): a contact a row, blank ones left out
 */
GPtrArray *
ctg_csv_parse_contacts (const char *text, GError **error)
{
  char separator;
  const char *start = skip_separator_line (text, &separator);
  g_autoptr (GPtrArray) rows = ctg_csv_parse (start, separator, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    take_off_apostrophes (g_ptr_array_index (rows, i));
  return rows != NULL ? ctg_contact_columns_read (rows, error) : NULL;
}
