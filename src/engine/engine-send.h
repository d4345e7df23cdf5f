/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draft.h"
#include "engine.h"

G_BEGIN_DECLS

/* A letter as a person fills it in. Addresses are `Name <a@b>` or `a@b`. Borrowed by whoever is given it. */
typedef struct
{
  const char *sender;                /* (nullable) an identity's address; NULL: the one that fits */
  const char *const *to;             /* (nullable) */
  const char *const *cc;             /* (nullable) */
  const char *const *bcc;            /* (nullable) */
  const char *subject;
  const char *text;
  const char *html;                  /* (nullable) the same with its form */
  const char *const *attachments;    /* (nullable) paths */
  gint64 reply_to_key;               /* the message it answers, 0: none */
  gint64 company_id;                 /* the record it is written from, 0: none */
  gint64 deal_id;                    /* likewise */
  gint64 due_utc_s;                  /* not before; 0: now */
  gboolean asks_receipt;
  gboolean logs;                     /* on the contacts among its people, once it is sent */
  gboolean creates_contacts;         /* of people who are none yet */
} CtgOutgoingFields;

/* Checks a letter, writes it and puts it into the outbox. INVALID_INPUT with the reasons "address" (which one is in the
 * message), "no-recipient", "control-character",
 * "open-token"; NOT_FOUND "no-sender", "attachment"; TOO_LARGE "attachments". Returns
 * its number, 0: failed. */
void     ctg_engine_send_async             (CtgEngine *self, const CtgOutgoingFields *fields, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
/* CONFLICT "draft-sent": it was handed in before */
void     ctg_engine_send_draft_async       (CtgEngine *self, const CtgDraft *draft, gint64 due_utc_s,
                                            GAsyncReadyCallback callback, gpointer user_data);
gint64   ctg_engine_send_finish            (CtgEngine *self, GAsyncResult *result, GError **error);

/* What a person may still do with it: see ctg_outbox_cancel(), ctg_outbox_retry(). */
void     ctg_engine_cancel_outgoing_async  (CtgEngine *self, gint64 id, GAsyncReadyCallback callback,
                                            gpointer user_data);
void     ctg_engine_retry_outgoing_async   (CtgEngine *self, gint64 id, GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean ctg_engine_change_outgoing_finish (CtgEngine *self, GAsyncResult *result, GError **error);

/* Waits until what was handed in a moment ago has left, for no longer than @patience_s: before the program ends. */
void     ctg_engine_let_leave_async        (CtgEngine *self, guint patience_s, GAsyncReadyCallback callback,
                                            gpointer user_data);
void     ctg_engine_let_leave_finish       (CtgEngine *self, GAsyncResult *result);

/* Waits until a letter's way has come to an end or a long pause: sent, failed, unknown, cancelled, or waiting for its
 * time. Where nobody sends for this profile, this process does it meanwhile. */
void     ctg_engine_deliver_async          (CtgEngine *self, gint64 id, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean ctg_engine_deliver_finish         (CtgEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
