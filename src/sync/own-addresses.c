/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "own-addresses.h"

#include "accounts.h"
#include "identities.h"
#include "mail.h"

/**
 * ctg_own_addresses_add:
 * @own: (element-type utf8 utf8): a set of address keys
 * @address: an address of one's own
 */
void
ctg_own_addresses_add (GHashTable *own, const char *address)
{
  g_hash_table_add (own, ctg_address_key (address));
}

/* Removed mailboxes' addresses stay one's own: what they logged is still there. */
static gboolean
read_job (CtgDb *db, gpointer data, GError **error)
{
  GHashTable *own = data;
  g_autoptr (GPtrArray) accounts = ctg_accounts_list (db, error);
  g_autoptr (GPtrArray) identities = accounts != NULL ? ctg_identities_list (db, NULL, error) : NULL;

  if (identities == NULL)
    return FALSE;
  for (guint i = 0; i < accounts->len; i++)
    ctg_own_addresses_add (own, ((const CtgAccount *) g_ptr_array_index (accounts, i))->address);
  for (guint i = 0; i < identities->len; i++)
    ctg_own_addresses_add (own, ((const CtgIdentity *) g_ptr_array_index (identities, i))->address);
  return TRUE;
}

/**
 * ctg_own_addresses_read:
 * @store: the profile's database
 * @error: %CTG_ERROR_STORAGE
 *
 * An own address is never a contact (B13), and mail from it went out.
 *
 * Returns: (transfer full) (element-type utf8 utf8): keys of the mailboxes' addresses and of their further senders, a
 *   set
 */
GHashTable *
ctg_own_addresses_read (CtgStore *store, GError **error)
{
  g_autoptr (GHashTable) own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return ctg_store_read (store, read_job, own, NULL, error) ? g_steal_pointer (&own) : NULL;
}
