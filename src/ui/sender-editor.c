/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sender-editor.h"

#include "texts.h"

#include <glib/gi18n-lib.h>

struct _CtgSenderEditor
{
  AdwWindow parent_instance;

  CtgEngine *engine;          /* (owned) */
  char *account_id;           /* (owned) */
  GtkWidget *save_button;
  GtkLabel *problem_label;
  GtkEditable *name_row;
  GtkEditable *address_row;
  GtkWidget *default_row;
  GtkSwitch *default_switch;
  GtkWidget *remove_button;
};

G_DEFINE_FINAL_TYPE (CtgSenderEditor, ctg_sender_editor, ADW_TYPE_WINDOW)

static void
finish (CtgSenderEditor *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = NULL;
  g_autofree char *sentence = NULL;

  if (error == NULL)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  text = ctg_error_text_new (error);
  sentence = g_strstrip (g_strdup_printf ("%s %s", text->headline, text->explanation));
  gtk_label_set_text (self->problem_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
  gtk_widget_set_sensitive (self->save_button, TRUE);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSenderEditor) self = data;
  g_autoptr (GError) error = NULL;

  ctg_engine_put_identity_finish (CTG_ENGINE (source), result, &error);
  finish (self, error);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSenderEditor) self = data;
  g_autoptr (GError) error = NULL;

  ctg_engine_remove_identity_finish (CTG_ENGINE (source), result, &error);
  finish (self, error);
}

static void
save_cb (CtgSenderEditor *self)
{
  if (!gtk_widget_get_sensitive (self->save_button))
    return;
  gtk_widget_set_sensitive (self->save_button, FALSE);
  ctg_engine_put_identity_async (self->engine, self->account_id, gtk_editable_get_text (self->address_row),
                                 gtk_editable_get_text (self->name_row), gtk_switch_get_active (self->default_switch),
                                 saved_cb, g_object_ref (self));
}

static void
remove_cb (CtgSenderEditor *self)
{
  ctg_engine_remove_identity_async (self->engine, self->account_id, gtk_editable_get_text (self->address_row),
                                    removed_cb, g_object_ref (self));
}

static void
address_changed_cb (CtgSenderEditor *self)
{
  gtk_widget_set_sensitive (self->save_button, *gtk_editable_get_text (self->address_row) != '\0');
}

static void
ctg_sender_editor_dispose (GObject *object)
{
  CtgSenderEditor *self = CTG_SENDER_EDITOR (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->account_id, g_free);
  G_OBJECT_CLASS (ctg_sender_editor_parent_class)->dispose (object);
}

static void
ctg_sender_editor_class_init (CtgSenderEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_sender_editor_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/sender-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSenderEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSenderEditor, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CtgSenderEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, CtgSenderEditor, address_row);
  gtk_widget_class_bind_template_child (widget_class, CtgSenderEditor, default_row);
  gtk_widget_class_bind_template_child (widget_class, CtgSenderEditor, default_switch);
  gtk_widget_class_bind_template_child (widget_class, CtgSenderEditor, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
}

static void
ctg_sender_editor_init (CtgSenderEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  address_changed_cb (self);
}

/* The address names the sender: what is changed of one that is there is its name. The default one stops being it only
 * when another becomes it. */
static void
show_sender (CtgSenderEditor *self, const CtgSenderFacts *sender)
{
  gtk_editable_set_text (self->name_row, sender->name);
  gtk_editable_set_text (self->address_row, sender->address);
  gtk_editable_set_editable (self->address_row, FALSE);
  gtk_switch_set_active (self->default_switch, sender->is_default);
  gtk_widget_set_visible (self->default_row, !sender->is_default);
}

/**
 * ctg_sender_editor_new:
 * @parent: the window it is modal to
 * @engine: what keeps it
 * @account_id: the mailbox
 * @sender: (nullable): what to change; %NULL: a new one
 *
 * Returns: (transfer none): the dialog, not yet presented; it destroys itself when it is done
 */
CtgSenderEditor *
ctg_sender_editor_new (GtkWindow *parent, CtgEngine *engine, const char *account_id, const CtgSenderFacts *sender)
{
  CtgSenderEditor *self = g_object_new (CTG_TYPE_SENDER_EDITOR, "application", gtk_window_get_application (parent),
                                        "transient-for", parent, "title",
                                        sender != NULL ? _("Sender") : _("New sender"), NULL);

  self->engine = g_object_ref (engine);
  self->account_id = g_strdup (account_id);
  if (sender != NULL)
    show_sender (self, sender);
  gtk_widget_set_visible (self->remove_button, sender != NULL && !sender->is_own);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return self;
}
