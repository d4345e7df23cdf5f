/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "deal-actions.h"

#include "deal-editor.h"
#include "reading-window.h"
#include "words.h"

#include <glib/gi18n-lib.h>

/* Only the main window has a page for it. */
static void
saved_cb (CtgRecordEditor *editor, gint64 id, GtkWidget *window)
{
  if (!gtk_widget_activate_action (window, "win.show-deal", "x", id))
    ctg_words_toast (window, _("The deal was added"));
}

/* With a contact and a company to begin with, or 0. */
static void
new_deal_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgEngine *engine = ctg_reading_window_get_engine (CTG_READING_WINDOW (widget));
  gint64 contact_id, company_id;

  g_variant_get (parameter, "(xx)", &contact_id, &company_id);
  if (engine != NULL)
    g_signal_connect_object (ctg_deal_editor_add (GTK_WINDOW (widget), engine, contact_id, company_id), "saved",
                             G_CALLBACK (saved_cb), widget, 0);
}

/**
 * ctg_deal_actions_install:
 * @window_class: of a window in which letters are read
 *
 * Installs `win.new-deal`.
 */
void
ctg_deal_actions_install (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.new-deal", "(xx)", new_deal_cb);
}
