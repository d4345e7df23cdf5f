/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json.h"

#include <math.h>
#include <string.h>

#define INDENT_SPACES 2

struct _CtgJsonWriter
{
  GString *text;        /* (owned) */
  GString *open;        /* (owned) '{' and '[' of what is open */
  gboolean needs_comma;
  gboolean after_name;
  gboolean pretty;
};

/**
 * ctg_json_writer_new:
 *
 * Returns: (transfer full): a writer of one compact document
 */
CtgJsonWriter *
ctg_json_writer_new (void)
{
  CtgJsonWriter *self = g_new0 (CtgJsonWriter, 1);

  self->text = g_string_sized_new (256);
  self->open = g_string_new (NULL);
  return self;
}

/**
 * ctg_json_writer_free:
 * @self: (transfer full) (nullable): a writer
 */
void
ctg_json_writer_free (CtgJsonWriter *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_string_free (self->open, TRUE);
  g_free (self);
}

/**
 * ctg_json_writer_set_pretty:
 * @self: a writer that has written nothing yet
 * @pretty: whether to put each value on a line of its own
 */
void
ctg_json_writer_set_pretty (CtgJsonWriter *self, gboolean pretty)
{
  g_return_if_fail (self->text->len == 0);
  self->pretty = pretty;
}

static void
start_line (CtgJsonWriter *self)
{
  if (!self->pretty)
    return;
  g_string_append_c (self->text, '\n');
  for (gsize i = 0; i < self->open->len * INDENT_SPACES; i++)
    g_string_append_c (self->text, ' ');
}

/* What has to stand before the next value or name. */
static void
separate (CtgJsonWriter *self)
{
  if (self->after_name)
    {
      self->after_name = FALSE;
      return;
    }
  if (self->needs_comma)
    g_string_append_c (self->text, ',');
  if (self->open->len > 0)
    start_line (self);
}

static void
begin (CtgJsonWriter *self, char bracket)
{
  separate (self);
  g_string_append_c (self->text, bracket);
  g_string_append_c (self->open, bracket);
  self->needs_comma = FALSE;
}

static void
end (CtgJsonWriter *self, char opened, char bracket)
{
  g_return_if_fail (self->open->len > 0 && self->open->str[self->open->len - 1] == opened && !self->after_name);
  g_string_truncate (self->open, self->open->len - 1);
  if (self->needs_comma)
    start_line (self);
  g_string_append_c (self->text, bracket);
  self->needs_comma = TRUE;
}

/**
 * ctg_json_writer_begin_object:
 * @self: a writer
 */
void
ctg_json_writer_begin_object (CtgJsonWriter *self)
{
  begin (self, '{');
}

/**
 * ctg_json_writer_end_object:
 * @self: a writer whose innermost open value is an object
 */
void
ctg_json_writer_end_object (CtgJsonWriter *self)
{
  end (self, '{', '}');
}

/**
 * ctg_json_writer_begin_array:
 * @self: a writer
 */
void
ctg_json_writer_begin_array (CtgJsonWriter *self)
{
  begin (self, '[');
}

/**
 * ctg_json_writer_end_array:
 * @self: a writer whose innermost open value is an array
 */
void
ctg_json_writer_end_array (CtgJsonWriter *self)
{
  end (self, '[', ']');
}

static void
append_escaped (GString *text, guchar byte)
{
  static const char named[] = "btnvfr";

  if (byte >= '\b' && byte <= '\r' && byte != '\v')
    {
      g_string_append_c (text, '\\');
      g_string_append_c (text, named[byte - '\b']);
    }
  else
    {
      g_string_append_printf (text, "\\u%04x", byte);
    }
}

/* RFC 8259 section 7. Delete is escaped too: it moves a terminal's cursor. */
static void
append_string (CtgJsonWriter *self, const char *value)
{
  g_autofree char *valid = g_utf8_validate (value, -1, NULL) ? NULL : g_utf8_make_valid (value, -1);
  const char *at = valid != NULL ? valid : value;

  g_string_append_c (self->text, '"');
  while (*at != '\0')
    {
      const char *start = at;

      while ((guchar) *at >= 0x20 && *at != '"' && *at != '\\' && *at != 0x7f)
        at++;
      g_string_append_len (self->text, start, at - start);
      if (*at == '"' || *at == '\\')
        {
          g_string_append_c (self->text, '\\');
          g_string_append_c (self->text, *at++);
        }
      else if (*at != '\0')
        append_escaped (self->text, (guchar) *at++);
    }
  g_string_append_c (self->text, '"');
}

/**
 * ctg_json_writer_member:
 * @self: a writer whose innermost open value is an object
 * @name: of the value that is written next
 */
void
ctg_json_writer_member (CtgJsonWriter *self, const char *name)
{
  g_return_if_fail (self->open->len > 0 && self->open->str[self->open->len - 1] == '{' && !self->after_name);
  separate (self);
  append_string (self, name);
  g_string_append_c (self->text, ':');
  if (self->pretty)
    g_string_append_c (self->text, ' ');
  self->after_name = TRUE;
}

static void
write_literal (CtgJsonWriter *self, const char *literal)
{
  separate (self);
  g_string_append (self->text, literal);
  self->needs_comma = TRUE;
}

/**
 * ctg_json_writer_string:
 * @self: a writer
 * @value: (nullable): text; bytes that are not UTF-8 become U+FFFD, %NULL becomes null
 */
void
ctg_json_writer_string (CtgJsonWriter *self, const char *value)
{
  if (value == NULL)
    {
      ctg_json_writer_null (self);
      return;
    }
  separate (self);
  append_string (self, value);
  self->needs_comma = TRUE;
}

/**
 * ctg_json_writer_int:
 * @self: a writer
 * @value: a number
 */
void
ctg_json_writer_int (CtgJsonWriter *self, gint64 value)
{
  char number[32];

  g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, value);
  write_literal (self, number);
}

/**
 * ctg_json_writer_double:
 * @self: a writer
 * @value: a number, written with at most three decimals; null when it is not finite, which JSON cannot say
 */
void
ctg_json_writer_double (CtgJsonWriter *self, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE + 310];
  gsize length;

  if (!isfinite (value))
    {
      ctg_json_writer_null (self);
      return;
    }
  g_ascii_formatd (number, sizeof number, "%.3f", value);
  length = strlen (number);
  while (number[length - 1] == '0' && number[length - 2] != '.')
    number[--length] = '\0';
  write_literal (self, number);
}

/**
 * ctg_json_writer_boolean:
 * @self: a writer
 * @value: true or false
 */
void
ctg_json_writer_boolean (CtgJsonWriter *self, gboolean value)
{
  write_literal (self, value ? "true" : "false");
}

/**
 * ctg_json_writer_null:
 * @self: a writer
 */
void
ctg_json_writer_null (CtgJsonWriter *self)
{
  write_literal (self, "null");
}

/**
 * ctg_json_writer_finish:
 * @self: a writer with nothing left open; it is empty afterwards and can write another document
 *
 * Returns: (transfer full): the document, without a line end behind it
 */
char *
ctg_json_writer_finish (CtgJsonWriter *self)
{
  GString *text = self->text;

  g_return_val_if_fail (self->open->len == 0 && !self->after_name, NULL);
  self->text = g_string_new (NULL);
  self->needs_comma = FALSE;
  return g_string_free (text, FALSE);
}
