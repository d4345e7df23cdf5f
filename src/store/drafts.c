/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "drafts.h"
#include "clock.h"
#include "db.h"
#include "errors.h"
#include "outbox.h"

static gboolean
check_written (CtgDb *db, gint64 id, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_DRAFTS);
  if (sqlite3_changes (db->handle) > 0)
    return TRUE;
  if (ctg_db_get_int (db, 0, "SELECT count (*) FROM draft WHERE id = ?", "i", id) == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-draft", "There is no such draft");
  else
    ctg_error_set (error, CTG_ERROR_CONFLICT, "draft-sent", "The letter was handed in already");
  return FALSE;
}

static gboolean
insert (CtgDb *db, CtgDraft *draft, GError **error)
{
  if (!ctg_db_run (db, error,
                   "INSERT INTO draft (kind, parent, sender, to_people, cc_people, bcc_people, subject, text, styles,"
                   " logs, asks_receipt, is_for_each, changed_utc_s, company, deal)"
                   " VALUES (?, nullif (?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif (?, 0), nullif (?, 0))",
                   "disssssssdddiii",
                   (int) draft->kind, draft->parent_key, draft->sender, draft->to, draft->cc, draft->bcc,
                   draft->subject, draft->text, draft->styles, (int) draft->logs, (int) draft->asks_receipt,
                   (int) draft->is_for_each, draft->changed_utc_s, draft->company_id, draft->deal_id))
    return FALSE;
  draft->id = sqlite3_last_insert_rowid (db->handle);
  ctg_db_note_change (db, CTG_CHANGE_DRAFTS);
  return TRUE;
}

static gboolean
update (CtgDb *db, const CtgDraft *draft, GError **error)
{
  return ctg_db_run (db, error,
                     "UPDATE draft SET kind = ?, parent = nullif (?, 0), sender = ?, to_people = ?, cc_people = ?,"
                     " bcc_people = ?, subject = ?, text = ?, styles = ?, logs = ?, asks_receipt = ?,"
                     " is_for_each = ?, changed_utc_s = ? WHERE id = ? AND outbox IS NULL",
                     "disssssssdddii", (int) draft->kind, draft->parent_key, draft->sender, draft->to, draft->cc,
                     draft->bcc, draft->subject, draft->text, draft->styles, (int) draft->logs,
                     (int) draft->asks_receipt, (int) draft->is_for_each, draft->changed_utc_s, draft->id) &&
         check_written (db, draft->id, error);
}

static gboolean
put_files (CtgDb *db, const CtgDraft *draft, GError **error)
{
  if (!ctg_db_run (db, error, "DELETE FROM draft_file WHERE draft = ?", "i", draft->id))
    return FALSE;
  for (guint i = 0; i < draft->files->len; i++)
    {
      const CtgDraftFile *file = g_ptr_array_index (draft->files, i);

      if (!ctg_db_run (db, error,
                       "INSERT INTO draft_file (draft, position, path, attachment, name, size_bytes)"
                       " VALUES (?, ?, ?, nullif (?, 0), ?, ?)",
                       "idsisi", draft->id, (int) i, file->path, file->attachment_id, file->name, file->size_bytes))
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_drafts_put:
 * @db: the writer
 * @draft: a letter; its number, if it had none, and its date are set
 * @error: `NOT_FOUND` "no-draft": it was discarded; `CONFLICT` "draft-sent": it was handed in; `STORAGE`
 *
 * Keeps a letter as it is now.
 *
 * Returns: whether it is kept
 */
gboolean
ctg_drafts_put (CtgDb *db, CtgDraft *draft, GError **error)
{
  draft->changed_utc_s = ctg_clock_now_utc_s ();
  return (draft->id != 0 ? update (db, draft, error) : insert (db, draft, error)) && put_files (db, draft, error);
}

static gboolean
read_files (CtgDb *db, CtgDraft *draft, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db,
                                             "SELECT path, attachment, name, size_bytes FROM draft_file"
                                             " WHERE draft = ? ORDER BY position", "i", draft->id);

  while (ctg_query_next (query))
    g_ptr_array_add (draft->files, ctg_draft_file_new (ctg_query_text (query, 0), ctg_query_int (query, 1),
                                                       ctg_query_text (query, 2), ctg_query_int (query, 3)));
  return ctg_query_end (query, error);
}

static CtgDraft *
read_draft (CtgQuery *query)
{
  CtgDraft *draft = ctg_draft_new ();
  char **texts[] = { &draft->sender, &draft->to, &draft->cc, &draft->bcc, &draft->subject, &draft->text,
                     &draft->styles };

  draft->id = ctg_query_int (query, 0);
  draft->kind = (CtgDraftKind) ctg_query_int (query, 1);
  draft->parent_key = ctg_query_int (query, 2);
  draft->outbox_id = ctg_query_int (query, 3);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    ctg_draft_set (texts[i], ctg_query_text (query, 4 + (int) i));
  draft->logs = ctg_query_int (query, 11) != 0;
  draft->asks_receipt = ctg_query_int (query, 12) != 0;
  draft->is_for_each = ctg_query_int (query, 13) != 0;
  draft->changed_utc_s = ctg_query_int (query, 14);
  draft->company_id = ctg_query_int (query, 15);
  draft->deal_id = ctg_query_int (query, 16);
  return draft;
}

/**
 * ctg_drafts_get:
 * @db: any connection
 * @id: a draft
 * @error: `NOT_FOUND` "no-draft", `STORAGE`
 *
 * Returns: (transfer full) (nullable): the letter as it was kept last
 */
CtgDraft *
ctg_drafts_get (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db,
                                             "SELECT id, kind, parent, outbox, sender, to_people, cc_people,"
                                             " bcc_people, subject, text, styles, logs, asks_receipt, is_for_each,"
                                             " changed_utc_s, company, deal FROM draft WHERE id = ?", "i", id);
  g_autoptr (CtgDraft) draft = ctg_query_next (query) ? read_draft (query) : NULL;

  if (!ctg_query_end (query, error))
    return NULL;
  if (draft == NULL)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-draft", "There is no such draft");
      return NULL;
    }
  return read_files (db, draft, error) ? g_steal_pointer (&draft) : NULL;
}

