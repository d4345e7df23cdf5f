/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several contacts chosen in the main window: how many they are, and what can be done with all of them. */

#include "main-window-private.h"

#include "compose-window.h"
#include "contact-merge-dialog.h"
#include "enrol-dialog.h"

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
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.enrol-several", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.merge-two", n == 2);
}

static void
append_button (GtkWidget *bar, const char *label, const char *action, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_box_append (GTK_BOX (bar), button);
}

static GtkWidget *
make_bar (CtgMainWindow *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->several_label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0, "accessible-role",
                                      GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  gtk_widget_add_css_class (bar, "selection-bar");
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->several_label));
  append_button (bar, _("Write to _each…"), "win.write-each", _("Begin one letter that each of them gets separately"));
  append_button (bar, _("Add to a se_quence…"), "win.enrol-several",
                 _("Letters that follow each other by themselves, for each of them"));
  append_button (bar, _("_Merge the two"), "win.merge-two", _("One contact with the addresses and letters of both"));
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
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.enrol-several", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.merge-two", FALSE);
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

/**
 * ctg_main_window_enrol_several_cb:
 * @widget: the window
 * @name: the action
 * @parameter: (nullable): its parameter
 *
 * The action `win.enrol-several`: asks into which sequence the contacts chosen are put.
 */
void
ctg_main_window_enrol_several_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);
  g_autoptr (GArray) ids = ctg_list_pane_dup_ids (self->contacts);

  if (self->engine != NULL && ids->len > 0)
    ctg_enrol_dialog_open_several (GTK_WINDOW (self), self->engine, ids);
}

/**
 * ctg_main_window_merge_two_cb:
 * @widget: the window
 * @name: the action
 * @parameter: (nullable): its parameter
 *
 * The action `win.merge-two`: the one who was there first stays.
 */
void
ctg_main_window_merge_two_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMainWindow *self = CTG_MAIN_WINDOW (widget);
  g_autoptr (GArray) ids = ctg_list_pane_dup_ids (self->contacts);
  gint64 a, b;

  if (self->engine == NULL || ids->len != 2)
    return;
  a = g_array_index (ids, gint64, 0);
  b = g_array_index (ids, gint64, 1);
  ctg_list_pane_select (self->contacts, MIN (a, b));
  ctg_contact_merge (widget, self->engine, MIN (a, b), MAX (a, b));
}
