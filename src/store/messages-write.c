/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "messages.h"
#include "clock.h"
#include "db.h"
#include "errors.h"
#include "keys.h"
#include "threads.h"

/* Keys are dates: positive, so that 0 can mean none, and no later than the year 9999. */
#define KEY_MIN 1
#define KEY_MAX G_GINT64_CONSTANT (253402300799)

/* A service that writes a header anew knows when the message was handed in, to some seconds. */
#define SAME_DATE_WITHIN_S 60

/* 0 for imported mail; -1 with an error set when the account is not there. A job asks about the same one each time. */
static gint64
find_account (CtgDb *db, const char *account_id, GError **error)
{
  gint64 number;

  if (account_id == NULL)
    return 0;
  if (db->account_number != 0 && g_str_equal (account_id, db->account_id))
    return db->account_number;
  number = ctg_db_get_int (db, -1, "SELECT id FROM account WHERE uuid = ?", "s", account_id);
  if (number < 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "There is no such account");
  else if (g_strlcpy (db->account_id, account_id, sizeof db->account_id) < sizeof db->account_id)
    db->account_number = number;
  return number;
}

static const CtgParty *
find_author (const CtgMessageHead *head)
{
  for (guint i = 0; head->parties != NULL && i < head->parties->len; i++)
    {
      const CtgParty *party = g_ptr_array_index (head->parties, i);

      if (party->kind == CTG_PARTY_FROM)
        return party;
    }
  return NULL;
}

/* @thread: where its id belongs. The plus keeps SQLite from walking all of the account's messages by another index. */
static gint64
find_same (CtgDb *db, gint64 account, gint64 thread, gint64 id_hash, const char *message_id, const char *content_hash)
{
  return ctg_db_get_int (db, 0,
                         "SELECT key FROM message WHERE thread = ? AND id_hash = ? AND message_id = ?"
                         "  AND content_hash = ? AND +account IS nullif (?, 0)",
                         "iissi", thread, id_hash, message_id, content_hash, account);
}

/* A67: what came another way before, and was not met again by the one of now. Its header may have been written anew, by
 * either service. Two messages with one id are told apart by who wrote them, and when. */
static gint64
find_former (CtgDb *db, gint64 account, gint64 thread, gint64 id_hash, const CtgMessageHead *head)
{
  const CtgParty *author = find_author (head);

  if (author == NULL || author->address == NULL || head->date_utc_s == 0)
    return 0;
  return ctg_db_get_int (db, 0,
                         "SELECT m.key FROM message AS m JOIN account AS a ON a.id = m.account"
                         " WHERE m.thread = ? AND m.id_hash = ? AND m.message_id = ? AND +m.account = ?"
                         "  AND m.written_utc_s <= a.way_since_utc_s AND m.from_address = ? COLLATE NOCASE"
                         "  AND m.date_utc_s <> 0 AND abs (m.date_utc_s - ?) <= ?"
                         "  AND NOT EXISTS (SELECT 1 FROM location AS l WHERE l.message = m.key)",
                         "iisisid", thread, id_hash, head->message_id, account, author->address, head->date_utc_s,
                         SAME_DATE_WITHIN_S);
}

/**
 * ctg_messages_is_known:
 * @db: any connection
 * @account_id: (nullable): whose; %NULL: imported
 * @message_id: its Message-ID without <>
 * @content_hash: over its header
 * @key: (out) (optional): its key
 *
 * Returns: whether the message is here
 */
gboolean
ctg_messages_is_known (CtgDb *db, const char *account_id, const char *message_id, const char *content_hash, gint64 *key)
{
  gint64 account = find_account (db, account_id, NULL);
  gint64 id_hash = ctg_key_of_id (db, message_id);
  gint64 thread = account >= 0 ? ctg_thread_of_id (db, id_hash) : 0;
  gint64 found = thread != 0 ? find_same (db, account, thread, id_hash, message_id, content_hash) : 0;

  if (found != 0 && key != NULL)
    *key = found;
  return found != 0;
}

/**
 * ctg_messages_dup_hash_of_sent:
 * @db: any connection
 * @account_id: whose
 * @message_id: its Message-ID without <>
 *
 * Returns: (transfer full) (nullable): the content hash under which a message that was sent is held already
 */
