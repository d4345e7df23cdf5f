/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-providers.h"

#include <glib/gi18n-lib.h>

struct _CtgSetupPageProviders
{
  CtgSetupPage parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageProviders, ctg_setup_page_providers, CTG_TYPE_SETUP_PAGE)

static void
row_activated_cb (CtgSetupPageProviders *self, GtkListBoxRow *row)
{
  ctg_setup_controller_pick (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)),
                             (guint) gtk_list_box_row_get_index (row));
}

static GtkWidget *
new_row (const CtgCandidate *provider)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), provider->display_name);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (provider->can_start)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), C_("provider", "Not yet"));
  return row;
}

static void
ctg_setup_page_providers_bind (CtgSetupPage *page, CtgSetupController *wizard)
{
  const GPtrArray *providers = ctg_setup_controller_get_providers (wizard);

  for (guint i = 0; i < providers->len; i++)
    gtk_list_box_append (CTG_SETUP_PAGE_PROVIDERS (page)->list, new_row (g_ptr_array_index (providers, i)));
}

static void
ctg_setup_page_providers_enter (CtgSetupPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (CTG_SETUP_PAGE_PROVIDERS (page)->list, 0)));
}

static void
ctg_setup_page_providers_class_init (CtgSetupPageProvidersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CtgSetupPageClass *page_class = CTG_SETUP_PAGE_CLASS (klass);

  page_class->bind = ctg_setup_page_providers_bind;
  page_class->enter = ctg_setup_page_providers_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-providers.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageProviders, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
ctg_setup_page_providers_init (CtgSetupPageProviders *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
