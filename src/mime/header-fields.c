/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "header-fields.h"

#include <string.h>

/* Both caps stand before any library: threats 0.2 and 0.3. What is beyond them is read over, not kept. */
#define VALUE_MAX_BYTES (64 * 1024)
#define FIELDS_MAX 2000
#define NAME_MAX_BYTES 256

/* Sorted, in the order of CtgFieldId. */
static const char *const names[CTG_N_FIELDS] = {
  "authentication-results",
  "auto-submitted",
  "bcc",
  "cc",
  "content-disposition",
  "content-id",
  "content-transfer-encoding",
  "content-type",
  "date",
  "delivered-to",
  "envelope-to",
  "from",
  "in-reply-to",
  "list-id",
  "list-post",
  "list-unsubscribe",
  "message-id",
  "mime-version",
  "precedence",
  "received",
  "references",
  "reply-to",
  "return-path",
  "sender",
  "sensitivity",
  "subject",
  "to",
  "x-auto-response-suppress",
  "x-autoreply",
  "x-autorespond",
  "x-failed-recipients",
  "x-mail-autoreply",
  "x-original-to",
  "x-ricevuta",
};

/**
 * ctg_fields_new:
 *
 * Returns: (transfer full): an empty block, to be filled by ctg_fields_scan()
 */
CtgFields *
ctg_fields_new (void)
{
  CtgFields *self = g_new (CtgFields, 1);

  self->fields = g_array_sized_new (FALSE, FALSE, sizeof (CtgField), 32);
  memset (self->first, -1, sizeof self->first);
  memset (self->count, 0, sizeof self->count);
  return self;
}

/**
 * ctg_fields_free:
 * @self: (transfer full): a block
 */
void
ctg_fields_free (CtgFields *self)
{
  g_array_unref (self->fields);
  g_free (self);
}

static int
compare_name (const char *known, const char *name, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      int difference = known[i] - g_ascii_tolower (name[i]);

      if (difference != 0)
        return difference;
    }
  return known[length];
}

