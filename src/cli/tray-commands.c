/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits for a person's decision. */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "log-policy.h"
#include "texts.h"

#include <glib/gi18n.h>

typedef struct
{
  GPtrArray *entries;       /* (owned) */
  GPtrArray *messages;      /* (owned) as many as entries */
} ListJob;

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  ListJob *job = data;

  job->entries = ctg_tray_list (db, error);
  if (job->entries == NULL)
    return FALSE;
  job->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_message_free);
  for (guint i = 0; i < job->entries->len; i++)
    {
      const CtgTrayEntry *entry = g_ptr_array_index (job->entries, i);
      CtgMessage *message = ctg_messages_get (db, entry->message_key, error);

      if (message == NULL)
        return FALSE;
      g_ptr_array_add (job->messages, message);
    }
  return TRUE;
}

static void
print_json (CtgSession *session, const CtgTrayEntry *entry, const CtgMessage *message)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "message", message->key);
  ctg_json_add_string (json, "message_id", message->message_id);
  ctg_json_writer_member (json, "from");
  ctg_json_add_person (json, NULL, message->from_name, message->from_address);
  ctg_json_add_string (json, "subject", message->subject);
  ctg_json_add_date (json, "date", message->date_utc_s);
  ctg_json_add_string (json, "rule", entry->rule);
  ctg_json_add_string (json, "matched", entry->matched_message_id);
  ctg_json_add_string (json, "why", ctg_text_for_tray (entry->rule));
  ctg_json_add_date (json, "since", entry->since_utc_s);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static int
run_list (CtgSession *session, const CtgInvocation *invocation)
{
  ListJob job = { NULL };
  g_autoptr (GError) error = NULL;
  gboolean done = ctg_session_read (session, list_job, &job, &error);
  g_autoptr (GPtrArray) entries = job.entries;
  g_autoptr (GPtrArray) messages = job.messages;
  g_autoptr (CtgTable) table = ctg_table_new (4);

  if (!done)
    return ctg_session_fail (session, error);
  for (guint i = 0; i < entries->len; i++)
    {
      const CtgTrayEntry *entry = g_ptr_array_index (entries, i);
      const CtgMessage *message = g_ptr_array_index (messages, i);
      g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, message->key);

      if (session->json)
        print_json (session, entry, message);
      ctg_table_add (table, key, message->from_address, message->subject, ctg_text_for_tray (entry->rule), NULL);
    }
  if (!session->json)
    ctg_table_print (table, session, FALSE);
  if (entries->len == 0)
    ctg_session_note (session, _("Nothing waits for a decision."));
  return entries->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static int
report (CtgSession *session, gint64 key, const char *state, int n_entries)
{
  g_autoptr (CtgJsonWriter) json = NULL;

  if (!session->json)
    return CTG_EXIT_DONE;
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "message", key);
  ctg_json_add_string (json, "state", state);
  ctg_json_add_integer (json, "logged", n_entries);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static int
run_accept (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 key, contact;
  int n_entries;

  if (!ctg_session_find_message (session, invocation->arguments[0], &key, &error) ||
      !ctg_session_find_contact (session, ctg_invocation_get (invocation, "contact"), &contact, &error))
    return ctg_session_fail (session, error);
  ctg_engine_accept_async (session->engine, key, contact, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  n_entries = ctg_engine_log_finish (session->engine, result, &error);
  return n_entries < 0 ? ctg_session_fail (session, error) : report (session, key, "accepted", n_entries);
}

static int
run_refuse (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 key;

  if (!ctg_session_find_message (session, invocation->arguments[0], &key, &error))
    return ctg_session_fail (session, error);
  ctg_engine_refuse_async (session->engine, key, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_refuse_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return report (session, key, "refused", 0);
}

static const CtgOption options[] = {
  { "contact", N_("CONTACT"), N_("Only with this contact, named by number or address") },
  { NULL },
};

const CtgCommand ctg_tray_commands[] = {
  { "tray list", "", N_("List what waits for your decision"), 0, 0, NULL, run_list },
  { "tray accept", N_("MESSAGE"), N_("Log it on its people, or on one contact"), 1, 1, options, run_accept },
  { "tray refuse", N_("MESSAGE"), N_("Leave it unlogged for good"), 1, 1, NULL, run_refuse },
  { NULL },
};
