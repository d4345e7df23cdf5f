/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several contacts chosen in the main window: how many they are, and what can be done with all of them. */

#include "main-window-private.h"

#include "compose-window.h"

#include <glib/gi18n-lib.h>

/* Hidden and shown again, so that a screen reader says the new count. */
static void
several_cb (CtgMainWindow *self, guint n)
{
  g_autofree char *words = g_strdup_printf (ngettext ("%u contact selected", "%u contacts selected", n), n);

  gtk_widget_set_visible (GTK_WIDGET (self->several_label), FALSE);
  gtk_label_set_text (self->several_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->several_label), n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.write-each", n > 0);
}

static GtkWidget *
make_bar (CtgMainWindow *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("Write to _each…"));

  self->several_label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0, "accessible-role",
                                      GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.write-each");
  gtk_widget_set_tooltip_text (button, _("Begin one letter that each of them gets separately"));
  gtk_widget_add_css_class (bar, "selection-bar");
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->several_label));
  gtk_box_append (GTK_BOX (bar), button);
  return bar;
}

/**
 * ctg_main_window_make_several:
 * @self: the window, whose list of contacts is made
 *
 * Lets several contacts be chosen.
 */
void
ctg_main_window_make_several (CtgMainWindow *self)
{
  ctg_list_pane_allow_several (self->contacts, make_bar (self));
  g_signal_connect_object (self->contacts, "several", G_CALLBACK (several_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.write-each", FALSE);
}

/**
 * ctg_main_window_write_each_cb:
 * @widget: the window
 * @name: the action
 * @parameter: (nullable): its parameter
 *
 * The action `win.write-each`: begins a letter that each of the contacts chosen gets separately.
 */
void
ctg_main_window_write_each_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);
  g_autoptr (GArray) ids = ctg_list_pane_dup_ids (self->contacts);

  if (self->engine != NULL && ids->len > 0)
    ctg_compose_window_begin (GTK_WINDOW (self), self->engine,
                              &(CtgLetterStart) { .kind = CTG_DRAFT_NEW, .each = ids });
}
