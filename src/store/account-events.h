/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"

G_BEGIN_DECLS

/* What happened to a mailbox (B50). The names of CtgAccountState, and these two. */
#define CTG_EVENT_GRACE "grace"     /* removed, and what it brought has a day on which it goes */
#define CTG_EVENT_PURGED "purged"   /* what it brought is gone */

typedef struct
{
  gint64 at_utc_s;
  char *address;   /* (owned) "" once what the mailbox brought is gone */
  char *event;     /* (owned) */
  char *code;      /* (owned) (nullable) of a disconnection: a CTG_ERROR name */
  char *reason;    /* (owned) (nullable) narrows it */
} CtgAccountEvent;

void       ctg_account_event_free     (CtgAccountEvent *self);
gboolean   ctg_account_events_note    (CtgDb *db, const char *account_id, const char *event, const GError *cause,
                                       GError **error);
gboolean   ctg_account_events_note_state (CtgDb *db, const char *account_id, CtgAccountState state,
                                          const GError *cause, GError **error);
gboolean   ctg_account_events_note_purged (CtgDb *db, gint64 account, GError **error);
GPtrArray *ctg_account_events_list    (CtgDb *db, const char *account_id, GError **error);   /* oldest first */

G_END_DECLS
