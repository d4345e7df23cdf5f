/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sequence-view.h"

#include "engine-sequences.h"
#include "sequence-dialog.h"
#include "sequence-list.h"
#include "sequence-texts.h"
#include "share-bar.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CtgSequenceView
{
  CtgRecordView parent_instance;
};

G_DEFINE_FINAL_TYPE (CtgSequenceView, ctg_sequence_view, CTG_TYPE_RECORD_VIEW)

static const CtgSequenceRow *
get_row (CtgSequenceView *self)
{
  return ctg_record_view_get_record (CTG_RECORD_VIEW (self));
}

static CtgEngine *
get_engine (CtgSequenceView *self)
{
  return ctg_record_view_get_engine (CTG_RECORD_VIEW (self));
}

/* --- What can be done --- */

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSequenceView) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_change_sequences_finish (CTG_ENGINE (source), result, &error) && get_engine (self) != NULL)
    ctg_words_show_error (GTK_WIDGET (self), error);
}

/* A button for somebody in the sequence. */
static const char *
choose_icon (CtgEnrolmentChange change)
{
  switch (change)
    {
    case CTG_ENROLMENT_PAUSE:
      return "media-playback-pause-symbolic";
    case CTG_ENROLMENT_RESUME:
      return "media-playback-start-symbolic";
    case CTG_ENROLMENT_SKIP:
      return "media-skip-forward-symbolic";
    case CTG_ENROLMENT_STOP:
      return "window-close-symbolic";
    }
  g_return_val_if_reached ("");
}

static char *
make_words (CtgEnrolmentChange change, const char *name)
{
  switch (change)
    {
    case CTG_ENROLMENT_PAUSE:
      /* Translators: %s is a contact's name, here and in the next three. */
      return g_strdup_printf (_("Pause %s"), name);
    case CTG_ENROLMENT_RESUME:
      return g_strdup_printf (_("Go on with %s"), name);
    case CTG_ENROLMENT_SKIP:
      return g_strdup_printf (_("Leave out the next letter to %s"), name);
    case CTG_ENROLMENT_STOP:
      return g_strdup_printf (_("Take %s out of the sequence"), name);
    }
  g_return_val_if_reached (NULL);
}

static void
change_cb (GtkButton *button, CtgSequenceView *self)
{
  CtgEnrolmentChange change = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "change"));
  gint64 *id = g_object_get_data (G_OBJECT (button), "id");

  ctg_engine_change_enrolment_async (get_engine (self), *id, change, changed_cb, g_object_ref (self));
}

