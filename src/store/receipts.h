/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* What receipts said of letters that were sent. */
typedef struct
{
  char *news;            /* (owned) certified, not-certified, delivered, not-delivered, read, discarded */
  char *recipient;       /* (owned) "": of the whole letter */
  gint64 at_utc_s;
} CtgLetterReceipt;

void       ctg_letter_receipt_free (CtgLetterReceipt *self);
gboolean   ctg_receipts_add        (CtgDb *db, gint64 outbox_id, const CtgLetterReceipt *receipt, GError **error);
/* (element-type CtgLetterReceipt) the oldest first */
GPtrArray *ctg_receipts_list       (CtgDb *db, gint64 outbox_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgLetterReceipt, ctg_letter_receipt_free)

G_END_DECLS
