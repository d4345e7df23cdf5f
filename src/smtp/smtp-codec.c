/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A reply is one line or more: `250-first`, `250-second`, `250 last`. All lines have the same code. Together they may
 * be 64 KB long (S4). */

#include "smtp-codec.h"
#include "errors.h"

#include <string.h>

#define REPLY_MAX_BYTES (64 * 1024)

struct _CtgSmtpCodec
{
  GString *line;         /* (owned) so far, without its LF */
  gsize reply_bytes;
  CtgSmtpReply *reply;   /* (owned) (nullable) being read */
  GQueue ready;          /* (element-type CtgSmtpReply) whole */
};

/**
 * ctg_smtp_reply_free:
 * @self: (transfer full) (nullable): a reply
 */
void
ctg_smtp_reply_free (CtgSmtpReply *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/**
 * ctg_smtp_reply_get_text:
 * @self: a reply
 *
 * Returns: (transfer full): its code and all its words in one line, raw
 */
char *
ctg_smtp_reply_get_text (const CtgSmtpReply *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%d", self->code);
  for (guint i = 0; i < self->lines->len; i++)
    g_string_append_printf (text, " %s", (const char *) g_ptr_array_index (self->lines, i));
  return g_string_free (text, FALSE);
}

/**
 * ctg_smtp_codec_new:
 *
 * Specification: RFC 5321 section 4.2
 * Returns: (transfer full): a codec at the beginning of a stream
 */
CtgSmtpCodec *
ctg_smtp_codec_new (void)
{
  CtgSmtpCodec *self = g_new0 (CtgSmtpCodec, 1);

  self->line = g_string_new (NULL);
  g_queue_init (&self->ready);
  return self;
}

/**
 * ctg_smtp_codec_free:
 * @self: (transfer full) (nullable): a codec
 */
void
ctg_smtp_codec_free (CtgSmtpCodec *self)
{
  if (self == NULL)
    return;
  g_string_free (self->line, TRUE);
  g_clear_pointer (&self->reply, ctg_smtp_reply_free);
  g_queue_clear_full (&self->ready, (GDestroyNotify) ctg_smtp_reply_free);
  g_free (self);
}

static gboolean
fail (GError **error)
{
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-smtp", "The server's answer is not SMTP");
  return FALSE;
}

static int
read_code (const char *line)
{
  if (line[0] < '2' || line[0] > '5' || !g_ascii_isdigit (line[1]) || !g_ascii_isdigit (line[2]))
    return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

static gboolean
end_line (CtgSmtpCodec *self, GError **error)
{
  const char *line = self->line->str;
  int code;

  if (self->line->len > 0 && line[self->line->len - 1] == '\r')
    g_string_truncate (self->line, self->line->len - 1);
  code = read_code (line);
  if (code == 0 || (line[3] != '\0' && line[3] != ' ' && line[3] != '-'))
    return fail (error);
  if (self->reply == NULL)
    {
      self->reply = g_new0 (CtgSmtpReply, 1);
      self->reply->code = code;
      self->reply->lines = g_ptr_array_new_with_free_func (g_free);
    }
  if (self->reply->code != code)
    return fail (error);
  g_ptr_array_add (self->reply->lines, g_strdup (line[3] != '\0' ? line + 4 : ""));
  if (line[3] != '-')
    {
      g_queue_push_tail (&self->ready, g_steal_pointer (&self->reply));
      self->reply_bytes = 0;
    }
  g_string_truncate (self->line, 0);
  return TRUE;
}

/**
 * ctg_smtp_codec_feed:
 * @self: a codec
 * @bytes: (array length=length): what came over the wire
 * @length: how many bytes
 * @error: %CTG_ERROR_PROTOCOL; the codec cannot be fed again
 *
 * Takes in bytes. Whole replies are had with ctg_smtp_codec_take().
 *
 * Returns: whether the stream still makes sense
 */
gboolean
ctg_smtp_codec_feed (CtgSmtpCodec *self, const char *bytes, gsize length, GError **error)
{
  while (length > 0)
    {
      const char *lf = memchr (bytes, '\n', length);
      gsize taken = lf != NULL ? (gsize) (lf - bytes) : length;

      self->reply_bytes += taken + 1;
      if (self->reply_bytes > REPLY_MAX_BYTES)
        return fail (error);
      g_string_append_len (self->line, bytes, (gssize) taken);
      if (lf != NULL && !end_line (self, error))
        return FALSE;
      taken += lf != NULL ? 1 : 0;
      bytes += taken;
      length -= taken;
    }
  return TRUE;
}

/**
 * ctg_smtp_codec_take:
 * @self: a codec
 *
 * Returns: (transfer full) (nullable): the next whole reply
 */
CtgSmtpReply *
ctg_smtp_codec_take (CtgSmtpCodec *self)
{
  return g_queue_pop_head (&self->ready);
}

/**
 * ctg_smtp_codec_is_empty:
 * @self: a codec
 *
 * Returns: whether nothing at all is left over: asked before encryption begins (T2)
 */
gboolean
ctg_smtp_codec_is_empty (CtgSmtpCodec *self)
{
  return self->reply == NULL && self->line->len == 0 && g_queue_is_empty (&self->ready);
}
