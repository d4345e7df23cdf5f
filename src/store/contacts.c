/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contacts.h"
#include "attachment-policy.h"
#include "clock.h"
#include "contacts-merge.h"
#include "db.h"
#include "errors.h"
#include "keys.h"
#include "log-entries.h"
#include "messages.h"
#include "picture-senders.h"

#define COLUMNS \
  "id, name, company, phone, note, created_utc_s, n_messages, last_utc_s, waiting_since_utc_s"

/**
 * ctg_contact_free:
 * @self: (transfer full) (nullable): a contact
 */
void
ctg_contact_free (CtgContact *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->company);
  g_free (self->phone);
  g_free (self->note);
  g_strfreev (self->addresses);
  g_free (self);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static const char *
first_address (const CtgContact *contact)
{
  return contact->addresses != NULL ? or_empty (contact->addresses[0]) : "";
}

/* Without a name the address is what people see and sort by. */
static char *
make_sort_key (const CtgContact *contact)
{
  const char *name = or_empty (contact->name);

  return ctg_key_of_words (*name != '\0' ? name : first_address (contact));
}

/* Every word begins behind a space, which is what the filter looks for; an address' domain is a word too. */
static char *
make_search_key (const CtgContact *contact)
{
  g_autoptr (GString) words = g_string_new (" ");
  g_autofree char *key = NULL;

  g_string_append_printf (words, "%s %s", or_empty (contact->name), or_empty (contact->company));
  for (guint i = 0; contact->addresses != NULL && contact->addresses[i] != NULL; i++)
    {
      const char *at = strrchr (contact->addresses[i], '@');

      g_string_append_printf (words, " %s%s%s", contact->addresses[i], at != NULL ? " " : "",
                              at != NULL ? at + 1 : "");
    }
  key = ctg_key_of_words (words->str);
  return g_strconcat (" ", key, NULL);
}

static gboolean
insert_addresses (CtgDb *db, gint64 id, GStrv addresses, GError **error)
{
  for (int i = 0; addresses != NULL && addresses[i] != NULL; i++)
    {
      g_autofree char *key = ctg_key_of_address (addresses[i]);

      if (!ctg_db_run (db, error,
                       "INSERT INTO contact_address (contact, position, address, address_key) VALUES (?, ?, ?, ?)",
                       "idss", id, i, addresses[i], key))
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_contacts_insert:
 * @db: the writer
 * @contact: (inout): whom to add; its id is set, unless it has one, of a contact that is gone. Texts may be %NULL, a
 *   creation time of 0 becomes now
 * @error: `CONFLICT` when an address belongs to another contact, or twice to this one
 *
 * Returns: whether it was added; if not, the job should fail: a row without its addresses may be there
 */
gboolean
ctg_contacts_insert (CtgDb *db, CtgContact *contact, GError **error)
{
  g_autofree char *sort_key = make_sort_key (contact);
  g_autofree char *search_key = make_search_key (contact);
  gint64 created = contact->created_utc_s != 0 ? contact->created_utc_s : ctg_clock_now_utc_s ();
  gint64 id;

  if (!ctg_db_run (db, error,
                   "INSERT INTO contact (id, name, company, phone, note, sort_key, search_key, created_utc_s)"
                   " VALUES (nullif (?, 0), ?, ?, ?, ?, ?, ?, ?)",
                   "issssssi", contact->id, or_empty (contact->name), or_empty (contact->company),
                   or_empty (contact->phone), or_empty (contact->note), sort_key, search_key, created))
    return FALSE;
  id = sqlite3_last_insert_rowid (db->handle);
  if (!insert_addresses (db, id, contact->addresses, error))
    {
      ctg_db_run (db, NULL, "DELETE FROM contact WHERE id = ?", "i", id);
      return FALSE;
    }
  contact->id = id;
  contact->created_utc_s = created;
  ctg_db_note_change (db, CTG_CHANGE_CONTACTS);
  return TRUE;
}

/**
 * ctg_contacts_update:
 * @db: the writer
 * @contact: what to keep under its id, with all its addresses
 * @error: `NOT_FOUND`; `CONFLICT` when an address belongs to another contact: the job should fail then
 *
 * Returns: whether it was kept
 */
gboolean
ctg_contacts_update (CtgDb *db, const CtgContact *contact, GError **error)
{
  g_autofree char *sort_key = make_sort_key (contact);
  g_autofree char *search_key = make_search_key (contact);

  if (!ctg_db_run (db, error,
                   "UPDATE contact SET name = ?, company = ?, phone = ?, note = ?, sort_key = ?, search_key = ?"
                   " WHERE id = ?",
                   "ssssssi", or_empty (contact->name), or_empty (contact->company), or_empty (contact->phone),
                   or_empty (contact->note), sort_key, search_key, contact->id))
    return FALSE;
  if (sqlite3_changes (db->handle) == 0)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "There is no such contact");
      return FALSE;
    }
  ctg_db_note_change (db, CTG_CHANGE_CONTACTS);
  return ctg_db_run (db, error, "DELETE FROM contact_address WHERE contact = ?", "i", contact->id) &&
         insert_addresses (db, contact->id, contact->addresses, error);
}

