/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "zoom.h"

#include "body-text.h"
#include "window-state.h"

struct _CtgZoom
{
  GObject parent_instance;

  int percent;
  GtkCssProvider *provider;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (CtgZoom, ctg_zoom, G_TYPE_OBJECT)

enum { PROP_FACTOR = 1, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

static const int steps[] = { 50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300 };

static void
apply (CtgZoom *self)
{
  char factor[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *css = NULL;

  g_ascii_formatd (factor, sizeof factor, "%.2f", self->percent / 100.0);
  css = g_strdup_printf ("label." CTG_BODY_TEXT_CLASS " { font-size: %sem; }", factor);
  gtk_css_provider_load_from_data (self->provider, css, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FACTOR]);
}

static void
ctg_zoom_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_double (value, CTG_ZOOM (object)->percent / 100.0);
}

static void
ctg_zoom_finalize (GObject *object)
{
  g_object_unref (CTG_ZOOM (object)->provider);
  G_OBJECT_CLASS (ctg_zoom_parent_class)->finalize (object);
}

static void
ctg_zoom_class_init (CtgZoomClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ctg_zoom_get_property;
  object_class->finalize = ctg_zoom_finalize;
  properties[PROP_FACTOR] = g_param_spec_double ("factor", NULL, NULL, 0.5, 3, 1,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ctg_zoom_init (CtgZoom *self)
{
  self->provider = gtk_css_provider_new ();
  self->percent = ctg_window_state_get_zoom ();
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (self->provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  apply (self);
}

/**
 * ctg_zoom_get_default:
 *
 * Returns: (transfer none): the one zoom, as it was left
 */
CtgZoom *
ctg_zoom_get_default (void)
{
  static CtgZoom *zoom = NULL;

  if (zoom == NULL)
    zoom = g_object_new (CTG_TYPE_ZOOM, NULL);
  return zoom;
}

static int
next_step (int percent, int direction)
{
  int last = (int) G_N_ELEMENTS (steps) - 1;

  if (direction > 0)
    for (int i = 0; i <= last; i++)
      if (steps[i] > percent)
        return steps[i];
  if (direction < 0)
    for (int i = last; i >= 0; i--)
      if (steps[i] < percent)
        return steps[i];
  return percent;
}

static void
zoom_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgZoom *self = ctg_zoom_get_default ();
  int direction = g_variant_get_int32 (parameter);

  self->percent = direction == 0 ? 100 : next_step (self->percent, direction);
  ctg_window_state_set_zoom (self->percent);
  apply (self);
}

/**
 * ctg_zoom_install:
 * @window_class: a window's
 *
 * Gives the window the action `win.zoom` and its keys. The keys with a plus are those of all keyboards.
 */
void
ctg_zoom_install (GtkWidgetClass *window_class)
{
  static const struct { guint key; int direction; } keys[] = {
    { GDK_KEY_plus, 1 }, { GDK_KEY_equal, 1 }, { GDK_KEY_KP_Add, 1 }, { GDK_KEY_minus, -1 },
    { GDK_KEY_KP_Subtract, -1 }, { GDK_KEY_0, 0 }, { GDK_KEY_KP_0, 0 },
  };

  gtk_widget_class_install_action (window_class, "win.zoom", "i", zoom_cb);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (window_class, keys[i].key, GDK_CONTROL_MASK, "win.zoom", "i",
                                         keys[i].direction);
}
