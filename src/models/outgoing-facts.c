/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "outgoing-facts.h"

#include "drafts.h"
#include "message-facts.h"
#include "outbox.h"
#include "receipts.h"
#include "text.h"

#define SNIPPET_MAX_BYTES 200

static void
recipient_facts_free (CtgRecipientFacts *recipient)
{
  g_free (recipient->name);
  g_free (recipient->address);
  g_free (recipient->server_text);
  g_free (recipient);
}

static void
receipt_facts_free (CtgReceiptFacts *receipt)
{
  g_free (receipt->news);
  g_free (receipt->who);
  g_free (receipt);
}

/**
 * ctg_outgoing_row_free:
 * @self: (transfer full) (nullable): a row
 */
void
ctg_outgoing_row_free (CtgOutgoingRow *self)
{
  if (self == NULL)
    return;
  g_free (self->receivers);
  g_free (self->sender);
  g_free (self->subject);
  g_free (self->snippet);
  g_free (self->host);
  g_free (self->server_text);
  g_free (self->problem_code);
  g_free (self->problem_reason);
  g_free (self->problem_host);
  g_free (self->problem_server_text);
  g_ptr_array_unref (self->recipients);
  g_ptr_array_unref (self->receipts);
  g_free (self);
}

static CtgOutgoingRow *
row_new (gint64 id)
{
  CtgOutgoingRow *row = g_new0 (CtgOutgoingRow, 1);

  row->id = id;
  row->copy = row->fate = "none";
  row->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) recipient_facts_free);
  row->receipts = g_ptr_array_new_with_free_func ((GDestroyNotify) receipt_facts_free);
  return row;
}

static CtgOutgoingRow *
read_draft (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgDraft) draft = ctg_drafts_get (db, -id, error);
  CtgOutgoingRow *row;

  if (draft == NULL)
    return NULL;
  row = row_new (id);
  row->is_draft = TRUE;
  row->state = "draft";
  row->receivers = g_strdup (draft->to);
  row->sender = g_strdup (draft->sender);
  row->subject = g_strdup (draft->subject);
  row->snippet = ctg_text_clean (draft->text, SNIPPET_MAX_BYTES);
  row->date_utc_s = draft->changed_utc_s;
  return row;
}

static void
add_recipient (CtgOutgoingRow *row, GString *names, const CtgOutboxRecipient *recipient)
{
  static const char *const kinds[] = { "from", "to", "cc", "bcc", "reply-to" };
  CtgRecipientFacts *facts = g_new0 (CtgRecipientFacts, 1);

  facts->kind = kinds[recipient->kind];
  facts->name = g_strdup (recipient->name);
  facts->address = g_strdup (recipient->address);
  facts->is_refused = recipient->state > CTG_RECIPIENT_TAKEN;
  facts->server_text = g_strdup (recipient->server_text);
  row->n_refused += facts->is_refused;
  g_ptr_array_add (row->recipients, facts);
  if (names->len < SNIPPET_MAX_BYTES)
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                            ctg_facts_name_or_address (recipient->name, recipient->address));
}

static void
take_problem (CtgOutgoingRow *row, const CtgOutboxItem *item)
{
  row->problem_code = g_strdup (item->problem_code);
  row->problem_reason = g_strdup (item->problem_reason);
  row->problem_host = g_strdup (item->problem_host);
  row->problem_server_text = g_strdup (item->problem_server_text);
}

static gboolean
take_receipts (CtgDb *db, CtgOutgoingRow *row, GError **error)
{
  g_autoptr (GPtrArray) receipts = ctg_receipts_list (db, row->id, error);

  for (guint i = 0; receipts != NULL && i < receipts->len; i++)
    {
      const CtgLetterReceipt *receipt = g_ptr_array_index (receipts, i);
      CtgReceiptFacts *facts = g_new0 (CtgReceiptFacts, 1);

      facts->news = g_strdup (receipt->news);
      facts->who = g_strdup (receipt->recipient);
      facts->at_utc_s = receipt->at_utc_s;
      g_ptr_array_add (row->receipts, facts);
    }
  return receipts != NULL;
}

static CtgOutgoingRow *
read_outgoing (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgOutboxItem) item = ctg_outbox_get (db, id, error);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (CtgOutgoingRow) row = NULL;

  if (item == NULL)
    return NULL;
  row = row_new (id);
  row->has_draft = ctg_drafts_find (db, id) != 0;
  row->state = ctg_outbox_state_to_string (item->state);
  row->copy = ctg_outbox_copy_to_string (item->copy);
  row->fate = ctg_outbox_fate_to_string (item->fate);
  row->sender = g_strdup (item->sender_address);
  row->subject = g_strdup (item->subject);
  row->snippet = g_strdup ("");
  row->date_utc_s = item->state_utc_s;
  row->due_utc_s = item->due_utc_s;
  row->n_tries = item->n_tries;
  row->host = g_strdup (item->accepted_host);
  row->server_text = g_strdup (item->accepted_text);
  take_problem (row, item);
  for (guint i = 0; i < item->recipients->len; i++)
    add_recipient (row, names, g_ptr_array_index (item->recipients, i));
  row->receivers = g_string_free (g_steal_pointer (&names), FALSE);
  return take_receipts (db, row, error) ? g_steal_pointer (&row) : NULL;
}

/**
 * ctg_outgoing_row_read:
 * @db: a reader's database
 * @id: a letter's number, see #CtgOutgoingRow
 * @error: `NOT_FOUND`, `STORAGE`
 *
 * Returns: (transfer full) (nullable): what to show of it
 */
CtgOutgoingRow *
ctg_outgoing_row_read (CtgDb *db, gint64 id, GError **error)
{
  return id < 0 ? read_draft (db, id, error) : read_outgoing (db, id, error);
}

/**
 * ctg_outgoing_row_needs_look:
 * @self: a letter
 *
 * Returns: whether something went wrong with it that only a person can mend
 */
gboolean
ctg_outgoing_row_needs_look (const CtgOutgoingRow *self)
{
  return g_str_equal (self->state, "failed") || g_str_equal (self->state, "unknown") ||
         g_str_equal (self->copy, "failed") || g_str_equal (self->fate, "bounced") || self->n_refused > 0;
}
