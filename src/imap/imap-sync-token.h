/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-set.h"

G_BEGIN_DECLS

/* What is held of a folder: everything below `uid_next` that is not in `pending` and not older than `since_utc_s`. */
typedef struct
{
  guint32 uid_validity;
  guint32 uid_next;
  guint64 mod_sequence;    /* 0: the server has none */
  guint32 n_messages;      /* in the folder when the last complete pull ended */
  gint64 since_utc_s;
  CtgImapSet *pending;     /* (owned) what an interrupted pull still has to bring */
} CtgImapSyncToken;

CtgImapSyncToken *ctg_imap_sync_token_parse     (const char *text);
void              ctg_imap_sync_token_free      (CtgImapSyncToken *self);
char             *ctg_imap_sync_token_to_string (const CtgImapSyncToken *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgImapSyncToken, ctg_imap_sync_token_free)

G_END_DECLS
