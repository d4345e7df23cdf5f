/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-session.h"

G_BEGIN_DECLS

/* What a FETCH response says; what it does not is 0 or NULL. */
typedef struct
{
  guint32 sequence;
  guint32 uid;
  gint64 size_bytes;
  gboolean has_size;
  gint64 received_utc_s;
  GBytes *bytes;           /* (owned) (nullable) of BODY[...] */
  gboolean is_cut;
  guint64 unique_id;       /* X-GM-MSGID */
  GPtrArray *labels;       /* (owned) (nullable) (element-type utf8) X-GM-LABELS, raw */
} CtgImapFetched;

const char *ctg_imap_header_items (CtgImapSession *session);
gboolean ctg_imap_fetched_read  (CtgImapFetched *self, const CtgImapResponse *response);
void     ctg_imap_fetched_clear (CtgImapFetched *self);
gint64   ctg_imap_date_parse    (const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtgImapFetched, ctg_imap_fetched_clear)

G_END_DECLS
