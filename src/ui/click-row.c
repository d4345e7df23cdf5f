/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of a list that appears while somebody types, chosen by one click. GTK's own way for it
 * (GtkListView:single-click-activate) lets the choice follow the pointer: one that merely rests where the list appears
 * takes it from the keyboard, and Enter opens, or writes to, somebody else. */

#include "click-row.h"

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, GtkListItem *list_item)
{
  GtkWidget *child = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *view = gtk_widget_get_ancestor (child, GTK_TYPE_LIST_VIEW);

  if (view != NULL && n_press == 1)
    gtk_widget_activate_action (view, "list.activate-item", "u", gtk_list_item_get_position (list_item));
}

/**
 * ctg_click_row_set_up:
 * @list_item: an item of a #GtkListView that is set up
 * @child: (transfer floating): what shows it
 *
 * Makes @child the item's widget; a click on it activates the row.
 */
void
ctg_click_row_set_up (GtkListItem *list_item, GtkWidget *child)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  g_signal_connect_object (gesture, "released", G_CALLBACK (released_cb), list_item, 0);
  gtk_widget_add_controller (child, GTK_EVENT_CONTROLLER (gesture));
  gtk_list_item_set_child (list_item, child);
}
