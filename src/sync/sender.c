/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One run, in this order: what nobody knows the fate of is looked for; what is due is sent, one after the other; what
 * was sent gets its copy. A letter's life is in outbox.h; every step is committed before the bytes that make it true
 * (S3), and whatever stops a run, the next one goes on from what is committed. */

#include "sender.h"
#include "clock.h"
#include "enrolments.h"
#include "errors.h"
#include "fault.h"
#include "mail-build.h"
#include "own-addresses.h"
#include "requests.h"
#include "send-rule.h"
#include "sent-copy.h"
#include "sent-message.h"
#include "sequence-rule.h"
#include "text.h"
#include "worker.h"

/* When a copy could not be made, or a letter not looked for, it is tried again after this. */
#define COPY_RETRY_S 120
#define LATE_S (24 * 60 * 60)

struct _CtgSender
{
  CtgSenderHost host;
  char *account_id;          /* (owned) */
  GCancellable *stop;        /* (owned) */
  CtgWorker *worker;         /* (owned) */
};

/* A run, on the worker. */
typedef struct
{
  CtgSender *sender;
  CtgAccount *account;       /* (owned) (nullable) */
  CtgBackend *backend;       /* (owned) (nullable) opened when first needed */
  gint64 due;                /* the letter to send now, 0: none */
  gint64 next_utc_s;
  GArray *unknown;           /* (owned) (nullable) */
  GArray *uncopied;          /* (owned) (nullable) */
} Run;

/* One letter's way. */
typedef struct
{
  Run *run;
  gint64 id;
  CtgOutboxItem *item;       /* (owned) (nullable) */
  GBytes *bytes;             /* (owned) (nullable) */
  CtgOutboxState state;      /* as committed */
  CtgReceipt receipt;
  CtgMail *mail;             /* (owned) (nullable) */
  GHashTable *own;           /* (owned) (nullable) */
  const GError *failure;     /* (nullable) */
  gboolean is_obsolete;      /* nobody wrote it, and something has come meanwhile: it is cancelled */
} Sending;

static void
run_free (Run *run)
{
  if (run->backend != NULL)
    ctg_backend_close (run->backend);
  g_clear_object (&run->backend);
  g_clear_pointer (&run->account, ctg_account_free);
  g_clear_pointer (&run->unknown, g_array_unref);
  g_clear_pointer (&run->uncopied, g_array_unref);
  g_free (run);
}

static void
sending_clear (Sending *sending)
{
  g_clear_pointer (&sending->item, ctg_outbox_item_free);
  g_clear_pointer (&sending->bytes, g_bytes_unref);
  g_clear_pointer (&sending->mail, ctg_mail_unref);
  g_clear_pointer (&sending->own, g_hash_table_unref);
  ctg_receipt_clear (&sending->receipt);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sending, sending_clear)

static CtgStore *
get_store (Sending *sending)
{
  return sending->run->sender->host.store;
}

/* Steps of one letter. */

/* Right before it is dialled (Q2, Q3): what a sequence wrote does not leave when something has come meanwhile, nor days
 * late by itself. */
static gboolean
recheck (CtgDb *db, Sending *sending, GError **error)
{
  gboolean may_leave = ctg_enrolments_may_leave (db, sending->id);
  gboolean is_late = ctg_clock_now_utc_s () - sending->item->created_utc_s > LATE_S;

  sending->is_obsolete = !may_leave || is_late;
  if (!may_leave)
    return ctg_outbox_cancel (db, sending->id, error);
  return !is_late || ctg_enrolments_hold_back (db, sending->id, error);
}

