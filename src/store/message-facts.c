/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the rules of crm and the planner of sync ask. */

#include "messages.h"
#include "clock.h"
#include "db.h"
#include "errors.h"
#include "keys.h"
#include "threads.h"

/* RFC 5321 section 4.5.4.1: a server gives up after four or five days. */
#define BOUNCES_WITHIN_S (6 * 24 * 60 * 60)
/* A report returns the letter's head, or a letter without much; what is larger is none, whatever it calls itself. */
#define BOUNCE_MAX_BYTES ((gint64) 1024 * 1024)
/* A server's clock may be behind ours. */
#define CLOCKS_DIFFER_S (60 * 60)

/**
 * ctg_wanted_body_free:
 * @self: (transfer full) (nullable): a wanted body
 */
void
ctg_wanted_body_free (CtgWantedBody *self)
{
  if (self == NULL)
    return;
  g_free (self->remote_id);
  g_free (self);
}

/**
 * ctg_location_free:
 * @self: (transfer full) (nullable): a location
 */
void
ctg_location_free (CtgLocation *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->remote_name);
  g_free (self->remote_id);
  g_free (self->path);
  g_free (self);
}

static gboolean
append_all (CtgQuery *query, GArray *values, GError **error)
{
  g_autoptr (GArray) found = ctg_query_collect_ints (query, error);

  if (found == NULL)
    return FALSE;
  if (found->len > 0)
    g_array_append_vals (values, found->data, found->len);
  return TRUE;
}

/**
 * ctg_messages_get_marks:
 * @db: any connection
 * @key: a message
 * @authentication: (out): what the provider said of its sender
 * @sensitivity: (out) (nullable): how its sender marked it
 * @error: `NOT_FOUND`
 *
 * Returns: whether the message is here
 */
gboolean
ctg_messages_get_marks (CtgDb *db, gint64 key, int *authentication, char **sensitivity, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT authentication, sensitivity FROM message WHERE key = ?", "i", key);
  if (ctg_query_next (query))
    {
      *authentication = (int) ctg_query_int (query, 0);
      *sensitivity = ctg_query_dup_text (query, 1);
      return TRUE;
    }
  if (ctg_query_end (query, error))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "There is no such message");
  return FALSE;
}

/**
 * ctg_messages_is_logged:
 * @db: any connection
 * @key: a message
 *
 * Returns: whether it is logged on somebody
 */
gboolean
ctg_messages_is_logged (CtgDb *db, gint64 key)
{
  return ctg_db_get_int (db, 0, "SELECT n_logged FROM message WHERE key = ?", "i", key) > 0;
}

/**
 * ctg_messages_is_in_logged_thread:
 * @db: any connection
 * @key: a message
 *
 * Returns: whether anything of its thread is logged, be it the message itself
 */
gboolean
ctg_messages_is_in_logged_thread (CtgDb *db, gint64 key)
{
  return ctg_db_get_int (db, 0,
                         "SELECT 1 FROM message AS m CROSS JOIN message AS l INDEXED BY message_logged_by_thread"
                         "  ON l.thread = m.thread AND l.n_logged > 0 WHERE m.key = ? LIMIT 1", "i", key) != 0;
}

/**
 * ctg_messages_list_since:
 * @db: any connection
 * @since_utc_s: from which date on
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): what is logged on nobody, newest first
 */
GArray *
ctg_messages_list_since (CtgDb *db, gint64 since_utc_s, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT key FROM message WHERE n_logged = 0 AND key >= ? ORDER BY key DESC", "i",
                        since_utc_s);
  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_messages_find_logged:
 * @db: any connection
 * @message_ids: (array zero-terminated=1): ids without <>
 * @error: `STORAGE`
 *
 * Mail sent from here is logged when it is queued, by the rule "sent", hence found too.
 *
 * Returns: (transfer full) (element-type gint64): the logged messages that have one of the ids, of any account
 */
GArray *
ctg_messages_find_logged (CtgDb *db, const char *const *message_ids, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gsize i = 0; message_ids != NULL && message_ids[i] != NULL; i++)
    {
      g_autoptr (CtgQuery) query = NULL;

      query = ctg_db_query (db,
                            "SELECT m.key FROM thread_node AS n CROSS JOIN message AS m"
                            "  ON m.thread = n.thread AND m.id_hash = n.id_hash"
                            " WHERE n.id_hash = ? AND m.message_id = ? AND m.n_logged > 0", "is",
                            ctg_key_of_id (db, message_ids[i]), message_ids[i]);
      if (!append_all (query, keys, error))
        return NULL;
    }
  return g_steal_pointer (&keys);
}

