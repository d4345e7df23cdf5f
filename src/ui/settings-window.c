/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "settings-window.h"

#include "accessible-names.h"
#include "help-topic.h"
#include "settings-data.h"
#include "settings-diagnostics.h"
#include "past-dialog.h"
#include "settings-email.h"
#include "setup-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CtgSettingsWindow
{
  AdwWindow parent_instance;

  CtgEngine *engine;   /* (owned) (nullable) */
  AdwLeaflet *leaflet;
  GtkWidget *content;
  GtkListBox *sidebar;
  CtgSettingsEmail *email;
  CtgSettingsData *data;
  CtgSettingsDiagnostics *diagnostics;
};

G_DEFINE_FINAL_TYPE (CtgSettingsWindow, ctg_settings_window, ADW_TYPE_WINDOW)

/* The pages of the sidebar, in its order. */
static const char *const pages[] = { "general", "data", "diagnostics" };

/* The list selects nothing by itself: it would follow the focus, and passing through it with Tab would change
 * the page. */
static void
show_page (CtgSettingsWindow *self, int index)
{
  for (int i = 0; i < (int) G_N_ELEMENTS (pages); i++)
    {
      GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->sidebar, i));

      if (i == index)
        gtk_widget_set_state_flags (row, GTK_STATE_FLAG_SELECTED, FALSE);
      else
        gtk_widget_unset_state_flags (row, GTK_STATE_FLAG_SELECTED);
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, i == index, -1);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->content), pages[index]);
}

static void
sidebar_activated_cb (CtgSettingsWindow *self, GtkListBoxRow *row)
{
  int index = gtk_list_box_row_get_index (row);

  show_page (self, index);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  if (g_str_equal (pages[index], "diagnostics"))
    ctg_settings_diagnostics_look (self->diagnostics);
  gtk_widget_child_focus (self->content, GTK_DIR_TAB_FORWARD);
}

static void
back_clicked_cb (CtgSettingsWindow *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
success_response_cb (CtgSettingsWindow *self, const char *response)
{
  if (strcmp (response, "another") == 0)
    ctg_settings_window_connect (self);
  else if (strcmp (response, "past") == 0)
    ctg_past_dialog_present (GTK_WINDOW (self), self->engine, 0, NULL);
}

/* What happens next, in three lines, over the list with the new row. */
static void
connected_cb (CtgSettingsWindow *self, const char *account_id, const char *address, const char *requirements)
{
  /* Translators: %s is an e-mail address */
  g_autofree char *unbroken = g_markup_printf_escaped ("<span insert_hyphens=\"false\">%s</span>", address);
  g_autofree char *heading = g_strdup_printf (_("%s is now connected"), unbroken);
  g_autofree char *body =
    g_strjoin ("\n", _("The last 60 days of your inbox and sent mail are being read."),
               _("Add your contacts and log a letter: the answers to it are then logged by themselves."),
               _("New letters appear by themselves, as long as Carteggio is open."), requirements,
                NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (self), heading, body));

  adw_message_dialog_set_heading_use_markup (dialog, TRUE);
  adw_message_dialog_add_responses (dialog, "another", _("Connect _another"), "past",
                                    _("_Log past correspondence…"), "done", _("_Done"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "done", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "done");
  adw_message_dialog_set_close_response (dialog, "done");
  g_signal_connect_object (dialog, "response", G_CALLBACK (success_response_cb), self, G_CONNECT_SWAPPED);
  ctg_settings_email_focus_mailbox (self->email, account_id);
  gtk_window_present (GTK_WINDOW (dialog));
  ctg_accessible_names_mend (GTK_WIDGET (dialog));
}

static void
map_cb (CtgSettingsWindow *self)
{
  ctg_settings_email_focus (self->email);
}

static void
ctg_settings_window_dispose (GObject *object)
{
  g_clear_object (&CTG_SETTINGS_WINDOW (object)->engine);
  G_OBJECT_CLASS (ctg_settings_window_parent_class)->dispose (object);
}

static void
ctg_settings_window_class_init (CtgSettingsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CTG_TYPE_SETTINGS_DATA);
  g_type_ensure (CTG_TYPE_SETTINGS_DIAGNOSTICS);
  g_type_ensure (CTG_TYPE_SETTINGS_EMAIL);
  G_OBJECT_CLASS (klass)->dispose = ctg_settings_window_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/settings-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsWindow, content);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsWindow, email);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsWindow, data);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsWindow, diagnostics);
  gtk_widget_class_bind_template_callback (widget_class, sidebar_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
}

static void
ctg_settings_window_init (CtgSettingsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ctg_help_topic_set (GTK_WIDGET (self->email), "providers");
  ctg_help_topic_set (GTK_WIDGET (self->data), "stored");
  ctg_help_topic_set (GTK_WIDGET (self->diagnostics), "trouble");
  show_page (self, 0);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  g_signal_connect_after (self, "map", G_CALLBACK (map_cb), NULL);
}

/**
 * ctg_settings_window_new:
 * @application: the application, whose actions it uses
 * @parent: (nullable): the window it is modal to
 * @engine: whose settings they are
 * @background: what the system was asked
 *
 * Returns: (transfer none): the window, owned by the toolkit, not presented yet
 */
CtgSettingsWindow *
ctg_settings_window_new (GtkApplication *application, GtkWindow *parent, CtgEngine *engine,
                         CtgBackground *background)
{
  CtgSettingsWindow *self =
    g_object_new (CTG_TYPE_SETTINGS_WINDOW, "application", application, "transient-for", parent, NULL);

  self->engine = g_object_ref (engine);
  ctg_settings_email_set_engine (self->email, engine);
  ctg_settings_email_set_background (self->email, background);
  ctg_settings_data_set_engine (self->data, engine);
  ctg_settings_diagnostics_set_engine (self->diagnostics, engine);
  return self;
}

/**
 * ctg_settings_window_connect:
 * @self: the settings
 *
 * Opens the wizard over them.
 */
void
ctg_settings_window_connect (CtgSettingsWindow *self)
{
  g_autoptr (CtgSetupController) wizard = ctg_setup_controller_new (CTG_SETUP_ACTIONS (self->engine));
  CtgSetupWindow *window = ctg_setup_window_new (GTK_WINDOW (self), wizard);

  g_signal_connect_object (window, "connected", G_CALLBACK (connected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "existing", G_CALLBACK (ctg_settings_email_open), self->email, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}
