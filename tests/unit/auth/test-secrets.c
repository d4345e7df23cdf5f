/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyring's part runs against a real gnome-keyring-daemon on a bus of its own, started by tests/lab; here stand the
 * store in memory and the keyring that is absent. */

#include "errors.h"
#include "secret-store.h"
#include "text.h"

static void
check_store (CtgSecretStore *store)
{
  g_autoptr (GError) error = NULL;
  char *secret;

  g_assert_null (ctg_secret_store_lookup (store, "1", "incoming", NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  g_assert_true (ctg_error_has_reason (error, "secret-missing"));
  g_clear_error (&error);

  g_assert_true (ctg_secret_store_store (store, "1", "incoming", "Carteggio", "uno", NULL, &error));
  g_assert_true (ctg_secret_store_store (store, "1", "incoming", "Carteggio", "wörd\"1", NULL, &error));
  g_assert_true (ctg_secret_store_store (store, "1", "outgoing", "Carteggio", "due", NULL, &error));
  g_assert_true (ctg_secret_store_store (store, "12", "incoming", "Carteggio", "tre", NULL, &error));
  g_assert_no_error (error);
  secret = ctg_secret_store_lookup (store, "1", "incoming", NULL, &error);
  g_assert_cmpstr (secret, ==, "wörd\"1");
  ctg_secret_free (secret);

  g_assert_true (ctg_secret_store_clear (store, "1", NULL, NULL, &error));
  g_assert_true (ctg_secret_store_clear (store, "1", NULL, NULL, &error));
  g_assert_null (ctg_secret_store_lookup (store, "1", "outgoing", NULL, NULL));
  secret = ctg_secret_store_lookup (store, "12", "incoming", NULL, &error);
  g_assert_cmpstr (secret, ==, "tre");
  ctg_secret_free (secret);
  g_assert_true (ctg_secret_store_clear (store, "12", NULL, NULL, &error));
  g_assert_true (ctg_secret_store_unlock (store, NULL, &error));
  g_assert_no_error (error);
}

static void
test_memory (void)
{
  g_autoptr (CtgSecretStore) store = ctg_memory_secrets_new ();

  check_store (store);
}

static void
test_memory_cancelled (void)
{
  g_autoptr (CtgSecretStore) store = ctg_memory_secrets_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (ctg_secret_store_store (store, "1", "incoming", "x", "x", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* K1: these two run where tests/lab has set CARTEGGIO_TEST_KEYRING: there is a bus with an unlocked keyring. */
static void
test_keyring (void)
{
  g_autoptr (CtgSecretStore) store = NULL;

  store = ctg_keyring_new ("test-profile");
  check_store (store);
}

static void
lock_keyring (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  G_GNUC_UNUSED g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
    bus, "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "Lock",
    g_variant_new_parsed ("([objectpath '/org/freedesktop/secrets/aliases/default'],)"), NULL,
    G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

/* K1: a locked item is there all the same. */
static void
test_locked (void)
{
  g_autoptr (CtgSecretStore) store = NULL;
  g_autoptr (GError) error = NULL;

  store = ctg_keyring_new ("test-profile");
  g_assert_true (ctg_secret_store_store (store, "1", "incoming", "Carteggio", "uno", NULL, &error));
  lock_keyring ();
  g_assert_null (ctg_secret_store_lookup (store, "1", "incoming", NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_KEYRING_LOCKED);
  g_assert_true (ctg_error_has_reason (error, "keyring-locked"));
}

/* K1: never "no password", never a file. */
static void
test_absent (void)
{
  g_autoptr (CtgSecretStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (g_test_subprocess ())
    {
      g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
      store = ctg_keyring_new ("test-profile");
      g_assert_null (ctg_secret_store_lookup (store, "1", "incoming", NULL, &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_KEYRING_LOCKED);
      g_assert_true (ctg_error_has_reason (error, "keyring-absent"));
      g_clear_error (&error);
      g_assert_false (ctg_secret_store_store (store, "1", "incoming", "x", "x", NULL, &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_KEYRING_LOCKED);
      g_clear_error (&error);
      g_assert_false (ctg_secret_store_unlock (store, NULL, &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_KEYRING_LOCKED);
      g_clear_error (&error);
      g_assert_false (ctg_secret_store_clear (store, "1", NULL, NULL, &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_KEYRING_LOCKED);
      return;
    }
  g_test_trap_subprocess (NULL, 30 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth/memory/keeps-replaces-and-clears", test_memory);
  g_test_add_func ("/auth/memory/cancelled-it-keeps-nothing", test_memory_cancelled);
  if (g_getenv ("CARTEGGIO_TEST_KEYRING") == NULL)
    return g_test_run ();
  g_test_add_func ("/auth/keyring/K1-keeps-replaces-and-clears", test_keyring);
  g_test_add_func ("/auth/keyring/K1-locked-is-not-missing", test_locked);
  g_test_add_func ("/auth/keyring/K1-absent-is-not-empty", test_absent);
  return g_test_run ();
}
