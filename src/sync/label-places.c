/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where folders are labels (Gmail) each message is read once, from the folder of all mail, and its labels say where it
 * is shown: what is in INBOX and in Sent is known as elsewhere, and what a person labels "Carteggio" is logged as what
 * is put into a folder of that name (B15), also when the label comes long after the letter. */

#include "label-places.h"

#include "ingest.h"
#include "label-locations.h"
#include "log-rule.h"

static gboolean
has_role (const CtgLabels *labels, CtgFolderRole role)
{
  return (labels->roles & (1u << role)) != 0;
}

/**
 * ctg_label_places_new:
 * @folders: (element-type CtgFolder): those that are labels, with their ids; must outlive it
 * @all_mail_id: the one that has all mail
 *
 * Returns: (transfer full): the way from labels to folders
 */
CtgLabelPlaces *
ctg_label_places_new (GPtrArray *folders, gint64 all_mail_id)
{
  CtgLabelPlaces *self = g_new (CtgLabelPlaces, 1);

  self->all_mail_id = all_mail_id;
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_role = g_hash_table_new (g_direct_hash, g_direct_equal);
  for (guint i = 0; i < folders->len; i++)
    {
      CtgFolder *folder = g_ptr_array_index (folders, i);

      if (folder->role == CTG_FOLDER_OTHER)
        g_hash_table_insert (self->by_name, folder->name, folder);
      else
        g_hash_table_insert (self->by_role, GINT_TO_POINTER (folder->role), folder);
    }
  return self;
}

/**
 * ctg_label_places_free:
 * @self: (transfer full) (nullable): the way from labels to folders
 */
void
ctg_label_places_free (CtgLabelPlaces *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_name);
  g_hash_table_unref (self->by_role);
  g_free (self);
}

/**
 * ctg_label_places_is_mail:
 * @labels: (nullable): of a message
 *
 * Returns: whether it is a letter that came or went: no draft, and nothing thrown away
 */
gboolean
ctg_label_places_is_mail (const CtgLabels *labels)
{
  return labels == NULL || !(has_role (labels, CTG_FOLDER_DRAFTS) || has_role (labels, CTG_FOLDER_TRASH) ||
                             has_role (labels, CTG_FOLDER_JUNK));
}

/**
 * ctg_label_places_find_sent:
 * @self: the way from labels to folders
 * @labels: (nullable): of a message
 *
 * Returns: the Sent folder, if the message is in it; else 0
 */
gint64
ctg_label_places_find_sent (const CtgLabelPlaces *self, const CtgLabels *labels)
{
  const CtgFolder *sent = g_hash_table_lookup (self->by_role, GINT_TO_POINTER (CTG_FOLDER_SENT));

  return sent != NULL && labels != NULL && has_role (labels, CTG_FOLDER_SENT) ? sent->id : 0;
}

static void
add_role (const CtgLabelPlaces *self, const CtgLabels *labels, CtgFolderRole role, GArray *ids)
{
  const CtgFolder *folder = g_hash_table_lookup (self->by_role, GINT_TO_POINTER (role));

  if (folder != NULL && has_role (labels, role))
    g_array_append_val (ids, folder->id);
}

static GArray *
collect_ids (const CtgLabelPlaces *self, const CtgLabels *labels)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  add_role (self, labels, CTG_FOLDER_INBOX, ids);
  add_role (self, labels, CTG_FOLDER_SENT, ids);
  for (guint i = 0; labels->names[i] != NULL; i++)
    {
      const CtgFolder *folder = g_hash_table_lookup (self->by_name, labels->names[i]);

      if (folder != NULL)
        g_array_append_val (ids, folder->id);
    }
  return ids;
}

/**
 * ctg_label_places_put:
 * @self: the way from labels to folders
 * @db: the writer
 * @key: a held message
 * @remote_id: its number in the folder of all mail
 * @labels: (nullable): its labels; %NULL: not said, and what is known stays
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL
 *
 * Has the message stand in the folders that its labels name, and no others.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_label_places_put (const CtgLabelPlaces *self, CtgDb *db, gint64 key, const char *remote_id,
                      const CtgLabels *labels, GError **error)
{
  g_autoptr (GArray) ids = NULL;
  g_autofree char *name = NULL;

  if (labels == NULL)
    return TRUE;
  ids = collect_ids (self, labels);
  name = labels->unique_id != NULL ? g_strconcat ("label:", labels->unique_id, NULL)
                                   : g_strconcat ("label:number-", remote_id, NULL);
  return ctg_label_locations_put (db, key, self->all_mail_id, name, ids, error);
}

static gboolean
has_drop_label (const CtgLabels *labels)
{
  for (guint i = 0; labels->names[i] != NULL; i++)
    if (ctg_log_rule_is_drop_folder (labels->names[i]))
      return TRUE;
  return FALSE;
}

/**
 * ctg_label_places_relabel:
 * @self: the way from labels to folders
 * @db: the writer
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @header: a number in the folder of all mail, with its labels; what is not held is passed over
 * @n_entries: (inout): grows by the entries made
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL
 *
 * Notes other labels of a held message, and asks the rules again where one of them logs what it is put on.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_label_places_relabel (const CtgLabelPlaces *self, CtgDb *db, GHashTable *own, const CtgRemoteHeader *header,
                          guint *n_entries, GError **error)
{
  gint64 key = ctg_messages_find_at (db, self->all_mail_id, header->remote_id);

  if (key == 0 || header->labels == NULL)
    return TRUE;
  if (!ctg_label_places_put (self, db, key, header->remote_id, header->labels, error))
    return FALSE;
  return !has_drop_label (header->labels) || ctg_messages_is_logged (db, key) ||
         ctg_ingest_reconsider (db, own, key, n_entries, error);
}
