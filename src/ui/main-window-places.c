/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window's places, lists and contents: what is shown of them, also where only one fits. */

#include "main-window-private.h"

#include <glib/gi18n-lib.h>

/**
 * ctg_main_window_get_place:
 * @self: the window
 *
 * Returns: (transfer none): the name of the place shown
 */
const char *
ctg_main_window_get_place (CtgMainWindow *self)
{
  const char *place = gtk_stack_get_visible_child_name (self->lists);

  return place != NULL ? place : CTG_PLACE_CONTACTS;
}

/* A place: the list beside it, and what its content is called. */
typedef struct
{
  const char *content;
  const char *icon;
  const char *nothing;
} Place;

static Place
describe_place (CtgMainWindow *self, const char *name)
{
  static const Place contacts = { "contact", "avatar-default-symbolic", N_("No contact chosen") };
  static const Place inbox = { "letter", "mail-unread-symbolic", N_("No letter chosen") };
  static const Place confirm = { "letter", "dialog-question-symbolic", N_("No letter chosen") };
  static const Place outgoing = { "outgoing", "mail-send-symbolic", N_("No letter chosen") };
  static const Place waiting = { "contact", "document-open-recent-symbolic", N_("No contact chosen") };

  const CtgRecordPlace *records = ctg_main_window_find_records (self, name);

  if (records != NULL)
    return (Place) { records->text->content, records->text->icon, records->text->nothing };
  if (g_str_equal (name, CTG_PLACE_INBOX))
    return inbox;
  if (g_str_equal (name, CTG_PLACE_CONFIRM))
    return confirm;
  if (g_str_equal (name, CTG_PLACE_WAITING))
    return waiting;
  return g_str_equal (name, CTG_PLACE_OUTGOING) ? outgoing : contacts;
}

/**
 * ctg_main_window_get_list:
 * @self: the window
 *
 * Returns: (transfer none): the list of the place shown
 */
CtgListPane *
ctg_main_window_get_list (CtgMainWindow *self)
{
  const char *place = ctg_main_window_get_place (self);
  CtgRecordPlace *records = ctg_main_window_find_records (self, place);

  if (records != NULL)
    return records->pane;
  if (g_str_equal (place, CTG_PLACE_INBOX))
    return self->inbox;
  if (g_str_equal (place, CTG_PLACE_CONFIRM))
    return self->confirm;
  if (g_str_equal (place, CTG_PLACE_WAITING))
    return self->waiting;
  return g_str_equal (place, CTG_PLACE_OUTGOING) ? self->outgoing : self->contacts;
}

static void
enable (CtgMainWindow *self, const char *const *actions, gboolean is_enabled)
{
  for (guint i = 0; actions[i] != NULL; i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], is_enabled);
}

/**
 * ctg_main_window_update_content:
 * @self: the window
 *
 * Shows what is chosen in the list, and allows what can be done with it.
 */
void
ctg_main_window_update_content (CtgMainWindow *self)
{
  static const char *const of_letters[] = { "win.log", "win.refuse", "win.reply", "win.reply-all", "win.forward",
                                            "win.print", "win.save", "win.source", NULL };
  static const char *const of_contacts[] = { "win.edit-contact", "win.merge-contact", "win.delete-contact",
                                             "win.log-past", "win.write-contact", "win.own-window",
                                             "win.enrol-contact", NULL };
  const Place place = describe_place (self, ctg_main_window_get_place (self));
  gboolean has_content = ctg_list_pane_get_id (ctg_main_window_get_list (self)) != 0;

  adw_status_page_set_icon_name (self->none_page, place.icon);
  adw_status_page_set_title (self->none_page, _(place.nothing));
  gtk_stack_set_visible_child_name (self->contents, has_content ? place.content : "none");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.find",
                                 has_content && (g_str_equal (place.content, "letter") ||
                                                 g_str_equal (place.content, "contact")));
  enable (self, of_letters, has_content && g_str_equal (place.content, "letter"));
  enable (self, of_contacts, has_content && g_str_equal (place.content, "contact"));
}

/**
 * ctg_main_window_update_back:
 * @self: the window
 *
 * Shows the way back where there is one.
 */
