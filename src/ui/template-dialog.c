/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "template-dialog.h"

#include "engine-templates.h"
#include "template-editor.h"
#include "template-rows.h"
#include "words.h"

#include <glib/gi18n-lib.h>

struct _CtgTemplateDialog
{
  AdwWindow parent_instance;

  CtgEngine *engine;      /* (owned) (nullable) */
  AdwToastOverlay *overlay;
  AdwToast *toast;        /* (owned) (nullable) the last one with something to undo */
  GtkStack *stack;
  GtkBox *folders;        /* a group of rows a folder */
  GPtrArray *rows;        /* (owned) (nullable) (element-type CtgTemplateRow) beside those of the list */
};

G_DEFINE_FINAL_TYPE (CtgTemplateDialog, ctg_template_dialog, ADW_TYPE_WINDOW)

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

static void load (CtgTemplateDialog *self);

/* --- Removing, and having it back --- */

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgTemplateDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *kind = ctg_engine_undo_finish (CTG_ENGINE (source), result, &error);

  if (self->engine == NULL)
    return;
  if (kind == NULL)
    ctg_words_show_error (GTK_WIDGET (self), error);
  load (self);
}

static void
undo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgTemplateDialog *self = CTG_TEMPLATE_DIALOG (widget);

  gtk_widget_action_set_enabled (widget, "templates.undo", FALSE);
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_clear_object (&self->toast);
  ctg_engine_undo_async (self->engine, undone_cb, g_object_ref (self));
}

static void
offer_undo (CtgTemplateDialog *self)
{
  AdwToast *toast = adw_toast_new (_("The template is removed"));

  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_set_object (&self->toast, toast);
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "templates.undo");
  adw_toast_overlay_add_toast (self->overlay, toast);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "templates.undo", TRUE);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgTemplateDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_removed = ctg_engine_remove_template_finish (CTG_ENGINE (source), result, &error);

  if (self->engine == NULL)
    return;
  if (is_removed)
    offer_undo (self);
  else
    ctg_words_show_error (GTK_WIDGET (self), error);
  load (self);
}

static void
remove_cb (GtkWidget *button, CtgTemplateDialog *self)
{
  const CtgTemplateRow *template = g_object_get_data (G_OBJECT (button), "template");

  ctg_engine_remove_template_async (self->engine, template->id, removed_cb, g_object_ref (self));
}

/* --- A template --- */

static void
edit_cb (GtkWidget *button, CtgTemplateDialog *self)
{
  CtgTemplateEditor *editor = ctg_template_editor_new (GTK_WINDOW (self), self->engine,
                                                       g_object_get_data (G_OBJECT (button), "template"));

  g_signal_connect_object (editor, "kept", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (editor));
}

static void
choose_cb (GtkWidget *row, CtgTemplateDialog *self)
{
  gint64 id = ((const CtgTemplateRow *) g_object_get_data (G_OBJECT (row), "template"))->id;

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[CHOSEN], 0, id);
  gtk_window_close (GTK_WINDOW (self));
}

static GtkWidget *
make_button (CtgTemplateDialog *self, const CtgTemplateRow *template, const char *icon, const char *pattern,
             GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *name = ctg_words_line (template->name);
  g_auto (GStrv) parts = g_strsplit (pattern, "%s", 2);
  g_autofree char *words = g_strjoinv (name, parts);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data (G_OBJECT (button), "template", (gpointer) template);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

static GtkWidget *
make_row (CtgTemplateDialog *self, const CtgTemplateRow *template)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = ctg_words_line (template->name);
  g_autofree char *subject = ctg_words_line (template->subject);
  g_autofree char *subtitle = *template->shortcut != '\0' ? g_strdup_printf ("/%s · %s", template->shortcut, subject)
                                                          : g_strdup (subject);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "template", (gpointer) template);
  g_signal_connect_object (row, "activated", G_CALLBACK (choose_cb), self, 0);
  /* Translators: %s is a template's name. */
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_button (self, template, "document-edit-symbolic",
                                                                _("Change the template %s"), G_CALLBACK (edit_cb)));
  /* Translators: %s is a template's name. */
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_button (self, template, "user-trash-symbolic",
                                                                _("Remove the template %s"), G_CALLBACK (remove_cb)));
  return row;
}

