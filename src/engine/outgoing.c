/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "outgoing.h"

#include "clock.h"
#include "companies.h"
#include "deals.h"
#include "drafts.h"
#include "errors.h"
#include "mail-build.h"
#include "receipt-wishes.h"
#include "template-rule.h"

#include <string.h>

/* Most servers take 20 to 35 MB, and what is attached grows by a third on its way. */
#define MAX_ATTACHMENTS_BYTES ((gsize) 50 * 1024 * 1024)

static const CtgPartyKind kinds[] = { CTG_PARTY_TO, CTG_PARTY_CC, CTG_PARTY_BCC };

static void
attachment_free (CtgMailAttachment *attachment)
{
  g_free (attachment->name);
  g_free (attachment->type);
  g_clear_pointer (&attachment->content, g_bytes_unref);
  g_free (attachment);
}

/**
 * ctg_outgoing_free:
 * @self: (transfer full) (nullable): a letter
 */
void
ctg_outgoing_free (CtgOutgoing *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_ptr_array_unref (self->addresses[i]);
  g_free (self->sender);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->html);
  g_ptr_array_unref (self->files);
  g_free (self->parent_id);
  g_ptr_array_unref (self->references);
  g_ptr_array_unref (self->attachments);
  g_clear_pointer (&self->identity, ctg_identity_free);
  g_clear_pointer (&self->own, g_hash_table_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  ctg_outbox_item_free (self->item);
  g_object_unref (self->engine);
  g_free (self);
}

/**
 * ctg_outgoing_new:
 * @engine: the engine
 *
 * Returns: (transfer full): an empty letter
 */
CtgOutgoing *
ctg_outgoing_new (CtgEngine *engine)
{
  CtgOutgoing *self = g_new0 (CtgOutgoing, 1);

  self->engine = g_object_ref (engine);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    self->addresses[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_address_free);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_draft_file_free);
  self->references = g_ptr_array_new_with_free_func (g_free);
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) attachment_free);
  self->item = ctg_outbox_item_new ();
  return self;
}

/**
 * ctg_outgoing_check_tokens:
 * @self: a letter
 * @error: %CTG_ERROR_INVALID_INPUT "open-token"
 *
 * What a template left open is nothing for its receiver (B48).
 *
 * Returns: whether nothing is
 */
gboolean
ctg_outgoing_check_tokens (const CtgOutgoing *self, GError **error)
{
  const char *const words[] = { self->subject, self->text };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *open = ctg_template_rule_find_open (words[i]);

      if (open == NULL)
        continue;
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "open-token", "%s is not filled in", open);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_chain (CtgDb *db, CtgOutgoing *self, const CtgMessage *parent, GError **error)
{
  g_autoptr (GPtrArray) ancestors = ctg_messages_get_ancestors (db, parent->key, error);

  if (ancestors == NULL)
    return FALSE;
  for (guint i = 0; i < ancestors->len; i++)
    if (ctg_mail_is_id (g_ptr_array_index (ancestors, i)))
      g_ptr_array_add (self->references, g_strdup (g_ptr_array_index (ancestors, i)));
  if (!parent->has_message_id || !ctg_mail_is_id (parent->message_id))
    return TRUE;
  g_ptr_array_add (self->references, g_strdup (parent->message_id));
  self->parent_id = g_strdup (parent->message_id);
  return TRUE;
}

/**
 * ctg_outgoing_read_facts:
 * @db: any connection
 * @data: a letter
 * @error: %CTG_ERROR_NOT_FOUND "no-sender": no connected mailbox writes as its sender; %CTG_ERROR_STORAGE
 *
 * What the letter needs of the database: who writes it, what it answers.
 *
 * Returns: whether it could be read
 */
gboolean
ctg_outgoing_read_facts (CtgDb *db, gpointer data, GError **error)
{
  CtgOutgoing *self = data;
  g_autoptr (CtgMessage) parent = NULL;

  if (self->reply_to_key != 0)
    {
      parent = ctg_messages_get (db, self->reply_to_key, error);
      if (parent == NULL || !read_chain (db, self, parent, error))
        return FALSE;
    }
  self->identity = ctg_engine_choose_identity (db, self->sender, parent);
  if (self->identity == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-sender", "No connected mailbox writes as this address");
  g_ptr_array_add (self->references, NULL);
  return self->identity != NULL;
}

/* Files. */

static CtgMailAttachment *
read_path (const char *path, GCancellable *cancellable, GError **error)
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
        return g_propagate_error (error, g_steal_pointer (&failure)), NULL;
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "attachment", "%s: %s", path, failure->message);
      return NULL;
    }
  attachment = g_new0 (CtgMailAttachment, 1);
  attachment->name = g_file_get_basename (file);
  content_type = g_content_type_guess (attachment->name, (const guchar *) bytes, MIN (length, 4096), NULL);
  attachment->type = g_content_type_get_mime_type (content_type);
  attachment->content = g_bytes_new_take (bytes, length);
  return attachment;
}

