/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The same words to several people: what each of them gets, and when. */

#include "send-each.h"

#include "clock.h"
#include "json-values.h"
#include "outbox.h"
#include "table.h"

#include <glib/gi18n.h>

typedef struct
{
  gint64 id;
  CtgOutboxItem *item;         /* (owned) (nullable) */
} Job;

static gboolean
item_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->item = ctg_outbox_get (db, job->id, error);
  return job->item != NULL;
}

/* What is due now; the rest waits for its minute. */
static gboolean
deliver_due (CtgSession *session, const GPtrArray *each, GError **error)
{
  for (guint i = 0; i < each->len; i++)
    {
      const CtgEachLetter *letter = g_ptr_array_index (each, i);
      g_autoptr (GAsyncResult) result = NULL;

      if (letter->outbox_id == 0 || letter->due_utc_s > ctg_clock_now_utc_s ())
        continue;
      ctg_engine_deliver_async (session->engine, letter->outbox_id, session->cancellable, ctg_session_result_cb,
                                &result);
      ctg_session_wait (session, &result);
      if (!ctg_engine_deliver_finish (session->engine, result, error))
        return FALSE;
    }
  return TRUE;
}

static char *
dup_state (CtgSession *session, const CtgEachLetter *letter)
{
  Job job = { .id = letter->outbox_id };
  g_autoptr (CtgOutboxItem) item = NULL;

  if (letter->reason != NULL)
    return g_strdup ("left-out");
  if (letter->outbox_id == 0 || !ctg_session_read (session, item_job, &job, NULL))
    return g_strdup ("ready");
  item = job.item;
  return g_strdup (ctg_outbox_state_to_string (item->state));
}

static void
add_letter (CtgJsonWriter *json, const CtgEachLetter *letter, const char *state)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "name", letter->name);
  ctg_json_add_string (json, "address", letter->address);
  ctg_json_add_string (json, "subject", letter->subject);
  ctg_json_add_string (json, "text", letter->text);
  ctg_json_add_string (json, "state", state);
  ctg_json_add_string (json, "reason", letter->reason);
  ctg_json_add_string (json, "open", letter->open_token);
  ctg_json_add_date (json, "due", letter->due_utc_s);
  ctg_json_add_integer (json, "id", letter->outbox_id);
  ctg_json_writer_end_object (json);
}

static char *
dup_words (const CtgEachLetter *letter)
{
  g_autoptr (GDateTime) due = NULL;

  if (letter->open_token != NULL)
    /* Translators: %s is what a template leaves open, with its brackets */
    return g_strdup_printf (_("Left out: %s is not known"), letter->open_token);
  if (letter->reason != NULL)
    return g_strdup (_("Left out: they have asked for no more letters"));
  due = g_date_time_new_from_unix_local (letter->due_utc_s);
  return g_date_time_format (due, "%F %H:%M");
}

static int
report (CtgSession *session, const GPtrArray *each)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  g_autoptr (CtgTable) table = ctg_table_new (3);
  guint n_left_out = 0;

  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < each->len; i++)
    {
      const CtgEachLetter *letter = g_ptr_array_index (each, i);
      g_autofree char *state = dup_state (session, letter);
      g_autofree char *subject = ctg_terminal_text (letter->subject);
      g_autofree char *words = dup_words (letter);

      n_left_out += letter->reason != NULL;
      add_letter (json, letter, state);
      ctg_table_add (table, letter->address, subject, words, NULL);
    }
  ctg_json_writer_end_array (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else
    ctg_table_print (table, session, FALSE);
  return n_left_out == 0 ? CTG_EXIT_DONE : CTG_EXIT_FAILED;
}

/**
 * ctg_send_each:
 * @session: an open session
 * @fields: the letter, with those who get it in To
 * @mode: whether it is sent
 *
 * Says what each of them gets; sends it, if asked to. Whoever it cannot be filled in for is left out.
 *
 * Returns: the exit status; %CTG_EXIT_FAILED: somebody is left out
 */
int
ctg_send_each (CtgSession *session, const CtgOutgoingFields *fields, CtgEachMode mode)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) each = NULL;

  ctg_engine_send_each_async (session->engine, fields, mode, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  each = ctg_engine_send_each_finish (session->engine, result, &error);
  if (each == NULL || !deliver_due (session, each, &error))
    return ctg_session_fail (session, error);
  return report (session, each);
}
