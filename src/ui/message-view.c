/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-view.h"

#include "accessible-names.h"
#include "answer-buttons.h"
#include "attachment-row.h"
#include "body-view.h"
#include "letter-tools.h"
#include "outgoing-texts.h"
#include "outgoing-view.h"
#include "receipt-row.h"
#include "text-row.h"
#include "tooltips.h"
#include "why-popover.h"
#include "words.h"

#include <glib/gi18n-lib.h>

struct _CtgMessageView
{
  GtkBox parent_instance;

  CtgEngine *engine;          /* (owned) */
  CtgMessageFacts *message;   /* (owned) */
  gint64 contact_id;
  gboolean is_open;
  GtkWidget *head;            /* the button that folds and unfolds */
  GtkWidget *row;
  GtkWidget *content;         /* (nullable) made when first opened */
  CtgBodyView *body;          /* (nullable) in it */
  GtkWidget *line;            /* (nullable) in it: who and what can be done */
  GtkWidget *sent;            /* (nullable) below that: what became of it */
  GtkWidget *receipt;         /* (nullable) whether its sender asks for one */
};

G_DEFINE_FINAL_TYPE (CtgMessageView, ctg_message_view, GTK_TYPE_BOX)

static char *
make_sender (CtgMessageView *self)
{
  if (self->message->is_outgoing)
    return g_strdup (C_("sender", "You"));
  return ctg_words_line (ctg_facts_name_or_address (self->message->from_name, self->message->from_address));
}

/* Folded: the first line, behind the subject where that is not the thread's. */
static char *
make_preview (CtgMessageView *self)
{
  g_autofree char *snippet = ctg_words_line (self->message->snippet);
  g_autofree char *subject = self->message->has_own_subject ? ctg_words_line (self->message->subject) : NULL;

  return subject != NULL ? g_strdup_printf ("%s · %s", subject, snippet) : g_steal_pointer (&snippet);
}

static void
update_head (CtgMessageView *self)
{
  g_autofree char *sender = make_sender (self);
  g_autofree char *address = ctg_words_line (self->message->from_address);
  g_autofree char *preview = make_preview (self);
  g_autofree char *date = ctg_words_date (self->message->date_utc_s);
  g_autofree char *exact = ctg_words_date_exact (self->message->date_utc_s);
  gboolean has_preview = !self->is_open && *preview != '\0';
  g_autofree char *accessible = g_strconcat (sender, ", ", exact, has_preview ? ", " : "", has_preview ? preview : "",
                                             NULL);
  CtgTextRowWords words = { .title = sender, .subtitle = self->is_open ? address : preview, .trailing = date,
                            .accessible = accessible };

  ctg_text_row_set (CTG_TEXT_ROW (self->row), &words);
  ctg_tooltip_set (self->head, exact);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->head), GTK_ACCESSIBLE_STATE_EXPANDED, self->is_open, -1);
}

static GtkWidget *
make_attachments (CtgMessageView *self)
{
  GtkWidget *flow = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 6);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 3);
  gtk_widget_set_halign (flow, GTK_ALIGN_START);
  for (guint i = 0; i < self->message->attachments->len; i++)
    {
      GtkWidget *chip = ctg_attachment_row_new (self->engine, g_ptr_array_index (self->message->attachments, i), TRUE);
      GtkWidget *child = gtk_flow_box_child_new ();

      /* The chip's buttons take the focus, not the box's cell around them. */
      gtk_widget_set_focusable (child, FALSE);
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), chip);
      gtk_flow_box_append (GTK_FLOW_BOX (flow), child);
    }
  return flow;
}

static void
fill_why (GtkMenuButton *button, gpointer data)
{
  CtgMessageView *self = data;

  gtk_menu_button_set_popover (button, ctg_why_popover_new (self->engine, self->message, self->contact_id));
}

static GtkWidget *
make_why (CtgMessageView *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _("Why here?"));
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Why here?"), -1);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), fill_why, self, NULL);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "why");
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_hexpand (button, TRUE);
  return button;
}

static GtkWidget *
make_receivers (CtgMessageView *self)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *line = NULL;
  GtkWidget *label;

  for (guint i = 0; i < self->message->people->len; i++)
    {
      const CtgPersonFacts *person = g_ptr_array_index (self->message->people, i);
      g_autofree char *name = ctg_words_isolated (ctg_facts_name_or_address (person->name, person->address));

      if (person->kind != CTG_PERSON_TO && person->kind != CTG_PERSON_CC)
        continue;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
    }
  /* Translators: %s are the receivers of a letter. */
  line = g_strdup_printf (_("to %s"), names->str);
  label = gtk_label_new (line);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_visible (label, names->len > 0);
  return label;
}

