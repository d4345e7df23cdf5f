/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sequence-view.h"

#include "engine-sequences.h"
#include "sequence-dialog.h"
#include "sequence-texts.h"
#include "share-bar.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CtgSequenceView
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkLabel *name_label;
  GtkLabel *hours_label;
  GtkWidget *edit_button;
  GtkBox *groups;             /* what is made anew when something changes */
  GtkWidget *first_button;    /* (unowned) (nullable) of who waits for a person */

  CtgEngine *engine;          /* (owned) (nullable) */
  CtgSequenceItem *item;      /* (owned) (nullable) the sequence shown */
};

G_DEFINE_FINAL_TYPE (CtgSequenceView, ctg_sequence_view, GTK_TYPE_WIDGET)

static const CtgSequenceRow *
get_row (CtgSequenceView *self)
{
  return self->item != NULL ? ctg_sequence_item_get_row (self->item) : NULL;
}

static GtkWindow *
get_window (CtgSequenceView *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* --- What can be done --- */

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSequenceView) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_change_sequences_finish (CTG_ENGINE (source), result, &error) && self->engine != NULL)
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

  ctg_engine_change_enrolment_async (self->engine, *id, change, changed_cb, g_object_ref (self));
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
  if (self->first_button == NULL)
    self->first_button = button;
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
remove_response_cb (CtgSequenceView *self, const char *response)
{
  const CtgSequenceRow *row = get_row (self);

  if (g_str_equal (response, "remove") && row != NULL)
    ctg_engine_remove_sequence_async (self->engine, row->id, changed_cb, g_object_ref (self));
}

static void
remove_cb (CtgSequenceView *self)
{
  const CtgSequenceRow *row = get_row (self);
  g_autofree char *name = row != NULL ? ctg_words_line (row->name) : g_strdup ("");
  /* Translators: %s is a sequence's name. */
  g_autofree char *question = g_strdup_printf (_("Remove the sequence %s?"), name);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (get_window (self), question,
                                                                         _("Nobody gets more letters of it. What was "
                                                                           "sent stays on their pages.")));

  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
edit_cb (CtgSequenceView *self)
{
  if (get_row (self) != NULL)
    ctg_sequence_dialog_open (get_window (self), self->engine, get_row (self));
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

static GtkWidget *
make_steps (const CtgSequenceRow *sequence)
{
  GtkWidget *group = adw_preferences_group_new ();
  gint64 most = 0;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Letters"));
  for (guint i = 0; i < sequence->steps->len; i++)
    most = MAX (most, ((const CtgStepFacts *) g_ptr_array_index (sequence->steps, i))->n_sent);
  for (guint i = 0; i < sequence->steps->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               make_step (g_ptr_array_index (sequence->steps, i), i + 1, most));
  return group;
}

static GtkWidget *
make_people (CtgSequenceView *self, const CtgSequenceRow *sequence)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Contacts"));
  if (sequence->people->len == 0)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                           _("Nobody is in it yet. On a contact’s page, choose Add to a sequence."));
  for (guint i = 0; i < sequence->people->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               make_person (self, g_ptr_array_index (sequence->people, i)));
  return group;
}

static void
drop_groups (CtgSequenceView *self)
{
  GtkWidget *child;

  self->first_button = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
}

/* The focus goes with the widget it was on: it stays in the view. */
static void
item_changed_cb (CtgSequenceView *self)
{
  const CtgSequenceRow *row = get_row (self);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->groups));
  g_autofree char *name = NULL;
  g_autofree char *hours = NULL;

  if (row == NULL)
    return;
  name = ctg_words_line (row->name);
  /* Translators: hours and minutes, from and to */
  hours = g_strdup_printf (_("Monday to Friday, %d:%02d to %d:%02d"), row->from_minute / 60, row->from_minute % 60,
                           row->to_minute / 60, row->to_minute % 60);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->hours_label, hours);
  drop_groups (self);
  gtk_box_append (self->groups, make_steps (row));
  gtk_box_append (self->groups, make_people (self, row));
  if (had_focus)
    ctg_sequence_view_focus (self);
}

static void
drop_item (CtgSequenceView *self)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
}

static void
ctg_sequence_view_dispose (GObject *object)
{
  CtgSequenceView *self = CTG_SEQUENCE_VIEW (object);

  drop_item (self);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (ctg_sequence_view_parent_class)->dispose (object);
}

static void
ctg_sequence_view_class_init (CtgSequenceViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_sequence_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/sequence-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceView, scroller);
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceView, name_label);
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceView, hours_label);
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceView, edit_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSequenceView, groups);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
ctg_sequence_view_init (CtgSequenceView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ctg_sequence_view_show:
 * @self: the view
 * @engine: the engine
 * @item: a sequence
 *
 * Shows a sequence and keeps what it says of it true.
 */
void
ctg_sequence_view_show (CtgSequenceView *self, CtgEngine *engine, CtgSequenceItem *item)
{
  g_return_if_fail (CTG_IS_SEQUENCE_VIEW (self));
  g_set_object (&self->engine, engine);
  if (self->item == item)
    return;
  drop_item (self);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "changed", G_CALLBACK (item_changed_cb), self, G_CONNECT_SWAPPED);
  item_changed_cb (self);
}

/**
 * ctg_sequence_view_focus:
 * @self: the view
 *
 * Puts the focus on what can be done: for who waits, else with the sequence.
 */
void
ctg_sequence_view_focus (CtgSequenceView *self)
{
  g_return_if_fail (CTG_IS_SEQUENCE_VIEW (self));
  gtk_widget_grab_focus (self->first_button != NULL ? self->first_button : self->edit_button);
}
