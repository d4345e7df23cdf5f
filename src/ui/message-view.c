/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-view.h"

#include "attachment-row.h"
#include "body-view.h"
#include "text-row.h"
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
};

G_DEFINE_FINAL_TYPE (CtgMessageView, ctg_message_view, GTK_TYPE_BOX)

static char *
make_sender (CtgMessageView *self)
{
  if (self->message->is_outgoing)
    return g_strdup (C_("sender", "You"));
  return ctg_words_line (ctg_facts_name_or_address (self->message->from_name, self->message->from_address));
}

static void
update_head (CtgMessageView *self)
{
  g_autofree char *sender = make_sender (self);
  g_autofree char *address = ctg_words_line (self->message->from_address);
  g_autofree char *snippet = ctg_words_line (self->message->snippet);
  g_autofree char *date = ctg_words_date (self->message->date_utc_s);
  g_autofree char *exact = ctg_words_date_exact (self->message->date_utc_s);
  g_autofree char *accessible = g_strdup_printf ("%s, %s", sender, exact);
  CtgTextRowWords words = { .title = sender, .subtitle = self->is_open ? address : snippet, .trailing = date,
                            .accessible = accessible };

  ctg_text_row_set (CTG_TEXT_ROW (self->row), &words);
  gtk_widget_set_tooltip_text (self->head, exact);
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

  gtk_menu_button_set_popover (button, ctg_why_popover_new (self->message, self->contact_id));
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

static GtkWidget *
make_content (CtgMessageView *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *body = ctg_body_view_new ();

  gtk_widget_add_css_class (content, "letter");
  gtk_box_append (GTK_BOX (line), make_receivers (self));
  gtk_box_append (GTK_BOX (line), make_why (self));
  gtk_box_append (GTK_BOX (content), line);
  gtk_box_append (GTK_BOX (content), body);
  if (self->message->attachments->len > 0)
    gtk_box_append (GTK_BOX (content), make_attachments (self));
  ctg_body_view_load (CTG_BODY_VIEW (body), self->engine, self->message->key);
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

static void
ctg_message_view_class_init (CtgMessageViewClass *class)
{
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
