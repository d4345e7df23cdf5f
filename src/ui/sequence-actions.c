/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sequence-actions.h"

#include "enrol-dialog.h"
#include "reading-window.h"
#include "sequence-dialog.h"

static void
new_sequence_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgEngine *engine = ctg_reading_window_get_engine (CTG_READING_WINDOW (widget));

  if (engine != NULL)
    ctg_sequence_dialog_open (GTK_WINDOW (widget), engine, NULL);
}

static void
enrol_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgEngine *engine = ctg_reading_window_get_engine (CTG_READING_WINDOW (widget));
  CtgContactView *view = ctg_reading_window_get_contact_view (CTG_READING_WINDOW (widget));
  gint64 contact_id = ctg_contact_view_get_id (view);

  if (engine != NULL && contact_id != 0)
    ctg_enrol_dialog_open (GTK_WINDOW (widget), engine, contact_id);
}

/**
 * ctg_sequence_actions_install:
 * @widget_class: of a window in which letters are read
 *
 * Installs the actions and their keys.
 */
void
ctg_sequence_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-sequence", NULL, new_sequence_cb);
  gtk_widget_class_install_action (widget_class, "win.enrol-contact", NULL, enrol_contact_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "win.enrol-contact", NULL);
}
