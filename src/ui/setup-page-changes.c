/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-changes.h"

#include "setup-texts.h"

#include <glib/gi18n-lib.h>

struct _CtgSetupPageChanges
{
  CtgSetupPage parent_instance;

  GtkLabel *title;
  GtkLabel *sentence;
  GtkListBox *list;
  GtkLabel *confirmation;
  GtkCheckButton *confirm_button;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageChanges, ctg_setup_page_changes, CTG_TYPE_SETUP_PAGE)

static void
confirm_toggled_cb (CtgSetupPageChanges *self)
{
  ctg_setup_controller_set_confirmed (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)),
                                      gtk_check_button_get_active (self->confirm_button));
}

static GtkWidget *
new_row (const CtgSetupChange *change)
{
  GtkWidget *row = adw_action_row_new ();
  /* Translators: a setting, such as the name of a server, before and now */
  g_autofree char *words = g_strdup_printf (_("Was: %s\nNow: %s"), change->was, change->now);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), change->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static void
list_changes (CtgSetupPageChanges *self, CtgSetupController *wizard)
{
  g_autoptr (GPtrArray) changes = ctg_setup_controller_list_changes (wizard);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < changes->len; i++)
    gtk_list_box_append (self->list, new_row (g_ptr_array_index (changes, i)));
}

static void
ctg_setup_page_changes_enter (CtgSetupPage *page)
{
  CtgSetupPageChanges *self = CTG_SETUP_PAGE_CHANGES (page);
  CtgSetupController *wizard = ctg_setup_page_get_wizard (page);
  const CtgCandidate *found = ctg_setup_controller_get_found (wizard);
  GtkWidget *next = gtk_window_get_default_widget (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))));
  g_autofree char *why = ctg_setup_dup_why (found);
  g_autofree char *confirmation = ctg_setup_dup_confirmation_markup (found);

  list_changes (self, wizard);
  gtk_label_set_label (self->sentence, why);
  gtk_label_set_label (self->confirmation, confirmation != NULL ? confirmation : "");
  gtk_widget_set_visible (GTK_WIDGET (self->confirmation), confirmation != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->confirm_button), confirmation != NULL);
  gtk_check_button_set_active (self->confirm_button, FALSE);
  gtk_widget_grab_focus (confirmation != NULL || next == NULL ? GTK_WIDGET (self->confirm_button) : next);
}

static void
ctg_setup_page_changes_class_init (CtgSetupPageChangesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CTG_SETUP_PAGE_CLASS (klass)->enter = ctg_setup_page_changes_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-changes.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChanges, title);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChanges, sentence);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChanges, list);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChanges, confirmation);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChanges, confirm_button);
  gtk_widget_class_bind_template_callback (widget_class, confirm_toggled_cb);
}

static void
ctg_setup_page_changes_init (CtgSetupPageChanges *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
