/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "transfer.h"

#include "gmime-init.h"
#include "text.h"

#include <gmime/gmime.h>
#include <string.h>

#define CHUNK_BYTES (48 * 1024)

static gboolean
is_identity (GMimeContentEncoding encoding)
{
  return encoding == GMIME_CONTENT_ENCODING_DEFAULT || encoding == GMIME_CONTENT_ENCODING_7BIT ||
         encoding == GMIME_CONTENT_ENCODING_8BIT || encoding == GMIME_CONTENT_ENCODING_BINARY;
}

/* RFC 2046 section 5.2.1 lets an enclosed message only be sent as it is; one that says otherwise is decoded
 * all the same. */
static GMimeContentEncoding
get_encoding (const CtgPart *part, CtgProblems *problems)
{
  g_autofree char *name = ctg_fields_dup (part->header, CTG_FIELD_CONTENT_TRANSFER_ENCODING);
  GMimeContentEncoding encoding;

  if (name == NULL)
    return GMIME_CONTENT_ENCODING_7BIT;
  name[strcspn (name, " \t;(")] = '\0';
  ctg_gmime_init ();
  encoding = g_mime_content_encoding_from_string (name);
  if (encoding == GMIME_CONTENT_ENCODING_DEFAULT && *name != '\0')
    *problems |= CTG_PROBLEM_UNKNOWN_ENCODING;
  return encoding;
}

static void
init_decoder (GMimeEncoding *decoder, GMimeContentEncoding encoding)
{
  g_mime_encoding_init_decode (decoder, encoding);
  if (encoding == GMIME_CONTENT_ENCODING_UUENCODE)
    decoder->state = GMIME_UUDECODE_STATE_INIT;
}

/**
 * ctg_transfer_decode:
 * @part: a leaf
 * @owner: (nullable): the bytes its body is a slice of, to share them; %NULL to copy
 * @problems: (inout): an unknown encoding is added; its bytes are taken as they are
 *
 * Undoes the transfer encoding of a part's whole body.
 *
 * Specification: RFC 2045 section 6
 * Returns: (transfer full): the content
 */
GBytes *
ctg_transfer_decode (const CtgPart *part, GBytes *owner, CtgProblems *problems)
{
  GMimeContentEncoding encoding = get_encoding (part, problems);
  GMimeEncoding decoder;
  g_autofree char *content = NULL;
  gsize length;

  if (is_identity (encoding) && owner != NULL && part->body_length > 0)
    return g_bytes_new_from_bytes (owner, (gsize) (part->body - (const char *) g_bytes_get_data (owner, NULL)),
                                   part->body_length);
  if (is_identity (encoding))
    return g_bytes_new (part->body, part->body_length);
  init_decoder (&decoder, encoding);
  content = g_malloc (g_mime_encoding_outlen (&decoder, part->body_length) + 1);
  length = g_mime_encoding_flush (&decoder, part->body, part->body_length, content);
  return g_bytes_new_take (g_steal_pointer (&content), length);
}

/**
 * ctg_transfer_digest:
 * @part: a leaf
 * @sha256: (out): 64 lower-case hexadecimal digits of its content
 * @problems: (inout): an unknown encoding is added
 *
 * Measures a part's content chunk by chunk, without ever holding it whole.
 *
 * Returns: its decoded size in bytes
 */
gint64
ctg_transfer_digest (const CtgPart *part, char **sha256, CtgProblems *problems)
{
  GMimeContentEncoding encoding = get_encoding (part, problems);
  g_autoptr (GChecksum) checksum = NULL;
  g_autofree char *chunk = NULL;
  GMimeEncoding decoder;
  gint64 size = 0;

  if (is_identity (encoding))
    {
      *sha256 = ctg_text_sha256_hex (part->body, part->body_length);
      return (gint64) part->body_length;
    }
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  init_decoder (&decoder, encoding);
  chunk = g_malloc (g_mime_encoding_outlen (&decoder, CHUNK_BYTES) + 1);
  for (gsize at = 0; at < part->body_length; at += CHUNK_BYTES)
    {
      gsize n = MIN (CHUNK_BYTES, part->body_length - at);
      gboolean is_last = at + n == part->body_length;
      gsize got = is_last ? g_mime_encoding_flush (&decoder, part->body + at, n, chunk)
                          : g_mime_encoding_step (&decoder, part->body + at, n, chunk);

      g_checksum_update (checksum, (const guchar *) chunk, (gssize) got);
      size += (gint64) got;
    }
  *sha256 = g_strdup (g_checksum_get_string (checksum));
  return size;
}
