/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-expectations.h"

struct _CtgSetupPageExpectations
{
  CtgSetupPage parent_instance;

  GtkScrolledWindow *scroller;
  GtkLabel *disclosure;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageExpectations, ctg_setup_page_expectations, CTG_TYPE_SETUP_PAGE)

/* The text comes first: its beginning is shown, and the focus is on it, one Tab before the next step. */
static void
ctg_setup_page_expectations_enter (CtgSetupPage *page)
{
  CtgSetupPageExpectations *self = CTG_SETUP_PAGE_EXPECTATIONS (page);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

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
}

static void
ctg_setup_page_expectations_init (CtgSetupPageExpectations *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
