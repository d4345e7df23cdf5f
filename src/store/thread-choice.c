/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person said of threads wins, and outlives the messages: it is noted of ids, as their hashes, so that what is
 * pulled again, or answers later, goes where it belongs (B45).
 *
 *   split at a letter   that letter, and what names it or what comes after it, is one choice; all else of the thread is
 *                       another: ids of two choices never join
 *   merge two threads   all of both is one choice: its number is an id that all of them name
 *   a later letter      takes the choice of the last id it names that has one
 *
 * Taking back restores what was noted before; what came since goes back to what it says itself. */

#include "thread-choice.h"

#include "errors.h"
#include "keys.h"
#include "log-policy.h"
#include "messages.h"
#include "threads.h"

/* A chain of answers is gone through once; dates that lie need more. */
#define PASSES_MAX 16

/* A message of the thread that is split. */
typedef struct
{
  gint64 key;
  GArray *hashes;              /* (owned) its own id, then those it names, oldest first */
} Member;

static void
member_free (gpointer data)
{
  Member *member = data;

  g_array_unref (member->hashes);
  g_free (member);
}

static gint64
get_choice (CtgDb *db, gint64 id_hash)
{
  return ctg_db_get_int (db, 0, "SELECT choice FROM thread_choice WHERE id_hash = ?", "i", id_hash);
}

/**
 * ctg_thread_choice_find:
 * @db: any connection
 * @hashes: (element-type gint64): of a message's own id and of those it names, oldest first
 *
 * Returns: the choice it belongs to, 0: nobody has said anything
 */
gint64
ctg_thread_choice_find (CtgDb *db, GArray *hashes)
{
  gint64 choice;

  if (ctg_db_get_int (db, 0, "SELECT 1 FROM thread_choice LIMIT 1", "") == 0)
    return 0;
  choice = get_choice (db, g_array_index (hashes, gint64, 0));
  for (guint i = hashes->len; choice == 0 && i-- > 1;)
    choice = get_choice (db, g_array_index (hashes, gint64, i));
  return choice;
}

/**
 * ctg_thread_choice_parts:
 * @db: any connection
 * @id_hash: of an id
 * @choice: a choice
 *
 * Returns: whether a person has put the id elsewhere
 */
gboolean
ctg_thread_choice_parts (CtgDb *db, gint64 id_hash, gint64 choice)
{
  gint64 other = get_choice (db, id_hash);

  return other != 0 && other != choice;
}

/**
 * ctg_thread_choice_keep:
 * @db: the writer
 * @id_hash: of a message's id
 * @choice: where it belongs
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether it is noted, if nothing was before
 */
gboolean
ctg_thread_choice_keep (CtgDb *db, gint64 id_hash, gint64 choice, GError **error)
{
  return ctg_db_run (db, error,
                     "INSERT INTO thread_choice (id_hash, choice) VALUES (?, ?) ON CONFLICT (id_hash) DO NOTHING", "ii",
                     id_hash, choice);
}

/* What stands there goes into the action, to be had back. */
static gboolean
set_choice (CtgDb *db, gint64 id_hash, gint64 choice, GError **error)
{
  return ctg_db_run (db, error,
                     "INSERT INTO action_choice (action, id_hash, choice) VALUES (?, ?, ?)"
                     " ON CONFLICT (action, id_hash) DO NOTHING", "iii", db->action, id_hash,
                     get_choice (db, id_hash)) &&
         ctg_db_run (db, error, "INSERT OR REPLACE INTO thread_choice (id_hash, choice) VALUES (?, ?)", "ii", id_hash,
                     choice);
}

static gboolean
set_choices (CtgDb *db, GArray *hashes, gint64 choice, GError **error)
{
  for (guint i = 0; i < hashes->len; i++)
    if (!set_choice (db, g_array_index (hashes, gint64, i), choice, error))
      return FALSE;
  return TRUE;
}

/* A number nobody else has, in the space of the ids. */
static gint64
make_choice (CtgDb *db)
{
  g_autofree char *name = g_uuid_string_random ();

  return ctg_key_of_id (db, name);
}

