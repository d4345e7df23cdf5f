/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-facts.h"

#include "address-key.h"
#include "contacts.h"
#include "errors.h"
#include "log-policy.h"
#include "messages.h"
#include "outbox.h"
#include "receipt-wishes.h"
#include "store.h"
#include "stray-letter.h"

static void
person_facts_free (gpointer data)
{
  CtgPersonFacts *self = data;

  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

static void
log_facts_free (gpointer data)
{
  CtgLogFacts *self = data;

  g_free (self->contact_name);
  g_free (self->rule);
  g_free (self->matched_message_id);
  g_free (self);
}

/**
 * ctg_attachment_facts_free:
 * @self: (transfer full) (nullable): an attachment's facts
 *
 * Frees them.
 */
void
ctg_attachment_facts_free (CtgAttachmentFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->type);
  g_free (self);
}

/**
 * ctg_attachment_facts_copy:
 * @self: an attachment's facts
 *
 * Returns: (transfer full): a copy
 */
CtgAttachmentFacts *
ctg_attachment_facts_copy (const CtgAttachmentFacts *self)
{
  CtgAttachmentFacts *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->type = g_strdup (self->type);
  return copy;
}

/**
 * ctg_message_facts_free:
 * @self: (transfer full) (nullable): a message's facts
 *
 * Frees them.
 */
void
ctg_message_facts_free (CtgMessageFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->message_id);
  g_free (self->subject);
  g_free (self->from_name);
  g_free (self->from_address);
  g_free (self->snippet);
  g_free (self->tray_rule);
  g_free (self->tray_matched);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_pointer (&self->log, g_ptr_array_unref);
  if (self->receipt != NULL)
    g_free (self->receipt->address);
  g_free (self->receipt);
  ctg_outgoing_row_free (self->sent);
  g_free (self);
}

/**
 * ctg_facts_name_or_address:
 * @name: (nullable): a display name, possibly empty
 * @address: (nullable): an address
 *
 * Returns: (transfer none): what to call somebody
 */
const char *
ctg_facts_name_or_address (const char *name, const char *address)
{
  if (name != NULL && *name != '\0')
    return name;
  return address != NULL ? address : "";
}

static GPtrArray *
read_people (CtgDb *db, gint64 key)
{
  g_autoptr (GPtrArray) parties = ctg_messages_get_parties (db, key, NULL);
  GPtrArray *people = g_ptr_array_new_with_free_func (person_facts_free);

  for (guint i = 0; parties != NULL && i < parties->len; i++)
    {
      const CtgParty *party = g_ptr_array_index (parties, i);
      CtgPersonFacts *person = g_new0 (CtgPersonFacts, 1);

      person->kind = (CtgPersonKind) party->kind;
      person->name = g_strdup (party->name != NULL ? party->name : "");
      person->address = g_strdup (party->address != NULL ? party->address : "");
      person->contact_id = ctg_contacts_find_id (db, person->address);
      g_ptr_array_add (people, person);
    }
  return people;
}

static GPtrArray *
read_log (CtgDb *db, gint64 key)
{
  g_autoptr (GPtrArray) entries = ctg_messages_get_log (db, key, NULL);
  GPtrArray *log = g_ptr_array_new_with_free_func (log_facts_free);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const CtgLogEntry *entry = g_ptr_array_index (entries, i);
      CtgLogFacts *facts = g_new0 (CtgLogFacts, 1);

      facts->contact_id = entry->contact_id;
      facts->contact_name = g_strdup (entry->contact_name);
      facts->rule = g_strdup (entry->rule);
      facts->matched_message_id = g_strdup (entry->matched_message_id);
      facts->logged_utc_s = entry->logged_utc_s;
      g_ptr_array_add (log, facts);
    }
  return log;
}

/**
 * ctg_attachment_facts_list:
 * @attachments: (element-type CtgAttachment) (nullable): what the store has
 *
 * Leaves out what is part of the text: a logo in a signature is nobody's document.
 *
 * Returns: (transfer full) (element-type CtgAttachmentFacts): what pages show
 */
GPtrArray *
ctg_attachment_facts_list (GPtrArray *attachments)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_facts_free);

  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    {
      const CtgAttachment *attachment = g_ptr_array_index (attachments, i);
      CtgAttachmentFacts *facts;

      if (attachment->is_inline)
        continue;
      facts = g_new0 (CtgAttachmentFacts, 1);
      facts->id = attachment->id;
      facts->message_key = attachment->message_key;
      facts->name = g_strdup (attachment->name != NULL ? attachment->name : "");
      facts->type = g_strdup (attachment->type != NULL ? attachment->type : "");
      facts->size_bytes = attachment->size_bytes;
      g_ptr_array_add (list, facts);
    }
  return list;
}

