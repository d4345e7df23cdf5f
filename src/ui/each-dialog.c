/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "each-dialog.h"

#include "clock.h"
#include "engine-each.h"
#include "words.h"

#include <glib/gi18n-lib.h>

struct _CtgEachDialog
{
  AdwWindow parent_instance;

  GtkStack *stack;
  GtkButton *send_button;
  GtkLabel *note;
  GtkListBox *list;
  GtkLabel *heading;
  GtkLabel *subject;
  GtkLabel *text;

  CtgEngine *engine;      /* (owned) (nullable) */
  CtgDraft *draft;        /* (owned) */
  guint undo_s;
  GPtrArray *each;        /* (owned) (nullable) (element-type CtgEachLetter) beside the list's rows */
};

G_DEFINE_FINAL_TYPE (CtgEachDialog, ctg_each_dialog, ADW_TYPE_WINDOW)

enum { SENT, N_SIGNALS };

static guint signals[N_SIGNALS];

/* --- What each gets --- */

static char *
dup_name (const CtgEachLetter *letter)
{
  return ctg_words_line (*letter->name != '\0' ? letter->name : letter->address);
}

static char *
dup_subtitle (const CtgEachLetter *letter)
{
  if (letter->open_token != NULL)
    /* Translators: %s is what a template leaves open, as {{contact.company}} */
    return g_strdup_printf (_("Gets none: %s is not known"), letter->open_token);
  if (letter->reason != NULL)
    return g_strdup (_("Gets none: has asked for no more letters"));
  return ctg_words_line (letter->address);
}

static GtkWidget *
make_row (const CtgEachLetter *letter)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (letter->reason != NULL ? "dialog-warning-symbolic"
                                                                         : "mail-send-symbolic");
  g_autofree char *name = dup_name (letter);
  g_autofree char *subtitle = dup_subtitle (letter);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (letter->reason != NULL)
    gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

static void
row_selected_cb (CtgEachDialog *self, GtkListBoxRow *row)
{
  const CtgEachLetter *letter;
  g_autofree char *name = NULL;
  g_autofree char *heading = NULL;

  if (row == NULL || self->each == NULL)
    return;
  letter = g_ptr_array_index (self->each, (guint) gtk_list_box_row_get_index (row));
  name = dup_name (letter);
  /* Translators: %s is a person's name */
  heading = g_strdup_printf (letter->reason == NULL ? _("The letter to %s") : _("What is missing in the letter to %s"),
                             name);
  gtk_label_set_text (self->heading, heading);
  gtk_label_set_text (self->subject, letter->subject);
  gtk_label_set_text (self->text, letter->text);
}

static guint
count_sent (const CtgEachDialog *self, gint64 *last_utc_s)
{
  guint n = 0;

  for (guint i = 0; i < self->each->len; i++)
    {
      const CtgEachLetter *letter = g_ptr_array_index (self->each, i);

      n += letter->reason == NULL;
      *last_utc_s = MAX (*last_utc_s, letter->due_utc_s);
    }
  return n;
}

/* Who gets none, and that many letters take their time. */
static char *
dup_note (const CtgEachDialog *self, guint n_sent, gint64 last_utc_s)
{
  guint n_none = self->each->len - n_sent;
  GString *note = g_string_new (NULL);
  g_autofree char *last = ctg_words_date_exact (last_utc_s);

  if (n_none > 0)
    g_string_append_printf (note, ngettext ("%u person gets no letter.", "%u people get no letter.", n_none), n_none);
  if (last_utc_s > ctg_clock_now_utc_s () + 60)
    {
      /* Translators: %s is a date with its time */
      g_autofree char *pace = g_strdup_printf (_("So many letters leave a few at a time: the last one %s."), last);

      g_string_append_printf (note, "%s%s", note->len > 0 ? " " : "", pace);
    }
  return g_string_free (note, FALSE);
}

