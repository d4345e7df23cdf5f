/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "html-links.h"

#include "text-links.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWindow *window;   /* (owned) */
  char *uri;           /* (owned) */
} Leaving;

static void
leave_cb (AdwMessageDialog *dialog, const char *response, Leaving *leaving)
{
  if (g_str_equal (response, "open"))
    gtk_show_uri_full (leaving->window, leaving->uri, GDK_CURRENT_TIME, NULL, NULL, NULL);
  g_object_unref (leaving->window);
  g_free (leaving->uri);
  g_free (leaving);
}

static char *
make_body (const char *uri, const char *words)
{
  g_autofree char *target = ctg_words_body (uri, 2000);
  g_autofree char *said = words != NULL ? ctg_text_links_dup_said_host (words, uri) : NULL;
  g_autofree char *host = NULL;

  if (said == NULL)
    return g_steal_pointer (&target);
  host = ctg_words_isolated (said);
  /* Translators: the first %s is a web site that a link names, the second the address that it leads to. */
  return g_strdup_printf (_("The link’s words say %s, but it leads elsewhere:\n\n%s"), host, target);
}

/**
 * ctg_html_links_ask:
 * @uri: where a link leads
 * @words: (nullable): its words, where they are known
 * @view: the view it is in
 *
 * H5: where a link leads is said before it is followed, whatever its words say. A letter to write is only begun.
 */
void
ctg_html_links_ask (const char *uri, const char *words, GtkWidget *view)
{
  GtkRoot *root = gtk_widget_get_root (view);
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;
  g_autofree char *heading = host != NULL ? g_strdup_printf (_("Open %s?"), host) : g_strdup (_("Follow this link?"));
  g_autofree char *body = make_body (uri, words);
  Leaving *leaving;
  AdwMessageDialog *dialog;

  if (!GTK_IS_WINDOW (root))
    return;
  if (g_str_has_prefix (uri, "mailto:"))
    {
      gtk_widget_activate_action (view, "win.write-to", "s", uri);
      return;
    }
  leaving = g_new0 (Leaving, 1);
  leaving->window = GTK_WINDOW (g_object_ref (root));
  leaving->uri = g_strdup (uri);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (leaving->window, heading, body));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "open", _("_Open"), NULL);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (leave_cb), leaving);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
link_clicked_cb (GtkButton *button, GtkWidget *view)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER);

  gtk_popover_popdown (GTK_POPOVER (popover));
  ctg_html_links_ask (gtk_widget_get_tooltip_text (GTK_WIDGET (button)), NULL, view);
}

static GtkWidget *
make_link (GtkWidget *view, const char *uri)
{
  g_autofree char *text = ctg_words_body (uri, 2000);
  GtkWidget *button = gtk_button_new_with_label (text);
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_tooltip_text (button, uri);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (link_clicked_cb), view, 0);
  return button;
}

/**
 * ctg_html_links_new:
 * @links: (element-type utf8): where a letter's links lead
 * @view: the view it is in
 *
 * A web view keeps the Tab key once it has it, so it never gets the focus: its links are here for the keyboard, and its
 * words in the other view for the ear.
 *
 * Returns: (transfer floating): a menu of them
 */
GtkWidget *
ctg_html_links_new (GPtrArray *links, GtkWidget *view)
{
  GtkWidget *menu = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < links->len; i++)
    gtk_box_append (GTK_BOX (box), make_link (view, g_ptr_array_index (links, i)));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (menu), popover);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (menu), _("Links"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (menu), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Links"), -1);
  gtk_widget_set_halign (menu, GTK_ALIGN_START);
  gtk_widget_add_css_class (menu, "flat");
  gtk_widget_add_css_class (menu, "caption");
  gtk_widget_add_css_class (menu, "links");
  gtk_widget_set_visible (menu, links->len > 0);
  return menu;
}
