/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "compress.h"
#include "errors.h"

/* Measured on mail text: 0.55 of the size at 2.7 s per 100 000 messages; higher levels cost more than they save. */
#define LEVEL 3

/* More than any message that is taken; a frame that claims more is damage, not a reason to allocate it. */
#define DECOMPRESSED_MAX_BYTES (256u * 1024 * 1024)

/**
 * ctg_compress:
 * @db: whose compressor is used
 * @bytes: (array length=length): what to pack
 * @length: how many bytes
 *
 * Returns: (transfer full): a zstd frame that says its content's size
 */
GBytes *
ctg_compress (CtgDb *db, const void *bytes, gsize length)
{
  gsize bound = ZSTD_compressBound (length);
  g_autofree char *frame = g_malloc (bound);
  gsize size = ZSTD_compressCCtx (db->compressor, frame, bound, bytes, length, LEVEL);

  /* Fails for want of memory only, where g_malloc() would have ended the program too. */
  g_assert (!ZSTD_isError (size));
  frame = g_realloc (frame, size);
  return g_bytes_new_take (g_steal_pointer (&frame), size);
}

/* Writes a terminating zero behind the content, for text. */
static char *
decompress (CtgDb *db, const void *bytes, gsize length, gsize *size)
{
  unsigned long long claimed = length > 0 ? ZSTD_getFrameContentSize (bytes, length) : ZSTD_CONTENTSIZE_ERROR;
  g_autofree char *content = NULL;

  if (claimed > DECOMPRESSED_MAX_BYTES)
    return NULL;
  content = g_malloc (claimed + 1);
  *size = ZSTD_decompressDCtx (db->decompressor, content, claimed, bytes, length);
  if (ZSTD_isError (*size))
    return NULL;
  content[*size] = '\0';
  return g_steal_pointer (&content);
}

/**
 * ctg_decompress:
 * @db: whose decompressor is used
 * @bytes: (array length=length): a zstd frame
 * @length: its size
 * @error: `STORAGE` (corrupt) when it is none
 *
 * Returns: (transfer full): its content
 */
GBytes *
ctg_decompress (CtgDb *db, const void *bytes, gsize length, GError **error)
{
  gsize size = 0;
  char *content = decompress (db, bytes, length, &size);

  if (content == NULL)
    ctg_error_set (error, CTG_ERROR_STORAGE, "corrupt", "A stored text cannot be unpacked");
  return content != NULL ? g_bytes_new_take (content, size) : NULL;
}

static void
unzstd_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  gsize size = 0;
  char *content = decompress (sqlite3_user_data (context), sqlite3_value_blob (values[0]),
                              (gsize) sqlite3_value_bytes (values[0]), &size);

  if (content == NULL)
    sqlite3_result_error_code (context, SQLITE_CORRUPT);
  else
    sqlite3_result_text64 (context, content, size, g_free, SQLITE_UTF8);
}

/**
 * ctg_compress_register:
 * @db: a connection being opened
 *
 * Makes `unzstd (blob)` known. Innocuous, since the index reads its content through a view with the schema untrusted.
 */
void
ctg_compress_register (CtgDb *db)
{
  sqlite3_create_function_v2 (db->handle, "unzstd", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, db,
                              unzstd_cb, NULL, NULL, NULL);
}
