/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draft.h"
#include "engine.h"

G_BEGIN_DECLS

/* How a letter is begun. Borrowed. */
typedef struct
{
  CtgDraftKind kind;
  gboolean to_all;             /* of an answer: everybody the letter went to gets it */
  gint64 parent_key;           /* what it answers or passes on */
  gint64 contact_id;           /* of a new one: whom it is for, 0: nobody yet */
  gint64 company_id;           /* of a new one: to whose people, 0: none */
  gint64 deal_id;              /* likewise; without people to those of its company */
  const GArray *each;          /* (nullable) (element-type gint64) of a new one: contacts who get one each */
  const char *mailto;          /* (nullable) of a new one: what a link says */
} CtgLetterStart;

/* A letter with people, subject, quote and files as they are to be begun with; not kept yet. What it answers is fetched
 * first if it is not here. NOT_FOUND, INVALID_INPUT "mailto", as ctg_engine_load_text_finish(). */
void      ctg_engine_begin_letter_async  (CtgEngine *self, const CtgLetterStart *start, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
CtgDraft *ctg_engine_begin_letter_finish (CtgEngine *self, GAsyncResult *result, GError **error);

/* Drafts. NOT_FOUND "no-draft": discarded elsewhere; CONFLICT "draft-sent": handed in elsewhere. */
void      ctg_engine_load_draft_async    (CtgEngine *self, gint64 id, GAsyncReadyCallback callback,
                                          gpointer user_data);
CtgDraft *ctg_engine_load_draft_finish   (CtgEngine *self, GAsyncResult *result, GError **error);
void      ctg_engine_keep_draft_async    (CtgEngine *self, const CtgDraft *draft, GAsyncReadyCallback callback,
                                          gpointer user_data);
gint64    ctg_engine_keep_draft_finish   (CtgEngine *self, GAsyncResult *result, GError **error);   /* 0: failed */
void      ctg_engine_discard_draft_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean  ctg_engine_discard_draft_finish (CtgEngine *self, GAsyncResult *result, GError **error);

/* From the outbox back to being written; 0: it is too late (CONFLICT "outbox-state"), or it was not written here. */
void      ctg_engine_take_back_async     (CtgEngine *self, gint64 outbox_id, GAsyncReadyCallback callback,
                                          gpointer user_data);
gint64    ctg_engine_take_back_finish    (CtgEngine *self, GAsyncResult *result, GError **error);

/* What can be said of a letter without asking anybody. */
GStrv     ctg_engine_read_people         (const char *typed, GError **error);   /* addresses; INVALID_INPUT "address" */
gboolean  ctg_engine_is_new_mail         (const CtgDraft *begun, const CtgDraft *now);
gboolean  ctg_engine_misses_file         (const CtgDraft *draft);

G_END_DECLS
