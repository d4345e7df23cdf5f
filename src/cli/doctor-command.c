/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "fault.h"
#include "texts.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static gboolean
is_everything_ok (GPtrArray *checks)
{
  for (guint i = 0; i < checks->len; i++)
    if (!((const CtgCheck *) g_ptr_array_index (checks, i))->ok)
      return FALSE;
  return TRUE;
}

static void
print_checks_json (CtgSession *session, GPtrArray *checks)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_object (json);
  ctg_json_add_boolean (json, "ok", is_everything_ok (checks));
  ctg_json_begin_array (json, "steps");
  for (guint i = 0; i < checks->len; i++)
    {
      const CtgCheck *check = g_ptr_array_index (checks, i);

      ctg_json_writer_begin_object (json);
      ctg_json_add_string (json, "name", check->name);
      ctg_json_add_string (json, "account", check->account);
      ctg_json_add_boolean (json, "ok", check->ok);
      ctg_json_add_integer (json, "ms", check->ms);
      ctg_json_add_string (json, "message", check->message != NULL ? check->message : "");
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static void
print_checks (CtgSession *session, GPtrArray *checks)
{
  g_autoptr (CtgTable) table = ctg_table_new (5);

  for (guint i = 0; i < checks->len; i++)
    {
      const CtgCheck *check = g_ptr_array_index (checks, i);
      g_autofree char *time = g_strdup_printf (_("%d ms"), (int) check->ms);

      ctg_table_add (table, check->ok ? "✓" : "✗", check->name,
                     check->account != NULL ? check->account : "", time, check->message != NULL ? check->message : "",
                     NULL);
    }
  ctg_table_print (table, session, FALSE);
}

/* The database does not even open: that is the first step, failed. */
static GPtrArray *
failed_database (const GError *error)
{
  GPtrArray *checks = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_check_free);
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  CtgCheck *check = g_new0 (CtgCheck, 1);

  check->name = g_strdup ("database");
  check->message = g_strdup_printf ("%s %s", text->headline, text->next);
  g_ptr_array_add (checks, check);
  return checks;
}

static GPtrArray *
diagnose (CtgSession *session, const char *account_id, gboolean dials, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ctg_engine_diagnose_async (session->engine, account_id, dials, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_engine_diagnose_finish (session->engine, result, error);
}

static int
list_faults (void)
{
#ifdef CTG_FAULTS
  for (const char *const *point = ctg_fault_list (); *point != NULL; point++)
    puts (*point);
  return CTG_EXIT_DONE;
#else
  return CTG_EXIT_NOTHING;
#endif
}

/* For its owner's eyes until it is sent: 0600. "-": to standard output. */
static gboolean
write_report (CtgSession *session, GPtrArray *checks, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *report = NULL;

  ctg_engine_report_async (session->engine, checks, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  report = ctg_engine_report_finish (session->engine, result, error);
  if (report == NULL)
    return FALSE;
  if (strcmp (path, "-") == 0)
    {
      fputs (report, stdout);
      return TRUE;
    }
  if (!g_file_set_contents_full (path, report, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return FALSE;
  ctg_session_note (session, _("The report is in %s. There is no address, name, word or password in it.\n"), path);
  return TRUE;
}

static int
run_doctor (CtgSession *session, const CtgInvocation *invocation)
{
  const char *name = invocation->arguments[0];
  const char *report = ctg_invocation_get (invocation, "report");
  gboolean dials = !ctg_invocation_has (invocation, "offline");
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = NULL;
  g_autoptr (GPtrArray) checks = NULL;

  if (ctg_invocation_has (invocation, "list-faults"))
    return list_faults ();
  if (ctg_session_open (session, &error) == NULL)
    checks = failed_database (error);
  else if (name == NULL || (account = ctg_session_find_account (session, name, &error)) != NULL)
    checks = diagnose (session, account != NULL ? account->id : NULL, dials, &error);
  if (checks == NULL ||
      (report != NULL && session->engine != NULL && !write_report (session, checks, report, &error)))
    return ctg_session_fail (session, error);
  if (g_strcmp0 (report, "-") == 0)
    return CTG_EXIT_DONE;
  if (session->json)
    print_checks_json (session, checks);
  else
    print_checks (session, checks);
  return is_everything_ok (checks) ? CTG_EXIT_DONE : CTG_EXIT_FAILED;
}

static const CtgOption options[] = {
  { "offline", NULL, N_("Leave the servers alone") },
  { "report", N_("FILE"), N_("Write a report without addresses, names, words or passwords; “-”: show it") },
  { "list-faults", NULL, N_("List the fault points of a build for tests") },
  { NULL },
};

const CtgCommand ctg_doctor_commands[] = {
  { "doctor", N_("[ACCOUNT]"), N_("Look whether everything is in order"), 0, 1, options, run_doctor },
  { NULL },
};
