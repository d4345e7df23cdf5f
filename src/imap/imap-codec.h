/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-response.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CTG_IMAP_MESSAGE_MAX_BYTES (60 * 1024 * 1024)
#define CTG_IMAP_HEADER_KEPT_BYTES (256 * 1024)

/* Bytes in, responses out; no I/O. Fed byte by byte or by megabytes, it gives the same. */
typedef struct _CtgImapCodec CtgImapCodec;

CtgImapCodec    *ctg_imap_codec_new      (void);
void             ctg_imap_codec_free     (CtgImapCodec *self);
gboolean         ctg_imap_codec_feed     (CtgImapCodec *self, const char *bytes, gsize length, GError **error);
CtgImapResponse *ctg_imap_codec_take     (CtgImapCodec *self);
gboolean         ctg_imap_codec_is_empty (CtgImapCodec *self);
const CtgImapResponse *ctg_imap_codec_peek_unfinished (CtgImapCodec *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgImapCodec, ctg_imap_codec_free)

G_END_DECLS
