/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds a message's parts in one pass, without copying and without recursion. GMime's parser builds objects
 * for each of them before anybody can say "enough" (1.37 GB for a million empty parts, threats 0.3) and
 * hands the addresses of enclosed messages to a parser that crashes (0.1); its decoders are used, part by
 * part, in mail-body.c. */

#include "mail-parts.h"

#include <string.h>

#define PARTS_MAX 1000
#define DEPTH_MAX 32
/* RFC 2046 section 5.1.1 allows 70. */
#define BOUNDARY_MAX_BYTES 1000

typedef struct
{
  CtgPart *part;
  const char *boundary;    /* borrowed from the part's content type */
  gsize length;
} OpenMultipart;

typedef struct
{
  CtgParts *parts;
  CtgProblems *problems;
  const char *end;
  CtgPart *leaf;           /* (nullable) the one whose body is being passed */
  OpenMultipart open[DEPTH_MAX];
  guint n_open;
} Scanner;

static void
part_free (CtgPart *self)
{
  g_clear_pointer (&self->fields, ctg_fields_free);
  ctg_parameters_free (self->content_type);
  ctg_parameters_free (self->disposition);
  g_free (self);
}

/**
 * ctg_parts_free:
 * @self: (transfer full) (nullable): a message's parts
 */
void
ctg_parts_free (CtgParts *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->parts);
  g_free (self);
}

/**
 * ctg_part_get_type:
 * @self: a part
 *
 * Returns: (transfer none): its content type in lower case, for example `text/plain`
 */
const char *
ctg_part_get_type (const CtgPart *self)
{
  return self->content_type->value;
}

/**
 * ctg_part_is_multipart:
 * @self: a part
 *
 * Returns: whether it only holds other parts; a multipart in which none were found counts as text
 */
gboolean
ctg_part_is_multipart (const CtgPart *self)
{
  return self->n_children > 0;
}

/**
 * ctg_part_is_inside:
 * @self: a part
 * @type: a multipart type in lower case
 *
 * Returns: whether a part of that type encloses it, at any depth
 */
gboolean
ctg_part_is_inside (const CtgPart *self, const char *type)
{
  for (const CtgPart *at = self->parent; at != NULL; at = at->parent)
    if (g_str_equal (at->content_type->value, type))
      return TRUE;
  return FALSE;
}

/* RFC 2045 section 5.2 and RFC 2046 section 5.1.5: what a part is that does not say. */
static const char *
default_type (const CtgPart *parent)
{
  return parent != NULL && g_str_equal (parent->content_type->value, "multipart/digest") ? "message/rfc822"
                                                                                           : "text/plain";
}

static CtgParameters *
parse_field (const CtgFields *header, CtgFieldId id, CtgProblems *problems)
{
  g_autofree char *value = ctg_fields_dup (header, id);

  return value != NULL ? ctg_parameters_parse (value, problems) : NULL;
}

static CtgPart *
new_part (CtgPart *parent, const CtgFields *header, CtgProblems *problems)
{
  CtgPart *self = g_new0 (CtgPart, 1);

  self->parent = parent;
  self->depth = parent != NULL ? parent->depth + 1 : 0;
  self->header = header;
  self->content_type = parse_field (header, CTG_FIELD_CONTENT_TYPE, problems);
  self->disposition = parse_field (header, CTG_FIELD_CONTENT_DISPOSITION, problems);
  if (self->content_type == NULL)
    self->content_type = ctg_parameters_parse ("", problems);
  /* "Content-Type: text" and worse: RFC 2045 section 5.2 wants such read as plain text. */
  if (strchr (self->content_type->value, '/') == NULL)
    {
      g_free (self->content_type->value);
      self->content_type->value = g_strdup (default_type (parent));
    }
  if (parent != NULL)
    parent->n_children++;
  return self;
}

/* Opens a multipart, or starts passing a leaf's body. */
static void
begin_body (Scanner *self, CtgPart *part, const char *body)
{
  const char *boundary = ctg_parameters_get (part->content_type, "boundary");
  gsize length = boundary != NULL ? strlen (boundary) : 0;

  part->body = body;
  part->body_length = (gsize) (self->end - body);
  self->leaf = part;
  if (!g_str_has_prefix (part->content_type->value, "multipart/"))
    return;
  if (length == 0 || length > BOUNDARY_MAX_BYTES)
    {
      *self->problems |= CTG_PROBLEM_BAD_MULTIPART;
      return;
    }
  if (self->n_open == DEPTH_MAX)
    {
      *self->problems |= CTG_PROBLEM_TOO_DEEP;
      return;
    }
  self->open[self->n_open++] = (OpenMultipart) { part, boundary, length };
  self->leaf = NULL;
}

