/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where folders are labels, a message is fetched from the folder of all mail alone; in each folder whose label it has
 * it stands under a name that no command takes: `label:` and what the provider calls it in the whole mailbox. So the
 * labels outlive new numbers of the folders. */

#include "label-locations.h"

#include "messages.h"

#define OF_THE_ACCOUNT " folder IN (SELECT id FROM folder WHERE account = (SELECT account FROM folder WHERE id = ?))"

/**
 * ctg_label_locations_put:
 * @db: the writer
 * @key: a message
 * @all_mail_id: the folder it was read from
 * @name: `label:` and its name in the whole mailbox
 * @folder_ids: (element-type gint64): folders of the same account whose labels it has
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Has the message stand under this name in those folders and no others.
 *
 * Returns: whether it was kept
 */
gboolean
ctg_label_locations_put (CtgDb *db, gint64 key, gint64 all_mail_id, const char *name, GArray *folder_ids,
                         GError **error)
{
  if (!ctg_db_run (db, error, "DELETE FROM location WHERE message = ? AND remote_id = ? AND" OF_THE_ACCOUNT, "isi",
                   key, name, all_mail_id))
    return FALSE;
  for (guint i = 0; i < folder_ids->len; i++)
    if (!ctg_messages_add_location (db, key, g_array_index (folder_ids, gint64, i), name, error))
      return FALSE;
  return TRUE;
}

/**
 * ctg_label_locations_drop_gone:
 * @db: the writer
 * @all_mail_id: the folder of all mail
 * @remote_ids: (element-type utf8): what is no longer there; its places there are still known
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Takes the labels off what has gone, unless the same message stands there a second time.
 *
 * Returns: whether it was done
 */
gboolean
ctg_label_locations_drop_gone (CtgDb *db, gint64 all_mail_id, GPtrArray *remote_ids, GError **error)
{
  for (guint i = 0; i < remote_ids->len; i++)
    {
      const char *remote_id = g_ptr_array_index (remote_ids, i);
      gint64 key = ctg_messages_find_at (db, all_mail_id, remote_id);

      if (key != 0 &&
          !ctg_db_run (db, error,
                       "DELETE FROM location WHERE message = ? AND remote_id LIKE 'label:%' AND" OF_THE_ACCOUNT
                       " AND NOT EXISTS (SELECT 1 FROM location WHERE message = ? AND folder = ? AND remote_id <> ?)",
                       "iiiis", key, all_mail_id, key, all_mail_id, remote_id))
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_label_locations_drop_folder:
 * @db: the writer
 * @folder_id: a folder
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Before a folder that was a label is read as a folder.
 *
 * Returns: whether it was done
 */
gboolean
ctg_label_locations_drop_folder (CtgDb *db, gint64 folder_id, GError **error)
{
  return ctg_db_run (db, error, "DELETE FROM location WHERE folder = ? AND remote_id LIKE 'label:%'", "i", folder_id);
}
