/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail.h"

/**
 * ctg_mail_ref:
 * @self: a message
 *
 * Returns: (transfer full): the same
 */
CtgMail *
ctg_mail_ref (CtgMail *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
free_addresses (CtgMail *self)
{
  g_ptr_array_unref (self->from);
  g_ptr_array_unref (self->sender);
  g_ptr_array_unref (self->reply_to);
  g_ptr_array_unref (self->to);
  g_ptr_array_unref (self->cc);
  g_ptr_array_unref (self->bcc);
  g_ptr_array_unref (self->delivered_to);
}

/**
 * ctg_mail_unref:
 * @self: (transfer full): a message
 */
void
ctg_mail_unref (CtgMail *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->message_id);
  g_free (self->content_hash);
  g_strfreev (self->in_reply_to);
  g_strfreev (self->references);
  free_addresses (self);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->html);
  g_ptr_array_unref (self->attachments);
  g_free (self->bounce_recipient);
  g_free (self->bounce_status);
  g_free (self->bounce_message_id);
  g_free (self->news_recipient);
  g_free (self->news_message_id);
  g_free (self->receipt_address);
  g_free (self->sensitivity);
  g_strfreev (self->problems);
  g_free (self);
}

/**
 * ctg_mail_get_author:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): the one who wrote it; %NULL when From is missing, cannot be read or
 *   names several: such a message is matched with no contact (U1)
 */
const CtgAddress *
ctg_mail_get_author (const CtgMail *self)
{
  const CtgAddress *author;

  g_return_val_if_fail (self != NULL, NULL);
  if (self->from->len != 1)
    return NULL;
  author = self->from->pdata[0];
  return *ctg_address_get_domain (author->address) != '\0' ? author : NULL;
}
