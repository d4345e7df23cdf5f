/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "help-blocks.h"

#include <string.h>

typedef struct
{
  CtgHelpFollow follow;
  gpointer data;
} Link;

static gboolean
activate_link_cb (GtkLabel *label, const char *uri, Link *link)
{
  if (!g_str_has_prefix (uri, "help:"))
    return FALSE;
  link->follow (uri + strlen ("help:"), link->data);
  return TRUE;
}

static void
link_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static GtkWidget *
new_label (const char *markup, CtgHelpFollow follow, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);
  Link *link = g_new0 (Link, 1);

  *link = (Link) { follow, data };
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  g_signal_connect_data (label, "activate-link", G_CALLBACK (activate_link_cb), link, link_free, 0);
  return label;
}

/* A heading takes the focus, for whoever is led to it by a link and hears the page. A label does not take it unless its
 * words can be selected. */
#define CTG_TYPE_HEADING_BOX (ctg_heading_box_get_type ())
G_DECLARE_FINAL_TYPE (CtgHeadingBox, ctg_heading_box, CTG, HEADING_BOX, GtkWidget)

struct _CtgHeadingBox
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (CtgHeadingBox, ctg_heading_box, GTK_TYPE_WIDGET)

static void
ctg_heading_box_dispose (GObject *object)
{
  GtkWidget *label = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&label, gtk_widget_unparent);
  G_OBJECT_CLASS (ctg_heading_box_parent_class)->dispose (object);
}

static void
ctg_heading_box_class_init (CtgHeadingBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ctg_heading_box_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_HEADING);
}

static void
ctg_heading_box_init (CtgHeadingBox *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

static GtkWidget *
new_heading (const char *markup, const char *id, const char *style)
{
  GtkWidget *heading = g_object_new (CTG_TYPE_HEADING_BOX, "name", id, NULL);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", markup, "use-markup", TRUE, "wrap", TRUE, "xalign", 0.0,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (heading, style);
  gtk_widget_set_parent (label, heading);
  gtk_accessible_update_property (GTK_ACCESSIBLE (heading), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (label)), -1);
  return heading;
}

static GtkWidget *
new_point (GtkWidget *label)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *bullet = g_object_new (GTK_TYPE_LABEL, "label", "•", "valign", GTK_ALIGN_START,
                                    "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_set_margin_start (row, 6);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), bullet);
  gtk_box_append (GTK_BOX (row), label);
  return row;
}

static GtkWidget *
new_block (const CtgHelpBlock *block, gboolean explains, CtgHelpFollow follow, gpointer data)
{
  GtkWidget *widget = NULL;

  switch (block->kind)
    {
    case CTG_HELP_HEADING:
      widget = new_heading (block->markup, block->id, "help-heading");
      break;
    case CTG_HELP_POINT:
      return new_point (new_label (block->markup, follow, data));
    case CTG_HELP_TERM:
      widget = new_label (block->markup, follow, data);
      gtk_widget_add_css_class (widget, "help-term");
      break;
    case CTG_HELP_TEXT:
    case CTG_HELP_TABLE:
      widget = new_label (block->markup, follow, data);
      gtk_widget_set_margin_start (widget, explains ? 18 : 0);
      break;
    }
  return widget;
}

/**
 * ctg_help_blocks_fill:
 * @box: an upright box, emptied first
 * @page: what to show
 * @follow: called when a link within the help is followed
 * @data: for @follow; outlives what is in the box
 *
 * Shows a page.
 */
void
ctg_help_blocks_fill (GtkBox *box, const CtgHelpPage *page, CtgHelpFollow follow, gpointer data)
{
  g_autofree char *title = g_markup_escape_text (page->title, -1);
  gboolean explains = FALSE;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  gtk_box_append (box, new_heading (title, "", "title-1"));
  for (guint i = 0; i < page->blocks->len; i++)
    {
      const CtgHelpBlock *block = page->blocks->pdata[i];

      if (block->kind == CTG_HELP_HEADING)
        explains = FALSE;
      gtk_box_append (box, new_block (block, explains, follow, data));
      explains = block->kind == CTG_HELP_TERM;
    }
}

/**
 * ctg_help_blocks_find:
 * @box: with a page in it
 * @id: of a heading; "": the title
 *
 * Returns: (transfer none) (nullable): the heading. What begins as the one that is looked for will do: a problem whose
 *   reason has no words of its own is explained by its kind
 */
GtkWidget *
ctg_help_blocks_find (GtkBox *box, const char *id)
{
  g_autofree char *kind = g_strndup (id, strcspn (id, "-"));
  GtkWidget *general = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      g_auto (GStrv) ids = g_strsplit (gtk_widget_get_name (child), " ", -1);

      if (g_str_equal (gtk_widget_get_name (child), id) || g_strv_contains ((const char *const *) ids, id))
        return child;
      if (g_strv_contains ((const char *const *) ids, kind))
        general = child;
    }
  return general;
}
