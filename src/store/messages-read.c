/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "messages.h"
#include "db.h"
#include "errors.h"
#include "keys.h"
#include "log-entries.h"

/**
 * ctg_party_free:
 * @self: (transfer full) (nullable): a party
 */
void
ctg_party_free (CtgParty *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

/**
 * ctg_message_free:
 * @self: (transfer full) (nullable): a message
 */
void
ctg_message_free (CtgMessage *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->message_id);
  g_free (self->subject);
  g_free (self->from_name);
  g_free (self->from_address);
  g_free (self->snippet);
  g_free (self);
}

/**
 * ctg_log_entry_free:
 * @self: (transfer full) (nullable): a log entry
 */
void
ctg_log_entry_free (CtgLogEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->contact_name);
  g_free (self->rule);
  g_free (self->matched_message_id);
  g_free (self);
}

static CtgMessage *
read_message (CtgQuery *query)
{
  CtgMessage *message = g_new0 (CtgMessage, 1);

  message->key = ctg_query_int (query, 0);
  message->account_id = ctg_query_dup_text (query, 1);
  message->message_id = ctg_query_dup_text (query, 2);
  message->has_message_id = ctg_query_int (query, 3) != 0;
  message->subject = ctg_query_dup_text (query, 4);
  message->from_name = ctg_query_dup_text (query, 5);
  message->from_address = ctg_query_dup_text (query, 6);
  message->has_body = !ctg_query_is_null (query, 7);
  message->snippet = message->has_body ? ctg_query_dup_text (query, 7) : g_strdup ("");
  message->date_utc_s = ctg_query_int (query, 8);
  message->size_bytes = ctg_query_int (query, 9);
  message->direction = (CtgDirection) ctg_query_int (query, 10);
  message->automatic = (int) ctg_query_int (query, 11);
  message->is_logged = ctg_query_int (query, 12) != 0;
  message->n_attachments = (guint) ctg_query_int (query, 13);
  message->thread = ctg_query_int (query, 14);
  return message;
}

/* NULL without error: there is none. */
static CtgMessage *
get_or_null (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (CtgMessage) message = NULL;
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT m.key, a.uuid, m.message_id, m.has_message_id, m.subject, m.from_name, m.from_address,"
                        "  b.snippet, iif (m.date_utc_s <> 0, m.date_utc_s, m.key), m.size_bytes, m.direction,"
                        "  m.automatic, m.n_logged > 0, m.n_attachments, t.first_message"
                        " FROM message AS m JOIN thread AS t ON t.id = m.thread"
                        " LEFT JOIN account AS a ON a.id = m.account LEFT JOIN body AS b ON b.message = m.key"
                        " WHERE m.key = ?", "i", key);
  if (ctg_query_next (query))
    message = read_message (query);
  return ctg_query_end (query, error) ? g_steal_pointer (&message) : NULL;
}

/**
 * ctg_messages_get:
 * @db: any connection
 * @key: which
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full): the message
 */
CtgMessage *
ctg_messages_get (CtgDb *db, gint64 key, GError **error)
{
  GError *failure = NULL;
  CtgMessage *message = get_or_null (db, key, &failure);

  if (message == NULL && failure == NULL)
    failure = ctg_error_new (CTG_ERROR_NOT_FOUND, NULL, "There is no such message");
  if (failure != NULL)
    g_propagate_error (error, failure);
  return message;
}

/**
 * ctg_messages_get_many:
 * @db: any connection
 * @keys: (array length=n_keys): which
 * @n_keys: how many; some 64 a job keep the reader short
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgMessage): those that exist, in the order asked for
 */
GPtrArray *
ctg_messages_get_many (CtgDb *db, const gint64 *keys, guint n_keys, GError **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_message_free);

  for (guint i = 0; i < n_keys; i++)
    {
      GError *failure = NULL;
      CtgMessage *message = get_or_null (db, keys[i], &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return NULL;
        }
      if (message != NULL)
        g_ptr_array_add (messages, message);
    }
  return g_steal_pointer (&messages);
}

static gint64
find_by_message_id (CtgDb *db, const char *text)
{
  gsize length = strlen (text);
  gboolean is_bracketed = length > 2 && text[0] == '<' && text[length - 1] == '>';
  g_autofree char *id = is_bracketed ? g_strndup (text + 1, length - 2) : g_strdup (text);

  return ctg_db_get_int (db, 0,
                         "SELECT m.key FROM thread_node AS n CROSS JOIN message AS m"
                         "  ON m.thread = n.thread AND m.id_hash = n.id_hash"
                         " WHERE n.id_hash = ? AND m.message_id = ?"
                         " ORDER BY m.n_logged > 0 DESC, m.key DESC LIMIT 1", "is", ctg_key_of_id (db, id), id);
}