static GPtrArray *
read_members (CtgDb *db, gint64 thread, GError **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (member_free);
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT key FROM message WHERE thread = ? ORDER BY key", "i", thread);
  g_autoptr (GArray) keys = ctg_query_collect_ints (query, error);

  g_clear_pointer (&query, ctg_query_free);
  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      gint64 key = g_array_index (keys, gint64, i);
      GArray *hashes = ctg_thread_hash_message (db, key, error);
      Member *member;

      if (hashes == NULL)
        return NULL;
      member = g_new0 (Member, 1);
      member->key = key;
      member->hashes = hashes;
      g_ptr_array_add (members, member);
    }
  return keys != NULL ? g_steal_pointer (&members) : NULL;
}

static gint64
own_hash (const Member *member)
{
  return g_array_index (member->hashes, gint64, 0);
}

static gboolean
has_hash (GHashTable *set, gint64 hash)
{
  return g_hash_table_contains (set, &hash);
}

static void
add_hash (GHashTable *set, gint64 hash)
{
  g_hash_table_add (set, g_memdup2 (&hash, sizeof hash));
}

/* The last id that a message names and that is a message of the thread, or already known to come after the cut,
 * decides: then it comes after it too, with what it names from there on. */
static gboolean
follows (const Member *member, GHashTable *own, GHashTable *after)
{
  for (guint i = member->hashes->len; i-- > 1;)
    {
      gint64 hash = g_array_index (member->hashes, gint64, i);

      if (has_hash (after, hash))
        {
          add_hash (after, own_hash (member));
          for (guint j = i + 1; j < member->hashes->len; j++)
            add_hash (after, g_array_index (member->hashes, gint64, j));
          return TRUE;
        }
      if (has_hash (own, hash))
        return FALSE;
    }
  return FALSE;
}

static GHashTable *
hash_set_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/* Returns: (element-type gint64): the ids that come after the letter @cut, with its own */
static GHashTable *
collect_after (GPtrArray *members, gint64 cut)
{
  GHashTable *after = hash_set_new ();
  g_autoptr (GHashTable) own = hash_set_new ();
  gboolean grew = TRUE;

  add_hash (after, cut);
  for (guint i = 0; i < members->len; i++)
    add_hash (own, own_hash (members->pdata[i]));
  for (guint pass = 0; grew && pass < PASSES_MAX; pass++)
    {
      grew = FALSE;
      for (guint i = 0; i < members->len; i++)
        if (!has_hash (after, own_hash (members->pdata[i])) && follows (members->pdata[i], own, after))
          grew = TRUE;
    }
  return after;
}