static CtgMailAttachment *
read_held (CtgOutgoing *self, const CtgDraftFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  CtgAttachment *held = file->attachment_id != 0 ? ctg_engine_load_attachment (self->engine, file->attachment_id,
                                                                               cancellable, &failure) : NULL;
  CtgMailAttachment *attachment;

  if (held == NULL)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "attachment", "%s: %s", file->name,
                     failure != NULL ? failure->message : "it is not here any more");
      return NULL;
    }
  attachment = g_new0 (CtgMailAttachment, 1);
  attachment->name = g_strdup (held->name);
  attachment->type = g_strdup (held->type);
  attachment->content = g_bytes_ref (held->content);
  ctg_attachment_free (held);
  return attachment;
}

/**
 * ctg_outgoing_read_files:
 * @self: a letter
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_NOT_FOUND "attachment", %CTG_ERROR_TOO_LARGE "attachments"
 *
 * Blocks.
 *
 * Returns: whether all of its files are with it
 */
gboolean
ctg_outgoing_read_files (CtgOutgoing *self, GCancellable *cancellable, GError **error)
{
  gsize total = 0;

  for (guint i = 0; i < self->files->len && total <= MAX_ATTACHMENTS_BYTES; i++)
    {
      const CtgDraftFile *file = g_ptr_array_index (self->files, i);
      CtgMailAttachment *attachment = file->path != NULL ? read_path (file->path, cancellable, error)
                                                         : read_held (self, file, cancellable, error);

      if (attachment == NULL)
        return FALSE;
      g_ptr_array_add (self->attachments, attachment);
      total += g_bytes_get_size (attachment->content);
    }
  if (total <= MAX_ATTACHMENTS_BYTES)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_TOO_LARGE, "attachments", "The files are more than 50 MB together");
  return FALSE;
}

/* The row. */

static void
fill_item (CtgOutgoing *self)
{
  CtgOutboxItem *item = self->item;

  item->account_id = g_strdup (self->identity->account_id);
  item->sender_name = g_strdup (self->identity->name);
  item->sender_address = g_strdup (self->identity->address);
  item->subject = g_strdup (self->subject);
  item->due_utc_s = self->due_utc_s != 0 ? self->due_utc_s : ctg_clock_now_utc_s ();
  item->logs = self->logs;
  item->is_automatic = self->is_automatic;
  item->is_receipt = self->is_receipt;
  for (guint which = 0; which < G_N_ELEMENTS (kinds); which++)
    for (guint i = 0; i < self->addresses[which]->len; i++)
      {
        const CtgAddress *address = g_ptr_array_index (self->addresses[which], i);
        CtgOutboxRecipient *recipient = g_new0 (CtgOutboxRecipient, 1);

        recipient->kind = kinds[which];
        recipient->name = g_strdup (address->name);
        recipient->address = g_strdup (address->address);
        g_ptr_array_add (item->recipients, recipient);
      }
}

/**
 * ctg_outgoing_write:
 * @self: a letter with its sender
 * @error: as ctg_mail_build()
 *
 * Returns: whether it is written
 */
gboolean
ctg_outgoing_write (CtgOutgoing *self, GError **error)
{
  CtgAddress from = { self->identity->name, self->identity->address };
  g_autofree char *message_id = ctg_mail_make_id (from.address);
  CtgReadNotice notice = { from.address, self->parent_id };
  CtgLetter content = {
    .from = &from,
    .to = self->addresses[0],
    .cc = self->addresses[1],
    .subject = self->subject,
    .text = self->text,
    .html = self->html,
    .attachments = self->attachments,
    .message_id = message_id,
    .in_reply_to = self->parent_id,
    .references = (const char *const *) self->references->pdata,
    .date_utc_s = MAX (self->due_utc_s, ctg_clock_now_utc_s ()),
    .asks_receipt = self->asks_receipt,
    .is_automatic = self->is_automatic,
    .notice = self->is_receipt ? &notice : NULL,
  };

  self->bytes = ctg_mail_build (&content, error);
  self->item->message_id = g_steal_pointer (&message_id);
  fill_item (self);
  return self->bytes != NULL;
}

/**
 * ctg_outgoing_insert:
 * @db: the writer
 * @data: a letter that is written
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL, %CTG_ERROR_CONFLICT "draft-sent", "receipt-given"
 *
 * Returns: whether it is in the outbox: its item has the number
 */
gboolean
ctg_outgoing_insert (CtgDb *db, gpointer data, GError **error)
{
  CtgOutgoing *self = data;

  for (guint i = 0; self->creates_contacts && i < self->item->recipients->len; i++)
    {
      const CtgOutboxRecipient *recipient = g_ptr_array_index (self->item->recipients, i);
      gboolean made;

      if (recipient->kind != CTG_PARTY_BCC &&
          !ctg_engine_ensure_contact (db, self->own, recipient->name, recipient->address, &made, error))
        return FALSE;
    }
  return ctg_outbox_insert (db, self->item, self->bytes, error) &&
         (!self->is_receipt || ctg_receipt_wishes_give (db, self->reply_to_key, self->item->id, error)) &&
         (self->company_id == 0 || ctg_companies_add_letter (db, self->company_id, self->item->message_id, error)) &&
         (self->deal_id == 0 || ctg_deals_add_letter (db, self->deal_id, self->item->message_id, error)) &&
         (self->draft_id == 0 || ctg_drafts_hand_in (db, self->draft_id, self->item->id, error));
}

