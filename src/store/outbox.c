/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The steps of the outbox: each is one guarded update, so that two who want different things of a letter never both get
 * their way. Reading is in outbox-read.c. */

#include "outbox.h"
#include "clock.h"
#include "compress.h"
#include "db.h"
#include "enrolments.h"
#include "errors.h"

static gboolean
insert_recipient (CtgDb *db, gint64 id, guint position, const CtgOutboxRecipient *recipient, GError **error)
{
  return ctg_db_run (db, error,
                     "INSERT INTO outbox_recipient (outbox, position, kind, name, address, state)"
                     " VALUES (?, ?, ?, ?, ?, ?)",
                     "iddssd", id, (int) position, (int) recipient->kind, recipient->name, recipient->address,
                     (int) recipient->state);
}

/**
 * ctg_outbox_insert:
 * @db: the writer
 * @item: what is to be sent; @id is set, the state is %CTG_OUTBOX_QUEUED
 * @bytes: the letter as it will leave
 * @error: `NOT_FOUND` (no such account), `CONFLICT` (its Message-ID is there already), `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it is queued
 */
gboolean
ctg_outbox_insert (CtgDb *db, CtgOutboxItem *item, GBytes *bytes, GError **error)
{
  g_autoptr (GBytes) packed = ctg_compress (db, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  gint64 now_utc_s = ctg_clock_now_utc_s ();
  gint64 account = ctg_db_get_int (db, 0, "SELECT id FROM account WHERE uuid = ?", "s", item->account_id);

  if (account == 0)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-account", "There is no such account");
      return FALSE;
    }
  if (!ctg_db_run (db, error,
                   "INSERT INTO outbox (account, message_id, sender_name, sender_address, subject, bytes, size_bytes,"
                   " state, copy, fate, due_utc_s, created_utc_s, state_utc_s, logs, is_automatic, is_receipt)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, ?, ?)",
                   "issssbiiiiddd", account, item->message_id, item->sender_name, item->sender_address, item->subject,
                   packed, (gint64) g_bytes_get_size (bytes), item->due_utc_s, now_utc_s, now_utc_s, (int) item->logs,
                   (int) item->is_automatic, (int) item->is_receipt))
    return FALSE;
  item->id = sqlite3_last_insert_rowid (db->handle);
  for (guint i = 0; i < item->recipients->len; i++)
    if (!insert_recipient (db, item->id, i, g_ptr_array_index (item->recipients, i), error))
      return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_OUTBOX);
  return TRUE;
}

/* What an update guarded by a state says when it met none. */
static gboolean
check_met (CtgDb *db, gint64 id, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_OUTBOX);
  if (sqlite3_changes (db->handle) > 0)
    return TRUE;
  if (ctg_db_get_int (db, 0, "SELECT count (*) FROM outbox WHERE id = ?", "i", id) == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-outgoing", "There is no such outgoing message");
  else
    ctg_error_set (error, CTG_ERROR_CONFLICT, "outbox-state", "The message is in another state now");
  return FALSE;
}

static gboolean
set_problem (CtgDb *db, gint64 id, const GError *cause, GError **error)
{
  CtgErrorDetails details = ctg_error_get_details (cause);
  const char *code = NULL;

  if (cause != NULL)
    code = cause->domain == CTG_ERROR ? ctg_error_code_to_string (cause->code) : "FAILED";
  return ctg_db_run (db, error,
                     "UPDATE outbox SET problem_code = ?, problem_reason = ?, problem_host = ?,"
                     " problem_server_text = ? WHERE id = ?",
                     "ssssi", code, details.reason, details.host, details.server_text, id);
}

/**
 * ctg_outbox_move:
 * @db: the writer
 * @id: an outgoing message
 * @from: the state it is to be in
 * @to: the state it gets
 * @cause: (nullable): what went wrong
 * @error: `CONFLICT` "outbox-state", `NOT_FOUND`, `STORAGE`
 *
 * Returns: whether it was done
 */
gboolean
ctg_outbox_move (CtgDb *db, gint64 id, CtgOutboxState from, CtgOutboxState to, const GError *cause, GError **error)
{
  return ctg_db_run (db, error,
                     "UPDATE outbox SET state = ?1, state_utc_s = ?2, n_tries = n_tries + (?1 = 1)"
                     " WHERE id = ?3 AND state = ?4",
                     "diid", (int) to, ctg_clock_now_utc_s (), id, (int) from) &&
         check_met (db, id, error) && set_problem (db, id, cause, error);
}