/* What is known of a letter that was sent from here. */
static GtkWidget *
make_sent (const CtgOutgoingRow *sent)
{
  g_autofree char *state = ctg_outgoing_view_dup_state (sent);
  const char *copy = ctg_text_for_outgoing_copy (sent->copy);
  g_autofree char *receipts = ctg_outgoing_view_dup_receipts (sent);
  g_autofree char *words = g_strconcat (state, *copy != '\0' ? " · " : "", copy, *receipts != '\0' ? "\n" : "",
                                        receipts, NULL);
  gboolean needs_look = ctg_outgoing_row_needs_look (sent);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (box, needs_look ? "warning" : "dim-label");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (needs_look ? "dialog-warning-symbolic"
                                                                          : "object-select-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

/* A letter that was forwarded or answered to somebody else, its quote and subject gone (B45). */
static GtkWidget *
make_stray (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (_("Perhaps not related to the letters before it: other people, another subject, "
                                      "no quote."));
  GtkWidget *button = gtk_button_new_with_mnemonic (_("Split _off"));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "letter.split");
  gtk_widget_set_tooltip_text (button, _("Begin a thread of its own with this letter and what answers it"));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("dialog-question-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  ctg_accessible_names_mend (button);
  return box;
}

static GtkWidget *
make_subject (CtgMessageView *self)
{
  g_autofree char *subject = ctg_words_subject (self->message->subject);
  GtkWidget *label = gtk_label_new (subject);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static GtkWidget *
make_content (CtgMessageView *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *answers = ctg_answer_buttons_new ();
  GtkWidget *body = ctg_body_view_new ();

  gtk_widget_add_css_class (content, "letter");
  gtk_box_append (GTK_BOX (line), make_receivers (self));
  gtk_box_append (GTK_BOX (line), make_why (self));
  ctg_answer_buttons_show (answers, self->message);
  gtk_box_append (GTK_BOX (answers), ctg_letter_tools_new_button ());
  gtk_box_append (GTK_BOX (line), answers);
  gtk_box_append (GTK_BOX (content), line);
  self->line = line;
  if (self->message->is_stray)
    gtk_box_append (GTK_BOX (content), make_stray ());
  self->sent = self->message->sent != NULL ? make_sent (self->message->sent) : NULL;
  if (self->sent != NULL)
    gtk_box_append (GTK_BOX (content), self->sent);
  if (self->message->has_own_subject)
    gtk_box_append (GTK_BOX (content), make_subject (self));
  self->receipt = ctg_receipt_row_new ();
  ctg_receipt_row_show (CTG_RECEIPT_ROW (self->receipt), self->engine, self->message);
  gtk_box_append (GTK_BOX (content), self->receipt);
  gtk_box_append (GTK_BOX (content), body);
  if (self->message->attachments->len > 0)
    gtk_box_append (GTK_BOX (content), make_attachments (self));
  self->body = CTG_BODY_VIEW (body);
  ctg_body_view_load (self->body, self->engine, self->message->key);
  ctg_accessible_names_mend (content);
  return content;
}

static void
head_clicked_cb (CtgMessageView *self)
{
  ctg_message_view_set_open (self, !self->is_open);
}

static void
ctg_message_view_dispose (GObject *object)
{
  g_clear_object (&CTG_MESSAGE_VIEW (object)->engine);
  G_OBJECT_CLASS (ctg_message_view_parent_class)->dispose (object);
}

static void
ctg_message_view_finalize (GObject *object)
{
  ctg_message_facts_free (CTG_MESSAGE_VIEW (object)->message);
  G_OBJECT_CLASS (ctg_message_view_parent_class)->finalize (object);
}

/* The letter that has the focus is the one that is answered. */
static void
answer_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_answers_run (widget, name, CTG_MESSAGE_VIEW (widget)->message->key);
}

static void
split_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.split-thread", "x", CTG_MESSAGE_VIEW (widget)->message->key);
}

static void
tool_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgMessageView *self = CTG_MESSAGE_VIEW (widget);

  ctg_letter_tools_run (widget, name, self->engine, self->message, self->is_open ? self->body : NULL);
}

