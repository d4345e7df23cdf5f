/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "main-window.h"

#include "contact-editor.h"
#include "contact-list.h"
#include "contact-view.h"
#include "import-dialog.h"
#include "letter-view.h"
#include "list-pane.h"
#include "list-rows.h"
#include "message-list.h"
#include "pane.h"
#include "place-row.h"
#include "problem-bar.h"
#include "search-box.h"
#include "status-button.h"
#include "window-state.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define PLACE_CONTACTS "contacts"
#define PLACE_INBOX "inbox"

struct _CtgMainWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkWidget *back_button;
  GtkWidget *settings_button;
  CtgSearchBox *search_box;
  CtgStatusButton *status_button;
  CtgProblemBar *problem_bar;
  GtkWidget *connect_button;
  GtkStack *pages;
  AdwLeaflet *outer;            /* places | inner */
  GtkWidget *places_pane;
  GtkListBox *places;
  AdwLeaflet *inner;            /* list | content */
  GtkWidget *list_pane;
  GtkStack *lists;
  GtkWidget *content_pane;
  GtkStack *contents;
  AdwStatusPage *none_page;
  CtgContactView *contact_view;
  CtgLetterView *letter_view;
  CtgListPane *contacts;
  CtgListPane *inbox;
  CtgPlaceRow *contacts_row;
  CtgPlaceRow *inbox_row;

  CtgEngine *engine;            /* (owned) (nullable) */
  CtgContactList *contact_list; /* (owned) (nullable) */
  CtgMessageList *inbox_list;   /* (owned) (nullable) */
  gboolean had_first_page;
  char *undo_action;            /* (owned) (nullable) */
  GVariant *undo_target;        /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CtgMainWindow, ctg_main_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- Places and panes --- */

static const char *
get_place (CtgMainWindow *self)
{
  const char *place = gtk_stack_get_visible_child_name (self->lists);

  return place != NULL ? place : PLACE_CONTACTS;
}

static CtgListPane *
get_list (CtgMainWindow *self)
{
  return g_str_equal (get_place (self), PLACE_INBOX) ? self->inbox : self->contacts;
}

static void
update_content (CtgMainWindow *self)
{
  gboolean is_inbox = g_str_equal (get_place (self), PLACE_INBOX);
  gboolean has_content = ctg_list_pane_get_id (get_list (self)) != 0;

  adw_status_page_set_icon_name (self->none_page, is_inbox ? "mail-unread-symbolic" : "avatar-default-symbolic");
  adw_status_page_set_title (self->none_page, is_inbox ? _("No letter chosen") : _("No contact chosen"));
  gtk_stack_set_visible_child_name (self->contents, !has_content ? "none" : is_inbox ? "letter" : "contact");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.log", has_content && is_inbox);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.edit-contact", has_content && !is_inbox);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.delete-contact", has_content && !is_inbox);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.log-past", has_content && !is_inbox);
}

static void
update_back (CtgMainWindow *self)
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
    update_back (self);
  return G_SOURCE_REMOVE;
}

/* A leaflet folds while it is given its size, when nothing above it may change. */
static void
folded_cb (CtgMainWindow *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, folded_idle_cb, g_object_ref (self), NULL);
}

static void
show_place (CtgMainWindow *self, const char *place)
{
  gboolean is_inbox = g_str_equal (place, PLACE_INBOX);
  GtkListBoxRow *row = GTK_LIST_BOX_ROW (is_inbox ? self->inbox_row : self->contacts_row);

  gtk_stack_set_visible_child_name (self->lists, is_inbox ? PLACE_INBOX : PLACE_CONTACTS);
  if (gtk_list_box_get_selected_row (self->places) != row)
    gtk_list_box_select_row (self->places, row);
  update_content (self);
}

static void
place_selected_cb (CtgMainWindow *self, GtkListBoxRow *row)
{
  if (row != NULL)
    show_place (self, ctg_place_row_get_place (CTG_PLACE_ROW (row)));
}