/* The person was promised a time: what becomes of a letter that missed it is theirs to say. */
static gboolean
look_at_time (CtgDb *db, Sending *sending, GError **error)
{
  const CtgOutboxItem *item = sending->item;
  gint64 now_utc_s = ctg_clock_now_utc_s (), open_utc_s;
  g_autofree char *policy = ctg_settings_get (db, CTG_MISSED_SETTING);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GError) cause = NULL;

  if (!ctg_send_rule_is_missed (item->created_utc_s, item->due_utc_s, item->n_tries, now_utc_s))
    return TRUE;
  switch (ctg_missed_policy_parse (policy))
    {
    case CTG_MISSED_SEND:
      return TRUE;
    case CTG_MISSED_ASK:
      sending->is_obsolete = TRUE;
      ctg_error_set (&cause, CTG_ERROR_TIMED_OUT, "missed", "Its time has passed");
      return ctg_outbox_move (db, sending->id, CTG_OUTBOX_QUEUED, CTG_OUTBOX_FAILED, cause, error);
    case CTG_MISSED_HOURS:
      open_utc_s = ctg_sequence_rule_due (now_utc_s, 0, CTG_USUAL_HOURS, zone);
      sending->is_obsolete = open_utc_s > now_utc_s;
      return !sending->is_obsolete ||
             ctg_outbox_put_off (db, sending->id, CTG_OUTBOX_QUEUED, open_utc_s, NULL, error);
    }
  return TRUE;
}

static gboolean
write_dialling (CtgDb *db, gpointer data, GError **error)
{
  Sending *sending = data;

  sending->item = ctg_outbox_get (db, sending->id, error);
  sending->bytes = sending->item != NULL ? ctg_outbox_get_bytes (db, sending->id, error) : NULL;
  if (sending->bytes == NULL)
    return FALSE;
  if (sending->item->is_automatic ? !recheck (db, sending, error) : !look_at_time (db, sending, error))
    return FALSE;
  if (sending->is_obsolete)
    return TRUE;
  return ctg_outbox_move (db, sending->id, CTG_OUTBOX_QUEUED, CTG_OUTBOX_DIALLING, NULL, error);
}

static gboolean
write_leaving (CtgDb *db, gpointer data, GError **error)
{
  return ctg_outbox_move (db, ((Sending *) data)->id, CTG_OUTBOX_DIALLING, CTG_OUTBOX_LEAVING, NULL, error);
}

static gboolean
about_to_leave (gpointer data, GError **error)
{
  Sending *sending = data;

  if (!ctg_store_write (get_store (sending), write_leaving, sending, NULL, error))
    return FALSE;
  sending->state = CTG_OUTBOX_LEAVING;
  return TRUE;
}

static gboolean
write_refusals (CtgDb *db, Sending *sending, GError **error)
{
  for (guint i = 0; sending->receipt.refusals != NULL && i < sending->receipt.refusals->len; i++)
    {
      const CtgRefusal *refusal = g_ptr_array_index (sending->receipt.refusals, i);
      CtgRecipientState state = refusal->is_permanent ? CTG_RECIPIENT_REFUSED : CTG_RECIPIENT_REFUSED_NOW;

      for (guint j = 0; j < sending->item->recipients->len; j++)
        {
          const CtgOutboxRecipient *recipient = g_ptr_array_index (sending->item->recipients, j);
          g_autofree char *wire = ctg_mail_wire_address (recipient->address, NULL);

          if (g_strcmp0 (wire, refusal->recipient) == 0 &&
              !ctg_outbox_set_recipient (db, sending->id, recipient->address, state, refusal->server_text, error))
            return FALSE;
        }
    }
  return TRUE;
}

/* A receipt is nothing to be kept. */
static CtgOutboxCopy
copy_of (const Sending *sending)
{
  return sending->item->is_receipt ? CTG_COPY_NONE : CTG_COPY_PENDING;
}

static gboolean
write_accepted (CtgDb *db, gpointer data, GError **error)
{
  Sending *sending = data;
  gint64 key;

  return write_refusals (db, sending, error) &&
         ctg_sent_message_log (db, sending->own, sending->item, sending->mail, sending->bytes, &key, error) &&
         ctg_outbox_accept (db, sending->id, CTG_OUTBOX_LEAVING, sending->run->account->outgoing->host,
                            sending->receipt.server_text, copy_of (sending), key, error);
}

static gboolean
write_bare_accepted (CtgDb *db, gpointer data, GError **error)
{
  Sending *sending = data;

  return ctg_outbox_accept (db, sending->id, CTG_OUTBOX_LEAVING, sending->run->account->outgoing->host,
                            sending->receipt.server_text, copy_of (sending), 0, error);
}

