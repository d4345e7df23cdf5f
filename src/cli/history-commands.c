/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "history-commands.h"

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "errors.h"
#include "history.h"
#include "texts.h"

#include <glib/gi18n.h>

#define DAYS_MAX 36500

static gboolean
read_days (const char *text, guint *n_days, GError **error)
{
  guint64 days;

  *n_days = 0;
  if (g_str_equal (text, "all"))
    return TRUE;
  if (g_ascii_string_to_unsigned (text, 10, 1, DAYS_MAX, &days, NULL))
    {
      *n_days = (guint) days;
      return TRUE;
    }
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage",
                 _("“%s” is not a number of days; it may also be “all”."), text);
  return FALSE;
}

static void
add_counts (CtgJsonWriter *json, const CtgPastCounts *counts)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "id", counts->id);
  ctg_json_add_string (json, "account", counts->account_id);
  ctg_json_add_string (json, "address", counts->address);
  ctg_json_add_string (json, "state", counts->state);
  ctg_json_add_integer (json, "seen", counts->n_seen);
  ctg_json_add_integer (json, "logged", counts->n_logged);
  ctg_json_add_integer (json, "skipped", counts->n_seen - counts->n_logged - counts->n_failed);
  ctg_json_add_integer (json, "failed", counts->n_failed);
  ctg_json_add_number (json, "seconds", counts->seconds);
  ctg_json_add_error (json, "error", counts->error);
  ctg_json_writer_end_object (json);
}

static void
print_counts (CtgSession *session, const CtgPastCounts *counts)
{
  g_autoptr (CtgErrorText) text = counts->error != NULL ? ctg_error_text_new (counts->error) : NULL;

  if (text != NULL)
    ctg_session_print (session, _("%s: failed. %s %s\n"), counts->address, text->headline, text->next);
  else
    ctg_session_print (session, _("%s: %d seen, %d newly logged, %d failed, in %.1f s\n"), counts->address,
                       (int) counts->n_seen, (int) counts->n_logged, (int) counts->n_failed, counts->seconds);
}

static void
add_all (GPtrArray *all, GPtrArray *counts)
{
  g_ptr_array_set_free_func (counts, NULL);
  for (guint i = 0; i < counts->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (counts, i));
}

static int
report (CtgSession *session, GPtrArray *all)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  int status = CTG_EXIT_DONE;

  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < all->len; i++)
    {
      const CtgPastCounts *counts = g_ptr_array_index (all, i);

      add_counts (json, counts);
      if (!session->json)
        print_counts (session, counts);
      if (counts->error != NULL)
        status = MAX (status, ctg_session_status_for (counts->error));
    }
  ctg_json_writer_end_array (json);
  if (session->json)
    ctg_session_print_json (session, json);
  return status;
}

static gboolean
log_one (CtgSession *session, const CtgPastOptions *options, GPtrArray *all, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) counts = NULL;

  ctg_engine_log_past_async (session->engine, options, ctg_session_progress, session, session->cancellable,
                             ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  counts = ctg_engine_log_past_finish (session->engine, result, error);
  if (counts == NULL)
    return FALSE;
  add_all (all, counts);
  return TRUE;
}

/* With each of the named contacts, or with all. */
static gboolean
log_in (CtgSession *session, const CtgInvocation *invocation, CtgPastOptions *options, GPtrArray *all, GError **error)
{
  const char *const *contacts = ctg_invocation_get_all (invocation, "contact");

  options->contact_id = 0;
  if (contacts == NULL || contacts[0] == NULL)
    return log_one (session, options, all, error);
  for (guint i = 0; contacts[i] != NULL; i++)
    if (!ctg_session_find_contact (session, contacts[i], &options->contact_id, error) ||
        !log_one (session, options, all, error))
      return FALSE;
  return TRUE;
}

