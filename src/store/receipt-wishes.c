/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "receipt-wishes.h"
#include "clock.h"
#include "errors.h"

/**
 * ctg_receipt_wish_free:
 * @self: (transfer full) (nullable): one
 */
void
ctg_receipt_wish_free (CtgReceiptWish *self)
{
  if (self == NULL)
    return;
  g_free (self->address);
  g_free (self);
}

/**
 * ctg_receipt_wishes_put:
 * @db: the writer
 * @key: a message
 * @address: whom to tell that it was read
 * @error: `STORAGE`
 *
 * What one wrote oneself asks nobody here.
 *
 * Returns: whether it is kept
 */
gboolean
ctg_receipt_wishes_put (CtgDb *db, gint64 key, const char *address, GError **error)
{
  return ctg_db_run (db, error,
                     "INSERT OR REPLACE INTO receipt_wish (message, address)"
                     " SELECT key, ? FROM message WHERE key = ? AND direction = 0", "si", address, key);
}

/**
 * ctg_receipt_wishes_find:
 * @db: any connection
 * @key: a message
 *
 * A receipt that was taken back before it left is none.
 *
 * Returns: (transfer full) (nullable): what its sender asks, %NULL: nothing
 */
CtgReceiptWish *
ctg_receipt_wishes_find (CtgDb *db, gint64 key)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db,
                                             "SELECT w.address,"
                                             " CASE WHEN a.id_hash IS NULL OR o.state = 6 THEN 0"
                                             " WHEN a.is_refused THEN 1 ELSE 2 END, a.at_utc_s"
                                             " FROM receipt_wish AS w JOIN message AS m ON m.key = w.message"
                                             " LEFT JOIN receipt_answer AS a ON a.id_hash = m.id_hash"
                                             " LEFT JOIN outbox AS o ON o.id = a.outbox WHERE w.message = ?",
                                             "i", key);
  CtgReceiptWish *wish = NULL;

  if (ctg_query_next (query))
    {
      wish = g_new0 (CtgReceiptWish, 1);
      wish->address = ctg_query_dup_text (query, 0);
      wish->answer = (CtgReceiptAnswer) ctg_query_int (query, 1);
      wish->answered_utc_s = wish->answer != CTG_RECEIPT_OPEN ? ctg_query_int (query, 2) : 0;
    }
  return wish;
}

/* By the letter's id, so that a second copy of it, or the same letter fetched anew, is answered too. */
static gboolean
answer (CtgDb *db, gint64 key, gint64 outbox_id, GError **error)
{
  if (!ctg_db_run (db, error,
                   "INSERT INTO receipt_answer (id_hash, outbox, is_refused, at_utc_s)"
                   " SELECT m.id_hash, nullif (?1, 0), ?1 = 0, ?2 FROM receipt_wish AS w"
                   " JOIN message AS m ON m.key = w.message WHERE w.message = ?3"
                   " ON CONFLICT (id_hash) DO UPDATE SET outbox = excluded.outbox, is_refused = excluded.is_refused,"
                   " at_utc_s = excluded.at_utc_s WHERE receipt_answer.is_refused OR EXISTS"
                   " (SELECT 1 FROM outbox AS o WHERE o.id = receipt_answer.outbox AND o.state = 6)",
                   "iii", outbox_id, ctg_clock_now_utc_s (), key))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_LOG);
  if (sqlite3_changes (db->handle) > 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_CONFLICT, "receipt-given", "Its sender has been told, or does not ask");
  return FALSE;
}

/**
 * ctg_receipt_wishes_refuse:
 * @db: the writer
 * @key: a message whose sender asks
 * @error: `CONFLICT` "receipt-given", `STORAGE`
 *
 * Returns: whether it is noted that the sender is not told
 */
gboolean
ctg_receipt_wishes_refuse (CtgDb *db, gint64 key, GError **error)
{
  return answer (db, key, 0, error);
}

/**
 * ctg_receipt_wishes_give:
 * @db: the writer, in the transaction that puts the receipt into the outbox
 * @key: a message whose sender asks
 * @outbox_id: the receipt
 * @error: `CONFLICT` "receipt-given", `STORAGE`
 *
 * Returns: whether it is noted that the sender is told; %FALSE: it is not to leave
 */
gboolean
ctg_receipt_wishes_give (CtgDb *db, gint64 key, gint64 outbox_id, GError **error)
{
  return answer (db, key, outbox_id, error);
}
