/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "errors.h"
#include "mail.h"
#include "receipt-wishes.h"
#include "text.h"
#include "texts.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* Everything the database holds of one message. */
typedef struct
{
  const char *name;         /* as the person named it */
  CtgMessage *message;      /* (owned) */
  GPtrArray *parties;       /* (owned) */
  GPtrArray *ancestors;     /* (owned) (element-type utf8) */
  GPtrArray *attachments;   /* (owned) */
  GPtrArray *log;           /* (owned) */
  CtgReceiptWish *receipt;  /* (owned) (nullable) what its sender asks */
  GBytes *source;           /* (owned) (nullable) the whole message, where it is kept */
  CtgMail *mail;            /* (owned) (nullable) the source parsed */
} Shown;

static void
shown_clear (Shown *shown)
{
  g_clear_pointer (&shown->message, ctg_message_free);
  g_clear_pointer (&shown->parties, g_ptr_array_unref);
  g_clear_pointer (&shown->ancestors, g_ptr_array_unref);
  g_clear_pointer (&shown->attachments, g_ptr_array_unref);
  g_clear_pointer (&shown->log, g_ptr_array_unref);
  g_clear_pointer (&shown->receipt, ctg_receipt_wish_free);
  g_clear_pointer (&shown->source, g_bytes_unref);
  g_clear_pointer (&shown->mail, ctg_mail_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shown, shown_clear)

static gboolean
load_job (CtgDb *db, gpointer data, GError **error)
{
  Shown *shown = data;
  gint64 key = ctg_lookup_message (db, shown->name, error);

  if (key == 0)
    return FALSE;
  shown->message = ctg_messages_get (db, key, error);
  if (shown->message == NULL || (shown->parties = ctg_messages_get_parties (db, key, error)) == NULL ||
      (shown->ancestors = ctg_messages_get_ancestors (db, key, error)) == NULL ||
      (shown->attachments = ctg_attachments_by_message (db, key, error)) == NULL)
    return FALSE;
  shown->log = ctg_messages_get_log (db, key, error);
  shown->source = ctg_messages_get_source (db, key, NULL);
  return shown->log != NULL;
}

static char *
load_text (CtgSession *session, gint64 key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_load_text_async (session->engine, key, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_engine_load_text_finish (session->engine, result, error);
}

/* The source says exactly which header named which message; the database keeps the chain only. */
static void
add_references (CtgJsonWriter *json, const Shown *shown)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();

  if (shown->mail != NULL)
    {
      ctg_json_add_strings (json, "in_reply_to", (const char *const *) shown->mail->in_reply_to);
      ctg_json_add_strings (json, "references", (const char *const *) shown->mail->references);
      return;
    }
  g_ptr_array_extend (chain, shown->ancestors, NULL, NULL);
  g_ptr_array_add (chain, NULL);
  ctg_json_begin_array (json, "in_reply_to");
  if (chain->len > 1)
    ctg_json_writer_string (json, g_ptr_array_index (chain, chain->len - 2));
  ctg_json_writer_end_array (json);
  ctg_json_add_strings (json, "references", (const char *const *) chain->pdata);
}

static void
add_reason (CtgJsonWriter *json, const Shown *shown)
{
  const CtgLogEntry *first = shown->log->len > 0 ? g_ptr_array_index (shown->log, 0) : NULL;
  g_autofree char *why = first != NULL ? ctg_text_for_rule (first->rule, first->matched_message_id) : NULL;

  ctg_json_add_boolean (json, "logged", first != NULL);
  ctg_json_add_string (json, "reason", first != NULL ? first->rule : NULL);
  ctg_json_add_string (json, "matched", first != NULL ? first->matched_message_id : NULL);
  ctg_json_add_string (json, "why", why);
}

/* Known once the text is here. */
static gboolean
receipt_job (CtgDb *db, gpointer data, GError **error)
{
  Shown *shown = data;

  shown->receipt = ctg_receipt_wishes_find (db, shown->message->key);
  return TRUE;
}

static void
add_receipt (CtgJsonWriter *json, const CtgReceiptWish *receipt)
{
  static const char *const answers[] = { "open", "refused", "given" };

  if (receipt == NULL)
    return;
  ctg_json_begin_object (json, "receipt");
  ctg_json_add_string (json, "to", receipt->address);
  ctg_json_add_string (json, "answer", answers[receipt->answer]);
  ctg_json_add_date (json, "answered", receipt->answered_utc_s);
  ctg_json_writer_end_object (json);
}

static void
print_shown_json (CtgSession *session, const Shown *shown, const char *text, const GError *text_error)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  const CtgMessage *message = shown->message;

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "message", message->key);
  ctg_json_add_string (json, "message_id", message->message_id);
  ctg_json_add_integer (json, "thread", message->thread);
  ctg_json_add_string (json, "direction", message->direction == CTG_DIRECTION_OUT ? "out" : "in");
  ctg_json_add_string (json, "subject", message->subject);
  ctg_json_add_parties (json, "from", shown->parties, CTG_PARTY_FROM);
  ctg_json_add_parties (json, "reply_to", shown->parties, CTG_PARTY_REPLY_TO);
  ctg_json_add_parties (json, "to", shown->parties, CTG_PARTY_TO);
  ctg_json_add_parties (json, "cc", shown->parties, CTG_PARTY_CC);
  ctg_json_add_parties (json, "bcc", shown->parties, CTG_PARTY_BCC);
  ctg_json_add_date (json, "date", message->date_utc_s);
  add_references (json, shown);
  ctg_json_add_string (json, "text", text);
  ctg_json_add_boolean (json, "has_html", shown->mail != NULL && shown->mail->html != NULL);
  ctg_json_add_attachments (json, "attachments", shown->attachments);
  ctg_json_add_integer (json, "size", message->size_bytes);
  ctg_json_add_string (json, "automatic", ctg_automatic_to_string ((CtgAutomatic) message->automatic));
  add_receipt (json, shown->receipt);
  add_reason (json, shown);
  if (text_error != NULL)
    ctg_json_add_error (json, "error", text_error);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static void
