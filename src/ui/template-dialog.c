/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "template-dialog.h"

#include "engine-templates.h"
#include "template-rows.h"
#include "words.h"

#include <glib/gi18n-lib.h>

struct _CtgTemplateDialog
{
  AdwWindow parent_instance;

  CtgEngine *engine;      /* (owned) */
  GtkStack *stack;
  GtkListBox *list;
  GPtrArray *rows;        /* (owned) (nullable) (element-type CtgTemplateRow) beside the list's */
};

G_DEFINE_FINAL_TYPE (CtgTemplateDialog, ctg_template_dialog, ADW_TYPE_WINDOW)

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

static void load (CtgTemplateDialog *self);

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgTemplateDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_remove_template_finish (CTG_ENGINE (source), result, &error))
    ctg_words_show_error (GTK_WIDGET (self), error);
  if (self->engine != NULL)
    load (self);
}

static void
remove_cb (GtkButton *button, CtgTemplateDialog *self)
{
  gint64 *id = g_object_get_data (G_OBJECT (button), "id");

  ctg_engine_remove_template_async (self->engine, *id, removed_cb, g_object_ref (self));
}

static GtkWidget *
make_row (CtgTemplateDialog *self, const CtgTemplateRow *template)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *name = ctg_words_line (template->name);
  g_autofree char *subject = ctg_words_line (template->subject);
  g_autofree char *subtitle = *template->folder != '\0' ? g_strdup_printf ("%s · %s", template->folder, subject)
                                                        : g_strdup (subject);
  /* Translators: %s is a template's name. */
  g_autofree char *words = g_strdup_printf (_("Remove the template %s"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (button), "id", g_memdup2 (&template->id, sizeof template->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgTemplateDialog) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = ctg_template_rows_load_finish (result, &error);
  GtkWidget *child;

  if (rows == NULL || self->engine == NULL)
    {
      g_clear_pointer (&rows, g_ptr_array_unref);
      return;
    }
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  self->rows = rows;
  for (guint i = 0; i < rows->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (rows, i)));
  gtk_stack_set_visible_child_name (self->stack, rows->len > 0 ? "list" : "none");
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
load (CtgTemplateDialog *self)
{
  ctg_template_rows_load_async (ctg_engine_get_store (self->engine), loaded_cb, g_object_ref (self));
}

static void
row_activated_cb (CtgTemplateDialog *self, GtkListBoxRow *row)
{
  guint index = (guint) gtk_list_box_row_get_index (row);
  gint64 id = ((CtgTemplateRow *) g_ptr_array_index (self->rows, index))->id;

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[CHOSEN], 0, id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
ctg_template_dialog_dispose (GObject *object)
{
  CtgTemplateDialog *self = CTG_TEMPLATE_DIALOG (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ctg_template_dialog_parent_class)->dispose (object);
}

static void
ctg_template_dialog_class_init (CtgTemplateDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_template_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_INT64);
}

static GtkWidget *
make_none (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "document-edit-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("No templates yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _("Write a letter and keep it as a template, from the "
                                                             "letter’s menu. {{contact.first_name}} stands for the "
                                                             "first name of whoever it goes to."));
  gtk_widget_add_css_class (page, "compact");
  return page;
}

static GtkWidget *
make_list (CtgTemplateDialog *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  g_object_set (self->list, "margin-top", 18, "margin-bottom", 18, "margin-start", 12, "margin-end", 12, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Templates"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static void
ctg_template_dialog_init (CtgTemplateDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, gtk_label_new (NULL), "loading");
  gtk_stack_add_named (self->stack, make_none (), "none");
  gtk_stack_add_named (self->stack, make_list (self), "list");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 420, 420);
}

/**
 * ctg_template_dialog_new:
 * @parent: the window it is modal to
 * @engine: the engine
 *
 * Returns: (transfer none): the dialog, not yet presented
 */
CtgTemplateDialog *
ctg_template_dialog_new (GtkWindow *parent, CtgEngine *engine)
{
  CtgTemplateDialog *self = g_object_new (CTG_TYPE_TEMPLATE_DIALOG, "application",
                                          gtk_window_get_application (parent), "transient-for", parent, "modal", TRUE,
                                          "destroy-with-parent", TRUE, "title", _("Templates"), NULL);

  self->engine = g_object_ref (engine);
  load (self);
  return self;
}
