/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A thread is a connected component of Message-IDs, whether their mail is here or not. No subjects.
 *
 *   a message joins                      its own id with that of the letter it answers, the last that it names
 *   while that letter is not here        also with the one named before it, and so on up to the first that is here
 *   what lies beyond that one            is that letter's own word: nobody moves a foreign letter, and whoever names
 *                                        ids of many threads is in the thread of the last
 *   ids that a person has put apart or   go with what the person said, see thread-choice.c; of a message that names ids
 *     together                           of several, the last counts
 *
 * So which threads there are is a function of which messages are here, in whatever order they came. The name of a
 * thread outside is the key of its oldest message.
 *
 * A new message finds, among those ids          then
 *   no known one                                a new thread
 *   ids of one thread                           it joins that
 *   ids of several                              the smaller ones are relabelled into the largest: each row at most
 *                                               log2 (n) times, so n messages cost n log n in whatever order
 *
 * Mail comes newest first: for an ancestor that was not here yet, others have spoken; thread_node.parent remembers what
 * they said. Where it says something else itself, the component is joined anew. A removal may cut a component as
 * well: its nodes are forgotten and the remaining messages join again, that component only.
 * Names of merged threads go on meaning the same thread because they are keys of its messages; the name of a removed
 * first message becomes an alias. */

#include "threads.h"

#include "keys.h"
#include "messages.h"
#include "thread-choice.h"

/* In a thread of more ids what others said before is left as it is. */
#define DISPUTE_MAX_NODES 2000

/* Others named different letters before the same one. */
#define SEVERAL_PARENTS (-1)

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

/* An id that a message speaks for. */
typedef struct
{
  gint64 hash;
  gint64 thread;               /* 0: nobody named it */
  gint64 parent;               /* what others said of it while it was not here; 0: nothing */
  gint64 said;                 /* what this message says of it; 0: nothing */
} Node;

static Node
read_node (CtgDb *db, gint64 hash)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT thread, parent FROM thread_node WHERE id_hash = ?", "i", hash);
  Node node = { hash };

  if (ctg_query_next (query))
    node = (Node) { hash, ctg_query_int (query, 0), ctg_query_int (query, 1), 0 };
  return node;
}

/* @here: (nullable): messages of a component that is being joined anew. */
static gboolean
is_here (CtgDb *db, const Node *node, GHashTable *here)
{
  if (here != NULL && g_hash_table_contains (here, &node->hash))
    return TRUE;
  return node->thread != 0 && ctg_db_get_int (db, 0, "SELECT 1 FROM message WHERE thread = ? AND id_hash = ? LIMIT 1",
                                              "ii", node->thread, node->hash) != 0;
}

/* @hashes: a message's own id, then those it names, oldest first.
 * Returns: (element-type Node): those it speaks for: its own, its parent's, and so on */
static GArray *
choose_nodes (CtgDb *db, GArray *hashes, GHashTable *here, gint64 *choice)
{
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  Node own = read_node (db, g_array_index (hashes, gint64, 0));
  gint64 last = own.hash;

  *choice = ctg_thread_choice_find (db, hashes);
  g_array_append_val (nodes, own);
  for (guint i = hashes->len; i-- > 1;)
    {
      Node node = read_node (db, g_array_index (hashes, gint64, i));

      if (*choice != 0 && ctg_thread_choice_parts (db, node.hash, *choice))
        break;
      g_array_index (nodes, Node, nodes->len - 1).said = node.hash;
      g_array_append_val (nodes, node);
      last = node.hash;
      if (is_here (db, &node, here))
        break;
    }
  if (*choice != 0 && *choice != last)
    {
      Node node = read_node (db, *choice);

      g_array_append_val (nodes, node);
    }
  return nodes;
}

/* Whether others said something of this message, or of those it speaks for, that it does not say itself. */
static gboolean
is_disputed (const GArray *nodes)
{
  const Node *own = &g_array_index (nodes, Node, 0);

  if (own->parent == 0)
    return FALSE;
  for (guint i = 0; i < nodes->len; i++)
    {
      const Node *node = &g_array_index (nodes, Node, i);

      if (node->parent != 0 && node->parent != node->said)
        return TRUE;
    }
  return FALSE;
}

