/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window's lists, a place each: what is chosen in them, and what they count. */

#include "main-window-private.h"

#include "accessible-names.h"
#include "compose-window.h"
#include "list-rows.h"
#include "words.h"

#include <glib/gi18n-lib.h>

static void
contact_selected_cb (CtgMainWindow *self, gint64 id)
{
  if (id != 0)
    ctg_contact_view_show (self->contact_view, self->engine, id);
  ctg_main_window_update_content (self);
}

static void
letter_selected_cb (CtgMainWindow *self, gint64 id)
{
  if (id != 0)
    ctg_letter_view_show (self->letter_view, self->engine, id);
  ctg_main_window_update_content (self);
}

static void
outgoing_selected_cb (CtgMainWindow *self, gint64 id)
{
  g_autoptr (CtgOutgoingItem) item = NULL;
  guint position;

  if (id != 0 && ctg_lazy_list_find (CTG_LAZY_LIST (self->outgoing_list), id, &position))
    item = g_list_model_get_item (G_LIST_MODEL (self->outgoing_list), position);
  if (item != NULL)
    ctg_outgoing_view_show (self->outgoing_view, self->engine, item);
  ctg_main_window_update_content (self);
}

/* A place of what waits for somebody: counted, and out of the way while nothing does. */
static void
update_counted (CtgMainWindow *self, gpointer list, CtgPlaceRow *row)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  gtk_widget_set_visible (GTK_WIDGET (row), n > 0);
  ctg_place_row_set_count (row, n);
  if (n == 0 && ctg_lazy_list_is_loaded (CTG_LAZY_LIST (list)) &&
      g_str_equal (ctg_main_window_get_place (self), ctg_place_row_get_place (row)))
    ctg_main_window_show_place (self, CTG_PLACE_CONTACTS);
}

/**
 * ctg_main_window_waiting_changed_cb:
 * @self: the window
 *
 * To be called when others have not answered, or have.
 */
void
ctg_main_window_waiting_changed_cb (CtgMainWindow *self)
{
  update_counted (self, self->waiting_list, self->waiting_row);
}

/**
 * ctg_main_window_confirm_changed_cb:
 * @self: the window
 *
 * To be called when other letters wait for a decision.
 */
void
ctg_main_window_confirm_changed_cb (CtgMainWindow *self)
{
  update_counted (self, self->confirm_list, self->confirm_row);
}

/* A draft opened is a draft to be written on. */
static void
outgoing_activated_cb (CtgMainWindow *self, gint64 id)
{
  ctg_main_window_go_to_content (self);
  if (id < 0)
    ctg_compose_window_open (GTK_WINDOW (self), self->engine, -id);
  else
    ctg_outgoing_view_focus (self->outgoing_view);
}

static void
row_activated_cb (CtgMainWindow *self)
{
  ctg_main_window_go_to_content (self);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->contents), "letter") == 0)
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
    ctg_list_pane_focus (ctg_main_window_get_list (self));
  return G_SOURCE_REMOVE;
}

/**
 * ctg_main_window_update_pages:
 * @self: the window
 *
 * One page for nobody’s mail yet; everything else has its own empty page beside its list.
 */
void
ctg_main_window_update_pages (CtgMainWindow *self)
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
  ctg_main_window_update_back (self);
  if (was_panes != has_any || !self->had_first_page)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), first_frame_cb, NULL, NULL);
  self->had_first_page = TRUE;
}

/**
 * ctg_main_window_troubled_cb:
 * @self: the window
 *
 * Counts and tells letters that were not sent: they must not wait until somebody happens to look.
 */
void
ctg_main_window_troubled_cb (CtgMainWindow *self)
{
  guint n_before = self->n_troubled;

  self->n_troubled = ctg_row_counter_get_n (self->troubled);
  ctg_place_row_set_count (self->outgoing_row, self->n_troubled);
  if (self->n_troubled > n_before)
    ctg_words_toast (GTK_WIDGET (self), ngettext ("A letter was not sent as it should: see Outgoing",
                                                  "Letters were not sent as they should: see Outgoing",
                                                  self->n_troubled));
}

