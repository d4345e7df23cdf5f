/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages that are held, a line each. */

#include "held-list.h"

#include "json-values.h"
#include "table.h"

#include "clock.h"
#include "texts.h"

/* A read transaction is short (250 ms): long lists are read in pieces. */
#define CHUNK 200

typedef struct
{
  const gint64 *keys;
  guint n_keys;
  GPtrArray *messages;      /* (owned) */
} Job;

static gboolean
read_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->messages = ctg_messages_get_many (db, job->keys, job->n_keys, error);
  return job->messages != NULL;
}

static void
print_json (CtgSession *session, const CtgMessage *message)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "message", message->key);
  ctg_json_add_string (json, "message_id", message->message_id);
  ctg_json_writer_member (json, "from");
  ctg_json_add_person (json, NULL, message->from_name, message->from_address);
  ctg_json_add_string (json, "subject", message->subject);
  ctg_json_add_date (json, "date", message->date_utc_s);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static void
add_row (CtgTable *table, const CtgMessage *message)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, message->key);
  g_autofree char *date = ctg_text_for_date (message->date_utc_s, ctg_clock_now_utc_s (), FALSE);

  ctg_table_add (table, key, date, *message->from_name != '\0' ? message->from_name : message->from_address,
                 message->subject, NULL);
}

/**
 * ctg_held_list_print:
 * @session: a session
 * @keys: (element-type gint64): messages
 * @error: %CTG_ERROR_STORAGE
 *
 * Writes them, an object a line with --json; what went meanwhile is left out.
 *
 * Returns: whether they were read
 */
gboolean
ctg_held_list_print (CtgSession *session, GArray *keys, GError **error)
{
  g_autoptr (CtgTable) table = ctg_table_new (4);

  for (guint at = 0; at < keys->len; at += CHUNK)
    {
      Job job = { &g_array_index (keys, gint64, at), MIN (CHUNK, keys->len - at) };
      gboolean done = ctg_session_read (session, read_job, &job, error);
      g_autoptr (GPtrArray) messages = job.messages;

      if (!done)
        return FALSE;
      for (guint i = 0; i < messages->len; i++)
        if (session->json)
          print_json (session, g_ptr_array_index (messages, i));
        else
          add_row (table, g_ptr_array_index (messages, i));
    }
  if (!session->json)
    ctg_table_print (table, session, FALSE);
  return TRUE;
}
