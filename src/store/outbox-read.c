/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "outbox.h"
#include "compress.h"
#include "db.h"
#include "errors.h"

#define COLUMNS \
  "o.id, a.uuid, o.message_id, o.sender_name, o.sender_address, o.subject, o.size_bytes, o.state, o.copy, o.fate," \
  " o.due_utc_s, o.created_utc_s, o.state_utc_s, o.n_tries, o.logs, o.is_automatic, o.problem_code," \
  " o.problem_reason, o.problem_host, o.problem_server_text, o.accepted_host, o.accepted_text, o.message," \
  " o.is_receipt"
#define FROM " FROM outbox AS o JOIN account AS a ON a.id = o.account"

/**
 * ctg_outbox_recipient_free:
 * @self: (transfer full) (nullable): a recipient
 */
void
ctg_outbox_recipient_free (CtgOutboxRecipient *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->address);
  g_free (self->server_text);
  g_free (self);
}

/**
 * ctg_outbox_item_new:
 *
 * Returns: (transfer full): an outgoing message without recipients
 */
CtgOutboxItem *
ctg_outbox_item_new (void)
{
  CtgOutboxItem *self = g_new0 (CtgOutboxItem, 1);

  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_outbox_recipient_free);
  return self;
}

/**
 * ctg_outbox_item_free:
 * @self: (transfer full) (nullable): an outgoing message
 */
void
ctg_outbox_item_free (CtgOutboxItem *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->message_id);
  g_free (self->sender_name);
  g_free (self->sender_address);
  g_free (self->subject);
  g_free (self->problem_code);
  g_free (self->problem_reason);
  g_free (self->problem_host);
  g_free (self->problem_server_text);
  g_free (self->accepted_host);
  g_free (self->accepted_text);
  g_ptr_array_unref (self->recipients);
  g_free (self);
}

/**
 * ctg_outbox_state_to_string:
 * @state: one
 *
 * Returns: (transfer none): its name on the command line
 */
const char *
ctg_outbox_state_to_string (CtgOutboxState state)
{
  static const char *const names[] = { "queued", "dialling", "leaving", "unknown", "accepted", "failed", "cancelled" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), "failed");
  return names[state];
}

/**
 * ctg_outbox_copy_to_string:
 * @copy: one
 *
 * Returns: (transfer none): its name on the command line
 */
const char *
ctg_outbox_copy_to_string (CtgOutboxCopy copy)
{
  static const char *const names[] = { "none", "pending", "saved", "server", "failed" };

  g_return_val_if_fail (copy < G_N_ELEMENTS (names), "failed");
  return names[copy];
}

/**
 * ctg_outbox_fate_to_string:
 * @fate: one
 *
 * Returns: (transfer none): its name on the command line
 */
const char *
ctg_outbox_fate_to_string (CtgOutboxFate fate)
{
  static const char *const names[] = { "none", "bounced", "answered" };

  g_return_val_if_fail (fate < G_N_ELEMENTS (names), "none");
  return names[fate];
}

static CtgOutboxItem *
read_item (CtgQuery *query)
{
  CtgOutboxItem *item = ctg_outbox_item_new ();

  item->id = ctg_query_int (query, 0);
  item->account_id = ctg_query_dup_text (query, 1);
  item->message_id = ctg_query_dup_text (query, 2);
  item->sender_name = ctg_query_dup_text (query, 3);
  item->sender_address = ctg_query_dup_text (query, 4);
  item->subject = ctg_query_dup_text (query, 5);
  item->size_bytes = ctg_query_int (query, 6);
  item->state = (CtgOutboxState) ctg_query_int (query, 7);
  item->copy = (CtgOutboxCopy) ctg_query_int (query, 8);
  item->fate = (CtgOutboxFate) ctg_query_int (query, 9);
  item->due_utc_s = ctg_query_int (query, 10);
  item->created_utc_s = ctg_query_int (query, 11);
  item->state_utc_s = ctg_query_int (query, 12);
  item->n_tries = (guint) ctg_query_int (query, 13);
  item->logs = ctg_query_int (query, 14) != 0;
  item->is_automatic = ctg_query_int (query, 15) != 0;
  item->problem_code = ctg_query_dup_text (query, 16);
  item->problem_reason = ctg_query_dup_text (query, 17);
  item->problem_host = ctg_query_dup_text (query, 18);
  item->problem_server_text = ctg_query_dup_text (query, 19);
  item->accepted_host = ctg_query_dup_text (query, 20);
  item->accepted_text = ctg_query_dup_text (query, 21);
  item->message_key = ctg_query_int (query, 22);
  item->is_receipt = ctg_query_int (query, 23) != 0;
  return item;
}

