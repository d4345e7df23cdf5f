/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-refusal.h"

#include "setup-texts.h"

struct _CtgSetupPageRefusal
{
  CtgSetupPage parent_instance;

  GtkLabel *title;
  GtkLabel *sentence;
  GtkLabel *instead;
  GtkButton *other_address_button;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageRefusal, ctg_setup_page_refusal, CTG_TYPE_SETUP_PAGE)

static void
other_address_clicked_cb (CtgSetupPageRefusal *self)
{
  ctg_setup_controller_send (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)), CTG_SETUP_EVENT_OTHER_ADDRESS);
}

static void
ctg_setup_page_refusal_enter (CtgSetupPage *page)
{
  CtgSetupPageRefusal *self = CTG_SETUP_PAGE_REFUSAL (page);
  CtgRefusalText text =
    ctg_setup_text_for_refusal (ctg_setup_controller_get_candidate (ctg_setup_page_get_wizard (page)));
  GtkWidget *next = gtk_window_get_default_widget (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))));

  gtk_label_set_label (self->title, text.headline);
  gtk_label_set_label (self->sentence, text.why);
  gtk_label_set_label (self->instead, text.instead);
  if (next != NULL)
    gtk_widget_grab_focus (next);
}

static void
ctg_setup_page_refusal_class_init (CtgSetupPageRefusalClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CtgSetupPageClass *page_class = CTG_SETUP_PAGE_CLASS (klass);

  page_class->enter = ctg_setup_page_refusal_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-refusal.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageRefusal, title);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageRefusal, sentence);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageRefusal, instead);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageRefusal, other_address_button);
  gtk_widget_class_bind_template_callback (widget_class, other_address_clicked_cb);
}

static void
ctg_setup_page_refusal_init (CtgSetupPageRefusal *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