static CtgFieldId
find_id (const char *name, gsize length)
{
  guint low = 0, high = CTG_N_FIELDS;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      int difference = compare_name (names[middle], name, length);

      if (difference == 0)
        return (CtgFieldId) middle;
      if (difference < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return CTG_FIELD_OTHER;
}

/* The length of the field name at the start of a line, with its colon at *@colon; 0 when the line is no
 * field. RFC 5322 section 4.5 lets white space stand before the colon. */
static gsize
match_name (const char *line, const char *end, const char **colon)
{
  const char *at = line;
  const char *limit = end - line > NAME_MAX_BYTES ? line + NAME_MAX_BYTES : end;
  gsize length;

  while (at < limit && (guchar) *at > 32 && *at != ':' && *at != 127)
    at++;
  length = (gsize) (at - line);
  while (at < limit && (*at == ' ' || *at == '\t'))
    at++;
  if (length == 0 || at == limit || *at != ':' || (length >= 2 && line[0] == '-' && line[1] == '-'))
    return 0;
  *colon = at;
  return length;
}

static gboolean
is_blank_line (const char *line, const char *end)
{
  return line < end && (*line == '\n' || (*line == '\r' && line + 1 < end && line[1] == '\n'));
}

static const char *
skip_line (const char *line, const char *end)
{
  const char *newline = memchr (line, '\n', (gsize) (end - line));

  return newline != NULL ? newline + 1 : end;
}

/* Past the field's continuation lines. */
static const char *
skip_field (const char *line, const char *end)
{
  const char *at = skip_line (line, end);

  while (at < end && (*at == ' ' || *at == '\t'))
    at = skip_line (at, end);
  return at;
}

static void
trim (const char **start, const char **end)
{
  while (*start < *end && g_ascii_isspace (**start))
    (*start)++;
  while (*end > *start && g_ascii_isspace ((*end)[-1]))
    (*end)--;
}

static void
add_field (CtgFields *self, const char *name, gsize name_length, const char *value, const char *end,
           CtgProblems *problems)
{
  CtgField field = { name, value, 0, (guint16) name_length, (guint16) find_id (name, name_length) };

  if (self->fields->len >= FIELDS_MAX)
    {
      *problems |= CTG_PROBLEM_TOO_MANY_HEADERS;
      return;
    }
  trim (&value, &end);
  if (end - value > VALUE_MAX_BYTES)
    {
      *problems |= CTG_PROBLEM_HEADER_TOO_LONG;
      end = value + VALUE_MAX_BYTES;
    }
  field.value = value;
  field.value_length = (guint32) (end - value);
  if (field.id != CTG_FIELD_OTHER && self->count[field.id]++ == 0)
    self->first[field.id] = (gint16) self->fields->len;
  g_array_append_val (self->fields, field);
}

/* A line that is no field is stepped over when the header visibly goes on behind it; otherwise whoever
 * wrote the message forgot the empty line and the body starts here. */
static gboolean
header_goes_on_after (const char *line, const char *end)
{
  const char *next = skip_line (line, end);
  const char *colon;

  if (end - line > 2 && line[0] == '-' && line[1] == '-')
    return FALSE;
  return next == end || is_blank_line (next, end) || *next == ' ' || *next == '\t' ||
         match_name (next, end, &colon) > 0;
}

/**
 * ctg_fields_scan:
 * @self: an empty block
 * @at: where the header starts
 * @end: where the bytes end
 * @problems: (inout): a cap that was reached is added
 *
 * Splits a header block into its fields, in one pass over its bytes and without copying them. A line
 * starting with two hyphens ends the block too: it is the boundary of a part without a body.
 *
 * Specification: RFC 5322 section 2.2 and the obsolete forms of section 4.5
 * Returns: where the body starts
 */
const char *
ctg_fields_scan (CtgFields *self, const char *at, const char *end, CtgProblems *problems)
{
  while (at < end && !is_blank_line (at, end))
    {
      const char *colon;
      gsize name_length = match_name (at, end, &colon);

      if (name_length == 0 && !header_goes_on_after (at, end))
        return at;
      if (name_length == 0)
        {
          *problems |= CTG_PROBLEM_BAD_HEADER;
          at = skip_line (at, end);
          continue;
        }
      else
        {
          const char *next = skip_field (at, end);

          add_field (self, at, name_length, colon + 1, next, problems);
          at = next;
        }
    }
  return at < end ? skip_line (at, end) : end;
}

/**
 * ctg_fields_get:
 * @self: a scanned block
 * @id: a known name
 *
 * Returns: (transfer none) (nullable): the first field of that name
 */
const CtgField *
ctg_fields_get (const CtgFields *self, CtgFieldId id)
{
  return self->first[id] >= 0 ? &g_array_index (self->fields, CtgField, self->first[id]) : NULL;
}

/**
 * ctg_fields_next:
 * @self: a scanned block
 * @after: one of its fields
 *
 * Returns: (transfer none) (nullable): the next field of the same name
 */
const CtgField *
ctg_fields_next (const CtgFields *self, const CtgField *after)
{
  const CtgField *fields = (const CtgField *) (gpointer) self->fields->data;

  for (const CtgField *at = after + 1; at < fields + self->fields->len; at++)
    if (at->id == after->id)
      return at;
  return NULL;
}

/**
 * ctg_fields_has:
 * @self: a scanned block
 * @id: a known name
 *
 * Returns: whether there is such a field
 */
gboolean
ctg_fields_has (const CtgFields *self, CtgFieldId id)
{
  return self->first[id] >= 0;
}

/**
 * ctg_field_dup:
 * @self: a field
 *
 * Returns: (transfer full): its value unfolded: line ends and NUL bytes removed, nothing decoded
 */
char *
ctg_field_dup (const CtgField *self)
{
  char *value = g_malloc (self->value_length + 1);
  char *to = value;

  for (const char *at = self->value; at < self->value + self->value_length; at++)
    if (*at != '\r' && *at != '\n' && *at != '\0')
      *to++ = *at;
  *to = '\0';
  return value;
}

/**
 * ctg_fields_dup_named:
 * @self: a scanned block
 * @name: of a field that has no CtgFieldId, as in the parts of reports
 *
 * Returns: (transfer full) (nullable): the first one's value, as of ctg_field_dup()
 */
char *
ctg_fields_dup_named (const CtgFields *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CtgField *field = &g_array_index (self->fields, CtgField, i);

      if (strlen (name) == field->name_length && g_ascii_strncasecmp (field->name, name, field->name_length) == 0)
        return ctg_field_dup (field);
    }
  return NULL;
}

/**
 * ctg_fields_dup:
 * @self: a scanned block
 * @id: a known name
 *
 * Returns: (transfer full) (nullable): the unfolded value of the first field of that name
 */
char *
ctg_fields_dup (const CtgFields *self, CtgFieldId id)
{
  const CtgField *field = ctg_fields_get (self, id);

  return field != NULL ? ctg_field_dup (field) : NULL;
}