add_party_rows (CtgTable *table, const char *title, GPtrArray *parties, CtgPartyKind kind)
{
  for (guint i = 0; i < parties->len; i++)
    {
      const CtgParty *party = g_ptr_array_index (parties, i);
      g_autofree char *text = party->name != NULL && *party->name != '\0'
                                ? g_strdup_printf ("%s <%s>", party->name, party->address)
                                : g_strdup (party->address);

      if (party->kind == kind)
        ctg_table_add (table, title, text, NULL);
    }
}

static void
print_shown (CtgSession *session, const Shown *shown, const char *text)
{
  g_autoptr (CtgTable) table = ctg_table_new (2);
  g_autofree char *date = ctg_text_for_date (shown->message->date_utc_s, 0, TRUE);
  g_autofree char *body = ctg_terminal_text (text != NULL ? text : "");

  add_party_rows (table, _("From"), shown->parties, CTG_PARTY_FROM);
  add_party_rows (table, _("To"), shown->parties, CTG_PARTY_TO);
  add_party_rows (table, _("Cc"), shown->parties, CTG_PARTY_CC);
  ctg_table_add (table, _("Date"), date, NULL);
  ctg_table_add (table, _("Subject"), shown->message->subject, NULL);
  if (shown->receipt != NULL)
    ctg_table_add (table, _("Receipt to"), shown->receipt->address, NULL);
  for (guint i = 0; i < shown->attachments->len; i++)
    {
      const CtgAttachment *attachment = g_ptr_array_index (shown->attachments, i);
      g_autofree char *size = ctg_text_for_size (attachment->size_bytes);
      g_autofree char *line = g_strdup_printf ("%s (%s)", attachment->name, size);

      ctg_table_add (table, _("Attachment"), line, NULL);
    }
  for (guint i = 0; i < shown->log->len; i++)
    {
      const CtgLogEntry *row = g_ptr_array_index (shown->log, i);
      g_autofree char *why = ctg_text_for_rule (row->rule, row->matched_message_id);
      g_autofree char *line = g_strdup_printf ("%s. %s", row->contact_name, why);

      ctg_table_add (table, _("Logged on"), line, NULL);
    }
  ctg_table_print (table, session, FALSE);
  ctg_session_print (session, "\n%s\n", body);
}

static int
show_all (CtgSession *session, Shown *shown)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = load_text (session, shown->message->key, &error);

  ctg_session_read (session, receipt_job, shown, NULL);
  if (session->json)
    {
      print_shown_json (session, shown, text, error);
      return error != NULL ? ctg_session_status_for (error) : CTG_EXIT_DONE;
    }
  print_shown (session, shown, text);
  return error != NULL ? ctg_session_fail (session, error) : CTG_EXIT_DONE;
}

static int
show_text (CtgSession *session, const Shown *shown)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = load_text (session, shown->message->key, &error);
  g_autofree char *body = text != NULL ? ctg_terminal_text (text) : NULL;

  if (text == NULL)
    return ctg_session_fail (session, error);
  puts (body);
  return CTG_EXIT_DONE;
}

/* Bytes as they came, or the HTML as it was sent: only where the whole message is kept. */
static int
show_source (CtgSession *session, const Shown *shown, gboolean html)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *bytes;

  if (shown->source == NULL || (html && (shown->mail == NULL || shown->mail->html == NULL)))
    {
      ctg_error_set (&error, CTG_ERROR_NOT_FOUND, "body-gone", "The message has no such part here");
      return ctg_session_fail (session, error);
    }
  if (html)
    {
      puts (shown->mail->html);
      return CTG_EXIT_DONE;
    }
  bytes = g_bytes_get_data (shown->source, &length);
  fwrite (bytes, 1, length, stdout);
  return CTG_EXIT_DONE;
}

static int
run_show (CtgSession *session, const CtgInvocation *invocation)
{
  gboolean raw = ctg_invocation_has (invocation, "raw");
  gboolean html = ctg_invocation_has (invocation, "html");
  g_auto (Shown) shown = { invocation->arguments[0] };
  g_autoptr (GError) error = NULL;

  if (!ctg_session_read (session, load_job, &shown, &error))
    return ctg_session_fail (session, error);
  if (shown.source != NULL)
    shown.mail = ctg_mail_parse (shown.source, 0, NULL);
  if (raw || html)
    return show_source (session, &shown, html);
  if (ctg_invocation_has (invocation, "text"))
    return show_text (session, &shown);
  return show_all (session, &shown);
}

static const CtgOption options[] = {
  { "raw", NULL, N_("The message as it came") },
  { "html", NULL, N_("Its HTML as it was sent") },
  { "text", NULL, N_("Its text only") },
  { NULL },
};

const CtgCommand ctg_show_commands[] = {
  { "show", N_("MESSAGE"), N_("Show a message, named by number or Message-ID"), 1, 1, options, run_show },
  { NULL },
};
