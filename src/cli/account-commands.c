/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "account-events.h"
#include "clock.h"
#include "errors.h"
#include "texts.h"

#include <glib/gi18n.h>

/* In the order of CtgRemoval. */
static const char *const removals[] = { "keep", "grace", "now" };

static char *
format_day (gint64 utc_s)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (utc_s);

  /* Translators: day, month and year, see the manual of strftime */
  return g_date_time_format (date, C_("date", "%-d %b %Y"));
}

/* Why it is as it is, or when what is left of it goes. */
static char *
dup_cause (const CtgAccount *account)
{
  g_autoptr (CtgErrorText) cause = NULL;
  g_autofree char *day = format_day (account->removal_utc_s);

  if (account->removal_utc_s != 0)
    /* Translators: a date */
    return g_strdup_printf (_("What it brought goes on %s."), day);
  if (account->problem_code == NULL)
    return g_strdup ("");
  cause = ctg_error_text_new_for (account->problem_code, account->problem_reason, account->incoming->host,
                                  account->problem_server_text);
  return g_strdup (cause->headline);
}

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray **accounts = data;

  *accounts = ctg_accounts_list (db, error);
  return *accounts != NULL;
}

static void
print_accounts (CtgSession *session, GPtrArray *accounts)
{
  g_autoptr (CtgTable) table = ctg_table_new (4);

  ctg_table_add (table, _("Address"), _("State"), _("Last look"), _("Cause"), NULL);
  for (guint i = 0; i < accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (accounts, i);
      g_autofree char *cause = dup_cause (account);
      g_autofree char *pulled = account->last_pull_utc_s != 0
                                  ? ctg_text_for_date (account->last_pull_utc_s, ctg_clock_now_utc_s (), TRUE)
                                  : g_strdup (_("never"));

      ctg_table_add (table, account->address, ctg_account_state_to_string (account->state), pulled,
                     cause, NULL);
    }
  ctg_table_print (table, session, TRUE);
}