static gboolean
unlog_all (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (GArray) keys = ctg_messages_list_by_contact (db, id, error);

  if (keys == NULL)
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    if (!ctg_messages_unlog (db, g_array_index (keys, gint64, i), id, error))
      return FALSE;
  return TRUE;
}

/* Another one may have this number later. */
static gboolean
forget_attachments (CtgDb *db, gint64 id, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  return ctg_attachment_policy_set (db, CTG_ATTACHMENTS_OF_CONTACT, number, FALSE, error);
}

/**
 * ctg_contacts_delete:
 * @db: the writer
 * @id: whom; what is logged on nobody else is then logged no more
 * @error: `NOT_FOUND`
 *
 * Returns: whether it was deleted
 */
gboolean
ctg_contacts_delete (CtgDb *db, gint64 id, GError **error)
{
  if (!unlog_all (db, id, error) || !ctg_contacts_forget_merges (db, id, error) ||
      !ctg_picture_senders_forget (db, id, error) || !forget_attachments (db, id, error) ||
      !ctg_db_run (db, error, "DELETE FROM contact WHERE id = ?", "i", id))
    return FALSE;
  if (sqlite3_changes (db->handle) == 0)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "There is no such contact");
      return FALSE;
    }
  ctg_db_note_change (db, CTG_CHANGE_CONTACTS);
  return TRUE;
}

static gboolean
read_addresses (CtgDb *db, CtgContact *contact, GError **error)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db, "SELECT address FROM contact_address WHERE contact = ? ORDER BY position", "i",
                        contact->id);
  while (ctg_query_next (query))
    g_strv_builder_add (addresses, ctg_query_text (query, 0));
  contact->addresses = g_strv_builder_end (addresses);
  return ctg_query_end (query, error);
}

static CtgContact *
read_contact (CtgQuery *query)
{
  CtgContact *contact = g_new0 (CtgContact, 1);

  contact->id = ctg_query_int (query, 0);
  contact->name = ctg_query_dup_text (query, 1);
  contact->company = ctg_query_dup_text (query, 2);
  contact->phone = ctg_query_dup_text (query, 3);
  contact->note = ctg_query_dup_text (query, 4);
  contact->created_utc_s = ctg_query_int (query, 5);
  contact->n_messages = ctg_query_int (query, 6);
  contact->last_utc_s = ctg_query_int (query, 7);
  contact->waiting_since_utc_s = ctg_query_int (query, 8);
  return contact;
}

/* NULL without error: there is none. */
static CtgContact *
get_or_null (CtgDb *db, gint64 id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT " COLUMNS " FROM contact WHERE id = ?", "i", id);
  g_autoptr (CtgContact) contact = NULL;

  if (!ctg_query_next (query))
    {
      ctg_query_end (query, error);
      return NULL;
    }
  contact = read_contact (query);
  return read_addresses (db, contact, error) ? g_steal_pointer (&contact) : NULL;
}

/**
 * ctg_contacts_get:
 * @db: any connection
 * @id: whom
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full): the contact
 */
CtgContact *
ctg_contacts_get (CtgDb *db, gint64 id, GError **error)
{
  GError *failure = NULL;
  CtgContact *contact = get_or_null (db, id, &failure);

  if (contact == NULL && failure == NULL)
    failure = ctg_error_new (CTG_ERROR_NOT_FOUND, NULL, "There is no such contact");
  if (failure != NULL)
    g_propagate_error (error, failure);
  return contact;
}

/**
 * ctg_contacts_count_unlogged:
 * @db: any connection
 * @id: a contact
 * @max: no more are counted
 *
 * Returns: how many messages that are here name the contact and are logged on nobody, as ctg_messages_list_unlogged()
 *   lists them
 */
guint
ctg_contacts_count_unlogged (CtgDb *db, gint64 id, guint max)
{
  return (guint) ctg_db_get_int (db, 0,
                                 "SELECT count (*) FROM (SELECT DISTINCT p.message FROM contact_address AS a"
                                 "  JOIN party AS p ON p.address = a.address_key JOIN message AS m ON m.key = p.message"
                                 "  WHERE a.contact = ? AND m.n_logged = 0"
                                 "   AND " CTG_SQL_IS_LISTED ("m.key") " LIMIT ?)", "ii", id, (gint64) max);
}