/**
 * ctg_messages_find_referring:
 * @db: any connection
 * @message_id: an id without <>
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): what is here, logged on nobody, and names the id in its own chain
 */
GArray *
ctg_messages_find_referring (CtgDb *db, const char *message_id, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT m.key FROM thread_node AS n CROSS JOIN message AS m ON m.thread = n.thread"
                        " CROSS JOIN ancestry AS a ON a.message = m.key"
                        " WHERE n.id_hash = ? AND m.n_logged = 0"
                        "  AND instr (char (10) || a.ids || char (10), char (10) || ? || char (10)) > 0"
                        " ORDER BY m.key", "is", ctg_key_of_id (db, message_id), message_id);
  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_messages_find_by_address:
 * @db: any connection
 * @address: a person's address, however the domain is written
 * @error: `STORAGE`
 *
 * What a new contact may make admissible: the core rule looks at answers only, hence at mail that names another.
 *
 * Returns: (transfer full) (element-type gint64): what is here, logged on nobody, has ancestors and names the address,
 *   oldest first
 */
GArray *
ctg_messages_find_by_address (CtgDb *db, const char *address, GError **error)
{
  g_autofree char *key = ctg_key_of_address (address);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT DISTINCT m.key FROM party AS p JOIN message AS m ON m.key = p.message"
                        " WHERE p.address = ? AND m.n_logged = 0"
                        "  AND EXISTS (SELECT 1 FROM ancestry AS a WHERE a.message = m.key) ORDER BY m.key", "s", key);
  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_messages_thread_parties:
 * @db: any connection
 * @thread: what the thread is or was called
 * @logged_only: only of what is logged
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type utf8): the keys of all addresses its messages name, no doubles
 */
GPtrArray *
ctg_messages_thread_parties (CtgDb *db, gint64 thread, gboolean logged_only, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT DISTINCT p.address FROM message AS m JOIN party AS p ON p.message = m.key"
                        " WHERE m.thread = ? AND (? = 0 OR m.n_logged > 0) AND p.address <> ''", "id",
                        ctg_thread_find (db, thread), logged_only != FALSE);
  while (ctg_query_next (query))
    g_ptr_array_add (keys, ctg_query_dup_text (query, 0));
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&keys);
}

/**
 * ctg_messages_get_contact_ids:
 * @db: any connection
 * @key: a message
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): on whom it is logged
 */
GArray *
ctg_messages_get_contact_ids (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT contact FROM log_entry WHERE message = ? ORDER BY contact", "i", key);
  return ctg_query_collect_ints (query, error);
}

static GPtrArray *
collect_wanted (CtgQuery *query, GError **error)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_wanted_body_free);

  while (ctg_query_next (query))
    {
      CtgWantedBody *body = g_new0 (CtgWantedBody, 1);

      body->key = ctg_query_int (query, 0);
      body->remote_id = ctg_query_dup_text (query, 1);
      g_ptr_array_add (wanted, body);
    }
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&wanted);
}

/**
 * ctg_messages_list_wanted:
 * @db: any connection
 * @folder_id: a folder
 * @limit: at most so many
 * @error: `STORAGE`
 *
 * Costs as much as there are wanted bodies, however many messages are held.
 *
 * Returns: (transfer full) (element-type CtgWantedBody): logged messages in this folder whose body is still to be
 *   fetched, newest first
 */
GPtrArray *
ctg_messages_list_wanted (CtgDb *db, gint64 folder_id, guint limit, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT m.key, min (l.remote_id) FROM message AS m INDEXED BY message_wanted"
                        " CROSS JOIN location AS l ON l.message = m.key"
                        " WHERE m.n_logged > 0 AND m.body_state = 0 AND l.folder = ?"
                        " GROUP BY m.key ORDER BY m.key DESC LIMIT ?", "ii", folder_id, (gint64) limit);
  return collect_wanted (query, error);
}

/**
 * ctg_messages_list_large:
 * @db: any connection
 * @folder_id: a folder
 * @from_bytes: what is too large to be fetched as it is
 * @limit: at most so many
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgWantedBody): those of ctg_messages_list_wanted() that have this size
 */
GPtrArray *
ctg_messages_list_large (CtgDb *db, gint64 folder_id, gint64 from_bytes, guint limit, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT m.key, min (l.remote_id) FROM message AS m INDEXED BY message_wanted"
                        " CROSS JOIN location AS l ON l.message = m.key"
                        " WHERE m.n_logged > 0 AND m.body_state = 0 AND l.folder = ? AND m.size_bytes >= ?"
                        " GROUP BY m.key ORDER BY m.key DESC LIMIT ?", "iii", folder_id, from_bytes, (gint64) limit);
  return collect_wanted (query, error);
}

