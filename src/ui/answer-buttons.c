/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "answer-buttons.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct { const char *icon, *words, *action; } answers[] = {
  { "mail-reply-sender-symbolic", N_("Reply (Ctrl+R)"), "win.reply-letter" },
  { "mail-reply-all-symbolic", N_("Reply to all (Ctrl+Shift+R)"), "win.reply-all-letter" },
  { "mail-forward-symbolic", N_("Forward (Ctrl+Shift+F)"), "win.forward-letter" },
};

/**
 * ctg_answer_buttons_new:
 *
 * Returns: (transfer floating): the buttons, for no letter yet
 */
GtkWidget *
ctg_answer_buttons_new (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      GtkWidget *button = gtk_button_new_from_icon_name (answers[i].icon);

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_set_tooltip_text (button, _(answers[i].words));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(answers[i].words), -1);
      gtk_box_append (GTK_BOX (box), button);
    }
  return box;
}

/* To all: where the letter went to more than one. */
static gboolean
has_others (const CtgMessageFacts *message)
{
  guint n = 0;

  for (guint i = 0; i < message->people->len; i++)
    {
      CtgPersonKind kind = ((CtgPersonFacts *) g_ptr_array_index (message->people, i))->kind;

      n += kind == CTG_PERSON_TO || kind == CTG_PERSON_CC;
    }
  return n > 1;
}

/**
 * ctg_answer_buttons_show:
 * @buttons: the buttons
 * @message: a letter
 *
 * Makes them answer this letter.
 */
void
ctg_answer_buttons_show (GtkWidget *buttons, const CtgMessageFacts *message)
{
  GtkWidget *button = gtk_widget_get_first_child (buttons);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++, button = gtk_widget_get_next_sibling (button))
    {
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", message->key);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), answers[i].action);
      gtk_widget_set_visible (button, i != 1 || has_others (message));
    }
}

/**
 * ctg_answers_install:
 * @widget_class: of what stands for a letter
 * @activate: called with the action's name, for ctg_answers_run()
 *
 * Installs the actions and their keys, which hold while the focus is in the widget.
 */
void
ctg_answers_install (GtkWidgetClass *widget_class, GtkWidgetActionActivateFunc activate)
{
  const GdkModifierType shifted = GDK_CONTROL_MASK | GDK_SHIFT_MASK;

  gtk_widget_class_install_action (widget_class, "letter.reply", NULL, activate);
  gtk_widget_class_install_action (widget_class, "letter.reply-all", NULL, activate);
  gtk_widget_class_install_action (widget_class, "letter.forward", NULL, activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "letter.reply", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, shifted, "letter.reply-all", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, shifted, "letter.forward", NULL);
}

/**
 * ctg_answers_run:
 * @widget: what stands for the letter
 * @name: one of the actions
 * @message_key: the letter
 *
 * Opens the window to write in.
 */
void
ctg_answers_run (GtkWidget *widget, const char *name, gint64 message_key)
{
  g_autofree char *action = g_strdup_printf ("win.%s-letter", name + strlen ("letter."));

  gtk_widget_activate_action (widget, action, "x", message_key);
}