static void
ctg_message_view_class_init (CtgMessageViewClass *class)
{
  ctg_letter_tools_install (GTK_WIDGET_CLASS (class), tool_cb);
  ctg_answers_install (GTK_WIDGET_CLASS (class), answer_cb);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "letter.split", NULL, split_cb);
  G_OBJECT_CLASS (class)->dispose = ctg_message_view_dispose;
  G_OBJECT_CLASS (class)->finalize = ctg_message_view_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
ctg_message_view_init (CtgMessageView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->head = gtk_button_new ();
  self->row = ctg_text_row_new (2, PANGO_ELLIPSIZE_END);
  gtk_button_set_child (GTK_BUTTON (self->head), self->row);
  gtk_widget_add_css_class (self->head, "flat");
  gtk_widget_add_css_class (self->head, "row-button");
  g_signal_connect_object (self->head, "clicked", G_CALLBACK (head_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), self->head);
}

/**
 * ctg_message_view_new:
 * @engine: the engine
 * @message: (transfer full): the letter
 * @contact_id: on whose page it is
 *
 * Returns: (transfer floating): the folded letter
 */
GtkWidget *
ctg_message_view_new (CtgEngine *engine, CtgMessageFacts *message, gint64 contact_id)
{
  CtgMessageView *self = g_object_new (CTG_TYPE_MESSAGE_VIEW, NULL);

  self->engine = g_object_ref (engine);
  self->message = message;
  self->contact_id = contact_id;
  update_head (self);
  return GTK_WIDGET (self);
}

/* What became of a letter goes on while it is looked at. */
static void
update_sent (CtgMessageView *self)
{
  if (self->sent != NULL)
    gtk_box_remove (GTK_BOX (self->content), self->sent);
  self->sent = self->message->sent != NULL ? make_sent (self->message->sent) : NULL;
  if (self->sent != NULL)
    gtk_box_insert_child_after (GTK_BOX (self->content), self->sent, self->line);
}

/**
 * ctg_message_view_may_take:
 * @self: a letter
 * @message: a letter as it is now
 *
 * Returns: whether it is the same one, with the same parts
 */
gboolean
ctg_message_view_may_take (CtgMessageView *self, const CtgMessageFacts *message)
{
  g_return_val_if_fail (CTG_IS_MESSAGE_VIEW (self), FALSE);
  return message->key == self->message->key && message->has_body == self->message->has_body &&
         message->attachments->len == self->message->attachments->len;
}

/**
 * ctg_message_view_take:
 * @self: a letter that may take it
 * @message: (transfer full): what it is now
 *
 * Shows what became of it; the focus and what is unfolded stay as they are.
 */
void
ctg_message_view_take (CtgMessageView *self, CtgMessageFacts *message)
{
  g_return_if_fail (CTG_IS_MESSAGE_VIEW (self));
  ctg_message_facts_free (self->message);
  self->message = message;
  update_head (self);
  if (self->content == NULL)
    return;
  update_sent (self);
  ctg_receipt_row_show (CTG_RECEIPT_ROW (self->receipt), self->engine, self->message);
}

/**
 * ctg_message_view_get_key:
 * @self: a letter
 *
 * Returns: its key
 */
gint64
ctg_message_view_get_key (CtgMessageView *self)
{
  g_return_val_if_fail (CTG_IS_MESSAGE_VIEW (self), 0);
  return self->message->key;
}

/**
 * ctg_message_view_is_open:
 * @self: a letter
 *
 * Returns: whether its text is shown
 */
gboolean
ctg_message_view_is_open (CtgMessageView *self)
{
  g_return_val_if_fail (CTG_IS_MESSAGE_VIEW (self), FALSE);
  return self->is_open;
}

/**
 * ctg_message_view_set_open:
 * @self: a letter
 * @is_open: whether to show its text
 *
 * Unfolds or folds it; its text is read the first time.
 */
void
ctg_message_view_set_open (CtgMessageView *self, gboolean is_open)
{
  g_return_if_fail (CTG_IS_MESSAGE_VIEW (self));
  if (self->is_open == is_open)
    return;
  self->is_open = is_open;
  if (is_open && self->content == NULL)
    {
      self->content = make_content (self);
      gtk_box_append (GTK_BOX (self), self->content);
    }
  gtk_widget_set_visible (self->content, is_open);
  update_head (self);
}
