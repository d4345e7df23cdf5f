/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "identities.h"
#include "accounts.h"
#include "db.h"
#include "errors.h"
#include "keys.h"
#include "messages.h"

/* An account's own address first, then the others by name of the address. It is the default one unless another is. */
#define SELECT_ALL \
  "SELECT uuid, name, address, is_default, is_own, key FROM (" \
  "  SELECT a.uuid, a.display_name AS name, a.address, NOT EXISTS (SELECT 1 FROM identity AS i WHERE i.account = a.id" \
  "           AND i.is_default = 1) AS is_default, 1 AS is_own, a.address_key AS key, a.is_default AS first," \
  "         a.id AS number, a.state" \
  "    FROM account AS a" \
  "  UNION ALL" \
  "  SELECT a.uuid, i.name, i.address, i.is_default, 0, i.address_key, a.is_default, a.id, a.state" \
  "    FROM identity AS i JOIN account AS a ON a.id = i.account)" \
  " WHERE state <> 3"
#define ORDER " ORDER BY first DESC, number, is_own DESC, key"

/**
 * ctg_identity_free:
 * @self: (transfer full) (nullable): an identity
 */
void
ctg_identity_free (CtgIdentity *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

static CtgIdentity *
read_identity (CtgQuery *query)
{
  CtgIdentity *identity = g_new0 (CtgIdentity, 1);

  identity->account_id = ctg_query_dup_text (query, 0);
  identity->name = ctg_query_dup_text (query, 1);
  identity->address = ctg_query_dup_text (query, 2);
  identity->is_default = ctg_query_int (query, 3) != 0;
  identity->is_own = ctg_query_int (query, 4) != 0;
  return identity;
}

static CtgIdentity *
read_one (CtgQuery *query, GError **error)
{
  if (ctg_query_next (query))
    return read_identity (query);
  if (ctg_query_end (query, error))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-identity", "There is no such sender");
  return NULL;
}

/**
 * ctg_identities_list:
 * @db: any connection
 * @account_id: (nullable): of which mailbox; %NULL: of all that are not removed
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgIdentity): the identities: mailbox by mailbox, the default one first, each
 *   with its own address first
 */
GPtrArray *
ctg_identities_list (CtgDb *db, const char *account_id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, SELECT_ALL " AND uuid = ifnull (?, uuid)" ORDER, "s", account_id);
  g_autoptr (GPtrArray) identities = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_identity_free);

  while (ctg_query_next (query))
    g_ptr_array_add (identities, read_identity (query));
  if (!ctg_query_end (query, error))
    return NULL;
  return g_steal_pointer (&identities);
}

/**
 * ctg_identities_find:
 * @db: any connection
 * @address: an address, however its domain is written
 * @error: `NOT_FOUND` reason "no-identity"
 *
 * Returns: (transfer full): who writes from @address. If several mailboxes may, the one whose own address it is, then
 *   the default mailbox
 */
CtgIdentity *
ctg_identities_find (CtgDb *db, const char *address, GError **error)
{
  g_autofree char *key = ctg_key_of_address (address);
  g_autoptr (CtgQuery) query = ctg_db_query (db, SELECT_ALL " AND key = ? ORDER BY is_own DESC, first DESC, number"
                                                 " LIMIT 1", "s", key);

  return read_one (query, error);
}

/**
 * ctg_identities_get_default:
 * @db: any connection
 * @account_id: (nullable): of which mailbox; %NULL: of the default mailbox
 * @error: `NOT_FOUND` reason "no-identity": there is no such mailbox, or none at all
 *
 * Returns: (transfer full): what a new letter is written as
 */
CtgIdentity *
ctg_identities_get_default (CtgDb *db, const char *account_id, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, SELECT_ALL " AND is_default = 1 AND uuid = ifnull (?, uuid)" ORDER
                                                 " LIMIT 1", "s", account_id);

  return read_one (query, error);
}

static gint64
find_account (CtgDb *db, const char *account_id, GError **error)
{
  gint64 number = ctg_db_get_int (db, 0, "SELECT id FROM account WHERE uuid = ?", "s", account_id);

  if (number == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "There is no such account");
  return number;
}

static gboolean
is_own_address (CtgDb *db, gint64 account, const char *key)
{
  return ctg_db_get_int (db, 0, "SELECT 1 FROM account WHERE id = ? AND address_key = ?", "is", account, key) != 0;
}

