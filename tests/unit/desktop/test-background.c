/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "background.h"

#include <glib/gstdio.h>

#define NAME "org.carteggio.Carteggio"

/* A portal on a bus of the test's own. */
typedef struct
{
  GDBusConnection *bus;         /* (owned) its own */
  guint owner;
  guint object;
  guint response;
  const char *results;          /* (nullable) the answer; NULL: it leaves the question open */
  guint n_asked;
  gboolean asked_autostart;
  char *reason;                 /* (owned) (nullable) */
} Portal;

static const char description[] =
  "<node><interface name='org.freedesktop.portal.Background'><method name='RequestBackground'>"
  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
  "</method></interface></node>";

static char *
make_path (const char *sender, const char *token)
{
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');

  return g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", name, token);
}

static void
answer (Portal *portal, const char *path)
{
  g_autoptr (GError) error = NULL;
  GVariant *results = g_variant_new_parsed (portal->results);

  g_dbus_connection_emit_signal (portal->bus, NULL, path, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(u@a{sv})", portal->response, results), &error);
  g_assert_no_error (error);
}

static void
asked_cb (GDBusConnection *bus, const char *sender, const char *object, const char *interface, const char *method,
          GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  Portal *portal = data;
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *path = NULL;
  const char *token;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "autostart", "b", &portal->asked_autostart));
  g_clear_pointer (&portal->reason, g_free);
  g_assert_true (g_variant_lookup (options, "reason", "s", &portal->reason));
  portal->n_asked++;
  path = make_path (sender, token);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", path));
  if (portal->results != NULL)
    answer (portal, path);
}

