/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From what a person filled in to a row of the outbox. Files are read and the letter is written on the worker for
 * files; who sends it and when is engine-outbox.c's. */

#include "engine-send.h"

#include "clock.h"
#include "engine-private.h"
#include "errors.h"
#include "identities.h"
#include "mail-build.h"
#include "outbox.h"
#include "own-addresses.h"

#include <glib/gi18n.h>
#include <string.h>

/* Most servers take 20 to 35 MB, and what is attached grows by a third on its way. */
#define MAX_ATTACHMENTS_BYTES ((gsize) 50 * 1024 * 1024)

typedef struct
{
  CtgEngine *engine;             /* (owned) */
  char *sender;                  /* (owned) (nullable) */
  char **people[3];              /* (owned) (nullable) To, Cc, Bcc as typed */
  char *subject;                 /* (owned) */
  char *text;                    /* (owned) */
  char *html;                    /* (owned) (nullable) */
  char **paths;                  /* (owned) (nullable) */
  gint64 reply_to_key;
  gint64 due_utc_s;
  gboolean asks_receipt;
  gboolean logs;
  gboolean creates_contacts;

  CtgIdentity *identity;         /* (owned) (nullable) */
  char *parent_id;               /* (owned) (nullable) */
  GPtrArray *references;         /* (owned) (element-type utf8) NULL-terminated once read */
  GPtrArray *addresses[3];       /* (owned) (element-type CtgAddress) */
  GPtrArray *attachments;        /* (owned) (element-type CtgMailAttachment) */
  GHashTable *own;               /* (owned) (nullable) */
  GBytes *bytes;                 /* (owned) (nullable) */
  CtgOutboxItem *item;           /* (owned) */
} Letter;

static const CtgPartyKind kinds[] = { CTG_PARTY_TO, CTG_PARTY_CC, CTG_PARTY_BCC };

static void
attachment_free (CtgMailAttachment *attachment)
{
  g_free (attachment->name);
  g_free (attachment->type);
  g_clear_pointer (&attachment->content, g_bytes_unref);
  g_free (attachment);
}

static void
letter_free (Letter *letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_strfreev (letter->people[i]);
      g_ptr_array_unref (letter->addresses[i]);
    }
  g_free (letter->sender);
  g_free (letter->subject);
  g_free (letter->text);
  g_free (letter->html);
  g_strfreev (letter->paths);
  g_free (letter->parent_id);
  g_ptr_array_unref (letter->references);
  g_ptr_array_unref (letter->attachments);
  g_clear_pointer (&letter->identity, ctg_identity_free);
  g_clear_pointer (&letter->own, g_hash_table_unref);
  g_clear_pointer (&letter->bytes, g_bytes_unref);
  ctg_outbox_item_free (letter->item);
  g_object_unref (letter->engine);
  g_free (letter);
}

static Letter *
letter_new (CtgEngine *engine, const CtgOutgoingFields *fields)
{
  Letter *letter = g_new0 (Letter, 1);
  const char *const *people[] = { fields->to, fields->cc, fields->bcc };

  letter->engine = g_object_ref (engine);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      letter->people[i] = g_strdupv ((char **) people[i]);
      letter->addresses[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_address_free);
    }
  letter->sender = g_strdup (fields->sender);
  letter->subject = g_strdup (fields->subject != NULL ? fields->subject : "");
  letter->text = g_strdup (fields->text != NULL ? fields->text : "");
  letter->html = g_strdup (fields->html);
  letter->paths = g_strdupv ((char **) fields->attachments);
  letter->reply_to_key = fields->reply_to_key;
  letter->due_utc_s = fields->due_utc_s;
  letter->asks_receipt = fields->asks_receipt;
  letter->logs = fields->logs;
  letter->creates_contacts = fields->creates_contacts;
  letter->references = g_ptr_array_new_with_free_func (g_free);
  letter->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) attachment_free);
  letter->item = ctg_outbox_item_new ();
  return letter;
}

/* People. */