/**
 * ctg_outbox_put_off:
 * @db: the writer
 * @id: an outgoing message
 * @from: the state it is to be in
 * @due_utc_s: when it is tried again
 * @cause: (nullable): why not now
 * @error: as ctg_outbox_move()
 *
 * Returns: whether it is queued again
 */
gboolean
ctg_outbox_put_off (CtgDb *db, gint64 id, CtgOutboxState from, gint64 due_utc_s, const GError *cause, GError **error)
{
  return ctg_outbox_move (db, id, from, CTG_OUTBOX_QUEUED, cause, error) &&
         ctg_db_run (db, error, "UPDATE outbox SET due_utc_s = ? WHERE id = ?", "ii", due_utc_s, id);
}

static gboolean
drop_draft (CtgDb *db, gint64 id, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_DRAFTS);
  return ctg_db_run (db, error, "DELETE FROM draft WHERE outbox = ?", "i", id);
}

/**
 * ctg_outbox_accept:
 * @db: the writer
 * @id: an outgoing message
 * @from: the state it is to be in
 * @host: (nullable): who has taken it
 * @server_text: (nullable): with which words
 * @copy: what is known of the copy in Sent
 * @message_key: the message in the database, 0: none
 * @error: as ctg_outbox_move()
 *
 * Everybody who was not refused has been taken. The draft it was handed in from is no more.
 *
 * Returns: whether it was done
 */
gboolean
ctg_outbox_accept (CtgDb *db, gint64 id, CtgOutboxState from, const char *host, const char *server_text,
                   CtgOutboxCopy copy, gint64 message_key, GError **error)
{
  return ctg_outbox_move (db, id, from, CTG_OUTBOX_ACCEPTED, NULL, error) &&
         ctg_db_run (db, error,
                     "UPDATE outbox SET accepted_host = ?, accepted_text = ?, copy = ?, message = nullif (?, 0)"
                     " WHERE id = ?", "ssdii", host, server_text, (int) copy, message_key, id) &&
         drop_draft (db, id, error) &&
         ctg_db_run (db, error, "UPDATE outbox_recipient SET state = 1 WHERE outbox = ? AND state = 0", "i", id);
}

/**
 * ctg_outbox_set_recipient:
 * @db: the writer
 * @id: an outgoing message
 * @address: one of its recipients
 * @state: what became of it
 * @server_text: (nullable): why
 * @error: `STORAGE`
 *
 * Returns: whether it was done
 */
gboolean
ctg_outbox_set_recipient (CtgDb *db, gint64 id, const char *address, CtgRecipientState state, const char *server_text,
                          GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_OUTBOX);
  return ctg_db_run (db, error,
                     "UPDATE outbox_recipient SET state = ?, server_text = ? WHERE outbox = ? AND address = ?",
                     "dsis", (int) state, server_text, id, address);
}

/* The database has the letter itself once it is logged; without that its bytes are kept, for nobody else has them. */
static gboolean
drop_bytes (CtgDb *db, gint64 id, GError **error)
{
  return ctg_db_run (db, error,
                     "UPDATE outbox SET bytes = x'' WHERE id = ? AND EXISTS"
                     " (SELECT 1 FROM body_source WHERE body_source.message = outbox.message)", "i", id);
}

/**
 * ctg_outbox_set_copy:
 * @db: the writer
 * @id: an accepted message
 * @copy: what is known of its copy in Sent
 * @cause: (nullable): why there is none
 * @error: `CONFLICT`, `NOT_FOUND`, `STORAGE`
 *
 * A copy that is there stays, whatever a later look says.
 *
 * Returns: whether it was done
 */
gboolean
ctg_outbox_set_copy (CtgDb *db, gint64 id, CtgOutboxCopy copy, const GError *cause, GError **error)
{
  gboolean is_there = copy == CTG_COPY_SAVED || copy == CTG_COPY_SERVER;

  return ctg_db_run (db, error, "UPDATE outbox SET copy = ? WHERE id = ? AND state = 4 AND copy NOT IN (2, 3)", "di",
                     (int) copy, id) &&
         check_met (db, id, error) && set_problem (db, id, cause, error) && (!is_there || drop_bytes (db, id, error));
}

/**
 * ctg_outbox_set_message:
 * @db: the writer
 * @id: an outgoing message
 * @message_key: the same in the database
 * @error: `STORAGE`
 *
 * Returns: whether it was noted
 */
gboolean
ctg_outbox_set_message (CtgDb *db, gint64 id, gint64 message_key, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_OUTBOX);
  return ctg_db_run (db, error, "UPDATE outbox SET message = ? WHERE id = ?", "ii", message_key, id);
}

