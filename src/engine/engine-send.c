/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From what a person filled in to a row of the outbox. Files are read and the letter is written on the worker for
 * letters (outgoing.c); who sends it and when is engine-outbox.c's. */

#include "engine-send.h"

#include "own-addresses.h"
#include "typed-letter.h"

static gpointer
send_job (gpointer data, GCancellable *cancellable, GError **error)
{
  CtgTypedLetter *letter = data;
  CtgOutgoing *outgoing = letter->outgoing;
  CtgStore *store = outgoing->engine->store;

  if (!ctg_typed_letter_read_people (letter, error) || !ctg_outgoing_check_tokens (outgoing, error) ||
      !ctg_store_read (store, ctg_outgoing_read_facts, outgoing, cancellable, error) ||
      !ctg_outgoing_read_files (outgoing, cancellable, error) || !ctg_outgoing_write (outgoing, error))
    return NULL;
  outgoing->own = ctg_own_addresses_read (store, error);
  if (outgoing->own == NULL || !ctg_store_write (store, ctg_outgoing_insert, outgoing, cancellable, error))
    return NULL;
  return g_memdup2 (&outgoing->item->id, sizeof outgoing->item->id);
}

/**
 * ctg_engine_send_async:
 * @self: the engine
 * @fields: the letter; copied
 * @cancellable: (nullable): ends it; nothing is queued then
 * @callback: called when it is in the outbox
 * @user_data: for @callback
 *
 * Puts a letter into the outbox, see engine-send.h.
 */
void
ctg_engine_send_async (CtgEngine *self, const CtgOutgoingFields *fields, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (self->letters, send_job, ctg_typed_letter_from_fields (self, fields),
                        (GDestroyNotify) ctg_typed_letter_free, g_free, cancellable, callback, user_data);
}

/**
 * ctg_engine_send_draft_async:
 * @self: the engine
 * @draft: a letter, kept; copied
 * @due_utc_s: not before, 0: now
 * @callback: called when it is in the outbox; answered by ctg_engine_send_finish()
 * @user_data: for @callback
 *
 * Hands a letter in that was written here, once. Until it begins to leave it can be taken back.
 */
void
ctg_engine_send_draft_async (CtgEngine *self, const CtgDraft *draft, gint64 due_utc_s, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  ctg_worker_run_async (self->letters, send_job, ctg_typed_letter_from_draft (self, draft, due_utc_s),
                        (GDestroyNotify) ctg_typed_letter_free, g_free, NULL, callback, user_data);
}

/**
 * ctg_engine_send_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: see engine-send.h
 *
 * Returns: its number in the outbox, 0: it is not there
 */
gint64
ctg_engine_send_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = ctg_worker_run_finish (result, error);

  return id != NULL ? *id : 0;
}

static gboolean
cancel (CtgDb *db, gpointer data, GError **error)
{
  return ctg_outbox_cancel (db, *(gint64 *) data, error);
}

static gboolean
retry (CtgDb *db, gpointer data, GError **error)
{
  return ctg_outbox_retry (db, *(gint64 *) data, error);
}

/**
 * ctg_engine_cancel_outgoing_async:
 * @self: the engine
 * @id: a letter in the outbox
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Takes a letter back that has not begun to leave.
 */
void
ctg_engine_cancel_outgoing_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, cancel, g_memdup2 (&id, sizeof id), g_free, callback, user_data);
}

/**
 * ctg_engine_retry_outgoing_async:
 * @self: the engine
 * @id: a letter in the outbox
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Sends again what failed or may have failed, or makes the copy again that failed.
 */
void
ctg_engine_retry_outgoing_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, retry, g_memdup2 (&id, sizeof id), g_free, callback, user_data);
}

/**
 * ctg_engine_change_outgoing_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_CONFLICT "outbox-state": it is too late for that; %CTG_ERROR_NOT_FOUND
 *
 * Returns: whether it was done
 */
gboolean
ctg_engine_change_outgoing_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