static void
acquired_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static Portal *
portal_new (guint response, const char *results)
{
  static const GDBusInterfaceVTable table = { .method_call = asked_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (description, NULL);
  Portal *portal = g_new0 (Portal, 1);
  g_autoptr (GError) error = NULL;
  gboolean is_there = FALSE;

  portal->response = response;
  portal->results = results;
  portal->bus = g_dbus_connection_new_for_address_sync (
    g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  portal->object = g_dbus_connection_register_object (portal->bus, "/org/freedesktop/portal/desktop",
                                                      node->interfaces[0], &table, portal, NULL, &error);
  g_assert_no_error (error);
  portal->owner = g_bus_own_name_on_connection (portal->bus, "org.freedesktop.portal.Desktop",
                                                G_BUS_NAME_OWNER_FLAGS_NONE, acquired_cb, NULL, &is_there, NULL);
  while (!is_there)
    g_main_context_iteration (NULL, TRUE);
  return portal;
}

static void
portal_free (Portal *portal)
{
  g_bus_unown_name (portal->owner);
  g_dbus_connection_unregister_object (portal->bus, portal->object);
  g_dbus_connection_close_sync (portal->bus, NULL, NULL);
  g_object_unref (portal->bus);
  g_free (portal->reason);
  g_free (portal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Portal, portal_free)

static CtgBackgroundState
wait_answer (CtgBackground *background)
{
  g_assert_cmpuint (ctg_background_get_state (background), ==, CTG_BACKGROUND_ASKED);
  while (ctg_background_get_state (background) == CTG_BACKGROUND_ASKED)
    g_main_context_iteration (NULL, TRUE);
  return ctg_background_get_state (background);
}

static CtgBackgroundState
ask (CtgBackground *background)
{
  ctg_background_set_autostart (background, TRUE, "Letters wait.");
  return wait_answer (background);
}

/* What the portal says, and what that means. */
static const struct
{
  const char *name;
  guint response;
  const char *results;
  CtgBackgroundState state;
} answers[] = {
  { "granted", 0, "{'background': <true>, 'autostart': <true>}", CTG_BACKGROUND_GRANTED },
  { "refused", 0, "{'background': <false>, 'autostart': <false>}", CTG_BACKGROUND_REFUSED },
  { "refused-by-the-person", 1, "{'background': <false>, 'autostart': <false>}", CTG_BACKGROUND_REFUSED },
  { "refused-without-a-word", 1, "@a{sv} {}", CTG_BACKGROUND_REFUSED },
  { "not-started", 0, "{'background': <true>, 'autostart': <false>}", CTG_BACKGROUND_NOT_STARTED },
  { "nothing-is-no-leave", 0, "@a{sv} {}", CTG_BACKGROUND_REFUSED },
  { "of-another-type", 0, "{'background': <'yes'>, 'autostart': <1>}", CTG_BACKGROUND_REFUSED },
  { "ended-otherwise", 2, "@a{sv} {}", CTG_BACKGROUND_NO_PORTAL },
};

static void
test_answer (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (Portal) portal = portal_new (answers[i].response, answers[i].results);
  g_autoptr (CtgBackground) background = ctg_background_new (NAME, TRUE);

  g_assert_cmpuint (ask (background), ==, answers[i].state);
  g_assert_cmpuint (portal->n_asked, ==, 1);
  g_assert_true (portal->asked_autostart);
  g_assert_cmpstr (portal->reason, ==, "Letters wait.");
}

static void
test_without_a_portal (void)
{
  g_autoptr (CtgBackground) background = ctg_background_new (NAME, TRUE);

  g_assert_cmpuint (ask (background), ==, CTG_BACKGROUND_NO_PORTAL);
}

/* Not to be started is no refusal of what was not wanted. */
static void
test_nothing_waits (void)
{
  g_autoptr (Portal) portal = portal_new (0, "{'background': <true>, 'autostart': <false>}");
  g_autoptr (CtgBackground) background = ctg_background_new (NAME, TRUE);

  ctg_background_set_autostart (background, FALSE, "Letters wait.");
  g_assert_cmpuint (wait_answer (background), ==, CTG_BACKGROUND_GRANTED);
  g_assert_false (portal->asked_autostart);
}

/* The same question is asked once, and anew when the person may have changed the answer. */
static void
test_asked_again (void)
{
  g_autoptr (Portal) portal = portal_new (1, "{'background': <false>, 'autostart': <false>}");
  g_autoptr (CtgBackground) background = ctg_background_new (NAME, TRUE);

  ctg_background_ask_again (background);
  g_assert_cmpuint (ctg_background_get_state (background), ==, CTG_BACKGROUND_UNASKED);
  g_assert_cmpuint (ask (background), ==, CTG_BACKGROUND_REFUSED);
  ctg_background_set_autostart (background, TRUE, "Letters wait.");
  g_assert_cmpuint (ctg_background_get_state (background), ==, CTG_BACKGROUND_REFUSED);
  g_assert_cmpuint (portal->n_asked, ==, 1);
  portal->response = 0;
  portal->results = "{'background': <true>, 'autostart': <true>}";
  ctg_background_ask_again (background);
  g_assert_cmpuint (wait_answer (background), ==, CTG_BACKGROUND_GRANTED);
  g_assert_cmpuint (portal->n_asked, ==, 2);
}

static void
test_let_go_before_the_answer (void)
{
  g_autoptr (Portal) portal = portal_new (0, NULL);
  CtgBackground *background = ctg_background_new (NAME, TRUE);

  ctg_background_set_autostart (background, TRUE, "Letters wait.");
  while (portal->n_asked == 0)
    g_main_context_iteration (NULL, TRUE);
  g_object_run_dispose (G_OBJECT (background));
  g_object_add_weak_pointer (G_OBJECT (background), (gpointer *) &background);
  g_object_unref (background);
  while (background != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Outside a sandbox: the file comes, goes, and is missed where it cannot be. */
static void
test_file (void)
{
  g_autoptr (CtgBackground) background = ctg_background_new (NAME, FALSE);
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autofree char *path = g_build_filename (folder, NAME ".desktop", NULL);

  ctg_background_set_autostart (background, TRUE, "Letters wait.");
  g_assert_cmpuint (ctg_background_get_state (background), ==, CTG_BACKGROUND_GRANTED);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  ctg_background_set_autostart (background, FALSE, "Letters wait.");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_true (g_file_set_contents (folder, "no folder", -1, NULL));
  ctg_background_set_autostart (background, TRUE, "Letters wait.");
  g_assert_cmpuint (ctg_background_get_state (background), ==, CTG_BACKGROUND_NOT_WRITTEN);
  g_assert_cmpint (g_unlink (folder), ==, 0);
}

static void
add_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/desktop/background/A36-portal-", answers[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_answer);
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("carteggio-background-XXXXXX", NULL);
  g_autoptr (GTestDBus) bus = NULL;
  int status;

  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  add_answers ();
  g_test_add_func ("/desktop/background/A36-without-a-portal", test_without_a_portal);
  g_test_add_func ("/desktop/background/A36-portal-nothing-waits", test_nothing_waits);
  g_test_add_func ("/desktop/background/A36-portal-is-asked-again", test_asked_again);
  g_test_add_func ("/desktop/background/A36-let-go-before-the-answer", test_let_go_before_the_answer);
  g_test_add_func ("/desktop/background/A36-file", test_file);
  status = g_test_run ();
  g_test_dbus_stop (bus);
  g_rmdir (folder);
  return status;
}
