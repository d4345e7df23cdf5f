/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message's source without its attachments, which are files already. The store knows no MIME: it looks in the bytes
 * for what each attachment encodes to, and replaces a region only if encoding the file again gives exactly those bytes,
 * so that what comes back is the message byte for byte. What is not found stays as it is.
 *
 *   base64, lines of equal length (a multiple of 4) ended by CRLF or LF, any last one     replaced
 *   the content itself (7bit, 8bit, binary)                                                replaced
 *   quoted-printable, uuencode, odd base64, anything under 1 KB                            kept
 */

#include "source.h"
#include "compress.h"
#include "errors.h"
#include "messages.h"
#include "staging.h"

#include <string.h>

#define REPLACED_MIN_BYTES 1024

/* What is searched for: so short that it fits in one line of any length in use (60, 64, 72, 76). */
#define NEEDLE_BYTES 45

/* Each miss reads the whole source once. */
#define MISSES_MAX 32

#define LINE_MAX_BYTES 998   /* RFC 5322 section 2.1.1 */

typedef struct
{
  gsize start, end;            /* in the source */
  const char *sha256;          /* (unowned) */
  int line_length;             /* 0: the content itself */
  const char *line_end;
} Region;

/* The encoding without an end behind its last line. */
static GByteArray *
encode (const guint8 *content, gsize length, int line_length, const char *line_end)
{
  gsize step = (gsize) line_length / 4 * 3;
  GByteArray *encoded = g_byte_array_sized_new ((guint) (length / 3 * 4 + length / step * 2 + 8));
  g_autofree char *line = g_malloc ((gsize) line_length + 8);

  for (gsize at = 0; at < length; at += step)
    {
      int state = 0, save = 0;
      gsize n = g_base64_encode_step (content + at, MIN (step, length - at), FALSE, line, &state, &save);

      n += g_base64_encode_close (FALSE, line + n, &state, &save);
      if (at > 0)
        g_byte_array_append (encoded, (const guint8 *) line_end, (guint) strlen (line_end));
      g_byte_array_append (encoded, (const guint8 *) line, (guint) n);
    }
  return encoded;
}

static gboolean
measure_line (const char *at, const char *end, Region *region)
{
  const char *stop = at;

  while (stop < end && *stop != '\r' && *stop != '\n')
    stop++;
  region->line_length = (int) MIN (stop - at, LINE_MAX_BYTES + 1);
  region->line_end = stop < end && *stop == '\r' ? "\r\n" : "\n";
  return region->line_length % 4 == 0 && region->line_length <= LINE_MAX_BYTES;
}

static gboolean
find_base64 (const char *source, gsize length, gsize from, GBytes *content, Region *region)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (content, &size);
  g_autofree char *needle = g_base64_encode (bytes, NEEDLE_BYTES);
  const char *hit = memmem (source + from, length - from, needle, strlen (needle));
  g_autoptr (GByteArray) encoded = NULL;

  if (hit == NULL || !measure_line (hit, source + length, region))
    return FALSE;
  region->start = (gsize) (hit - source);
  encoded = encode (bytes, size, region->line_length, region->line_end);
  region->end = region->start + encoded->len;
  return region->end <= length && memcmp (hit, encoded->data, encoded->len) == 0;
}

static gboolean
find_itself (const char *source, gsize length, gsize from, GBytes *content, Region *region)
{
  gsize size;
  const void *bytes = g_bytes_get_data (content, &size);
  const char *hit = memmem (source + from, length - from, bytes, size);

  if (hit == NULL)
    return FALSE;
  region->start = (gsize) (hit - source);
  region->end = region->start + size;
  region->line_length = 0;
  region->line_end = "";
  return TRUE;
}

/* Attachments come in the message's order, so each is looked for behind the one before. */
static GArray *
find_regions (const char *source, gsize length, GPtrArray *attachments)
{
  GArray *regions = g_array_new (FALSE, FALSE, sizeof (Region));
  gsize from = 0;
  guint n_misses = 0;

  for (guint i = 0; attachments != NULL && i < attachments->len && n_misses < MISSES_MAX; i++)
    {
      const CtgAttachment *attachment = g_ptr_array_index (attachments, i);
      Region region = { .sha256 = attachment->sha256 };

      if (attachment->content == NULL || g_bytes_get_size (attachment->content) < REPLACED_MIN_BYTES)
        continue;
      if (find_base64 (source, length, from, attachment->content, &region) ||
          find_itself (source, length, from, attachment->content, &region))
        {
          g_array_append_val (regions, region);
          from = region.end;
        }
      else
        n_misses++;
    }
  return regions;
}