static gboolean
gather (CtgDb *db, GArray *nodes, Component *whole, gint64 *n_unknown, GError **error)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      gint64 hash = g_array_index (nodes, Node, i).hash;
      gint64 thread = g_array_index (nodes, Node, i).thread;

      /* What was merged a moment ago is called otherwise now. */
      if (thread != 0 && whole->has_merged)
        thread = ctg_thread_of_id (db, hash);
      if (thread == 0)
        (*n_unknown)++;
      else if (!absorb (db, whole, thread, error))
        return FALSE;
    }
  return TRUE;
}

/* Of its own id a message speaks while it is here: what it says of it need not be kept. */
static gboolean
put_node (CtgDb *db, gint64 thread, const Node *node, gboolean is_own, GError **error)
{
  gint64 said = is_own ? 0 : node->said;
  gint64 parent = node->parent == 0 ? said : node->parent;

  if (said != 0 && said != parent)
    parent = SEVERAL_PARENTS;
  if (node->thread == 0)
    return ctg_db_run (db, error, "INSERT INTO thread_node (id_hash, thread, parent) VALUES (?, ?, ?)", "iii",
                       node->hash, thread, parent);
  return parent == node->parent ||
         ctg_db_run (db, error, "UPDATE thread_node SET parent = ? WHERE id_hash = ?", "ii", parent, node->hash);
}

