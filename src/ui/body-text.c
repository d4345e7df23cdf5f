/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter's plain words: what others said is behind a bar, in a colour by depth. */

#include "body-text.h"

#include "quote-blocks.h"
#include "text-links.h"
#include "words.h"

#include <glib/gi18n-lib.h>

/* A quote between the lines that is longer is folded: what is read is the answer. */
#define QUOTE_LINES_MAX 10

#define N_COLOURS 3

/* Letters to write are written here, not in whatever else the desktop has for them. */
static gboolean
activate_link_cb (GtkLabel *label, const char *uri)
{
  if (!g_str_has_prefix (uri, "mailto:"))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (label), "win.write-to", "s", uri);
  return TRUE;
}

static GtkWidget *
make_words (const char *text)
{
  g_autofree char *markup = ctg_text_links_to_markup (text);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, CTG_BODY_TEXT_CLASS);
  g_signal_connect (label, "activate-link", G_CALLBACK (activate_link_cb), NULL);
  return label;
}

/* --- Folds --- */

static void
fold_toggled_cb (GtkToggleButton *button, GtkRevealer *revealer)
{
  gboolean is_open = gtk_toggle_button_get_active (button);
  GtkWidget *arrow = gtk_widget_get_first_child (gtk_button_get_child (GTK_BUTTON (button)));

  gtk_image_set_from_icon_name (GTK_IMAGE (arrow), is_open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_revealer_set_reveal_child (revealer, is_open);
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_EXPANDED, is_open, -1);
}

/* Something else may unfold it, such as words that were looked for. */
static void
revealed_cb (GtkRevealer *revealer, GParamSpec *pspec, GtkToggleButton *button)
{
  gtk_toggle_button_set_active (button, gtk_revealer_get_reveal_child (revealer));
}

static GtkWidget *
make_fold_button (const char *word)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("pan-end-symbolic"));
  gtk_box_append (GTK_BOX (box), gtk_label_new (word));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "fold");
  gtk_widget_add_css_class (button, "caption");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  return button;
}

/**
 * ctg_body_text_new_fold:
 * @word: what is folded
 * @content: (transfer floating): it
 *
 * Returns: (transfer floating): a button that unfolds it
 */
GtkWidget *
ctg_body_text_new_fold (const char *word, GtkWidget *content)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *button = make_fold_button (word);
  GtkWidget *revealer = gtk_revealer_new ();

  gtk_widget_set_margin_top (content, 6);
  gtk_revealer_set_child (GTK_REVEALER (revealer), content);
  g_signal_connect_object (button, "toggled", G_CALLBACK (fold_toggled_cb), revealer, 0);
  g_signal_connect_object (revealer, "notify::reveal-child", G_CALLBACK (revealed_cb), button, 0);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), revealer);
  return box;
}

/* --- Quotes --- */

static GtkWidget *
make_quote_box (guint depth)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                                 "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 6, NULL);
  g_autofree char *colour = g_strdup_printf ("quote-%u", (depth - 1) % N_COLOURS + 1);

  gtk_widget_add_css_class (box, "quote");
  gtk_widget_add_css_class (box, colour);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_("part of a letter", "Quote"), -1);
  return box;
}

static const CtgQuoteBlock *
get_block (GPtrArray *blocks, guint i)
{
  return g_ptr_array_index (blocks, i);
}

/* The blocks from @start on that are quoted at least @depth deep, one box in another. */
static GtkWidget *
make_quote (GPtrArray *blocks, guint *start, guint depth)
{
  GtkWidget *box = make_quote_box (depth);

  while (*start < blocks->len && get_block (blocks, *start)->depth >= depth)
    if (get_block (blocks, *start)->depth > depth)
      gtk_box_append (GTK_BOX (box), make_quote (blocks, start, depth + 1));
    else
      gtk_box_append (GTK_BOX (box), make_words (get_block (blocks, (*start)++)->text));
  return box;
}

static guint
count_lines (GPtrArray *blocks, guint start)
{
  guint n_lines = 0;

  for (; start < blocks->len && get_block (blocks, start)->depth > 0; start++)
    n_lines += get_block (blocks, start)->n_lines;
  return n_lines;
}

static gboolean
has_own_words (GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++)
    if (get_block (blocks, i)->depth == 0)
      return TRUE;
  return FALSE;
}

static GtkWidget *
make_quote_of_text (GPtrArray *blocks, guint *start)
{
  guint n_lines = count_lines (blocks, *start);
  GtkWidget *quote = make_quote (blocks, start, 1);
  g_autofree char *word = NULL;

  if (n_lines <= QUOTE_LINES_MAX)
    return quote;
  word = g_strdup_printf (ngettext ("Quote, %u line", "Quote, %u lines", n_lines), n_lines);
  return ctg_body_text_new_fold (word, quote);
}

/**
 * ctg_body_text_new:
 * @text: words of a letter
 * @max_bytes: cut at this many bytes
 *
 * Quotes among them stand behind bars; long ones are folded where the sender says something too.
 *
 * Returns: (transfer floating): the words, as labels of the class %CTG_BODY_TEXT_CLASS
 */
GtkWidget *
ctg_body_text_new (const char *text, gsize max_bytes)
{
  g_autofree char *clean = ctg_words_body (text, max_bytes);
  g_autoptr (GPtrArray) blocks = ctg_quote_blocks_new (clean);
  gboolean may_fold = has_own_words (blocks);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  for (guint i = 0; i < blocks->len;)
    {
      if (get_block (blocks, i)->depth == 0)
        gtk_box_append (GTK_BOX (box), make_words (get_block (blocks, i++)->text));
      else
        gtk_box_append (GTK_BOX (box), may_fold ? make_quote_of_text (blocks, &i) : make_quote (blocks, &i, 1));
    }
  return box;
}
