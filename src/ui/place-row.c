/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "place-row.h"

#include <glib/gi18n-lib.h>

struct _CtgPlaceRow
{
  GtkListBoxRow parent_instance;

  const char *place;   /* static */
  char *label;         /* (owned) */
  GtkWidget *count;
};

G_DEFINE_FINAL_TYPE (CtgPlaceRow, ctg_place_row, GTK_TYPE_LIST_BOX_ROW)

static void
ctg_place_row_finalize (GObject *object)
{
  g_free (CTG_PLACE_ROW (object)->label);
  G_OBJECT_CLASS (ctg_place_row_parent_class)->finalize (object);
}

/* A list is one stop for Tab, and the arrows move in it; to GTK 4.8 each row is a stop, and the place would change. */
static gboolean
ctg_place_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *list = gtk_widget_get_parent (widget);
  gboolean is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (is_tab && list != NULL && gtk_widget_get_focus_child (list) != NULL)
    return FALSE;
  return GTK_WIDGET_CLASS (ctg_place_row_parent_class)->focus (widget, direction);
}

static void
ctg_place_row_class_init (CtgPlaceRowClass *class)
{
  GTK_WIDGET_CLASS (class)->focus = ctg_place_row_focus;
  G_OBJECT_CLASS (class)->finalize = ctg_place_row_finalize;
}

static void
ctg_place_row_init (CtgPlaceRow *self)
{
}

/**
 * ctg_place_row_new:
 * @place: its key, a static string
 * @label: its name
 * @icon_name: its symbolic icon
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
ctg_place_row_new (const char *place, const char *label, const char *icon_name)
{
  CtgPlaceRow *self = g_object_new (CTG_TYPE_PLACE_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (label);

  self->place = place;
  self->label = g_strdup (label);
  self->count = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (self->count, "dim-label");
  gtk_widget_add_css_class (self->count, "numeric");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon_name));
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), self->count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  ctg_place_row_set_count (self, 0);
  return GTK_WIDGET (self);
}

/**
 * ctg_place_row_get_place:
 * @self: a row
 *
 * Returns: (transfer none): its key
 */
const char *
ctg_place_row_get_place (CtgPlaceRow *self)
{
  g_return_val_if_fail (CTG_IS_PLACE_ROW (self), NULL);
  return self->place;
}

/**
 * ctg_place_row_set_count:
 * @self: a row
 * @count: what waits there, 0: nothing
 *
 * Shows the count.
 */
void
ctg_place_row_set_count (CtgPlaceRow *self, guint count)
{
  g_autofree char *text = g_strdup_printf ("%'u", count);
  g_autofree char *accessible = count > 0 ? g_strdup_printf ("%s, %s", self->label, text) : g_strdup (self->label);

  g_return_if_fail (CTG_IS_PLACE_ROW (self));
  gtk_label_set_text (GTK_LABEL (self->count), count > 0 ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible, -1);
}
