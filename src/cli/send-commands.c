/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "clock.h"
#include "engine-send.h"
#include "errors.h"
#include "outbox.h"
#include "outgoing-texts.h"
#include "texts.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define MAX_BODY_BYTES (4 * 1024 * 1024)
#define LISTED 50

typedef struct
{
  gint64 id;
  CtgOutboxItem *item;         /* (owned) (nullable) */
  GPtrArray *items;            /* (owned) (nullable) */
} Job;

static gboolean
item_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->item = ctg_outbox_get (db, job->id, error);
  return job->item != NULL;
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
add_item (CtgJsonWriter *json, const CtgOutboxItem *item)
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
print_item (CtgSession *session, const CtgOutboxItem *item)
{
  g_autofree char *words = dup_words (item);
  const char *copy = ctg_text_for_outgoing_copy (ctg_outbox_copy_to_string (item->copy));

  ctg_session_print (session, "%" G_GINT64_FORMAT ": %s%s%s\n", item->id, words, *copy != '\0' ? ". " : "", copy);
  print_problem (session, item);
  for (guint i = 0; i < item->recipients->len; i++)
    {
      const CtgOutboxRecipient *recipient = g_ptr_array_index (item->recipients, i);

      if (recipient->state > CTG_RECIPIENT_TAKEN)
        ctg_session_print (session, _("Refused: %s (%s)\n"), recipient->address, recipient->server_text);
    }
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
  g_autoptr (CtgJsonWriter) json = NULL;

  if (!ctg_session_read (session, item_job, &job, &error))
    return ctg_session_fail (session, error);
  item = job.item;
  if (!session->json)
    {
      print_item (session, item);
      return status_of (item);
    }
  json = ctg_json_writer_new ();
  add_item (json, item);
  ctg_session_print_json (session, json);
  return status_of (item);
}

static int
deliver (CtgSession *session, gint64 id)
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
read_all (FILE *file, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[8192];
  gsize n;

  while ((n = fread (buffer, 1, sizeof buffer, file)) > 0 && text->len < MAX_BODY_BYTES)
    g_string_append_len (text, buffer, (gssize) n);
  if (text->len >= MAX_BODY_BYTES)
    ctg_error_set (error, CTG_ERROR_TOO_LARGE, NULL, _("The text has more than 4 MB."));
  else if (!g_utf8_validate_len (text->str, text->len, NULL))
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("The text is not UTF-8."));
  else
    return g_string_free (g_steal_pointer (&text), FALSE);
  return NULL;
}

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
  text = read_all (file, error);
  fclose (file);
  return text;
}

/* Local time, unless a zone is named. */
static gboolean
read_time (const char *text, gint64 *utc_s, GError **error)
{
  g_autofree char *iso = g_strdelimit (g_strdup (text != NULL ? text : ""), " ", 'T');
  g_autofree char *with_seconds = strlen (iso) == strlen ("2026-12-01T09:00") ? g_strconcat (iso, ":00", NULL) : NULL;
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();
  g_autoptr (GDateTime) date = NULL;

  *utc_s = 0;
  if (text == NULL)
    return TRUE;
  date = g_date_time_new_from_iso8601 (with_seconds != NULL ? with_seconds : iso, here);
  if (date == NULL)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("“%s” is no time; write it as 2026-12-01 09:00."),
                     text);
      return FALSE;
    }
  *utc_s = g_date_time_to_unix (date);
  return TRUE;
}

static gboolean
find_parent (CtgSession *session, const CtgInvocation *invocation, gint64 *key, GError **error)
{
  const char *parent = ctg_invocation_get (invocation, "reply-to");

  *key = 0;
  return parent == NULL || ctg_session_find_message (session, parent, key, error);
}

static int
run_send (CtgSession *session, const CtgInvocation *invocation)
{
  gboolean logs = !ctg_invocation_has (invocation, "no-log");
  CtgOutgoingFields fields = {
    .sender = ctg_invocation_get (invocation, "from"),
    .to = ctg_invocation_get_all (invocation, "to"),
    .cc = ctg_invocation_get_all (invocation, "cc"),
    .bcc = ctg_invocation_get_all (invocation, "bcc"),
    .subject = ctg_invocation_get (invocation, "subject"),
    .attachments = ctg_invocation_get_all (invocation, "attach"),
    .asks_receipt = ctg_invocation_has (invocation, "receipt"),
    .logs = logs,
    .creates_contacts = logs && ctg_invocation_has (invocation, "create-contacts"),
  };
  const char *form = ctg_invocation_get (invocation, "form");
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = read_all (stdin, &error);
  g_autofree char *html = NULL;
  gint64 id;

  if (text == NULL || (form != NULL && (html = read_form (form, &error)) == NULL) ||
      !read_time (ctg_invocation_get (invocation, "at"), &fields.due_utc_s, &error) ||
      ctg_session_open (session, &error) == NULL ||
      !find_parent (session, invocation, &fields.reply_to_key, &error))
    return ctg_session_fail (session, error);
  fields.text = text;
  fields.html = html;
  ctg_engine_send_async (session->engine, &fields, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  id = ctg_engine_send_finish (session->engine, result, &error);
  if (id == 0)
    return ctg_session_fail (session, error);
  return fields.due_utc_s > ctg_clock_now_utc_s () ? report (session, id) : deliver (session, id);
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

      add_item (json, item);
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
  return deliver (session, id);
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
          item->copy == CTG_COPY_PENDING)
        return deliver (session, item->id);
    }
  return CTG_EXIT_NOTHING;
}

static const CtgOption options_of_send[] = {
  { "from", N_("ADDRESS"), N_("Which of your addresses writes it") },
  { "to", N_("ADDRESS"), N_("To whom; may be given several times") },
  { "cc", N_("ADDRESS"), N_("Who gets a copy; may be given several times") },
  { "bcc", N_("ADDRESS"), N_("Who gets a copy unseen; may be given several times") },
  { "subject", N_("TEXT"), N_("What it is about") },
  { "reply-to", N_("MESSAGE"), N_("The message it answers") },
  { "form", N_("FILE"), N_("The same text as HTML") },
  { "attach", N_("FILE"), N_("A file to attach; may be given several times") },
  { "receipt", NULL, N_("Ask for a receipt when it is read") },
  { "no-log", NULL, N_("Do not log it on the contacts it goes to") },
  { "create-contacts", NULL, N_("Make a contact of every person written with") },
  { "at", N_("TIME"), N_("Send it then, not now: 2026-12-01 09:00") },
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
