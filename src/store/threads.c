/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A thread is a connected component of Message-IDs: a message joins its own id with those of its References and
 * In-Reply-To, whether their mail is here or not. No subjects. Components do not depend on the order of arrival, nor
 * does the thread's name outside, the key of its oldest message.
 *
 * A new message finds, among its ids            then
 *   no known one                                a new thread
 *   ids of one thread                           it joins that
 *   ids of several                              the smaller ones are relabelled into the largest: each row at most
 *                                               log2 (n) times, so n messages cost n log n in whatever order
 *
 * A removal may cut a component: its nodes are forgotten and the remaining messages join again, that component only.
 * Names of merged threads go on meaning the same thread because they are keys of its messages; the name of a removed
 * first message becomes an alias. */

#include "threads.h"

#include "keys.h"

typedef struct
{
  gint64 id;                   /* 0: none yet */
  gint64 first_message;
  gint64 n_nodes;
  gboolean has_merged;         /* the row does not say so yet */
} Component;

/**
 * ctg_thread_of_id:
 * @db: any connection
 * @id_hash: of a Message-ID
 *
 * Returns: the row of the thread the id belongs to, or 0: nobody named it
 */
gint64
ctg_thread_of_id (CtgDb *db, gint64 id_hash)
{
  return ctg_db_get_int (db, 0, "SELECT thread FROM thread_node WHERE id_hash = ?", "i", id_hash);
}

static gboolean
get_component (CtgDb *db, gint64 thread, Component *component, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT first_message, n_nodes FROM thread WHERE id = ?", "i", thread);
  *component = (Component) { 0 };
  if (ctg_query_next (query))
    *component = (Component) { thread, ctg_query_int (query, 0), ctg_query_int (query, 1), FALSE };
  return ctg_query_end (query, error);
}

static gboolean
new_component (CtgDb *db, gint64 key, gint64 n_nodes, Component *component, GError **error)
{
  if (!ctg_db_run (db, error, "INSERT INTO thread (first_message, n_nodes) VALUES (?, ?)", "ii", key, n_nodes))
    return FALSE;
  *component = (Component) { sqlite3_last_insert_rowid (db->handle), key, n_nodes, FALSE };
  return TRUE;
}

static gboolean
merge (CtgDb *db, Component *into, const Component *from, GError **error)
{
  into->first_message = MIN (into->first_message, from->first_message);
  into->n_nodes += from->n_nodes;
  into->has_merged = TRUE;
  return ctg_db_run (db, error, "UPDATE thread_node SET thread = ? WHERE thread = ?", "ii", into->id, from->id) &&
         ctg_db_run (db, error, "UPDATE message SET thread = ? WHERE thread = ?", "ii", into->id, from->id) &&
         ctg_db_run (db, error, "UPDATE thread_alias SET thread = ? WHERE thread = ?", "ii", into->id, from->id) &&
         ctg_db_run (db, error, "DELETE FROM thread WHERE id = ?", "i", from->id);
}

static gboolean
absorb (CtgDb *db, Component *whole, gint64 thread, GError **error)
{
  Component found;

  if (thread == whole->id)
    return TRUE;
  if (!get_component (db, thread, &found, error))
    return FALSE;
  if (whole->id == 0 || found.n_nodes > whole->n_nodes)
    {
      Component smaller = *whole;

      *whole = found;
      found = smaller;
    }
  return found.id == 0 || merge (db, whole, &found, error);
}

