/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "recovered-dialog.h"

#include "engine-recovered.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* A backup may have more than what was left in the file. */
static void
answered_cb (CtgEngine *engine, const char *response)
{
  ctg_engine_recovered_seen (engine);
  if (g_str_equal (response, "restore"))
    g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "restore", NULL);
}

static GtkWidget *
new_place (const char *path)
{
  GtkWidget *label = gtk_label_new (path);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "monospace");
  return label;
}

/**
 * ctg_recovered_dialog_offer:
 * @parent: the main window
 * @engine: the engine
 *
 * Presents it if there is something to say.
 */
void
ctg_recovered_dialog_offer (GtkWindow *parent, CtgEngine *engine)
{
  const CtgRecovered *recovered = ctg_engine_get_recovered (engine);
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;

  if (recovered == NULL)
    return;
  body = g_strdup_printf ("%s\n\n%s", recovered->explanation,
                          _("The damaged database is kept for 7 days, in this folder:"));
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, recovered->headline, body));
  adw_message_dialog_set_extra_child (dialog, new_place (recovered->kept));
  if (recovered->is_incomplete)
    adw_message_dialog_add_response (dialog, "restore", _("_Restore a backup…"));
  adw_message_dialog_add_response (dialog, "close", _("_Close"));
  adw_message_dialog_set_default_response (dialog, "close");
  adw_message_dialog_set_close_response (dialog, "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), engine, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
