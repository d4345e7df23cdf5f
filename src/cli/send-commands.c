/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "body-input.h"
#include "commands.h"
#include "company-lookup.h"
#include "json-values.h"
#include "lookup.h"
#include "send-deliver.h"
#include "send-each.h"
#include "table.h"

#include "clock.h"
#include "engine-send.h"
#include "engine-templates.h"
#include "errors.h"
#include "outbox.h"
#include "outgoing-texts.h"
#include "receipts.h"
#include "templates.h"
#include "texts.h"
#include "time-zones.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define LISTED 50

typedef struct
{
  gint64 id;
  CtgOutboxItem *item;         /* (owned) (nullable) */
  GPtrArray *receipts;         /* (owned) (nullable) of the item */
  GPtrArray *items;            /* (owned) (nullable) */
} Job;

static gboolean
item_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->item = ctg_outbox_get (db, job->id, error);
  job->receipts = job->item != NULL ? ctg_receipts_list (db, job->id, error) : NULL;
  return job->receipts != NULL;
}

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->items = ctg_outbox_list (db, LISTED, error);
  return job->items != NULL;
}

/* What became of it. */

static char *
dup_words (const CtgOutboxItem *item)
{
  CtgOutgoingFacts facts = {
    .state = ctg_outbox_state_to_string (item->state),
    .copy = ctg_outbox_copy_to_string (item->copy),
    .fate = ctg_outbox_fate_to_string (item->fate),
    .host = item->accepted_host,
    .due_utc_s = item->due_utc_s,
    .n_tries = item->n_tries,
  };

  for (guint i = 0; i < item->recipients->len; i++)
    facts.n_refused += ((CtgOutboxRecipient *) g_ptr_array_index (item->recipients, i))->state > CTG_RECIPIENT_TAKEN;
  return ctg_text_for_outgoing (&facts, ctg_clock_now_utc_s ());
}

static void
add_recipient (CtgJsonWriter *json, const CtgOutboxRecipient *recipient)
{
  static const char *const kinds[] = { "from", "to", "cc", "bcc", "reply-to" };
  static const char *const states[] = { "waiting", "taken", "refused", "refused-for-now" };

  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "kind", kinds[recipient->kind]);
  ctg_json_add_string (json, "name", recipient->name);
  ctg_json_add_string (json, "address", recipient->address);
  ctg_json_add_string (json, "state", states[recipient->state]);
  ctg_json_add_string (json, "server_text", recipient->server_text);
  ctg_json_writer_end_object (json);
}

static void
add_problem (CtgJsonWriter *json, const CtgOutboxItem *item)
{
  ctg_json_begin_object (json, "error");
  ctg_json_add_string (json, "code", item->problem_code);
  ctg_json_add_string (json, "reason", item->problem_reason);
  ctg_json_add_string (json, "host", item->problem_host);
  ctg_json_add_string (json, "server_text", item->problem_server_text);
  ctg_json_writer_end_object (json);
}

static void
add_receipts (CtgJsonWriter *json, const GPtrArray *receipts)
{
  ctg_json_begin_array (json, "receipts");
  for (guint i = 0; i < receipts->len; i++)
    {
      const CtgLetterReceipt *receipt = g_ptr_array_index (receipts, i);

      ctg_json_writer_begin_object (json);
      ctg_json_add_string (json, "news", receipt->news);
      ctg_json_add_string (json, "recipient", receipt->recipient);
      ctg_json_add_date (json, "at", receipt->at_utc_s);
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
}

/* @receipts: (nullable): where they are told */
static void
add_item (CtgJsonWriter *json, const CtgOutboxItem *item, const GPtrArray *receipts)
{
  g_autofree char *words = dup_words (item);

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "id", item->id);
  ctg_json_add_string (json, "account", item->account_id);
  ctg_json_add_string (json, "message_id", item->message_id);
  ctg_json_add_person (json, "from", item->sender_name, item->sender_address);
  ctg_json_add_string (json, "subject", item->subject);
  ctg_json_add_integer (json, "size", item->size_bytes);
  ctg_json_add_string (json, "state", ctg_outbox_state_to_string (item->state));
  ctg_json_add_string (json, "copy", ctg_outbox_copy_to_string (item->copy));
  ctg_json_add_string (json, "fate", ctg_outbox_fate_to_string (item->fate));
  ctg_json_add_string (json, "words", words);
  ctg_json_add_date (json, "due", item->due_utc_s);
  ctg_json_add_date (json, "since", item->state_utc_s);
  ctg_json_add_integer (json, "tries", item->n_tries);
  ctg_json_add_string (json, "accepted_by", item->accepted_host);
  ctg_json_add_string (json, "server_text", item->accepted_text);
  if (item->problem_code != NULL)
    add_problem (json, item);
  else
    ctg_json_add_string (json, "error", NULL);
  ctg_json_begin_array (json, "recipients");
  for (guint i = 0; i < item->recipients->len; i++)
    add_recipient (json, g_ptr_array_index (item->recipients, i));
  ctg_json_writer_end_array (json);
  if (receipts != NULL)
    add_receipts (json, receipts);
  ctg_json_writer_end_object (json);
}

