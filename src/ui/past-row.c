/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "past-row.h"

#include "words.h"

#include <glib/gi18n-lib.h>

#define WIDTH_CHARS 36

struct _CtgPastRow
{
  GtkBox parent_instance;

  CtgEngine *engine;          /* (owned) */
  GtkLabel *label;
  GtkProgressBar *bar;
  GtkButton *pause_button;
  GtkButton *leave_button;
  CtgPastFacts facts;
};

G_DEFINE_FINAL_TYPE (CtgPastRow, ctg_past_row, GTK_TYPE_BOX)

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_change_past_finish (CTG_ENGINE (source), result, &error))
    ctg_words_show_error (self, error);
}

static void
change (CtgPastRow *self, CtgPastChange change)
{
  ctg_engine_change_past_async (self->engine, self->facts.id, change, changed_cb, g_object_ref (self));
}

static void
pause_cb (CtgPastRow *self)
{
  change (self, self->facts.is_paused ? CTG_PAST_RESUME : CTG_PAST_PAUSE);
}

static void
leave_cb (CtgPastRow *self)
{
  change (self, CTG_PAST_GIVE_UP);
}

static void
ctg_past_row_dispose (GObject *object)
{
  g_clear_object (&CTG_PAST_ROW (object)->engine);
  G_OBJECT_CLASS (ctg_past_row_parent_class)->dispose (object);
}

static void
ctg_past_row_class_init (CtgPastRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_past_row_dispose;
}

static void
ctg_past_row_init (CtgPastRow *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_max_width_chars (self->label, WIDTH_CHARS);
  gtk_label_set_width_chars (self->label, WIDTH_CHARS - 8);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  self->pause_button = GTK_BUTTON (gtk_button_new ());
  self->leave_button = GTK_BUTTON (gtk_button_new_with_mnemonic (_("S_top looking")));
  gtk_button_set_use_underline (self->pause_button, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->pause_button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->leave_button), "flat");
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->pause_button));
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->leave_button));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (self), buttons);
  g_signal_connect_object (self->pause_button, "clicked", G_CALLBACK (pause_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leave_button, "clicked", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ctg_past_row_new:
 * @engine: the engine
 *
 * Returns: (transfer floating): the row, hidden until there is something to tell
 */
GtkWidget *
ctg_past_row_new (CtgEngine *engine)
{
  CtgPastRow *self = g_object_new (CTG_TYPE_PAST_ROW, NULL);

  self->engine = g_object_ref (engine);
  return GTK_WIDGET (self);
}

/**
 * ctg_past_row_update:
 * @self: the row
 * @facts: how far it has come; an id of 0 hides the row
 *
 * Shows that.
 */
void
ctg_past_row_update (CtgPastRow *self, const CtgPastFacts *facts)
{
  g_autofree char *text = NULL;

  g_return_if_fail (CTG_IS_PAST_ROW (self));
  self->facts = *facts;
  gtk_widget_set_visible (GTK_WIDGET (self), facts->id != 0);
  if (facts->id == 0)
    return;
  if (facts->is_paused)
    text = g_strdup_printf (ngettext ("Past correspondence, paused: %u letter logged",
                                      "Past correspondence, paused: %u letters logged", facts->n_logged),
                            facts->n_logged);
  else
    text = g_strdup_printf (ngettext ("Past correspondence: %u letter logged so far",
                                      "Past correspondence: %u letters logged so far", facts->n_logged),
                            facts->n_logged);
  gtk_label_set_text (self->label, text);
  gtk_progress_bar_set_fraction (self->bar, facts->fraction);
  gtk_button_set_label (self->pause_button, facts->is_paused ? _("_Go on") : _("P_ause it"));
}
