/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "main-window-private.h"

#include "contact-editor.h"
#include "contact-window.h"
#include "help-topic.h"
#include "import-dialog.h"
#include "pane.h"
#include "reading-window.h"
#include "window-state.h"
#include "words.h"

#include <glib/gi18n-lib.h>

static void ctg_main_window_reading_init (CtgReadingWindowInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgMainWindow, ctg_main_window, ADW_TYPE_APPLICATION_WINDOW,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_READING_WINDOW, ctg_main_window_reading_init))

/* --- Actions --- */

/* A contact, and where thread and key are not 0 a letter on its page; without a contact a letter of the inbox. */
static void
show_found (CtgMainWindow *self, gint64 contact_id, gint64 thread, gint64 key)
{
  ctg_main_window_show_place (self, contact_id != 0 ? CTG_PLACE_CONTACTS : CTG_PLACE_INBOX);
  ctg_list_pane_select (ctg_main_window_get_list (self), contact_id != 0 ? contact_id : key);
  ctg_main_window_go_to_content (self);
  if (contact_id == 0)
    ctg_letter_view_focus (self->letter_view);
  else if (key != 0)
    ctg_contact_view_reveal (self->contact_view, thread, key);
  else
    ctg_contact_view_focus (self->contact_view);
}

static void
result_chosen_cb (CtgMainWindow *self, CtgSearchResult *result)
{
  gboolean is_letter = ctg_search_result_get_kind (result) != CTG_RESULT_CONTACT;

  show_found (self, ctg_search_result_get_contact_id (result), ctg_search_result_get_thread (result),
              is_letter ? ctg_search_result_get_key (result) : 0);
}

static gboolean
has_list_of (CtgMainWindow *self, gint64 contact_id)
{
  gpointer list = contact_id != 0 ? (gpointer) self->contact_list : (gpointer) self->inbox_list;

  return list != NULL && ctg_lazy_list_is_loaded (list);
}

static void
show_wanted (CtgMainWindow *self)
{
  gint64 contact_id, thread, key;

  if (self->wanted == NULL)
    return;
  g_variant_get (self->wanted, "(xxx)", &contact_id, &thread, &key);
  if (!has_list_of (self, contact_id))
    return;
  g_clear_pointer (&self->wanted, g_variant_unref);
  show_found (self, contact_id, thread, key);
}

/* From outside the window, which may have come just now. */
static void
show_found_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);

  g_clear_pointer (&self->wanted, g_variant_unref);
  self->wanted = g_variant_ref (parameter);
  show_wanted (self);
}

static void
search_for_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_search_box_search (CTG_MAIN_WINDOW (widget)->search_box, g_variant_get_string (parameter, NULL));
}

static void
search_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);

  if (gtk_widget_get_visible (GTK_WIDGET (self->search_box)))
    ctg_search_box_focus (self->search_box);
}

static void
find_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);
  const char *content = gtk_stack_get_visible_child_name (self->contents);

  ctg_main_window_go_to_content (self);
  if (g_strcmp0 (content, "contact") == 0)
    ctg_contact_view_find (self->contact_view);
  else
    ctg_letter_view_find (self->letter_view);
}

/* Of the letter chosen in the inbox: one on a contact's page has these itself where it has the focus. */
static void
tool_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *action = g_strconcat ("letter.", name + strlen ("win."), NULL);

  gtk_widget_activate_action (GTK_WIDGET (CTG_MAIN_WINDOW (widget)->letter_view), action, NULL);
}

static void
log_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_letter_view_log (CTG_MAIN_WINDOW (widget)->letter_view);
}

static void
refuse_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_letter_view_refuse (CTG_MAIN_WINDOW (widget)->letter_view);
}

static void
contact_saved_cb (CtgContactEditor *editor, gint64 contact_id, CtgMainWindow *self)
{
  ctg_main_window_show_place (self, CTG_PLACE_CONTACTS);
  ctg_list_pane_select (self->contacts, contact_id);
  ctg_main_window_go_to_content (self);
  ctg_contact_view_focus (self->contact_view);
}

