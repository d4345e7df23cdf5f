/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "attachment-row.h"

#include "attachment-actions.h"
#include "text-row.h"
#include "texts.h"
#include "tooltips.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define CHIP_WIDTH_CHARS 28

struct _CtgAttachmentRow
{
  GtkBox parent_instance;

  CtgEngine *engine;                /* (owned) */
  CtgAttachmentFacts *attachment;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (CtgAttachmentRow, ctg_attachment_row, GTK_TYPE_BOX)

static void
open_cb (CtgAttachmentRow *self)
{
  ctg_attachment_open (GTK_WIDGET (self), self->engine, self->attachment);
}

static void
save_cb (CtgAttachmentRow *self)
{
  ctg_attachment_save (GTK_WIDGET (self), self->engine, self->attachment);
}

static void
ctg_attachment_row_finalize (GObject *object)
{
  CtgAttachmentRow *self = CTG_ATTACHMENT_ROW (object);

  g_clear_object (&self->engine);
  ctg_attachment_facts_free (self->attachment);
  G_OBJECT_CLASS (ctg_attachment_row_parent_class)->finalize (object);
}

static void
ctg_attachment_row_class_init (CtgAttachmentRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ctg_attachment_row_finalize;
}

static void
ctg_attachment_row_init (CtgAttachmentRow *self)
{
}

static GtkWidget *
make_chip_content (const char *label, const char *size)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (label);
  GtkWidget *dim = gtk_label_new (size);

  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (name), CHIP_WIDTH_CHARS);
  gtk_widget_add_css_class (dim, "dim-label");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("mail-attachment-symbolic"));
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), dim);
  return box;
}

static GtkWidget *
make_open_button (CtgAttachmentRow *self, const char *label, const char *size, gboolean is_chip)
{
  GtkWidget *button = gtk_button_new ();
  /* The key of a letter is its date. */
  g_autofree char *date = ctg_words_date (self->attachment->message_key);
  g_autofree char *size_and_date = g_strdup_printf ("%s · %s", size, date);
  const char *about = is_chip ? size : size_and_date;
  /* Translators: the first %s is a file's name, the second its size, and among those of many letters its date. */
  g_autofree char *accessible = g_strdup_printf (_("Open %s, %s"), label, about);

  if (is_chip)
    {
      gtk_button_set_child (GTK_BUTTON (button), make_chip_content (label, size));
      gtk_widget_add_css_class (button, "chip");
    }
  else
    {
      GtkWidget *row = ctg_text_row_new (1, PANGO_ELLIPSIZE_MIDDLE);
      CtgTextRowWords words = { .title = label, .trailing = about, .icon_name = "mail-attachment-symbolic",
                                .accessible = accessible, .is_plain = TRUE };

      gtk_button_set_child (GTK_BUTTON (button), row);
      ctg_text_row_set (CTG_TEXT_ROW (row), &words);
      gtk_widget_set_hexpand (button, TRUE);
      gtk_widget_add_css_class (button, "flat");
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible, -1);
  ctg_tooltip_set (button, label);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (open_cb), self);
  return button;
}

static GtkWidget *
make_save_button (CtgAttachmentRow *self, const char *label, gboolean is_chip)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-save-symbolic");
  /* Translators: %s is a file's name. */
  g_autofree char *accessible = g_strdup_printf (_("Save %s"), label);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible, -1);
  ctg_tooltip_set (button, accessible);
  if (!is_chip)
    gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (save_cb), self);
  return button;
}

/**
 * ctg_attachment_row_new:
 * @engine: the engine
 * @attachment: what to show; copied
 * @is_chip: as small as its name, for a letter; else a row as wide as its place
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
ctg_attachment_row_new (CtgEngine *engine, const CtgAttachmentFacts *attachment, gboolean is_chip)
{
  CtgAttachmentRow *self = g_object_new (CTG_TYPE_ATTACHMENT_ROW, NULL);
  g_autofree char *label = ctg_attachment_dup_label (attachment);
  g_autofree char *size = ctg_text_for_size (attachment->size_bytes);

  self->engine = g_object_ref (engine);
  self->attachment = ctg_attachment_facts_copy (attachment);
  gtk_box_append (GTK_BOX (self), make_open_button (self, label, size, is_chip));
  gtk_box_append (GTK_BOX (self), make_save_button (self, label, is_chip));
  if (is_chip)
    gtk_widget_add_css_class (GTK_WIDGET (self), "linked");
  return GTK_WIDGET (self);
}
