/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "clock.h"
#include "errors.h"
#include "texts.h"

#include <glib/gi18n.h>
#include <string.h>

/* A read transaction is short (250 ms): long lists are read in pieces. */
#define CHUNK 200

typedef struct
{
  gint64 contact;
  GArray *keys;             /* (owned) */
  guint at;
  GPtrArray *entries;       /* (owned) of this piece */
} Job;

/* One line of a timeline. */
typedef struct
{
  CtgMessage *message;
  GPtrArray *attachments;
  GPtrArray *log;
} Entry;

static void
entry_free (Entry *entry)
{
  g_clear_pointer (&entry->message, ctg_message_free);
  g_clear_pointer (&entry->attachments, g_ptr_array_unref);
  g_clear_pointer (&entry->log, g_ptr_array_unref);
  g_free (entry);
}

static char *
format_date (gint64 utc_s)
{
  return ctg_text_for_date (utc_s, ctg_clock_now_utc_s (), FALSE);
}

static gboolean
timeline_keys_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->keys = ctg_messages_list_by_contact (db, job->contact, error);
  return job->keys != NULL;
}

static gboolean
timeline_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;
  guint end = MIN (job->at + CHUNK, job->keys->len);

  for (; job->at < end; job->at++)
    {
      gint64 key = g_array_index (job->keys, gint64, job->at);
      Entry *entry = g_new0 (Entry, 1);

      g_ptr_array_add (job->entries, entry);
      entry->message = ctg_messages_get (db, key, error);
      entry->attachments = entry->message != NULL ? ctg_attachments_by_message (db, key, error) : NULL;
      entry->log = entry->attachments != NULL ? ctg_messages_get_log (db, key, error) : NULL;
      if (entry->log == NULL)
        return FALSE;
    }
  return TRUE;
}

static const CtgLogEntry *
find_log (const Entry *entry, gint64 contact)
{
  for (guint i = 0; i < entry->log->len; i++)
    {
      const CtgLogEntry *row = g_ptr_array_index (entry->log, i);

      if (row->contact_id == contact)
        return row;
    }
  return NULL;
}

static void
print_entry_json (CtgSession *session, const Entry *entry, gint64 contact)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  const CtgMessage *message = entry->message;
  const CtgLogEntry *log = find_log (entry, contact);
  g_autofree char *why = log != NULL ? ctg_text_for_rule (log->rule, log->matched_message_id) : NULL;

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "message", message->key);
  ctg_json_add_string (json, "message_id", message->message_id);
  ctg_json_add_integer (json, "thread", message->thread);
  ctg_json_add_string (json, "direction", message->direction == CTG_DIRECTION_OUT ? "out" : "in");
  ctg_json_add_date (json, "date", message->date_utc_s);
  ctg_json_writer_member (json, "from");
  ctg_json_add_person (json, NULL, message->from_name, message->from_address);
  ctg_json_add_string (json, "subject", message->subject);
  ctg_json_add_string (json, "snippet", message->snippet);
  ctg_json_add_attachments (json, "attachments", entry->attachments);
  ctg_json_add_string (json, "reason", log != NULL ? log->rule : NULL);
  ctg_json_add_string (json, "matched", log != NULL ? log->matched_message_id : NULL);
  ctg_json_add_string (json, "why", why);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static void
print_entry (CtgSession *session, CtgTable *table, const Entry *entry)
{
  const CtgMessage *message = entry->message;
  g_autofree char *date = format_date (message->date_utc_s);
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, message->key);
  g_autofree char *files = entry->attachments->len > 0 ? g_strdup_printf ("+%u", entry->attachments->len)
                                                       : g_strdup ("");

  ctg_table_add (table, key, date, message->direction == CTG_DIRECTION_OUT ? "→" : "←", files, message->subject, NULL);
}

static int
run_timeline (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgTable) table = ctg_table_new (5);
  g_autoptr (GArray) keys = NULL;
  Job job = { 0 };

  if (!ctg_session_find_contact (session, invocation->arguments[0], &job.contact, &error) ||
      !ctg_session_read (session, timeline_keys_job, &job, &error))
    return ctg_session_fail (session, error);
  keys = job.keys;
  while (job.at < keys->len)
    {
      g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);

      job.entries = entries;
      if (!ctg_session_read (session, timeline_job, &job, &error))
        return ctg_session_fail (session, error);
      for (guint i = 0; i < entries->len; i++)
        if (session->json)
          print_entry_json (session, g_ptr_array_index (entries, i), job.contact);
        else
          print_entry (session, table, g_ptr_array_index (entries, i));
    }
  if (!session->json)
    ctg_table_print (table, session, FALSE);
  if (keys->len == 0)
    ctg_session_note (session, _("Nothing is logged on this contact yet."));
  return keys->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

