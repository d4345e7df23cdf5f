/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "why-popover.h"

#include "accessible-names.h"
#include "message-chain.h"
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

/* Filled in once the letters this one answers are read. */
typedef struct
{
  GtkWidget *box;         /* (owned) */
  char *matched;          /* (owned) (nullable) the id of the one that brought it here */
} Chain;

static void
chain_free (Chain *chain)
{
  g_object_unref (chain->box);
  g_free (chain->matched);
  g_free (chain);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Chain, chain_free)

static char *
make_line (const CtgChainLink *link)
{
  g_autofree char *sender = link->is_outgoing ? g_strdup (C_("sender", "You")) : ctg_words_line (link->sender);
  g_autofree char *subject = ctg_words_subject (link->subject);
  g_autofree char *date = ctg_words_date (link->date_utc_s);

  return g_strdup_printf ("%s · %s · %s", sender, date, subject);
}

static void
close_popover_cb (GtkWidget *button)
{
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER)));
}

/* A letter of this page can be gone to. */
static GtkWidget *
make_link (const CtgChainLink *link)
{
  g_autofree char *line = make_line (link);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (line);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_tooltip_text (button, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, line, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xx)", link->thread, link->key);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-letter");
  g_signal_connect (button, "clicked", G_CALLBACK (close_popover_cb), NULL);
  return button;
}

static void
append_link (const Chain *chain, const CtgChainLink *link)
{
  gboolean is_match = g_strcmp0 (link->message_id, chain->matched) == 0;
  const char *style = is_match ? "caption-heading" : "caption";
  g_autofree char *line = link->key != 0 ? make_line (link) : g_strdup (_("a letter that is not here"));
  GtkWidget *widget = link->is_on_page ? make_link (link) : make_label (line, style);

  gtk_widget_add_css_class (widget, style);
  gtk_box_append (GTK_BOX (chain->box), widget);
}

static void
chain_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Chain) chain = data;
  g_autoptr (GPtrArray) links = ctg_message_chain_load_finish (result, NULL);

  if (links == NULL || links->len == 0)
    return;
  gtk_box_append (GTK_BOX (chain->box), make_label (_("It answers"), "caption-heading"));
  for (guint i = 0; i < links->len; i++)
    append_link (chain, g_ptr_array_index (links, i));
  gtk_widget_set_visible (chain->box, TRUE);
  gtk_widget_child_focus (chain->box, GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
make_chain (CtgEngine *engine, const CtgMessageFacts *message, gint64 contact_id, const char *matched)
{
  Chain *chain = g_new0 (Chain, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_visible (box, FALSE);
  chain->box = g_object_ref_sink (box);
  chain->matched = g_strdup (matched);
  ctg_message_chain_load_async (ctg_engine_get_store (engine), message->key, contact_id, MAX_CHAIN, chain_cb,
                                chain);
  return box;
}

static GtkWidget *
make_popover (GtkWidget *box)
{
  GtkWidget *popover = gtk_popover_new ();

  g_object_set (box, "margin-top", 6, "margin-bottom", 6, "margin-start", 6, "margin-end", 6, NULL);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Why here?"), -1);
  return popover;
}

/**
 * ctg_why_popover_new_waiting:
 * @engine: the engine
 * @message: a letter that waits for a decision
 *
 * Says why it waits, and which letters it says it answers.
 *
 * Returns: (transfer floating): the popover
 */
GtkWidget *
ctg_why_popover_new_waiting (CtgEngine *engine, const CtgMessageFacts *message)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), make_label (ctg_text_for_tray (message->tray_rule), NULL));
  gtk_box_append (GTK_BOX (box), make_label (_("Carteggio logs by itself only what comes from the people of a "
                                               "correspondence; the rest is for you to decide."), "dim-label"));
  gtk_box_append (GTK_BOX (box), make_chain (engine, message, 0, message->tray_matched));
  return make_popover (box);
}

/**
 * ctg_why_popover_new:
 * @engine: the engine
 * @message: a logged letter
 * @contact_id: on whose page it is shown
 *
 * Says why a letter is where it is: the rule in a sentence, the letters it answers, and takes it away again.
 *
 * Returns: (transfer floating): the popover
 */
GtkWidget *
ctg_why_popover_new (CtgEngine *engine, const CtgMessageFacts *message, gint64 contact_id)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const CtgLogFacts *entry = find_entry (message, contact_id);

  if (entry != NULL)
    {
      g_autofree char *sentence = ctg_text_for_rule (entry->rule, entry->matched_message_id);
      GtkWidget *undo = gtk_button_new_with_mnemonic (_("_Undo: take it off this page"));

      gtk_box_append (GTK_BOX (box), make_label (sentence, NULL));
      gtk_box_append (GTK_BOX (box), make_chain (engine, message, entry->contact_id, entry->matched_message_id));
      gtk_actionable_set_action_target (GTK_ACTIONABLE (undo), "(xx)", message->key, entry->contact_id);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (undo), "win.unlog");
      g_signal_connect (undo, "clicked", G_CALLBACK (close_popover_cb), NULL);
      gtk_widget_set_margin_top (undo, 6);
      gtk_box_append (GTK_BOX (box), undo);
      ctg_accessible_names_mend (undo);
    }
  return make_popover (box);
}
