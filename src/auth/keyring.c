/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Secret Service through libsecret. Its simple interface is used wherever it can, because that one also works on
 * the file that a sandbox has instead of the service. What went wrong is told apart:
 *
 *   nothing found, nothing locked               NOT_FOUND "secret-missing"
 *   found but locked                            KEYRING_LOCKED "keyring-locked"
 *   no service, no bus, no default keyring      KEYRING_LOCKED "keyring-absent"
 *   the person closed the question              KEYRING_LOCKED "keyring-dismissed" */

#include "deadline.h"
#include "errors.h"
#include "secret-store.h"

#include <libsecret/secret.h>

/* For what asks nobody; a question may stand as long as the person likes. */
#define AGAIN_AFTER_MS 300
#define CALL_TIMEOUT_MS (20 * 1000)

static const SecretSchema schema = {
  "org.carteggio.Carteggio.Mailbox", SECRET_SCHEMA_NONE,
  {
    { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "purpose", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

#define CTG_TYPE_KEYRING (ctg_keyring_get_type ())
G_DECLARE_FINAL_TYPE (CtgKeyring, ctg_keyring, CTG, KEYRING, GObject)

struct _CtgKeyring
{
  GObject parent_instance;

  char *profile_id;   /* (owned) two profiles on one desktop keep apart */
};

static void ctg_keyring_iface_init (CtgSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgKeyring, ctg_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_SECRET_STORE, ctg_keyring_iface_init))

static GHashTable *
make_attributes (CtgKeyring *self, const char *account_id, const char *purpose)
{
  GHashTable *attributes = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (attributes, (gpointer) "profile", self->profile_id);
  if (account_id != NULL)
    g_hash_table_insert (attributes, (gpointer) "account", (gpointer) account_id);
  if (purpose != NULL)
    g_hash_table_insert (attributes, (gpointer) "purpose", (gpointer) purpose);
  return attributes;
}

static gboolean
set_unusable (GError **error, const char *reason)
{
  ctg_error_set (error, CTG_ERROR_KEYRING_LOCKED, reason, "The keyring cannot be used: %s", reason);
  return FALSE;
}

/* A cancellation that is not the caller's comes from a question that was closed. */
static gboolean
fail (GError *failure, GCancellable *caller, GError **error)
{
  g_autoptr (GError) owned = failure;
  g_autofree char *remote = failure != NULL ? g_dbus_error_get_remote_error (failure) : NULL;

  if (ctg_error_is_cancelled (failure) && caller != NULL && g_cancellable_is_cancelled (caller))
    {
      g_propagate_error (error, g_steal_pointer (&owned));
      return FALSE;
    }
  g_info ("The keyring: %s", failure != NULL ? failure->message : "its question was closed");
  if (failure == NULL || ctg_error_is_cancelled (failure))
    return set_unusable (error, "keyring-dismissed");
  if (g_error_matches (failure, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
      g_strcmp0 (remote, "org.freedesktop.Secret.Error.IsLocked") == 0)
    return set_unusable (error, "keyring-locked");
  return set_unusable (error, "keyring-absent");
}

static void
free_items (GList *items)
{
  g_list_free_full (items, g_object_unref);
}

/* Never unlocks, never asks. */
static gboolean
search (CtgKeyring *self, const char *account_id, const char *purpose, GList **items, GCancellable *cancellable,
        GError **error)
{
  g_autoptr (CtgDeadline) deadline = ctg_deadline_new (CALL_TIMEOUT_MS, cancellable);
  g_autoptr (GHashTable) attributes = make_attributes (self, account_id, purpose);
  GError *local_error = NULL;

  *items = secret_password_searchv_sync (&schema, attributes, SECRET_SEARCH_ALL,
                                         ctg_deadline_get_cancellable (deadline), &local_error);
  if (local_error == NULL)
    return TRUE;
  if (ctg_error_is_cancelled (local_error) && (cancellable == NULL || !g_cancellable_is_cancelled (cancellable)))
    {
      g_error_free (local_error);
      return set_unusable (error, "keyring-absent");
    }
  return fail (local_error, cancellable, error);
}

static gboolean
is_locked (gpointer item)
{
  return SECRET_IS_ITEM (item) && secret_item_get_locked (SECRET_ITEM (item));
}

static char *
read_secret (GList *items, GCancellable *cancellable, GError **error)
{
  g_autoptr (SecretValue) value = NULL;
  GError *local_error = NULL;
  const char *text;
  gsize length;

  value = secret_retrievable_retrieve_secret_sync (SECRET_RETRIEVABLE (items->data), cancellable, &local_error);
  if (value == NULL)
    {
      if (local_error == NULL)
        set_unusable (error, "keyring-locked");
      else
        fail (local_error, cancellable, error);
      return NULL;
    }
  text = secret_value_get (value, &length);
  return g_strndup (text, length);
}

static char *
look_once (CtgSecretStore *store, const char *account_id, const char *purpose, GCancellable *cancellable,
           GError **error)
{
  GList *items = NULL;
  char *secret = NULL;

  if (!search (CTG_KEYRING (store), account_id, purpose, &items, cancellable, error))
    return NULL;
  if (items == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "secret-missing", "The keyring holds no password for this account");
  else if (is_locked (items->data))
    set_unusable (error, "keyring-locked");
  else
    secret = read_secret (items, cancellable, error);
  free_items (items);
  return secret;
}

/* A service that does not answer is asked once more, after a moment: a busy bus is not an absent keyring, and a
 * mailbox that stops for it waits for a person. */
static char *
ctg_keyring_lookup (CtgSecretStore *store, const char *account_id, const char *purpose, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GError) failure = NULL;
  char *secret = look_once (store, account_id, purpose, cancellable, &failure);

  if (secret == NULL && ctg_error_has_reason (failure, "keyring-absent") &&
      !g_cancellable_is_cancelled (cancellable))
    {
      g_clear_error (&failure);
      g_usleep (AGAIN_AFTER_MS * 1000);
      secret = look_once (store, account_id, purpose, cancellable, &failure);
    }
  if (secret == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return secret;
}

static gboolean
ctg_keyring_store (CtgSecretStore *store, const char *account_id, const char *purpose, const char *label,
                   const char *secret, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) attributes = make_attributes (CTG_KEYRING (store), account_id, purpose);
  GError *local_error = NULL;

  if (secret_password_storev_sync (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, secret, cancellable,
                                   &local_error))
    return TRUE;
  return fail (local_error, cancellable, error);
}

static gboolean
ctg_keyring_clear (CtgSecretStore *store, const char *account_id, const char *purpose, GCancellable *cancellable,
                   GError **error)
{
  CtgKeyring *self = CTG_KEYRING (store);
  g_autoptr (GHashTable) attributes = make_attributes (self, account_id, purpose);
  GError *local_error = NULL;
  GList *left = NULL;

  secret_password_clearv_sync (&schema, attributes, cancellable, &local_error);
  if (local_error != NULL)
    return fail (local_error, cancellable, error);
  /* Nothing deleted is told like nothing there: only looking again tells that a locked one was left. */
  if (!search (self, account_id, purpose, &left, cancellable, error))
    return FALSE;
  if (left == NULL)
    return TRUE;
  free_items (left);
  return set_unusable (error, "keyring-locked");
}

static gboolean
unlock_default (SecretService *service, GCancellable *cancellable, GError **error)
{
  GError *local_error = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  GList one = { 0 };
  int n_unlocked;

  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                                 cancellable, &local_error);
  if (local_error != NULL)
    return fail (local_error, cancellable, error);
  /* There will be one as soon as something is stored. */
  if (collection == NULL || !secret_collection_get_locked (collection))
    return TRUE;
  one.data = collection;
  n_unlocked = secret_service_unlock_sync (service, &one, cancellable, NULL, &local_error);
  if (n_unlocked > 0)
    return TRUE;
  return fail (local_error, cancellable, error);
}

static gboolean
ctg_keyring_unlock (CtgSecretStore *store, GCancellable *cancellable, GError **error)
{
  g_autoptr (SecretService) service = NULL;
  GList *items = NULL;

  /* The file of a sandbox has nothing to unlock; whether it can be read shows in a search. */
  if (!search (CTG_KEYRING (store), NULL, NULL, &items, cancellable, error))
    return FALSE;
  free_items (items);
  service = secret_service_get_sync (SECRET_SERVICE_NONE, cancellable, NULL);
  return service == NULL || unlock_default (service, cancellable, error);
}

static void
ctg_keyring_iface_init (CtgSecretStoreInterface *iface)
{
  iface->lookup = ctg_keyring_lookup;
  iface->store = ctg_keyring_store;
  iface->clear = ctg_keyring_clear;
  iface->unlock = ctg_keyring_unlock;
}

static void
ctg_keyring_finalize (GObject *object)
{
  g_free (CTG_KEYRING (object)->profile_id);
  G_OBJECT_CLASS (ctg_keyring_parent_class)->finalize (object);
}

static void
ctg_keyring_class_init (CtgKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ctg_keyring_finalize;
}

static void
ctg_keyring_init (CtgKeyring *self)
{
}

/**
 * ctg_keyring_new:
 * @profile_id: which profile's secrets
 *
 * Makes a store on the desktop's keyring. No call to it yet. Safe on any thread.
 *
 * Returns: (transfer full): the store
 */
CtgSecretStore *
ctg_keyring_new (const char *profile_id)
{
  CtgKeyring *self = g_object_new (CTG_TYPE_KEYRING, NULL);

  self->profile_id = g_strdup (profile_id);
  return CTG_SECRET_STORE (self);
}
