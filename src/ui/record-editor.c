/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record-editor.h"

#include "engine-companies.h"
#include "texts.h"

typedef struct
{
  GtkWidget *save_button;
  GtkLabel *problem_label;
  GtkBox *form;

  CtgEngine *engine;          /* (owned) (nullable) */
} CtgRecordEditorPrivate;

static void ctg_record_editor_buildable_init (GtkBuildableIface *iface);

static GtkBuildableIface *parent_buildable;

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (CtgRecordEditor, ctg_record_editor, ADW_TYPE_WINDOW,
                                  G_ADD_PRIVATE (CtgRecordEditor)
                                  G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, ctg_record_editor_buildable_init))

enum { SAVED, N_SIGNALS };

static guint signals[N_SIGNALS];

static CtgRecordEditorPrivate *
get_private (CtgRecordEditor *self)
{
  return ctg_record_editor_get_instance_private (self);
}

/* What a subclass's template has in it belongs into the form. */
static void
add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  CtgRecordEditor *self = CTG_RECORD_EDITOR (buildable);

  if (GTK_IS_WIDGET (child) && get_private (self)->form != NULL)
    ctg_record_editor_add (self, GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
ctg_record_editor_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

static void
ctg_record_editor_dispose (GObject *object)
{
  g_clear_object (&get_private (CTG_RECORD_EDITOR (object))->engine);
  G_OBJECT_CLASS (ctg_record_editor_parent_class)->dispose (object);
}

static void
ctg_record_editor_class_init (CtgRecordEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_record_editor_dispose;
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/record-editor.ui");
  gtk_widget_class_bind_template_child_private (widget_class, CtgRecordEditor, save_button);
  gtk_widget_class_bind_template_child_private (widget_class, CtgRecordEditor, problem_label);
  gtk_widget_class_bind_template_child_private (widget_class, CtgRecordEditor, form);
  gtk_widget_class_bind_template_callback_full (widget_class, "save_cb", G_CALLBACK (ctg_record_editor_save));
}

static void
ctg_record_editor_init (CtgRecordEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ctg_record_editor_open:
 * @self: the dialog, filled
 * @engine: the engine
 * @first: where the focus is to be
 *
 * Shows the dialog.
 */
void
ctg_record_editor_open (CtgRecordEditor *self, CtgEngine *engine, GtkWidget *first)
{
  g_return_if_fail (CTG_IS_RECORD_EDITOR (self));
  g_set_object (&get_private (self)->engine, engine);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (first);
}

/**
 * ctg_record_editor_get_engine:
 * @self: the dialog
 *
 * Returns: (transfer none) (nullable): the engine, while the dialog is open
 */
CtgEngine *
ctg_record_editor_get_engine (CtgRecordEditor *self)
{
  g_return_val_if_fail (CTG_IS_RECORD_EDITOR (self), NULL);
  return get_private (self)->engine;
}

/**
 * ctg_record_editor_add:
 * @self: the dialog
 * @widget: a group
 *
 * Puts a group below the others.
 */
void
ctg_record_editor_add (CtgRecordEditor *self, GtkWidget *widget)
{
  g_return_if_fail (CTG_IS_RECORD_EDITOR (self));
  gtk_box_append (get_private (self)->form, widget);
}

/**
 * ctg_record_editor_allow:
 * @self: the dialog
 * @can_save: whether what is typed can be kept
 *
 * To be called when something was typed.
 */
void
ctg_record_editor_allow (CtgRecordEditor *self, gboolean can_save)
{
  g_return_if_fail (CTG_IS_RECORD_EDITOR (self));
  gtk_widget_set_sensitive (get_private (self)->save_button, can_save);
}

/**
 * ctg_record_editor_save:
 * @self: the dialog
 *
 * Keeps what is typed, if it can be.
 */
void
ctg_record_editor_save (CtgRecordEditor *self)
{
  GtkWidget *button = get_private (self)->save_button;

  if (!gtk_widget_get_sensitive (button))
    return;
  gtk_widget_set_sensitive (button, FALSE);
  CTG_RECORD_EDITOR_GET_CLASS (self)->save (self);
}

/**
 * ctg_record_editor_put_cb:
 * @source: the engine
 * @result: of keeping a company or a deal
 * @data: (transfer full): the editor
 *
 * What a subclass gives to what it begins to save with.
 */
void
ctg_record_editor_put_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgRecordEditor) self = data;
  g_autoptr (GError) error = NULL;
  gint64 id = ctg_engine_put_finish (CTG_ENGINE (source), result, &error);

  ctg_record_editor_saved (self, id, error);
}

/**
 * ctg_record_editor_complain:
 * @self: the dialog
 * @sentence: what is wrong
 *
 * Says why nothing was kept; it can be tried again.
 */
void
ctg_record_editor_complain (CtgRecordEditor *self, const char *sentence)
{
  CtgRecordEditorPrivate *priv;

  g_return_if_fail (CTG_IS_RECORD_EDITOR (self));
  priv = get_private (self);
  gtk_label_set_text (priv->problem_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (priv->problem_label), TRUE);
  gtk_widget_set_sensitive (priv->save_button, TRUE);
}

/**
 * ctg_record_editor_saved:
 * @self: the dialog
 * @id: the number of what was kept, 0: nothing was
 * @error: (nullable): why not
 *
 * Ends saving: the dialog closes, or says what is wrong.
 */
void
ctg_record_editor_saved (CtgRecordEditor *self, gint64 id, const GError *error)
{
  g_autoptr (CtgErrorText) text = id == 0 ? ctg_error_text_new (error) : NULL;
  g_autofree char *sentence = NULL;

  g_return_if_fail (CTG_IS_RECORD_EDITOR (self));
  if (id != 0)
    {
      g_signal_emit (self, signals[SAVED], 0, id);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  sentence = g_strstrip (g_strdup_printf ("%s %s %s", text->headline, text->explanation, text->next));
  ctg_record_editor_complain (self, sentence);
}
