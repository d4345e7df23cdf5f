/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"

#include "errors.h"
#include "texts.h"

#include <glib/gi18n.h>

typedef struct
{
  gint64 key;
  CtgMessage *message;
  GPtrArray *log;
} Job;

static gboolean
why_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->message = ctg_messages_get (db, job->key, error);
  job->log = job->message != NULL ? ctg_messages_get_log (db, job->key, error) : NULL;
  return job->log != NULL;
}

static void
add_entry (CtgJsonWriter *json, const CtgLogEntry *row)
{
  g_autofree char *why = ctg_text_for_rule (row->rule, row->matched_message_id);

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "contact", row->contact_id);
  ctg_json_add_string (json, "name", row->contact_name);
  ctg_json_add_string (json, "reason", row->rule);
  ctg_json_add_string (json, "matched", row->matched_message_id);
  ctg_json_add_date (json, "date", row->logged_utc_s);
  ctg_json_add_string (json, "why", why);
  ctg_json_writer_end_object (json);
}

static int
report (CtgSession *session, gint64 key)
{
  Job job = { key };
  g_autoptr (GError) error = NULL;
  gboolean done = ctg_session_read (session, why_job, &job, &error);
  g_autoptr (CtgMessage) message = job.message;
  g_autoptr (GPtrArray) log = job.log;
  g_autoptr (CtgJsonWriter) json = NULL;

  if (!done)
    return ctg_session_fail (session, error);
  if (!session->json)
    {
      if (log->len == 0)
        ctg_session_print (session, _("“%s” is not logged on anyone.\n"), message->subject);
      for (guint i = 0; i < log->len; i++)
        {
          const CtgLogEntry *row = g_ptr_array_index (log, i);
          g_autofree char *why = ctg_text_for_rule (row->rule, row->matched_message_id);

          ctg_session_print (session, "%s: %s\n", row->contact_name, why);
        }
      return CTG_EXIT_DONE;
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "message", key);
  ctg_json_add_string (json, "message_id", message->message_id);
  ctg_json_add_boolean (json, "logged", log->len > 0);
  ctg_json_begin_array (json, "entries");
  for (guint i = 0; i < log->len; i++)
    add_entry (json, g_ptr_array_index (log, i));
  ctg_json_writer_end_array (json);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static int
run_why (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  gint64 key;

  if (!ctg_session_find_message (session, invocation->arguments[0], &key, &error))
    return ctg_session_fail (session, error);
  return report (session, key);
}

static gboolean
find_both (CtgSession *session, const CtgInvocation *invocation, gint64 *key, gint64 *contact, GError **error)
{
  return ctg_session_find_message (session, invocation->arguments[0], key, error) &&
         ctg_session_find_contact (session, ctg_invocation_get (invocation, "contact"), contact, error);
}

static int
run_log (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 key, contact;

  if (!find_both (session, invocation, &key, &contact, &error))
    return ctg_session_fail (session, error);
  ctg_engine_log_async (session->engine, key, contact, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (ctg_engine_log_finish (session->engine, result, &error) < 0)
    return ctg_session_fail (session, error);
  return report (session, key);
}

static int
run_unlog (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 key, contact;

  if (!find_both (session, invocation, &key, &contact, &error))
    return ctg_session_fail (session, error);
  ctg_engine_unlog_async (session->engine, key, contact, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_unlog_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return report (session, key);
}

static const CtgOption options[] = {
  { "contact", N_("CONTACT"), N_("Only with this contact, named by number or address") },
  { NULL },
};

const CtgCommand ctg_log_commands[] = {
  { "log", N_("MESSAGE"), N_("Log a message on its people, or on one contact"), 1, 1, options, run_log },
  { "unlog", N_("MESSAGE"), N_("Undo that"), 1, 1, options, run_unlog },
  { "why", N_("MESSAGE"), N_("Say why a message is logged"), 1, 1, NULL, run_why },
  { NULL },
};