static void
go_to_list (CtgMainWindow *self)
{
  adw_leaflet_set_visible_child (self->outer, GTK_WIDGET (self->inner));
  adw_leaflet_set_visible_child (self->inner, self->list_pane);
}

static void
place_activated_cb (CtgMainWindow *self, GtkListBoxRow *row)
{
  go_to_list (self);
  ctg_list_pane_focus (get_list (self));
}

static void
go_to_content (CtgMainWindow *self)
{
  adw_leaflet_set_visible_child (self->outer, GTK_WIDGET (self->inner));
  adw_leaflet_set_visible_child (self->inner, self->content_pane);
}

static void
back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);

  if (adw_leaflet_get_folded (self->inner) && adw_leaflet_get_visible_child (self->inner) == self->content_pane)
    {
      adw_leaflet_set_visible_child (self->inner, self->list_pane);
      ctg_list_pane_focus (get_list (self));
    }
  else if (adw_leaflet_get_folded (self->outer))
    {
      adw_leaflet_set_visible_child (self->outer, self->places_pane);
      gtk_widget_child_focus (GTK_WIDGET (self->places), GTK_DIR_TAB_FORWARD);
    }
}

/* --- Lists --- */

static void
contact_selected_cb (CtgMainWindow *self, gint64 id)
{
  if (id != 0)
    ctg_contact_view_show (self->contact_view, self->engine, id);
  update_content (self);
}

static void
letter_selected_cb (CtgMainWindow *self, gint64 id)
{
  if (id != 0)
    ctg_letter_view_show (self->letter_view, self->engine, id);
  update_content (self);
}

static void
row_activated_cb (CtgMainWindow *self)
{
  go_to_content (self);
  if (g_str_equal (get_place (self), PLACE_INBOX))
    ctg_letter_view_focus (self->letter_view);
  else
    ctg_contact_view_focus (self->contact_view);
}

/* GTK gives the focus of a window just shown to its first button, and rows take none before they are laid out. */
static gboolean
first_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);
  gboolean is_welcome = g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "welcome") == 0;

  if (gdk_frame_clock_get_frame_counter (clock) < 2)
    return G_SOURCE_CONTINUE;
  if (is_welcome)
    gtk_widget_grab_focus (self->connect_button);
  else
    ctg_list_pane_focus (get_list (self));
  return G_SOURCE_REMOVE;
}

/* One page for nobody's mail yet; everything else has its own empty page beside its list. */
static void
update_pages (CtgMainWindow *self)
{
  gboolean is_loaded = ctg_lazy_list_is_loaded (CTG_LAZY_LIST (self->contact_list)) &&
                       ctg_lazy_list_is_loaded (CTG_LAZY_LIST (self->inbox_list)) &&
                       ctg_status_button_is_loaded (self->status_button);
  guint n_letters = g_list_model_get_n_items (G_LIST_MODEL (self->inbox_list));
  gboolean has_any = n_letters > 0 || g_list_model_get_n_items (G_LIST_MODEL (self->contact_list)) > 0 ||
                     ctg_status_button_get_n_accounts (self->status_button) > 0;
  gboolean was_panes = g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "panes") == 0;

  ctg_place_row_set_count (self->inbox_row, n_letters);
  if (has_any)
    gtk_stack_set_visible_child_name (self->pages, "panes");
  else if (is_loaded)
    gtk_stack_set_visible_child_name (self->pages, "welcome");
  else
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->search_box), has_any);
  update_back (self);
  if (was_panes != has_any || !self->had_first_page)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), first_frame_cb, NULL, NULL);
  self->had_first_page = TRUE;
}

static GtkWidget *
make_empty_page (const char *icon, const char *title, const char *description, const char *label, const char *action)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  gtk_widget_add_css_class (page, "compact");
  return page;
}

static GtkWidget *
with_heading (const char *title, GtkWidget *pane, GtkWidget *button)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (heading, "pane-heading");
  gtk_box_append (GTK_BOX (heading), label);
  if (button != NULL)
    gtk_box_append (GTK_BOX (heading), button);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), pane);
  gtk_widget_set_vexpand (pane, TRUE);
  return box;
}

