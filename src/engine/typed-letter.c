/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "typed-letter.h"

#include "errors.h"
#include "html-write.h"
#include "mail.h"

/**
 * ctg_typed_letter_free:
 * @letter: (transfer full) (nullable): a letter
 */
void
ctg_typed_letter_free (CtgTypedLetter *letter)
{
  if (letter == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (letter->people); i++)
    g_strfreev (letter->people[i]);
  ctg_outgoing_free (letter->outgoing);
  g_free (letter);
}

static CtgTypedLetter *
letter_new (CtgEngine *engine)
{
  CtgTypedLetter *letter = g_new0 (CtgTypedLetter, 1);

  letter->outgoing = ctg_outgoing_new (engine);
  return letter;
}

/**
 * ctg_typed_letter_from_fields:
 * @engine: the engine
 * @fields: what was filled in
 *
 * Returns: (transfer full): the letter
 */
CtgTypedLetter *
ctg_typed_letter_from_fields (CtgEngine *engine, const CtgOutgoingFields *fields)
{
  CtgTypedLetter *letter = letter_new (engine);
  CtgOutgoing *outgoing = letter->outgoing;
  const char *const *people[] = { fields->to, fields->cc, fields->bcc };

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    letter->people[i] = g_strdupv ((char **) people[i]);
  outgoing->sender = g_strdup (fields->sender);
  outgoing->subject = g_strdup (fields->subject != NULL ? fields->subject : "");
  outgoing->text = g_strdup (fields->text != NULL ? fields->text : "");
  outgoing->html = g_strdup (fields->html);
  for (guint i = 0; fields->attachments != NULL && fields->attachments[i] != NULL; i++)
    g_ptr_array_add (outgoing->files, ctg_draft_file_new (fields->attachments[i], 0, "", 0));
  outgoing->reply_to_key = fields->reply_to_key;
  outgoing->company_id = fields->company_id;
  outgoing->deal_id = fields->deal_id;
  outgoing->due_utc_s = fields->due_utc_s;
  outgoing->asks_receipt = fields->asks_receipt;
  outgoing->logs = fields->logs;
  outgoing->creates_contacts = fields->creates_contacts;
  return letter;
}

/* Words without a form go without one. */
static char *
write_html (const CtgDraft *draft)
{
  g_autoptr (GArray) spans = ctg_style_spans_from_text (draft->styles, (guint) g_utf8_strlen (draft->text, -1));

  return spans->len > 0 ? ctg_html_write (draft->text, (const CtgStyleSpan *) (gpointer) spans->data, spans->len)
                        : NULL;
}

/**
 * ctg_typed_letter_from_draft:
 * @engine: the engine
 * @draft: a letter that was written here
 * @due_utc_s: not before, 0: now
 *
 * What is passed on begins a conversation of its own: whoever gets it has no part in the other one (B45).
 *
 * Returns: (transfer full): the letter
 */
CtgTypedLetter *
ctg_typed_letter_from_draft (CtgEngine *engine, const CtgDraft *draft, gint64 due_utc_s)
{
  CtgTypedLetter *letter = letter_new (engine);
  CtgOutgoing *outgoing = letter->outgoing;
  const char *const people[] = { draft->to, draft->cc, draft->bcc };

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    letter->people[i] = ctg_address_split (people[i]);
  outgoing->sender = *draft->sender != '\0' ? g_strdup (draft->sender) : NULL;
  outgoing->subject = g_strdup (draft->subject);
  outgoing->text = g_strdup (draft->text);
  outgoing->html = write_html (draft);
  for (guint i = 0; i < draft->files->len; i++)
    g_ptr_array_add (outgoing->files, ctg_draft_file_copy (g_ptr_array_index (draft->files, i)));
  outgoing->draft_id = draft->id;
  outgoing->company_id = draft->company_id;
  outgoing->deal_id = draft->deal_id;
  outgoing->reply_to_key = draft->kind == CTG_DRAFT_REPLY ? draft->parent_key : 0;
  outgoing->due_utc_s = due_utc_s;
  outgoing->asks_receipt = draft->asks_receipt;
  outgoing->logs = draft->logs;
  return letter;
}

/* People. */

static gboolean
read_person (CtgTypedLetter *letter, guint which, const char *text, GError **error)
{
  g_autofree char *address = ctg_address_normalise (text, error);
  g_autoptr (GPtrArray) parsed = NULL;
  const CtgAddress *first;

  if (address == NULL)
    return FALSE;
  parsed = ctg_address_parse_list (text);
  first = g_ptr_array_index (parsed, 0);
  g_ptr_array_add (letter->outgoing->addresses[which], ctg_address_new (first->name, address));
  return TRUE;
}

/**
 * ctg_typed_letter_read_people:
 * @letter: a letter
 * @error: %CTG_ERROR_INVALID_INPUT "address" or "no-recipient"
 *
 * Makes addresses of what was typed.
 *
 * Returns: whether it is for somebody, and all of them have an address
 */
gboolean
ctg_typed_letter_read_people (CtgTypedLetter *letter, GError **error)
{
  guint n = 0;

  for (guint which = 0; which < G_N_ELEMENTS (letter->people); which++)
    {
      for (guint i = 0; letter->people[which] != NULL && letter->people[which][i] != NULL; i++)
        if (!read_person (letter, which, letter->people[which][i], error))
          return FALSE;
      n += letter->outgoing->addresses[which]->len;
    }
  if (n == 0)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "no-recipient", "Nobody is there to send it to");
  return n > 0;
}
