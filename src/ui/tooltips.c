/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tooltips.h"

#define KEY "ctg-tooltip"

static gboolean
query_tooltip_cb (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip, gpointer unused)
{
  gtk_tooltip_set_text (tooltip, g_object_get_data (G_OBJECT (widget), KEY));
  return TRUE;
}

/**
 * ctg_tooltip_set:
 * @widget: what the words are about
 * @text: (nullable): NULL or empty: none
 *
 * For what is set while a page is filled: gtk_widget_set_tooltip_text() asks the display each time where the pointer
 * is, with the display's other clients held back, which made up a tenth of the way from a key to a painted page. Here
 * the words wait until a pointer or Ctrl+F1 asks for them.
 */
void
ctg_tooltip_set (GtkWidget *widget, const char *text)
{
  const char *words = text != NULL ? text : "";

  if (g_object_get_data (G_OBJECT (widget), KEY) == NULL)
    g_signal_connect (widget, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  g_object_set_data_full (G_OBJECT (widget), KEY, g_strdup (words), g_free);
  gtk_widget_set_has_tooltip (widget, *words != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}
