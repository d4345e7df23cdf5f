/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "attachment-shelf.h"

#include "attachment-row.h"
#include "body-text.h"

#include <glib/gi18n-lib.h>

#define ROWS_AT_ONCE 100

struct _CtgAttachmentShelf
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkBox *rows;
  GtkWidget *more_button;

  CtgEngine *engine;        /* (owned) (nullable) */
  GPtrArray *attachments;   /* (owned) (nullable) (element-type CtgAttachmentFacts) */
  guint n_rows;             /* made so far */
};

G_DEFINE_FINAL_TYPE (CtgAttachmentShelf, ctg_attachment_shelf, GTK_TYPE_WIDGET)

static void
clear_rows (CtgAttachmentShelf *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_box_remove (self->rows, child);
  self->n_rows = 0;
}

static gboolean
is_earlier (CtgAttachmentShelf *self, guint i)
{
  return i < self->attachments->len && ((CtgAttachmentFacts *) g_ptr_array_index (self->attachments, i))->is_earlier;
}

static GtkWidget *
take_row (CtgAttachmentShelf *self)
{
  return ctg_attachment_row_new (self->engine, g_ptr_array_index (self->attachments, self->n_rows++), FALSE);
}

/* All versions of one name, however many. */
static void
append_versions (CtgAttachmentShelf *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *word = NULL;
  guint n = 0;

  for (; is_earlier (self, self->n_rows); n++)
    gtk_box_append (GTK_BOX (box), take_row (self));
  /* Translators: of a file */
  word = g_strdup_printf (ngettext ("%u earlier version", "%u earlier versions", n), n);
  gtk_box_append (self->rows, ctg_body_text_new_fold (word, box));
}

static void
append_rows (CtgAttachmentShelf *self, guint n)
{
  guint end = MIN (self->attachments->len, self->n_rows + n);

  while (self->n_rows < end)
    if (is_earlier (self, self->n_rows))
      append_versions (self);
    else
      gtk_box_append (self->rows, take_row (self));
  if (is_earlier (self, self->n_rows))
    append_versions (self);
  gtk_widget_set_visible (self->more_button, self->n_rows < self->attachments->len);
}

static void
show_more_cb (CtgAttachmentShelf *self)
{
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (self->rows));

  append_rows (self, ROWS_AT_ONCE);
  last = gtk_widget_get_next_sibling (last);
  if (last != NULL)
    gtk_widget_child_focus (last, GTK_DIR_TAB_FORWARD);
}

/* Rows are made when somebody looks at them: the tab is seldom the first one shown. */
static void
ctg_attachment_shelf_map (GtkWidget *widget)
{
  CtgAttachmentShelf *self = CTG_ATTACHMENT_SHELF (widget);

  if (self->attachments != NULL && self->n_rows == 0)
    append_rows (self, ROWS_AT_ONCE);
  GTK_WIDGET_CLASS (ctg_attachment_shelf_parent_class)->map (widget);
}

static gboolean
is_same (GPtrArray *before, GPtrArray *after)
{
  if (before == NULL || before->len != after->len)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    if (((CtgAttachmentFacts *) g_ptr_array_index (before, i))->id !=
        ((CtgAttachmentFacts *) g_ptr_array_index (after, i))->id)
      return FALSE;
  return TRUE;
}

static void
ctg_attachment_shelf_dispose (GObject *object)
{
  CtgAttachmentShelf *self = CTG_ATTACHMENT_SHELF (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_pointer ((GtkWidget **) &self->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (ctg_attachment_shelf_parent_class)->dispose (object);
}

static void
ctg_attachment_shelf_class_init (CtgAttachmentShelfClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_attachment_shelf_dispose;
  widget_class->map = ctg_attachment_shelf_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/attachment-shelf.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgAttachmentShelf, stack);
  gtk_widget_class_bind_template_child (widget_class, CtgAttachmentShelf, rows);
  gtk_widget_class_bind_template_child (widget_class, CtgAttachmentShelf, more_button);
  gtk_widget_class_bind_template_callback (widget_class, show_more_cb);
}

static void
ctg_attachment_shelf_init (CtgAttachmentShelf *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ctg_attachment_shelf_show:
 * @self: the shelf
 * @engine: the engine
 * @attachments: (element-type CtgAttachmentFacts): what to show; kept
 *
 * Shows these attachments, unless it does already.
 */
void
ctg_attachment_shelf_show (CtgAttachmentShelf *self, CtgEngine *engine, GPtrArray *attachments)
{
  gboolean same;

  g_return_if_fail (CTG_IS_ATTACHMENT_SHELF (self));
  same = is_same (self->attachments, attachments);
  g_set_object (&self->engine, engine);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  self->attachments = g_ptr_array_ref (attachments);
  gtk_stack_set_visible_child_name (self->stack, attachments->len > 0 ? "list" : "empty");
  if (same)
    return;
  clear_rows (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    append_rows (self, ROWS_AT_ONCE);
}