static const char *
begin_part (Scanner *self, CtgPart *parent, const char *at)
{
  CtgFields *fields = ctg_fields_new ();
  CtgPart *part;

  at = ctg_fields_scan (fields, at, self->end, self->problems);
  part = new_part (parent, fields, self->problems);
  part->fields = fields;
  g_ptr_array_add (self->parts->parts, part);
  begin_body (self, part, at);
  return at;
}

/* Whether a line, from behind its hyphens, is this delimiter: only white space may follow. */
static gboolean
matches (const OpenMultipart *open, const char *line, const char *line_end, gboolean *closes)
{
  if ((gsize) (line_end - line) < open->length || memcmp (line, open->boundary, open->length) != 0)
    return FALSE;
  line += open->length;
  *closes = line_end - line >= 2 && line[0] == '-' && line[1] == '-';
  if (*closes)
    line += 2;
  while (line < line_end && g_ascii_isspace (*line))
    line++;
  return line == line_end;
}

/* The innermost open multipart whose delimiter the line is; a delimiter of an outer one also ends the inner
 * ones. */
static gboolean
find_open (Scanner *self, const char *line, const char *line_end, guint *index, gboolean *closes)
{
  for (guint i = self->n_open; i-- > 0;)
    if (matches (&self->open[i], line + 2, line_end, closes))
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

/* RFC 2046 section 5.1.1: the line end before a delimiter belongs to the delimiter. */
static void
close_leaf (Scanner *self, const char *line)
{
  CtgPart *leaf = self->leaf;
  const char *end = line;

  if (leaf == NULL)
    return;
  if (end > leaf->body && end[-1] == '\n')
    end--;
  if (end > leaf->body && end[-1] == '\r')
    end--;
  leaf->body_length = (gsize) (end - leaf->body);
  self->leaf = NULL;
}

/* The next line that starts with two hyphens, from the start of a line on. */
static const char *
find_hyphens (const char *at, const char *end)
{
  if (end - at >= 2 && at[0] == '-' && at[1] == '-')
    return at;
  at = memmem (at, (gsize) (end - at), "\n--", 3);
  return at != NULL ? at + 1 : NULL;
}

static const char *
line_end_of (const char *line, const char *end)
{
  const char *newline = memchr (line, '\n', (gsize) (end - line));

  return newline != NULL ? newline + 1 : end;
}

/* Handles one delimiter line. Returns where to go on, NULL when no further part is read. */
static const char *
pass_delimiter (Scanner *self, const char *line, const char *line_end)
{
  gboolean closes = FALSE;
  guint index;

  if (!find_open (self, line, line_end, &index, &closes))
    return line_end;
  close_leaf (self, line);
  self->n_open = index + 1;
  if (closes)
    {
      self->n_open--;
      return line_end;
    }
  if (self->parts->parts->len >= PARTS_MAX)
    {
      *self->problems |= CTG_PROBLEM_TOO_MANY_PARTS;
      return NULL;
    }
  return begin_part (self, self->open[index].part, line_end);
}

/**
 * ctg_parts_scan:
 * @header: the message's header block, which must outlive the result
 * @body: where its body starts
 * @end: where its bytes end; they must outlive the result
 * @problems: (inout): caps that were reached and broken structure are added
 *
 * Specification: RFC 2046 section 5.1
 * Returns: (transfer full): the parts, at least the root
 */
CtgParts *
ctg_parts_scan (const CtgFields *header, const char *body, const char *end, CtgProblems *problems)
{
  CtgParts *self = g_new (CtgParts, 1);
  Scanner scanner = { self, problems, end };
  CtgPart *root = new_part (NULL, header, problems);
  const char *at = body;

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  g_ptr_array_add (self->parts, root);
  begin_body (&scanner, root, body);
  while (at != NULL && scanner.n_open > 0)
    {
      const char *line = find_hyphens (at, end);

      at = line != NULL ? pass_delimiter (&scanner, line, line_end_of (line, end)) : NULL;
    }
  if (root->n_children == 0 && g_str_has_prefix (root->content_type->value, "multipart/"))
    *problems |= CTG_PROBLEM_BAD_MULTIPART;
  return self;
}