static gboolean
read_recipients (CtgDb *db, CtgOutboxItem *item, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db,
                                             "SELECT kind, name, address, state, server_text FROM outbox_recipient"
                                             " WHERE outbox = ? ORDER BY position", "i", item->id);

  while (ctg_query_next (query))
    {
      CtgOutboxRecipient *recipient = g_new0 (CtgOutboxRecipient, 1);

      recipient->kind = (CtgPartyKind) ctg_query_int (query, 0);
      recipient->name = ctg_query_dup_text (query, 1);
      recipient->address = ctg_query_dup_text (query, 2);
      recipient->state = (CtgRecipientState) ctg_query_int (query, 3);
      recipient->server_text = ctg_query_dup_text (query, 4);
      g_ptr_array_add (item->recipients, recipient);
    }
  return ctg_query_end (query, error);
}

/**
 * ctg_outbox_get:
 * @db: any connection
 * @id: an outgoing message
 * @error: `NOT_FOUND`, `STORAGE`
 *
 * Returns: (transfer full) (nullable): it, with its recipients
 */
CtgOutboxItem *
ctg_outbox_get (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS FROM " WHERE o.id = ?", "i", id);
  g_autoptr (CtgOutboxItem) item = NULL;

  if (ctg_query_next (query))
    item = read_item (query);
  else if (ctg_query_end (query, error))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-outgoing", "There is no such outgoing message");
  if (item == NULL || !read_recipients (db, item, error))
    return NULL;
  return g_steal_pointer (&item);
}

/**
 * ctg_outbox_get_bytes:
 * @db: any connection
 * @id: an outgoing message
 * @error: `NOT_FOUND`, `STORAGE`
 *
 * Returns: (transfer full) (nullable): the letter as it leaves
 */
GBytes *
ctg_outbox_get_bytes (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT bytes FROM outbox WHERE id = ? AND length (bytes) > 0", "i",
                                             id);
  g_autoptr (GBytes) packed = NULL;

  if (ctg_query_next (query))
    packed = ctg_query_dup_bytes (query, 0);
  else if (ctg_query_end (query, error))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-outgoing", "There is no such outgoing message");
  if (packed == NULL)
    return NULL;
  return ctg_decompress (db, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), error);
}

#define LISTED \
  " WHERE o.state NOT IN (4, 6) OR o.copy = 4 OR o.id IN" \
  " (SELECT id FROM outbox WHERE state IN (4, 6) ORDER BY id DESC LIMIT ?) ORDER BY o.id DESC"

/**
 * ctg_outbox_list_ids:
 * @db: any connection
 * @limit: how many of those that are settled
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): what is under way, and the newest of the rest, newest first
 */
GArray *
ctg_outbox_list_ids (CtgDb *db, guint limit, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT o.id" FROM LISTED, "d", (int) MIN (limit, G_MAXINT));

  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_outbox_list:
 * @db: any connection
 * @limit: how many of those that are settled
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgOutboxItem): what is under way, and the newest of the rest, newest first
 */
GPtrArray *
ctg_outbox_list (CtgDb *db, guint limit, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_outbox_item_free);
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS FROM LISTED, "d", (int) MIN (limit, G_MAXINT));

  while (ctg_query_next (query))
    {
      CtgOutboxItem *item = read_item (query);

      g_ptr_array_add (items, item);
      if (!read_recipients (db, item, error))
        return NULL;
    }
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&items);
}

/**
 * ctg_outbox_find_sent:
 * @db: any connection
 * @message_key: a message
 *
 * Returns: the outgoing message it was sent as from here, 0: it was not
 */
gint64
ctg_outbox_find_sent (CtgDb *db, gint64 message_key)
{
  return ctg_db_get_int (db, 0, "SELECT id FROM outbox WHERE message = ?", "i", message_key);
}

/**
 * ctg_outbox_count_leaving:
 * @db: any connection
 * @until_utc_s: a time
 *
 * Returns: how many are under way, or due for the first time by then, or without the copy that they are to get
 */
gint64
ctg_outbox_count_leaving (CtgDb *db, gint64 until_utc_s)
{
  return ctg_db_get_int (db, 0,
                         "SELECT count (*) FROM outbox WHERE state IN (1, 2) OR (state = 4 AND copy = 1)"
                         " OR (state = 0 AND n_tries = 0 AND due_utc_s <= ?)", "i", until_utc_s);
}

