/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "history-commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "errors.h"
#include "texts.h"

#include <glib/gi18n.h>

static void
progress_cb (CtgEngine *engine, const char *account_id, gpointer data)
{
  g_autoptr (CtgActivity) activity = ctg_engine_get_activity (engine, account_id);

  if (activity != NULL && activity->state == CTG_ACTIVITY_PULLING)
    ctg_session_progress (activity->n_done, activity->n_total, data);
}

static void
add_counts (CtgJsonWriter *json, const CtgSyncCounts *counts)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "account", counts->account_id);
  ctg_json_add_string (json, "address", counts->address);
  ctg_json_add_integer (json, "seen", counts->n_seen);
  ctg_json_add_integer (json, "logged", counts->n_logged);
  ctg_json_add_integer (json, "skipped", counts->n_skipped);
  ctg_json_add_integer (json, "failed", counts->n_failed);
  ctg_json_add_number (json, "seconds", counts->seconds);
  ctg_json_add_error (json, "error", counts->error);
  ctg_json_writer_end_object (json);
}

static void
print_counts (CtgSession *session, const CtgSyncCounts *counts)
{
  g_autoptr (CtgErrorText) text = NULL;

  if (counts->error == NULL)
    {
      ctg_session_print (session, _("%s: %d seen, %d logged, %d skipped, %d failed, in %.1f s\n"), counts->address,
                         (int) counts->n_seen, (int) counts->n_logged, (int) counts->n_skipped,
                         (int) counts->n_failed, counts->seconds);
      return;
    }
  text = ctg_error_text_new (counts->error);
  ctg_session_print (session, _("%s: failed. %s %s\n"), counts->address, text->headline, text->next);
}

/* The worst of all mailboxes; what needs the person outweighs what may pass by itself. */
static int
report (CtgSession *session, GPtrArray *counts)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  int status = CTG_EXIT_DONE;

  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < counts->len; i++)
    {
      const CtgSyncCounts *row = g_ptr_array_index (counts, i);

      add_counts (json, row);
      if (!session->json)
        print_counts (session, row);
      if (row->error != NULL)
        status = MAX (status, ctg_session_status_for (row->error));
    }
  ctg_json_writer_end_array (json);
  if (session->json)
    ctg_session_print_json (session, json);
  return status;
}

static gboolean
sync_one (CtgSession *session, const char *account_id, GPtrArray *all, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) counts = NULL;

  ctg_engine_sync_async (session->engine, account_id, session->cancellable, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  counts = ctg_engine_sync_finish (session->engine, result, error);
  if (counts == NULL)
    return FALSE;
  g_ptr_array_set_free_func (counts, NULL);
  for (guint i = 0; i < counts->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (counts, i));
  return TRUE;
}

static gboolean
sync_named (CtgSession *session, char **names, GPtrArray *all, GError **error)
{
  if (names[0] == NULL)
    return sync_one (session, NULL, all, error);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (CtgAccount) account = ctg_session_find_account (session, names[i], error);

      if (account == NULL || !sync_one (session, account->id, all, error))
        return FALSE;
    }
  return TRUE;
}

static const char *
activity_word (CtgActivityState state)
{
  static const char *const words[] = { "idle", "connecting", "pulling", "watching", "waiting", "stopped" };

  return words[state];
}

static void
activity_cb (CtgEngine *engine, const char *account_id, gpointer data)
{
  CtgSession *session = data;
  g_autoptr (CtgActivity) activity = ctg_engine_get_activity (engine, account_id);
  g_autoptr (CtgAccount) account = ctg_session_find_account (session, account_id, NULL);
  const char *address = account != NULL ? account->address : account_id;
  g_autoptr (CtgJsonWriter) json = NULL;

  if (activity == NULL)
    return;
  if (!session->json)
    {
      g_autoptr (CtgErrorText) text = activity->error != NULL ? ctg_error_text_new (activity->error) : NULL;

      ctg_session_note (session, "%s: %s%s%s%s%s", address, activity_word (activity->state),
                        activity->folder != NULL ? " " : "", activity->folder != NULL ? activity->folder : "",
                        text != NULL ? ": " : "", text != NULL ? text->headline : "");
      return;
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "account", account_id);
  ctg_json_add_string (json, "address", address);
  ctg_json_add_string (json, "activity", activity_word (activity->state));
  ctg_json_add_string (json, "folder", activity->folder);
  ctg_json_add_integer (json, "done", activity->n_done);
  ctg_json_add_integer (json, "total", activity->n_total);
  ctg_json_add_date (json, "retry", activity->retry_utc_s);
  ctg_json_add_error (json, "error", activity->error);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static void
wake_cb (GCancellable *cancellable, gpointer data)
{
  g_main_context_wakeup (NULL);
}

/* Until Ctrl+C. */
static int
watch (CtgSession *session)
{
  g_autoptr (GError) error = NULL;
  gulong handler = g_cancellable_connect (session->cancellable, G_CALLBACK (wake_cb), NULL, NULL);

  g_signal_connect (session->engine, "activity", G_CALLBACK (activity_cb), session);
  if (!ctg_engine_start (session->engine, &error))
    return ctg_session_fail (session, error);
  while (!g_cancellable_is_cancelled (session->cancellable))
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_disconnect (session->cancellable, handler);
  g_signal_handlers_disconnect_by_data (session->engine, session);
  return CTG_EXIT_DONE;
}

static int
run_sync (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GPtrArray) counts = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_sync_counts_free);
  g_autoptr (GError) error = NULL;

  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  if (ctg_invocation_has (invocation, "watch"))
    return watch (session);
  if (ctg_invocation_has (invocation, "history"))
    return ctg_history_log (session, invocation);
  g_signal_connect (session->engine, "activity", G_CALLBACK (progress_cb), session);
  if (!sync_named (session, invocation->arguments, counts, &error))
    return ctg_session_fail (session, error);
  if (counts->len == 0)
    ctg_session_note (session, _("No mailbox is connected yet: carteggioctl connect ADDRESS"));
  return report (session, counts);
}

static const CtgOption options[] = {
  { "watch", NULL, N_("Stay, and take in what arrives, until Ctrl+C") },
  { "history", N_("DAYS"), N_("Log past correspondence of so many days, or of all days") },
  { "contact", N_("CONTACT"), N_("Only with this contact, named by number or address") },
  { NULL },
};

const CtgCommand ctg_sync_commands[] = {
  { "sync", N_("[ACCOUNT...]"), N_("Look into the mailboxes now"), 0, CTG_ANY_NUMBER, options, run_sync },
  { NULL },
};
