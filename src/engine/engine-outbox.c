/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who sends, and when. While this process holds the lock it has a sender an account, made when there is first something
 * to do; each is asked to run when the outbox changes, when an account is connected again, and when the next letter is
 * due. A process that does not hold the lock leaves the row and the holder notices. */

#include "engine-send.h"

#include "clock.h"
#include "engine-other-way.h"
#include "engine-private.h"
#include "errors.h"
#include "outbox.h"
#include "sender.h"

/* After sleep or a change of the clock the next letter is late by no more than this. */
#define LONGEST_WAIT_S 30
#define DELIVER_POLL_MS 100
#define LOCK_EVERY_POLLS 20
#define MOST_POLLS 600

typedef struct
{
  CtgEngine *engine;           /* (unowned) */
  char *account_id;            /* (owned) */
  CtgSender *sender;           /* (owned) */
  gboolean is_running;
  gboolean runs_again;
  gint64 next_utc_s;           /* 0: nothing waits */
} Entry;

/* A run on its way to its answer; the entry may go meanwhile. */
typedef struct
{
  CtgEngine *engine;           /* (owned) */
  char *account_id;            /* (owned) */
} Running;

static void run (Entry *entry);

static void
entry_free (Entry *entry)
{
  ctg_sender_free (entry->sender);
  g_free (entry->account_id);
  g_free (entry);
}

static CtgTransport *
make_transport (const CtgAccount *account, gpointer data)
{
  return ctg_engine_transport_for (account->kind, account->outgoing);
}

static char *
lookup_secret (const CtgAccount *account, gboolean outgoing, GCancellable *cancellable, gpointer data, GError **error)
{
  return ctg_engine_lookup_secret (data, account, outgoing, cancellable, error);
}

static Entry *
get_entry (CtgEngine *self, const char *account_id)
{
  CtgSenderHost host = {
    self->store, make_transport, ctg_engine_make_backend, lookup_secret, ctg_engine_find_other_way, self,
  };
  Entry *entry;

  if (self->senders == NULL)
    self->senders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) entry_free);
  entry = g_hash_table_lookup (self->senders, account_id);
  if (entry != NULL)
    return entry;
  entry = g_new0 (Entry, 1);
  entry->engine = self;
  entry->account_id = g_strdup (account_id);
  entry->sender = ctg_sender_new (&host, account_id);
  g_hash_table_insert (self->senders, g_strdup (account_id), entry);
  return entry;
}

/* Waking. */

static gint64
get_next_time (CtgEngine *self)
{
  GHashTableIter iterator;
  gpointer value;
  gint64 next_utc_s = 0;

  g_hash_table_iter_init (&iterator, self->senders);
  while (g_hash_table_iter_next (&iterator, NULL, &value))
    {
      const Entry *entry = value;

      if (entry->next_utc_s != 0 && (next_utc_s == 0 || entry->next_utc_s < next_utc_s))
        next_utc_s = entry->next_utc_s;
    }
  return next_utc_s;
}

static void wait_for_next (CtgEngine *self);