static gboolean
read_person (Letter *letter, guint which, const char *text, GError **error)
{
  g_autofree char *address = ctg_address_normalise (text, error);
  g_autoptr (GPtrArray) parsed = NULL;
  const CtgAddress *first;

  if (address == NULL)
    return FALSE;
  parsed = ctg_address_parse_list (text);
  first = g_ptr_array_index (parsed, 0);
  g_ptr_array_add (letter->addresses[which], ctg_address_new (first->name, address));
  return TRUE;
}

static gboolean
read_people (Letter *letter, GError **error)
{
  guint n = 0;

  for (guint which = 0; which < G_N_ELEMENTS (kinds); which++)
    {
      for (guint i = 0; letter->people[which] != NULL && letter->people[which][i] != NULL; i++)
        if (!read_person (letter, which, letter->people[which][i], error))
          return FALSE;
      n += letter->addresses[which]->len;
    }
  if (n == 0)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "no-recipient", "Nobody is there to send it to");
  return n > 0;
}

/* The identity a letter was sent to answers it; else the one that is asked for, else the default one. */
static CtgIdentity *
choose_identity (CtgDb *db, Letter *letter, const CtgMessage *parent)
{
  g_autoptr (GPtrArray) parties = NULL;
  CtgIdentity *identity = NULL;

  if (letter->sender != NULL)
    return ctg_identities_find (db, letter->sender, NULL);
  parties = parent != NULL ? ctg_messages_get_parties (db, parent->key, NULL) : NULL;
  for (guint i = 0; parties != NULL && i < parties->len && identity == NULL; i++)
    identity = ctg_identities_find (db, ((CtgParty *) g_ptr_array_index (parties, i))->address, NULL);
  if (identity == NULL && parent != NULL && parent->account_id != NULL)
    identity = ctg_identities_get_default (db, parent->account_id, NULL);
  return identity;
}

static CtgIdentity *
default_identity (CtgDb *db)
{
  g_autoptr (GPtrArray) accounts = ctg_accounts_list (db, NULL);
  const CtgAccount *chosen = NULL;

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (accounts, i);

      if (account->state != CTG_ACCOUNT_REMOVED && (chosen == NULL || account->is_default))
        chosen = account;
    }
  return chosen != NULL ? ctg_identities_get_default (db, chosen->id, NULL) : NULL;
}

static gboolean
read_chain (CtgDb *db, Letter *letter, const CtgMessage *parent, GError **error)
{
  g_autoptr (GPtrArray) ancestors = ctg_messages_get_ancestors (db, parent->key, error);

  if (ancestors == NULL)
    return FALSE;
  for (guint i = 0; i < ancestors->len; i++)
    if (ctg_mail_is_id (g_ptr_array_index (ancestors, i)))
      g_ptr_array_add (letter->references, g_strdup (g_ptr_array_index (ancestors, i)));
  if (!parent->has_message_id || !ctg_mail_is_id (parent->message_id))
    return TRUE;
  g_ptr_array_add (letter->references, g_strdup (parent->message_id));
  letter->parent_id = g_strdup (parent->message_id);
  return TRUE;
}

/* What the letter needs of the database: who writes it, what it answers. */
static gboolean
read_facts (CtgDb *db, gpointer data, GError **error)
{
  Letter *letter = data;
  g_autoptr (CtgMessage) parent = NULL;

  if (letter->reply_to_key != 0)
    {
      parent = ctg_messages_get (db, letter->reply_to_key, error);
      if (parent == NULL || !read_chain (db, letter, parent, error))
        return FALSE;
    }
  letter->identity = choose_identity (db, letter, parent);
  if (letter->identity == NULL && letter->sender == NULL)
    letter->identity = default_identity (db);
  if (letter->identity == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-sender", "No connected mailbox writes as this address");
  g_ptr_array_add (letter->references, NULL);
  return letter->identity != NULL;
}

/* Files. */

static gboolean
read_file (Letter *letter, const char *path, gsize *total, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) failure = NULL;
  g_autofree char *content_type = NULL;
  CtgMailAttachment *attachment;
  char *bytes = NULL;
  gsize length = 0;

  if (!g_file_load_contents (file, cancellable, &bytes, &length, NULL, &failure))
    {
      if (ctg_error_is_cancelled (failure))
        return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "attachment", "%s: %s", path, failure->message);
      return FALSE;
    }
  attachment = g_new0 (CtgMailAttachment, 1);
  g_ptr_array_add (letter->attachments, attachment);
  attachment->name = g_file_get_basename (file);
  content_type = g_content_type_guess (attachment->name, (const guchar *) bytes, MIN (length, 4096), NULL);
  attachment->type = g_content_type_get_mime_type (content_type);
  attachment->content = g_bytes_new_take (bytes, length);
  *total += length;
  if (*total <= MAX_ATTACHMENTS_BYTES)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_TOO_LARGE, "attachments", "The files are more than 50 MB together");
  return FALSE;
}

