/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "own-addresses.h"

#include "accounts.h"
#include "mail.h"

static gboolean
list_accounts (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray **accounts = data;

  *accounts = ctg_accounts_list (db, error);
  return *accounts != NULL;
}

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

/**
 * ctg_own_addresses_read:
 * @store: the profile's database
 * @error: %CTG_ERROR_STORAGE
 *
 * An own address is never a contact (B13), and mail from it went out.
 *
 * Returns: (transfer full) (element-type utf8 utf8): keys of the connected mailboxes' addresses, a set
 */
GHashTable *
ctg_own_addresses_read (CtgStore *store, GError **error)
{
  g_autoptr (GPtrArray) accounts = NULL;
  GHashTable *own;

  if (!ctg_store_read (store, list_accounts, &accounts, NULL, error))
    return NULL;
  own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < accounts->len; i++)
    ctg_own_addresses_add (own, ((const CtgAccount *) g_ptr_array_index (accounts, i))->address);
  return own;
}