typedef struct
{
  const char *words;
  guint limit;
  gboolean best_first;
  GPtrArray *hits;          /* (owned) */
  GPtrArray *messages;      /* (owned) as many as hits, NULL where one is gone */
} SearchJob;

static gboolean
search_job (CtgDb *db, gpointer data, GError **error)
{
  SearchJob *job = data;

  job->hits = job->best_first ? ctg_search_best (db, job->words, job->limit, error)
                              : ctg_search (db, job->words, job->limit, error);
  if (job->hits == NULL)
    return FALSE;
  job->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_message_free);
  for (guint i = 0; i < job->hits->len; i++)
    g_ptr_array_add (job->messages,
                     ctg_messages_get (db, ((const CtgHit *) g_ptr_array_index (job->hits, i))->key, NULL));
  return TRUE;
}

/* U+2068 and U+2069 stand around what matched. */
static char *
mark_matches (const char *snippet, const char *before, const char *after)
{
  g_auto (GStrv) parts = g_strsplit (snippet, "\u2068", -1);
  g_autofree char *opened = g_strjoinv (before, parts);
  g_auto (GStrv) rest = g_strsplit (opened, "\u2069", -1);

  return g_strjoinv (after, rest);
}

static void
print_hit (CtgSession *session, const CtgHit *hit, const CtgMessage *message)
{
  g_autofree char *date = format_date (message->date_utc_s);
  g_autofree char *snippet = mark_matches (hit->snippet, ctg_session_bold (session), ctg_session_plain (session));

  ctg_session_print (session, "%" G_GINT64_FORMAT "  %s  %s%s%s  %s\n    %s\n", message->key, date,
                     ctg_session_bold (session), message->subject, ctg_session_plain (session),
                     *message->from_name != '\0' ? message->from_name : message->from_address, snippet);
}

static void
print_hit_json (CtgSession *session, const CtgHit *hit, const CtgMessage *message)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  g_autofree char *snippet = mark_matches (hit->snippet, "", "");

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "message", message->key);
  ctg_json_add_string (json, "message_id", message->message_id);
  ctg_json_add_integer (json, "thread", message->thread);
  ctg_json_add_string (json, "direction", message->direction == CTG_DIRECTION_OUT ? "out" : "in");
  ctg_json_add_date (json, "date", message->date_utc_s);
  ctg_json_writer_member (json, "from");
  ctg_json_add_person (json, NULL, message->from_name, message->from_address);
  ctg_json_add_string (json, "subject", message->subject);
  ctg_json_add_string (json, "snippet", snippet);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static int
run_search (CtgSession *session, const CtgInvocation *invocation)
{
  g_autofree char *words = g_strjoinv (" ", invocation->arguments);
  const char *limit = ctg_invocation_get (invocation, "limit");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  SearchJob job = { words };
  guint64 n = 100;

  if (limit != NULL && !g_ascii_string_to_unsigned (limit, 10, 1, 100000, &n, NULL))
    ctg_error_set (&error, CTG_ERROR_INVALID_INPUT, "usage", _("--limit is a number from 1 to 100000."));
  job.limit = (guint) n;
  job.best_first = ctg_invocation_has (invocation, "ranked");
  if (error != NULL || !ctg_session_read (session, search_job, &job, &error))
    return ctg_session_fail (session, error);
  hits = job.hits;
  messages = job.messages;
  for (guint i = 0; i < hits->len; i++)
    {
      const CtgMessage *message = g_ptr_array_index (messages, i);

      if (message != NULL && session->json)
        print_hit_json (session, g_ptr_array_index (hits, i), message);
      else if (message != NULL)
        print_hit (session, g_ptr_array_index (hits, i), message);
    }
  if (hits->len == 0)
    ctg_session_note (session, _("Nothing was found."));
  return hits->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static const CtgOption search_options[] = {
  { "limit", N_("N"), N_("At most so many, newest first; 100 unless told") },
  { "ranked", NULL, N_("Of the newest 2000 those first that answer best") },
  { NULL },
};

const CtgCommand ctg_reading_commands[] = {
  { "timeline", N_("CONTACT"), N_("What is logged on a contact, newest first"), 1, 1, NULL, run_timeline },
  { "search", N_("QUERY"), N_("Search what is logged"), 1, CTG_ANY_NUMBER, search_options, run_search },
  { NULL },
};