static gboolean
write_split (CtgDb *db, GPtrArray *members, GHashTable *after, GError **error)
{
  gint64 before_choice = make_choice (db), after_choice = make_choice (db);

  for (guint i = 0; i < members->len; i++)
    {
      const Member *member = members->pdata[i];

      for (guint j = 0; j < member->hashes->len; j++)
        {
          gint64 hash = g_array_index (member->hashes, gint64, j);

          if (!set_choice (db, hash, has_hash (after, hash) ? after_choice : before_choice, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
is_whole (GPtrArray *members, GHashTable *after)
{
  for (guint i = 0; i < members->len; i++)
    if (!has_hash (after, own_hash (members->pdata[i])))
      return FALSE;
  return TRUE;
}

/**
 * ctg_threads_split:
 * @db: the writer
 * @key: a message
 * @error: `NOT_FOUND`; `INVALID_INPUT` with reason `first-letter` when nothing of the thread is before it; `STORAGE`
 *
 * Begins a thread of its own with a message: what answers it goes with it, now and later. It can be taken back.
 *
 * Returns: whether it was done
 */
gboolean
ctg_threads_split (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (CtgMessage) message = ctg_messages_get (db, key, error);
  gint64 thread = ctg_thread_find (db, key);
  g_autoptr (GPtrArray) members = message != NULL ? read_members (db, thread, error) : NULL;
  g_autoptr (GHashTable) after = NULL;

  if (members == NULL)
    return FALSE;
  after = collect_after (members, ctg_key_of_id (db, message->message_id));
  if (is_whole (members, after))
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "first-letter", "The thread begins with this letter");
      return FALSE;
    }
  ctg_db_note_change (db, CTG_CHANGE_MESSAGES | CTG_CHANGE_LOG);
  return ctg_undo_begin (db, "split", key, NULL, error) && write_split (db, members, after, error) &&
         ctg_thread_recompute (db, thread, error);
}

/* Ids of former choices that are in this thread, also of mail that is not here. */
static gboolean
set_former_choices (CtgDb *db, gint64 former, gint64 choice, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT id_hash FROM thread_choice WHERE choice = ?", "i", former);
  g_autoptr (GArray) hashes = ctg_query_collect_ints (query, error);

  g_clear_pointer (&query, ctg_query_free);
  return hashes != NULL && set_choices (db, hashes, choice, error);
}

static gboolean
write_merge (CtgDb *db, gint64 thread, gint64 choice, GError **error)
{
  g_autoptr (GPtrArray) members = read_members (db, thread, error);

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      gint64 hash = own_hash (members->pdata[i]);
      gint64 former = get_choice (db, hash);

      if (former != choice && former != 0 && !set_former_choices (db, former, choice, error))
        return FALSE;
      if (former != choice && !set_choice (db, hash, choice, error))
        return FALSE;
    }
  return members != NULL;
}

/**
 * ctg_threads_merge:
 * @db: the writer
 * @thread: what a thread is or was called
 * @other: what another one is or was called
 * @error: `NOT_FOUND`; `INVALID_INPUT` with reason `same-thread`; `STORAGE`
 *
 * Makes one thread of two, which stay one whatever comes. It can be taken back.
 *
 * Returns: whether it was done
 */
gboolean
ctg_threads_merge (CtgDb *db, gint64 thread, gint64 other, GError **error)
{
  gint64 rows[] = { ctg_thread_find (db, thread), ctg_thread_find (db, other) };
  gint64 choice = make_choice (db);
  g_autoptr (GArray) threads = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (rows[0] == 0 || rows[1] == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-thread", "There is no such thread");
  else if (rows[0] == rows[1])
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "same-thread", "It is one thread already");
  if (rows[0] == 0 || rows[1] == 0 || rows[0] == rows[1])
    return FALSE;
  g_array_append_vals (threads, rows, G_N_ELEMENTS (rows));
  ctg_db_note_change (db, CTG_CHANGE_MESSAGES | CTG_CHANGE_LOG);
  return ctg_undo_begin (db, "merge", thread, NULL, error) && write_merge (db, rows[0], choice, error) &&
         write_merge (db, rows[1], choice, error) && ctg_thread_recompute_all (db, threads, error);
}

/* The threads that ids of an action's choices, noted before or since, are in now. */
static GArray *
list_touched (CtgDb *db, gint64 action, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT DISTINCT n.thread FROM thread_choice AS c"
                        " JOIN thread_node AS n ON n.id_hash = c.id_hash"
                        " WHERE c.choice IN (SELECT o.choice FROM action_choice AS a"
                        "                    JOIN thread_choice AS o ON o.id_hash = a.id_hash WHERE a.action = ?)", "i",
                        action);
  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_threads_take_back:
 * @db: the writer
 * @action: a split or merge
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Returns: whether the threads are what they were, with what came since
 */
gboolean
ctg_threads_take_back (CtgDb *db, gint64 action, GError **error)
{
  g_autoptr (GArray) threads = list_touched (db, action, error);

  return threads != NULL &&
         ctg_db_run (db, error,
                     "DELETE FROM thread_choice WHERE choice IN"
                     " (SELECT o.choice FROM action_choice AS a JOIN thread_choice AS o ON o.id_hash = a.id_hash"
                     "  WHERE a.action = ?)", "i", action) &&
         ctg_db_run (db, error,
                     "INSERT OR REPLACE INTO thread_choice (id_hash, choice) SELECT id_hash, choice FROM action_choice"
                     " WHERE action = ? AND choice <> 0", "i", action) &&
         ctg_thread_recompute_all (db, threads, error);
}

/**
 * ctg_messages_share_people:
 * @db: any connection
 * @key: a message
 * @other: another one
 *
 * Returns: whether anybody but the owners of the mailboxes is named by both
 */
gboolean
ctg_messages_share_people (CtgDb *db, gint64 key, gint64 other)
{
  return ctg_db_get_int (db, 0,
                         "SELECT 1 FROM party AS a JOIN party AS b ON b.message = ?1 AND b.address = a.address"
                         " WHERE a.message = ?2 AND a.address <> ''"
                         " AND a.address NOT IN (SELECT address_key FROM account)"
                         " AND a.address NOT IN (SELECT address_key FROM identity)"
                         " AND a.address NOT IN (SELECT p.address FROM message AS m JOIN party AS p"
                         "   ON p.message = m.key AND p.kind = ?3 WHERE m.key IN (?1, ?2) AND m.direction = ?4)"
                         " LIMIT 1", "iidd", other, key, (int) CTG_PARTY_FROM, (int) CTG_DIRECTION_OUT) != 0;
}
