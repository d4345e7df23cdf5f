/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "secret-store.h"
#include "text.h"

#define CTG_TYPE_MEMORY_SECRETS (ctg_memory_secrets_get_type ())
G_DECLARE_FINAL_TYPE (CtgMemorySecrets, ctg_memory_secrets, CTG, MEMORY_SECRETS, GObject)

struct _CtgMemorySecrets
{
  GObject parent_instance;

  GMutex mutex;
  GHashTable *secrets;   /* (owned) (element-type utf8 utf8) "account/purpose" to secret */
};

static void ctg_memory_secrets_iface_init (CtgSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgMemorySecrets, ctg_memory_secrets, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_SECRET_STORE, ctg_memory_secrets_iface_init))

static char *
make_key (const char *account_id, const char *purpose)
{
  return g_strdup_printf ("%s/%s", account_id, purpose);
}

static char *
ctg_memory_secrets_lookup (CtgSecretStore *store, const char *account_id, const char *purpose,
                           GCancellable *cancellable, GError **error)
{
  CtgMemorySecrets *self = CTG_MEMORY_SECRETS (store);
  g_autofree char *key = make_key (account_id, purpose);
  char *secret;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  g_mutex_lock (&self->mutex);
  secret = g_strdup (g_hash_table_lookup (self->secrets, key));
  g_mutex_unlock (&self->mutex);
  if (secret == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "secret-missing", "No password is kept for this account");
  return secret;
}

static gboolean
ctg_memory_secrets_store (CtgSecretStore *store, const char *account_id, const char *purpose, const char *label,
                          const char *secret, GCancellable *cancellable, GError **error)
{
  CtgMemorySecrets *self = CTG_MEMORY_SECRETS (store);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->secrets, make_key (account_id, purpose), g_strdup (secret));
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gboolean
belongs_to_cb (gpointer key, gpointer value, gpointer prefix)
{
  return g_str_has_prefix (key, prefix);
}

static gboolean
ctg_memory_secrets_clear (CtgSecretStore *store, const char *account_id, const char *purpose,
                          GCancellable *cancellable, GError **error)
{
  CtgMemorySecrets *self = CTG_MEMORY_SECRETS (store);
  g_autofree char *key = make_key (account_id, purpose != NULL ? purpose : "");

  g_mutex_lock (&self->mutex);
  if (purpose != NULL)
    g_hash_table_remove (self->secrets, key);
  else
    g_hash_table_foreach_remove (self->secrets, belongs_to_cb, key);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gboolean
ctg_memory_secrets_unlock (CtgSecretStore *store, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
ctg_memory_secrets_iface_init (CtgSecretStoreInterface *iface)
{
  iface->lookup = ctg_memory_secrets_lookup;
  iface->store = ctg_memory_secrets_store;
  iface->clear = ctg_memory_secrets_clear;
  iface->unlock = ctg_memory_secrets_unlock;
}

static void
ctg_memory_secrets_finalize (GObject *object)
{
  CtgMemorySecrets *self = CTG_MEMORY_SECRETS (object);

  g_hash_table_unref (self->secrets);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (ctg_memory_secrets_parent_class)->finalize (object);
}

static void
ctg_memory_secrets_class_init (CtgMemorySecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ctg_memory_secrets_finalize;
}

static void
ctg_memory_secrets_init (CtgMemorySecrets *self)
{
  g_mutex_init (&self->mutex);
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ctg_secret_free);
}

/**
 * ctg_memory_secrets_new:
 *
 * Makes a store that forgets everything when it goes, for tests. Safe on any thread.
 *
 * Returns: (transfer full): the store
 */
CtgSecretStore *
ctg_memory_secrets_new (void)
{
  return g_object_new (CTG_TYPE_MEMORY_SECRETS, NULL);
}
