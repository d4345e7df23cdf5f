/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes by itself, what went, and what was deleted and can be had back. */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "messages.h"
#include "retention.h"
#include "texts.h"

#include <glib/gi18n.h>

/* --- Purge --- */

static char *
format_day (gint64 utc_s)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (utc_s);

  return date != NULL ? g_date_time_format (date, "%Y-%m-%d %H:%M") : g_strdup ("");
}

static void
add_record (CtgJsonWriter *json, const char *what, gint64 n, gint64 limit_utc_s, gint64 purged_utc_s)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "what", what);
  ctg_json_add_integer (json, "n", n);
  ctg_json_add_string (json, "why", ctg_text_for_retention (what));
  ctg_json_add_date (json, "before", limit_utc_s);
  if (purged_utc_s != 0)
    ctg_json_add_date (json, "date", purged_utc_s);
  ctg_json_writer_end_object (json);
}

static void
print_counts_json (CtgSession *session, const GArray *counts, gboolean only_look)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  gint64 n = 0;

  ctg_json_writer_begin_object (json);
  ctg_json_add_boolean (json, "dry_run", only_look);
  ctg_json_writer_member (json, "items");
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < counts->len; i++)
    {
      const CtgPurgeCount *count = &g_array_index (counts, CtgPurgeCount, i);

      n += count->n;
      if (count->n > 0)
        add_record (json, count->what, count->n, count->limit_utc_s, 0);
    }
  ctg_json_writer_end_array (json);
  ctg_json_add_integer (json, "n", n);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static void
print_counts (CtgSession *session, const GArray *counts, gboolean only_look)
{
  gboolean is_empty = TRUE;

  for (guint i = 0; i < counts->len; i++)
    {
      const CtgPurgeCount *count = &g_array_index (counts, CtgPurgeCount, i);
      g_autofree char *day = format_day (count->limit_utc_s);
      g_autofree char *n = g_strdup_printf ("%6" G_GINT64_FORMAT, count->n);

      if (count->n == 0)
        continue;
      is_empty = FALSE;
      /* Translators: how many, what and why, of which time: "12  Bodies … (until 2026-03-31 10:00)" */
      ctg_session_print (session, _("%s  %s (until %s)\n"), n, ctg_text_for_retention (count->what), day);
    }
  if (is_empty)
    ctg_session_note (session, _("Nothing is too old to be kept."));
  else if (only_look)
    ctg_session_note (session, _("This would go. Nothing has gone."));
}

static gboolean
ledger_job (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray **records = data;

  *records = ctg_purge_ledger_list (db, error);
  return *records != NULL;
}

static int
show_ledger (CtgSession *session)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  if (!ctg_session_read (session, ledger_job, &records, &error))
    return ctg_session_fail (session, error);
  for (guint i = 0; i < records->len; i++)
    {
      const CtgPurgeRecord *record = g_ptr_array_index (records, i);
      g_autofree char *day = format_day (record->purged_utc_s);
      g_autoptr (CtgJsonWriter) json = session->json ? ctg_json_writer_new () : NULL;

      if (json == NULL)
        ctg_session_print (session, "%s  %6" G_GINT64_FORMAT "  %s\n", day, record->n,
                           ctg_text_for_retention (record->what));
      else
        {
          add_record (json, record->what, record->n, record->limit_utc_s, record->purged_utc_s);
          ctg_session_print_json (session, json);
        }
    }
  if (records->len == 0)
    ctg_session_note (session, _("Nothing has gone yet."));
  return records->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static int
run_purge (CtgSession *session, const CtgInvocation *invocation)
{
  gboolean only_look = ctg_invocation_has (invocation, "dry-run");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) counts = NULL;
  CtgEngine *engine;

  if (ctg_invocation_has (invocation, "ledger"))
    return show_ledger (session);
  engine = ctg_session_open (session, &error);
  if (engine == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_purge_async (engine, only_look, ctg_invocation_has (invocation, "date-is-right"), session->cancellable,
                          ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  counts = ctg_engine_purge_finish (engine, result, &error);
  if (counts == NULL)
    return ctg_session_fail (session, error);
  if (session->json)
    print_counts_json (session, counts, only_look);
  else
    print_counts (session, counts, only_look);
  return CTG_EXIT_DONE;
}

/* --- Trash --- */

typedef struct
{
  GPtrArray *entries;       /* (owned) */
  GPtrArray *messages;      /* (owned) as many */
} TrashJob;

static gboolean
trash_job (CtgDb *db, gpointer data, GError **error)
{
  TrashJob *job = data;

  job->entries = ctg_trash_list (db, 0, error);
  if (job->entries == NULL)
    return FALSE;
  job->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_message_free);
  for (guint i = 0; i < job->entries->len; i++)
    {
      const CtgTrashEntry *entry = g_ptr_array_index (job->entries, i);
      CtgMessage *message = ctg_messages_get (db, entry->message_key, error);

      if (message == NULL)
        return FALSE;
      g_ptr_array_add (job->messages, message);
    }
  return TRUE;
}

