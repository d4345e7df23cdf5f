/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One reply of a server, all its lines. */
typedef struct
{
  int code;           /* 200 to 599 */
  GPtrArray *lines;   /* (owned) (element-type utf8) the text of each, raw, without the code */
} CtgSmtpReply;

void  ctg_smtp_reply_free (CtgSmtpReply *self);
char *ctg_smtp_reply_get_text (const CtgSmtpReply *self);

/* Bytes in, replies out; no I/O. */
typedef struct _CtgSmtpCodec CtgSmtpCodec;

CtgSmtpCodec *ctg_smtp_codec_new      (void);
void          ctg_smtp_codec_free     (CtgSmtpCodec *self);
gboolean      ctg_smtp_codec_feed     (CtgSmtpCodec *self, const char *bytes, gsize length, GError **error);
CtgSmtpReply *ctg_smtp_codec_take     (CtgSmtpCodec *self);
gboolean      ctg_smtp_codec_is_empty (CtgSmtpCodec *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSmtpReply, ctg_smtp_reply_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSmtpCodec, ctg_smtp_codec_free)

G_END_DECLS