static void
new_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);
  CtgContactEditor *editor = ctg_contact_editor_add (GTK_WINDOW (self), self->engine, NULL, NULL);

  g_signal_connect_object (editor, "saved", G_CALLBACK (contact_saved_cb), self, 0);
}

static void
close_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);

  if (ctg_list_pane_get_id (self->contacts) == g_variant_get_int64 (parameter))
    ctg_list_pane_select (self->contacts, 0);
  ctg_main_window_go_to_list (self);
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
  ctg_main_window_show_place (CTG_MAIN_WINDOW (widget), g_variant_get_string (parameter, NULL));
  ctg_main_window_go_to_list (CTG_MAIN_WINDOW (widget));
  ctg_list_pane_focus (ctg_main_window_get_list (CTG_MAIN_WINDOW (widget)));
}

/* The contact shown, beside what is here. */
static void
own_window_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);
  gint64 contact_id = ctg_list_pane_get_id (self->contacts);

  if (contact_id != 0)
    ctg_contact_window_open (gtk_window_get_application (GTK_WINDOW (self)), self->engine, contact_id);
}

/* --- The window --- */

static CtgEngine *
get_engine (CtgReadingWindow *window)
{
  return CTG_MAIN_WINDOW (window)->engine;
}

static CtgContactView *
get_contact_view (CtgReadingWindow *window)
{
  return CTG_MAIN_WINDOW (window)->contact_view;
}

static gint64
get_letter (CtgReadingWindow *window)
{
  return ctg_letter_view_get_key (CTG_MAIN_WINDOW (window)->letter_view);
}

static void
ctg_main_window_reading_init (CtgReadingWindowInterface *iface)
{
  iface->get_engine = get_engine;
  iface->get_contact_view = get_contact_view;
  iface->get_letter = get_letter;
}

static gboolean
ctg_main_window_close_request (GtkWindow *window)
{
  ctg_window_state_save (window, ctg_main_window_get_place (CTG_MAIN_WINDOW (window)));
  return GTK_WINDOW_CLASS (ctg_main_window_parent_class)->close_request (window);
}