static gboolean
read_files (Letter *letter, GCancellable *cancellable, GError **error)
{
  gsize total = 0;

  for (guint i = 0; letter->paths != NULL && letter->paths[i] != NULL; i++)
    if (!read_file (letter, letter->paths[i], &total, cancellable, error))
      return FALSE;
  return TRUE;
}

/* The row. */

static gboolean
write_letter (Letter *letter, GError **error)
{
  CtgAddress from = { letter->identity->name, letter->identity->address };
  g_autofree char *message_id = ctg_mail_make_id (from.address);
  CtgLetter content = {
    .from = &from,
    .to = letter->addresses[0],
    .cc = letter->addresses[1],
    .subject = letter->subject,
    .text = letter->text,
    .html = letter->html,
    .attachments = letter->attachments,
    .message_id = message_id,
    .in_reply_to = letter->parent_id,
    .references = (const char *const *) letter->references->pdata,
    .date_utc_s = MAX (letter->due_utc_s, ctg_clock_now_utc_s ()),
    .asks_receipt = letter->asks_receipt,
  };

  letter->bytes = ctg_mail_build (&content, error);
  letter->item->message_id = g_steal_pointer (&message_id);
  return letter->bytes != NULL;
}

static void
fill_item (Letter *letter)
{
  CtgOutboxItem *item = letter->item;

  item->account_id = g_strdup (letter->identity->account_id);
  item->sender_name = g_strdup (letter->identity->name);
  item->sender_address = g_strdup (letter->identity->address);
  item->subject = g_strdup (letter->subject);
  item->due_utc_s = letter->due_utc_s != 0 ? letter->due_utc_s : ctg_clock_now_utc_s ();
  item->logs = letter->logs;
  for (guint which = 0; which < G_N_ELEMENTS (kinds); which++)
    for (guint i = 0; i < letter->addresses[which]->len; i++)
      {
        const CtgAddress *address = g_ptr_array_index (letter->addresses[which], i);
        CtgOutboxRecipient *recipient = g_new0 (CtgOutboxRecipient, 1);

        recipient->kind = kinds[which];
        recipient->name = g_strdup (address->name);
        recipient->address = g_strdup (address->address);
        g_ptr_array_add (item->recipients, recipient);
      }
}

static gboolean
insert (CtgDb *db, gpointer data, GError **error)
{
  Letter *letter = data;

  for (guint i = 0; letter->creates_contacts && i < letter->item->recipients->len; i++)
    {
      const CtgOutboxRecipient *recipient = g_ptr_array_index (letter->item->recipients, i);
      gboolean made;

      if (recipient->kind != CTG_PARTY_BCC &&
          !ctg_engine_ensure_contact (db, letter->own, recipient->name, recipient->address, &made, error))
        return FALSE;
    }
  return ctg_outbox_insert (db, letter->item, letter->bytes, error);
}

static gpointer
send_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Letter *letter = data;
  CtgStore *store = letter->engine->store;

  if (!read_people (letter, error) || !ctg_store_read (store, read_facts, letter, cancellable, error) ||
      !read_files (letter, cancellable, error) || !write_letter (letter, error))
    return NULL;
  letter->own = ctg_own_addresses_read (store, error);
  if (letter->own == NULL)
    return NULL;
  fill_item (letter);
  if (!ctg_store_write (store, insert, letter, cancellable, error))
    return NULL;
  return g_memdup2 (&letter->item->id, sizeof letter->item->id);
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
  if (self->files == NULL)
    self->files = ctg_worker_new ("ctg-files");
  ctg_worker_run_async (self->files, send_job, letter_new (self, fields), (GDestroyNotify) letter_free, g_free,
                        cancellable, callback, user_data);
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