static void
make_lists (CtgMainWindow *self)
{
  GtkWidget *add = gtk_button_new_from_icon_name ("list-add-symbolic");
  GtkWidget *contacts = ctg_list_pane_new (_("Contacts"),
                                           make_empty_page ("avatar-default-symbolic", _("No contacts yet"),
                                                            _("Letters are logged on the people you add."),
                                                            _("_New contact…"), "win.new-contact"),
                                           ctg_list_rows_fill_contact);
  GtkWidget *inbox = ctg_list_pane_new (_("Inbox"),
                                        make_empty_page ("mail-unread-symbolic", _("Nothing left to log"),
                                                         _("Recent letters that are on nobody’s page appear here."),
                                                         _("_Look for new letters"), "win.sync"),
                                        ctg_list_rows_fill_message);

  self->contacts = CTG_LIST_PANE (contacts);
  self->inbox = CTG_LIST_PANE (inbox);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (add), "win.new-contact");
  gtk_widget_set_tooltip_text (add, _("New contact"));
  gtk_widget_add_css_class (add, "flat");
  gtk_stack_add_named (self->lists, with_heading (_("Contacts"), contacts, add), PLACE_CONTACTS);
  gtk_stack_add_named (self->lists, with_heading (_("Inbox"), inbox, NULL), PLACE_INBOX);
  g_signal_connect_object (contacts, "selected", G_CALLBACK (contact_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (inbox, "selected", G_CALLBACK (letter_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (contacts, "activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (inbox, "activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
}

static void
make_places (CtgMainWindow *self)
{
  GtkWidget *contacts = ctg_place_row_new (PLACE_CONTACTS, _("Contacts"), "avatar-default-symbolic");
  GtkWidget *inbox = ctg_place_row_new (PLACE_INBOX, _("Inbox"), "mail-unread-symbolic");

  self->contacts_row = CTG_PLACE_ROW (contacts);
  self->inbox_row = CTG_PLACE_ROW (inbox);
  gtk_list_box_append (self->places, contacts);
  gtk_list_box_append (self->places, inbox);
}

/* --- Actions --- */

static void
result_chosen_cb (CtgMainWindow *self, CtgSearchResult *result)
{
  gint64 contact_id = ctg_search_result_get_contact_id (result);

  show_place (self, PLACE_CONTACTS);
  ctg_list_pane_select (self->contacts, contact_id);
  go_to_content (self);
  if (ctg_search_result_get_kind (result) == CTG_RESULT_MESSAGE)
    ctg_contact_view_reveal (self->contact_view, ctg_search_result_get_thread (result),
                             ctg_search_result_get_key (result));
  else
    ctg_contact_view_focus (self->contact_view);
}

static void
search_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);

  if (gtk_widget_get_visible (GTK_WIDGET (self->search_box)))
    ctg_search_box_focus (self->search_box);
}

static void
log_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_letter_view_log (CTG_MAIN_WINDOW (widget)->letter_view);
}

static void
relogged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (ctg_engine_log_finish (CTG_ENGINE (source), result, &error) < 0)
    ctg_words_show_error (self, error);
}

static void
relog_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint64 key, contact_id;

  g_variant_get (parameter, "(xx)", &key, &contact_id);
  ctg_engine_log_async (CTG_MAIN_WINDOW (widget)->engine, key, contact_id, relogged_cb, g_object_ref (widget));
}

static void
unlogged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_unlog_finish (CTG_ENGINE (source), result, &error))
    ctg_words_show_error (self, error);
}

/* Contact 0 takes a logging back; that is an undo itself and has none. */
static void
unlog_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint64 key, contact_id;

  g_variant_get (parameter, "(xx)", &key, &contact_id);
  ctg_engine_unlog_async (CTG_MAIN_WINDOW (widget)->engine, key, contact_id, unlogged_cb, g_object_ref (widget));
  if (contact_id != 0)
    ctg_words_toast_undo (widget, _("The letter is off this page"), "win.relog", parameter);
}