static void
ctg_main_window_dispose (GObject *object)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (object);

  g_clear_pointer (&self->wanted, g_variant_unref);
  for (guint i = 0; i < CTG_N_RECORD_PLACES; i++)
    g_clear_object (&self->records[i].list);
  g_clear_object (&self->contact_list);
  g_clear_object (&self->inbox_list);
  g_clear_object (&self->confirm_list);
  g_clear_object (&self->outgoing_list);
  g_clear_object (&self->waiting_list);
  g_clear_object (&self->troubled);
  g_clear_object (&self->asking);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ctg_main_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.back", NULL, ctg_main_window_back_cb);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_cb);
  gtk_widget_class_install_action (widget_class, "win.search-for", "s", search_for_cb);
  gtk_widget_class_install_action (widget_class, "win.show-found", "(xxx)", show_found_cb);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_cb);
  gtk_widget_class_install_action (widget_class, "win.print", NULL, tool_cb);
  gtk_widget_class_install_action (widget_class, "win.save", NULL, tool_cb);
  gtk_widget_class_install_action (widget_class, "win.source", NULL, tool_cb);
  gtk_widget_class_install_action (widget_class, "win.log", NULL, log_cb);
  gtk_widget_class_install_action (widget_class, "win.refuse", NULL, refuse_cb);
  gtk_widget_class_install_action (widget_class, "win.new-contact", NULL, new_contact_cb);
  gtk_widget_class_install_action (widget_class, "win.new-company", NULL, ctg_main_window_new_company_cb);
  gtk_widget_class_install_action (widget_class, "win.write-each", NULL, ctg_main_window_write_each_cb);
  gtk_widget_class_install_action (widget_class, "win.merge-two", NULL, ctg_main_window_merge_two_cb);
  gtk_widget_class_install_action (widget_class, "win.enrol-several", NULL, ctg_main_window_enrol_several_cb);
  gtk_widget_class_install_action (widget_class, "win.own-window", NULL, own_window_cb);
  gtk_widget_class_install_action (widget_class, "win.close-contact", "x", close_contact_cb);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_cb);
  gtk_widget_class_install_action (widget_class, "win.sync", NULL, sync_cb);
  gtk_widget_class_install_action (widget_class, "win.show-place", "s", show_place_cb);
  gtk_widget_class_install_action (widget_class, "win.show-sequence", "x", ctg_main_window_show_sequence_cb);
  gtk_widget_class_install_action (widget_class, "win.show-deal", "x", ctg_main_window_show_deal_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Back, 0, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK, "win.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "win.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "win.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_u, GDK_CONTROL_MASK, "win.source", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "win.own-window", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "win.log", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "win.refuse", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.new-contact",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, GDK_ALT_MASK, "win.show-place", "s",
                                       CTG_PLACE_CONTACTS);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_2, GDK_ALT_MASK, "win.show-place", "s", CTG_PLACE_INBOX);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_3, GDK_ALT_MASK, "win.show-place", "s",
                                       CTG_PLACE_OUTGOING);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_4, GDK_ALT_MASK, "win.show-place", "s",
                                       CTG_PLACE_SEQUENCES);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_5, GDK_ALT_MASK, "win.show-place", "s",
                                       CTG_PLACE_WAITING);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_6, GDK_ALT_MASK, "win.show-place", "s",
                                       CTG_PLACE_COMPANIES);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_7, GDK_ALT_MASK, "win.show-place", "s", CTG_PLACE_DEALS);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_8, GDK_ALT_MASK, "win.show-place", "s",
                                       CTG_PLACE_CONFIRM);
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
  g_type_ensure (CTG_TYPE_OUTGOING_VIEW);
  g_type_ensure (CTG_TYPE_SEQUENCE_VIEW);
  g_type_ensure (CTG_TYPE_COMPANY_VIEW);
  g_type_ensure (CTG_TYPE_DEAL_VIEW);
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
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, outgoing_view);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, sequence_view);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, company_view);
  gtk_widget_class_bind_template_child (widget_class, CtgMainWindow, deal_view);
  gtk_widget_class_bind_template_callback (widget_class, ctg_main_window_place_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, ctg_main_window_place_activated_cb);
  install_actions (widget_class);
  ctg_reading_window_install (widget_class);
}

/* What F1 says of each part. */
static void
set_topics (CtgMainWindow *self)
{
  ctg_help_topic_set (GTK_WIDGET (self), "start");
  ctg_help_topic_set (GTK_WIDGET (self->search_box), "reading#search");
  ctg_help_topic_set (GTK_WIDGET (self->contacts), "start#contacts");
  ctg_help_topic_set (GTK_WIDGET (self->contact_view), "reading");
  ctg_help_topic_set (GTK_WIDGET (self->records[CTG_RECORDS_COMPANIES].pane), "reading#companies");
  ctg_help_topic_set (GTK_WIDGET (self->company_view), "reading#companies");
  ctg_help_topic_set (GTK_WIDGET (self->records[CTG_RECORDS_DEALS].pane), "reading#deals");
  ctg_help_topic_set (GTK_WIDGET (self->deal_view), "reading#deals");
  ctg_help_topic_set (GTK_WIDGET (self->inbox), "reading#inbox");
  ctg_help_topic_set (GTK_WIDGET (self->confirm), "reading#confirm");
  ctg_help_topic_set (GTK_WIDGET (self->letter_view), "reading");
  ctg_help_topic_set (GTK_WIDGET (self->outgoing), "writing#became");
  ctg_help_topic_set (GTK_WIDGET (self->outgoing_view), "writing#became");
  ctg_help_topic_set (GTK_WIDGET (self->records[CTG_RECORDS_SEQUENCES].pane), "writing#sequences");
  ctg_help_topic_set (GTK_WIDGET (self->sequence_view), "writing#sequences");
}

