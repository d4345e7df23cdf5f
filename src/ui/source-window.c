/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "source-window.h"

#include "accessible-names.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* An attachment's letters tell nobody anything; the file that can be saved has them all. */
#define SHOWN_MAX_BYTES (256 * 1024)

static void
copy_cb (GtkButton *button, GtkTextBuffer *buffer)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text);
  gtk_button_set_label (button, _("_Copied"));
  ctg_accessible_names_mend (GTK_WIDGET (button));
}

/* The names of the header's lines, up to the first blank one, stand out. */
static void
mark_header (GtkTextBuffer *buffer, const char *text)
{
  GtkTextTag *tag = gtk_text_buffer_create_tag (buffer, NULL, "weight", PANGO_WEIGHT_BOLD, NULL);

  for (int number = 0; *text != '\0' && *text != '\n'; number++)
    {
      gsize length = strcspn (text, "\n");
      gsize name = strcspn (text, ":\n \t");
      GtkTextIter start, end;

      gtk_text_buffer_get_iter_at_line (buffer, &start, number);
      if (name > 0 && text[name] == ':')
        {
          gtk_text_buffer_get_iter_at_line_index (buffer, &end, number, (int) name);
          gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
        }
      text += length + (text[length] == '\n');
    }
}

static GtkTextBuffer *
make_buffer (GBytes *source)
{
  GtkTextBuffer *buffer = gtk_text_buffer_new (NULL);
  gsize length;
  const char *bytes = g_bytes_get_data (source, &length);
  g_autofree char *start = g_strndup (bytes, MIN (length, SHOWN_MAX_BYTES));
  g_autofree char *text = ctg_words_body (start, SHOWN_MAX_BYTES);

  gtk_text_buffer_set_text (buffer, text, -1);
  mark_header (buffer, text);
  if (length > SHOWN_MAX_BYTES)
    {
      GtkTextIter end;

      gtk_text_buffer_get_end_iter (buffer, &end);
      gtk_text_buffer_insert (buffer, &end, "\n\n", -1);
      gtk_text_buffer_insert (buffer, &end, _("(cut here: the file that can be saved has all of it)"), -1);
    }
  return buffer;
}

static GtkWidget *
make_text (GtkTextBuffer *buffer)
{
  GtkWidget *view = gtk_text_view_new_with_buffer (buffer);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkTextIter start;

  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_CHAR);
  gtk_widget_add_css_class (view, "source");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Source of the letter"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static GtkWidget *
make_head (const char *title, GtkTextBuffer *buffer)
{
  GtkWidget *head = adw_header_bar_new ();
  GtkWidget *copy = gtk_button_new_with_mnemonic (_("_Copy"));

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (head), adw_window_title_new (_("Source of the letter"), title));
  adw_header_bar_pack_start (ADW_HEADER_BAR (head), copy);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_cb), buffer, 0);
  return head;
}

static void
add_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcut *escape = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                          gtk_named_action_new ("window.close"));

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), escape);
  gtk_widget_add_controller (window, keys);
}

/**
 * ctg_source_window_present:
 * @parent: the window it is modal to
 * @title: the letter's subject
 * @source: its bytes
 *
 * Shows a letter as it was sent: what its header says, then its body as it is written. Bytes that are no text are
 * shown as what they could have been.
 */
void
ctg_source_window_present (GtkWindow *parent, const char *title, GBytes *source)
{
  g_autoptr (GtkTextBuffer) buffer = make_buffer (source);
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "title", _("Source of the letter"), "modal", TRUE,
                                    "transient-for", parent, "default-width", 760, "default-height", 560,
                                    "destroy-with-parent", TRUE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *text = make_text (buffer);

  gtk_box_append (GTK_BOX (box), make_head (title, buffer));
  gtk_box_append (GTK_BOX (box), text);
  adw_window_set_content (ADW_WINDOW (window), box);
  add_escape (window);
  ctg_accessible_names_mend (window);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (text)));
}
