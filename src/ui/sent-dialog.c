/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sent-dialog.h"

#include "engine-sent.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

struct _CtgSentDialog
{
  AdwWindow parent_instance;

  GtkStack *stack;
  GtkSpinner *spinner;
  GtkListBox *list;
  AdwStatusPage *failure;

  CtgEngine *engine;            /* (owned) (nullable) */
  char *account_id;             /* (owned) */
  CtgSentChoice *choice;        /* (owned) (nullable) its folders stand in the list, behind the one to be made */
  GCancellable *cancellable;    /* (owned) ends with the window */
};

G_DEFINE_FINAL_TYPE (CtgSentDialog, ctg_sent_dialog, ADW_TYPE_WINDOW)

static void
show_failure (CtgSentDialog *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  g_autofree char *words = g_strstrip (g_strdup_printf ("%s %s", text->explanation, text->next));

  gtk_spinner_stop (self->spinner);
  adw_status_page_set_title (self->failure, text->headline);
  adw_status_page_set_description (self->failure, words);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

static void
wait_for_server (CtgSentDialog *self)
{
  gtk_stack_set_visible_child_name (self->stack, "asking");
  gtk_spinner_start (self->spinner);
}

/* --- Choosing --- */

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSentDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = ctg_engine_choose_sent_finish (CTG_ENGINE (source), result, &error);

  if (self->engine == NULL)
    return;
  if (name == NULL)
    {
      show_failure (self, error);
      return;
    }
  gtk_window_close (GTK_WINDOW (self));
}

static void
row_activated_cb (CtgSentDialog *self, GtkListBoxRow *row)
{
  guint i = (guint) gtk_list_box_row_get_index (row) - self->choice->may_make;
  gboolean is_new = self->choice->may_make && gtk_list_box_row_get_index (row) == 0;
  const CtgFolderChoice *folder = is_new ? NULL : g_ptr_array_index (self->choice->folders, i);

  wait_for_server (self);
  ctg_engine_choose_sent_async (self->engine, self->account_id, is_new ? NULL : folder->remote_name, chosen_cb,
                                g_object_ref (self));
}

/* --- What there is --- */

static void
append_row (CtgSentDialog *self, const char *title, const char *subtitle, const char *icon)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_list_box_append (self->list, row);
}

static void
show_choice (CtgSentDialog *self)
{
  gtk_spinner_stop (self->spinner);
  if (self->choice->may_make)
    append_row (self, _("Make a folder named Sent"), _("On the server, among your folders."), "folder-new-symbolic");
  for (guint i = 0; i < self->choice->folders->len; i++)
    {
      const CtgFolderChoice *folder = g_ptr_array_index (self->choice->folders, i);
      gboolean is_current = g_strcmp0 (folder->remote_name, self->choice->current) == 0;
      g_autofree char *name = ctg_words_line (folder->name);

      append_row (self, name, is_current ? _("It keeps sent mail now.") : "",
                  is_current ? "object-select-symbolic" : "folder-symbolic");
    }
  gtk_stack_set_visible_child_name (self->stack, "folders");
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSentDialog) self = data;
  g_autoptr (GError) error = NULL;
  CtgSentChoice *choice = ctg_engine_list_sent_finish (CTG_ENGINE (source), result, &error);

  if (self->engine == NULL)
    {
      ctg_sent_choice_free (choice);
      return;
    }
  self->choice = choice;
  if (choice != NULL)
    show_choice (self);
  else
    show_failure (self, error);
}

/* --- The window --- */

static void
ctg_sent_dialog_dispose (GObject *object)
{
  CtgSentDialog *self = CTG_SENT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ctg_sent_dialog_parent_class)->dispose (object);
}

static void
ctg_sent_dialog_finalize (GObject *object)
{
  CtgSentDialog *self = CTG_SENT_DIALOG (object);

  g_object_unref (self->cancellable);
  ctg_sent_choice_free (self->choice);
  g_free (self->account_id);
  G_OBJECT_CLASS (ctg_sent_dialog_parent_class)->finalize (object);
}

static void
ctg_sent_dialog_class_init (CtgSentDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_sent_dialog_dispose;
  G_OBJECT_CLASS (class)->finalize = ctg_sent_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
make_asking (CtgSentDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->spinner), 32, 32);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (box), gtk_label_new (_("Asking the server…")));
  return box;
}

static GtkWidget *
make_folders (CtgSentDialog *self)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Folders"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("Letters leave without it too; it keeps a copy of them that your other mail "
                                           "programs see."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->list));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return page;
}

static void
ctg_sent_dialog_init (CtgSentDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->cancellable = g_cancellable_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  self->failure = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->failure, "dialog-warning-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->failure), "compact");
  gtk_stack_add_named (self->stack, make_asking (self), "asking");
  gtk_stack_add_named (self->stack, make_folders (self), "folders");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->failure), "failure");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 420, 460);
}

/**
 * ctg_sent_dialog_open:
 * @parent: the window it belongs to
 * @engine: the engine
 * @account_id: of which mailbox
 *
 * Opens the dialog; the server is asked at once.
 */
void
ctg_sent_dialog_open (GtkWindow *parent, CtgEngine *engine, const char *account_id)
{
  CtgSentDialog *self = g_object_new (CTG_TYPE_SENT_DIALOG, "transient-for", parent, "modal", TRUE,
                                      "destroy-with-parent", TRUE, "title", _("The folder for sent mail"), NULL);

  self->engine = g_object_ref (engine);
  self->account_id = g_strdup (account_id);
  wait_for_server (self);
  ctg_engine_list_sent_async (engine, account_id, self->cancellable, listed_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}