static int
run_list (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgJsonWriter) json = NULL;

  if (!ctg_session_read (session, list_job, &accounts, &error))
    return ctg_session_fail (session, error);
  if (!session->json)
    {
      if (accounts->len == 0)
        ctg_session_note (session, _("No mailbox is connected yet: carteggioctl connect ADDRESS"));
      else
        print_accounts (session, accounts);
      return CTG_EXIT_DONE;
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < accounts->len; i++)
    {
      ctg_json_writer_begin_object (json);
      ctg_json_add_account (json, g_ptr_array_index (accounts, i));
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static int
report (CtgSession *session, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = ctg_session_find_account (session, id, &error);
  g_autoptr (CtgJsonWriter) json = NULL;

  if (account == NULL)
    return ctg_session_fail (session, error);
  if (!session->json)
    {
      ctg_session_print (session, "%s: %s\n", account->address, ctg_account_state_to_string (account->state));
      return CTG_EXIT_DONE;
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_account (json, account);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static int
set_paused (CtgSession *session, const CtgInvocation *invocation, gboolean paused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = ctg_session_find_account (session, invocation->arguments[0], &error);
  g_autoptr (GAsyncResult) result = NULL;

  if (account == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_set_paused_async (session->engine, account->id, paused, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_set_paused_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return report (session, account->id);
}

static int
run_pause (CtgSession *session, const CtgInvocation *invocation)
{
  return set_paused (session, invocation, TRUE);
}

static int
run_resume (CtgSession *session, const CtgInvocation *invocation)
{
  return set_paused (session, invocation, FALSE);
}

typedef struct
{
  const char *id;
} DefaultJob;

static gboolean
default_job (CtgDb *db, gpointer data, GError **error)
{
  const DefaultJob *job = data;

  return ctg_accounts_set_default (db, job->id, error);
}

static int
run_default (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = ctg_session_find_account (session, invocation->arguments[0], &error);
  DefaultJob job = { account != NULL ? account->id : NULL };

  if (account == NULL || !ctg_store_write (ctg_engine_get_store (session->engine), default_job, &job,
                                           session->cancellable, &error))
    return ctg_session_fail (session, error);
  return report (session, account->id);
}

typedef struct
{
  const char *id;     /* (nullable) */
  GPtrArray *events;
} HistoryJob;

static gboolean
history_job (CtgDb *db, gpointer data, GError **error)
{
  HistoryJob *job = data;

  job->events = ctg_account_events_list (db, job->id, error);
  return job->events != NULL;
}

static void
print_event_json (CtgSession *session, const CtgAccountEvent *event)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_object (json);
  ctg_json_add_date (json, "date", event->at_utc_s);
  ctg_json_add_string (json, "address", event->address);
  ctg_json_add_string (json, "event", event->event);
  ctg_json_add_string (json, "code", event->code);
  ctg_json_add_string (json, "reason", event->reason);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static void
print_events (CtgSession *session, GPtrArray *events)
{
  g_autoptr (CtgTable) table = ctg_table_new (4);

  ctg_table_add (table, _("Date"), _("Address"), _("State"), _("Cause"), NULL);
  for (guint i = 0; i < events->len; i++)
    {
      const CtgAccountEvent *event = g_ptr_array_index (events, i);
      g_autofree char *date = ctg_text_for_date (event->at_utc_s, ctg_clock_now_utc_s (), TRUE);
      g_autoptr (CtgErrorText) cause = event->code != NULL
                                         ? ctg_error_text_new_for (event->code, event->reason, NULL, NULL) : NULL;

      ctg_table_add (table, date, event->address, event->event, cause != NULL ? cause->headline : "", NULL);
    }
  ctg_table_print (table, session, TRUE);
}

/* B50 */
static int
run_history (CtgSession *session, const CtgInvocation *invocation)
{
  const char *words = invocation->arguments[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = words != NULL ? ctg_session_find_account (session, words, &error) : NULL;
  HistoryJob job = { .id = account != NULL ? account->id : NULL };
  g_autoptr (GPtrArray) events = NULL;

  if ((words != NULL && account == NULL) || !ctg_session_read (session, history_job, &job, &error))
    return ctg_session_fail (session, error);
  events = job.events;
  if (!session->json && events->len > 0)
    print_events (session, events);
  for (guint i = 0; session->json && i < events->len; i++)
    print_event_json (session, g_ptr_array_index (events, i));
  if (events->len == 0)
    ctg_session_note (session, _("No mailbox was ever connected."));
  return events->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

/* -1: none of them. */
static int
find_removal (const char *name)
{
  for (int i = 0; name != NULL && i < (int) G_N_ELEMENTS (removals); i++)
    if (g_str_equal (name, removals[i]))
      return i;
  return name == NULL ? CTG_REMOVE_KEEP : -1;
}

static int
report_removal (CtgSession *session, const CtgAccount *account, int removal)
{
  gint64 gone_utc_s = removal == CTG_REMOVE_GRACE ? ctg_clock_now_utc_s () + CTG_GRACE_S : 0;
  g_autofree char *day = format_day (gone_utc_s);
  g_autoptr (CtgJsonWriter) json = NULL;

  ctg_session_print (session, _("%s is disconnected; its password is deleted.\n"), account->address);
  /* Translators: a date, and an e-mail address */
  if (gone_utc_s != 0)
    ctg_session_print (session, _("What it brought goes on %s. Until then “carteggioctl disconnect %s --remove "
                                  "keep” keeps it.\n"), day, account->address);
  if (!session->json)
    return CTG_EXIT_DONE;
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "id", account->id);
  ctg_json_add_string (json, "address", account->address);
  ctg_json_add_string (json, "removed", removals[removal]);
  ctg_json_add_date (json, "gone", gone_utc_s);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static int
run_disconnect (CtgSession *session, const CtgInvocation *invocation)
{
  const char *remove = ctg_invocation_get (invocation, "remove");
  int removal = find_removal (remove);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (removal < 0)
    ctg_error_set (&error, CTG_ERROR_INVALID_INPUT, "usage", _("--remove is one of keep, grace, now."));
  else
    account = ctg_session_find_account (session, invocation->arguments[0], &error);
  if (account == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_remove_account_async (session->engine, account->id, (CtgRemoval) removal, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_remove_account_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return report_removal (session, account, removal);
}

static int
report_revocation (CtgSession *session, const CtgAccount *account, gboolean at_platform)
{
  const char *page = ctg_engine_find_permissions_page (account->kind);
  g_autoptr (CtgJsonWriter) json = NULL;

  if (at_platform)
    ctg_session_print (session, _("The platform has ended Carteggio’s access to %s.\n"), account->address);
  else
    /* Translators: an e-mail address, and a web address */
    ctg_session_print (session, _("The sign-in of %s is forgotten. Remove Carteggio at the platform too: %s\n"),
                       account->address, page);
  if (!session->json)
    return CTG_EXIT_DONE;
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "id", account->id);
  ctg_json_add_string (json, "address", account->address);
  ctg_json_add_boolean (json, "at_platform", at_platform);
  ctg_json_add_string (json, "permissions_page", page);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

/* A41 */
static int
run_revoke (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAccount) account = ctg_session_find_account (session, invocation->arguments[0], &error);
  g_autoptr (GAsyncResult) result = NULL;
  gboolean at_platform;

  if (account == NULL)
    return ctg_session_fail (session, error);
  if (ctg_engine_find_permissions_page (account->kind) == NULL)
    {
      ctg_error_set (&error, CTG_ERROR_UNSUPPORTED, "has-password", "This mailbox has a password");
      return ctg_session_fail (session, error);
    }
  ctg_engine_revoke_access_async (session->engine, account->id, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_revoke_access_finish (session->engine, result, &at_platform, &error))
    return ctg_session_fail (session, error);
  return report_revocation (session, account, at_platform);
}

static const CtgOption disconnect_options[] = {
  { "remove", N_("keep|grace|now"), N_("Keep what it brought (the usual), delete it in 90 days, or now") },
  { NULL },
};

const CtgCommand ctg_account_commands[] = {
  { "accounts", "", N_("List the mailboxes and how they are"), 0, 0, NULL, run_list },
  { "accounts list", "", N_("The same"), 0, 0, NULL, run_list },
  { "accounts default", N_("ACCOUNT"), N_("Make a mailbox the one to send from"), 1, 1, NULL, run_default },
  { "accounts pause", N_("ACCOUNT"), N_("Stop looking into a mailbox for now"), 1, 1, NULL, run_pause },
  { "accounts resume", N_("ACCOUNT"), N_("Look into it again"), 1, 1, NULL, run_resume },
  { "accounts history", N_("[ACCOUNT]"), N_("List what happened to the mailboxes"), 0, 1, NULL, run_history },
  { "accounts revoke", N_("ACCOUNT"), N_("Take Carteggio’s access back at Google or Microsoft"), 1, 1, NULL,
    run_revoke },
  { "disconnect", N_("ACCOUNT"), N_("Disconnect a mailbox and delete its password"), 1, 1, disconnect_options,
    run_disconnect },
  { NULL },
};