static void
print_problem (CtgSession *session, const CtgOutboxItem *item)
{
  g_autoptr (CtgErrorText) text = NULL;

  if (item->problem_code == NULL)
    return;
  text = ctg_error_text_new_for (item->problem_code, item->problem_reason, item->problem_host,
                                 item->problem_server_text);
  ctg_session_print (session, "%s %s %s\n", text->headline, text->explanation, text->next);
  if (text->server_text != NULL)
    ctg_session_print (session, _("The server’s words: %s\n"), text->server_text);
}

static void
print_receipts (CtgSession *session, const GPtrArray *receipts)
{
  for (guint i = 0; i < receipts->len; i++)
    {
      const CtgLetterReceipt *receipt = g_ptr_array_index (receipts, i);
      g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (receipt->at_utc_s);
      g_autofree char *when = g_date_time_format (at, "%F %H:%M");
      g_autofree char *words = ctg_text_for_receipt (receipt->news, receipt->recipient,
                                                     when);

      ctg_session_print (session, "%s\n", words);
    }
}

static void
print_item (CtgSession *session, const CtgOutboxItem *item, const GPtrArray *receipts)
{
  g_autofree char *words = dup_words (item);
  const char *copy = item->state == CTG_OUTBOX_ACCEPTED
                       ? ctg_text_for_outgoing_copy (ctg_outbox_copy_to_string (item->copy)) : "";

  ctg_session_print (session, "%" G_GINT64_FORMAT ": %s%s%s\n", item->id, words, *copy != '\0' ? ". " : "", copy);
  print_problem (session, item);
  for (guint i = 0; i < item->recipients->len; i++)
    {
      const CtgOutboxRecipient *recipient = g_ptr_array_index (item->recipients, i);

      if (recipient->state > CTG_RECIPIENT_TAKEN)
        ctg_session_print (session, _("Refused: %s (%s)\n"), recipient->address, recipient->server_text);
    }
  print_receipts (session, receipts);
}

static int
status_of (const CtgOutboxItem *item)
{
  if (item->state == CTG_OUTBOX_FAILED)
    return CTG_EXIT_FAILED;
  return item->state == CTG_OUTBOX_UNKNOWN ? CTG_EXIT_NEEDS_USER : CTG_EXIT_DONE;
}

static int
report (CtgSession *session, gint64 id)
{
  Job job = { .id = id };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgOutboxItem) item = NULL;
  g_autoptr (GPtrArray) receipts = NULL;
  g_autoptr (CtgJsonWriter) json = NULL;
  gboolean is_read = ctg_session_read (session, item_job, &job, &error);

  item = job.item;
  receipts = job.receipts;
  if (!is_read)
    return ctg_session_fail (session, error);
  if (!session->json)
    {
      print_item (session, item, receipts);
      return status_of (item);
    }
  json = ctg_json_writer_new ();
  add_item (json, item, receipts);
  ctg_session_print_json (session, json);
  return status_of (item);
}

/**
 * ctg_send_deliver:
 * @session: an open session
 * @id: a letter in the outbox
 *
 * Waits until it has left, or until nothing more happens to it by itself, and says what became of it.
 *
 * Returns: the exit status
 */