/**
 * ctg_outbox_count_troubled:
 * @db: any connection
 *
 * Returns: how many failed, are unknown, or were sent without the copy they were to get
 */
gint64
ctg_outbox_count_troubled (CtgDb *db)
{
  return ctg_db_get_int (db, 0, "SELECT count (*) FROM outbox WHERE state IN (3, 5) OR (state = 4 AND copy = 4)", "");
}

/**
 * ctg_outbox_find:
 * @db: any connection
 * @message_id: without <>
 *
 * Returns: the outgoing message with this id, 0: none
 */
gint64
ctg_outbox_find (CtgDb *db, const char *message_id)
{
  return ctg_db_get_int (db, 0, "SELECT id FROM outbox WHERE message_id = ?", "s", message_id);
}

/**
 * ctg_outbox_next_due:
 * @db: any connection
 * @account_id: whose
 * @now_utc_s: the time
 *
 * Returns: the queued message that is due first, 0: none is due
 */
gint64
ctg_outbox_next_due (CtgDb *db, const char *account_id, gint64 now_utc_s)
{
  return ctg_db_get_int (db, 0,
                         "SELECT o.id" FROM " WHERE a.uuid = ? AND o.state = 0 AND o.due_utc_s <= ?"
                         " ORDER BY o.due_utc_s, o.id LIMIT 1", "si", account_id, now_utc_s);
}

/**
 * ctg_outbox_next_time:
 * @db: any connection
 * @account_id: whose
 *
 * Returns: when the next queued message is due, 0: none is queued
 */
gint64
ctg_outbox_next_time (CtgDb *db, const char *account_id)
{
  return ctg_db_get_int (db, 0, "SELECT min (o.due_utc_s)" FROM " WHERE a.uuid = ? AND o.state = 0", "s", account_id);
}

/**
 * ctg_outbox_list_unknown:
 * @db: any connection
 * @account_id: whose
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): what nobody knows the fate of
 */
GArray *
ctg_outbox_list_unknown (CtgDb *db, const char *account_id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT o.id" FROM " WHERE a.uuid = ? AND o.state = 3 ORDER BY o.id",
                                             "s", account_id);

  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_outbox_list_uncopied:
 * @db: any connection
 * @account_id: whose
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64): what was sent and has no copy in Sent yet
 */
GArray *
ctg_outbox_list_uncopied (CtgDb *db, const char *account_id, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT o.id" FROM " WHERE a.uuid = ? AND o.state = 4 AND o.copy = 1 ORDER BY o.id", "s",
                        account_id);
  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_outbox_list_accounts:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type utf8): ids of the accounts that have something left to do
 */
GPtrArray *
ctg_outbox_list_accounts (CtgDb *db, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT DISTINCT a.uuid" FROM " WHERE o.state IN (0, 3) OR (o.state = 4 AND o.copy = 1)", "");
  while (ctg_query_next (query))
    g_ptr_array_add (ids, ctg_query_dup_text (query, 0));
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&ids);
}

/**
 * ctg_outbox_count_since:
 * @db: any connection
 * @account_id: a mailbox
 * @since_utc_s: since when
 *
 * Returns: how many letters were handed in since then and have left, or will
 */
guint
ctg_outbox_count_since (CtgDb *db, const char *account_id, gint64 since_utc_s)
{
  return (guint) ctg_db_get_int (db, 0,
                                 "SELECT count(*) FROM outbox AS o JOIN account AS a ON a.id = o.account"
                                 " WHERE o.created_utc_s > ? AND o.state < 5 AND a.uuid = ?", "is", since_utc_s,
                                 account_id);
}

/**
 * ctg_outbox_count_between:
 * @db: any connection
 * @account_id: a mailbox
 * @from_utc_s: from when
 * @until_utc_s: until when
 *
 * Returns: how many letters leave, or left, at a time between these
 */
guint
ctg_outbox_count_between (CtgDb *db, const char *account_id, gint64 from_utc_s, gint64 until_utc_s)
{
  return (guint) ctg_db_get_int (db, 0,
                                 "SELECT count(*) FROM outbox AS o JOIN account AS a ON a.id = o.account"
                                 " WHERE o.due_utc_s > ? AND o.due_utc_s <= ? AND o.state < 5 AND a.uuid = ?", "iis",
                                 from_utc_s, until_utc_s, account_id);
}
