/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pane.h"

struct _CtgPane
{
  GtkWidget parent_instance;

  GtkWidget *child;   /* (owned) (nullable) */
  int natural_width;
};

static void ctg_pane_buildable_init (GtkBuildableIface *iface);

static GtkBuildableIface *parent_buildable_iface;

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgPane, ctg_pane, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, ctg_pane_buildable_init))

enum { PROP_NATURAL_WIDTH = 1, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

static void
add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  CtgPane *self = CTG_PANE (buildable);

  if (!GTK_IS_WIDGET (child))
    {
      parent_buildable_iface->add_child (buildable, builder, child, type);
      return;
    }
  g_assert (self->child == NULL);
  self->child = GTK_WIDGET (child);
  gtk_widget_set_parent (self->child, GTK_WIDGET (self));
}

static void
ctg_pane_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable_iface = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

static void
ctg_pane_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline)
{
  CtgPane *self = CTG_PANE (widget);

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, self->natural_width);
}

static void
ctg_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CtgPane *self = CTG_PANE (widget);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, width, height, baseline, NULL);
}

static void
ctg_pane_dispose (GObject *object)
{
  g_clear_pointer (&CTG_PANE (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (ctg_pane_parent_class)->dispose (object);
}

static void
ctg_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NATURAL_WIDTH)
    g_value_set_int (value, CTG_PANE (object)->natural_width);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ctg_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id != PROP_NATURAL_WIDTH)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  CTG_PANE (object)->natural_width = g_value_get_int (value);
  gtk_widget_queue_resize (GTK_WIDGET (object));
}

static void
ctg_pane_class_init (CtgPaneClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = ctg_pane_dispose;
  object_class->get_property = ctg_pane_get_property;
  object_class->set_property = ctg_pane_set_property;
  widget_class->measure = ctg_pane_measure;
  widget_class->size_allocate = ctg_pane_size_allocate;
  properties[PROP_NATURAL_WIDTH] = g_param_spec_int ("natural-width", NULL, NULL, 0, G_MAXINT, 0,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ctg_pane_init (CtgPane *self)
{
}
