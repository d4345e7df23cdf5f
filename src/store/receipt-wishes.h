/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* Letters whose senders ask to be told that they were read (RFC 8098), and what the reader said to that. */
typedef enum
{
  CTG_RECEIPT_OPEN,
  CTG_RECEIPT_REFUSED,       /* may still be given */
  CTG_RECEIPT_GIVEN,         /* told, or on its way: never twice */
} CtgReceiptAnswer;

typedef struct
{
  char *address;             /* (owned) whom to tell */
  CtgReceiptAnswer answer;
  gint64 answered_utc_s;     /* 0: not yet */
} CtgReceiptWish;

void            ctg_receipt_wish_free     (CtgReceiptWish *self);
gboolean        ctg_receipt_wishes_put    (CtgDb *db, gint64 key, const char *address, GError **error);
CtgReceiptWish *ctg_receipt_wishes_find   (CtgDb *db, gint64 key);
gboolean        ctg_receipt_wishes_refuse (CtgDb *db, gint64 key, GError **error);
gboolean        ctg_receipt_wishes_give   (CtgDb *db, gint64 key, gint64 outbox_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgReceiptWish, ctg_receipt_wish_free)

G_END_DECLS
