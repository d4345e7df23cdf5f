/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "accessible-names.h"

/* GTK 4.8 names a button by its label as written, underscore and all, and then once more by the label it shows; and a
 * button with only an icon by the icon's type. */
static void
mend_button (GtkButton *button)
{
  const char *tooltip = gtk_widget_get_tooltip_text (GTK_WIDGET (button));

  if (gtk_button_get_label (button) != NULL && gtk_button_get_use_underline (button))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
  else if (tooltip != NULL && GTK_IS_IMAGE (gtk_button_get_child (button)))
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
}

/* The same, without a label that a name could be had from. */
static void
mend_check_button (GtkCheckButton *button)
{
  const char *label = gtk_check_button_get_label (button);
  g_auto (GStrv) parts = label != NULL && gtk_check_button_get_use_underline (button) ? g_strsplit (label, "_", 2)
                                                                                      : NULL;
  g_autofree char *name = parts != NULL ? g_strjoinv ("", parts) : NULL;

  if (name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
mend_menu_button (GtkWidget *menu_button)
{
  const char *tooltip = gtk_widget_get_tooltip_text (menu_button);
  GtkWidget *toggle = gtk_widget_get_first_child (menu_button);

  if (tooltip == NULL || toggle == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
}

static GtkWidget *
find_header (GtkWidget *widget)
{
  GtkWidget *found = ADW_IS_ACTION_ROW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_header (child);
  return found;
}

static void
expanded_cb (AdwExpanderRow *row)
{
  gboolean is_expanded = adw_expander_row_get_expanded (row);
  GtkWidget *header = find_header (GTK_WIDGET (row));

  if (header != NULL)
    gtk_accessible_update_state (GTK_ACCESSIBLE (header), GTK_ACCESSIBLE_STATE_EXPANDED, is_expanded, -1);
}

/* libadwaita 1.2 says nowhere whether a row that opens is open (A76). */
static void
mend_expander_row (AdwExpanderRow *row)
{
  if (g_signal_handler_find (row, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, expanded_cb, NULL) == 0)
    g_signal_connect (row, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
  expanded_cb (row);
}

/**
 * ctg_accessible_names_mend:
 * @widget: a window or a part of it, again after a button's label was set
 *
 * Gives the buttons in it the name that a screen reader should say: their label without its mnemonic, or the tooltip
 * of one that shows an icon only. Rows that open say whether they are open.
 */
void
ctg_accessible_names_mend (GtkWidget *widget)
{
  if (ADW_IS_EXPANDER_ROW (widget))
    mend_expander_row (ADW_EXPANDER_ROW (widget));
  if (GTK_IS_MENU_BUTTON (widget))
    mend_menu_button (widget);
  else if (GTK_IS_BUTTON (widget))
    mend_button (GTK_BUTTON (widget));
  else if (GTK_IS_CHECK_BUTTON (widget))
    mend_check_button (GTK_CHECK_BUTTON (widget));
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      ctg_accessible_names_mend (child);
}