char *
ctg_messages_dup_hash_of_sent (CtgDb *db, const char *account_id, const char *message_id)
{
  gint64 account = find_account (db, account_id, NULL);
  gint64 id_hash = ctg_key_of_id (db, message_id);
  g_autoptr (CtgQuery) query = ctg_db_query (db,
                                             "SELECT content_hash FROM message WHERE thread = ? AND id_hash = ?"
                                             "  AND message_id = ? AND direction = ? AND +account = ?", "iisdi",
                                             ctg_thread_of_id (db, id_hash), id_hash, message_id,
                                             (int) CTG_DIRECTION_OUT, account);

  return ctg_query_next (query) ? ctg_query_dup_text (query, 0) : NULL;
}

/* The sort date, or the next free second. A mailbox imported without dates has thousands of the same second: what was
 * taken last for it is where the next search begins. */
static gboolean
take_key (CtgDb *db, gint64 sort_utc_s, gint64 *key, GError **error)
{
  gint64 wanted = CLAMP (sort_utc_s, KEY_MIN, KEY_MAX);
  gint64 free_key = db->last_taken_for == wanted ? db->last_taken_key + 1 : wanted;
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT key FROM message WHERE key >= ? ORDER BY key", "i", free_key);

  while (ctg_query_next (query) && ctg_query_int (query, 0) == free_key)
    free_key++;
  if (!ctg_query_end (query, error))
    return FALSE;
  db->last_taken_for = wanted;
  db->last_taken_key = free_key;
  *key = free_key;
  return TRUE;
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static gboolean
insert_message (CtgDb *db, const CtgMessageHead *head, gint64 account, gint64 key, gint64 id_hash, gint64 thread,
                GError **error)
{
  const CtgParty *author = find_author (head);

  return ctg_db_run (db, error,
                     "INSERT INTO message (key, account, id_hash, message_id, has_message_id, content_hash, subject,"
                     "  from_name, from_address, date_utc_s, size_bytes, direction, automatic, sensitivity,"
                     "  authentication, thread, written_utc_s)"
                     " VALUES (?, nullif (?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "iiisdssssiiddsdii", key, account, id_hash, head->message_id,
                     head->has_message_id != FALSE, head->content_hash, or_empty (head->subject),
                     author != NULL ? or_empty (author->name) : "", author != NULL ? or_empty (author->address) : "",
                     head->date_utc_s, head->size_bytes, (int) head->direction, head->automatic, head->sensitivity,
                     head->authentication, thread, ctg_clock_now_utc_s ());
}

static gboolean
insert_parties (CtgDb *db, const CtgMessageHead *head, gint64 key, GError **error)
{
  for (guint i = 0; head->parties != NULL && i < head->parties->len; i++)
    {
      const CtgParty *party = g_ptr_array_index (head->parties, i);
      g_autofree char *address = ctg_key_of_address (or_empty (party->address));

      if (!ctg_db_run (db, error,
                       "INSERT INTO party (message, position, kind, name, address) VALUES (?, ?, ?, ?, ?)", "iddss",
                       key, (int) i, (int) party->kind, or_empty (party->name), address))
        return FALSE;
    }
  return TRUE;
}

static gboolean
insert_ancestry (CtgDb *db, const CtgMessageHead *head, gint64 key, GError **error)
{
  g_autofree char *ids = NULL;

  if (head->ancestors == NULL || head->ancestors[0] == NULL)
    return TRUE;
  ids = g_strjoinv ("\n", (char **) head->ancestors);
  return ctg_db_run (db, error, "INSERT INTO ancestry (message, ids) VALUES (?, ?)", "is", key, ids);
}

static gboolean
insert_head (CtgDb *db, const CtgMessageHead *head, gint64 account, GArray *hashes, gint64 *key, GError **error)
{
  gint64 thread, taken;
  gboolean disputed;

  if (!take_key (db, head->sort_utc_s, &taken, error) ||
      !ctg_thread_join (db, taken, hashes, &thread, &disputed, error) ||
      !insert_message (db, head, account, taken, g_array_index (hashes, gint64, 0), thread, error) ||
      !insert_parties (db, head, taken, error) || !insert_ancestry (db, head, taken, error) ||
      (disputed && !ctg_thread_recompute (db, thread, error)))
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_MESSAGES);
  *key = taken;
  return TRUE;
}

/* 0 where it is not here. One that came another way is known by the new one's header from now on; where that cannot be
 * written, @error is set. */
