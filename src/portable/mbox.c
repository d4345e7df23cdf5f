/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A separator is a line that starts with "From " and
 *   stands first in the file, or behind an empty line, and holds a time or nothing at all (Thunderbird), or
 *   stands anywhere and has all that a date has: a weekday, a month, a time with seconds and a year.
 * ">From ", ">>From " and so on lose one ">" (mboxrd; what mboxo wrote reads the same). Content-Length is
 * not believed. */

#include "mbox.h"

#include "errors.h"

#include <string.h>

#define CHUNK_BYTES (256 * 1024)
/* One byte over what is parsed, so that the parser sees that there was more. */
#define MESSAGE_MAX_BYTES 50000001
#define FROM_LINE_MAX_BYTES 1000

struct _CtgMboxReader
{
  GFileInputStream *stream;  /* (owned) */
  GByteArray *buffer;        /* (owned) */
  gsize start;               /* of what is not yet handed out, in the buffer: a separator line */
  gint64 offset;             /* of that in the file */
  gboolean at_end;           /* the file holds no more than the buffer */
};

/**
 * ctg_mbox_reader_new:
 * @path: an mbox file
 * @error: set when it cannot be opened
 *
 * Errors: NOT_FOUND, STORAGE
 * Returns: (transfer full) (nullable): a reader
 */
CtgMboxReader *
ctg_mbox_reader_new (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &failure);
  CtgMboxReader *self;

  if (stream == NULL)
    {
      gboolean missing = g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

      ctg_error_set (error, missing ? CTG_ERROR_NOT_FOUND : CTG_ERROR_STORAGE,
                     missing ? "file-missing" : "file-unreadable", "%s", failure->message);
      return NULL;
    }
  self = g_new0 (CtgMboxReader, 1);
  self->stream = g_steal_pointer (&stream);
  self->buffer = g_byte_array_new ();
  return self;
}

/**
 * ctg_mbox_reader_free:
 * @self: (transfer full) (nullable): a reader
 */
void
ctg_mbox_reader_free (CtgMboxReader *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->stream);
  g_byte_array_unref (self->buffer);
  g_free (self);
}

static const char *
get_data (const CtgMboxReader *self)
{
  return (const char *) self->buffer->data + self->start;
}

static gsize
get_length (const CtgMboxReader *self)
{
  return self->buffer->len - self->start;
}

static gboolean
fill (CtgMboxReader *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint start;
  gssize n;

  if (self->start > 0)
    g_byte_array_remove_range (self->buffer, 0, (guint) self->start);
  self->start = 0;
  start = self->buffer->len;

  g_byte_array_set_size (self->buffer, start + CHUNK_BYTES);
  n = g_input_stream_read (G_INPUT_STREAM (self->stream), self->buffer->data + start, CHUNK_BYTES, NULL, &failure);
  g_byte_array_set_size (self->buffer, start + (guint) MAX (n, 0));
  if (n < 0)
    {
      ctg_error_set (error, CTG_ERROR_STORAGE, "file-unreadable", "%s", failure->message);
      return FALSE;
    }
  self->at_end = n == 0;
  return TRUE;
}

static gboolean
contains_any (const char *line, gsize length, const char *const *words)
{
  for (; *words != NULL; words++)
    if (memmem (line, length, *words, strlen (*words)) != NULL)
      return TRUE;
  return FALSE;
}

/* How many colons stand between two digits: 1 for 10:05, 2 for 10:05:59. */
static guint
count_time_colons (const char *line, gsize length)
{
  guint n = 0;

  for (gsize i = 1; i + 1 < length; i++)
    n += line[i] == ':' && g_ascii_isdigit (line[i - 1]) && g_ascii_isdigit (line[i + 1]);
  return n;
}

static gboolean
has_year (const char *line, gsize length)
{
  for (gsize i = 0; i + 4 <= length; i++)
    if ((memcmp (line + i, "19", 2) == 0 || memcmp (line + i, "20", 2) == 0) && g_ascii_isdigit (line[i + 2]) &&
        g_ascii_isdigit (line[i + 3]))
      return TRUE;
  return FALSE;
}

static gboolean
is_blank (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (line[i]))
      return FALSE;
  return TRUE;
}

/* @line: from behind "From " to its end. */
static gboolean
is_separator (const char *line, gsize length, gboolean after_empty_line)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", NULL };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                                        "Dec", NULL };
  guint colons;

  if (length > FROM_LINE_MAX_BYTES)
    return FALSE;
  colons = count_time_colons (line, length);
  if (after_empty_line)
    return colons > 0 || is_blank (line, length);
  return colons >= 2 && has_year (line, length) && contains_any (line, length, days) &&
         contains_any (line, length, months);
}

static gboolean
ends_with_empty_line (const char *data, const char *newline)
{
  if (newline > data && newline[-1] == '\r')
    newline--;
  return newline == data || newline[-1] == '\n';
}

/* Finds the next separator in the buffer from @from on. FALSE: none so far; then *@from is where to go on
 * looking when more is read. */
