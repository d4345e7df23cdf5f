/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "picture-senders.h"
#include "clock.h"
#include "keys.h"

/**
 * ctg_picture_senders_has:
 * @db: any connection
 * @address: a letter's sender
 *
 * Returns: whether their pictures are wanted
 */
gboolean
ctg_picture_senders_has (CtgDb *db, const char *address)
{
  g_autofree char *key = ctg_key_of_address (address);

  return ctg_db_get_int (db, 0, "SELECT count (*) FROM picture_sender WHERE address_key = ?", "s", key) > 0;
}

/**
 * ctg_picture_senders_set:
 * @db: the writer
 * @address: a letter's sender
 * @is_wanted: whether their pictures are to be shown from now on
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it is kept
 */
gboolean
ctg_picture_senders_set (CtgDb *db, const char *address, gboolean is_wanted, GError **error)
{
  g_autofree char *key = ctg_key_of_address (address);

  if (!is_wanted)
    return ctg_db_run (db, error, "DELETE FROM picture_sender WHERE address_key = ?", "s", key);
  return ctg_db_run (db, error,
                     "INSERT INTO picture_sender (address_key, since_utc_s) VALUES (?, ?) ON CONFLICT DO NOTHING", "si",
                     key, ctg_clock_now_utc_s ());
}

/**
 * ctg_picture_senders_forget:
 * @db: the writer
 * @contact_id: a contact about to be deleted
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether none of its addresses is here any more
 */
gboolean
ctg_picture_senders_forget (CtgDb *db, gint64 contact_id, GError **error)
{
  return ctg_db_run (db, error,
                     "DELETE FROM picture_sender"
                     " WHERE address_key IN (SELECT address_key FROM contact_address WHERE contact = ?)", "i",
                     contact_id);
}