static gboolean
insert_part (CtgDb *db, gint64 key, int position, gsize start, const Region *region, GError **error)
{
  return ctg_db_run (db, error,
                     "INSERT INTO source_part (message, position, start_byte, sha256, line_length, line_end)"
                     " VALUES (?, ?, ?, ?, ?, ?)", "idisds", key, position, (gint64) start, region->sha256,
                     region->line_length, region->line_end);
}

/**
 * ctg_source_insert:
 * @db: the writer
 * @key: a message without a source
 * @source: all its bytes
 * @attachments: (nullable) (element-type CtgAttachment): whose contents are kept as files
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it is kept
 */
gboolean
ctg_source_insert (CtgDb *db, gint64 key, GBytes *source, GPtrArray *attachments, GError **error)
{
  gsize length;
  const char *bytes = g_bytes_get_data (source, &length);
  g_autoptr (GArray) regions = find_regions (bytes, length, attachments);
  g_autoptr (GString) kept = g_string_sized_new (length);
  g_autoptr (GBytes) packed = NULL;
  gsize from = 0;

  for (guint i = 0; i < regions->len; i++)
    {
      const Region *region = &g_array_index (regions, Region, i);

      g_string_append_len (kept, bytes + from, (gssize) (region->start - from));
      from = region->end;
      if (!insert_part (db, key, (int) i, kept->len, region, error))
        return FALSE;
    }
  g_string_append_len (kept, bytes + from, (gssize) (length - from));
  packed = ctg_compress (db, kept->str, kept->len);
  return ctg_db_run (db, error, "INSERT INTO body_source (message, bytes) VALUES (?, ?)", "ib", key, packed);
}

static gboolean
append_part (CtgDb *db, CtgQuery *query, GByteArray *source, GError **error)
{
  const char *digest = ctg_query_text (query, 1);
  int line_length = (int) ctg_query_int (query, 2);
  g_autofree char *path = ctg_digest_is_valid (digest) ? ctg_digest_dup_path (db->data_dir, digest) : g_strdup ("");
  g_autoptr (GByteArray) encoded = NULL;
  g_autofree char *content = NULL;
  gsize length;

  if (line_length < 0 || line_length > LINE_MAX_BYTES || line_length % 4 != 0 ||
      !g_file_get_contents (path, &content, &length, NULL))
    {
      ctg_error_set (error, CTG_ERROR_STORAGE, "attachment-missing", "An attachment's file cannot be read");
      return FALSE;
    }
  if (line_length > 0)
    encoded = encode ((const guint8 *) content, length, line_length, ctg_query_text (query, 3));
  if (encoded != NULL)
    g_byte_array_append (source, encoded->data, encoded->len);
  else
    g_byte_array_append (source, (const guint8 *) content, (guint) length);
  return TRUE;
}

static GBytes *
rebuild (CtgDb *db, gint64 key, GBytes *kept, GError **error)
{
  g_autoptr (GByteArray) source = g_byte_array_new ();
  g_autoptr (CtgQuery) query = NULL;
  gsize length, from = 0;
  const guint8 *bytes = g_bytes_get_data (kept, &length);

  query = ctg_db_query (db,
                        "SELECT start_byte, sha256, line_length, line_end FROM source_part WHERE message = ?"
                        " ORDER BY position", "i", key);
  while (ctg_query_next (query))
    {
      gsize start = (gsize) CLAMP (ctg_query_int (query, 0), (gint64) from, (gint64) length);

      g_byte_array_append (source, bytes + from, (guint) (start - from));
      from = start;
      if (!append_part (db, query, source, error))
        return FALSE;
    }
  g_byte_array_append (source, bytes + from, (guint) (length - from));
  return ctg_query_end (query, error) ? g_byte_array_free_to_bytes (g_steal_pointer (&source)) : NULL;
}

/**
 * ctg_messages_has_html:
 * @db: any connection
 * @key: a message
 *
 * Returns: whether its body is held and was sent as HTML too
 */
gboolean
ctg_messages_has_html (CtgDb *db, gint64 key)
{
  return ctg_db_get_int (db, 0, "SELECT has_html FROM body WHERE message = ?", "i", key) != 0;
}

/**
 * ctg_messages_get_source:
 * @db: any connection
 * @key: a message
 * @error: `NOT_FOUND` when it is not held; `STORAGE`
 *
 * Returns: (transfer full): the message byte for byte as it was put
 */
GBytes *
ctg_messages_get_source (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT bytes FROM body_source WHERE message = ?", "i", key);
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) kept = NULL;

  if (ctg_query_next (query))
    packed = ctg_query_dup_bytes (query, 0);
  else if (ctg_query_end (query, error))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "The source of this message is not held");
  if (packed == NULL)
    return NULL;
  kept = ctg_decompress (db, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), error);
  return kept != NULL ? rebuild (db, key, kept, error) : NULL;
}