static void
print_entry_json (CtgSession *session, const CtgTrashEntry *entry, const CtgMessage *message)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "message", message->key);
  ctg_json_add_string (json, "message_id", message->message_id);
  ctg_json_writer_member (json, "from");
  ctg_json_add_person (json, NULL, message->from_name, message->from_address);
  ctg_json_add_string (json, "subject", message->subject);
  ctg_json_add_date (json, "date", message->date_utc_s);
  ctg_json_add_integer (json, "contact", entry->contact_id);
  ctg_json_add_string (json, "name", entry->contact_name);
  ctg_json_add_string (json, "reason", entry->rule);
  ctg_json_add_date (json, "deleted", entry->deleted_utc_s);
  ctg_json_add_date (json, "gone", entry->deleted_utc_s + CTG_TRASH_S);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static int
run_trash_list (CtgSession *session, const CtgInvocation *invocation)
{
  TrashJob job = { NULL };
  g_autoptr (GError) error = NULL;
  gboolean done = ctg_session_read (session, trash_job, &job, &error);
  g_autoptr (GPtrArray) entries = job.entries;
  g_autoptr (GPtrArray) messages = job.messages;
  g_autoptr (CtgTable) table = ctg_table_new (4);

  if (!done)
    return ctg_session_fail (session, error);
  for (guint i = 0; i < entries->len; i++)
    {
      const CtgTrashEntry *entry = g_ptr_array_index (entries, i);
      const CtgMessage *message = g_ptr_array_index (messages, i);
      g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, message->key);
      g_autofree char *day = format_day (entry->deleted_utc_s + CTG_TRASH_S);
      /* Translators: a date */
      g_autofree char *until = g_strdup_printf (_("until %s"), day);

      if (session->json)
        print_entry_json (session, entry, message);
      ctg_table_add (table, key, entry->contact_name, message->subject, until, NULL);
    }
  if (!session->json)
    ctg_table_print (table, session, FALSE);
  if (entries->len == 0)
    ctg_session_note (session, _("Nothing was deleted that could be had back."));
  return entries->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static int
run_undelete (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CtgJsonWriter) json = NULL;
  gint64 key, contact;
  int n_back;

  if (!ctg_session_find_message (session, invocation->arguments[0], &key, &error) ||
      !ctg_session_find_contact (session, ctg_invocation_get (invocation, "contact"), &contact, &error))
    return ctg_session_fail (session, error);
  ctg_engine_undelete_async (session->engine, key, contact, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  n_back = ctg_engine_undelete_finish (session->engine, result, &error);
  if (n_back < 0)
    return ctg_session_fail (session, error);
  if (!session->json)
    return CTG_EXIT_DONE;
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "message", key);
  ctg_json_add_integer (json, "logged", n_back);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static const CtgOption purge_options[] = {
  { "dry-run", NULL, N_("Only say what would go, and why") },
  { "ledger", NULL, N_("Say what went, newest first") },
  { "date-is-right", NULL, N_("Purge although the clock jumped ahead") },
  { NULL },
};

static const CtgOption undelete_options[] = {
  { "contact", N_("CONTACT"), N_("Only with this contact, named by number or address") },
  { NULL },
};

const CtgCommand ctg_retention_commands[] = {
  { "purge", "", N_("Throw away what is too old to be kept"), 0, 0, purge_options, run_purge },
  { "trash list", "", N_("List what was deleted and can be had back"), 0, 0, NULL, run_trash_list },
  { "trash undelete", N_("MESSAGE"), N_("Log again what was deleted"), 1, 1, undelete_options, run_undelete },
  { NULL },
};
