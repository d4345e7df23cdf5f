/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-start.h"

struct _CtgSetupPageStart
{
  CtgSetupPage parent_instance;

  GtkCheckButton *automation;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageStart, ctg_setup_page_start, CTG_TYPE_SETUP_PAGE)

static void
toggled_cb (GtkCheckButton *button, CtgSetupPage *page)
{
  ctg_setup_controller_set_automation (ctg_setup_page_get_wizard (page), gtk_check_button_get_active (button));
}

static void
ctg_setup_page_start_bind (CtgSetupPage *page, CtgSetupController *wizard)
{
  CtgSetupPageStart *self = CTG_SETUP_PAGE_START (page);

  gtk_check_button_set_active (self->automation, ctg_setup_controller_get_automation (wizard));
  g_signal_connect (self->automation, "toggled", G_CALLBACK (toggled_cb), page);
}

/* What the person came to do is the next step, not the choice. */
static void
ctg_setup_page_start_enter (CtgSetupPage *page)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *next = gtk_window_get_default_widget (GTK_WINDOW (root));

  if (next != NULL)
    gtk_widget_grab_focus (next);
}

static void
ctg_setup_page_start_class_init (CtgSetupPageStartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CtgSetupPageClass *page_class = CTG_SETUP_PAGE_CLASS (klass);

  page_class->bind = ctg_setup_page_start_bind;
  page_class->enter = ctg_setup_page_start_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-start.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageStart, automation);
}

static void
ctg_setup_page_start_init (CtgSetupPageStart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