/**
 * ctg_messages_find:
 * @db: any connection
 * @id_or_message_id: a key in digits, or a Message-ID with or without <>
 *
 * Returns: the key; of several with this Message-ID a logged one, then the newest; 0: none
 */
gint64
ctg_messages_find (CtgDb *db, const char *id_or_message_id)
{
  guint64 number;

  if (g_ascii_string_to_unsigned (id_or_message_id, 10, 1, G_MAXINT64, &number, NULL) &&
      ctg_db_get_int (db, 0, "SELECT 1 FROM message WHERE key = ?", "i", (gint64) number) == 1)
    return (gint64) number;
  return find_by_message_id (db, id_or_message_id);
}

/**
 * ctg_messages_get_parties:
 * @db: any connection
 * @key: a message
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgParty): who it names, in the order of its header
 */
GPtrArray *
ctg_messages_get_parties (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (GPtrArray) parties = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_party_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT kind, name, address FROM party WHERE message = ? ORDER BY position", "i", key);
  while (ctg_query_next (query))
    {
      CtgParty *party = g_new0 (CtgParty, 1);

      party->kind = (CtgPartyKind) ctg_query_int (query, 0);
      party->name = ctg_query_dup_text (query, 1);
      party->address = ctg_query_dup_text (query, 2);
      g_ptr_array_add (parties, party);
    }
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&parties);
}

/**
 * ctg_messages_get_ancestors:
 * @db: any connection
 * @key: a message
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type utf8): the ids it names, oldest first
 */
GPtrArray *
ctg_messages_get_ancestors (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (GPtrArray) ancestors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT ids FROM ancestry WHERE message = ?", "i", key);
  g_auto (GStrv) ids = NULL;

  if (ctg_query_next (query))
    ids = g_strsplit (ctg_query_text (query, 0), "\n", -1);
  if (!ctg_query_end (query, error))
    return NULL;
  for (gsize i = 0; ids != NULL && ids[i] != NULL; i++)
    g_ptr_array_add (ancestors, g_strdup (ids[i]));
  return g_steal_pointer (&ancestors);
}

/**
 * ctg_messages_get_log:
 * @db: any connection
 * @key: a message
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgLogEntry): on whom it is logged and why
 */
GPtrArray *
ctg_messages_get_log (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_log_entry_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT l.message, l.contact, c.name, l.rule, l.matched_message_id, l.logged_utc_s"
                        " FROM log_entry AS l JOIN contact AS c ON c.id = l.contact WHERE l.message = ?"
                        " ORDER BY l.logged_utc_s, l.contact", "i", key);
  while (ctg_query_next (query))
    {
      CtgLogEntry *entry = g_new0 (CtgLogEntry, 1);

      entry->message_key = ctg_query_int (query, 0);
      entry->contact_id = ctg_query_int (query, 1);
      entry->contact_name = ctg_query_dup_text (query, 2);
      entry->rule = ctg_query_dup_text (query, 3);
      entry->matched_message_id = ctg_query_dup_text (query, 4);
      entry->logged_utc_s = ctg_query_int (query, 5);
      g_ptr_array_add (entries, entry);
    }
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&entries);
}

/**
 * ctg_messages_list_by_contact:
 * @db: any connection
 * @contact_id: whose
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): what is logged on the contact, newest first
 */
GArray *
ctg_messages_list_by_contact (CtgDb *db, gint64 contact_id, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT message FROM log_entry WHERE contact = ? ORDER BY message DESC", "i", contact_id);
  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_messages_list_unlogged:
 * @db: any connection
 * @account_id: (nullable): whose; %NULL: of all accounts
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): what is in INBOX or in Sent and logged on nobody, newest first
 */
GArray *
ctg_messages_list_unlogged (CtgDb *db, const char *account_id, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT m.key FROM message AS m WHERE m.n_logged = 0"
                        "  AND (?1 IS NULL OR m.account = (SELECT id FROM account WHERE uuid = ?1))"
                        "  AND " CTG_SQL_IS_LISTED ("m.key") " ORDER BY m.key DESC", "s", account_id);
  return ctg_query_collect_ints (query, error);
}
