/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-providers.h"

#include "candidate-row.h"
#include "sandbox.h"

#include <glib/gi18n-lib.h>

struct _CtgSetupPageProviders
{
  CtgSetupPage parent_instance;

  GtkListBox *list;
  GtkLabel *plain_notice;
  GtkWidget *plain_button;
  GtkWidget *programs_button;
  GtkLabel *programs_notice;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageProviders, ctg_setup_page_providers, CTG_TYPE_SETUP_PAGE)

static void
row_activated_cb (CtgSetupPageProviders *self, GtkListBoxRow *row)
{
  ctg_setup_controller_pick (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)),
                             (guint) gtk_list_box_row_get_index (row));
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, CtgSetupPage *page)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL)
    ctg_setup_controller_open_file (ctg_setup_page_get_wizard (page), path);
  g_object_unref (dialog);
}

/* A94: what an administrator or a colleague handed over. */
static void
open_clicked_cb (CtgSetupPage *page)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Open a file with the settings"),
                                                              GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), page, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
plain_clicked_cb (CtgSetupPage *page)
{
  ctg_setup_controller_send (ctg_setup_page_get_wizard (page), CTG_SETUP_EVENT_TRY_PLAINLY);
}

/* A102: the press is the consent. */
static void
programs_clicked_cb (CtgSetupPage *page)
{
  ctg_setup_controller_send (ctg_setup_page_get_wizard (page), CTG_SETUP_EVENT_LOOK_IN_PROGRAMS);
}

/* A sandbox holds none of their files: that nothing is found there would say nothing. */
static void
show_programs (CtgSetupPageProviders *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  gboolean has_looked = ctg_setup_controller_has_looked_in_programs (wizard);
  gboolean can_look = !ctg_sandbox_is_flatpak ();

  gtk_widget_set_visible (self->programs_button, can_look && !has_looked);
  gtk_widget_set_visible (GTK_WIDGET (self->programs_notice), !can_look || has_looked);
  gtk_label_set_label (self->programs_notice,
                       can_look ? _("No other mail program here is set up with this address, by IMAP and encrypted.")
                                : _("Installed as a Flatpak, Carteggio cannot see the settings of other mail programs "
                                    "and of GNOME Online Accounts."));
}

/* Only where nothing was found, and what it means said before it is done. */
static void
show_plain (CtgSetupPageProviders *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  gboolean can_try = ctg_setup_controller_can_try_plainly (wizard);
  gboolean has_tried = ctg_setup_controller_has_tried_plainly (wizard);

  gtk_widget_set_visible (self->plain_button, can_try);
  gtk_widget_set_visible (GTK_WIDGET (self->plain_notice), can_try || has_tried);
  gtk_label_set_label (self->plain_notice,
                       can_try ? _("No settings were found for this address. Some providers publish them only over "
                                   "connections without protection, where somebody on the way could change them. You "
                                   "see what is found before it is used.")
                               : _("Nothing was found over unprotected connections either."));
}

/* What was found for the address comes first, and it is found anew with each address. */
static void
list_providers (CtgSetupPageProviders *self)
{
  const GPtrArray *providers =
    ctg_setup_controller_get_providers (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)));
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < providers->len; i++)
    gtk_list_box_append (self->list, ctg_candidate_row_new (g_ptr_array_index (providers, i)));
}

static void
ctg_setup_page_providers_enter (CtgSetupPage *page)
{
  CtgSetupPageProviders *self = CTG_SETUP_PAGE_PROVIDERS (page);

  list_providers (self);
  show_plain (self);
  show_programs (self);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

static void
ctg_setup_page_providers_class_init (CtgSetupPageProvidersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CtgSetupPageClass *page_class = CTG_SETUP_PAGE_CLASS (klass);

  page_class->enter = ctg_setup_page_providers_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-providers.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageProviders, list);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageProviders, plain_notice);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageProviders, plain_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageProviders, programs_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageProviders, programs_notice);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, plain_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, programs_clicked_cb);
}

static void
ctg_setup_page_providers_init (CtgSetupPageProviders *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