int
ctg_send_deliver (CtgSession *session, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_deliver_async (session->engine, id, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_deliver_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return report (session, id);
}

/* send */

static char *
read_form (const char *path, GError **error)
{
  FILE *file = fopen (path, "re");
  char *text;

  if (file == NULL)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "attachment", _("There is no file or folder “%s”."), path);
      return NULL;
    }
  text = ctg_body_read (file, error);
  fclose (file);
  return text;
}

/* Local time, unless a zone is named. */
static gboolean
read_time (const CtgInvocation *invocation, gint64 *utc_s, GError **error)
{
  const char *text = ctg_invocation_get (invocation, "at"), *zone_id = ctg_invocation_get (invocation, "zone");
  g_autoptr (GTimeZone) zone = ctg_time_zones_find (zone_id != NULL ? zone_id : "");

  if (zone == NULL)
    return ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("“%s” is no time zone; Europe/Rome is one."),
                          zone_id), FALSE;
  *utc_s = text != NULL ? ctg_clock_read_in (text, zone) : 0;
  if (text == NULL || *utc_s != 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("“%s” is no time; write it as 2026-12-01 09:00."), text);
  return FALSE;
}

static gboolean
find_parent (CtgSession *session, const CtgInvocation *invocation, gint64 *key, GError **error)
{
  const char *parent = ctg_invocation_get (invocation, "reply-to");

  *key = 0;
  return parent == NULL || ctg_session_find_message (session, parent, key, error);
}

static gboolean
find_records (CtgSession *session, const CtgInvocation *invocation, CtgOutgoingFields *fields, GError **error)
{
  return ctg_session_find_company (session, ctg_invocation_get (invocation, "company"), &fields->company_id, error) &&
         ctg_session_find_deal (session, ctg_invocation_get (invocation, "deal"), &fields->deal_id, error);
}

/* A template's words instead of those on standard input. */
static CtgFilledTemplate *
fill_template (CtgSession *session, const CtgOutgoingFields *fields, gint64 id, GError **error)
{
  g_autofree char *people = g_strjoinv (",", (char **) fields->to);
  CtgTemplateContext context = { people, fields->sender != NULL ? fields->sender : "", fields->company_id,
                                 fields->deal_id };
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_fill_template_async (session->engine, id, &context, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_engine_fill_template_finish (session->engine, result, error);
}

/* What was named on the command line, found in the database. */
typedef struct
{
  const char *const *contacts; /* (nullable) as named */
  GPtrArray *to;               /* (owned) (element-type utf8) */
  gint64 template_id;          /* 0: none */
  CtgTemplate *template;       /* (owned) (nullable) */
} Named;

static void
named_clear (Named *named)
{
  g_clear_pointer (&named->to, g_ptr_array_unref);
  g_clear_pointer (&named->template, ctg_template_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Named, named_clear)

static gboolean
named_job (CtgDb *db, gpointer data, GError **error)
{
  Named *named = data;

  for (guint i = 0; named->contacts != NULL && named->contacts[i] != NULL; i++)
    {
      g_autoptr (CtgContact) contact = ctg_lookup_contact (db, named->contacts[i], error);

      if (contact == NULL)
        return FALSE;
      if (contact->addresses == NULL || contact->addresses[0] == NULL)
        {
          ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "contact-address", _("%s has no address."), contact->name);
          return FALSE;
        }
      g_ptr_array_add (named->to, g_strdup (contact->addresses[0]));
    }
  if (named->template_id != 0)
    named->template = ctg_templates_get (db, named->template_id, error);
  return named->template_id == 0 || named->template != NULL;
}

static gboolean
find_named (CtgSession *session, const CtgInvocation *invocation, Named *named, GError **error)
{
  const char *const *to = ctg_invocation_get_all (invocation, "to");
  const char *template = ctg_invocation_get (invocation, "template");

  named->contacts = ctg_invocation_get_all (invocation, "contact");
  named->to = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; to != NULL && to[i] != NULL; i++)
    g_ptr_array_add (named->to, g_strdup (to[i]));
  if ((template != NULL && !ctg_session_find_template (session, template, &named->template_id, error)) ||
      !ctg_session_read (session, named_job, named, error))
    return FALSE;
  g_ptr_array_add (named->to, NULL);
  return TRUE;
}

