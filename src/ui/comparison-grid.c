/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two columns of sentences, the one beside the other. The first row is their heading. */

#include "comparison-grid.h"

/**
 * ctg_comparison_grid_clear:
 * @grid: a grid
 *
 * Empties it.
 */
void
ctg_comparison_grid_clear (GtkGrid *grid)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_grid_remove (grid, child);
}

static void
attach (GtkGrid *grid, const char *text, int column, int row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_set_hexpand (label, TRUE);
  if (row == 0)
    gtk_widget_add_css_class (label, "heading");
  gtk_grid_attach (grid, label, column, row, 1, 1);
}

/**
 * ctg_comparison_grid_add:
 * @grid: a grid
 * @left: a sentence
 * @right: the one beside it
 *
 * Adds a row.
 */
void
ctg_comparison_grid_add (GtkGrid *grid, const char *left, const char *right)
{
  int row = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (grid)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    row++;
  attach (grid, left, 0, row / 2);
  attach (grid, right, 1, row / 2);
}