static gboolean
time_cb (gpointer data)
{
  CtgEngine *self = data;
  GHashTableIter iterator;
  gpointer value;

  self->outbox_timer = 0;
  g_hash_table_iter_init (&iterator, self->senders);
  while (g_hash_table_iter_next (&iterator, NULL, &value))
    {
      Entry *entry = value;

      if (entry->next_utc_s != 0 && entry->next_utc_s <= ctg_clock_now_utc_s ())
        run (entry);
    }
  wait_for_next (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_next (CtgEngine *self)
{
  gint64 next_utc_s = get_next_time (self);
  gint64 delay_s = next_utc_s - ctg_clock_now_utc_s ();

  g_clear_handle_id (&self->outbox_timer, g_source_remove);
  if (next_utc_s != 0)
    self->outbox_timer = g_timeout_add_seconds ((guint) CLAMP (delay_s, 1, LONGEST_WAIT_S), time_cb, self);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Running *running = data;
  g_autoptr (CtgEngine) self = running->engine;
  g_autofree char *account_id = running->account_id;
  Entry *entry = self->senders != NULL ? g_hash_table_lookup (self->senders, account_id) : NULL;
  g_autoptr (GError) error = NULL;
  gint64 next_utc_s = 0;

  if (!ctg_sender_run_finish (NULL, result, &next_utc_s, &error) && !ctg_error_is_cancelled (error))
    g_warning ("the outbox cannot be emptied: %s", error->message);
  if (entry == NULL)
    return;
  entry->is_running = FALSE;
  entry->next_utc_s = next_utc_s;
  if (entry->runs_again)
    run (entry);
  wait_for_next (self);
}

static void
run (Entry *entry)
{
  Running *running;

  entry->runs_again = entry->is_running;
  entry->next_utc_s = 0;
  if (entry->is_running)
    return;
  entry->is_running = TRUE;
  running = g_new0 (Running, 1);
  running->engine = g_object_ref (entry->engine);
  running->account_id = g_strdup (entry->account_id);
  ctg_sender_run_async (entry->sender, ran_cb, running);
}

static gboolean
list_accounts (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray **ids = data;

  *ids = ctg_outbox_list_accounts (db, error);
  return *ids != NULL;
}

/**
 * ctg_engine_empty_outbox:
 * @self: the engine, holding the lock
 *
 * Sends what is due, and waits for what will be. Blocks for a small query.
 */
void
ctg_engine_empty_outbox (CtgEngine *self)
{
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  if (!ctg_store_read (self->store, list_accounts, &ids, NULL, &error))
    {
      g_warning ("the outbox cannot be read: %s", error->message);
      return;
    }
  for (guint i = 0; i < ids->len; i++)
    run (get_entry (self, g_ptr_array_index (ids, i)));
}

static gboolean
recover (CtgDb *db, gpointer data, GError **error)
{
  return ctg_outbox_recover (db, error);
}

/**
 * ctg_engine_open_outbox:
 * @self: the engine, that has just taken the lock
 * @error: %CTG_ERROR_STORAGE
 *
 * Puts right what a crash left, before anything is sent.
 *
 * Returns: whether the outbox may be emptied
 */
gboolean
ctg_engine_open_outbox (CtgEngine *self, GError **error)
{
  return ctg_store_write (self->store, recover, NULL, NULL, error);
}

/**
 * ctg_engine_close_outbox:
 * @self: the engine
 *
 * Stops sending; waits for the threads. Before the lock is given back.
 */
void
ctg_engine_close_outbox (CtgEngine *self)
{
  g_clear_handle_id (&self->outbox_timer, g_source_remove);
  g_clear_pointer (&self->senders, g_hash_table_unref);
}

static gboolean
is_sending (CtgEngine *self)
{
  GHashTableIter iterator;
  gpointer value;

  if (self->senders == NULL)
    return FALSE;
  g_hash_table_iter_init (&iterator, self->senders);
  while (g_hash_table_iter_next (&iterator, NULL, &value))
    if (((Entry *) value)->is_running)
      return TRUE;
  return FALSE;
}

/* Delivering one letter. */

typedef struct
{
  gint64 id;
  CtgOutboxItem *item;         /* (owned) (nullable) */
  gboolean holds;              /* the lock was taken for this */
  guint n_polls;
  guint timer;
} Delivery;

static void
delivery_free (Delivery *delivery)
{
  g_clear_handle_id (&delivery->timer, g_source_remove);
  g_clear_pointer (&delivery->item, ctg_outbox_item_free);
  g_free (delivery);
}

static gboolean
read_item (CtgDb *db, gpointer data, GError **error)
{
  Delivery *delivery = data;

  g_clear_pointer (&delivery->item, ctg_outbox_item_free);
  delivery->item = ctg_outbox_get (db, delivery->id, error);
  return delivery->item != NULL;
}

/* Nothing more will happen soon. */
static gboolean
is_settled (const CtgOutboxItem *item)
{
  switch (item->state)
    {
    case CTG_OUTBOX_QUEUED:
      return item->n_tries > 0 || item->due_utc_s > ctg_clock_now_utc_s () + 1;
    case CTG_OUTBOX_DIALLING:
    case CTG_OUTBOX_LEAVING:
      return FALSE;
    case CTG_OUTBOX_ACCEPTED:
      return item->copy != CTG_COPY_PENDING;
    case CTG_OUTBOX_UNKNOWN:
    case CTG_OUTBOX_FAILED:
    case CTG_OUTBOX_CANCELLED:
      return TRUE;
    }
  return TRUE;
}

static gboolean
take_over (CtgEngine *self, Delivery *delivery, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (ctg_engine_is_started (self) || delivery->holds)
    return TRUE;
  if (!ctg_engine_hold (self, &failure))
    {
      if (g_error_matches (failure, CTG_ERROR, CTG_ERROR_BUSY))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  delivery->holds = TRUE;
  if (!ctg_engine_open_outbox (self, error))
    return FALSE;
  ctg_engine_empty_outbox (self);
  return TRUE;
}

static void
end (GTask *task, GError *error)
{
  CtgEngine *self = g_task_get_source_object (task);
  Delivery *delivery = g_task_get_task_data (task);

  delivery->timer = 0;
  if (delivery->holds)
    {
      ctg_engine_close_outbox (self);
      ctg_engine_release (self);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
poll_cb (gpointer data)
{
  GTask *task = data;
  CtgEngine *self = g_task_get_source_object (task);
  Delivery *delivery = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean goes_on;

  goes_on = !g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error) &&
            (delivery->n_polls++ % LOCK_EVERY_POLLS != 0 || take_over (self, delivery, &error)) &&
            ctg_store_read (self->store, read_item, delivery, NULL, &error) &&
            (delivery->holds ? is_sending (self) : !is_settled (delivery->item) && delivery->n_polls < MOST_POLLS);
  if (goes_on)
    return G_SOURCE_CONTINUE;
  end (task, error);
  return G_SOURCE_REMOVE;
}

/**
 * ctg_engine_deliver_async:
 * @self: the engine
 * @id: a letter in the outbox
 * @cancellable: (nullable): stops waiting
 * @callback: called when there is nothing more to wait for
 * @user_data: for @callback
 *
 * Sees a letter on its way, see engine-send.h.
 */
void
ctg_engine_deliver_async (CtgEngine *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->id = id;
  delivery->timer = g_timeout_add (DELIVER_POLL_MS, poll_cb, task);
  g_task_set_task_data (task, delivery, (GDestroyNotify) delivery_free);
}

/**
 * ctg_engine_deliver_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND, %CTG_ERROR_STORAGE, cancellation; what became of the letter is in the outbox
 *
 * Returns: whether it was waited for to the end
 */
gboolean
ctg_engine_deliver_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
