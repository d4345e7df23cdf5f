/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "stray-letter.h"

#include "attachments.h"
#include "messages.h"
#include "trap-rule.h"

/* The letter it answers, in the same thread, or 0. */
static gint64
find_parent (CtgDb *db, const CtgMessage *message)
{
  g_autoptr (GPtrArray) ids = ctg_messages_get_ancestors (db, message->key, NULL);
  gint64 parent = ids != NULL && ids->len > 0 ? ctg_messages_find (db, ids->pdata[ids->len - 1]) : 0;
  g_autoptr (CtgMessage) found = parent != 0 ? ctg_messages_get (db, parent, NULL) : NULL;

  return found != NULL && found->thread == message->thread ? parent : 0;
}

static gboolean
encloses_letter (CtgDb *db, gint64 key)
{
  g_autoptr (GPtrArray) attachments = ctg_attachments_by_message (db, key, NULL);

  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    if (g_strcmp0 (((const CtgAttachment *) g_ptr_array_index (attachments, i))->type, "message/rfc822") == 0)
      return TRUE;
  return FALSE;
}

/**
 * ctg_stray_letter_is:
 * @db: any connection
 * @key: a message
 *
 * Returns: whether it perhaps does not belong into its thread, see crm/trap-rule.c
 */
gboolean
ctg_stray_letter_is (CtgDb *db, gint64 key)
{
  g_autoptr (CtgMessage) message = ctg_messages_get (db, key, NULL);
  gint64 parent_key = message != NULL ? find_parent (db, message) : 0;
  g_autoptr (CtgMessage) parent = parent_key != 0 ? ctg_messages_get (db, parent_key, NULL) : NULL;
  g_autofree char *text = NULL;
  CtgTrapFacts facts = { 0 };

  if (parent == NULL)
    return FALSE;
  facts.subject = message->subject;
  facts.parent_subject = parent->subject;
  facts.shares_people = ctg_messages_share_people (db, key, parent_key);
  /* Of most letters that is enough: their words are not unpacked. */
  facts.text = "";
  if (!ctg_trap_rule_is_stray (&facts))
    return FALSE;
  text = ctg_messages_get_text (db, key, NULL);
  facts.text = text;
  facts.encloses_letter = encloses_letter (db, key);
  return ctg_trap_rule_is_stray (&facts);
}
