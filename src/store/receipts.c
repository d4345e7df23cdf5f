/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "receipts.h"

/**
 * ctg_letter_receipt_free:
 * @self: (transfer full) (nullable): one
 */
void
ctg_letter_receipt_free (CtgLetterReceipt *self)
{
  if (self == NULL)
    return;
  g_free (self->news);
  g_free (self->recipient);
  g_free (self);
}

/**
 * ctg_receipts_add:
 * @db: the writer
 * @outbox_id: a letter that was sent
 * @receipt: what came of it
 * @error: `STORAGE`
 *
 * The same news of the same person counts once: the first.
 *
 * Returns: whether it is kept
 */
gboolean
ctg_receipts_add (CtgDb *db, gint64 outbox_id, const CtgLetterReceipt *receipt, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_OUTBOX);
  return ctg_db_run (db, error,
                     "INSERT OR IGNORE INTO outbox_receipt (outbox, news, recipient, at_utc_s) VALUES (?, ?, ?, ?)",
                     "issi", outbox_id, receipt->news, receipt->recipient, receipt->at_utc_s);
}

/**
 * ctg_receipts_list:
 * @db: any connection
 * @outbox_id: a letter that was sent
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgLetterReceipt) (nullable): what is known of it, the oldest first
 */
GPtrArray *
ctg_receipts_list (CtgDb *db, gint64 outbox_id, GError **error)
{
  g_autoptr (GPtrArray) receipts = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_letter_receipt_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT news, recipient, at_utc_s FROM outbox_receipt WHERE outbox = ?"
                        " ORDER BY at_utc_s, news, recipient LIMIT 200", "i", outbox_id);
  while (ctg_query_next (query))
    {
      CtgLetterReceipt *receipt = g_new0 (CtgLetterReceipt, 1);

      receipt->news = ctg_query_dup_text (query, 0);
      receipt->recipient = ctg_query_dup_text (query, 1);
      receipt->at_utc_s = ctg_query_int (query, 2);
      g_ptr_array_add (receipts, receipt);
    }
  return ctg_query_end (query, error) ? g_steal_pointer (&receipts) : NULL;
}