/**
 * ctg_messages_list_bounces:
 * @db: any connection
 * @folder_id: a folder
 * @limit: at most so many
 * @error: `STORAGE`
 *
 * Whether a letter came back is said in the report's body only (RFC 3464), and whether it was read in the receipt's
 * (RFC 8098). Looked at are those that came after the oldest letter of the last days that nobody has answered.
 *
 * Returns: (transfer full) (element-type CtgWantedBody): reports in this folder that were not read yet, newest first
 */
GPtrArray *
ctg_messages_list_bounces (CtgDb *db, gint64 folder_id, guint limit, GError **error)
{
  gint64 since_utc_s = ctg_db_get_int (db, 0,
                                       "SELECT min (state_utc_s) FROM outbox WHERE state = 4 AND fate = 0"
                                       " AND state_utc_s > ?", "i", ctg_clock_now_utc_s () - BOUNCES_WITHIN_S);
  g_autoptr (CtgQuery) query = NULL;

  if (since_utc_s == 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_wanted_body_free);
  query = ctg_db_query (db,
                        "SELECT m.key, min (l.remote_id) FROM message AS m"
                        " CROSS JOIN location AS l ON l.message = m.key"
                        " WHERE m.key > ? AND m.automatic IN (2, 4) AND m.n_logged = 0 AND m.body_state = 0"
                        " AND m.size_bytes <= ? AND l.folder = ? GROUP BY m.key ORDER BY m.key DESC LIMIT ?", "iiii",
                        since_utc_s - CLOCKS_DIFFER_S, BOUNCE_MAX_BYTES, folder_id, (gint64) limit);
  return collect_wanted (query, error);
}

static CtgLocation *
find_in_folder (CtgDb *db, gint64 key)
{
  g_autoptr (CtgQuery) query = NULL;
  CtgLocation *location;

  query = ctg_db_query (db,
                        "SELECT a.uuid, f.id, f.remote_name, l.remote_id FROM location AS l"
                        " JOIN folder AS f ON f.id = l.folder JOIN account AS a ON a.id = f.account"
                        " WHERE l.message = ? AND l.remote_id NOT LIKE 'label:%'"
                        " ORDER BY a.state, f.role IN (1, 2) DESC, f.id LIMIT 1", "i", key);
  if (!ctg_query_next (query))
    return NULL;
  location = g_new0 (CtgLocation, 1);
  location->account_id = ctg_query_dup_text (query, 0);
  location->folder_id = ctg_query_int (query, 1);
  location->remote_name = ctg_query_dup_text (query, 2);
  location->remote_id = ctg_query_dup_text (query, 3);
  return location;
}

static CtgLocation *
find_in_file (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;
  CtgLocation *location;

  query = ctg_db_query (db, "SELECT path, start_byte, length_bytes FROM file_location WHERE message = ?", "i", key);
  if (!ctg_query_next (query))
    {
      if (ctg_query_end (query, error))
        ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "It is not known where this message is");
      return NULL;
    }
  location = g_new0 (CtgLocation, 1);
  location->path = ctg_query_dup_text (query, 0);
  location->offset = ctg_query_int (query, 1);
  location->length = ctg_query_int (query, 2);
  return location;
}

/**
 * ctg_messages_find_at:
 * @db: any connection
 * @folder_id: a folder
 * @remote_id: a name in it
 *
 * Returns: the message that stands there, 0: none that is held
 */
gint64
ctg_messages_find_at (CtgDb *db, gint64 folder_id, const char *remote_id)
{
  return ctg_db_get_int (db, 0, "SELECT message FROM location WHERE folder = ? AND remote_id = ?", "is", folder_id,
                         remote_id);
}

/**
 * ctg_messages_list_places:
 * @db: any connection
 * @key: a message
 * @error: `STORAGE`
 *
 * Returns: (transfer full): the names, for people, of the folders it stands in and of the labels it has
 */
char **
ctg_messages_list_places (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT f.name FROM location AS l JOIN folder AS f ON f.id = l.folder"
                                                 " WHERE l.message = ?", "i", key);

  while (ctg_query_next (query))
    {
      g_autofree char *name = ctg_query_dup_text (query, 0);

      g_strv_builder_add (names, name != NULL ? name : "");
    }
  return ctg_query_end (query, error) ? g_strv_builder_end (names) : NULL;
}

/**
 * ctg_messages_get_location:
 * @db: any connection
 * @key: a message
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full): where it can be fetched again: a folder if there is one, else a file
 */
CtgLocation *
ctg_messages_get_location (CtgDb *db, gint64 key, GError **error)
{
  CtgLocation *location = find_in_folder (db, key);

  return location != NULL ? location : find_in_file (db, key, error);
}