/* @own_thread: what ctg_thread_of_id() says of the first. */
static gboolean
gather (CtgDb *db, GArray *hashes, gint64 own_thread, Component *whole, GArray *unknown, GError **error)
{
  for (guint i = 0; i < hashes->len; i++)
    {
      gint64 hash = g_array_index (hashes, gint64, i);
      gint64 thread = i == 0 ? own_thread : ctg_thread_of_id (db, hash);

      if (thread == 0)
        g_array_append_val (unknown, hash);
      else if (!absorb (db, whole, thread, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_nodes (CtgDb *db, gint64 thread, GArray *hashes, GError **error)
{
  for (guint i = 0; i < hashes->len; i++)
    if (!ctg_db_run (db, error, "INSERT INTO thread_node (id_hash, thread) VALUES (?, ?)", "ii",
                     g_array_index (hashes, gint64, i), thread))
      return FALSE;
  return TRUE;
}

static gboolean
put_component (CtgDb *db, gint64 key, gint64 n_unknown, Component *whole, GError **error)
{
  if (whole->id == 0)
    return new_component (db, key, n_unknown, whole, error);
  if (!whole->has_merged && n_unknown == 0 && whole->first_message <= key)
    return TRUE;
  return ctg_db_run (db, error, "UPDATE thread SET first_message = ?, n_nodes = ? WHERE id = ?", "iii",
                     MIN (whole->first_message, key), whole->n_nodes + n_unknown, whole->id);
}

/**
 * ctg_thread_join:
 * @db: the writer
 * @key: a message's key
 * @hashes: (element-type gint64): of its own id and of those it names, no doubles
 * @own_thread: what ctg_thread_of_id() says of the first
 * @thread: (out): the row of the thread it belongs to
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Joins what the message says belongs together.
 *
 * Returns: whether it was done
 */
gboolean
ctg_thread_join (CtgDb *db, gint64 key, GArray *hashes, gint64 own_thread, gint64 *thread, GError **error)
{
  g_autoptr (GArray) unknown = g_array_new (FALSE, FALSE, sizeof (gint64));
  Component whole = { 0 };

  if (!gather (db, hashes, own_thread, &whole, unknown, error) ||
      !put_component (db, key, unknown->len, &whole, error))
    return FALSE;
  *thread = whole.id;
  return add_nodes (db, whole.id, unknown, error);
}

static void
add_hash (GArray *hashes, gint64 hash)
{
  for (guint i = 0; i < hashes->len; i++)
    if (g_array_index (hashes, gint64, i) == hash)
      return;
  g_array_append_val (hashes, hash);
}

/**
 * ctg_thread_hash_ids:
 * @db: any connection
 * @message_id: a message's own id
 * @ancestors: (nullable): the ids it names
 * @parent: (nullable): the id it answers
 *
 * Returns: (transfer full) (element-type gint64): their hashes, its own first, no doubles
 */
GArray *
ctg_thread_hash_ids (CtgDb *db, const char *message_id, const char *const *ancestors, const char *parent)
{
  GArray *hashes = g_array_new (FALSE, FALSE, sizeof (gint64));

  add_hash (hashes, ctg_key_of_id (db, message_id));
  for (gsize i = 0; ancestors != NULL && ancestors[i] != NULL; i++)
    add_hash (hashes, ctg_key_of_id (db, ancestors[i]));
  if (parent != NULL)
    add_hash (hashes, ctg_key_of_id (db, parent));
  return hashes;
}

/* The stored edges are the hashes of everything the message names. */
static GArray *
read_hashes (CtgDb *db, gint64 key, gint64 id_hash, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT parent_hash FROM edge WHERE message = ?", "i", key);
  GArray *hashes = ctg_query_collect_ints (query, error);

  if (hashes != NULL)
    add_hash (hashes, id_hash);
  return hashes;
}

static gboolean
join_again (CtgDb *db, gint64 key, GError **error)
{
  gint64 id_hash = ctg_db_get_int (db, 0, "SELECT id_hash FROM message WHERE key = ?", "i", key);
  g_autoptr (GArray) hashes = read_hashes (db, key, id_hash, error);
  gint64 thread;

  return hashes != NULL &&
         ctg_thread_join (db, key, hashes, ctg_thread_of_id (db, g_array_index (hashes, gint64, 0)), &thread, error) &&
         ctg_db_run (db, error, "UPDATE message SET thread = ? WHERE key = ?", "ii", thread, key);
}

/* What was called by a removed first message is found where its oldest remaining message is. */
static gboolean
move_aliases (CtgDb *db, gint64 thread, gint64 former, gint64 first_key, GError **error)
{
  gint64 heir = ctg_db_get_int (db, 0, "SELECT thread FROM message WHERE key = ?", "i", first_key);

  return ctg_db_run (db, error, "UPDATE thread_alias SET thread = ? WHERE thread = ?", "ii", heir, thread) &&
         (former == first_key ||
          ctg_db_run (db, error, "INSERT OR REPLACE INTO thread_alias (former, thread) VALUES (?, ?)", "ii", former,
                      heir));
}

/**
 * ctg_thread_recompute:
 * @db: the writer
 * @thread: the row of a thread that lost messages
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Lets the remaining messages join again, into one thread or several; an empty thread goes.
 *
 * Returns: whether it was done
 */
gboolean
ctg_thread_recompute (CtgDb *db, gint64 thread, GError **error)
{
  gint64 former = ctg_db_get_int (db, 0, "SELECT first_message FROM thread WHERE id = ?", "i", thread);
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT key FROM message WHERE thread = ? ORDER BY key", "i", thread);
  g_autoptr (GArray) keys = ctg_query_collect_ints (query, error);

  g_clear_pointer (&query, ctg_query_free);
  if (keys == NULL || !ctg_db_run (db, error, "DELETE FROM thread_node WHERE thread = ?", "i", thread))
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    if (!join_again (db, g_array_index (keys, gint64, i), error))
      return FALSE;
  if (keys->len > 0 && !move_aliases (db, thread, former, g_array_index (keys, gint64, 0), error))
    return FALSE;
  return ctg_db_run (db, error, "DELETE FROM thread WHERE id = ?", "i", thread);
}

/**
 * ctg_thread_find:
 * @db: any connection
 * @name: what a thread is or was called: the key of one of its messages
 *
 * Returns: its row, or 0
 */
gint64
ctg_thread_find (CtgDb *db, gint64 name)
{
  gint64 thread = ctg_db_get_int (db, 0, "SELECT thread FROM message WHERE key = ?", "i", name);

  return thread != 0 ? thread : ctg_db_get_int (db, 0, "SELECT thread FROM thread_alias WHERE former = ?", "i", name);
}