static void
remember_undo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);

  g_clear_pointer (&self->undo_action, g_free);
  g_clear_pointer (&self->undo_target, g_variant_unref);
  g_variant_get (parameter, "(sv)", &self->undo_action, &self->undo_target);
  gtk_widget_action_set_enabled (widget, "win.undo", TRUE);
}

static void
undo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);
  g_autofree char *action = g_steal_pointer (&self->undo_action);
  g_autoptr (GVariant) target = g_steal_pointer (&self->undo_target);

  gtk_widget_action_set_enabled (widget, "win.undo", FALSE);
  if (action != NULL)
    gtk_widget_activate_action_variant (widget, action, target);
}

static void
contact_saved_cb (CtgContactEditor *editor, gint64 contact_id, CtgMainWindow *self)
{
  show_place (self, PLACE_CONTACTS);
  ctg_list_pane_select (self->contacts, contact_id);
  go_to_content (self);
}

static void
new_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);
  CtgContactEditor *editor = ctg_contact_editor_add (GTK_WINDOW (self), self->engine, NULL, NULL);

  g_signal_connect_object (editor, "saved", G_CALLBACK (contact_saved_cb), self, 0);
}

static void
edit_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_contact_view_edit (CTG_MAIN_WINDOW (widget)->contact_view);
}

static void
log_past_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_contact_view_log_past (CTG_MAIN_WINDOW (widget)->contact_view);
}

static void
delete_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_contact_view_delete (CTG_MAIN_WINDOW (widget)->contact_view);
}

static void
close_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);

  if (ctg_list_pane_get_id (self->contacts) == g_variant_get_int64 (parameter))
    ctg_list_pane_select (self->contacts, 0);
  go_to_list (self);
}

static void
import_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_import_dialog_run (GTK_WINDOW (widget), CTG_MAIN_WINDOW (widget)->engine);
}

static void
sync_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_engine_retry (CTG_MAIN_WINDOW (widget)->engine, NULL);
}

static void
show_place_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_place (CTG_MAIN_WINDOW (widget), g_variant_get_string (parameter, NULL));
  go_to_list (CTG_MAIN_WINDOW (widget));
  ctg_list_pane_focus (get_list (CTG_MAIN_WINDOW (widget)));
}

/* --- The window --- */

static gboolean
ctg_main_window_close_request (GtkWindow *window)
{
  ctg_window_state_save (window, get_place (CTG_MAIN_WINDOW (window)));
  return GTK_WINDOW_CLASS (ctg_main_window_parent_class)->close_request (window);
}

static void
ctg_main_window_dispose (GObject *object)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (object);

  g_clear_object (&self->contact_list);
  g_clear_object (&self->inbox_list);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->undo_action, g_free);
  g_clear_pointer (&self->undo_target, g_variant_unref);
  G_OBJECT_CLASS (ctg_main_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_cb);
  gtk_widget_class_install_action (widget_class, "win.log", NULL, log_cb);
  gtk_widget_class_install_action (widget_class, "win.relog", "(xx)", relog_cb);
  gtk_widget_class_install_action (widget_class, "win.unlog", "(xx)", unlog_cb);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_cb);
  gtk_widget_class_install_action (widget_class, "win.remember-undo", "(sv)", remember_undo_cb);
  gtk_widget_class_install_action (widget_class, "win.new-contact", NULL, new_contact_cb);
  gtk_widget_class_install_action (widget_class, "win.edit-contact", NULL, edit_contact_cb);
  gtk_widget_class_install_action (widget_class, "win.log-past", NULL, log_past_cb);
  gtk_widget_class_install_action (widget_class, "win.delete-contact", NULL, delete_contact_cb);
  gtk_widget_class_install_action (widget_class, "win.close-contact", "x", close_contact_cb);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_cb);
  gtk_widget_class_install_action (widget_class, "win.sync", NULL, sync_cb);
  gtk_widget_class_install_action (widget_class, "win.show-place", "s", show_place_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Back, 0, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK, "win.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "win.log", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.new-contact",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, GDK_ALT_MASK, "win.show-place", "s", PLACE_CONTACTS);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_2, GDK_ALT_MASK, "win.show-place", "s", PLACE_INBOX);
}

