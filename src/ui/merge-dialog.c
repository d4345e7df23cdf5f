/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which other thread of a contact one thread is to be merged with. */

#include "merge-dialog.h"

#include "words.h"

#include <glib/gi18n-lib.h>

/* Who has more of them finds the newer one. */
#define THREADS_MAX 200

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, GtkWindow *dialog)
{
  const gint64 *threads = g_object_get_data (G_OBJECT (row), "threads");
  GtkWindow *parent = gtk_window_get_transient_for (dialog);

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.merge-threads", "(xx)", threads[0], threads[1]);
  gtk_window_close (dialog);
}

static GtkWidget *
make_row (const CtgThreadFacts *facts, gint64 thread)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *subject = ctg_words_subject (facts->subject);
  g_autofree char *date = ctg_words_date (facts->last_utc_s);
  g_autofree char *letters = g_strdup_printf (ngettext ("%u letter", "%u letters", facts->n_messages),
                                              facts->n_messages);
  g_autofree char *line = g_strdup_printf ("%s · %s", letters, date);
  gint64 threads[] = { thread, facts->thread };

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), subject);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "threads", g_memdup2 (threads, sizeof threads), g_free);
  return row;
}

static GtkWidget *
make_list (GtkWindow *dialog, CtgContactPage *page, gint64 thread)
{
  GtkWidget *list = gtk_list_box_new ();
  GPtrArray *threads = ctg_contact_page_get_threads (page);

  for (guint i = 0; threads != NULL && i < MIN (threads->len, THREADS_MAX); i++)
    {
      const CtgThreadFacts *facts = g_ptr_array_index (threads, i);

      if (facts->thread != thread)
        gtk_list_box_append (GTK_LIST_BOX (list), make_row (facts, thread));
    }
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  g_object_set (list, "margin-top", 18, "margin-bottom", 18, "margin-start", 12, "margin-end", 12, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Merge with"), -1);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), dialog, 0);
  return list;
}

static GtkWidget *
make_none (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "mail-unread-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("No other thread"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _("This is the only one on this page."));
  gtk_widget_add_css_class (page, "compact");
  return page;
}

/**
 * ctg_merge_dialog_open:
 * @from: a widget of the window
 * @page: a contact's page
 * @thread: one of its threads
 *
 * Asks for another thread of the page, and makes one of both.
 */
void
ctg_merge_dialog_open (GtkWidget *from, CtgContactPage *page, gint64 thread)
{
  GtkWidget *dialog = g_object_new (ADW_TYPE_WINDOW, "transient-for", gtk_widget_get_root (from), "modal", TRUE,
                                    "destroy-with-parent", TRUE, "title", _("Merge with"), NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  g_autoptr (GtkWidget) list = g_object_ref_sink (make_list (GTK_WINDOW (dialog), page, thread));
  gboolean is_empty = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0) == NULL;

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), is_empty ? make_none () : list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (dialog, keys);
  adw_window_set_content (ADW_WINDOW (dialog), box);
  gtk_window_set_default_size (GTK_WINDOW (dialog), 400, 360);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD);
}