/**
 * ctg_contacts_find_without_address:
 * @db: any connection
 * @name: a name
 * @company: a company, or ""
 *
 * Returns: the first contact of that name and company that has no address, 0: none
 */
gint64
ctg_contacts_find_without_address (CtgDb *db, const char *name, const char *company)
{
  return ctg_db_get_int (db, 0,
                         "SELECT min (id) FROM contact AS c WHERE name = ? AND company = ?"
                         " AND NOT EXISTS (SELECT 1 FROM contact_address WHERE contact = c.id)", "ss", name, company);
}

/**
 * ctg_contacts_find_id:
 * @db: any connection
 * @address: any of its addresses, however the domain is written
 *
 * Returns: whose it is, or 0
 */
gint64
ctg_contacts_find_id (CtgDb *db, const char *address)
{
  g_autofree char *key = ctg_key_of_address (address);

  return ctg_db_get_int (db, 0, "SELECT contact FROM contact_address WHERE address_key = ?", "s", key);
}

/**
 * ctg_contacts_get_by_address:
 * @db: any connection
 * @address: any of its addresses, however the domain is written
 * @error: `NOT_FOUND`
 *
 * Returns: (transfer full): the contact
 */
CtgContact *
ctg_contacts_get_by_address (CtgDb *db, const char *address, GError **error)
{
  return ctg_contacts_get (db, ctg_contacts_find_id (db, address), error);
}

/**
 * ctg_contacts_list_ids:
 * @db: any connection
 * @filter: (nullable): the beginning of a word of name, company or address, without regard to case and accents
 * @by_last: newest logged message first, who has none last, by name; else all by name
 * @error: `STORAGE`
 *
 * Some milliseconds for 10 000: both orders are indexes, but for the names among those who have no letter.
 *
 * Returns: (transfer full) (element-type gint64): the ids in order
 */
GArray *
ctg_contacts_list_ids (CtgDb *db, const char *filter, gboolean by_last, GError **error)
{
  g_autofree char *folded = ctg_key_of_words (filter != NULL ? filter : "");
  g_autofree char *wanted = g_strconcat (" ", folded, NULL);
  g_autoptr (CtgQuery) query = NULL;

  if (by_last)
    query = ctg_db_query (db,
                          "SELECT id FROM contact WHERE ?1 = ' ' OR instr (search_key, ?1)"
                          " ORDER BY last_message DESC, sort_key", "s", wanted);
  else
    query = ctg_db_query (db,
                          "SELECT id FROM contact WHERE ?1 = ' ' OR instr (search_key, ?1)"
                          " ORDER BY sort_key, search_key", "s", wanted);
  return ctg_query_collect_ints (query, error);
}

/**
 * ctg_contacts_get_many:
 * @db: any connection
 * @ids: (array length=n_ids): whom
 * @n_ids: how many
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgContact): those that exist, in the order asked for
 */
GPtrArray *
ctg_contacts_get_many (CtgDb *db, const gint64 *ids, guint n_ids, GError **error)
{
  g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_contact_free);

  for (guint i = 0; i < n_ids; i++)
    {
      GError *failure = NULL;
      CtgContact *contact = get_or_null (db, ids[i], &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return NULL;
        }
      if (contact != NULL)
        g_ptr_array_add (contacts, contact);
    }
  return g_steal_pointer (&contacts);
}

/**
 * ctg_contacts_list_dates:
 * @db: any connection
 * @id: a contact
 * @since_utc_s: from when on
 * @error: `STORAGE`
 *
 * Reads the days of a correspondence by the log's own order: as long as what is new takes, not all of it.
 *
 * Returns: (transfer full) (element-type CtgLetterDate): oldest first
 */
GArray *
ctg_contacts_list_dates (CtgDb *db, gint64 id, gint64 since_utc_s, GError **error)
{
  g_autoptr (GArray) dates = g_array_new (FALSE, FALSE, sizeof (CtgLetterDate));
  g_autoptr (CtgQuery) query = ctg_db_query (db,
                                             "SELECT key, direction FROM log_entry JOIN message ON key = message"
                                             " WHERE contact = ? AND message >= ? ORDER BY message", "ii", id,
                                             since_utc_s);

  while (ctg_query_next (query))
    {
      CtgLetterDate date = { .utc_s = ctg_query_int (query, 0),
                             .is_outgoing = ctg_query_int (query, 1) == CTG_DIRECTION_OUT };

      g_array_append_val (dates, date);
    }
  return ctg_query_end (query, error) ? g_steal_pointer (&dates) : NULL;
}
