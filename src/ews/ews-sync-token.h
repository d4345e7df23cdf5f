/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is held of a folder. */
typedef struct
{
  gint64 since_utc_s;     /* nothing received earlier is held */
  gint64 pending_utc_s;   /* what was received from `since` to this, inclusive, is still to be brought; 0: nothing */
  char *status;           /* (owned) (nullable) the folder's, before what is held was asked for */
  char *state;            /* (owned) (nullable) the server's own word for what is held; NULL: to be asked for */
} CtgEwsSyncToken;

void             ctg_ews_sync_token_free      (CtgEwsSyncToken *self);
CtgEwsSyncToken *ctg_ews_sync_token_parse     (const char *text);
char            *ctg_ews_sync_token_to_string (const CtgEwsSyncToken *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgEwsSyncToken, ctg_ews_sync_token_free)

G_END_DECLS
