/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "inspection.h"

#include "json-values.h"
#include "table.h"

#include "text.h"
#include "texts.h"

#include <glib/gi18n.h>

static void
add_addresses (CtgJsonWriter *json, const char *name, GPtrArray *addresses)
{
  ctg_json_begin_array (json, name);
  for (guint i = 0; i < addresses->len; i++)
    {
      const CtgAddress *address = g_ptr_array_index (addresses, i);

      ctg_json_add_person (json, NULL, address->name, address->address);
    }
  ctg_json_writer_end_array (json);
}

static void
add_attachments (CtgJsonWriter *json, GPtrArray *attachments)
{
  ctg_json_begin_array (json, "attachments");
  for (guint i = 0; i < attachments->len; i++)
    {
      const CtgMailAttachment *attachment = g_ptr_array_index (attachments, i);

      ctg_json_writer_begin_object (json);
      ctg_json_add_string (json, "name", attachment->name);
      ctg_json_add_string (json, "type", attachment->type);
      ctg_json_add_integer (json, "size", attachment->size_bytes);
      ctg_json_add_string (json, "sha256", attachment->sha256);
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
}

static void
add_automatic (CtgJsonWriter *json, const CtgMail *mail)
{
  ctg_json_begin_object (json, "automatic");
  ctg_json_add_string (json, "kind", ctg_automatic_to_string (mail->automatic));
  if (mail->automatic != CTG_AUTOMATIC_BOUNCE)
    ctg_json_add_string (json, "bounce", NULL);
  else
    {
      ctg_json_begin_object (json, "bounce");
      ctg_json_add_string (json, "recipient", mail->bounce_recipient);
      ctg_json_add_string (json, "status", mail->bounce_status);
      ctg_json_add_boolean (json, "hard", mail->bounce_is_hard);
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_object (json);
}

/**
 * ctg_inspection_add:
 * @json: a writer
 * @mail: a message
 *
 * Writes what the message says of itself, as an object. A Message-ID that was made up is null.
 */
void
ctg_inspection_add (CtgJsonWriter *json, const CtgMail *mail)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "subject", mail->subject);
  add_addresses (json, "from", mail->from);
  add_addresses (json, "to", mail->to);
  add_addresses (json, "cc", mail->cc);
  ctg_json_add_date (json, "date", mail->date_utc_s);
  ctg_json_add_string (json, "message_id", mail->has_message_id ? mail->message_id : NULL);
  ctg_json_add_strings (json, "in_reply_to", (const char *const *) mail->in_reply_to);
  ctg_json_add_strings (json, "references", (const char *const *) mail->references);
  ctg_json_add_string (json, "text", mail->text);
  ctg_json_add_boolean (json, "has_html", mail->html != NULL);
  add_attachments (json, mail->attachments);
  add_automatic (json, mail);
  ctg_json_add_strings (json, "problems", (const char *const *) mail->problems);
  ctg_json_writer_end_object (json);
}

static void
add_address_rows (CtgTable *table, const char *title, GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const CtgAddress *address = g_ptr_array_index (addresses, i);
      g_autofree char *line = *address->name != '\0' ? g_strdup_printf ("%s <%s>", address->name, address->address)
                                                     : g_strdup (address->address);

      ctg_table_add (table, title, line, NULL);
    }
}

static void
add_string_rows (CtgTable *table, const char *title, char **strings)
{
  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    ctg_table_add (table, title, strings[i], NULL);
}

/**
 * ctg_inspection_print:
 * @session: a session that speaks to people
 * @mail: a message
 *
 * Writes the same for reading.
 */
void
ctg_inspection_print (CtgSession *session, const CtgMail *mail)
{
  g_autoptr (CtgTable) table = ctg_table_new (2);
  g_autofree char *date = mail->date_utc_s != 0 ? ctg_text_utc_rfc3339 (mail->date_utc_s) : g_strdup ("");
  g_autofree char *body = ctg_terminal_text (mail->text != NULL ? mail->text : "");

  ctg_table_add (table, _("Subject"), mail->subject != NULL ? mail->subject : "", NULL);
  add_address_rows (table, _("From"), mail->from);
  add_address_rows (table, _("To"), mail->to);
  add_address_rows (table, _("Cc"), mail->cc);
  ctg_table_add (table, _("Date"), date, NULL);
  ctg_table_add (table, "Message-ID", mail->has_message_id ? mail->message_id : "", NULL);
  add_string_rows (table, "In-Reply-To", mail->in_reply_to);
  add_string_rows (table, "References", mail->references);
  ctg_table_add (table, _("Written by"), ctg_automatic_to_string (mail->automatic), NULL);
  for (guint i = 0; i < mail->attachments->len; i++)
    {
      const CtgMailAttachment *attachment = g_ptr_array_index (mail->attachments, i);
      g_autofree char *size = ctg_text_for_size (attachment->size_bytes);
      g_autofree char *line = g_strdup_printf ("%s (%s, %s)", attachment->name, attachment->type, size);

      ctg_table_add (table, _("Attachment"), line, NULL);
    }
  add_string_rows (table, _("Problem"), mail->problems);
  ctg_table_print (table, session, FALSE);
  ctg_session_print (session, "\n%s\n", body);
}
