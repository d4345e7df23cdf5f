/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "archive.h"
#include "files.h"
#include "tar-header.h"

#include <string.h>
#include <zstd.h>

/* As for messages: what is kept in the database is compressed already. */
#define LEVEL 3

struct _CtgArchiveWriter
{
  int fd;                      /* (unowned) */
  gint64 made_utc_s;
  ZSTD_CCtx *compressor;       /* (owned) */
  guint8 *packed;              /* (owned) */
  gsize packed_size;
  char *name;                  /* (owned) (nullable) of the open entry */
  gint64 size;                 /* of the open entry */
  gint64 left;                 /* of the open entry */
  GChecksum *digest;           /* (owned) of the open entry */
  GString *sums;               /* (owned) */
};

/**
 * ctg_archive_writer_new:
 * @fd: (transfer none): where to write
 * @made_utc_s: the time of its files
 *
 * Returns: (transfer full): an empty archive
 */
CtgArchiveWriter *
ctg_archive_writer_new (int fd, gint64 made_utc_s)
{
  CtgArchiveWriter *self = g_new0 (CtgArchiveWriter, 1);

  self->fd = fd;
  self->made_utc_s = made_utc_s;
  self->compressor = ZSTD_createCCtx ();
  ZSTD_CCtx_setParameter (self->compressor, ZSTD_c_compressionLevel, LEVEL);
  ZSTD_CCtx_setParameter (self->compressor, ZSTD_c_checksumFlag, 1);
  self->packed_size = ZSTD_CStreamOutSize ();
  self->packed = g_malloc (self->packed_size);
  self->digest = g_checksum_new (G_CHECKSUM_SHA256);
  self->sums = g_string_new (NULL);
  return self;
}

/**
 * ctg_archive_writer_free:
 * @self: (transfer full) (nullable): an archive, finished or given up
 */
void
ctg_archive_writer_free (CtgArchiveWriter *self)
{
  if (self == NULL)
    return;
  ZSTD_freeCCtx (self->compressor);
  g_checksum_free (self->digest);
  g_string_free (self->sums, TRUE);
  g_free (self->packed);
  g_free (self->name);
  g_free (self);
}

static gboolean
pack (CtgArchiveWriter *self, const void *bytes, gsize length, ZSTD_EndDirective directive, GError **error)
{
  ZSTD_inBuffer input = { bytes, length, 0 };
  gsize left;

  do
    {
      ZSTD_outBuffer output = { self->packed, self->packed_size, 0 };

      left = ZSTD_compressStream2 (self->compressor, &output, &input, directive);
      /* Fails for want of memory only, where g_malloc() would have ended the program too. */
      g_assert (!ZSTD_isError (left));
      if (!ctg_write_all (self->fd, self->packed, output.pos, CTG_FILE_TARGET, error))
        return FALSE;
    }
  while (input.pos < input.size || (directive == ZSTD_e_end && left > 0));
  return TRUE;
}

/**
 * ctg_archive_writer_begin:
 * @self: an archive without an open entry
 * @name: a relative path of less than 100 bytes
 * @size: how many bytes will be added
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Begins a file.
 *
 * Returns: whether it was written
 */
gboolean
ctg_archive_writer_begin (CtgArchiveWriter *self, const char *name, gint64 size, GError **error)
{
  guint8 block[CTG_TAR_BLOCK];

  g_assert (self->name == NULL);
  self->name = g_strdup (name);
  self->size = size;
  self->left = size;
  g_checksum_reset (self->digest);
  ctg_tar_header_write (block, name, size, self->made_utc_s);
  return pack (self, block, sizeof block, ZSTD_e_continue, error);
}

/**
 * ctg_archive_writer_add:
 * @self: an archive with an open entry
 * @bytes: (array length=length): what comes next in it
 * @length: how many bytes, not more than are left
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether they were written
 */
gboolean
ctg_archive_writer_add (CtgArchiveWriter *self, const void *bytes, gsize length, GError **error)
{
  g_assert (self->name != NULL && (gint64) length <= self->left);
  self->left -= (gint64) length;
  g_checksum_update (self->digest, bytes, (gssize) length);
  return pack (self, bytes, length, ZSTD_e_continue, error);
}

/**
 * ctg_archive_writer_end:
 * @self: an archive with an open entry, all of it added
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether the file is whole
 */
gboolean
ctg_archive_writer_end (CtgArchiveWriter *self, GError **error)
{
  static const guint8 zeros[CTG_TAR_BLOCK];
  gsize padding = (gsize) (-self->size & (CTG_TAR_BLOCK - 1));

  g_assert (self->name != NULL && self->left == 0);
  g_string_append_printf (self->sums, "%s  %s\n", g_checksum_get_string (self->digest), self->name);
  g_clear_pointer (&self->name, g_free);
  return pack (self, zeros, padding, ZSTD_e_continue, error);
}

/**
 * ctg_archive_writer_finish:
 * @self: an archive without an open entry
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Writes the digests and the end. Makes nothing durable.
 *
 * Returns: whether the archive is whole
 */
gboolean
ctg_archive_writer_finish (CtgArchiveWriter *self, GError **error)
{
  static const guint8 zeros[2 * CTG_TAR_BLOCK];
  g_autofree char *sums = g_strdup (self->sums->str);
  gsize length = strlen (sums);

  return ctg_archive_writer_begin (self, CTG_ARCHIVE_SUMS, (gint64) length, error) &&
         ctg_archive_writer_add (self, sums, length, error) && ctg_archive_writer_end (self, error) &&
         pack (self, zeros, sizeof zeros, ZSTD_e_end, error);
}