static CtgOutgoingRow *
read_sent (CtgDb *db, const CtgMessage *message)
{
  gint64 id = message->direction == CTG_DIRECTION_OUT ? ctg_outbox_find_sent (db, message->key) : 0;

  return id != 0 ? ctg_outgoing_row_read (db, id, NULL) : NULL;
}

static CtgReceiptWishFacts *
read_receipt (CtgDb *db, const CtgMessage *message)
{
  g_autoptr (CtgReceiptWish) wish = ctg_receipt_wishes_find (db, message->key);
  g_autofree char *wish_key = NULL;
  g_autofree char *from_key = NULL;
  CtgReceiptWishFacts *facts;

  if (wish == NULL)
    return NULL;
  wish_key = ctg_address_key (wish->address);
  from_key = ctg_address_key (message->from_address);
  facts = g_new0 (CtgReceiptWishFacts, 1);
  facts->address = g_steal_pointer (&wish->address);
  facts->is_elsewhere = !g_str_equal (wish_key, from_key);
  facts->answer = (CtgReceiptFactAnswer) wish->answer;
  facts->answered_utc_s = wish->answered_utc_s;
  return facts;
}

static void
read_tray (CtgDb *db, CtgMessageFacts *facts)
{
  g_autoptr (CtgTrayEntry) entry = ctg_tray_get (db, facts->key, NULL);

  if (entry == NULL)
    return;
  facts->tray_rule = g_steal_pointer (&entry->rule);
  facts->tray_matched = g_steal_pointer (&entry->matched_message_id);
}

static CtgMessageFacts *
read_one (CtgDb *db, const CtgMessage *message)
{
  CtgMessageFacts *facts = g_new0 (CtgMessageFacts, 1);
  g_autoptr (GPtrArray) attachments = ctg_attachments_by_message (db, message->key, NULL);

  facts->key = message->key;
  facts->message_id = g_strdup (message->message_id);
  facts->subject = g_strdup (message->subject);
  facts->from_name = g_strdup (message->from_name);
  facts->from_address = g_strdup (message->from_address);
  facts->snippet = g_strdup (message->snippet);
  facts->date_utc_s = message->date_utc_s;
  facts->is_outgoing = message->direction == CTG_DIRECTION_OUT;
  facts->is_logged = message->is_logged;
  facts->has_body = message->has_body;
  facts->is_stray = ctg_stray_letter_is (db, message->key);
  read_tray (db, facts);
  facts->people = read_people (db, message->key);
  facts->attachments = ctg_attachment_facts_list (attachments);
  facts->log = read_log (db, message->key);
  facts->receipt = read_receipt (db, message);
  facts->sent = read_sent (db, message);
  return facts;
}

/**
 * ctg_message_facts_read:
 * @db: a reader's database
 * @keys: (array length=n_keys): messages
 * @n_keys: how many
 * @error: what the store failed with
 *
 * Reads all that a page shows of some messages but their texts. A reader's thread.
 *
 * Returns: (transfer full) (element-type CtgMessageFacts): in the order of the keys, missing left out
 */
GPtrArray *
ctg_message_facts_read (CtgDb *db, const gint64 *keys, guint n_keys, GError **error)
{
  g_autoptr (GPtrArray) messages = ctg_messages_get_many (db, keys, n_keys, error);
  GPtrArray *list;

  if (messages == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_message_facts_free);
  for (guint i = 0; i < messages->len; i++)
    g_ptr_array_add (list, read_one (db, g_ptr_array_index (messages, i)));
  return list;
}

typedef struct
{
  gint64 key;
  CtgMessageFacts *facts;   /* (owned) (nullable) */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  ctg_message_facts_free (load->facts);
  g_free (load);
}

static gboolean
load_job (CtgDb *db, gpointer data, GError **error)
{
  Load *load = data;
  g_autoptr (GPtrArray) list = ctg_message_facts_read (db, &load->key, 1, error);

  if (list == NULL)
    return FALSE;
  if (list->len == 0)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "This message is no longer here");
      return FALSE;
    }
  load->facts = g_ptr_array_steal_index (list, 0);
  return TRUE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&load->facts), (GDestroyNotify) ctg_message_facts_free);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_message_facts_load_async:
 * @store: the database
 * @key: a message
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Reads one message's facts.
 *
 * Errors: NOT_FOUND: it is no longer here
 */
void
ctg_message_facts_load_async (CtgStore *store, gint64 key, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  load->key = key;
  g_task_set_task_data (task, load, load_free);
  ctg_store_read_async (store, load_job, load, NULL, cancellable, loaded_cb, task);
}

/**
 * ctg_message_facts_load_finish:
 * @result: what the callback got
 * @error: what it failed with
 *
 * Returns: (transfer full): the facts
 */
CtgMessageFacts *
ctg_message_facts_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
