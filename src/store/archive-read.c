/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file may come from anybody: nothing in it is believed before its digest agrees, and whoever unpacks it decides
 * by the name what may be in it at all. */

#include "archive.h"
#include "errors.h"
#include "files.h"
#include "tar-header.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

/* A hundred thousand attachments have 15 MB of digests. */
#define SUMS_MAX_BYTES (64 * 1024 * 1024)

struct _CtgArchiveReader
{
  int fd;                      /* (unowned) */
  ZSTD_DCtx *decompressor;     /* (owned) */
  guint8 *packed;              /* (owned) */
  gsize packed_size;
  ZSTD_inBuffer input;
  gboolean is_at_end;          /* of the frame */
  char *name;                  /* (owned) (nullable) of the open entry */
  gint64 size;                 /* of the open entry */
  gint64 left;                 /* of the open entry */
  GChecksum *digest;           /* (owned) of the open entry */
  GString *sums;               /* (owned) of what was read, as the archive should say it */
};

/**
 * ctg_archive_reader_new:
 * @fd: (transfer none): an archive
 *
 * Returns: (transfer full): a reader before its first entry
 */
CtgArchiveReader *
ctg_archive_reader_new (int fd)
{
  CtgArchiveReader *self = g_new0 (CtgArchiveReader, 1);

  self->fd = fd;
  self->decompressor = ZSTD_createDCtx ();
  self->packed_size = ZSTD_DStreamInSize ();
  self->packed = g_malloc (self->packed_size);
  self->input.src = self->packed;
  self->digest = g_checksum_new (G_CHECKSUM_SHA256);
  self->sums = g_string_new (NULL);
  return self;
}

/**
 * ctg_archive_reader_free:
 * @self: (transfer full) (nullable): a reader
 */
void
ctg_archive_reader_free (CtgArchiveReader *self)
{
  if (self == NULL)
    return;
  ZSTD_freeDCtx (self->decompressor);
  g_checksum_free (self->digest);
  g_string_free (self->sums, TRUE);
  g_free (self->packed);
  g_free (self->name);
  g_free (self);
}

static gboolean
fail_damaged (const char *what, GError **error)
{
  ctg_error_set (error, CTG_ERROR_STORAGE, "backup-damaged", "The archive is damaged: %s", what);
  return FALSE;
}

static gboolean
refill (CtgArchiveReader *self, GError **error)
{
  gssize n;

  do
    n = read (self->fd, self->packed, self->packed_size);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    return ctg_file_error_set (error, CTG_FILE_SOURCE, "read the archive");
  if (n == 0)
    return fail_damaged ("it ends too early", error);
  self->input.size = (gsize) n;
  self->input.pos = 0;
  return TRUE;
}

/* Exactly so many bytes, or none and an error. */
static gboolean
unpack (CtgArchiveReader *self, void *bytes, gsize length, GError **error)
{
  ZSTD_outBuffer output = { bytes, length, 0 };

  while (output.pos < output.size)
    {
      gsize left;

      if (self->is_at_end)
        return fail_damaged ("it ends too early", error);
      left = ZSTD_decompressStream (self->decompressor, &output, &self->input);
      if (ZSTD_isError (left))
        return fail_damaged (ZSTD_getErrorName (left), error);
      self->is_at_end = left == 0;
      if (output.pos < output.size && self->input.pos == self->input.size && !self->is_at_end &&
          !refill (self, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_block (CtgArchiveReader *self, guint8 *block, GError **error)
{
  return unpack (self, block, CTG_TAR_BLOCK, error);
}

/* What is left of an entry that nobody wanted to read to its end, and its padding. */
static gboolean
close_entry (CtgArchiveReader *self, GError **error)
{
  gsize padding = (gsize) (-self->size & (CTG_TAR_BLOCK - 1));
  guint8 block[CTG_TAR_BLOCK];

  while (self->left > 0)
    if (ctg_archive_reader_read (self, block, sizeof block, error) < 0)
      return FALSE;
  g_string_append_printf (self->sums, "%s  %s\n", g_checksum_get_string (self->digest), self->name);
  g_clear_pointer (&self->name, g_free);
  return unpack (self, block, padding, error);
}

static gboolean
check_end (CtgArchiveReader *self, GError **error)
{
  guint8 block[CTG_TAR_BLOCK];
  guint8 more;
  g_autoptr (GError) failure = NULL;

  for (int i = 0; i < 2; i++)
    if (!read_block (self, block, error))
      return FALSE;
    else if (!ctg_tar_block_is_empty (block))
      return fail_damaged ("something stands behind its end", error);
  /* The frame's own checksum is compared when its end is read. */
  if (!self->is_at_end && unpack (self, &more, 1, &failure))
    return fail_damaged ("something stands behind its end", error);
  return self->is_at_end || fail_damaged (failure->message, error);
}

static gboolean
check_sums (CtgArchiveReader *self, gint64 size, GError **error)
{
  g_autofree char *sums = NULL;
  guint8 padding[CTG_TAR_BLOCK];

  if (size > SUMS_MAX_BYTES)
    return fail_damaged ("its list of digests is too large", error);
  sums = g_malloc ((gsize) size + 1);
  if (!unpack (self, sums, (gsize) size, error) ||
      !unpack (self, padding, (gsize) (-size & (CTG_TAR_BLOCK - 1)), error))
    return FALSE;
  if ((gsize) size != self->sums->len || memcmp (sums, self->sums->str, self->sums->len) != 0)
    return fail_damaged ("a digest differs", error);
  return check_end (self, error);
}

/**
 * ctg_archive_reader_next:
 * @self: a reader
 * @name: (out) (transfer full) (nullable): the next file's name; %NULL at the end, when all digests agreed
 * @size: (out): its size
 * @error: `STORAGE` (`backup-damaged`, `file-unreadable`)
 *
 * Goes on to the next file.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_archive_reader_next (CtgArchiveReader *self, char **name, gint64 *size, GError **error)
{
  guint8 block[CTG_TAR_BLOCK];
  g_autofree char *found = NULL;

  if ((self->name != NULL && !close_entry (self, error)) || !read_block (self, block, error))
    return FALSE;
  found = ctg_tar_header_read (block, size);
  if (found == NULL)
    return fail_damaged ("a file's header makes no sense", error);
  if (g_str_equal (found, CTG_ARCHIVE_SUMS))
    {
      *name = NULL;
      return check_sums (self, *size, error);
    }
  self->name = g_strdup (found);
  self->size = *size;
  self->left = *size;
  g_checksum_reset (self->digest);
  *name = g_steal_pointer (&found);
  return TRUE;
}

/**
 * ctg_archive_reader_read:
 * @self: a reader on a file
 * @bytes: (out) (array length=length): where to
 * @length: how many bytes at most
 * @error: `STORAGE` (`backup-damaged`, `file-unreadable`)
 *
 * Returns: how many bytes were read, 0 at the file's end, -1 on error
 */
gssize
ctg_archive_reader_read (CtgArchiveReader *self, void *bytes, gsize length, GError **error)
{
  gsize wanted = (gsize) MIN ((gint64) length, self->left);

  if (wanted == 0)
    return 0;
  if (!unpack (self, bytes, wanted, error))
    return -1;
  self->left -= (gint64) wanted;
  g_checksum_update (self->digest, bytes, (gssize) wanted);
  return (gssize) wanted;
}