static void
show_each (CtgEachDialog *self)
{
  gint64 last_utc_s = 0;
  guint n_sent = count_sent (self, &last_utc_s);
  g_autofree char *label = g_strdup_printf (ngettext ("_Send %u letter", "_Send %u letters", n_sent), n_sent);
  g_autofree char *note = dup_note (self, n_sent, last_utc_s);

  for (guint i = 0; i < self->each->len; i++)
    gtk_list_box_append (self->list, make_row (g_ptr_array_index (self->each, i)));
  gtk_button_set_label (self->send_button, label);
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button), n_sent > 0);
  gtk_label_set_text (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), *note != '\0');
  gtk_stack_set_visible_child_name (self->stack, "each");
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgEachDialog) self = data;
  g_autoptr (GError) error = NULL;
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  if (self->engine == NULL)
    return;
  self->each = ctg_engine_send_each_finish (self->engine, result, &error);
  if (self->each != NULL)
    {
      show_each (self);
      return;
    }
  if (parent != NULL)
    ctg_words_show_error (parent, error);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- Sending --- */

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgEachDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sent = self->engine != NULL ? ctg_engine_send_each_finish (self->engine, result, &error) : NULL;

  if (self->engine == NULL)
    return;
  if (sent != NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      g_signal_emit (self, signals[SENT], 0, sent);
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button), TRUE);
  ctg_words_show_error (GTK_WIDGET (self), error);
}

static void
send_cb (CtgEachDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button), FALSE);
  ctg_engine_send_each_draft_async (self->engine, self->draft, ctg_clock_now_utc_s () + self->undo_s, CTG_EACH_SEND,
                                    sent_cb, g_object_ref (self));
}

/* --- The window --- */

static void
ctg_each_dialog_dispose (GObject *object)
{
  g_clear_object (&CTG_EACH_DIALOG (object)->engine);
  G_OBJECT_CLASS (ctg_each_dialog_parent_class)->dispose (object);
}

static void
ctg_each_dialog_finalize (GObject *object)
{
  g_clear_pointer (&CTG_EACH_DIALOG (object)->each, g_ptr_array_unref);
  ctg_draft_free (CTG_EACH_DIALOG (object)->draft);
  G_OBJECT_CLASS (ctg_each_dialog_parent_class)->finalize (object);
}

static void
ctg_each_dialog_class_init (CtgEachDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_each_dialog_dispose;
  G_OBJECT_CLASS (class)->finalize = ctg_each_dialog_finalize;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/each-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgEachDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CtgEachDialog, send_button);
  gtk_widget_class_bind_template_child (widget_class, CtgEachDialog, note);
  gtk_widget_class_bind_template_child (widget_class, CtgEachDialog, list);
  gtk_widget_class_bind_template_child (widget_class, CtgEachDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, CtgEachDialog, subject);
  gtk_widget_class_bind_template_child (widget_class, CtgEachDialog, text);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  signals[SENT] = g_signal_new ("sent", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
}

static void
ctg_each_dialog_init (CtgEachDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ctg_each_dialog_new:
 * @parent: the letter's window
 * @engine: the engine
 * @draft: the letter, with those who get it in To
 * @undo_s: how long it can be taken back
 *
 * Returns: (transfer none): the dialog, not yet presented
 */
CtgEachDialog *
ctg_each_dialog_new (GtkWindow *parent, CtgEngine *engine, const CtgDraft *draft, guint undo_s)
{
  CtgEachDialog *self = g_object_new (CTG_TYPE_EACH_DIALOG, "transient-for", parent, "modal", TRUE,
                                      "destroy-with-parent", TRUE, NULL);

  self->engine = g_object_ref (engine);
  self->draft = ctg_draft_copy (draft);
  self->undo_s = undo_s;
  ctg_engine_send_each_draft_async (engine, draft, 0, CTG_EACH_PREVIEW, previewed_cb, g_object_ref (self));
  return self;
}
