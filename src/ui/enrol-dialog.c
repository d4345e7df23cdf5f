/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "enrol-dialog.h"

#include "accessible-names.h"
#include "account-list.h"
#include "engine-sequences.h"
#include "sequence-dialog.h"
#include "sequence-facts.h"
#include "sequence-texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

struct _CtgEnrolDialog
{
  AdwWindow parent_instance;

  GtkStack *stack;
  GtkWidget *no_mailbox;
  GtkListBox *list;
  GtkLabel *outcome;
  GtkListBox *left_out;

  CtgEngine *engine;      /* (owned) */
  GArray *contacts;       /* (owned) (element-type gint64) whom */
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

/* Several: who came into it is counted, who did not is named. */

static GtkWidget *
make_left_out_row (const CtgEnrolmentOutcome *outcome)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  g_autofree char *name = ctg_words_line (outcome->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), ctg_text_for_enrolment_refusal (outcome->reason));
  gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

static void
show_left_out (CtgEnrolDialog *self, GPtrArray *outcomes, guint n_enrolled)
{
  g_autofree char *words = n_enrolled == 0 ? g_strdup (_("Nobody was added."))
    : g_strdup_printf (ngettext ("%u contact was added. These were not:", "%u contacts were added. These were not:",
                                 n_enrolled), n_enrolled);

  for (guint i = 0; i < outcomes->len; i++)
    if (((CtgEnrolmentOutcome *) g_ptr_array_index (outcomes, i))->reason != NULL)
      gtk_list_box_append (self->left_out, make_left_out_row (g_ptr_array_index (outcomes, i)));
  gtk_label_set_text (self->outcome, words);
  gtk_stack_set_visible_child_name (self->stack, "left-out");
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->left_out, 0)));
}

static void
several_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgEnrolDialog) self = data;
  g_autoptr (GError) error = NULL;
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));
  g_autoptr (GPtrArray) outcomes = self->engine != NULL
                                     ? ctg_engine_enrol_several_finish (self->engine, result, &error) : NULL;
  guint n_enrolled = 0;

  if (parent == NULL || self->engine == NULL)
    return;
  for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    n_enrolled += ((CtgEnrolmentOutcome *) g_ptr_array_index (outcomes, i))->reason == NULL;
  if (outcomes != NULL && n_enrolled < outcomes->len)
    {
      show_left_out (self, outcomes, n_enrolled);
      return;
    }
  if (outcomes != NULL)
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
  if (self->contacts->len > 1)
    ctg_engine_enrol_several_async (self->engine, name->id, self->contacts, NULL, several_cb, g_object_ref (self));
  else
    ctg_engine_enrol_async (self->engine, name->id, g_array_index (self->contacts, gint64, 0), NULL, enrolled_cb,
                            g_object_ref (self));
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
  g_clear_pointer (&self->contacts, g_array_unref);
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

static GtkListBox *
append_list (GtkWidget *page, GtkWidget **scroller, const char *label)
{
  GtkWidget *list = gtk_list_box_new ();

  *scroller = gtk_scrolled_window_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  g_object_set (list, "margin-top", 18, "margin-bottom", 18, "margin-start", 12, "margin-end", 12, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (*scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (*scroller), list);
  gtk_widget_set_vexpand (*scroller, TRUE);
  gtk_box_append (GTK_BOX (page), *scroller);
  return GTK_LIST_BOX (list);
}

static GtkWidget *
make_left_out (CtgEnrolDialog *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *close = gtk_button_new_with_mnemonic (_("_Close"));
  GtkWidget *scroller;

  self->outcome = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0, "margin-top", 12, "margin-start", 18,
                                "margin-end", 18, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  gtk_box_append (GTK_BOX (page), GTK_WIDGET (self->outcome));
  self->left_out = append_list (page, &scroller, _("Who was not added"));
  gtk_widget_set_halign (close, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (close, 12);
  gtk_widget_set_margin_bottom (close, 18);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (close), "window.close");
  gtk_box_append (GTK_BOX (page), close);
  return page;
}

static GtkWidget *
make_list (CtgEnrolDialog *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller;

  gtk_box_append (GTK_BOX (page), make_no_mailbox (self));
  self->list = append_list (page, &scroller, _("Sequences"));
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  /* The keyboard would not leave it while none of its rows can be chosen. */
  gtk_widget_set_focusable (scroller, FALSE);
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
  gtk_stack_add_named (self->stack, make_left_out (self), "left-out");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 400, 420);
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
  g_autoptr (GArray) contacts = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (contacts, contact_id);
  ctg_enrol_dialog_open_several (parent, engine, contacts);
}

/**
 * ctg_enrol_dialog_open_several:
 * @parent: the window they belong to
 * @engine: the engine
 * @contacts: (element-type gint64): contacts; copied
 *
 * Opens the dialog for all of them.
 */
void
ctg_enrol_dialog_open_several (GtkWindow *parent, CtgEngine *engine, GArray *contacts)
{
  CtgEnrolDialog *self = g_object_new (CTG_TYPE_ENROL_DIALOG, "transient-for", parent, "modal", TRUE,
                                       "destroy-with-parent", TRUE, "title", _("Add to a sequence"), NULL);

  self->engine = g_object_ref (engine);
  self->contacts = g_array_copy (contacts);
  self->accounts = ctg_account_list_new (ctg_engine_get_store (engine));
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (update_mailbox), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "notify::is-loaded", G_CALLBACK (update_mailbox), self, G_CONNECT_SWAPPED);
  ctg_sequence_names_load_async (ctg_engine_get_store (engine), loaded_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}
