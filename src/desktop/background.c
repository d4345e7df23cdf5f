/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "background.h"

#include "sandbox.h"

#include <glib/gstdio.h>

#define PORTAL "org.freedesktop.portal.Desktop"

static char *
dup_path (const char *application_id)
{
  g_autofree char *name = g_strconcat (application_id, ".desktop", NULL);

  return g_build_filename (g_get_user_config_dir (), "autostart", name, NULL);
}

static char *
make_entry (const char *application_id)
{
  return g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Carteggio\nExec=carteggio --background\nIcon=%s\n"
                          "NoDisplay=true\nX-GNOME-Autostart-enabled=true\n", application_id);
}

/* Specification: Desktop Application Autostart Specification 0.5 */
static void
write_file (const char *path, const char *application_id)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *entry = make_entry (application_id);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_file_set_contents (path, entry, -1, &error))
    g_info ("The session will not start the program: %s", error != NULL ? error->message : folder);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer == NULL)
    g_info ("The portal was not asked to go on in the background: %s", error->message);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GVariant) arguments = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus != NULL)
    g_dbus_connection_call (bus, PORTAL, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Background",
                            "RequestBackground", arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, asked_cb, NULL);
}

static void
ask_portal (gboolean is_wanted, const char *reason)
{
  const char *const command[] = { "carteggio", "--background", NULL };
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (reason));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (is_wanted));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  g_bus_get (G_BUS_TYPE_SESSION, NULL, connected_cb, g_variant_ref_sink (g_variant_new ("(sa{sv})", "", &options)));
}

/**
 * ctg_background_set_autostart:
 * @application_id: the program's
 * @is_wanted: whether the session is to start it
 * @reason: why, for the person to read
 *
 * What cannot be had is only logged: the letters leave when the program is opened.
 */
void
ctg_background_set_autostart (const char *application_id, gboolean is_wanted, const char *reason)
{
  g_autofree char *path = dup_path (application_id);
  gboolean is_there = g_file_test (path, G_FILE_TEST_EXISTS);

  if (ctg_sandbox_is_flatpak ())
    ask_portal (is_wanted, reason);
  else if (is_wanted && !is_there)
    write_file (path, application_id);
  else if (!is_wanted && is_there)
    g_unlink (path);
}
