/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "clock.h"
#include "stray-letter.h"
#include "texts.h"

#include <glib/gi18n.h>

typedef struct
{
  gint64 contact;           /* 0: all */
  gboolean unlogged_too;
  GPtrArray *entries;       /* (owned) */
} Job;

static gboolean
threads_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->entries = ctg_threads_list (db, job->contact, job->unlogged_too, error);
  return job->entries != NULL;
}

typedef struct
{
  const CtgThread *thread;
  gint64 contact;
  GPtrArray *message_ids;   /* (owned) */
  GPtrArray *strays;        /* (owned) ids of those that perhaps do not belong there */
  GArray *contacts;         /* (owned) */
} ThreadJob;

static void
add_missing (GArray *all, GArray *some)
{
  for (guint i = 0; i < some->len; i++)
    {
      gint64 id = g_array_index (some, gint64, i);
      gboolean is_known = FALSE;

      for (guint j = 0; j < all->len && !is_known; j++)
        is_known = g_array_index (all, gint64, j) == id;
      if (!is_known)
        g_array_append_val (all, id);
    }
}

static gboolean
thread_job (CtgDb *db, gpointer data, GError **error)
{
  ThreadJob *job = data;
  g_autoptr (GArray) keys = ctg_threads_get_messages (db, job->thread->thread, job->contact, error);
  g_autoptr (GPtrArray) messages = NULL;

  if (keys != NULL)
    messages = ctg_messages_get_many (db, (const gint64 *) (gpointer) keys->data, keys->len, error);
  if (messages == NULL)
    return FALSE;
  for (guint i = 0; i < messages->len; i++)
    {
      const CtgMessage *message = g_ptr_array_index (messages, i);
      g_autoptr (GArray) contacts = ctg_messages_get_contact_ids (db, message->key, error);

      if (contacts == NULL)
        return FALSE;
      g_ptr_array_add (job->message_ids, g_strdup (message->message_id));
      if (ctg_stray_letter_is (db, message->key))
        g_ptr_array_add (job->strays, g_strdup (message->message_id));
      add_missing (job->contacts, contacts);
    }
  return TRUE;
}

static gboolean
print_thread_json (CtgSession *session, const CtgThread *thread, gint64 contact, GError **error)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  g_autoptr (GPtrArray) message_ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) strays = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) contacts = g_array_new (FALSE, FALSE, sizeof (gint64));
  ThreadJob job = { thread, contact, message_ids, strays, contacts };

  if (!ctg_session_read (session, thread_job, &job, error))
    return FALSE;
  g_ptr_array_add (message_ids, NULL);
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "thread", thread->thread);
  ctg_json_add_string (json, "subject", thread->subject);
  ctg_json_add_strings (json, "message_ids", (const char *const *) message_ids->pdata);
  ctg_json_begin_array (json, "contacts");
  for (guint i = 0; i < contacts->len; i++)
    ctg_json_writer_int (json, g_array_index (contacts, gint64, i));
  ctg_json_writer_end_array (json);
  ctg_json_add_date (json, "first", thread->first_utc_s);
  ctg_json_add_date (json, "last", thread->last_utc_s);
  ctg_json_add_integer (json, "n", thread->n_messages);
  if (strays->len > 0)
    {
      g_ptr_array_add (strays, NULL);
      ctg_json_add_strings (json, "perhaps_unrelated", (const char *const *) strays->pdata);
    }
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return TRUE;
}

static void
print_thread (CtgTable *table, const CtgThread *thread)
{
  g_autofree char *last = ctg_text_for_date (thread->last_utc_s, ctg_clock_now_utc_s (), FALSE);
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, thread->thread);
  g_autofree char *n = g_strdup_printf ("%u", thread->n_messages);

  ctg_table_add (table, key, last, n, thread->subject, NULL);
}

static int
run_threads (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) threads = NULL;
  g_autoptr (CtgTable) table = ctg_table_new (4);
  Job job = { .unlogged_too = ctg_invocation_has (invocation, "unlogged") };

  if (!ctg_session_find_contact (session, ctg_invocation_get (invocation, "contact"), &job.contact, &error) ||
      !ctg_session_read (session, threads_job, &job, &error))
    return ctg_session_fail (session, error);
  threads = job.entries;
  ctg_table_add (table, _("Number"), _("Last"), _("Messages"), _("Subject"), NULL);
  for (guint i = 0; i < threads->len; i++)
    if (!session->json)
      print_thread (table, g_ptr_array_index (threads, i));
    else if (!print_thread_json (session, g_ptr_array_index (threads, i), job.contact, &error))
      return ctg_session_fail (session, error);
  if (!session->json && threads->len > 0)
    ctg_table_print (table, session, TRUE);
  if (threads->len == 0)
    ctg_session_note (session, _("There are no threads here yet."));
  return threads->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

/* --- Splitting and merging --- */

static gboolean
thread_of_message_job (CtgDb *db, gpointer data, GError **error)
{
  gint64 *number = data;
  g_autoptr (CtgMessage) message = ctg_messages_get (db, *number, error);

  if (message != NULL)
    *number = message->thread;
  return message != NULL;
}

/* The thread that a message is in now. */
static int
report (CtgSession *session, gint64 key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) threads = NULL;
  Job job = { .unlogged_too = TRUE };
  gint64 number = key;
  int status = CTG_EXIT_DONE;

  if (!ctg_session_read (session, thread_of_message_job, &number, &error) ||
      !ctg_session_read (session, threads_job, &job, &error))
    return ctg_session_fail (session, error);
  threads = job.entries;
  for (guint i = 0; i < threads->len; i++)
    {
      const CtgThread *thread = g_ptr_array_index (threads, i);
      g_autoptr (CtgTable) table = ctg_table_new (4);

      if (thread->thread != number)
        continue;
      if (session->json && !print_thread_json (session, thread, 0, &error))
        return ctg_session_fail (session, error);
      print_thread (table, thread);
      if (!session->json)
        ctg_table_print (table, session, FALSE);
    }
  return status;
}

static int
run_split (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 key;

  if (!ctg_session_find_message (session, invocation->arguments[0], &key, &error))
    return ctg_session_fail (session, error);
  ctg_engine_split_thread_async (session->engine, key, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_threads_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  ctg_session_note (session, _("These letters are a thread of their own now. “carteggioctl undo” puts them back."));
  return report (session, key);
}

static int
run_merge (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 thread, other;

  if (!ctg_session_find_message (session, invocation->arguments[0], &thread, &error) ||
      !ctg_session_find_message (session, invocation->arguments[1], &other, &error))
    return ctg_session_fail (session, error);
  ctg_engine_merge_threads_async (session->engine, thread, other, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_threads_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  ctg_session_note (session, _("They are one thread now. “carteggioctl undo” makes two of it again."));
  return report (session, thread);
}

static const CtgOption options[] = {
  { "contact", N_("CONTACT"), N_("Only with this contact, named by number or address") },
  { "unlogged", NULL, N_("Also threads of which nothing is logged") },
  { NULL },
};

const CtgCommand ctg_thread_commands[] = {
  { "threads", "", N_("List threads, newest first"), 0, 0, options, run_threads },
  { "threads split", N_("MESSAGE"), N_("Begin a thread of its own with a message and what answers it"), 1, 1, NULL,
    run_split },
  { "threads merge", N_("THREAD THREAD"), N_("Make one thread of two"), 2, 2, NULL, run_merge },
  { NULL },
};