static gboolean
log_named (CtgSession *session, const CtgInvocation *invocation, CtgPastOptions *options, GPtrArray *all,
           GError **error)
{
  if (invocation->arguments[0] == NULL)
    return log_in (session, invocation, options, all, error);
  for (guint i = 0; invocation->arguments[i] != NULL; i++)
    {
      g_autoptr (CtgAccount) account = ctg_session_find_account (session, invocation->arguments[i], error);

      options->account_id = account != NULL ? account->id : NULL;
      if (account == NULL || !log_in (session, invocation, options, all, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_history_log:
 * @session: the session, its engine open
 * @invocation: `sync --history`
 *
 * Logs past correspondence and waits for it; Ctrl+C pauses it.
 *
 * Returns: the exit status
 */
int
ctg_history_log (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_past_counts_free);
  g_autoptr (GError) error = NULL;
  CtgPastOptions options = { .waits = TRUE };

  if (read_days (ctg_invocation_get (invocation, "history"), &options.n_days, &error) &&
      log_named (session, invocation, &options, all, &error))
    return report (session, all);
  if (ctg_error_is_cancelled (error))
    ctg_session_note (session, _("Paused. The same command, or “carteggioctl history resume”, goes on from here."));
  return ctg_session_fail (session, error);
}

/* history list|pause|resume|give-up */

typedef struct
{
  GPtrArray *rows;
} Job;

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->rows = ctg_history_list (db, error);
  return job->rows != NULL;
}

static const char *
state_word (CtgHistoryState state)
{
  static const char *const words[] = { "open", "paused", "done", "given-up" };

  return words[state];
}

static void
add_row (CtgJsonWriter *json, const CtgHistory *row)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "id", row->id);
  ctg_json_add_string (json, "account", row->account_id);
  if (row->contact_id != 0)
    ctg_json_add_integer (json, "contact", row->contact_id);
  ctg_json_add_date (json, "since", row->since_utc_s);
  ctg_json_add_string (json, "state", state_word (row->state));
  ctg_json_add_integer (json, "seen", row->n_seen);
  ctg_json_add_integer (json, "logged", row->n_logged);
  ctg_json_add_integer (json, "failed", row->n_failed);
  ctg_json_add_integer (json, "folders", row->n_folders);
  ctg_json_add_integer (json, "folders_done", row->n_folders_done);
  ctg_json_add_date (json, "asked", row->asked_utc_s);
  ctg_json_writer_end_object (json);
}

static void
print_rows (CtgSession *session, GPtrArray *rows)
{
  g_autoptr (CtgTable) table = ctg_table_new (5);

  ctg_table_add (table, _("Number"), _("State"), _("Seen"), _("Logged"), _("Folders"), NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const CtgHistory *row = g_ptr_array_index (rows, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, row->id);
      g_autofree char *seen = g_strdup_printf ("%" G_GINT64_FORMAT, row->n_seen);
      g_autofree char *logged = g_strdup_printf ("%" G_GINT64_FORMAT, row->n_logged);
      g_autofree char *folders = g_strdup_printf ("%u/%u", row->n_folders_done, row->n_folders);

      ctg_table_add (table, id, state_word (row->state), seen, logged, folders, NULL);
    }
  ctg_table_print (table, session, TRUE);
}

static int
run_list (CtgSession *session, const CtgInvocation *invocation)
{
  Job job = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (CtgJsonWriter) json = NULL;

  if (!ctg_session_read (session, list_job, &job, &error))
    return ctg_session_fail (session, error);
  rows = job.rows;
  if (!session->json)
    {
      if (rows->len > 0)
        print_rows (session, rows);
      return CTG_EXIT_DONE;
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < rows->len; i++)
    add_row (json, g_ptr_array_index (rows, i));
  ctg_json_writer_end_array (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static int
change (CtgSession *session, const CtgInvocation *invocation, CtgPastChange change)
{
  const char *text = invocation->arguments[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint64 id = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &id, NULL))
    ctg_error_set (&error, CTG_ERROR_INVALID_INPUT, "usage", _("“%s” is not a number."), text);
  if (error != NULL || ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_change_past_async (session->engine, (gint64) id, change, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_change_past_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return run_list (session, invocation);
}

static int
run_pause (CtgSession *session, const CtgInvocation *invocation)
{
  return change (session, invocation, CTG_PAST_PAUSE);
}

static int
run_resume (CtgSession *session, const CtgInvocation *invocation)
{
  return change (session, invocation, CTG_PAST_RESUME);
}

static int
run_give_up (CtgSession *session, const CtgInvocation *invocation)
{
  return change (session, invocation, CTG_PAST_GIVE_UP);
}

const CtgCommand ctg_history_commands[] = {
  { "history list", "", N_("List the past correspondence asked for, and how far it has come"), 0, 0, NULL, run_list },
  { "history pause", N_("[NUMBER]"), N_("Pause it"), 0, 1, NULL, run_pause },
  { "history resume", N_("[NUMBER]"), N_("Go on with it at the next look into the mailboxes"), 0, 1, NULL,
    run_resume },
  { "history give-up", N_("[NUMBER]"), N_("Leave it; what is logged stays"), 0, 1, NULL, run_give_up },
  { NULL },
};