/**
 * ctg_drafts_delete:
 * @db: the writer
 * @id: a draft that was not handed in
 * @error: `NOT_FOUND`, `CONFLICT` "draft-sent", `STORAGE`
 *
 * Returns: whether it is gone
 */
gboolean
ctg_drafts_delete (CtgDb *db, gint64 id, GError **error)
{
  return ctg_db_run (db, error, "DELETE FROM draft WHERE id = ? AND outbox IS NULL", "i", id) &&
         check_written (db, id, error);
}

/**
 * ctg_drafts_list_ids:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): what is being written, changed last first
 */
GArray *
ctg_drafts_list_ids (CtgDb *db, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT id FROM draft WHERE outbox IS NULL"
                                                 " ORDER BY changed_utc_s DESC, id DESC", "");

  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_drafts_find:
 * @db: any connection
 * @outbox_id: an outgoing message
 *
 * Returns: the draft it was handed in from and can be taken back to, 0: there is none
 */
gint64
ctg_drafts_find (CtgDb *db, gint64 outbox_id)
{
  return ctg_db_get_int (db, 0, "SELECT id FROM draft WHERE outbox = ?", "i", outbox_id);
}

/**
 * ctg_drafts_hand_in:
 * @db: the writer, in the transaction that queues it
 * @id: a draft
 * @outbox_id: as what it is queued
 * @error: `NOT_FOUND`, `CONFLICT` "draft-sent": it was handed in before; `STORAGE`
 *
 * Returns: whether it was handed in, once
 */
gboolean
ctg_drafts_hand_in (CtgDb *db, gint64 id, gint64 outbox_id, GError **error)
{
  return ctg_db_run (db, error, "UPDATE draft SET outbox = ? WHERE id = ? AND outbox IS NULL", "ii", outbox_id, id) &&
         check_written (db, id, error);
}

/* What had not left leaves no trace; what may have left stays known as cancelled, and cannot be queued again beside its
 * draft. */
static gboolean
forget_outgoing (CtgDb *db, gint64 outbox_id, CtgOutboxState was, GError **error)
{
  if (was != CTG_OUTBOX_QUEUED && was != CTG_OUTBOX_FAILED)
    return ctg_db_run (db, error, "UPDATE outbox SET bytes = x'' WHERE id = ?", "i", outbox_id);
  return ctg_db_run (db, error, "DELETE FROM outbox WHERE id = ?", "i", outbox_id);
}

/**
 * ctg_drafts_take_back:
 * @db: the writer
 * @outbox_id: an outgoing message
 * @id: (out): the draft it is again
 * @error: `CONFLICT` "outbox-state": it is being sent, or was; `NOT_FOUND` "no-draft": it was not written here;
 *   `STORAGE`
 *
 * Nothing of it will leave any more, and it can be written on.
 *
 * Returns: whether it was taken back
 */
gboolean
ctg_drafts_take_back (CtgDb *db, gint64 outbox_id, gint64 *id, GError **error)
{
  CtgOutboxState was = (CtgOutboxState) ctg_db_get_int (db, 0, "SELECT state FROM outbox WHERE id = ?", "i", outbox_id);

  *id = ctg_drafts_find (db, outbox_id);
  if (*id == 0 && was == CTG_OUTBOX_ACCEPTED)
    {
      ctg_error_set (error, CTG_ERROR_CONFLICT, "outbox-state", "The message was sent meanwhile");
      return FALSE;
    }
  if (*id == 0)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-draft", "The letter was not written here");
      return FALSE;
    }
  return (was == CTG_OUTBOX_CANCELLED || ctg_outbox_cancel (db, outbox_id, error)) &&
         ctg_db_run (db, error, "UPDATE draft SET outbox = NULL, changed_utc_s = ? WHERE id = ?", "ii",
                     ctg_clock_now_utc_s (), *id) &&
         check_written (db, *id, error) && forget_outgoing (db, outbox_id, was, error);
}
