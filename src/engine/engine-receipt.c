/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-receipt.h"

#include "errors.h"
#include "mail.h"
#include "outgoing.h"
#include "receipt-wishes.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  gint64 key;
  CtgMessage *message;     /* (owned) (nullable) */
  CtgReceiptWish *wish;    /* (owned) (nullable) */
} Asked;

static void
asked_clear (Asked *asked)
{
  g_clear_pointer (&asked->message, ctg_message_free);
  g_clear_pointer (&asked->wish, ctg_receipt_wish_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asked, asked_clear)

static gboolean
read_asked (CtgDb *db, gpointer data, GError **error)
{
  Asked *asked = data;

  asked->message = ctg_messages_get (db, asked->key, error);
  asked->wish = asked->message != NULL ? ctg_receipt_wishes_find (db, asked->key) : NULL;
  if (asked->message != NULL && asked->wish == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-wish", "Its sender does not ask for a receipt");
  return asked->wish != NULL;
}

/* In words for the sender, who may read another language: what counts for programs is in the report. */
static void
fill_in (CtgOutgoing *receipt, const Asked *asked)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (asked->message->date_utc_s);
  g_autofree char *day = date != NULL ? g_date_time_format (date, "%x %H:%M") : g_strdup ("");

  receipt->reply_to_key = asked->key;
  receipt->is_receipt = TRUE;
  /* Translators: the subject of a receipt; %s is the subject of the letter that was read */
  receipt->subject = g_strdup_printf (_("Read: %s"), asked->message->subject);
  /* Translators: the text of a receipt; date, subject */
  receipt->text = g_strdup_printf (_("Your letter of %s, “%s”, was shown on the receiver's screen. This does not say "
                                     "that it was read to its end or understood.\n"), day, asked->message->subject);
  g_ptr_array_add (receipt->addresses[0], ctg_address_new ("", asked->wish->address));
}

static gboolean
check_parent (const CtgOutgoing *receipt, GError **error)
{
  if (receipt->parent_id != NULL)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "message-id", "The letter has no Message-ID that can be named");
  return FALSE;
}

static gpointer
send_job (gpointer data, GCancellable *cancellable, GError **error)
{
  CtgOutgoing *receipt = data;
  CtgStore *store = receipt->engine->store;
  g_auto (Asked) asked = { .key = receipt->reply_to_key };

  if (!ctg_store_read (store, read_asked, &asked, cancellable, error))
    return NULL;
  fill_in (receipt, &asked);
  if (!ctg_store_read (store, ctg_outgoing_read_facts, receipt, cancellable, error) ||
      !check_parent (receipt, error) || !ctg_outgoing_write (receipt, error) ||
      !ctg_store_write (store, ctg_outgoing_insert, receipt, cancellable, error))
    return NULL;
  return g_memdup2 (&receipt->item->id, sizeof receipt->item->id);
}

/**
 * ctg_engine_send_receipt_async:
 * @self: the engine
 * @key: a message whose sender asks to be told that it was read
 * @callback: called when the receipt is in the outbox
 * @user_data: for @callback
 *
 * Tells the sender, see engine-receipt.h.
 */
void
ctg_engine_send_receipt_async (CtgEngine *self, gint64 key, GAsyncReadyCallback callback, gpointer user_data)
{
  CtgOutgoing *receipt = ctg_outgoing_new (self);

  receipt->reply_to_key = key;
  ctg_worker_run_async (self->letters, send_job, receipt, (GDestroyNotify) ctg_outgoing_free, g_free, NULL, callback,
                        user_data);
}

/**
 * ctg_engine_send_receipt_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: see engine-receipt.h
 *
 * Returns: the receipt's number in the outbox, 0: it is not there
 */
gint64
ctg_engine_send_receipt_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = ctg_worker_run_finish (result, error);

  return id != NULL ? *id : 0;
}

static gboolean
write_refusal (CtgDb *db, gpointer data, GError **error)
{
  return ctg_receipt_wishes_refuse (db, *(gint64 *) data, error);
}

/**
 * ctg_engine_refuse_receipt_async:
 * @self: the engine
 * @key: a message whose sender asks to be told that it was read
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Notes that the sender is not told.
 */
void
ctg_engine_refuse_receipt_async (CtgEngine *self, gint64 key, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, write_refusal, g_memdup2 (&key, sizeof key), g_free, callback, user_data);
}

/**
 * ctg_engine_refuse_receipt_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: see engine-receipt.h
 *
 * Returns: whether it is noted
 */
gboolean
ctg_engine_refuse_receipt_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