/* That it was taken is the first thing to know: if it cannot be logged with it, it is noted without. */
static gboolean
note_accepted (Sending *sending, GError **error)
{
  g_autoptr (GError) failure = NULL;

  sending->own = ctg_own_addresses_read (get_store (sending), &failure);
  sending->mail = sending->own != NULL ? ctg_sent_message_read (sending->item, sending->bytes, &failure) : NULL;
  if (sending->mail != NULL && ctg_store_write (get_store (sending), write_accepted, sending, NULL, &failure))
    return TRUE;
  g_warning ("what was sent is not logged: %s", failure->message);
  return ctg_store_write (get_store (sending), write_bare_accepted, sending, NULL, error);
}

static gboolean
write_failure (CtgDb *db, gpointer data, GError **error)
{
  Sending *sending = data;
  gint64 now_utc_s = ctg_clock_now_utc_s ();
  CtgSendVerdict verdict = ctg_send_rule_decide (sending->failure, sending->receipt.may_have_left,
                                                 sending->item->n_tries + 1,
                                                 now_utc_s - sending->item->created_utc_s);

  if (!write_refusals (db, sending, error))
    return FALSE;
  if (verdict.decision == CTG_SEND_LATER)
    return ctg_outbox_put_off (db, sending->id, sending->state, now_utc_s + verdict.delay_s, sending->failure, error);
  return ctg_outbox_move (db, sending->id, sending->state,
                          verdict.decision == CTG_SEND_UNKNOWN ? CTG_OUTBOX_UNKNOWN : CTG_OUTBOX_FAILED,
                          sending->failure, error);
}

static char **
dup_recipients (const CtgOutboxItem *item, GError **error)
{
  g_autoptr (GPtrArray) wires = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < item->recipients->len; i++)
    {
      const CtgOutboxRecipient *recipient = g_ptr_array_index (item->recipients, i);
      char *wire = ctg_mail_wire_address (recipient->address, error);

      if (wire == NULL)
        return NULL;
      if (g_ptr_array_find_with_equal_func (wires, wire, g_str_equal, NULL))
        g_free (wire);
      else
        g_ptr_array_add (wires, wire);
    }
  g_ptr_array_add (wires, NULL);
  g_ptr_array_set_free_func (wires, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&wires), FALSE);
}

static gboolean
hand_over_as (Sending *sending, const char *sender, GError **error)
{
  CtgSender *self = sending->run->sender;
  const CtgAccount *account = sending->run->account;
  g_autoptr (CtgTransport) transport = NULL;
  g_auto (GStrv) recipients = dup_recipients (sending->item, error);
  CtgDispatch dispatch = {
    .sender = sender,
    .recipients = (const char *const *) recipients,
    .bytes = sending->bytes,
    .tried_message_id = sending->item->copy == CTG_COPY_PENDING ? sending->item->message_id : NULL,
    .wants_no_copy = sending->item->is_receipt,
    .about_to_leave = about_to_leave,
    .data = sending,
  };
  char *secret = NULL;
  gboolean sent;

  if (recipients == NULL)
    return FALSE;
  if (account->outgoing->username != NULL && *account->outgoing->username != '\0')
    {
      secret = self->host.lookup_secret (account, TRUE, self->stop, self->host.data, error);
      if (secret == NULL)
        return FALSE;
    }
  transport = self->host.make_transport (account, self->host.data);
  sent = ctg_transport_send (transport, secret, &dispatch, &sending->receipt, self->stop, error);
  ctg_secret_free (secret);
  return sent;
}

/* RFC 8098 section 3: of a receipt nothing comes back, so its envelope names nobody. Some servers take no such mail. */
static gboolean
hand_over (Sending *sending, GError **error)
{
  g_autofree char *sender = ctg_mail_wire_address (sending->item->sender_address, error);
  g_autoptr (GError) failure = NULL;

  if (sender == NULL)
    return FALSE;
  if (!sending->item->is_receipt)
    return hand_over_as (sending, sender, error);
  if (hand_over_as (sending, NULL, &failure))
    return TRUE;
  if (sending->state != CTG_OUTBOX_DIALLING || !ctg_error_has_reason (failure, "sender-refused"))
    return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
  ctg_receipt_clear (&sending->receipt);
  return hand_over_as (sending, sender, error);
}