/**
 * ctg_main_window_asking_cb:
 * @self: the window
 *
 * Counts and tells letters that sequences hold back.
 */
void
ctg_main_window_asking_cb (CtgMainWindow *self)
{
  guint n_before = self->n_asking;

  self->n_asking = ctg_row_counter_get_n (self->asking);
  ctg_place_row_set_count (self->records[CTG_RECORDS_SEQUENCES].row, self->n_asking);
  if (self->n_asking > n_before)
    ctg_words_toast (GTK_WIDGET (self), ngettext ("A letter of a sequence waits for you: see Sequences",
                                                  "Letters of sequences wait for you: see Sequences",
                                                  self->n_asking));
}

/**
 * ctg_main_window_make_empty_page:
 * @icon: what it shows
 * @title: that there is nothing
 * @description: what would be there
 * @label: the button's
 * @action: what it does, a detailed name
 *
 * Returns: (transfer floating): what stands in a list's place while it is empty
 */
GtkWidget *
ctg_main_window_make_empty_page (const char *icon, const char *title, const char *description, const char *label,
                                 const char *action)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  gtk_widget_add_css_class (page, "compact");
  ctg_accessible_names_mend (page);
  return page;
}

/* The first two steps of somebody new. */
static GtkWidget *
make_no_contacts (void)
{
  GtkWidget *page = ctg_main_window_make_empty_page ("avatar-default-symbolic", _("No contacts yet"),
                                     _("Letters are logged on the people you add."), _("_New contact…"),
                                     "win.new-contact");
  GtkWidget *make = g_object_ref (adw_status_page_get_child (ADW_STATUS_PAGE (page)));
  GtkWidget *import = gtk_button_new_with_mnemonic (_("_Import contacts or mail…"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (import), "win.import");
  gtk_widget_add_css_class (import, "flat");
  gtk_widget_set_halign (import, GTK_ALIGN_CENTER);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), box);
  gtk_box_append (GTK_BOX (box), make);
  gtk_box_append (GTK_BOX (box), import);
  g_object_unref (make);
  ctg_accessible_names_mend (box);
  return page;
}

/**
 * ctg_main_window_make_add_button:
 * @icon: what it shows
 * @tooltip: what it does, in words
 * @action: what it does, a detailed name
 *
 * Returns: (transfer floating): the button beside a list's heading
 */
