/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "attachments.h"
#include "errors.h"
#include "messages.h"
#include "staging.h"

#define COLUMNS "a.id, a.message, a.name, a.type, a.content_id, a.sha256, a.size_bytes, a.is_inline, a.is_held"

/**
 * ctg_attachment_free:
 * @self: (transfer full) (nullable): an attachment
 */
void
ctg_attachment_free (CtgAttachment *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->type);
  g_free (self->content_id);
  g_free (self->sha256);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self->content_path);
  g_free (self);
}

static gboolean
insert_one (CtgDb *db, gint64 key, int position, const CtgAttachment *attachment, GError **error)
{
  gboolean is_held = attachment->content != NULL || attachment->content_path != NULL;

  if (attachment->content != NULL && !ctg_staging_add (db, attachment->sha256, attachment->content, error))
    return FALSE;
  if (attachment->content_path != NULL && !ctg_staging_adopt (db, attachment->sha256, attachment->content_path,
                                                              (gsize) attachment->size_bytes, error))
    return FALSE;
  return ctg_db_run (db, error,
                     "INSERT INTO attachment (message, position, name, type, content_id, sha256, size_bytes, is_inline,"
                     "  is_held) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "idssssidd", key, position, attachment->name != NULL ? attachment->name : "",
                     attachment->type != NULL ? attachment->type : "", attachment->content_id,
                     attachment->sha256 != NULL ? attachment->sha256 : "", attachment->size_bytes,
                     attachment->is_inline != FALSE, is_held);
}

/**
 * ctg_attachments_insert:
 * @db: the writer
 * @key: a message that has none yet
 * @attachments: (nullable) (element-type CtgAttachment): in the message's order
 * @error: `STORAGE`, `STORAGE_FULL`, `INVALID_INPUT`
 *
 * Returns: whether they are kept, their contents ready to be put in place at the commit
 */
gboolean
ctg_attachments_insert (CtgDb *db, gint64 key, GPtrArray *attachments, GError **error)
{
  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    if (!insert_one (db, key, (int) i, g_ptr_array_index (attachments, i), error))
      return FALSE;
  return TRUE;
}

/**
 * ctg_attachments_remove:
 * @db: the writer
 * @key: a message
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Removes its attachments' rows; files no other row needs go after the commit.
 *
 * Returns: whether it was done
 */
gboolean
ctg_attachments_remove (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT sha256 FROM attachment WHERE message = ? AND is_held = 1", "i", key);
  while (ctg_query_next (query))
    ctg_staging_drop (db, ctg_query_text (query, 0));
  return ctg_query_end (query, error) &&
         ctg_db_run (db, error, "DELETE FROM attachment WHERE message = ?", "i", key);
}

static CtgAttachment *
read_attachment (CtgQuery *query)
{
  CtgAttachment *attachment = g_new0 (CtgAttachment, 1);

  attachment->id = ctg_query_int (query, 0);
  attachment->message_key = ctg_query_int (query, 1);
  attachment->name = ctg_query_dup_text (query, 2);
  attachment->type = ctg_query_dup_text (query, 3);
  attachment->content_id = ctg_query_dup_text (query, 4);
  attachment->sha256 = ctg_query_dup_text (query, 5);
  attachment->size_bytes = ctg_query_int (query, 6);
  attachment->is_inline = ctg_query_int (query, 7) != 0;
  attachment->is_held = ctg_query_int (query, 8) != 0;
  return attachment;
}

static GPtrArray *
collect (CtgQuery *query, GError **error)
{
  g_autoptr (GPtrArray) attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);

  while (ctg_query_next (query))
    g_ptr_array_add (attachments, read_attachment (query));
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&attachments);
}

/**
 * ctg_attachments_by_message:
 * @db: any connection
 * @key: a message
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgAttachment): in the message's order, without content
 */
GPtrArray *
ctg_attachments_by_message (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db,
                                             "SELECT " COLUMNS " FROM attachment AS a WHERE a.message = ?"
                                             " ORDER BY a.position", "i", key);

  return collect (query, error);
}

/**
 * ctg_attachments_by_contact:
 * @db: any connection
 * @contact_id: whose page; 0: of everything that is logged
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgAttachment): newest message first, without content, pictures inside bodies
 *   left out
 */
GPtrArray *
ctg_attachments_by_contact (CtgDb *db, gint64 contact_id, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  if (contact_id == 0)
    query = ctg_db_query (db,
                          "SELECT " COLUMNS " FROM attachment AS a JOIN message AS m ON m.key = a.message"
                          " WHERE m.n_logged > 0 AND a.is_inline = 0 ORDER BY a.message DESC, a.position", "");
  else
    query = ctg_db_query (db,
                          "SELECT " COLUMNS " FROM log_entry AS l JOIN attachment AS a ON a.message = l.message"
                          " WHERE l.contact = ? AND a.is_inline = 0 ORDER BY l.message DESC, a.position", "i",
                          contact_id);
  return collect (query, error);
}

/**
 * ctg_attachments_get:
 * @db: any connection
 * @id: which
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full): the attachment, without content
 */
CtgAttachment *
ctg_attachments_get (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS " FROM attachment AS a WHERE a.id = ?", "i", id);

  if (ctg_query_next (query))
    return read_attachment (query);
  if (ctg_query_end (query, error))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "There is no such attachment");
  return NULL;
}
