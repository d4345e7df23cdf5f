/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "company-lookup.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "engine-attachment-policy.h"
#include "errors.h"
#include "texts.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct
{
  gint64 contact;           /* one of these is set */
  gint64 message;
  gint64 company;
  gint64 deal;
  GPtrArray *attachments;   /* (owned) */
  GPtrArray *message_ids;   /* (owned) (element-type utf8) as many */
} Job;

/* Of all letters of a company or a deal, those of the newest first. */
static GPtrArray *
list_of_letters (CtgDb *db, GArray *keys, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      GPtrArray *some = ctg_attachments_by_message (db, g_array_index (keys, gint64, i), error);

      if (some == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (all, some);
    }
  return keys != NULL ? g_steal_pointer (&all) : NULL;
}

static GPtrArray *
list (CtgDb *db, const Job *job, GError **error)
{
  g_autoptr (GArray) keys = NULL;

  if (job->message != 0)
    return ctg_attachments_by_message (db, job->message, error);
  if (job->contact != 0)
    return ctg_attachments_by_contact (db, job->contact, error);
  keys = job->company != 0 ? ctg_companies_list_letters (db, job->company, error)
                           : ctg_deals_list_letters (db, job->deal, error);
  return list_of_letters (db, keys, error);
}

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->attachments = list (db, job, error);
  if (job->attachments == NULL)
    return FALSE;
  job->message_ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < job->attachments->len; i++)
    {
      const CtgAttachment *attachment = g_ptr_array_index (job->attachments, i);
      g_autoptr (CtgMessage) message = ctg_messages_get (db, attachment->message_key, NULL);

      g_ptr_array_add (job->message_ids, g_strdup (message != NULL ? message->message_id : NULL));
    }
  return TRUE;
}

static char *
save (CtgSession *session, gint64 id, const char *directory, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_save_attachment_async (session->engine, id, directory, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_engine_save_attachment_finish (session->engine, result, error);
}

static void
add_attachment (CtgJsonWriter *json, const CtgAttachment *attachment, const char *message_id, const char *saved)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "id", attachment->id);
  ctg_json_add_string (json, "name", attachment->name);
  ctg_json_add_string (json, "type", attachment->type);
  ctg_json_add_integer (json, "size", attachment->size_bytes);
  ctg_json_add_string (json, "sha256", attachment->sha256);
  ctg_json_add_integer (json, "message", attachment->message_key);
  ctg_json_add_string (json, "message_id", message_id);
  if (saved != NULL)
    ctg_json_add_string (json, "saved", saved);
  ctg_json_writer_end_object (json);
}

static void
print_attachment (CtgTable *table, const CtgAttachment *attachment, const char *saved)
{
  g_autofree char *size = ctg_text_for_size (attachment->size_bytes);
  g_autofree char *message = g_strdup_printf ("%" G_GINT64_FORMAT, attachment->message_key);

  ctg_table_add (table, message, attachment->name, attachment->type, size, saved != NULL ? saved : "", NULL);
}

/* One after the other: what was saved before a failure stays, and is said. */
static int
list_and_save (CtgSession *session, const Job *job, const char *directory)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  g_autoptr (CtgTable) table = ctg_table_new (5);
  g_autoptr (GError) error = NULL;

  ctg_table_add (table, _("Message"), _("Name"), _("Type"), _("Size"), directory != NULL ? _("Saved as") : "", NULL);
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < job->attachments->len && error == NULL; i++)
    {
      const CtgAttachment *attachment = g_ptr_array_index (job->attachments, i);
      g_autofree char *saved = directory != NULL ? save (session, attachment->id, directory, &error) : NULL;

      if (error != NULL)
        continue;
      add_attachment (json, attachment, g_ptr_array_index (job->message_ids, i), saved);
      print_attachment (table, attachment, saved);
    }
  ctg_json_writer_end_array (json);
  if (session->json && error == NULL)
    ctg_session_print_json (session, json);
  if (!session->json && job->attachments->len > 0)
    ctg_table_print (table, session, TRUE);
  if (error != NULL)
    return ctg_session_fail (session, error);
  return job->attachments->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static gboolean
find (CtgSession *session, const CtgInvocation *invocation, Job *job, GError **error)
{
  const char *contact = ctg_invocation_get (invocation, "contact");
  const char *message = ctg_invocation_get (invocation, "message");
  const char *company = ctg_invocation_get (invocation, "company");
  const char *deal = ctg_invocation_get (invocation, "deal");

  if ((contact != NULL) + (message != NULL) + (company != NULL) + (deal != NULL) != 1)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage",
                     _("Say whose: --contact CONTACT, --company COMPANY, --deal DEAL or --message MESSAGE."));
      return FALSE;
    }
  if (!ctg_session_find_company (session, company, &job->company, error) ||
      !ctg_session_find_deal (session, deal, &job->deal, error))
    return FALSE;
  if (contact != NULL && !ctg_session_find_contact (session, contact, &job->contact, error))
    return FALSE;
  if (message != NULL && !ctg_session_find_message (session, message, &job->message, error))
    return FALSE;
  return ctg_session_read (session, list_job, job, error);
}

