/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "find-marks.h"

/* What was just unfolded has its place when it has been laid out. */
#define FRAMES_TO_WAIT 3

static void
insert_colour (PangoAttrList *list, const CtgTextRange *range, const char *name, GtkWidget *widget)
{
  GdkRGBA colour;
  PangoAttribute *back;
  PangoAttribute *front = pango_attr_foreground_new (0, 0, 0);

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &colour))
    gdk_rgba_parse (&colour, "yellow");
  back = pango_attr_background_new ((guint16) (colour.red * 65535), (guint16) (colour.green * 65535),
                                    (guint16) (colour.blue * 65535));
  back->start_index = front->start_index = range->start;
  back->end_index = front->end_index = range->end;
  pango_attr_list_insert (list, back);
  pango_attr_list_insert (list, front);
}

/**
 * ctg_find_marks_show:
 * @label: a letter's words
 * @ranges: (element-type CtgTextRange): where something was found; none takes the marks away
 * @shown: which of them stands out, %G_MAXUINT: none
 */
void
ctg_find_marks_show (GtkWidget *label, GArray *ranges, guint shown)
{
  PangoAttrList *list = pango_attr_list_new ();

  for (guint i = 0; i < ranges->len; i++)
    insert_colour (list, &g_array_index (ranges, CtgTextRange, i), i == shown ? "orange_2" : "yellow_2", label);
  gtk_label_set_attributes (GTK_LABEL (label), ranges->len > 0 ? list : NULL);
  pango_attr_list_unref (list);
}

/**
 * ctg_find_marks_scroll:
 * @widget: something on a page that scrolls
 * @y: a place in it, in pixels
 *
 * Scrolls the page so that the place is seen, if it is not.
 */
void
ctg_find_marks_scroll (GtkWidget *widget, double y)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *viewport = scroller != NULL ? gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller)) : NULL;
  GtkAdjustment *adjustment;
  double value, page, x_there, there;

  if (!GTK_IS_VIEWPORT (viewport) ||
      !gtk_widget_translate_coordinates (widget, gtk_viewport_get_child (GTK_VIEWPORT (viewport)), 0, y, &x_there,
                                         &there))
    return;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  value = gtk_adjustment_get_value (adjustment);
  page = gtk_adjustment_get_page_size (adjustment);
  if (there < value + page / 8 || there > value + page * 7 / 8)
    gtk_adjustment_set_value (adjustment, there - page / 3);
}

typedef struct
{
  guint byte;
  guint n_frames;
} Going;

static gboolean
go_cb (GtkWidget *label, GdkFrameClock *clock, gpointer data)
{
  Going *going = data;
  PangoRectangle where;
  int y;

  if (++going->n_frames < FRAMES_TO_WAIT)
    return G_SOURCE_CONTINUE;
  pango_layout_index_to_pos (gtk_label_get_layout (GTK_LABEL (label)), (int) going->byte, &where);
  gtk_label_get_layout_offsets (GTK_LABEL (label), NULL, &y);
  ctg_find_marks_scroll (label, y + PANGO_PIXELS (where.y));
  return G_SOURCE_REMOVE;
}

/**
 * ctg_find_marks_go:
 * @label: a letter's words
 * @byte: a place in them
 *
 * Unfolds what the label is in, and scrolls to the place.
 */
void
ctg_find_marks_go (GtkWidget *label, guint byte)
{
  Going *going = g_new0 (Going, 1);

  for (GtkWidget *at = label; at != NULL; at = gtk_widget_get_parent (at))
    if (GTK_IS_REVEALER (at))
      {
        gtk_revealer_set_transition_duration (GTK_REVEALER (at), 0);
        gtk_revealer_set_reveal_child (GTK_REVEALER (at), TRUE);
      }
  going->byte = byte;
  gtk_widget_add_tick_callback (label, go_cb, going, g_free);
}
