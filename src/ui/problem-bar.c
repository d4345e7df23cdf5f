/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "problem-bar.h"

#include "accessible-names.h"
#include "account-list.h"
#include "help-topic.h"
#include "mailbox-dialog.h"
#include "texts.h"
#include "words.h"
#include "wrap-box.h"

#include <glib/gi18n-lib.h>

struct _CtgProblemBar
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkLabel *label;
  GtkWidget *button;
  CtgEngine *engine;          /* (owned) (nullable) */
  CtgAccountList *accounts;   /* (owned) (nullable) */
  CtgAccountItem *item;       /* (owned) (nullable) whom the bar is about */
  gboolean is_keyring;
};

G_DEFINE_FINAL_TYPE (CtgProblemBar, ctg_problem_bar, GTK_TYPE_WIDGET)

static void
show_problem (CtgProblemBar *self, const CtgMailboxFacts *facts)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new_for (facts->problem_code, facts->problem_reason,
                                                          facts->incoming_host, facts->problem_server_text);
  g_autofree char *address = ctg_words_isolated (facts->address);
  /* Translators: the first %s is a mailbox's address, the second a sentence that says why. */
  g_autofree char *sentence = g_strdup_printf (_("%s is disconnected. %s"), address, text->headline);
  g_autofree char *topic = ctg_help_topic_for_error (facts->problem_code != NULL ? facts->problem_code : "FAILED",
                                                     facts->problem_reason);

  ctg_help_topic_set (GTK_WIDGET (self), topic);
  self->is_keyring = g_strcmp0 (facts->problem_code, "KEYRING_LOCKED") == 0;
  gtk_label_set_text (self->label, sentence);
  gtk_button_set_label (GTK_BUTTON (self->button), self->is_keyring ? _("_Unlock the keyring") : _("_Reconnect…"));
  ctg_accessible_names_mend (self->button);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

static void
update (CtgProblemBar *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtgAccountItem) item = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      const CtgMailboxFacts *facts = ctg_account_item_get_facts (item);

      if (facts->state != CTG_MAILBOX_DISCONNECTED)
        continue;
      g_set_object (&self->item, item);
      show_problem (self, facts);
      return;
    }
  g_clear_object (&self->item);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

static void
accounts_changed_cb (CtgProblemBar *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtgAccountItem) item = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      g_signal_connect_object (item, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  update (self);
}

static void
clicked_cb (CtgProblemBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->item == NULL)
    return;
  if (self->is_keyring)
    ctg_engine_retry (self->engine, ctg_account_item_get_facts (self->item)->id);
  else
    ctg_mailbox_dialog_reconnect (GTK_WINDOW (root), self->engine, self->item);
}

static void
ctg_problem_bar_dispose (GObject *object)
{
  CtgProblemBar *self = CTG_PROBLEM_BAR (object);

  g_clear_pointer ((GtkWidget **) &self->revealer, gtk_widget_unparent);
  g_clear_object (&self->accounts);
  g_clear_object (&self->engine);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (ctg_problem_bar_parent_class)->dispose (object);
}

static void
ctg_problem_bar_class_init (CtgProblemBarClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_problem_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "problembar");
}

static GtkWidget *
create_text (CtgProblemBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  return box;
}

static GtkWidget *
create_ways (CtgProblemBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->button = gtk_button_new ();
  gtk_button_set_use_underline (GTK_BUTTON (self->button), TRUE);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), ctg_help_topic_new_button ());
  gtk_box_append (GTK_BOX (box), self->button);
  return box;
}

static void
ctg_problem_bar_init (CtgProblemBar *self)
{
  CtgWrapBox *box = g_object_new (CTG_TYPE_WRAP_BOX, "spacing", 12, NULL);

  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_transition_type (self->revealer, GTK_REVEALER_TRANSITION_TYPE_SLIDE_UP);
  ctg_wrap_box_append (box, create_text (self));
  ctg_wrap_box_append (box, create_ways (self));
  gtk_widget_add_css_class (GTK_WIDGET (box), "problem");
  gtk_revealer_set_child (self->revealer, GTK_WIDGET (box));
  gtk_widget_set_parent (GTK_WIDGET (self->revealer), GTK_WIDGET (self));
}

/**
 * ctg_problem_bar_set_engine:
 * @self: the bar
 * @engine: the engine
 *
 * Gives the bar something to watch.
 */
void
ctg_problem_bar_set_engine (CtgProblemBar *self, CtgEngine *engine)
{
  g_return_if_fail (CTG_IS_PROBLEM_BAR (self));
  g_return_if_fail (self->engine == NULL);
  self->engine = g_object_ref (engine);
  self->accounts = ctg_account_list_new (ctg_engine_get_store (engine));
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self, G_CONNECT_SWAPPED);
}
