/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "enrol-dialog.h"

#include "accessible-names.h"
#include "account-list.h"
#include "engine-sequences.h"
#include "sequence-dialog.h"
#include "sequence-facts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

struct _CtgEnrolDialog
{
  AdwWindow parent_instance;

  GtkStack *stack;
  GtkWidget *no_mailbox;
  GtkListBox *list;

  CtgEngine *engine;      /* (owned) */
  gint64 contact_id;
  CtgAccountList *accounts;   /* (owned) */
  GPtrArray *names;       /* (owned) (nullable) (element-type CtgSequenceName) beside the list's rows */
};

G_DEFINE_FINAL_TYPE (CtgEnrolDialog, ctg_enrol_dialog, ADW_TYPE_WINDOW)

static void
enrolled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgEnrolDialog) self = data;
  g_autoptr (GError) error = NULL;
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));
  gint64 id = self->engine != NULL ? ctg_engine_enrol_finish (self->engine, result, &error) : 0;

  if (parent == NULL || self->engine == NULL)
    return;
  if (id != 0)
    ctg_words_toast (parent, _("Added. The letters leave by themselves until there is an answer: see Sequences"));
  else
    ctg_words_show_error (parent, error);
  gtk_window_close (GTK_WINDOW (self));
}

static void
row_activated_cb (CtgEnrolDialog *self, GtkListBoxRow *row)
{
  const CtgSequenceName *name = g_ptr_array_index (self->names, (guint) gtk_list_box_row_get_index (row));

  gtk_widget_set_sensitive (GTK_WIDGET (self->list), FALSE);
  ctg_engine_enrol_async (self->engine, name->id, self->contact_id, NULL, enrolled_cb, g_object_ref (self));
}

/* A08: without a mailbox the sequences stay to be seen, with the reason why they cannot be used and the way to it. */
static void
update_mailbox (CtgEnrolDialog *self)
{
  gboolean is_missing = ctg_account_list_is_loaded (self->accounts) &&
                        g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) == 0;

  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    gtk_widget_set_sensitive (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, i)), !is_missing);
  gtk_widget_set_visible (self->no_mailbox, is_missing);
  if (is_missing)
    gtk_widget_child_focus (self->no_mailbox, GTK_DIR_TAB_FORWARD);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgEnrolDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = ctg_sequence_names_load_finish (result, &error);

  if (names == NULL || self->engine == NULL)
    return;
  for (guint i = 0; i < names->len; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *name = ctg_words_line (((const CtgSequenceName *) g_ptr_array_index (names, i))->name);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_list_box_append (self->list, row);
    }
  gtk_stack_set_visible_child_name (self->stack, names->len > 0 ? "list" : "none");
  self->names = g_steal_pointer (&names);
  update_mailbox (self);
  if (!gtk_widget_get_visible (self->no_mailbox))
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
connect_cb (CtgEnrolDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))), "app.connect", NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static void
new_cb (CtgEnrolDialog *self)
{
  ctg_sequence_dialog_open (gtk_window_get_transient_for (GTK_WINDOW (self)), self->engine, NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static void
ctg_enrol_dialog_dispose (GObject *object)
{
  CtgEnrolDialog *self = CTG_ENROL_DIALOG (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->accounts);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  G_OBJECT_CLASS (ctg_enrol_dialog_parent_class)->dispose (object);
}

static void
ctg_enrol_dialog_class_init (CtgEnrolDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_enrol_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
make_none (CtgEnrolDialog *self)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_New sequence…"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "mail-send-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("No sequences yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _("A sequence sends templates one after the other, days "
                                                             "apart, until there is an answer."));
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (new_cb), self, G_CONNECT_SWAPPED);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  gtk_widget_add_css_class (page, "compact");
  return page;
}

static GtkWidget *
make_no_mailbox (CtgEnrolDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0, "hexpand", TRUE, "label",
                                   _("To send its letters, connect the mailbox you write with."),
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Connect…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (connect_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (box, "problem");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_set_visible (box, FALSE);
  return self->no_mailbox = box;
}

static GtkWidget *
make_list (CtgEnrolDialog *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  g_object_set (self->list, "margin-top", 18, "margin-bottom", 18, "margin-start", 12, "margin-end", 12, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sequences"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scroller, TRUE);
  /* The keyboard would not leave it while none of its rows can be chosen. */
  gtk_widget_set_focusable (scroller, FALSE);
  gtk_box_append (GTK_BOX (page), make_no_mailbox (self));
  gtk_box_append (GTK_BOX (page), scroller);
  return page;
}

static void
ctg_enrol_dialog_init (CtgEnrolDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, gtk_label_new (NULL), "loading");
  gtk_stack_add_named (self->stack, make_none (self), "none");
  gtk_stack_add_named (self->stack, make_list (self), "list");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 400, 360);
  ctg_accessible_names_mend (GTK_WIDGET (self));
}

/**
 * ctg_enrol_dialog_open:
 * @parent: the window it belongs to
 * @engine: the engine
 * @contact_id: a contact
 *
 * Opens the dialog.
 */
void
ctg_enrol_dialog_open (GtkWindow *parent, CtgEngine *engine, gint64 contact_id)
{
  CtgEnrolDialog *self = g_object_new (CTG_TYPE_ENROL_DIALOG, "transient-for", parent, "modal", TRUE,
                                       "destroy-with-parent", TRUE, "title", _("Add to a sequence"), NULL);

  self->engine = g_object_ref (engine);
  self->contact_id = contact_id;
  self->accounts = ctg_account_list_new (ctg_engine_get_store (engine));
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (update_mailbox), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "notify::is-loaded", G_CALLBACK (update_mailbox), self, G_CONNECT_SWAPPED);
  ctg_sequence_names_load_async (ctg_engine_get_store (engine), loaded_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}
