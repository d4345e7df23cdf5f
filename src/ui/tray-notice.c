/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tray-notice.h"

#include "accessible-names.h"
#include "texts.h"
#include "why-popover.h"
#include "wrap-box.h"

#include <glib/gi18n-lib.h>

struct _CtgTrayNotice
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *label;
  GtkWidget *log_button;

  CtgEngine *engine;                /* (owned) (nullable) */
  const CtgMessageFacts *message;   /* (unowned) (nullable) its letter, as long as it is shown */
};

G_DEFINE_FINAL_TYPE (CtgTrayNotice, ctg_tray_notice, GTK_TYPE_WIDGET)

static void
fill_why (GtkMenuButton *button, gpointer data)
{
  CtgTrayNotice *self = data;

  if (self->message != NULL)
    gtk_menu_button_set_popover (button, ctg_why_popover_new_waiting (self->engine, self->message));
}

static GtkWidget *
make_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
make_why (CtgTrayNotice *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _("Why here?"));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), fill_why, self, NULL);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (button), FALSE);
  return button;
}

static void
ctg_tray_notice_dispose (GObject *object)
{
  CtgTrayNotice *self = CTG_TRAY_NOTICE (object);

  self->message = NULL;
  g_clear_object (&self->engine);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (ctg_tray_notice_parent_class)->dispose (object);
}

static void
ctg_tray_notice_class_init (CtgTrayNoticeClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_tray_notice_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
ctg_tray_notice_init (CtgTrayNotice *self)
{
  GtkWidget *buttons = g_object_new (CTG_TYPE_WRAP_BOX, "spacing", 6, NULL);
  GtkWidget *refuse = make_button (_("_Not this person"), "win.refuse");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0, NULL);
  self->log_button = make_button (_("_Log"), "win.log");
  gtk_widget_add_css_class (self->log_button, "suggested-action");
  gtk_widget_set_tooltip_text (refuse, _("It is not logged, now or later; it stays in your mailbox (Delete)"));
  ctg_wrap_box_append (CTG_WRAP_BOX (buttons), self->log_button);
  ctg_wrap_box_append (CTG_WRAP_BOX (buttons), refuse);
  ctg_wrap_box_append (CTG_WRAP_BOX (buttons), make_why (self));
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "notice");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (self->box), buttons);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  ctg_accessible_names_mend (GTK_WIDGET (self));
}

/**
 * ctg_tray_notice_show:
 * @self: the notice
 * @engine: the engine
 * @message: (nullable): a letter, which lives as long as it is shown
 * @log_label: what the button says that logs it
 *
 * Shows what is to be decided of a letter, or hides.
 */
void
ctg_tray_notice_show (CtgTrayNotice *self, CtgEngine *engine, const CtgMessageFacts *message, const char *log_label)
{
  gboolean is_waiting = message != NULL && message->tray_rule != NULL;

  g_return_if_fail (CTG_IS_TRAY_NOTICE (self));
  g_set_object (&self->engine, engine);
  self->message = is_waiting ? message : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), is_waiting);
  if (!is_waiting)
    return;
  gtk_label_set_text (self->label, ctg_text_for_tray (message->tray_rule));
  gtk_button_set_label (GTK_BUTTON (self->log_button), log_label);
  ctg_accessible_names_mend (self->log_button);
}

/**
 * ctg_tray_notice_focus:
 * @self: the notice, shown
 *
 * Puts the focus on logging the letter.
 */
void
ctg_tray_notice_focus (CtgTrayNotice *self)
{
  g_return_if_fail (CTG_IS_TRAY_NOTICE (self));
  gtk_widget_grab_focus (self->log_button);
}