static gboolean
put_nodes (CtgDb *db, gint64 thread, GArray *nodes, GError **error)
{
  for (guint i = 0; i < nodes->len; i++)
    if (!put_node (db, thread, &g_array_index (nodes, Node, i), i == 0, error))
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

static gboolean
join (CtgDb *db, gint64 key, GArray *hashes, GHashTable *here, gint64 *thread, gboolean *disputed, GError **error)
{
  gint64 choice;
  g_autoptr (GArray) nodes = choose_nodes (db, hashes, here, &choice);
  Component whole = { 0 };
  gint64 n_unknown = 0;

  *disputed = is_disputed (nodes);
  if (!gather (db, nodes, &whole, &n_unknown, error) || !put_component (db, key, n_unknown, &whole, error) ||
      !put_nodes (db, whole.id, nodes, error))
    return FALSE;
  *disputed = *disputed && whole.n_nodes <= DISPUTE_MAX_NODES;
  *thread = whole.id;
  return choice == 0 || ctg_thread_choice_keep (db, g_array_index (hashes, gint64, 0), choice, error);
}

/**
 * ctg_thread_join:
 * @db: the writer
 * @key: a message's key
 * @hashes: (element-type gint64): of its own id and of those it names, oldest first, no doubles
 * @thread: (out): the row of the thread it belongs to
 * @disputed: (out): whether, once its rows are written, the thread is to be recomputed: others had said something else
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Joins what the message says belongs together.
 *
 * Returns: whether it was done
 */
gboolean
ctg_thread_join (CtgDb *db, gint64 key, GArray *hashes, gint64 *thread, gboolean *disputed, GError **error)
{
  return join (db, key, hashes, NULL, thread, disputed, error);
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
 *
 * Returns: (transfer full) (element-type gint64): their hashes, its own first, no doubles
 */
GArray *
ctg_thread_hash_ids (CtgDb *db, const char *message_id, const char *const *ancestors)
{
  GArray *hashes = g_array_new (FALSE, FALSE, sizeof (gint64));

  add_hash (hashes, ctg_key_of_id (db, message_id));
  for (gsize i = 0; ancestors != NULL && ancestors[i] != NULL; i++)
    add_hash (hashes, ctg_key_of_id (db, ancestors[i]));
  return hashes;
}

/* Of a message's own id and of everything it names. */
static GArray *
read_hashes (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (GPtrArray) ancestors = ctg_messages_get_ancestors (db, key, error);
  GArray *hashes;

  if (ancestors == NULL)
    return NULL;
  hashes = g_array_new (FALSE, FALSE, sizeof (gint64));
  add_hash (hashes, ctg_db_get_int (db, 0, "SELECT id_hash FROM message WHERE key = ?", "i", key));
  for (guint i = 0; i < ancestors->len; i++)
    add_hash (hashes, ctg_key_of_id (db, g_ptr_array_index (ancestors, i)));
  return hashes;
}

static gboolean
join_again (CtgDb *db, gint64 key, GHashTable *here, GError **error)
{
  g_autoptr (GArray) hashes = read_hashes (db, key, error);
  gboolean disputed;
  gint64 thread;

  return hashes != NULL && join (db, key, hashes, here, &thread, &disputed, error) &&
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

typedef struct
{
  gint64 thread;
  gint64 former;               /* what it was called */
  GArray *keys;                /* (owned) its messages, oldest first */
} Old;

static void
old_clear (gpointer data)
{
  g_clear_pointer (&((Old *) data)->keys, g_array_unref);
}

/* Forgets a thread's ids, and notes which of them are messages. */
static gboolean
take_apart (CtgDb *db, gint64 thread, Old *old, GHashTable *here, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT key, id_hash FROM message WHERE thread = ? ORDER BY key", "i",
                                             thread);

  *old = (Old) { thread, 0, g_array_new (FALSE, FALSE, sizeof (gint64)) };
  while (ctg_query_next (query))
    {
      gint64 key = ctg_query_int (query, 0), hash = ctg_query_int (query, 1);

      g_array_append_val (old->keys, key);
      g_hash_table_add (here, g_memdup2 (&hash, sizeof hash));
    }
  if (!ctg_query_end (query, error))
    return FALSE;
  g_clear_pointer (&query, ctg_query_free);
  old->former = ctg_db_get_int (db, 0, "SELECT first_message FROM thread WHERE id = ?", "i", thread);
  return ctg_db_run (db, error, "DELETE FROM thread_node WHERE thread = ?", "i", thread);
}

static gboolean
put_together (CtgDb *db, const Old *old, GHashTable *here, GError **error)
{
  for (guint i = 0; i < old->keys->len; i++)
    if (!join_again (db, g_array_index (old->keys, gint64, i), here, error))
      return FALSE;
  return TRUE;
}

static gboolean
end_old (CtgDb *db, const Old *old, GError **error)
{
  return (old->keys->len == 0 ||
          move_aliases (db, old->thread, old->former, g_array_index (old->keys, gint64, 0), error)) &&
         ctg_db_run (db, error, "DELETE FROM thread WHERE id = ?", "i", old->thread);
}

/**
 * ctg_thread_recompute_all:
 * @db: the writer
 * @threads: (element-type gint64): rows of threads whose messages, or what is said of them, changed
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Lets the messages of these threads join again, into one thread or several; an empty thread goes.
 *
 * Returns: whether it was done
 */
gboolean
ctg_thread_recompute_all (CtgDb *db, GArray *threads, GError **error)
{
  g_autoptr (GHashTable) here = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) olds = g_array_new (FALSE, TRUE, sizeof (Old));
  gboolean done = TRUE;

  g_array_set_clear_func (olds, old_clear);
  g_array_set_size (olds, threads->len);
  for (guint i = 0; done && i < threads->len; i++)
    done = take_apart (db, g_array_index (threads, gint64, i), &g_array_index (olds, Old, i), here, error);
  for (guint i = 0; done && i < threads->len; i++)
    done = put_together (db, &g_array_index (olds, Old, i), here, error);
  for (guint i = 0; done && i < threads->len; i++)
    done = end_old (db, &g_array_index (olds, Old, i), error);
  return done;
}

/**
 * ctg_thread_recompute:
 * @db: the writer
 * @thread: the row of a thread
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * ctg_thread_recompute_all() of one.
 *
 * Returns: whether it was done
 */
gboolean
ctg_thread_recompute (CtgDb *db, gint64 thread, GError **error)
{
  g_autoptr (GArray) threads = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (threads, thread);
  return ctg_thread_recompute_all (db, threads, error);
}

/**
 * ctg_thread_hash_message:
 * @db: any connection
 * @key: a message
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): as ctg_thread_hash_ids(), of a message that is here
 */
GArray *
ctg_thread_hash_message (CtgDb *db, gint64 key, GError **error)
{
  return read_hashes (db, key, error);
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
