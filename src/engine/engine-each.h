/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-send.h"

G_BEGIN_DECLS

/* The same words to several people, one separate message each (B48): what a template leaves open of them is filled in
 * for each, and whoever it cannot be filled in for gets none. */
typedef struct
{
  char *name;           /* (owned) "": not known */
  char *address;        /* (owned) */
  char *subject;        /* (owned) filled in */
  char *text;           /* (owned) filled in */
  char *reason;         /* (owned) (nullable) why they get none: "open-token", "no-more" */
  char *open_token;     /* (owned) (nullable) what is not known of them */
  gint64 due_utc_s;     /* when it leaves: no more a minute and a day than the mailbox may send */
  gint64 outbox_id;     /* 0: none was handed in */
} CtgEachLetter;

typedef enum { CTG_EACH_PREVIEW, CTG_EACH_SEND } CtgEachMode;

void       ctg_each_letter_free             (CtgEachLetter *self);

/* Answers with (element-type CtgEachLetter), one for each of To, in their order. INVALID_INPUT "each-copies": somebody
 * stands in Cc or Bcc; TOO_LARGE "attachments"; else as ctg_engine_send_async(). Nothing is handed in when it fails. */
void       ctg_engine_send_each_async       (CtgEngine *self, const CtgOutgoingFields *fields, CtgEachMode mode,
                                             GAsyncReadyCallback callback, gpointer user_data);
/* A draft that was sent is thrown away in the same moment. */
void       ctg_engine_send_each_draft_async (CtgEngine *self, const CtgDraft *draft, gint64 due_utc_s, CtgEachMode mode,
                                             GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *ctg_engine_send_each_finish      (CtgEngine *self, GAsyncResult *result, GError **error);

/* Takes back all of them that have not begun to leave. */
void       ctg_engine_cancel_each_async     (CtgEngine *self, const gint64 *ids, guint n_ids,
                                             GAsyncReadyCallback callback, gpointer user_data);
/* Answers with how many were too late; -1: failed */
int        ctg_engine_cancel_each_finish    (CtgEngine *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgEachLetter, ctg_each_letter_free)

G_END_DECLS
