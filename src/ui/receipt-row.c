/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "receipt-row.h"

#include "engine-receipt.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define BELOW_ICON_PX 22

struct _CtgReceiptRow
{
  GtkBox parent_instance;

  GtkWidget *line;
  GtkLabel *label;
  GtkWidget *buttons;
  GtkWidget *send_button;
  GtkWidget *refuse_button;

  CtgEngine *engine;       /* (owned) (nullable) */
  gint64 key;
};

G_DEFINE_FINAL_TYPE (CtgReceiptRow, ctg_receipt_row, GTK_TYPE_BOX)

static void
show_answered (CtgReceiptRow *self, const char *words, gboolean may_send)
{
  /* What had the focus goes: the keyboard stays with what is left. */
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  gtk_label_set_text (self->label, words);
  gtk_widget_set_visible (self->refuse_button, FALSE);
  gtk_widget_set_visible (self->buttons, may_send);
  if (had_focus)
    gtk_widget_child_focus (gtk_widget_get_parent (GTK_WIDGET (self)), GTK_DIR_TAB_FORWARD);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgReceiptRow) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->buttons, TRUE);
  if (ctg_engine_send_receipt_finish (CTG_ENGINE (source), result, &error) != 0)
    show_answered (self, _("You are telling the sender that you read this. The receipt is among the outgoing letters."),
                   FALSE);
  else
    ctg_words_show_error (GTK_WIDGET (self), error);
}

static void
send_cb (CtgReceiptRow *self)
{
  gtk_widget_set_sensitive (self->buttons, FALSE);
  ctg_engine_send_receipt_async (self->engine, self->key, sent_cb, g_object_ref (self));
}

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgReceiptRow) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->buttons, TRUE);
  if (ctg_engine_refuse_receipt_finish (CTG_ENGINE (source), result, &error))
    show_answered (self, _("The sender asked to be told that you read this, and is not told."), TRUE);
  else
    ctg_words_show_error (GTK_WIDGET (self), error);
}

static void
refuse_cb (CtgReceiptRow *self)
{
  gtk_widget_set_sensitive (self->buttons, FALSE);
  ctg_engine_refuse_receipt_async (self->engine, self->key, refused_cb, g_object_ref (self));
}

static void
ctg_receipt_row_dispose (GObject *object)
{
  g_clear_object (&CTG_RECEIPT_ROW (object)->engine);
  G_OBJECT_CLASS (ctg_receipt_row_parent_class)->dispose (object);
}

static void
ctg_receipt_row_class_init (CtgReceiptRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_receipt_row_dispose;
}

static GtkWidget *
make_line (CtgReceiptRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("mail-read-symbolic");

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->label));
  return line;
}

static GtkWidget *
append_button (CtgReceiptRow *self, const char *words, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (words);

  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->buttons), button);
  return button;
}

static void
ctg_receipt_row_init (CtgReceiptRow *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self), 6);
  self->line = make_line (self);
  gtk_box_append (GTK_BOX (self), self->line);
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_margin_start (self->buttons, BELOW_ICON_PX);
  self->send_button = append_button (self, _("Send receipt"), G_CALLBACK (send_cb));
  self->refuse_button = append_button (self, _("Do not send"), G_CALLBACK (refuse_cb));
  gtk_box_append (GTK_BOX (self), self->buttons);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ctg_receipt_row_new:
 *
 * Returns: (transfer floating): a row that says nothing yet
 */
GtkWidget *
ctg_receipt_row_new (void)
{
  return g_object_new (CTG_TYPE_RECEIPT_ROW, NULL);
}

/* Who asks: the sender, whose name is in the letter's head; or somebody else, who is named. */
static char *
make_words (const CtgMessageFacts *message)
{
  g_autofree char *who = ctg_words_isolated (ctg_facts_name_or_address (message->from_name, message->from_address));
  g_autofree char *elsewhere = ctg_words_isolated (message->receipt->address);
  g_autofree char *when = ctg_words_date_exact (message->receipt->answered_utc_s);

  if (message->receipt->answer == CTG_RECEIPT_FACT_GIVEN)
    /* Translators: whose letter it is is said above; address, date */
    return g_strdup_printf (_("You told %s that you read this, %s"), elsewhere, when);
  if (message->receipt->answer == CTG_RECEIPT_FACT_REFUSED)
    return g_strdup (_("The sender asked to be told that you read this, and is not told."));
  if (!message->receipt->is_elsewhere)
    return g_strdup_printf (_("%s asks to be told that you read this."), who);
  return g_strdup_printf (_("%s asks to be told that you read this. The receipt would not go to the sender but to %s."),
                          who, elsewhere);
}

/**
 * ctg_receipt_row_show:
 * @self: the row
 * @engine: the engine
 * @message: a letter
 *
 * Shows what the letter's sender asks, if anything.
 */
void
ctg_receipt_row_show (CtgReceiptRow *self, CtgEngine *engine, const CtgMessageFacts *message)
{
  g_autofree char *words = NULL;

  g_return_if_fail (CTG_IS_RECEIPT_ROW (self));
  gtk_widget_set_visible (GTK_WIDGET (self), message->receipt != NULL);
  if (message->receipt == NULL)
    return;
  g_set_object (&self->engine, engine);
  self->key = message->key;
  if (message->receipt->is_elsewhere)
    gtk_widget_remove_css_class (self->line, "dim-label");
  else
    gtk_widget_add_css_class (self->line, "dim-label");
  words = make_words (message);
  gtk_label_set_text (self->label, words);
  gtk_widget_set_visible (self->buttons, message->receipt->answer != CTG_RECEIPT_FACT_GIVEN);
  gtk_widget_set_visible (self->refuse_button, message->receipt->answer == CTG_RECEIPT_FACT_OPEN);
}