static int
send_one (CtgSession *session, const CtgOutgoingFields *fields)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 id;

  ctg_engine_send_async (session->engine, fields, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  id = ctg_engine_send_finish (session->engine, result, &error);
  if (id == 0)
    return ctg_session_fail (session, error);
  return fields->due_utc_s > ctg_clock_now_utc_s () ? report (session, id) : ctg_send_deliver (session, id);
}

/* For each it is filled in on its own. */
static int
send_words (CtgSession *session, const CtgInvocation *invocation, CtgOutgoingFields *fields, const Named *named)
{
  gboolean is_preview = ctg_invocation_has (invocation, "dry-run");
  gboolean is_each = is_preview || ctg_invocation_has (invocation, "each");
  g_autoptr (CtgFilledTemplate) filled = NULL;
  g_autoptr (GError) error = NULL;

  if (named->template != NULL && !is_each)
    filled = fill_template (session, fields, named->template_id, &error);
  if (error != NULL)
    return ctg_session_fail (session, error);
  if (named->template != NULL)
    {
      fields->text = filled != NULL ? filled->text : named->template->text;
      if (fields->subject == NULL)
        fields->subject = filled != NULL ? filled->subject : named->template->subject;
    }
  return is_each ? ctg_send_each (session, fields, is_preview ? CTG_EACH_PREVIEW : CTG_EACH_SEND)
                 : send_one (session, fields);
}

static int
run_send (CtgSession *session, const CtgInvocation *invocation)
{
  gboolean logs = !ctg_invocation_has (invocation, "no-log");
  CtgOutgoingFields fields = {
    .sender = ctg_invocation_get (invocation, "from"),
    .cc = ctg_invocation_get_all (invocation, "cc"),
    .bcc = ctg_invocation_get_all (invocation, "bcc"),
    .subject = ctg_invocation_get (invocation, "subject"),
    .attachments = ctg_invocation_get_all (invocation, "attach"),
    .asks_receipt = ctg_invocation_has (invocation, "receipt"),
    .logs = logs,
    .creates_contacts = logs && ctg_invocation_has (invocation, "create-contacts"),
  };
  const char *form = ctg_invocation_get (invocation, "html");
  g_autoptr (GError) error = NULL;
  g_auto (Named) named = { 0 };
  gboolean has_template = ctg_invocation_get (invocation, "template") != NULL;
  g_autofree char *text = has_template ? g_strdup ("") : ctg_body_read (stdin, &error);
  g_autofree char *html = NULL;

  if (text == NULL || (form != NULL && (html = read_form (form, &error)) == NULL) ||
      !read_time (invocation, &fields.due_utc_s, &error) ||
      ctg_session_open (session, &error) == NULL ||
      !find_parent (session, invocation, &fields.reply_to_key, &error) ||
      !find_records (session, invocation, &fields, &error) ||
      !find_named (session, invocation, &named, &error))
    return ctg_session_fail (session, error);
  fields.to = (const char *const *) named.to->pdata;
  fields.text = text;
  fields.html = html;
  return send_words (session, invocation, &fields, &named);
}

/* outbox */

static int
run_list (CtgSession *session, const CtgInvocation *invocation)
{
  Job job = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  g_autoptr (CtgTable) table = ctg_table_new (4);

  if (!ctg_session_read (session, list_job, &job, &error))
    return ctg_session_fail (session, error);
  items = job.items;
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < items->len; i++)
    {
      const CtgOutboxItem *item = g_ptr_array_index (items, i);
      const CtgOutboxRecipient *first = g_ptr_array_index (item->recipients, 0);
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, item->id);
      g_autofree char *words = dup_words (item);
      g_autofree char *subject = ctg_terminal_text (item->subject);

      add_item (json, item, NULL);
      ctg_table_add (table, number, first->address, subject, words, NULL);
    }
  ctg_json_writer_end_array (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else
    ctg_table_print (table, session, FALSE);
  return items->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static gboolean
read_number (const char *text, gint64 *id, GError **error)
{
  guint64 number;

  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &number, NULL))
    {
      *id = (gint64) number;
      return TRUE;
    }
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("“%s” is no number of an outgoing message."), text);
  return FALSE;
}

