/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "transfer-stream.h"

#include "gmime-init.h"

#include <gmime/gmime.h>

struct _CtgTransferStream
{
  GMimeEncoding decoder;
  gboolean is_identity;
};

/**
 * ctg_transfer_stream_new:
 * @encoding: a Content-Transfer-Encoding; what is not known is taken as it is
 *
 * Specification: RFC 2045 section 6
 * Returns: (transfer full): a decoder at the beginning of a part
 */
CtgTransferStream *
ctg_transfer_stream_new (const char *encoding)
{
  CtgTransferStream *self = g_new0 (CtgTransferStream, 1);
  GMimeContentEncoding known;

  ctg_gmime_init ();
  known = g_mime_content_encoding_from_string (encoding);
  self->is_identity = known != GMIME_CONTENT_ENCODING_BASE64 && known != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
  g_mime_encoding_init_decode (&self->decoder, known);
  return self;
}

/**
 * ctg_transfer_stream_free:
 * @self: (transfer full): a decoder
 */
void
ctg_transfer_stream_free (CtgTransferStream *self)
{
  g_free (self);
}

/**
 * ctg_transfer_stream_step:
 * @self: a decoder
 * @piece: the next bytes
 *
 * Returns: (transfer full): what they stand for, as far as it can be told yet
 */
GBytes *
ctg_transfer_stream_step (CtgTransferStream *self, GBytes *piece)
{
  gsize length, n;
  const char *bytes = g_bytes_get_data (piece, &length);
  char *decoded;

  if (self->is_identity || length == 0)
    return g_bytes_ref (piece);
  decoded = g_malloc (g_mime_encoding_outlen (&self->decoder, length) + 1);
  n = g_mime_encoding_step (&self->decoder, bytes, length, decoded);
  return g_bytes_new_take (decoded, n);
}