void
ctg_main_window_update_back (CtgMainWindow *self)
{
  gboolean at_content = adw_leaflet_get_folded (self->inner) &&
                        adw_leaflet_get_visible_child (self->inner) == self->content_pane;
  gboolean at_inner = adw_leaflet_get_folded (self->outer) &&
                      adw_leaflet_get_visible_child (self->outer) == GTK_WIDGET (self->inner);
  gboolean in_panes = g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "panes") == 0;

  gtk_widget_set_visible (self->back_button, in_panes && (at_content || at_inner));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", in_panes && (at_content || at_inner));
  /* The menu has the settings too: a narrow header bar needs the room. */
  gtk_widget_set_visible (self->settings_button, !in_panes || !adw_leaflet_get_folded (self->inner));
}

static gboolean
folded_idle_cb (gpointer data)
{
  g_autoptr (CtgMainWindow) self = data;

  if (self->engine != NULL)
    ctg_main_window_update_back (self);
  return G_SOURCE_REMOVE;
}

/**
 * ctg_main_window_folded_cb:
 * @self: the window
 *
 * To be called when a leaflet folds or unfolds.
 */
void
ctg_main_window_folded_cb (CtgMainWindow *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, folded_idle_cb, g_object_ref (self), NULL);
}

static GtkListBoxRow *
find_place_row (CtgMainWindow *self, const char *place)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->places, i)) != NULL; i++)
    if (g_str_equal (ctg_place_row_get_place (CTG_PLACE_ROW (row)), place))
      return row;
  return GTK_LIST_BOX_ROW (self->contacts_row);
}

/**
 * ctg_main_window_show_place:
 * @self: the window
 * @place: its name
 *
 * Shows a place and its list.
 */
void
ctg_main_window_show_place (CtgMainWindow *self, const char *place)
{
  GtkListBoxRow *row = find_place_row (self, place);

  gtk_stack_set_visible_child_name (self->lists, ctg_place_row_get_place (CTG_PLACE_ROW (row)));
  if (gtk_list_box_get_selected_row (self->places) != row)
    gtk_list_box_select_row (self->places, row);
  ctg_main_window_update_content (self);
}

/**
 * ctg_main_window_place_selected_cb:
 * @self: the window
 * @row: (nullable): the row chosen
 *
 * Shows the place of a row.
 */
void
ctg_main_window_place_selected_cb (CtgMainWindow *self, GtkListBoxRow *row)
{
  if (row != NULL)
    ctg_main_window_show_place (self, ctg_place_row_get_place (CTG_PLACE_ROW (row)));
}

/**
 * ctg_main_window_go_to_list:
 * @self: the window
 *
 * In a narrow window: shows the list alone.
 */
void
ctg_main_window_go_to_list (CtgMainWindow *self)
{
  adw_leaflet_set_visible_child (self->outer, GTK_WIDGET (self->inner));
  adw_leaflet_set_visible_child (self->inner, self->list_pane);
}

/**
 * ctg_main_window_place_activated_cb:
 * @self: the window
 * @row: the row
 *
 * Goes into the place shown.
 */
void
ctg_main_window_place_activated_cb (CtgMainWindow *self, GtkListBoxRow *row)
{
  ctg_main_window_go_to_list (self);
  ctg_list_pane_focus (ctg_main_window_get_list (self));
}

/**
 * ctg_main_window_go_to_content:
 * @self: the window
 *
 * In a narrow window: shows alone what is chosen in the list.
 */
void
ctg_main_window_go_to_content (CtgMainWindow *self)
{
  adw_leaflet_set_visible_child (self->outer, GTK_WIDGET (self->inner));
  adw_leaflet_set_visible_child (self->inner, self->content_pane);
}

/**
 * ctg_main_window_back_cb:
 * @widget: the window
 * @name: the action
 * @parameter: (nullable): its parameter
 *
 * The action `win.back`.
 */
void
ctg_main_window_back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);

  if (adw_leaflet_get_folded (self->inner) && adw_leaflet_get_visible_child (self->inner) == self->content_pane)
    {
      adw_leaflet_set_visible_child (self->inner, self->list_pane);
      ctg_list_pane_focus (ctg_main_window_get_list (self));
    }
  else if (adw_leaflet_get_folded (self->outer))
    {
      adw_leaflet_set_visible_child (self->outer, self->places_pane);
      gtk_widget_child_focus (GTK_WIDGET (self->places), GTK_DIR_TAB_FORWARD);
    }
}
