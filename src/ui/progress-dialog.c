/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "progress-dialog.h"

#include <glib/gi18n-lib.h>

/**
 * ctg_progress_dialog_new:
 * @parent: the window it belongs to
 * @heading: what is being done
 * @cancellable: what its button cancels
 *
 * Returns: (transfer none): the dialog, presented, owned by the toolkit
 */
GtkWindow *
ctg_progress_dialog_new (GtkWindow *parent, const char *heading, GCancellable *cancellable)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, NULL);
  GtkWidget *bar = gtk_progress_bar_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, heading, -1);
  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (bar));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), bar);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Stop"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (g_cancellable_cancel), cancellable, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return GTK_WINDOW (dialog);
}

/**
 * ctg_progress_dialog_tell:
 * @dialog: (nullable): the dialog, if it is still there
 * @n_done: how much is done
 * @n_total: of how much; 0: unknown
 */
void
ctg_progress_dialog_tell (GtkWindow *dialog, gint64 n_done, gint64 n_total)
{
  GtkProgressBar *bar;

  if (dialog == NULL)
    return;
  bar = GTK_PROGRESS_BAR (adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog)));
  if (n_total > 0)
    gtk_progress_bar_set_fraction (bar, MIN (1.0, (double) n_done / (double) n_total));
  else
    gtk_progress_bar_pulse (bar);
}