static void
ctg_main_window_class_init (CtgMainWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_main_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = ctg_main_window_close_request;
  g_type_ensure (CTG_TYPE_PANE);
  g_type_ensure (CTG_TYPE_SEARCH_BOX);
  g_type_ensure (CTG_TYPE_STATUS_BUTTON);
  g_type_ensure (CTG_TYPE_PROBLEM_BAR);
  g_type_ensure (CTG_TYPE_CONTACT_VIEW);
  g_type_ensure (CTG_TYPE_LETTER_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/main-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, settings_button);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, search_box);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, status_button);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, problem_bar);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, connect_button);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, outer);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, places_pane);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, places);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, inner);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, list_pane);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, lists);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, content_pane);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, contents);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, none_page);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, contact_view);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, letter_view);
  gtk_widget_class_bind_template_callback (widget_class, place_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, place_activated_cb);
  install_actions (widget_class);
}

static void
ctg_main_window_init (CtgMainWindow *self)
{
  /* Coming to a letter's text by keyboard is not choosing all of it. */
  g_object_set (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-label-select-on-focus", FALSE, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  make_lists (self);
  make_places (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", FALSE);
  adw_leaflet_set_visible_child (self->outer, GTK_WIDGET (self->inner));
  adw_leaflet_set_visible_child (self->inner, self->list_pane);
  g_signal_connect_object (self->outer, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->outer, "notify::visible-child", G_CALLBACK (update_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inner, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inner, "notify::visible-child", G_CALLBACK (update_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_box, "chosen", G_CALLBACK (result_chosen_cb), self, G_CONNECT_SWAPPED);
}

static void
set_engine (CtgMainWindow *self, CtgEngine *engine)
{
  CtgStore *store = ctg_engine_get_store (engine);

  self->engine = g_object_ref (engine);
  self->contact_list = ctg_contact_list_new (store);
  self->inbox_list = ctg_message_list_new (store);
  ctg_list_pane_set_list (self->contacts, CTG_LAZY_LIST (self->contact_list));
  ctg_list_pane_set_list (self->inbox, CTG_LAZY_LIST (self->inbox_list));
  ctg_search_box_set_store (self->search_box, store);
  g_signal_connect_object (self->status_button, "changed", G_CALLBACK (update_pages), self, G_CONNECT_SWAPPED);
  ctg_status_button_set_engine (self->status_button, engine);
  ctg_problem_bar_set_engine (self->problem_bar, engine);
  g_signal_connect_object (self->contact_list, "items-changed", G_CALLBACK (update_pages), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inbox_list, "items-changed", G_CALLBACK (update_pages), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->contact_list, "notify::is-loaded", G_CALLBACK (update_pages), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inbox_list, "notify::is-loaded", G_CALLBACK (update_pages), self, G_CONNECT_SWAPPED);
}

/**
 * ctg_main_window_new:
 * @application: the application, which has the engine
 *
 * Returns: (transfer none): the window, owned by the toolkit
 */
CtgMainWindow *
ctg_main_window_new (CtgApplication *application)
{
  CtgMainWindow *self = g_object_new (CTG_TYPE_MAIN_WINDOW, "application", application, NULL);
  CtgEngine *engine = ctg_application_get_engine (application);
  g_autofree char *place = ctg_window_state_dup_place ();

  ctg_window_state_restore (GTK_WINDOW (self));
  show_place (self, place);
  if (engine != NULL)
    set_engine (self, engine);
  else
    gtk_stack_set_visible_child_name (self->pages, "welcome");
  return self;
}