static gboolean
clear_default (CtgDb *db, gint64 account, GError **error)
{
  return ctg_db_run (db, error, "UPDATE identity SET is_default = 0 WHERE account = ?", "i", account);
}

static gboolean
put_own (CtgDb *db, gint64 account, const CtgIdentity *identity, GError **error)
{
  return (!identity->is_default || clear_default (db, account, error)) &&
         ctg_db_run (db, error, "UPDATE account SET display_name = ? WHERE id = ?", "si", identity->name, account);
}

static gboolean
put_other (CtgDb *db, gint64 account, const CtgIdentity *identity, const char *key, GError **error)
{
  if (identity->is_default && !clear_default (db, account, error))
    return FALSE;
  return ctg_db_run (db, error,
                     "INSERT INTO identity (account, name, address, address_key, is_default) VALUES (?, ?, ?, ?, ?)"
                     " ON CONFLICT (account, address_key) DO UPDATE SET name = excluded.name,"
                     "  address = excluded.address, is_default = max (is_default, excluded.is_default)",
                     "isssd", account, identity->name, identity->address, key, identity->is_default != FALSE);
}

/**
 * ctg_identities_put:
 * @db: the writer
 * @identity: what to keep, by its mailbox and address: both checked by the caller. `is_own` is not looked at.
 * @error: `NOT_FOUND`
 *
 * Adds an address to write as, or changes its name. With `is_default` it becomes the mailbox's default; without, a
 * default remains one: another is made the default in its place.
 *
 * Returns: whether it was kept
 */
gboolean
ctg_identities_put (CtgDb *db, const CtgIdentity *identity, GError **error)
{
  g_autofree char *key = ctg_key_of_address (identity->address);
  gint64 account = find_account (db, identity->account_id, error);

  if (account == 0)
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_ACCOUNTS);
  return is_own_address (db, account, key) ? put_own (db, account, identity, error)
                                           : put_other (db, account, identity, key, error);
}

/**
 * ctg_identities_remove:
 * @db: the writer
 * @account_id: the mailbox
 * @address: an address of it, however its domain is written
 * @error: `NOT_FOUND`; `CONFLICT` reason "own-address": a mailbox's own address stays
 *
 * If it was the default, the mailbox's own address becomes it.
 *
 * Returns: whether it is gone
 */
gboolean
ctg_identities_remove (CtgDb *db, const char *account_id, const char *address, GError **error)
{
  g_autofree char *key = ctg_key_of_address (address);
  gint64 account = find_account (db, account_id, error);

  if (account == 0)
    return FALSE;
  if (is_own_address (db, account, key))
    {
      ctg_error_set (error, CTG_ERROR_CONFLICT, "own-address", "A mailbox's own address cannot be taken away");
      return FALSE;
    }
  if (!ctg_db_run (db, error, "DELETE FROM identity WHERE account = ? AND address_key = ?", "is", account, key))
    return FALSE;
  if (sqlite3_changes (db->handle) == 0)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-identity", "There is no such sender");
      return FALSE;
    }
  ctg_db_note_change (db, CTG_CHANGE_ACCOUNTS);
  return TRUE;
}

/**
 * ctg_identities_list_candidates:
 * @db: any connection
 * @account_id: which mailbox
 * @limit: at most so many
 * @error: `STORAGE`
 *
 * What letters in the folder for sent mail were written as, and that is no sender of the mailbox: a person may have set
 * it up elsewhere. Nothing is known of whether the server still allows it.
 *
 * Returns: (transfer full) (element-type utf8): the addresses, the one most often used first
 */
GPtrArray *
ctg_identities_list_candidates (CtgDb *db, const char *account_id, guint limit, GError **error)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT p.address, count (*) AS n FROM account AS a"
                        " JOIN folder AS f ON f.account = a.id AND f.remote_name = a.sent_remote_name"
                        " JOIN location AS l ON l.folder = f.id"
                        " JOIN party AS p ON p.message = l.message AND p.kind = ?"
                        " WHERE a.uuid = ? AND p.address <> a.address_key AND instr (p.address, '@') > 1"
                        " AND p.address NOT IN (SELECT address_key FROM identity WHERE account = a.id)"
                        " GROUP BY p.address ORDER BY n DESC, p.address LIMIT ?", "dsi", CTG_PARTY_FROM, account_id,
                        (gint64) limit);
  while (ctg_query_next (query))
    g_ptr_array_add (addresses, ctg_query_dup_text (query, 0));
  return ctg_query_end (query, error) ? g_steal_pointer (&addresses) : NULL;
}
