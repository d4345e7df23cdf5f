/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way to a mailbox may change: from Exchange to Microsoft 365, from one provider's servers to another's (A67). The
 * account stays, with its id, its rules and all that is logged. What a server had said of its folders is of no use to
 * another one: they are forgotten and read anew. The messages stay, and are recognised when they come the new way, see
 * messages-write.c. */

#include "account-way.h"
#include "clock.h"
#include "db.h"

/* Another port, or a certificate that is trusted, leads to the same mailbox; another login may not. */
static gboolean
is_same_way (CtgDb *db, gint64 row, const CtgAccount *account)
{
  const CtgEndpoint *in = account->incoming;

  return ctg_db_get_int (db, 0,
                         "SELECT 1 FROM account WHERE id = ? AND kind = ? AND incoming_host = ? COLLATE NOCASE"
                         "  AND ifnull (incoming_username, '') = ?", "isss", row, account->kind, in->host,
                         in->username != NULL ? in->username : "") != 0;
}

/**
 * ctg_account_way_is_same:
 * @db: any connection
 * @account: how a mailbox that is here may be connected from now on, under its id
 *
 * Returns: whether that is the way it is connected now
 */
gboolean
ctg_account_way_is_same (CtgDb *db, const CtgAccount *account)
{
  return is_same_way (db, ctg_db_get_int (db, 0, "SELECT id FROM account WHERE uuid = ?", "s", account->id), account);
}

/**
 * ctg_account_way_begin:
 * @db: the writer
 * @row: of an account
 * @account: how it is connected from now on
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Before the new way is written. Where it is another one, forgets the folders, and notes that what is here came by the
 * former one. The clock may have been set back since it came.
 *
 * Returns: whether it was done
 */
gboolean
ctg_account_way_begin (CtgDb *db, gint64 row, const CtgAccount *account, GError **error)
{
  if (is_same_way (db, row, account))
    return TRUE;
  ctg_db_note_change (db, CTG_CHANGE_FOLDERS);
  return ctg_db_run (db, error, "DELETE FROM folder WHERE account = ?", "i", row) &&
         ctg_db_run (db, error,
                     "UPDATE account SET last_pull_utc_s = 0, way_since_utc_s = max (?,"
                     "  (SELECT ifnull (max (written_utc_s), 0) FROM message WHERE account = ?2)) WHERE id = ?2",
                     "ii", ctg_clock_now_utc_s (), row);
}
