/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "environment.h"
#include "errors.h"

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
test_null_environment_is_online_and_opens_nothing (void)
{
  g_autoptr (CtgEnvironment) environment = ctg_environment_new_null ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_online = FALSE;

  g_object_get (environment, "is-online", &is_online, NULL);
  g_assert_true (is_online);
  ctg_environment_open_uri_async (environment, "https://example.it/", NULL, opened_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (ctg_environment_open_uri_finish (environment, result, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_UNSUPPORTED);
}

/* Without a system bus, as in a container, and let go before it answered. */
static void
test_environment_without_a_bus_is_quiet (void)
{
  CtgEnvironment *environment = ctg_environment_new ();

  g_object_run_dispose (G_OBJECT (environment));
  g_object_add_weak_pointer (G_OBJECT (environment), (gpointer *) &environment);
  g_object_unref (environment);
  while (environment != NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char *argv[])
{
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/environment/null-one-is-online-and-opens-nothing",
                   test_null_environment_is_online_and_opens_nothing);
  g_test_add_func ("/desktop/environment/without-a-bus-it-is-quiet", test_environment_without_a_bus_is_quiet);
  return g_test_run ();
}
