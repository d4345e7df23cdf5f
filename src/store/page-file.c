/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Specification: SQLite file format, sections 1.3, the header, and 4, the log */

#include "page-file.h"
#include "files.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_SIZE 4096
#define LOG_HEADER 32
#define FRAME_HEADER 24

struct _CtgPageFile
{
  int fd;
  int log_fd;                  /* -1: there is none */
  guint size;
  gint64 n_pages;
  GHashTable *frames;          /* (owned) (element-type gint64 gint64) page to where in the log it begins */
};

typedef struct
{
  guint32 sums[2];
  gboolean is_big_endian;
} Checksum;

static guint32
get_u32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static guint
size_from (const guint8 *header, gsize at)
{
  guint size = (guint) header[at] << 8 | header[at + 1];

  size = size == 1 ? 65536 : size;
  return size >= 512 && (size & (size - 1)) == 0 ? size : 0;
}

/* The header's; the log's, should that be gone; what this program makes, should both be. */
static guint
find_size (const CtgPageFile *self)
{
  static const char magic[16] = "SQLite format 3";
  guint8 header[LOG_HEADER];
  guint size = 0;

  if (pread (self->fd, header, sizeof header, 0) == sizeof header && memcmp (header, magic, sizeof magic) == 0)
    size = size_from (header, 16);
  if (size == 0 && self->log_fd >= 0 && pread (self->log_fd, header, sizeof header, 0) == sizeof header &&
      (get_u32 (header) & ~1u) == 0x377f0682 && get_u32 (header + 8) <= 65536)
    size = size_from (header, 10);
  return size != 0 ? size : DEFAULT_SIZE;
}

static guint32
get_word (const Checksum *checksum, const guint8 *bytes)
{
  guint32 word;

  if (checksum->is_big_endian)
    return get_u32 (bytes);
  memcpy (&word, bytes, sizeof word);
  return GUINT32_FROM_LE (word);
}

static void
add_to (Checksum *checksum, const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i + 8 <= length; i += 8)
    {
      checksum->sums[0] += get_word (checksum, bytes + i) + checksum->sums[1];
      checksum->sums[1] += get_word (checksum, bytes + i + 4) + checksum->sums[0];
    }
}

static gboolean
agrees (const Checksum *checksum, const guint8 *bytes)
{
  return checksum->sums[0] == get_u32 (bytes) && checksum->sums[1] == get_u32 (bytes + 4);
}

static void
take_frames (CtgPageFile *self, GHashTable *pending)
{
  GHashTableIter iter;
  gpointer page, offset;

  g_hash_table_iter_init (&iter, pending);
  while (g_hash_table_iter_next (&iter, &page, &offset))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_replace (self->frames, page, offset);
    }
}

/* What was committed: frames in a row whose checksums go on from each other, up to the last one that ends a
 * transaction. */
static void
read_log (CtgPageFile *self)
{
  g_autoptr (GHashTable) pending = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  gsize frame_size = FRAME_HEADER + self->size;
  g_autofree guint8 *frame = g_malloc (frame_size);
  guint8 header[LOG_HEADER];
  Checksum checksum = { { 0, 0 }, FALSE };

  if (pread (self->log_fd, header, sizeof header, 0) != sizeof header || (get_u32 (header) & ~1u) != 0x377f0682)
    return;
  checksum.is_big_endian = (header[3] & 1) != 0;
  add_to (&checksum, header, 24);
  if (!agrees (&checksum, header + 24) || get_u32 (header + 8) != self->size)
    return;
  for (gint64 at = LOG_HEADER; pread (self->log_fd, frame, frame_size, at) == (gssize) frame_size; at += frame_size)
    {
      gint64 page = get_u32 (frame), content = at + FRAME_HEADER;

      add_to (&checksum, frame, 8);
      add_to (&checksum, frame + FRAME_HEADER, self->size);
      if (memcmp (frame + 8, header + 16, 8) != 0 || !agrees (&checksum, frame + 16))
        return;
      g_hash_table_replace (pending, g_memdup2 (&page, sizeof page), g_memdup2 (&content, sizeof content));
      if (get_u32 (frame + 4) == 0)
        continue;
      self->n_pages = get_u32 (frame + 4);
      take_frames (self, pending);
    }
}

/**
 * ctg_page_file_open:
 * @path: a database's file, which nobody writes to
 * @error: `STORAGE` when it cannot be read
 *
 * Returns: (transfer full) (nullable): its pages
 */
CtgPageFile *
ctg_page_file_open (const char *path, GError **error)
{
  g_autoptr (CtgPageFile) self = g_new0 (CtgPageFile, 1);
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  struct stat status;

  self->frames = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->log_fd = g_open (log_path, O_RDONLY | O_CLOEXEC, 0);
  self->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (self->fd < 0 || fstat (self->fd, &status) != 0)
    {
      ctg_file_error_set (error, CTG_FILE_OF_PROFILE, "read the database");
      return NULL;
    }
  self->size = find_size (self);
  if (self->log_fd >= 0)
    read_log (self);
  self->n_pages = MAX (self->n_pages, ((gint64) status.st_size + self->size - 1) / self->size);
  return g_steal_pointer (&self);
}

/**
 * ctg_page_file_free:
 * @self: (transfer full) (nullable): pages
 */
void
ctg_page_file_free (CtgPageFile *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  if (self->log_fd >= 0)
    close (self->log_fd);
  g_hash_table_unref (self->frames);
  g_free (self);
}

/**
 * ctg_page_file_get_size:
 * @self: pages
 *
 * Returns: the bytes of one
 */
guint
ctg_page_file_get_size (const CtgPageFile *self)
{
  return self->size;
}

/**
 * ctg_page_file_get_count:
 * @self: pages
 *
 * Returns: how many there are, the last one perhaps in part
 */
gint64
ctg_page_file_get_count (const CtgPageFile *self)
{
  return self->n_pages;
}

/**
 * ctg_page_file_read:
 * @self: pages
 * @page: from 1
 * @bytes: (out): of a page's size; zeros where nothing can be read
 *
 * Returns: whether any of it could be read
 */
gboolean
ctg_page_file_read (const CtgPageFile *self, gint64 page, guint8 *bytes)
{
  const gint64 *in_log = g_hash_table_lookup (self->frames, &page);
  gssize n;

  memset (bytes, 0, self->size);
  if (page < 1 || page > self->n_pages)
    return FALSE;
  n = in_log != NULL ? pread (self->log_fd, bytes, self->size, *in_log)
                     : pread (self->fd, bytes, self->size, (page - 1) * self->size);
  return n > 0;
}
