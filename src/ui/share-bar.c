/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "share-bar.h"

#define WIDTH 120
#define HEIGHT 8

struct _CtgShareBar
{
  GtkWidget parent_instance;

  double length;   /* of the widget's width, 0 to 1 */
  double n_all;
  double n_good;
  double n_bad;
};

G_DEFINE_FINAL_TYPE (CtgShareBar, ctg_share_bar, GTK_TYPE_WIDGET)

static void
draw_part (CtgShareBar *self, GtkSnapshot *snapshot, const char *name, double from, double to)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  float width = (float) (gtk_widget_get_width (GTK_WIDGET (self)) * self->length / self->n_all);
  gboolean is_mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  float x = width * (float) from, length = width * (float) (to - from);
  graphene_rect_t part;
  GdkRGBA colour;

  if (length <= 0 || !gtk_style_context_lookup_color (context, name, &colour))
    return;
  if (is_mirrored)
    x = (float) gtk_widget_get_width (GTK_WIDGET (self)) - x - length;
  graphene_rect_init (&part, x, 0, length, (float) gtk_widget_get_height (GTK_WIDGET (self)));
  gtk_snapshot_append_color (snapshot, &colour, &part);
}

static void
ctg_share_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CtgShareBar *self = CTG_SHARE_BAR (widget);
  graphene_rect_t all;
  GskRoundedRect round;

  if (self->n_all <= 0)
    return;
  graphene_rect_init (&all, 0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));
  gsk_rounded_rect_init_from_rect (&round, &all, HEIGHT / 2.0F);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  draw_part (self, snapshot, "success_color", 0, self->n_good);
  draw_part (self, snapshot, "borders", self->n_good, self->n_all - self->n_bad);
  draw_part (self, snapshot, "error_color", self->n_all - self->n_bad, self->n_all);
  gtk_snapshot_pop (snapshot);
}

static void
ctg_share_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH / 3 : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
ctg_share_bar_class_init (CtgShareBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = ctg_share_bar_snapshot;
  widget_class->measure = ctg_share_bar_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ctg_share_bar_init (CtgShareBar *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * ctg_share_bar_new:
 * @length: how long the bar is of what there is room for, 0 to 1: bars beside each other compare
 * @n_all: all
 * @n_good: of these, drawn as good, at the start
 * @n_bad: of these, drawn as bad, at the end
 *
 * Returns: (transfer floating): the bar
 */
GtkWidget *
ctg_share_bar_new (double length, double n_all, double n_good, double n_bad)
{
  CtgShareBar *self = g_object_new (CTG_TYPE_SHARE_BAR, NULL);

  self->length = length;
  self->n_all = n_all;
  self->n_good = n_good;
  self->n_bad = n_bad;
  return GTK_WIDGET (self);
}