static gboolean
find_separator (CtgMboxReader *self, gsize *from, gsize *found)
{
  const char *data = get_data (self);
  const char *end = data + get_length (self);
  const char *at = data + *from;

  while ((at = memmem (at, (gsize) (end - at), "\nFrom ", 6)) != NULL)
    {
      const char *line = at + 6;
      const char *line_end = memchr (line, '\n', (gsize) (end - line));

      if (line_end == NULL && !self->at_end && end - line <= FROM_LINE_MAX_BYTES)
        {
          *from = (gsize) (at - data);
          return FALSE;
        }
      if (line_end == NULL)
        line_end = end;
      if (is_separator (line, (gsize) (line_end - line), ends_with_empty_line (data, at)))
        {
          *found = (gsize) (at + 1 - data);
          return TRUE;
        }
      at++;
    }
  *from = get_length (self) > 6 ? MAX (*from, get_length (self) - 6) : *from;
  return FALSE;
}

static gboolean
is_quoted_from (const char *line, const char *end)
{
  if (line == end || *line != '>')
    return FALSE;
  while (line < end && *line == '>')
    line++;
  return end - line >= 5 && memcmp (line, "From ", 5) == 0;
}

/**
 * ctg_mbox_unquote:
 * @raw: a message as it stands in an mbox
 *
 * Returns: (transfer full): the message as it was before; the same bytes when nothing in it is quoted
 */
GBytes *
ctg_mbox_unquote (GBytes *raw)
{
  gsize length;
  const char *data = g_bytes_get_data (raw, &length);
  const char *at = data, *end = data + length;
  GByteArray *copy;

  if (length == 0 || (*data != '>' && memmem (data, length, "\n>", 2) == NULL))
    return g_bytes_ref (raw);
  at += is_quoted_from (at, end) ? 1 : 0;
  copy = g_byte_array_sized_new ((guint) length);
  while (at < end)
    {
      const char *newline = memmem (at, (gsize) (end - at), "\n>", 2);
      const char *stop = newline != NULL ? newline + 1 : end;

      g_byte_array_append (copy, (const guint8 *) at, (guint) (stop - at));
      at = newline != NULL && is_quoted_from (stop, end) ? stop + 1 : stop;
    }
  return g_byte_array_free_to_bytes (copy);
}

/* Where the message starts behind its separator line. */
static gsize
measure_separator (CtgMboxReader *self, gsize length)
{
  const char *data = get_data (self);
  const char *newline;

  if (length < 5 || memcmp (data, "From ", 5) != 0)
    return 0;
  newline = memchr (data, '\n', length);
  return newline != NULL ? (gsize) (newline + 1 - data) : length;
}

/* Without the empty line at the end, which belongs to the next separator. */
static gsize
measure_message (const char *start, const char *end)
{
  gsize length = (gsize) (end - start);

  if (length >= 2 && end[-1] == '\n' && end[-2] == '\n')
    return length - 1;
  if (length >= 3 && end[-1] == '\n' && end[-2] == '\r' && end[-3] == '\n')
    return length - 2;
  return length;
}

static gboolean
skip_leading_blank (CtgMboxReader *self, GError **error)
{
  for (;;)
    {
      while (get_length (self) > 0 && strchr ("\r\n", *get_data (self)) != NULL && *get_data (self) != '\0')
        {
          self->start++;
          self->offset++;
        }
      if (get_length (self) > 0 || self->at_end)
        return TRUE;
      if (!fill (self, error))
        return FALSE;
    }
}

/* Keeps the buffer bounded while a message over the cap goes by; what is dropped is counted in *@dropped. */
static void
drop_excess (CtgMboxReader *self, gsize *from, gint64 *dropped)
{
  guint excess;

  if (*from <= MESSAGE_MAX_BYTES + CHUNK_BYTES)
    return;
  excess = (guint) (*from - MESSAGE_MAX_BYTES - 2);
  g_byte_array_remove_range (self->buffer, (guint) self->start + MESSAGE_MAX_BYTES, excess);
  *from -= excess;
  *dropped += excess;
}

/* Reads until the buffer holds the next message whole, as much of it as is kept. FALSE with @error set. */
static gboolean
find_end (CtgMboxReader *self, gsize *found, gint64 *dropped, GError **error)
{
  gsize from = 0;

  while (!find_separator (self, &from, found))
    {
      if (self->at_end)
        {
          *found = get_length (self);
          return TRUE;
        }
      drop_excess (self, &from, dropped);
      if (!fill (self, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_mbox_reader_next:
 * @self: a reader
 * @offset: (out): where the message starts in the file, behind its separator line
 * @length: (out): how many bytes of the file it is
 * @error: set when the file cannot be read on
 *
 * Errors: STORAGE
 * Returns: (transfer full) (nullable): the next message, unquoted, cut one byte above 50 MB; %NULL without
 *   @error at the end
 */
GBytes *
ctg_mbox_reader_next (CtgMboxReader *self, gint64 *offset, gint64 *length, GError **error)
{
  g_autoptr (GBytes) raw = NULL;
  gsize found = 0, skipped, kept;
  gint64 dropped = 0;

  if (!skip_leading_blank (self, error) || get_length (self) == 0)
    return NULL;
  if (!find_end (self, &found, &dropped, error))
    return NULL;
  skipped = measure_separator (self, found);
  kept = measure_message (get_data (self) + skipped, get_data (self) + found);
  *offset = self->offset + (gint64) skipped;
  *length = (gint64) kept + dropped;
  raw = g_bytes_new (get_data (self) + skipped, MIN (kept, MESSAGE_MAX_BYTES));
  self->start += found;
  self->offset += (gint64) found + dropped;
  return ctg_mbox_unquote (raw);
}
