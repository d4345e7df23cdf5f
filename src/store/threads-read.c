/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "messages.h"
#include "db.h"
#include "threads.h"

#define SHOWN_DATE "iif (m.date_utc_s <> 0, m.date_utc_s, m.key)"
#define COLUMNS \
  "t.first_message, (SELECT f.subject FROM message AS f WHERE f.key = t.first_message), min (" SHOWN_DATE ")," \
  " max (" SHOWN_DATE "), count (*), sum (m.n_attachments), sum (m.body_state = 1), t.id"

/**
 * ctg_thread_free:
 * @self: (transfer full) (nullable): a thread
 */
void
ctg_thread_free (CtgThread *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_free (self);
}

static CtgThread *
read_thread (CtgQuery *query)
{
  CtgThread *thread = g_new0 (CtgThread, 1);

  thread->thread = ctg_query_int (query, 0);
  thread->subject = ctg_query_dup_text (query, 1);
  thread->first_utc_s = ctg_query_int (query, 2);
  thread->last_utc_s = ctg_query_int (query, 3);
  thread->n_messages = (guint) ctg_query_int (query, 4);
  thread->n_attachments = (guint) ctg_query_int (query, 5);
  thread->n_bodies = (guint) ctg_query_int (query, 6);
  thread->row = ctg_query_int (query, 7);
  return thread;
}

static CtgQuery *
query_threads (CtgDb *db, gint64 contact_id, gboolean unlogged_too)
{
  if (contact_id == 0)
    return ctg_db_query (db,
                         "SELECT " COLUMNS " FROM message AS m JOIN thread AS t ON t.id = m.thread"
                         " WHERE m.n_logged > 0 OR ? GROUP BY m.thread ORDER BY max (m.key) DESC", "d",
                         unlogged_too != FALSE);
  if (!unlogged_too)
    return ctg_db_query (db,
                         "SELECT " COLUMNS " FROM log_entry AS l JOIN message AS m ON m.key = l.message"
                         " JOIN thread AS t ON t.id = m.thread"
                         " WHERE l.contact = ? GROUP BY m.thread ORDER BY max (m.key) DESC", "i", contact_id);
  return ctg_db_query (db,
                       "SELECT " COLUMNS " FROM message AS m JOIN thread AS t ON t.id = m.thread"
                       " WHERE m.thread IN (SELECT o.thread FROM log_entry AS l JOIN message AS o ON o.key = l.message"
                       "                    WHERE l.contact = ?)"
                       " GROUP BY m.thread ORDER BY max (m.key) DESC", "i", contact_id);
}

/**
 * ctg_threads_list:
 * @db: any connection
 * @contact_id: whose page; 0: all
 * @unlogged_too: count what is in the threads but logged on nobody, too; with contact 0 also threads nobody has
 * @error: `STORAGE`
 *
 * Without @unlogged_too, numbers and dates are of what is logged on the contact. The subject is that of the thread's
 * oldest message in any case.
 *
 * Returns: (transfer full) (element-type CtgThread): the threads, that with the newest message first
 */
GPtrArray *
ctg_threads_list (CtgDb *db, gint64 contact_id, gboolean unlogged_too, GError **error)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_thread_free);
  g_autoptr (CtgQuery) query = query_threads (db, contact_id, unlogged_too);

  while (ctg_query_next (query))
    g_ptr_array_add (threads, read_thread (query));
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&threads);
}

/**
 * ctg_threads_get_messages:
 * @db: any connection
 * @thread: what the thread is or was called
 * @contact_id: only what is logged on this contact; 0: all, unlogged too
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): the keys, oldest first; none when there is no such thread
 */
GArray *
ctg_threads_get_messages (CtgDb *db, gint64 thread, gint64 contact_id, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT m.key FROM message AS m WHERE m.thread = ?1"
                        "  AND (?2 = 0 OR EXISTS (SELECT 1 FROM log_entry AS l"
                        "                         WHERE l.contact = ?2 AND l.message = m.key))"
                        " ORDER BY m.key", "ii", ctg_thread_find (db, thread), contact_id);
  return ctg_query_collect_ints (query, error);
}