static void
add_button (CtgSequenceView *self, GtkWidget *row, const CtgEnrolmentFactsRow *person, CtgEnrolmentChange change)
{
  GtkWidget *button = gtk_button_new_from_icon_name (choose_icon (change));
  g_autofree char *name = ctg_words_line (person->name);
  g_autofree char *words = make_words (change, name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data (G_OBJECT (button), "change", GINT_TO_POINTER (change));
  g_object_set_data_full (G_OBJECT (button), "id", g_memdup2 (&person->id, sizeof person->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (change_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  ctg_record_view_set_first (CTG_RECORD_VIEW (self), button);
}

static void
add_buttons (CtgSequenceView *self, GtkWidget *row, const CtgEnrolmentFactsRow *person)
{
  gboolean is_active = g_str_equal (person->state, "active");

  if (g_str_equal (person->state, "finished") || g_str_equal (person->state, "stopped"))
    return;
  add_button (self, row, person, is_active ? CTG_ENROLMENT_PAUSE : CTG_ENROLMENT_RESUME);
  add_button (self, row, person, CTG_ENROLMENT_SKIP);
  add_button (self, row, person, CTG_ENROLMENT_STOP);
}

static void
ctg_sequence_view_remove (CtgRecordView *view)
{
  CtgSequenceView *self = CTG_SEQUENCE_VIEW (view);

  ctg_engine_remove_sequence_async (get_engine (self), get_row (self)->id, changed_cb, g_object_ref (self));
}

static char *
ctg_sequence_view_dup_question (CtgRecordView *view, const char **explanation)
{
  g_autofree char *name = ctg_words_line (get_row (CTG_SEQUENCE_VIEW (view))->name);

  *explanation = _("Nobody gets more letters of it. What was sent stays on their pages.");
  /* Translators: %s is a sequence's name. */
  return g_strdup_printf (_("Remove the sequence %s?"), name);
}

static void
ctg_sequence_view_edit (CtgRecordView *view, GtkWindow *window)
{
  ctg_sequence_dialog_open (window, ctg_record_view_get_engine (view), ctg_record_view_get_record (view));
}

/* --- What is shown --- */

static char *
make_delay (guint n_days)
{
  if (n_days == 0)
    return g_strdup (_("At once"));
  return g_strdup_printf (ngettext ("%u working day later", "%u working days later", n_days), n_days);
}

static char *
make_counts (const CtgStepFacts *step)
{
  g_autoptr (GString) words = g_string_new (NULL);

  if (step->n_sent == 0)
    return g_strdup (_("Not sent yet"));
  g_string_append_printf (words, ngettext ("%d sent", "%d sent", (gulong) step->n_sent), (int) step->n_sent);
  if (step->n_answered > 0)
    g_string_append_printf (words, ngettext (" · %d answered", " · %d answered", (gulong) step->n_answered),
                            (int) step->n_answered);
  if (step->n_bounced > 0)
    g_string_append_printf (words, ngettext (" · %d came back", " · %d came back", (gulong) step->n_bounced),
                            (int) step->n_bounced);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static GtkWidget *
make_step (const CtgStepFacts *step, guint number, gint64 most)
{
  g_autofree char *name = ctg_words_line (step->template_name);
  g_autofree char *title = g_strdup_printf ("%u. %s", number, name);
  g_autofree char *delay = make_delay (step->delay_days);
  g_autofree char *counts = make_counts (step);
  GtkWidget *row = make_row (title, delay);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (counts);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  if (step->n_sent > 0)
    gtk_box_append (GTK_BOX (box), ctg_share_bar_new ((double) step->n_sent / (double) MAX (most, 1),
                                                      (double) step->n_sent, (double) step->n_answered,
                                                      (double) step->n_bounced));
  gtk_box_append (GTK_BOX (box), label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), box);
  return row;
}

static GtkWidget *
make_person (CtgSequenceView *self, const CtgEnrolmentFactsRow *person)
{
  CtgEnrolmentTextFacts facts = { person->state, person->reason, person->position, person->n_steps, person->due_utc_s };
  g_autofree char *name = ctg_words_line (person->name);
  g_autofree char *state = ctg_text_for_enrolment (&facts);
  const char *remedy = ctg_text_for_enrolment_remedy (person->reason);
  g_autofree char *subtitle = *remedy != '\0' ? g_strdup_printf ("%s\n%s", state, remedy) : g_strdup (state);
  GtkWidget *row = make_row (name, subtitle);

  if (g_str_equal (person->state, "asking"))
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

      gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Waits for you"), -1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
    }
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  add_buttons (self, row, person);
  return row;
}

static void
add_steps (CtgSequenceView *self, const CtgSequenceRow *sequence)
{
  GtkWidget *group = ctg_record_view_add_group (CTG_RECORD_VIEW (self), _("Letters"), NULL);
  gint64 most = 0;

  for (guint i = 0; i < sequence->steps->len; i++)
    most = MAX (most, ((const CtgStepFacts *) g_ptr_array_index (sequence->steps, i))->n_sent);
  for (guint i = 0; i < sequence->steps->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               make_step (g_ptr_array_index (sequence->steps, i), i + 1, most));
}

static void
add_people (CtgSequenceView *self, const CtgSequenceRow *sequence)
{
  const char *nobody = sequence->people->len == 0
                         ? _("Nobody is in it yet. On a contact’s page, choose Add to a sequence.") : NULL;
  GtkWidget *group = ctg_record_view_add_group (CTG_RECORD_VIEW (self), _("Contacts"), nobody);

  for (guint i = 0; i < sequence->people->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               make_person (self, g_ptr_array_index (sequence->people, i)));
}

static void
ctg_sequence_view_update (CtgRecordView *view)
{
  CtgSequenceView *self = CTG_SEQUENCE_VIEW (view);
  const CtgSequenceRow *row = get_row (self);
  g_autofree char *name = ctg_words_line (row->name);
  /* Translators: hours and minutes, from and to */
  g_autofree char *hours = g_strdup_printf (_("Monday to Friday, %d:%02d to %d:%02d"), row->from_minute / 60,
                                            row->from_minute % 60, row->to_minute / 60, row->to_minute % 60);

  ctg_record_view_set_head (view, name, hours);
  ctg_record_view_drop_groups (view);
  add_steps (self, row);
  add_people (self, row);
}

static void
ctg_sequence_view_class_init (CtgSequenceViewClass *class)
{
  CtgRecordViewClass *view_class = CTG_RECORD_VIEW_CLASS (class);

  view_class->update = ctg_sequence_view_update;
  view_class->edit = ctg_sequence_view_edit;
  view_class->remove = ctg_sequence_view_remove;
  view_class->dup_question = ctg_sequence_view_dup_question;
}

static void
ctg_sequence_view_init (CtgSequenceView *self)
{
  ctg_record_view_set_icon (CTG_RECORD_VIEW (self), NULL, FALSE);
}
