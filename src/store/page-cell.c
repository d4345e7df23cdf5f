/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows out of pages that may be noise: every number is compared with what there is before it is used, and a row counts
 * only if its header and its values fill its payload to the byte.
 *
 * Specification: SQLite file format, sections 1.6, B-tree pages, and 2.1, record format */

#include "page-cell.h"

#include <sqlite3.h>
#include <string.h>

/* A row's bytes: nothing that is stored here is larger. */
#define PAYLOAD_MAX_BYTES (512 * 1024 * 1024)

static guint
get_u16 (const guint8 *bytes)
{
  return (guint) bytes[0] << 8 | bytes[1];
}

static gint64
get_u32 (const guint8 *bytes)
{
  return (gint64) ((guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3]);
}

/* Returns how many bytes it took; 0: there are not enough. */
static guint
get_varint (const guint8 *bytes, gsize length, guint64 *value)
{
  *value = 0;
  for (guint i = 0; i < 9 && i < length; i++)
    {
      if (i == 8)
        {
          *value = *value << 8 | bytes[i];
          return 9;
        }
      *value = *value << 7 | (bytes[i] & 0x7f);
      if ((bytes[i] & 0x80) == 0)
        return i + 1;
    }
  return 0;
}

/**
 * ctg_page_load:
 * @self: (out): a page, cleared or new
 * @file: whose
 * @number: which, from 1
 *
 * Reads a page. One that cannot be read, or is no part of a tree, has the kind 0.
 */
void
ctg_page_load (CtgPage *self, const CtgPageFile *file, gint64 number)
{
  guint size = ctg_page_file_get_size (file);
  guint header;

  *self = (CtgPage) { .file = file, .number = number, .bytes = g_malloc (size), .start = number == 1 ? 100 : 0 };
  if (!ctg_page_file_read (file, number, self->bytes))
    return;
  self->kind = self->bytes[self->start];
  if (self->kind != CTG_PAGE_INDEX_INNER && self->kind != CTG_PAGE_TABLE_INNER &&
      self->kind != CTG_PAGE_INDEX_LEAF && self->kind != CTG_PAGE_TABLE_LEAF)
    self->kind = 0;
  header = self->kind == CTG_PAGE_INDEX_INNER || self->kind == CTG_PAGE_TABLE_INNER ? 12 : 8;
  self->n_cells = get_u16 (self->bytes + self->start + 3);
  if (self->start + header + 2 * self->n_cells > size)
    self->kind = 0;
  if (self->kind == 0)
    self->n_cells = 0;
}

/**
 * ctg_page_clear:
 * @self: a page
 */
void
ctg_page_clear (CtgPage *self)
{
  g_clear_pointer (&self->bytes, g_free);
}

/* Where a cell begins; 0: nowhere. */
static guint
find_cell (const CtgPage *self, guint i)
{
  gboolean is_inner = self->kind == CTG_PAGE_INDEX_INNER || self->kind == CTG_PAGE_TABLE_INNER;
  guint pointers = self->start + (is_inner ? 12 : 8);
  guint at = get_u16 (self->bytes + pointers + 2 * i);

  return at >= pointers + 2 * self->n_cells && at + 4 <= ctg_page_file_get_size (self->file) ? at : 0;
}

/**
 * ctg_page_get_child:
 * @self: an inner page
 * @i: from 0 to its number of cells, which is the last one
 *
 * Returns: a page's number, or what stands there; 0: none
 */
gint64
ctg_page_get_child (const CtgPage *self, guint i)
{
  guint at = i < self->n_cells ? find_cell (self, i) : self->start + 8;

  return at != 0 ? get_u32 (self->bytes + at) : 0;
}

/* What of a payload stands in the page itself. */
static gsize
local_size (const CtgPage *self, guint64 payload)
{
  guint64 usable = ctg_page_file_get_size (self->file);
  guint64 largest = self->kind == CTG_PAGE_TABLE_LEAF ? usable - 35 : (usable - 12) * 64 / 255 - 23;
  guint64 least = (usable - 12) * 32 / 255 - 23;
  guint64 wanted = payload > least ? least + (payload - least) % (usable - 4) : payload;

  if (payload <= largest)
    return (gsize) payload;
  return (gsize) (wanted <= largest ? wanted : least);
}

static gboolean
read_overflow (const CtgPage *self, gint64 page, gsize rest, GByteArray *payload)
{
  guint size = ctg_page_file_get_size (self->file);
  g_autofree guint8 *bytes = g_malloc (size);

  while (rest > 0)
    {
      gsize n = MIN (rest, size - 4);

      if (!ctg_page_file_read (self->file, page, bytes))
        return FALSE;
      g_byte_array_append (payload, bytes + 4, (guint) n);
      page = get_u32 (bytes);
      rest -= n;
    }
  return TRUE;
}

