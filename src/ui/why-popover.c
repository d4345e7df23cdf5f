/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "why-popover.h"

#include "accessible-names.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define MAX_CHAIN 6
#define WIDTH_CHARS 42

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static const CtgLogFacts *
find_entry (const CtgMessageFacts *message, gint64 contact_id)
{
  for (guint i = 0; i < message->log->len; i++)
    {
      const CtgLogFacts *entry = g_ptr_array_index (message->log, i);

      if (contact_id == 0 || entry->contact_id == contact_id)
        return entry;
    }
  return NULL;
}

/* The letters this one answers, oldest first; the one that brought it here stands out. */
static void
append_chain (GtkBox *box, const CtgMessageFacts *message, const CtgLogFacts *entry)
{
  guint n = g_strv_length (message->ancestors);
  guint start = n > MAX_CHAIN ? n - MAX_CHAIN : 0;

  if (n == 0 && entry->matched_message_id == NULL)
    return;
  gtk_box_append (box, make_label (_("Chain of references"), "caption-heading"));
  if (start > 0)
    gtk_box_append (box, make_label ("…", "caption"));
  for (guint i = start; i < n; i++)
    {
      gboolean is_match = g_strcmp0 (message->ancestors[i], entry->matched_message_id) == 0;
      g_autofree char *id = ctg_words_line (message->ancestors[i]);
      g_autofree char *line = g_strdup_printf ("%s %s", is_match ? "→" : "\u2003", id);

      gtk_box_append (box, make_label (line, is_match ? "caption-heading" : "caption"));
    }
  if (entry->matched_message_id != NULL && !g_strv_contains ((const char *const *) message->ancestors,
                                                             entry->matched_message_id))
    {
      g_autofree char *id = ctg_words_line (entry->matched_message_id);

      gtk_box_append (box, make_label (id, "caption-heading"));
    }
}

static void
close_popover_cb (GtkWidget *button)
{
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER)));
}

/**
 * ctg_why_popover_new:
 * @message: a logged letter
 * @contact_id: on whose page it is shown
 *
 * Says why a letter is where it is: the rule in a sentence, the chain of references, and takes it away again.
 *
 * Returns: (transfer floating): the popover
 */
GtkWidget *
ctg_why_popover_new (const CtgMessageFacts *message, gint64 contact_id)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const CtgLogFacts *entry = find_entry (message, contact_id);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Why here?"), -1);
  if (entry != NULL)
    {
      g_autofree char *sentence = ctg_text_for_rule (entry->rule, entry->matched_message_id);
      GtkWidget *undo = gtk_button_new_with_mnemonic (_("_Undo: take it off this page"));

      gtk_box_append (GTK_BOX (box), make_label (sentence, NULL));
      append_chain (GTK_BOX (box), message, entry);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (undo), "(xx)", message->key, entry->contact_id);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (undo), "win.unlog");
      g_signal_connect (undo, "clicked", G_CALLBACK (close_popover_cb), NULL);
      gtk_widget_set_margin_top (undo, 6);
      gtk_box_append (GTK_BOX (box), undo);
      ctg_accessible_names_mend (undo);
    }
  return popover;
}
