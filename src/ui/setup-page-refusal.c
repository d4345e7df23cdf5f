/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-refusal.h"

#include "comparison-grid.h"
#include "setup-texts.h"

#include <glib/gi18n-lib.h>

struct _CtgSetupPageRefusal
{
  CtgSetupPage parent_instance;

  GtkLabel *title;
  GtkLabel *sentence;
  GtkLabel *instead;
  GtkWidget *copy_button;
  GtkWidget *again_button;
  GtkLabel *copied;
  GtkButton *other_address_button;
  GtkGrid *comparison;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageRefusal, ctg_setup_page_refusal, CTG_TYPE_SETUP_PAGE)

static void
other_address_clicked_cb (CtgSetupPageRefusal *self)
{
  ctg_setup_controller_send (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)), CTG_SETUP_EVENT_OTHER_ADDRESS);
}

/* A90: why the one will not do, beside the other, which would. */
static void
fill_comparison (CtgSetupPageRefusal *self)
{
  const char *const rows[][2] = {
    { "POP3", "IMAP" },
    { _("Takes letters from the inbox to one computer"), _("Shows the mailbox as it is, on every device") },
    { _("Knows nothing of sent mail and folders"), _("Shows sent mail and all folders") },
    { _("Often removes letters from the server"), _("Leaves everything where it is") },
  };

  for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
    ctg_comparison_grid_add (self->comparison, rows[row][0], rows[row][1]);
}

static void
copy_clicked_cb (CtgSetupPageRefusal *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  g_autofree char *request =
    ctg_setup_dup_it_request (ctg_setup_controller_get_text (wizard, CTG_SETUP_FIELD_ADDRESS));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), request);
  gtk_label_set_label (self->copied, _("Copied: paste it into a letter to whoever looks after the mailbox."));
  gtk_widget_set_visible (GTK_WIDGET (self->copied), TRUE);
}

static void
again_clicked_cb (CtgSetupPageRefusal *self)
{
  ctg_setup_controller_send (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)), CTG_SETUP_EVENT_ASK_AGAIN);
}

static void
show_help (CtgSetupPageRefusal *self, const CtgCandidate *candidate)
{
  gtk_widget_set_visible (self->copy_button, ctg_setup_can_ask_it (candidate));
  gtk_widget_set_visible (self->again_button, ctg_setup_can_ask_it (candidate));
  gtk_widget_set_visible (GTK_WIDGET (self->copied), FALSE);
}

static void
ctg_setup_page_refusal_enter (CtgSetupPage *page)
{
  CtgSetupPageRefusal *self = CTG_SETUP_PAGE_REFUSAL (page);
  CtgSetupController *wizard = ctg_setup_page_get_wizard (page);
  const CtgCandidate *candidate = ctg_setup_controller_get_candidate (wizard);
  CtgRefusalText text = ctg_setup_text_for_refusal (candidate);
  GtkWidget *next = gtk_window_get_default_widget (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))));

  gtk_label_set_label (self->title, text.headline);
  gtk_label_set_label (self->sentence, text.why);
  gtk_label_set_label (self->instead, text.instead);
  gtk_widget_set_visible (GTK_WIDGET (self->other_address_button), !ctg_setup_controller_is_again (wizard));
  show_help (self, candidate);
  gtk_widget_set_visible (GTK_WIDGET (self->comparison),
                          candidate != NULL && g_strcmp0 (candidate->reason, "POP3_ONLY") == 0);
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
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageRefusal, copy_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageRefusal, again_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageRefusal, copied);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageRefusal, other_address_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageRefusal, comparison);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_address_clicked_cb);
}

static void
ctg_setup_page_refusal_init (CtgSetupPageRefusal *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_comparison (self);
}