static int
run_show_outgoing (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  if (!read_number (invocation->arguments[0], &id, &error) || ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  return report (session, id);
}

static int
run_cancel (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 id;

  if (!read_number (invocation->arguments[0], &id, &error) || ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_cancel_outgoing_async (session->engine, id, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_change_outgoing_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return report (session, id);
}

static int
run_retry (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 id;

  if (!read_number (invocation->arguments[0], &id, &error) || ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_retry_outgoing_async (session->engine, id, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_change_outgoing_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return ctg_send_deliver (session, id);
}

/* Sends what is due, where no window does. */
static int
run_flush (CtgSession *session, const CtgInvocation *invocation)
{
  Job job = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;

  if (!ctg_session_read (session, list_job, &job, &error))
    return ctg_session_fail (session, error);
  items = job.items;
  for (guint i = 0; i < items->len; i++)
    {
      const CtgOutboxItem *item = g_ptr_array_index (items, i);

      if ((item->state == CTG_OUTBOX_QUEUED && item->due_utc_s <= ctg_clock_now_utc_s ()) ||
          item->state == CTG_OUTBOX_DIALLING || item->state == CTG_OUTBOX_LEAVING ||
          (item->state == CTG_OUTBOX_ACCEPTED && item->copy == CTG_COPY_PENDING))
        return ctg_send_deliver (session, item->id);
    }
  return CTG_EXIT_NOTHING;
}

static const CtgOption options_of_send[] = {
  { "from", N_("ADDRESS"), N_("Which of your addresses writes it") },
  { "to", N_("ADDRESS"), N_("To whom; may be given several times") },
  { "contact", N_("CONTACT"), N_("To which contact; may be given several times") },
  { "cc", N_("ADDRESS"), N_("Who gets a copy; may be given several times") },
  { "bcc", N_("ADDRESS"), N_("Who gets a copy unseen; may be given several times") },
  { "subject", N_("TEXT"), N_("What it is about") },
  { "template", N_("TEMPLATE"), N_("Send a template’s words, filled in for whom it goes to") },
  { "each", NULL, N_("Send a separate message to each, filled in for them") },
  { "dry-run", NULL, N_("Say what each would get; send nothing") },
  { "reply-to", N_("MESSAGE"), N_("The message it answers") },
  { "company", N_("COMPANY"), N_("Put the letter and its answers to this company") },
  { "deal", N_("DEAL"), N_("Put the letter and its answers to this deal") },
  { "html", N_("FILE"), N_("The same text as HTML") },
  { "attach", N_("FILE"), N_("A file to attach; may be given several times") },
  { "receipt", NULL, N_("Ask for a receipt when it is read") },
  { "no-log", NULL, N_("Do not log it on the contacts it goes to") },
  { "create-contacts", NULL, N_("Make a contact of every person written with") },
  { "at", N_("TIME"), N_("Send it then, not now: 2026-12-01 09:00") },
  { "zone", N_("ZONE"), N_("Where that is the time: America/New_York") },
  { NULL },
};

const CtgCommand ctg_send_commands[] = {
  { "send", "", N_("Send the text on standard input as a message"), 0, 0, options_of_send, run_send },
  { "outbox list", "", N_("List outgoing messages and what became of them"), 0, 0, NULL, run_list },
  { "outbox show", N_("NUMBER"), N_("Say what became of an outgoing message"), 1, 1, NULL, run_show_outgoing },
  { "outbox cancel", N_("NUMBER"), N_("Take back a message that has not left"), 1, 1, NULL, run_cancel },
  { "outbox retry", N_("NUMBER"), N_("Send again what failed or may have failed"), 1, 1, NULL, run_retry },
  { "outbox flush", "", N_("Send what is due now"), 0, 0, NULL, run_flush },
  { NULL },
};