GtkWidget *
ctg_main_window_make_add_button (const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

/**
 * ctg_main_window_with_heading:
 * @title: the heading
 * @pane: a list
 * @button: (nullable): beside the heading
 *
 * Returns: (transfer floating): a list below its heading
 */
GtkWidget *
ctg_main_window_with_heading (const char *title, GtkWidget *pane, GtkWidget *button)
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

static GtkWidget *
make_no_inbox (void)
{
  return ctg_main_window_make_empty_page ("mail-unread-symbolic", _("Nothing left to log"),
                                          _("Recent letters that are on nobody’s page appear here."),
                                          _("_Look for new letters"), "win.sync");
}

static GtkWidget *
make_no_confirm (void)
{
  return ctg_main_window_make_empty_page ("dialog-question-symbolic", _("Nothing to confirm"),
                                          _("Letters appear here that a rule speaks for and that you should decide "
                                            "on."),
                                          _("_Look for new letters"), "win.sync");
}

static GtkWidget *
make_no_outgoing (void)
{
  return ctg_main_window_make_empty_page ("mail-send-symbolic", _("Nothing on its way"),
                                          _("Letters you write, and what became of them, appear here."),
                                          _("_Write a letter"), "win.write");
}

static GtkWidget *
make_no_waiting (void)
{
  return ctg_main_window_make_empty_page ("document-open-recent-symbolic", _("Everybody has answered"),
                                          _("Who has not answered your last letter appears here."),
                                          _("_Write a letter"), "win.write");
}

static void
add_list (CtgMainWindow *self, const char *place, const char *title, GtkWidget *pane, GtkWidget *button,
          GCallback selected, GCallback activated)
{
  gtk_stack_add_named (self->lists, ctg_main_window_with_heading (title, pane, button), place);
  g_signal_connect_object (pane, "selected", selected, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (pane, "activated", activated, self, G_CONNECT_SWAPPED);
}

/**
 * ctg_main_window_make_lists:
 * @self: the window
 *
 * Makes the list of each place.
 */
void
ctg_main_window_make_lists (CtgMainWindow *self)
{
  GtkWidget *contacts = ctg_list_pane_new (_("Contacts"), make_no_contacts (), ctg_list_rows_fill_contact);
  GtkWidget *inbox = ctg_list_pane_new (_("Inbox"), make_no_inbox (), ctg_list_rows_fill_message);
  GtkWidget *confirm = ctg_list_pane_new (_("To confirm"), make_no_confirm (), ctg_list_rows_fill_message);
  GtkWidget *outgoing = ctg_list_pane_new (_("Outgoing"), make_no_outgoing (), ctg_list_rows_fill_outgoing);
  GtkWidget *waiting = ctg_list_pane_new (_("Waiting for a reply"), make_no_waiting (), ctg_list_rows_fill_contact);
  GtkWidget *add = ctg_main_window_make_add_button ("list-add-symbolic", _("New contact"), "win.new-contact");
  GtkWidget *write = ctg_main_window_make_add_button ("mail-message-new-symbolic", _("Write a letter (Ctrl+N)"),
                                                      "win.write");

  self->contacts = CTG_LIST_PANE (contacts);
  self->inbox = CTG_LIST_PANE (inbox);
  self->confirm = CTG_LIST_PANE (confirm);
  self->outgoing = CTG_LIST_PANE (outgoing);
  self->waiting = CTG_LIST_PANE (waiting);
  ctg_main_window_make_several (self);
  add_list (self, CTG_PLACE_CONTACTS, _("Contacts"), contacts, add, G_CALLBACK (contact_selected_cb),
            G_CALLBACK (row_activated_cb));
  add_list (self, CTG_PLACE_INBOX, _("Inbox"), inbox, NULL, G_CALLBACK (letter_selected_cb),
            G_CALLBACK (row_activated_cb));
  add_list (self, CTG_PLACE_CONFIRM, _("To confirm"), confirm, NULL, G_CALLBACK (letter_selected_cb),
            G_CALLBACK (row_activated_cb));
  add_list (self, CTG_PLACE_OUTGOING, _("Outgoing"), outgoing, write, G_CALLBACK (outgoing_selected_cb),
            G_CALLBACK (outgoing_activated_cb));
  add_list (self, CTG_PLACE_WAITING, _("Waiting for a reply"), waiting, NULL, G_CALLBACK (contact_selected_cb),
            G_CALLBACK (row_activated_cb));
  ctg_main_window_make_records (self);
}

static CtgPlaceRow *
add_place (CtgMainWindow *self, const char *place, const char *title, const char *icon)
{
  GtkWidget *row = ctg_place_row_new (place, title, icon);

  gtk_list_box_append (self->places, row);
  return CTG_PLACE_ROW (row);
}

/**
 * ctg_main_window_make_places:
 * @self: the window
 *
 * Makes the rows of places.
 */
void
ctg_main_window_make_places (CtgMainWindow *self)
{
  self->contacts_row = add_place (self, CTG_PLACE_CONTACTS, _("Contacts"), "avatar-default-symbolic");
  ctg_main_window_add_records_row (self, CTG_RECORDS_COMPANIES);
  ctg_main_window_add_records_row (self, CTG_RECORDS_DEALS);
  self->inbox_row = add_place (self, CTG_PLACE_INBOX, _("Inbox"), "mail-unread-symbolic");
  self->confirm_row = add_place (self, CTG_PLACE_CONFIRM, _("To confirm"), "dialog-question-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->confirm_row), FALSE);
  self->outgoing_row = add_place (self, CTG_PLACE_OUTGOING, _("Outgoing"), "mail-send-symbolic");
  ctg_main_window_add_records_row (self, CTG_RECORDS_SEQUENCES);
  self->waiting_row = add_place (self, CTG_PLACE_WAITING, C_("place", "Waiting"), "document-open-recent-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->waiting_row), FALSE);
}
