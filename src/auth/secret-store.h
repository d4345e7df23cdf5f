/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where passwords live: the Secret Service, nowhere else. Blocking; for worker threads. An item is named by account id
 * and purpose ("incoming", "outgoing", later "oauth"). A locked or absent keyring is CTG_ERROR_KEYRING_LOCKED with a
 * reason, never "no password" and never a fallback to a file (K1). */
#define CTG_TYPE_SECRET_STORE (ctg_secret_store_get_type ())
G_DECLARE_INTERFACE (CtgSecretStore, ctg_secret_store, CTG, SECRET_STORE, GObject)

struct _CtgSecretStoreInterface
{
  GTypeInterface parent;

  char     *(*lookup) (CtgSecretStore *self, const char *account_id, const char *purpose, GCancellable *cancellable,
                       GError **error);
  gboolean  (*store)  (CtgSecretStore *self, const char *account_id, const char *purpose, const char *label,
                       const char *secret, GCancellable *cancellable, GError **error);
  gboolean  (*clear)  (CtgSecretStore *self, const char *account_id, const char *purpose, GCancellable *cancellable,
                       GError **error);
  gboolean  (*unlock) (CtgSecretStore *self, GCancellable *cancellable, GError **error);
};

char     *ctg_secret_store_lookup (CtgSecretStore *self, const char *account_id, const char *purpose,
                                   GCancellable *cancellable, GError **error);
gboolean  ctg_secret_store_store  (CtgSecretStore *self, const char *account_id, const char *purpose,
                                   const char *label, const char *secret, GCancellable *cancellable, GError **error);
gboolean  ctg_secret_store_clear  (CtgSecretStore *self, const char *account_id, const char *purpose,
                                   GCancellable *cancellable, GError **error);
gboolean  ctg_secret_store_unlock (CtgSecretStore *self, GCancellable *cancellable, GError **error);

CtgSecretStore *ctg_keyring_new        (const char *profile_id);   /* libsecret */
CtgSecretStore *ctg_memory_secrets_new (void);                     /* for tests */

G_END_DECLS