static gint64
find_message (CtgDb *db, gint64 account, gint64 id_hash, const CtgMessageHead *head, GError **error)
{
  gint64 thread = ctg_thread_of_id (db, id_hash);
  gint64 found;

  if (thread == 0)
    return 0;
  found = find_same (db, account, thread, id_hash, head->message_id, head->content_hash);
  if (found != 0)
    return found;
  found = find_former (db, account, thread, id_hash, head);
  if (found != 0)
    ctg_db_run (db, error, "UPDATE message SET content_hash = ? WHERE key = ?", "si", head->content_hash, found);
  return found;
}

/**
 * ctg_messages_put_head:
 * @db: the writer
 * @head: what a header block says
 * @key: (out): the message's key from now on
 * @is_new: (out) (optional): whether it was not here
 * @error: `NOT_FOUND` when there is no such account; `STORAGE`, `STORAGE_FULL`
 *
 * Finds the message by account, Message-ID and content hash, and leaves it as it is; or, where the way to the mailbox
 * has changed, the one that came by the former way (A67); or inserts it and joins its thread. A batch is quickest in
 * ascending order of the sort date.
 *
 * Returns: whether it is here now
 */
gboolean
ctg_messages_put_head (CtgDb *db, const CtgMessageHead *head, gint64 *key, gboolean *is_new, GError **error)
{
  gint64 account = find_account (db, head->account_id, error);
  g_autoptr (GArray) hashes = NULL;
  g_autoptr (GError) local_error = NULL;
  gint64 found;

  if (account < 0)
    return FALSE;
  hashes = ctg_thread_hash_ids (db, head->message_id, head->ancestors);
  found = find_message (db, account, g_array_index (hashes, gint64, 0), head, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (is_new != NULL)
    *is_new = found == 0;
  if (found != 0)
    {
      *key = found;
      return TRUE;
    }
  return insert_head (db, head, account, hashes, key, error);
}

/**
 * ctg_messages_add_location:
 * @db: the writer
 * @key: a message
 * @folder_id: where the server has it
 * @remote_id: its name there
 * @error: `NOT_FOUND` when message or folder are not there
 *
 * Returns: whether it was kept
 */
gboolean
ctg_messages_add_location (CtgDb *db, gint64 key, gint64 folder_id, const char *remote_id, GError **error)
{
  /* Two statements: one that inserts or updates copies every page it touches, to be able to take it back alone. */
  if (!ctg_db_run (db, error,
                   "INSERT INTO location (folder, remote_id, message) VALUES (?, ?, ?)"
                   " ON CONFLICT (folder, remote_id) DO NOTHING", "isi", folder_id, remote_id, key))
    return FALSE;
  return sqlite3_changes (db->handle) > 0 ||
         ctg_db_run (db, error, "UPDATE location SET message = ? WHERE folder = ? AND remote_id = ? AND message <> ?",
                     "iisi", key, folder_id, remote_id, key);
}

/**
 * ctg_messages_drop_locations:
 * @db: the writer
 * @folder_id: a folder
 * @remote_ids: (nullable) (element-type utf8): what the server no longer has there; %NULL: anything
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * The messages stay: they are found again by their content, or kept because they are logged.
 *
 * Returns: whether it was done
 */
gboolean
ctg_messages_drop_locations (CtgDb *db, gint64 folder_id, GPtrArray *remote_ids, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_MESSAGES);
  if (remote_ids == NULL)
    return ctg_db_run (db, error, "DELETE FROM location WHERE folder = ?", "i", folder_id);
  for (guint i = 0; i < remote_ids->len; i++)
    if (!ctg_db_run (db, error, "DELETE FROM location WHERE folder = ? AND remote_id = ?", "is", folder_id,
                     (const char *) g_ptr_array_index (remote_ids, i)))
      return FALSE;
  return TRUE;
}

/**
 * ctg_messages_set_file:
 * @db: the writer
 * @key: a message
 * @path: the file it was read from
 * @offset: where it begins, in bytes
 * @length: its length in bytes, -1: to the end
 * @error: `NOT_FOUND`
 *
 * Returns: whether it was kept
 */
gboolean
ctg_messages_set_file (CtgDb *db, gint64 key, const char *path, gint64 offset, gint64 length, GError **error)
{
  if (!ctg_db_run (db, error,
                   "INSERT INTO file_location (message, path, start_byte, length_bytes) VALUES (?, ?, ?, ?)"
                   " ON CONFLICT (message) DO NOTHING", "isii", key, path, offset, length))
    return FALSE;
  return sqlite3_changes (db->handle) > 0 ||
         ctg_db_run (db, error, "UPDATE file_location SET path = ?, start_byte = ?, length_bytes = ? WHERE message = ?",
                     "siii", path, offset, length, key);
}