/* At most one other way, and only where nothing has left by the first. */
static gboolean
hand_over_somehow (Sending *sending, GError **error)
{
  const CtgSenderHost *host = &sending->run->sender->host;
  g_autoptr (GError) failure = NULL;

  if (hand_over (sending, &failure))
    return TRUE;
  if (host->find_other_way != NULL && sending->state == CTG_OUTBOX_DIALLING &&
      host->find_other_way (sending->run->account, &failure, sending->run->sender->stop, host->data))
    {
      ctg_receipt_clear (&sending->receipt);
      return hand_over (sending, error);
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Somebody was faster (cancelled it, say): nothing is wrong. */
static gboolean
begin (Sending *sending, gboolean *taken, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *taken = ctg_fault_point ("send-begin", &failure) &&
           ctg_store_write (get_store (sending), write_dialling, sending, NULL, &failure);
  if (*taken || ctg_error_has_reason (failure, "outbox-state"))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
send_one (Run *run, gint64 id, GError **error)
{
  g_auto (Sending) sending = { .run = run, .id = id, .state = CTG_OUTBOX_DIALLING };
  g_autoptr (GError) failure = NULL;
  gboolean taken;

  if (!begin (&sending, &taken, error))
    return FALSE;
  if (!taken || sending.is_obsolete)
    return TRUE;
  if (run->account->outgoing == NULL)
    ctg_error_set (&failure, CTG_ERROR_UNSUPPORTED, "no-outgoing-server", "The mailbox has no server to send through");
  if (failure == NULL && hand_over_somehow (&sending, &failure))
    return ctg_fault_point ("send-end", error) && note_accepted (&sending, error);
  sending.failure = failure;
  g_info ("not sent: %s", failure->message);
  return ctg_store_write (get_store (&sending), write_failure, &sending, NULL, error);
}

/* A run. */

static gboolean
read_account (CtgDb *db, gpointer data, GError **error)
{
  Run *run = data;

  run->account = ctg_accounts_get (db, run->sender->account_id, error);
  if (run->account == NULL)
    return FALSE;
  run->unknown = ctg_outbox_list_unknown (db, run->account->id, error);
  return run->unknown != NULL;
}

static gboolean
read_due (CtgDb *db, gpointer data, GError **error)
{
  Run *run = data;

  run->due = ctg_outbox_next_due (db, run->account->id, ctg_clock_now_utc_s ());
  run->next_utc_s = ctg_outbox_next_time (db, run->account->id);
  return TRUE;
}

static gboolean
read_uncopied (CtgDb *db, gpointer data, GError **error)
{
  Run *run = data;

  run->uncopied = ctg_outbox_list_uncopied (db, run->account->id, error);
  return run->uncopied != NULL;
}

static gboolean
open_mailbox (Run *run, GError **error)
{
  CtgSender *self = run->sender;
  char *secret;
  gboolean opened;

  if (run->backend != NULL)
    return TRUE;
  secret = self->host.lookup_secret (run->account, FALSE, self->stop, self->host.data, error);
  if (secret == NULL)
    return FALSE;
  run->backend = self->host.make_backend (run->account, self->host.data);
  opened = ctg_backend_open (run->backend, secret, NULL, NULL, NULL, self->stop, error);
  ctg_secret_free (secret);
  if (!opened)
    g_clear_object (&run->backend);
  return opened;
}

typedef gboolean (*CopyFunc) (CtgBackend *backend, CtgStore *store, const CtgAccount *account, gint64 id,
                              GCancellable *cancellable, GError **error);

/* What Sent is asked about or given. A mailbox that cannot be reached holds nothing up: it is asked again later. */
static void
visit_sent (Run *run, GArray *ids, CopyFunc func)
{
  CtgSender *self = run->sender;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < ids->len && error == NULL; i++)
    if (open_mailbox (run, &error))
      func (run->backend, self->host.store, run->account, g_array_index (ids, gint64, i), self->stop, &error);
  if (error == NULL)
    return;
  g_info ("the copies of what was sent have to wait: %s", error->message);
  run->next_utc_s = ctg_clock_now_utc_s () + COPY_RETRY_S;
}

static gboolean
send_due (Run *run, GError **error)
{
  CtgSender *self = run->sender;

  do
    {
      if (g_cancellable_set_error_if_cancelled (self->stop, error) ||
          !ctg_store_read (self->host.store, read_due, run, NULL, error) ||
          (run->due != 0 && !send_one (run, run->due, error)))
        return FALSE;
    }
  while (run->due != 0);
  return TRUE;
}

static gint64
sooner (gint64 one_utc_s, gint64 other_utc_s)
{
  if (one_utc_s == 0 || other_utc_s == 0)
    return MAX (one_utc_s, other_utc_s);
  return MIN (one_utc_s, other_utc_s);
}

static gpointer
run_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Run *run = data;
  CtgSender *self = run->sender;
  gint64 retry_utc_s, next_utc_s;

  if (!ctg_store_read (self->host.store, read_account, run, NULL, error))
    return NULL;
  if (run->account->state != CTG_ACCOUNT_CONNECTED)
    return g_new0 (gint64, 1);
  visit_sent (run, run->unknown, ctg_sent_copy_look);
  retry_utc_s = run->next_utc_s;
  if (!send_due (run, error) || !ctg_store_read (self->host.store, read_uncopied, run, NULL, error))
    return NULL;
  next_utc_s = sooner (retry_utc_s, run->next_utc_s);
  run->next_utc_s = 0;
  visit_sent (run, run->uncopied, ctg_sent_copy_make);
  next_utc_s = sooner (next_utc_s, run->next_utc_s);
  return g_memdup2 (&next_utc_s, sizeof next_utc_s);
}

/**
 * ctg_sender_new:
 * @host: copied; what it points to outlives the sender
 * @account_id: whose mail it sends
 *
 * Returns: (transfer full): a sender, idle
 */
CtgSender *
ctg_sender_new (const CtgSenderHost *host, const char *account_id)
{
  CtgSender *self = g_new0 (CtgSender, 1);

  self->host = *host;
  self->account_id = g_strdup (account_id);
  self->stop = g_cancellable_new ();
  self->worker = ctg_worker_new ("ctg-sender");
  return self;
}

/**
 * ctg_sender_free:
 * @self: (transfer full) (nullable): a sender
 *
 * Cancels what is going on and waits: a letter that has begun to leave is noted as unknown.
 */
void
ctg_sender_free (CtgSender *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->stop);
  ctg_worker_free (self->worker);
  g_object_unref (self->stop);
  g_free (self->account_id);
  g_free (self);
}

/**
 * ctg_sender_run_async:
 * @self: a sender, which outlives the answer or is freed after it was cancelled
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Does all there is to do now.
 */
void
ctg_sender_run_async (CtgSender *self, GAsyncReadyCallback callback, gpointer user_data)
{
  Run *run = g_new0 (Run, 1);

  run->sender = self;
  ctg_worker_run_async (self->worker, run_job, run, (GDestroyNotify) run_free, g_free, NULL, callback, user_data);
}

/**
 * ctg_sender_run_finish:
 * @self: (nullable): the sender
 * @result: what the callback got
 * @next_utc_s: (out): when there will be something to do again, 0: nothing is waiting
 * @error: %CTG_ERROR_STORAGE, cancellation
 *
 * Letters that could not be sent are no error here; the outbox says what became of them.
 *
 * Returns: whether the run came to its end
 */
gboolean
ctg_sender_run_finish (CtgSender *self, GAsyncResult *result, gint64 *next_utc_s, GError **error)
{
  g_autofree gint64 *made = ctg_worker_run_finish (result, error);

  if (made == NULL)
    return FALSE;
  *next_utc_s = *made;
  return TRUE;
}
