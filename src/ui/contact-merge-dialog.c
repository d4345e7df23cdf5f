/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contact-merge-dialog.h"

#include "compose-recipients.h"
#include "duplicates.h"
#include "engine-drafts.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

struct _CtgContactMergeDialog
{
  AdwWindow parent_instance;

  AdwPreferencesGroup *likely;
  CtgComposeRecipients *line;
  GtkLabel *problem_label;

  CtgEngine *engine;          /* (owned) */
  gint64 contact_id;
};

G_DEFINE_FINAL_TYPE (CtgContactMergeDialog, ctg_contact_merge_dialog, ADW_TYPE_WINDOW)

/* --- Merging --- */

static void
merged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) window = data;
  g_autoptr (GError) error = NULL;

  if (ctg_engine_merge_contacts_finish (CTG_ENGINE (source), result, &error))
    ctg_words_toast_undo (window, _("They are one contact now"), 0, "win.undo-last", g_variant_new_boolean (TRUE));
  else
    ctg_words_show_error (window, error);
}

/**
 * ctg_contact_merge:
 * @window: where it is said and can be taken back
 * @engine: the engine
 * @into: who stays
 * @from: who becomes part of it
 *
 * Makes one contact of two.
 */
void
ctg_contact_merge (GtkWidget *window, CtgEngine *engine, gint64 into, gint64 from)
{
  ctg_engine_merge_contacts_async (engine, into, from, merged_cb, g_object_ref (window));
}

static void
merge_with (CtgContactMergeDialog *self, gint64 other)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL && other != self->contact_id)
    ctg_contact_merge (GTK_WIDGET (parent), self->engine, self->contact_id, other);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- Who --- */

static void
row_activated_cb (GtkWidget *row, CtgContactMergeDialog *self)
{
  merge_with (self, *(const gint64 *) g_object_get_data (G_OBJECT (row), "contact"));
}

static GtkWidget *
make_row (CtgContactMergeDialog *self, const CtgDuplicatePerson *duplicate)
{
  const CtgPagePerson *person = duplicate->person;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = ctg_words_line (person->name);
  g_autofree char *address = ctg_words_isolated (person->address);
  const char *reason = ctg_text_for_duplicate (duplicate->reason);
  g_autofree char *subtitle = g_strjoin (" · ", reason, *person->address != '\0' ? address : NULL, NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "contact",
                          g_memdup2 (&person->contact_id, sizeof person->contact_id), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), self, 0);
  return row;
}

/* What one comes for is the first who may be the same, if somebody does not type yet. */
static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgContactMergeDialog) self = data;
  g_autoptr (GPtrArray) found = ctg_duplicates_load_finish (result, NULL);
  GtkWidget *first = NULL;

  if (found == NULL || self->engine == NULL)
    return;
  for (guint i = 0; i < found->len; i++)
    {
      GtkWidget *row = make_row (self, g_ptr_array_index (found, i));

      adw_preferences_group_add (self->likely, row);
      first = first != NULL ? first : row;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->likely), first != NULL);
  if (first != NULL && *ctg_compose_recipients_get_text (self->line) == '\0')
    gtk_widget_grab_focus (first);
}

static void
person_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgContactMergeDialog) self = data;
  g_autoptr (CtgPagePerson) person = ctg_page_person_find_finish (result, NULL);

  if (self->engine == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), person == NULL);
  if (person != NULL)
    merge_with (self, person->contact_id);
}

/* Whoever is chosen is followed by a comma, as in a letter's line. */
static void
line_changed_cb (CtgContactMergeDialog *self)
{
  const char *text = ctg_compose_recipients_get_text (self->line);
  g_auto (GStrv) addresses = NULL;

  if (self->engine == NULL || !(g_str_has_suffix (text, ",") || g_str_has_suffix (text, ", ")))
    return;
  addresses = ctg_engine_read_people (text, NULL);
  if (addresses != NULL && addresses[0] != NULL)
    ctg_page_person_find_async (ctg_engine_get_store (self->engine), 0, addresses[0], person_found_cb,
                                g_object_ref (self));
}

/* --- The dialog --- */

static void
ctg_contact_merge_dialog_dispose (GObject *object)
{
  g_clear_object (&CTG_CONTACT_MERGE_DIALOG (object)->engine);
  G_OBJECT_CLASS (ctg_contact_merge_dialog_parent_class)->dispose (object);
}

static void
ctg_contact_merge_dialog_class_init (CtgContactMergeDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_contact_merge_dialog_dispose;
  g_type_ensure (CTG_TYPE_COMPOSE_RECIPIENTS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/contact-merge-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgContactMergeDialog, likely);
  gtk_widget_class_bind_template_child (widget_class, CtgContactMergeDialog, line);
  gtk_widget_class_bind_template_child (widget_class, CtgContactMergeDialog, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, line_changed_cb);
}

static void
ctg_contact_merge_dialog_init (CtgContactMergeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ctg_contact_merge_dialog_open:
 * @parent: the window it belongs to
 * @engine: the engine
 * @contact_id: who stays
 * @name: the contact's name
 *
 * Opens the dialog.
 */
void
ctg_contact_merge_dialog_open (GtkWindow *parent, CtgEngine *engine, gint64 contact_id, const char *name)
{
  g_autofree char *line = ctg_words_isolated (name);
  /* Translators: %s is a contact's name. */
  g_autofree char *title = g_strdup_printf (_("Merge %s with"), line);
  CtgContactMergeDialog *self = g_object_new (CTG_TYPE_CONTACT_MERGE_DIALOG, "transient-for", parent, "title", title,
                                              NULL);

  self->engine = g_object_ref (engine);
  self->contact_id = contact_id;
  ctg_compose_recipients_set_engine (self->line, engine, _("The other contact"));
  ctg_compose_recipients_set_placeholder (self->line, _("The other contact"));
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->line));
  ctg_duplicates_load_async (ctg_engine_get_store (engine), contact_id, loaded_cb, g_object_ref (self));
}
