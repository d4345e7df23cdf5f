/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "outline.h"

#include <string.h>

static void
part_free (CtgOutlinePart *self)
{
  g_free (self->section);
  g_free (self->encoding);
  g_free (self);
}

/**
 * ctg_outline_new:
 *
 * Returns: (transfer full): an outline without anything
 */
CtgOutline *
ctg_outline_new (void)
{
  CtgOutline *self = g_new0 (CtgOutline, 1);

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  return self;
}

/**
 * ctg_outline_free:
 * @self: (transfer full) (nullable): an outline
 */
void
ctg_outline_free (CtgOutline *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

/**
 * ctg_outline_add:
 * @self: an outline
 * @section: the provider's name for a part
 * @encoding: its transfer encoding
 * @size_bytes: as it is encoded
 *
 * Adds a part that is not in the bytes.
 *
 * Returns: (transfer none): it
 */
const CtgOutlinePart *
ctg_outline_add (CtgOutline *self, const char *section, const char *encoding, gint64 size_bytes)
{
  CtgOutlinePart *part = g_new0 (CtgOutlinePart, 1);

  part->section = g_strdup (section);
  part->encoding = g_strdup (encoding);
  part->size_bytes = size_bytes;
  g_ptr_array_add (self->parts, part);
  return part;
}

/**
 * ctg_outline_find:
 * @self: an outline
 * @content: (nullable): of one of its parts, decoded
 *
 * Returns: (transfer none) (nullable): the part whose place it takes; %NULL when it is the part's own content
 */
const CtgOutlinePart *
ctg_outline_find (const CtgOutline *self, GBytes *content)
{
  gsize length = 0;
  const char *bytes = content != NULL ? g_bytes_get_data (content, &length) : NULL;
  g_autofree char *text = length < 64 ? g_strndup (bytes, length) : NULL;
  guint64 number;

  if (text == NULL || !g_str_has_prefix (g_strchomp (text), CTG_OUTLINE_MARK) ||
      !g_ascii_string_to_unsigned (text + strlen (CTG_OUTLINE_MARK), 10, 0, G_MAXUINT, &number, NULL))
    return NULL;
  return number < self->parts->len ? self->parts->pdata[number] : NULL;
}

/**
 * ctg_outline_part_get_size:
 * @self: a part
 *
 * Returns: about how many bytes its content has: of base64, lines of 76 characters and their ends
 */
gint64
ctg_outline_part_get_size (const CtgOutlinePart *self)
{
  return g_ascii_strcasecmp (self->encoding, "base64") == 0 ? self->size_bytes / 78 * 57 + self->size_bytes % 78 * 3 / 4
                                                            : self->size_bytes;
}
