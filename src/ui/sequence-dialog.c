/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sequence-dialog.h"

#include "engine-sequences.h"
#include "template-rows.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define MAX_STEPS 20
#define MAX_DELAY_DAYS 365
#define SLOT_MINUTES 30

struct _CtgSequenceDialog
{
  AdwWindow parent_instance;

  GtkWidget *save_button;
  GtkLabel *problem_label;
  GtkEditable *name_row;
  AdwComboRow *from_row;
  AdwComboRow *to_row;
  GtkBox *steps_box;
  GtkWidget *add_button;

  CtgEngine *engine;          /* (owned) */
  gint64 id;                  /* 0: a new one */
  GArray *steps;              /* (owned) (element-type CtgSequenceFieldsStep) to begin with */
  GPtrArray *templates;       /* (owned) (nullable) (element-type CtgTemplateRow) once they are read */
  GPtrArray *rows;            /* (owned) (element-type StepRows) in the order of the letters */
};

/* A letter of the sequence, as it is filled in. */
typedef struct
{
  AdwPreferencesGroup *group;
  AdwComboRow *template_row;
  GtkSpinButton *days;
} StepRows;

G_DEFINE_FINAL_TYPE (CtgSequenceDialog, ctg_sequence_dialog, ADW_TYPE_WINDOW)

static void
update_cb (CtgSequenceDialog *self)
{
  gtk_widget_set_sensitive (self->save_button, *gtk_editable_get_text (self->name_row) != '\0' && self->rows->len > 0);
  gtk_widget_set_sensitive (self->add_button, self->templates != NULL && self->templates->len > 0 &&
                            self->rows->len < MAX_STEPS);
}

/* --- Letters --- */

static void
number_steps (CtgSequenceDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      StepRows *step = g_ptr_array_index (self->rows, i);
      /* Translators: letter 1, 2, 3 of a sequence */
      g_autofree char *title = g_strdup_printf (_("Letter %u"), i + 1);

      adw_preferences_group_set_title (step->group, title);
    }
  update_cb (self);
}

static void
remove_cb (GtkButton *button, CtgSequenceDialog *self)
{
  StepRows *step = g_object_get_data (G_OBJECT (button), "step");

  gtk_box_remove (self->steps_box, GTK_WIDGET (step->group));
  g_ptr_array_remove (self->rows, step);
  number_steps (self);
  gtk_widget_grab_focus (self->add_button);
}

static GtkWidget *
make_template_row (CtgSequenceDialog *self, gint64 template_id)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint chosen = 0;

  for (guint i = 0; i < self->templates->len; i++)
    {
      const CtgTemplateRow *template = g_ptr_array_index (self->templates, i);
      g_autofree char *name = ctg_words_line (template->name);

      gtk_string_list_append (names, name);
      if (template->id == template_id)
        chosen = i;
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Template"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), chosen);
  return row;
}

static GtkWidget *
make_days_row (CtgSequenceDialog *self, StepRows *step, guint delay_days)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *days = gtk_spin_button_new_with_range (0, MAX_DELAY_DAYS, 1);
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Working days after the one before"));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (days), delay_days);
  gtk_widget_set_valign (days, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (days), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Working days after the one before"), -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Remove this letter"));
  g_object_set_data (G_OBJECT (button), "step", step);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), days);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), days);
  step->days = GTK_SPIN_BUTTON (days);
  return row;
}

static StepRows *
append_step (CtgSequenceDialog *self, gint64 template_id, guint delay_days)
{
  StepRows *step = g_new0 (StepRows, 1);

  step->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  step->template_row = ADW_COMBO_ROW (make_template_row (self, template_id));
  adw_preferences_group_add (step->group, GTK_WIDGET (step->template_row));
  adw_preferences_group_add (step->group, make_days_row (self, step, delay_days));
  gtk_box_append (self->steps_box, GTK_WIDGET (step->group));
  g_ptr_array_add (self->rows, step);
  number_steps (self);
  return step;
}

static void
add_cb (CtgSequenceDialog *self)
{
  StepRows *step = append_step (self, 0, self->rows->len == 0 ? 0 : 3);

  gtk_widget_grab_focus (GTK_WIDGET (step->template_row));
}

/* --- Keeping it --- */

static void
show_problem (CtgSequenceDialog *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  g_autofree char *sentence = g_strstrip (g_strdup_printf ("%s %s", text->headline, text->next));

  gtk_label_set_text (self->problem_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
  gtk_widget_set_sensitive (self->save_button, TRUE);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSequenceDialog) self = data;
  g_autoptr (GError) error = NULL;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  gint64 id = ctg_engine_put_sequence_finish (self->engine, result, &error);

  if (id == 0)
    {
      show_problem (self, error);
      return;
    }
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.show-sequence", "x", id);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
save_cb (CtgSequenceDialog *self)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (CtgSequenceFieldsStep));
  CtgSequenceFields fields = { .id = self->id != 0 ? self->id : CTG_NEW_SEQUENCE,
                               .name = gtk_editable_get_text (self->name_row) };

  if (!gtk_widget_get_sensitive (self->save_button))
    return;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const StepRows *rows = g_ptr_array_index (self->rows, i);
      const CtgTemplateRow *template = g_ptr_array_index (self->templates,
                                                          adw_combo_row_get_selected (rows->template_row));
      CtgSequenceFieldsStep step = { template->id, (guint) gtk_spin_button_get_value_as_int (rows->days) };

      g_array_append_val (steps, step);
    }
  fields.from_minute = (int) adw_combo_row_get_selected (self->from_row) * SLOT_MINUTES;
  fields.to_minute = (int) (adw_combo_row_get_selected (self->to_row) + 1) * SLOT_MINUTES;
  fields.steps = (const CtgSequenceFieldsStep *) (gpointer) steps->data;
  fields.n_steps = steps->len;
  gtk_widget_set_sensitive (self->save_button, FALSE);
  ctg_engine_put_sequence_async (self->engine, &fields, saved_cb, g_object_ref (self));
}

