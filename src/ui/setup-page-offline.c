/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-offline.h"

#include "errors.h"
#include "texts.h"

#include <glib/gi18n-lib.h>

/* GNOME's own page for this: a gate answers in its place. It is told nothing. */
#define GATE_URL "http://nmcheck.gnome.org/"

struct _CtgSetupPageOffline
{
  CtgSetupPage parent_instance;

  GtkLabel *title;
  GtkLabel *sentence;
  GtkLabel *instead;
  GtkWidget *gate_button;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageOffline, ctg_setup_page_offline, CTG_TYPE_SETUP_PAGE)

static void
gate_clicked_cb (CtgSetupPageOffline *self)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), GATE_URL, GDK_CURRENT_TIME);
}

static void
choose_clicked_cb (CtgSetupPageOffline *self)
{
  ctg_setup_controller_send (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)), CTG_SETUP_EVENT_CHOOSE);
}

static void
ctg_setup_page_offline_enter (CtgSetupPage *page)
{
  CtgSetupPageOffline *self = CTG_SETUP_PAGE_OFFLINE (page);
  const GError *problem = ctg_setup_controller_get_problem (ctg_setup_page_get_wizard (page));
  GtkWidget *next = gtk_window_get_default_widget (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))));
  g_autoptr (CtgErrorText) text = problem != NULL ? ctg_error_text_new (problem) : NULL;
  gboolean is_gate = ctg_error_has_reason (problem, "captive-portal");

  if (text == NULL)
    return;
  gtk_label_set_label (self->sentence, text->headline);
  gtk_label_set_label (self->instead, is_gate ? text->explanation
    : _("Nothing is guessed meanwhile: look again once there is a network, or enter the servers by hand."));
  gtk_widget_set_visible (self->gate_button, is_gate);
  if (next != NULL)
    gtk_widget_grab_focus (next);
}

static void
ctg_setup_page_offline_class_init (CtgSetupPageOfflineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CTG_SETUP_PAGE_CLASS (klass)->enter = ctg_setup_page_offline_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-offline.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageOffline, title);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageOffline, sentence);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageOffline, instead);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageOffline, gate_button);
  gtk_widget_class_bind_template_callback (widget_class, gate_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_clicked_cb);
}

static void
ctg_setup_page_offline_init (CtgSetupPageOffline *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
