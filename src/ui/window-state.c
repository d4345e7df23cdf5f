/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "window-state.h"

#include "build-config.h"

/**
 * ctg_window_state_open_settings:
 *
 * Returns: (transfer full) (nullable): preferences of the program, %NULL where it is not installed
 */
GSettings *
ctg_window_state_open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  GSettingsSchema *schema = NULL;
  GSettings *settings;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, CTG_APPLICATION_ID, TRUE);
  if (schema == NULL)
    return NULL;
  settings = g_settings_new_full (schema, NULL, NULL);
  g_settings_schema_unref (schema);
  return settings;
}

/**
 * ctg_window_state_restore:
 * @window: a window not shown yet
 *
 * Gives it the size it had.
 */
void
ctg_window_state_restore (GtkWindow *window)
{
  g_autoptr (GSettings) settings = ctg_window_state_open_settings ();

  if (settings == NULL)
    return;
  gtk_window_set_default_size (window, g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (window);
}

/**
 * ctg_window_state_save:
 * @window: a window about to close
 * @place: the place shown
 *
 * Remembers its size and place.
 */
void
ctg_window_state_save (GtkWindow *window, const char *place)
{
  g_autoptr (GSettings) settings = ctg_window_state_open_settings ();
  int width, height;

  if (settings == NULL)
    return;
  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (window));
  g_settings_set_string (settings, "place", place);
  if (width >= 360 && height >= 294 && !gtk_window_is_maximized (window))
    {
      g_settings_set_int (settings, "window-width", width);
      g_settings_set_int (settings, "window-height", height);
    }
}

/**
 * ctg_window_state_dup_place:
 *
 * Returns: (transfer full): the place that was open last
 */
char *
ctg_window_state_dup_place (void)
{
  g_autoptr (GSettings) settings = ctg_window_state_open_settings ();

  return settings != NULL ? g_settings_get_string (settings, "place") : g_strdup ("contacts");
}

/**
 * ctg_window_state_get_zoom:
 *
 * Returns: how large letters were shown last, in percent
 */
int
ctg_window_state_get_zoom (void)
{
  g_autoptr (GSettings) settings = ctg_window_state_open_settings ();

  return settings != NULL ? g_settings_get_int (settings, "zoom") : 100;
}

/**
 * ctg_window_state_set_zoom:
 * @percent: how large letters are shown now
 */
void
ctg_window_state_set_zoom (int percent)
{
  g_autoptr (GSettings) settings = ctg_window_state_open_settings ();

  if (settings != NULL)
    g_settings_set_int (settings, "zoom", percent);
}

/**
 * ctg_window_state_dup_contacts:
 *
 * Returns: (transfer full): which contacts had windows of their own when the program was quit
 */
GVariant *
ctg_window_state_dup_contacts (void)
{
  g_autoptr (GSettings) settings = ctg_window_state_open_settings ();

  if (settings != NULL)
    return g_settings_get_value (settings, "contact-windows");
  return g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("(sxii)"), NULL, 0));
}

/**
 * ctg_window_state_set_contacts:
 * @windows: (transfer floating): which contacts have windows of their own
 */
void
ctg_window_state_set_contacts (GVariant *windows)
{
  g_autoptr (GVariant) held = g_variant_ref_sink (windows);
  g_autoptr (GSettings) settings = ctg_window_state_open_settings ();

  if (settings != NULL)
    g_settings_set_value (settings, "contact-windows", held);
}