/* --- The dialog --- */

static void
templates_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSequenceDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) templates = ctg_template_rows_load_finish (result, &error);

  if (self->engine == NULL)
    return;
  if (templates == NULL)
    {
      show_problem (self, error);
      return;
    }
  self->templates = g_steal_pointer (&templates);
  for (guint i = 0; self->templates->len > 0 && i < self->steps->len; i++)
    {
      const CtgSequenceFieldsStep *step = &g_array_index (self->steps, CtgSequenceFieldsStep, i);

      append_step (self, step->template_id, step->delay_days);
    }
  if (self->templates->len == 0)
    {
      gtk_label_set_text (self->problem_label,
                          _("A sequence sends templates, and there is none yet. Write a letter and keep it as a "
                            "template, from the letter’s menu."));
      gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
    }
  else if (self->rows->len == 0)
    append_step (self, 0, 0);
  update_cb (self);
}

static void
fill_hours (AdwComboRow *row, int first_minute, guint chosen)
{
  g_autoptr (GtkStringList) slots = gtk_string_list_new (NULL);

  for (int minute = first_minute; minute < first_minute + 24 * 60; minute += SLOT_MINUTES)
    {
      g_autofree char *text = g_strdup_printf ("%d:%02d", minute / 60, minute % 60);

      gtk_string_list_append (slots, text);
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (slots));
  adw_combo_row_set_selected (row, chosen);
}

static void
ctg_sequence_dialog_dispose (GObject *object)
{
  g_clear_object (&CTG_SEQUENCE_DIALOG (object)->engine);
  G_OBJECT_CLASS (ctg_sequence_dialog_parent_class)->dispose (object);
}

static void
ctg_sequence_dialog_finalize (GObject *object)
{
  CtgSequenceDialog *self = CTG_SEQUENCE_DIALOG (object);

  g_array_unref (self->steps);
  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->templates, g_ptr_array_unref);
  G_OBJECT_CLASS (ctg_sequence_dialog_parent_class)->finalize (object);
}

static void
ctg_sequence_dialog_class_init (CtgSequenceDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_sequence_dialog_dispose;
  G_OBJECT_CLASS (class)->finalize = ctg_sequence_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/sequence-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceDialog, from_row);
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceDialog, to_row);
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceDialog, steps_box);
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceDialog, add_button);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
ctg_sequence_dialog_init (CtgSequenceDialog *self)
{
  self->steps = g_array_new (FALSE, FALSE, sizeof (CtgSequenceFieldsStep));
  self->rows = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill (CtgSequenceDialog *self, const CtgSequenceRow *row)
{
  int from_minute = row != NULL ? row->from_minute : 9 * 60;
  int to_minute = row != NULL ? row->to_minute : 18 * 60;

  fill_hours (self->from_row, 0, (guint) (from_minute / SLOT_MINUTES));
  fill_hours (self->to_row, SLOT_MINUTES, (guint) MAX (to_minute / SLOT_MINUTES - 1, 0));
  for (guint i = 0; row != NULL && i < row->steps->len; i++)
    {
      const CtgStepFacts *facts = g_ptr_array_index (row->steps, i);
      CtgSequenceFieldsStep step = { facts->template_id, facts->delay_days };

      g_array_append_val (self->steps, step);
    }
  if (row != NULL)
    {
      self->id = row->id;
      gtk_editable_set_text (self->name_row, row->name);
    }
  update_cb (self);
}

/**
 * ctg_sequence_dialog_open:
 * @parent: the window it belongs to
 * @engine: the engine
 * @row: (nullable): the sequence to change, %NULL: a new one; copied
 *
 * Opens the dialog.
 */
void
ctg_sequence_dialog_open (GtkWindow *parent, CtgEngine *engine, const CtgSequenceRow *row)
{
  CtgSequenceDialog *self = g_object_new (CTG_TYPE_SEQUENCE_DIALOG, "transient-for", parent, "title",
                                          row != NULL ? _("Edit the sequence") : _("New sequence"), NULL);

  self->engine = g_object_ref (engine);
  fill (self, row);
  ctg_template_rows_load_async (ctg_engine_get_store (engine), templates_loaded_cb, g_object_ref (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  gtk_window_present (GTK_WINDOW (self));
}