static void
ctg_main_window_init (CtgMainWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ctg_main_window_make_lists (self);
  ctg_main_window_make_places (self);
  set_topics (self);
  ctg_reading_window_set_up (CTG_READING_WINDOW (self));
  adw_leaflet_set_visible_child (self->outer, GTK_WIDGET (self->inner));
  adw_leaflet_set_visible_child (self->inner, self->list_pane);
  g_signal_connect_object (self->outer, "notify::folded", G_CALLBACK (ctg_main_window_folded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->outer, "notify::visible-child", G_CALLBACK (ctg_main_window_update_back), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inner, "notify::folded", G_CALLBACK (ctg_main_window_folded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inner, "notify::visible-child", G_CALLBACK (ctg_main_window_update_back), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_box, "chosen", G_CALLBACK (result_chosen_cb), self, G_CONNECT_SWAPPED);
}

static void
set_engine (CtgMainWindow *self, CtgEngine *engine)
{
  CtgStore *store = ctg_engine_get_store (engine);

  self->engine = g_object_ref (engine);
  self->contact_list = ctg_contact_list_new (store);
  self->inbox_list = ctg_message_list_new (store);
  self->outgoing_list = ctg_outgoing_list_new (store);
  ctg_list_pane_set_list (self->contacts, CTG_LAZY_LIST (self->contact_list));
  ctg_list_pane_set_list (self->inbox, CTG_LAZY_LIST (self->inbox_list));
  ctg_list_pane_set_list (self->outgoing, CTG_LAZY_LIST (self->outgoing_list));
  ctg_main_window_set_records (self, CTG_RECORDS_COMPANIES, CTG_LAZY_LIST (ctg_company_list_new (store)));
  ctg_main_window_set_records (self, CTG_RECORDS_DEALS, CTG_LAZY_LIST (ctg_deal_list_new (store)));
  ctg_main_window_set_records (self, CTG_RECORDS_SEQUENCES, CTG_LAZY_LIST (ctg_sequence_list_new (store)));
  self->confirm_list = ctg_message_list_new_to_confirm (store);
  ctg_list_pane_set_list (self->confirm, CTG_LAZY_LIST (self->confirm_list));
  g_signal_connect_object (self->confirm_list, "items-changed", G_CALLBACK (ctg_main_window_confirm_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->confirm_list, "notify::is-loaded", G_CALLBACK (ctg_main_window_confirm_changed_cb),
                           self, G_CONNECT_SWAPPED);
  self->waiting_list = ctg_contact_list_new_waiting (store);
  ctg_list_pane_set_list (self->waiting, CTG_LAZY_LIST (self->waiting_list));
  g_signal_connect_object (self->waiting_list, "items-changed", G_CALLBACK (ctg_main_window_waiting_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->waiting_list, "notify::is-loaded", G_CALLBACK (ctg_main_window_waiting_changed_cb),
                           self, G_CONNECT_SWAPPED);
  self->troubled = ctg_row_counter_new_troubled (store);
  self->asking = ctg_row_counter_new_asking (store);
  g_signal_connect_object (self->troubled, "notify::n", G_CALLBACK (ctg_main_window_troubled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->asking, "notify::n", G_CALLBACK (ctg_main_window_asking_cb), self,
                           G_CONNECT_SWAPPED);
  ctg_search_box_set_store (self->search_box, store);
  g_signal_connect_object (self->status_button, "changed", G_CALLBACK (ctg_main_window_update_pages), self,
                           G_CONNECT_SWAPPED);
  ctg_status_button_set_engine (self->status_button, engine);
  ctg_problem_bar_set_engine (self->problem_bar, engine);
  g_signal_connect_object (self->contact_list, "items-changed", G_CALLBACK (ctg_main_window_update_pages), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inbox_list, "items-changed", G_CALLBACK (ctg_main_window_update_pages), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->contact_list, "notify::is-loaded", G_CALLBACK (ctg_main_window_update_pages), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->contact_list, "notify::is-loaded", G_CALLBACK (show_wanted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inbox_list, "notify::is-loaded", G_CALLBACK (show_wanted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inbox_list, "notify::is-loaded", G_CALLBACK (ctg_main_window_update_pages), self,
                           G_CONNECT_SWAPPED);
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
  ctg_main_window_show_place (self, place);
  if (engine != NULL)
    set_engine (self, engine);
  else
    gtk_stack_set_visible_child_name (self->pages, "welcome");
  return self;
}