static int
run_attachments (CtgSession *session, const CtgInvocation *invocation)
{
  const char *directory = ctg_invocation_get (invocation, "save");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) attachments = NULL;
  g_autoptr (GPtrArray) message_ids = NULL;
  Job job = { 0 };
  gboolean found = find (session, invocation, &job, &error);

  attachments = job.attachments;
  message_ids = job.message_ids;
  if (!found)
    return ctg_session_fail (session, error);
  if (directory != NULL && g_mkdir_with_parents (directory, 0700) != 0)
    {
      ctg_error_set (&error, CTG_ERROR_INVALID_INPUT, "usage", _("The folder %s cannot be made."), directory);
      return ctg_session_fail (session, error);
    }
  return list_and_save (session, &job, directory);
}

/* Whose attachments are logged (B08). */

static gboolean
find_whose (CtgSession *session, const CtgInvocation *invocation, CtgAccount **account, gint64 *contact, GError **error)
{
  const char *mailbox = ctg_invocation_get (invocation, "account");
  const char *person = ctg_invocation_get (invocation, "contact");

  if (mailbox != NULL && person != NULL)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("Say either --account or --contact."));
      return FALSE;
    }
  if (mailbox != NULL)
    *account = ctg_session_find_account (session, mailbox, error);
  return (mailbox == NULL || *account != NULL) &&
         (person == NULL || ctg_session_find_contact (session, person, contact, error));
}

static int
report_switch (CtgSession *session, gboolean are_logged)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_session_print (session, "%s\n", are_logged ? _("Attachments are logged.") : _("Attachments are not logged."));
  ctg_json_writer_begin_object (json);
  ctg_json_add_boolean (json, "logged", are_logged);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static int
turn (CtgSession *session, const CtgAttachmentsOf *whose, gboolean are_logged, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_set_attachments_async (session->engine, whose, are_logged, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_engine_set_attachments_finish (session->engine, result, error) ? are_logged : -1;
}

static int
ask (CtgSession *session, const CtgAttachmentsOf *whose, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_load_attachments_async (session->engine, whose, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_engine_load_attachments_finish (session->engine, result, error);
}

static int
run_keep (CtgSession *session, const CtgInvocation *invocation)
{
  const char *wanted = invocation->arguments[0];
  g_autoptr (CtgAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  CtgAttachmentsOf whose = { NULL, 0 };
  int state = -1;

  if (wanted != NULL && !g_str_equal (wanted, "on") && !g_str_equal (wanted, "off"))
    ctg_error_set (&error, CTG_ERROR_INVALID_INPUT, "usage", _("Say “on” or “off”."));
  else if (find_whose (session, invocation, &account, &whose.contact_id, &error) &&
           ctg_session_open (session, &error) != NULL)
    {
      whose.account_id = account != NULL ? account->id : NULL;
      state = wanted != NULL ? turn (session, &whose, g_str_equal (wanted, "on"), &error)
                             : ask (session, &whose, &error);
    }
  return state >= 0 ? report_switch (session, state != 0) : ctg_session_fail (session, error);
}

/* What is too large to come by itself, or was not logged (B06). */
static int
run_download (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) attachments = NULL;
  g_autoptr (GPtrArray) message_ids = NULL;
  Job job = { 0 };
  gboolean done;

  if (!ctg_session_find_message (session, invocation->arguments[0], &job.message, &error) ||
      ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_fetch_whole_async (session->engine, job.message, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  done = ctg_engine_fetch_whole_finish (session->engine, result, &error) &&
         ctg_session_read (session, list_job, &job, &error);
  attachments = job.attachments;
  message_ids = job.message_ids;
  return done ? list_and_save (session, &job, NULL) : ctg_session_fail (session, error);
}

static const CtgOption keep_options[] = {
  { "account", N_("ACCOUNT"), N_("Of this mailbox’s letters only") },
  { "contact", N_("CONTACT"), N_("Only with this contact, named by number or address") },
  { NULL },
};

static const CtgOption options[] = {
  { "contact", N_("CONTACT"), N_("Only with this contact, named by number or address") },
  { "company", N_("COMPANY"), N_("Of the letters of this company") },
  { "deal", N_("DEAL"), N_("Of the letters of this deal") },
  { "message", N_("MESSAGE"), N_("Of this message") },
  { "save", N_("DIR"), N_("Save them into DIR, under safe names, nothing overwritten") },
  { NULL },
};

const CtgCommand ctg_attachment_commands[] = {
  { "attachments", "", N_("List or save attachments"), 0, 0, options, run_attachments },
  { "attachments keep", N_("[on|off]"), N_("Say whether attachments are logged, or switch it"), 0, 1, keep_options,
    run_keep },
  { "attachments download", N_("MESSAGE"), N_("Fetch a message with its attachments, whatever is set"), 1, 1, NULL,
    run_download },
  { NULL },
};