static gboolean
read_payload (const CtgPage *self, guint at, guint64 length, GByteArray *payload)
{
  guint size = ctg_page_file_get_size (self->file);
  gsize local = local_size (self, length);
  gint64 most = MIN (PAYLOAD_MAX_BYTES, ctg_page_file_get_count (self->file) * size);

  if (length > (guint64) most || at + local + (local < length ? 4 : 0) > size)
    return FALSE;
  g_byte_array_append (payload, self->bytes + at, (guint) local);
  return local == length ||
         read_overflow (self, get_u32 (self->bytes + at + local), (gsize) length - local, payload);
}

static gint64
get_integer (const guint8 *bytes, gsize length)
{
  guint64 value = (bytes[0] & 0x80) != 0 ? G_MAXUINT64 : 0;

  for (gsize i = 0; i < length; i++)
    value = value << 8 | bytes[i];
  return (gint64) value;
}

/* How long a value of this kind is; -1: there is no such kind. */
static gint64
value_length (guint64 serial)
{
  static const int lengths[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, -1, -1 };

  if (serial < G_N_ELEMENTS (lengths))
    return lengths[serial];
  return serial < G_MAXINT32 ? (gint64) ((serial - 12) / 2) : -1;
}

static CtgCellValue
make_value (guint64 serial, const guint8 *bytes, gsize length)
{
  CtgCellValue value = { .type = SQLITE_NULL, .bytes = bytes, .length = length };
  gint64 bits;

  if (serial >= 12)
    value.type = serial % 2 == 0 ? SQLITE_BLOB : SQLITE_TEXT;
  else if (serial == 7)
    {
      bits = get_integer (bytes, 8);
      value.type = SQLITE_FLOAT;
      memcpy (&value.real, &bits, sizeof bits);
    }
  else if (serial != 0)
    {
      value.type = SQLITE_INTEGER;
      value.integer = length > 0 ? get_integer (bytes, length) : (gint64) serial - 8;
    }
  return value;
}

static gboolean
read_record (CtgCell *cell)
{
  const guint8 *bytes = cell->payload->data;
  gsize length = cell->payload->len;
  guint64 header, serial;
  gsize at = get_varint (bytes, length, &header), content = (gsize) header;

  if (at == 0 || header > length || header < at)
    return FALSE;
  while (at < header)
    {
      guint n = get_varint (bytes + at, (gsize) header - at, &serial);
      gint64 size = n > 0 ? value_length (serial) : -1;
      CtgCellValue value;

      if (size < 0 || (guint64) size > length - content)
        return FALSE;
      value = make_value (serial, bytes + content, (gsize) size);
      g_array_append_val (cell->values, value);
      at += n;
      content += (gsize) size;
    }
  return content == length && cell->values->len > 0;
}

/**
 * ctg_page_read_cell:
 * @self: a page, not the inner one of a table with rowids
 * @i: which cell, from 0
 * @cell: (inout): its row; its values are good until the next one
 *
 * Returns: whether it is a row
 */
gboolean
ctg_page_read_cell (const CtgPage *self, guint i, CtgCell *cell)
{
  guint size = ctg_page_file_get_size (self->file);
  guint at = find_cell (self, i);
  guint64 length, rowid = 0;
  guint n;

  g_byte_array_set_size (cell->payload, 0);
  g_array_set_size (cell->values, 0);
  if (at == 0)
    return FALSE;
  at += self->kind == CTG_PAGE_INDEX_INNER ? 4 : 0;
  n = get_varint (self->bytes + at, size - at, &length);
  at += n;
  if (n == 0)
    return FALSE;
  if (self->kind == CTG_PAGE_TABLE_LEAF)
    {
      n = get_varint (self->bytes + at, size - at, &rowid);
      at += n;
    }
  cell->rowid = (gint64) rowid;
  return n > 0 && read_payload (self, at, length, cell->payload) && read_record (cell);
}

/**
 * ctg_cell_init:
 * @self: (out): an empty row
 */
void
ctg_cell_init (CtgCell *self)
{
  *self = (CtgCell) { 0, g_byte_array_new (), g_array_new (FALSE, FALSE, sizeof (CtgCellValue)) };
}

/**
 * ctg_cell_clear:
 * @self: a row
 */
void
ctg_cell_clear (CtgCell *self)
{
  g_clear_pointer (&self->payload, g_byte_array_unref);
  g_clear_pointer (&self->values, g_array_unref);
}
