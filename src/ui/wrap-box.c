/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "wrap-box.h"

struct _CtgWrapBox
{
  GtkWidget parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (CtgWrapBox, ctg_wrap_box, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_SPACING, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

static GtkWidget *
skip_hidden (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static GtkWidget *
get_first (CtgWrapBox *self)
{
  return skip_hidden (gtk_widget_get_first_child (GTK_WIDGET (self)));
}

static GtkWidget *
get_next (GtkWidget *child)
{
  return skip_hidden (gtk_widget_get_next_sibling (child));
}

static int
width_of (GtkWidget *child, int width)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return width >= 0 ? CLAMP (natural, minimum, MAX (width, minimum)) : natural;
}

static int
height_of (GtkWidget *child, int width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width_of (child, width), NULL, &natural, NULL, NULL);
  return natural;
}

/* The line that begins with @first: how wide and high it is. Returns what the next one begins with. */
static GtkWidget *
measure_line (CtgWrapBox *self, GtkWidget *first, int width, int *line_width, int *line_height)
{
  GtkWidget *child = first;

  *line_width = width_of (first, width);
  *line_height = height_of (first, width);
  while ((child = get_next (child)) != NULL)
    {
      int wider = *line_width + self->spacing + width_of (child, width);

      if (width >= 0 && wider > width)
        break;
      *line_width = wider;
      *line_height = MAX (*line_height, height_of (child, width));
    }
  return child;
}

static void
measure_width (CtgWrapBox *self, int *minimum, int *natural)
{
  int line_height;
  GtkWidget *first = get_first (self);

  *minimum = *natural = 0;
  if (first != NULL)
    measure_line (self, first, -1, natural, &line_height);
  for (GtkWidget *child = first; child != NULL; child = get_next (child))
    {
      int least;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      *minimum = MAX (*minimum, least);
    }
}

static int
measure_height (CtgWrapBox *self, int width)
{
  int height = 0;
  GtkWidget *first = get_first (self);

  while (first != NULL)
    {
      int line_width, line_height;

      first = measure_line (self, first, width, &line_width, &line_height);
      height += line_height + (first != NULL ? self->spacing : 0);
    }
  return height;
}

static void
ctg_wrap_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  CtgWrapBox *self = CTG_WRAP_BOX (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, minimum, natural);
  else
    *minimum = *natural = measure_height (self, for_size);
}

static void
allocate_line (CtgWrapBox *self, GtkWidget *first, GtkWidget *end, int width, GdkRectangle *place)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *child = first; child != end; child = get_next (child))
    {
      GtkAllocation allocation = *place;

      allocation.width = width_of (child, width);
      if (mirrored)
        allocation.x = width - place->x - allocation.width;
      gtk_widget_size_allocate (child, &allocation, -1);
      place->x += allocation.width + self->spacing;
    }
}

static void
ctg_wrap_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CtgWrapBox *self = CTG_WRAP_BOX (widget);
  GdkRectangle place = { 0, 0, 0, 0 };
  GtkWidget *first = get_first (self);

  while (first != NULL)
    {
      int line_width;
      GtkWidget *end = measure_line (self, first, width, &line_width, &place.height);

      place.x = MAX (0, (width - line_width) / 2);
      allocate_line (self, first, end, width, &place);
      place.y += place.height + self->spacing;
      first = end;
    }
}

static GtkSizeRequestMode
ctg_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ctg_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ctg_wrap_box_parent_class)->dispose (object);
}

static void
ctg_wrap_box_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SPACING)
    g_value_set_int (value, CTG_WRAP_BOX (object)->spacing);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ctg_wrap_box_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id != PROP_SPACING)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  CTG_WRAP_BOX (object)->spacing = g_value_get_int (value);
  gtk_widget_queue_resize (GTK_WIDGET (object));
}

static void
ctg_wrap_box_class_init (CtgWrapBoxClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = ctg_wrap_box_dispose;
  object_class->get_property = ctg_wrap_box_get_property;
  object_class->set_property = ctg_wrap_box_set_property;
  widget_class->measure = ctg_wrap_box_measure;
  widget_class->size_allocate = ctg_wrap_box_size_allocate;
  widget_class->get_request_mode = ctg_wrap_box_get_request_mode;
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 6,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  gtk_widget_class_set_css_name (widget_class, "wrapbox");
}

static void
ctg_wrap_box_init (CtgWrapBox *self)
{
  self->spacing = 6;
}

/**
 * ctg_wrap_box_append:
 * @self: the box
 * @child: (transfer floating): behind those that are there
 */
void
ctg_wrap_box_append (CtgWrapBox *self, GtkWidget *child)
{
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}
