/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "compose-files.h"

#include "draft.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

/* What is attached grows by a third on its way; many servers take 25 MB. */
#define ADVISED_BYTES ((gint64) 20 * 1000 * 1000)
#define CHIP_WIDTH_CHARS 24

struct _CtgComposeFiles
{
  GtkBox parent_instance;

  GPtrArray *files;            /* (owned) (element-type CtgDraftFile) */
  GtkFlowBox *flow;
  GtkLabel *size_label;
};

G_DEFINE_FINAL_TYPE (CtgComposeFiles, ctg_compose_files, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void update (CtgComposeFiles *self);

static void
remove_cb (GtkButton *button, CtgComposeFiles *self)
{
  CtgDraftFile *file = g_object_get_data (G_OBJECT (button), "file");
  guint index;

  if (!g_ptr_array_find (self->files, file, &index))
    return;
  g_ptr_array_remove_index (self->files, index);
  update (self);
  if (self->files->len > 0)
    gtk_widget_child_focus (GTK_WIDGET (self->flow), GTK_DIR_TAB_FORWARD);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
make_chip (CtgComposeFiles *self, CtgDraftFile *file)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *name = ctg_words_line (file->name);
  g_autofree char *size = ctg_text_for_size (file->size_bytes);
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *size_label = gtk_label_new (size);
  /* Translators: %s is a file's name. */
  g_autofree char *words = g_strdup_printf (_("Do not attach %s"), name);

  gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (name_label), CHIP_WIDTH_CHARS);
  gtk_widget_add_css_class (size_label, "dim-label");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data (G_OBJECT (button), "file", file);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, 0);
  gtk_widget_add_css_class (chip, "file-chip");
  gtk_box_append (GTK_BOX (chip), gtk_image_new_from_icon_name ("mail-attachment-symbolic"));
  gtk_box_append (GTK_BOX (chip), name_label);
  gtk_box_append (GTK_BOX (chip), size_label);
  gtk_box_append (GTK_BOX (chip), button);
  return chip;
}

static void
update_size (CtgComposeFiles *self)
{
  gint64 total = 0;
  g_autofree char *size = NULL;
  g_autofree char *words = NULL;

  for (guint i = 0; i < self->files->len; i++)
    total += ((CtgDraftFile *) g_ptr_array_index (self->files, i))->size_bytes;
  size = ctg_text_for_size (total);
  /* Translators: %s is a size */
  words = total > ADVISED_BYTES ? g_strdup_printf (_("%s together: many servers refuse letters this large."), size)
                                : g_strdup ("");
  gtk_label_set_text (self->size_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->size_label), *words != '\0');
}

static void
update (CtgComposeFiles *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->flow))) != NULL)
    gtk_flow_box_remove (self->flow, child);
  for (guint i = 0; i < self->files->len; i++)
    {
      GtkWidget *cell = gtk_flow_box_child_new ();

      gtk_widget_set_focusable (cell, FALSE);
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (cell), make_chip (self, g_ptr_array_index (self->files, i)));
      gtk_flow_box_append (self->flow, cell);
    }
  update_size (self);
  gtk_widget_set_visible (GTK_WIDGET (self), self->files->len > 0);
}

static void
ctg_compose_files_finalize (GObject *object)
{
  g_ptr_array_unref (CTG_COMPOSE_FILES (object)->files);
  G_OBJECT_CLASS (ctg_compose_files_parent_class)->finalize (object);
}

static void
ctg_compose_files_class_init (CtgComposeFilesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ctg_compose_files_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
ctg_compose_files_init (CtgComposeFiles *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Attached files"), -1);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_draft_file_free);
  self->flow = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->flow, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (self->flow, 4);
  gtk_flow_box_set_column_spacing (self->flow, 6);
  gtk_flow_box_set_row_spacing (self->flow, 6);
  gtk_widget_set_halign (GTK_WIDGET (self->flow), GTK_ALIGN_START);
  self->size_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->size_label, 0);
  gtk_label_set_wrap (self->size_label, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->size_label), "warning");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->flow));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->size_label));
  update (self);
}

/**
 * ctg_compose_files_set:
 * @self: the files
 * @files: (element-type CtgDraftFile): what they are to be; copied
 *
 * Shows other files.
 */
void
ctg_compose_files_set (CtgComposeFiles *self, GPtrArray *files)
{
  g_ptr_array_set_size (self->files, 0);
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (self->files, ctg_draft_file_copy (g_ptr_array_index (files, i)));
  update (self);
}

/**
 * ctg_compose_files_get:
 * @self: the files
 *
 * Returns: (transfer none) (element-type CtgDraftFile): what is attached
 */
GPtrArray *
ctg_compose_files_get (CtgComposeFiles *self)
{
  return self->files;
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgComposeFiles) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  g_autofree char *path = g_file_get_path (G_FILE (source));
  g_autofree char *name = g_file_get_basename (G_FILE (source));

  if (info == NULL || path == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_autofree char *line = ctg_words_line (name);
      /* Translators: %s is a file's name. */
      g_autofree char *words = g_strdup_printf (_("“%s” cannot be attached: it is no file on this computer."), line);

      ctg_words_toast (GTK_WIDGET (self), words);
      return;
    }
  g_ptr_array_add (self->files, ctg_draft_file_new (path, 0, name, g_file_info_get_size (info)));
  update (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * ctg_compose_files_add:
 * @self: the files
 * @file: one more
 *
 * Attaches a file.
 */
void
ctg_compose_files_add (CtgComposeFiles *self, GFile *file)
{
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL, measured_cb, g_object_ref (self));
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, CtgComposeFiles *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);

          ctg_compose_files_add (self, file);
        }
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

/**
 * ctg_compose_files_choose:
 * @self: the files
 *
 * Lets the person choose files to attach.
 */
void
ctg_compose_files_choose (CtgComposeFiles *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Attach files"),
                                                              GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Attach"),
                                                              _("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
