/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "secret-store.h"

G_DEFINE_INTERFACE (CtgSecretStore, ctg_secret_store, G_TYPE_OBJECT)

static void
ctg_secret_store_default_init (CtgSecretStoreInterface *iface)
{
}

/**
 * ctg_secret_store_lookup:
 * @self: a secret store
 * @account_id: whose
 * @purpose: "incoming" or "outgoing"
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR_NOT_FOUND "secret-missing"; %CTG_ERROR_KEYRING_LOCKED "keyring-locked" or "keyring-absent"
 *
 * Looks for a secret. Never asks the person anything. Blocks.
 *
 * Returns: (transfer full) (nullable): the secret, for ctg_secret_free()
 */
char *
ctg_secret_store_lookup (CtgSecretStore *self, const char *account_id, const char *purpose, GCancellable *cancellable,
                         GError **error)
{
  g_return_val_if_fail (CTG_IS_SECRET_STORE (self), NULL);
  return CTG_SECRET_STORE_GET_IFACE (self)->lookup (self, account_id, purpose, cancellable, error);
}

/**
 * ctg_secret_store_store:
 * @self: a secret store
 * @account_id: whose
 * @purpose: "incoming" or "outgoing"
 * @label: what a person reads in the keyring's own application
 * @secret: the secret
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR_KEYRING_LOCKED "keyring-absent" or "keyring-dismissed"
 *
 * Keeps a secret, in place of an earlier one. The desktop may ask the person to unlock the keyring. Blocks.
 *
 * Returns: whether it is kept
 */
gboolean
ctg_secret_store_store (CtgSecretStore *self, const char *account_id, const char *purpose, const char *label,
                        const char *secret, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_SECRET_STORE (self), FALSE);
  return CTG_SECRET_STORE_GET_IFACE (self)->store (self, account_id, purpose, label, secret, cancellable, error);
}

/**
 * ctg_secret_store_clear:
 * @self: a secret store
 * @account_id: whose
 * @purpose: (nullable): as for ctg_secret_store_store(); %NULL: all of them
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR_KEYRING_LOCKED
 *
 * Deletes secrets of an account. That there are none is no error. Blocks.
 *
 * Returns: whether none is left
 */
gboolean
ctg_secret_store_clear (CtgSecretStore *self, const char *account_id, const char *purpose, GCancellable *cancellable,
                        GError **error)
{
  g_return_val_if_fail (CTG_IS_SECRET_STORE (self), FALSE);
  return CTG_SECRET_STORE_GET_IFACE (self)->clear (self, account_id, purpose, cancellable, error);
}

/**
 * ctg_secret_store_unlock:
 * @self: a secret store
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR_KEYRING_LOCKED "keyring-absent" or "keyring-dismissed"
 *
 * Asks the person to unlock the keyring, if it is locked. To be called once, and again only when the person wants it:
 * a dismissed question is an answer (K1). Blocks until it is answered.
 *
 * Returns: whether it is unlocked
 */
gboolean
ctg_secret_store_unlock (CtgSecretStore *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CTG_IS_SECRET_STORE (self), FALSE);
  return CTG_SECRET_STORE_GET_IFACE (self)->unlock (self, cancellable, error);
}