/**
 * ctg_outbox_set_fate:
 * @db: the writer
 * @id: an outgoing message
 * @fate: what came back
 * @error: `STORAGE`
 *
 * An answer outweighs a report that somebody else could not be reached.
 *
 * Returns: whether it was noted
 */
gboolean
ctg_outbox_set_fate (CtgDb *db, gint64 id, CtgOutboxFate fate, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_OUTBOX);
  return ctg_db_run (db, error, "UPDATE outbox SET fate = max (fate, ?) WHERE id = ?", "di", (int) fate, id) &&
         (fate == CTG_FATE_NONE ||
          ctg_enrolments_note_fate (db, id, fate == CTG_FATE_ANSWERED ? "answered" : "bounced", error));
}

/**
 * ctg_outbox_cancel:
 * @db: the writer
 * @id: an outgoing message
 * @error: `CONFLICT` "outbox-state": it is being sent, or was; `NOT_FOUND`, `STORAGE`
 *
 * Returns: whether nothing of it will leave any more
 */
gboolean
ctg_outbox_cancel (CtgDb *db, gint64 id, GError **error)
{
  return ctg_db_run (db, error, "UPDATE outbox SET state = 6, state_utc_s = ? WHERE id = ? AND state IN (0, 3, 5)",
                     "ii", ctg_clock_now_utc_s (), id) &&
         check_met (db, id, error);
}

static gboolean
retry_copy (CtgDb *db, gint64 id, GError **error)
{
  return ctg_db_run (db, error, "UPDATE outbox SET copy = 1 WHERE id = ? AND state = 4 AND copy = 4", "i", id) &&
         check_met (db, id, error) && set_problem (db, id, NULL, error);
}

/**
 * ctg_outbox_retry:
 * @db: the writer
 * @id: an outgoing message
 * @error: `CONFLICT` "outbox-state", `NOT_FOUND`, `STORAGE`
 *
 * A person's decision: what failed, or may have failed, is queued again, now; what was sent without its copy gets it.
 * What may have left may have left its copy, too: that is to be looked for.
 *
 * Returns: whether there was something to do again
 */
gboolean
ctg_outbox_retry (CtgDb *db, gint64 id, GError **error)
{
  gint64 now_utc_s = ctg_clock_now_utc_s ();

  if (ctg_db_get_int (db, 0, "SELECT state FROM outbox WHERE id = ?", "i", id) == CTG_OUTBOX_ACCEPTED)
    return retry_copy (db, id, error);
  return ctg_db_run (db, error,
                     "UPDATE outbox SET state = 0, state_utc_s = ?1, due_utc_s = ?1, created_utc_s = ?1, n_tries = 0,"
                     "  copy = CASE state WHEN 3 THEN 1 ELSE copy END"
                     " WHERE id = ?2 AND state IN (0, 3, 5, 6) AND length (bytes) > 0", "ii", now_utc_s, id) &&
         check_met (db, id, error) && set_problem (db, id, NULL, error) &&
         ctg_db_run (db, error, "UPDATE outbox_recipient SET state = 0, server_text = NULL WHERE outbox = ?", "i", id);
}

/**
 * ctg_outbox_retry_copies:
 * @db: the writer
 * @account_id: whose Sent folder is known now
 * @error: `STORAGE`
 *
 * What was sent while there was no folder for its copy gets it.
 *
 * Returns: whether it was done
 */
gboolean
ctg_outbox_retry_copies (CtgDb *db, const char *account_id, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_OUTBOX);
  return ctg_db_run (db, error,
                     "UPDATE outbox SET copy = 1, problem_code = NULL, problem_reason = NULL, problem_host = NULL,"
                     " problem_server_text = NULL WHERE state = 4 AND copy = 4 AND problem_reason = 'no-sent-folder'"
                     " AND account = (SELECT id FROM account WHERE uuid = ?)", "s", account_id);
}

/**
 * ctg_outbox_recover:
 * @db: the writer, of the process that alone sends, before it does
 * @error: `STORAGE`
 *
 * After a crash: what was dialling had not left and is queued again, what was leaving is unknown.
 *
 * Returns: whether it was done
 */
gboolean
ctg_outbox_recover (CtgDb *db, GError **error)
{
  if (ctg_db_get_int (db, 0, "SELECT count (*) FROM outbox WHERE state IN (1, 2)", "") == 0)
    return TRUE;
  ctg_db_note_change (db, CTG_CHANGE_OUTBOX);
  return ctg_db_run (db, error,
                     "UPDATE outbox SET state = CASE state WHEN 1 THEN 0 ELSE 3 END, state_utc_s = ?"
                     " WHERE state IN (1, 2)", "i", ctg_clock_now_utc_s ());
}
