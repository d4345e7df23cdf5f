/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-expectations.h"

#include "comparison-grid.h"
#include "setup-disclosure.h"

#include <glib/gi18n-lib.h>

struct _CtgSetupPageExpectations
{
  CtgSetupPage parent_instance;

  GtkScrolledWindow *scroller;
  GtkLabel *disclosure;
  GtkGrid *permissions;
  AdwPreferencesRow *secret_row;
  GtkWidget *services;
  GtkCheckButton *graph;
  GtkCheckButton *imap;
  GtkWidget *basic;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageExpectations, ctg_setup_page_expectations, CTG_TYPE_SETUP_PAGE)

/* A47: what the permission would allow, beside what is done with it. */
static void
fill_permissions (CtgSetupPageExpectations *self, const char *kind, const char *service)
{
  CtgPermissionText text = { _("What this permission would allow"), _("What Carteggio does") };

  ctg_comparison_grid_clear (self->permissions);
  ctg_comparison_grid_add (self->permissions, text.would, text.does);
  for (guint i = 0; ctg_setup_text_for_permission (kind, service, i, &text); i++)
    ctg_comparison_grid_add (self->permissions, text.would, text.does);
}

static void
show_kind (CtgSetupPageExpectations *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  const CtgCandidate *candidate = ctg_setup_controller_get_candidate (wizard);
  const char *kind = candidate != NULL ? candidate->kind : "imap";
  const char *service = ctg_setup_controller_get_text (wizard, CTG_SETUP_FIELD_SERVICE);
  g_autofree char *text = ctg_setup_dup_disclosure (kind, service);

  gtk_widget_set_visible (self->services, g_str_equal (kind, "microsoft365"));
  gtk_widget_set_visible (self->basic, g_str_equal (kind, "exchange") || g_str_equal (kind, "microsoft365"));
  gtk_label_set_label (self->disclosure, text);
  fill_permissions (self, kind, service);
  adw_preferences_row_set_title (self->secret_row, ctg_setup_controller_signs_in (wizard)
    ? _("The permission, in the keyring of this computer; never a password")
    : _("The password, in the keyring of this computer"));
}

/* The one that is usual is left unsaid. */
static void
service_toggled_cb (CtgSetupPageExpectations *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));

  ctg_setup_controller_set_text (wizard, CTG_SETUP_FIELD_SERVICE,
                                 gtk_check_button_get_active (self->graph) ? "" : "imap");
  show_kind (self);
}

static void
show_service (CtgSetupPageExpectations *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  const char *service = ctg_setup_controller_get_text (wizard, CTG_SETUP_FIELD_SERVICE);

  gtk_check_button_set_active (g_strcmp0 (service, "imap") == 0 ? self->imap : self->graph, TRUE);
}

/* The text comes first: its beginning is shown, and the focus is on it, one Tab before the next step. */
static void
ctg_setup_page_expectations_enter (CtgSetupPage *page)
{
  CtgSetupPageExpectations *self = CTG_SETUP_PAGE_EXPECTATIONS (page);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  show_service (self);
  show_kind (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->scroller));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_lower (adjustment));
}

static void
ctg_setup_page_expectations_class_init (CtgSetupPageExpectationsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CtgSetupPageClass *page_class = CTG_SETUP_PAGE_CLASS (klass);

  page_class->enter = ctg_setup_page_expectations_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-expectations.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageExpectations, scroller);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageExpectations, disclosure);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageExpectations, permissions);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageExpectations, secret_row);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageExpectations, services);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageExpectations, graph);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageExpectations, imap);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageExpectations, basic);
  gtk_widget_class_bind_template_callback (widget_class, service_toggled_cb);
}

static void
ctg_setup_page_expectations_init (CtgSetupPageExpectations *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