/* --- A folder of them --- */

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgTemplateDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_rename_template_folder_finish (CTG_ENGINE (source), result, &error))
    ctg_words_show_error (GTK_WIDGET (self), error);
  if (self->engine != NULL)
    load (self);
}

static void
rename_response_cb (AdwMessageDialog *dialog, const char *response, CtgTemplateDialog *self)
{
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
  const char *to = g_str_equal (response, "rename") ? gtk_editable_get_text (entry) : "";

  if (!g_str_equal (response, "cancel") && self->engine != NULL)
    ctg_engine_rename_template_folder_async (self->engine, g_object_get_data (G_OBJECT (dialog), "folder"), to,
                                             renamed_cb, g_object_ref (self));
}

static void
folder_cb (GtkWidget *button, CtgTemplateDialog *self)
{
  const char *folder = g_object_get_data (G_OBJECT (button), "folder");
  GtkWidget *entry = gtk_entry_new ();
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (self), _("Folder of templates"),
                                                                         _("Without the folder its templates stay, "
                                                                           "in no folder.")));

  gtk_editable_set_text (GTK_EDITABLE (entry), folder);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the folder"), -1);
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "remove", _("Re_move the folder"), "rename",
                                    _("_Rename"), NULL);
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_default_response (dialog, "rename");
  adw_message_dialog_set_response_appearance (dialog, "rename", ADW_RESPONSE_SUGGESTED);
  g_object_set_data_full (G_OBJECT (dialog), "folder", g_strdup (folder), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (rename_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static AdwPreferencesGroup *
add_folder (CtgTemplateDialog *self, const char *folder)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *name = ctg_words_line (folder);
  g_autofree char *title = g_markup_escape_text (name, -1);
  /* Translators: %s is a folder's name. */
  g_autofree char *words = g_strdup_printf (_("Rename or remove the folder %s"), name);
  GtkWidget *button;

  gtk_box_append (self->folders, GTK_WIDGET (group));
  if (*folder == '\0')
    return group;
  button = gtk_button_new_from_icon_name ("document-edit-symbolic");
  adw_preferences_group_set_title (group, title);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (button), "folder", g_strdup (folder), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (folder_cb), self, 0);
  adw_preferences_group_set_header_suffix (group, button);
  return group;
}

/* --- All of them --- */

static void
show_rows (CtgTemplateDialog *self)
{
  AdwPreferencesGroup *group = NULL;
  const char *folder = NULL;
  GtkWidget *child, *first = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->folders))) != NULL)
    gtk_box_remove (self->folders, child);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const CtgTemplateRow *template = g_ptr_array_index (self->rows, i);
      GtkWidget *row = make_row (self, template);

      if (g_strcmp0 (folder, template->folder) != 0)
        group = add_folder (self, template->folder);
      folder = template->folder;
      adw_preferences_group_add (group, row);
      first = first != NULL ? first : row;
    }
  gtk_stack_set_visible_child_name (self->stack, first != NULL ? "list" : "none");
  if (first != NULL)
    gtk_widget_grab_focus (first);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgTemplateDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = ctg_template_rows_load_finish (result, &error);
  g_autoptr (GPtrArray) former = self->rows;

  if (rows == NULL || self->engine == NULL)
    {
      g_steal_pointer (&former);
      return;
    }
  self->rows = g_steal_pointer (&rows);
  show_rows (self);
}

static void
load (CtgTemplateDialog *self)
{
  ctg_template_rows_load_async (ctg_engine_get_store (self->engine), loaded_cb, g_object_ref (self));
}

static void
ctg_template_dialog_dispose (GObject *object)
{
  CtgTemplateDialog *self = CTG_TEMPLATE_DIALOG (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->toast);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ctg_template_dialog_parent_class)->dispose (object);
}

static void
ctg_template_dialog_class_init (CtgTemplateDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_template_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "templates.undo", NULL, undo_cb);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_z, GDK_CONTROL_MASK, "templates.undo", NULL);
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

  self->folders = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_widget_set_valign (GTK_WIDGET (self->folders), GTK_ALIGN_START);
  g_object_set (self->folders, "margin-top", 18, "margin-bottom", 18, "margin-start", 12, "margin-end", 12, NULL);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->folders));
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
  self->overlay = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (self->overlay, GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->overlay));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 420, 420);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "templates.undo", FALSE);
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
