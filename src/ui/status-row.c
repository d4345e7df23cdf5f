/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "status-row.h"

#include "accessible-names.h"
#include "errors.h"
#include "mailbox-dialog.h"
#include "past-row.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define WIDTH_CHARS 36

struct _CtgStatusRow
{
  GtkBox parent_instance;

  CtgEngine *engine;          /* (owned) */
  CtgAccountItem *item;       /* (owned) */
  GtkLabel *address_label;
  GtkLabel *sentence_label;
  GtkProgressBar *bar;
  GtkButton *remedy_button;
  GtkButton *pause_button;
  CtgPastRow *past_row;
};

G_DEFINE_FINAL_TYPE (CtgStatusRow, ctg_status_row, GTK_TYPE_BOX)

static gboolean
needs_person (const CtgMailboxFacts *facts, const CtgActivity *activity)
{
  return facts->state == CTG_MAILBOX_DISCONNECTED || activity->state == CTG_ACTIVITY_STOPPED;
}

static char *
make_failure (const CtgMailboxFacts *facts, const CtgActivity *activity)
{
  g_autoptr (CtgErrorText) text = NULL;

  if (activity->error != NULL)
    text = ctg_error_text_new (activity->error);
  else
    text = ctg_error_text_new_for (facts->problem_code, facts->problem_reason, facts->incoming_host,
                                   facts->problem_server_text);
  return g_strstrip (g_strdup_printf ("%s %s", text->headline, text->next));
}

static char *
make_waiting (const CtgMailboxFacts *facts, const CtgActivity *activity)
{
  g_autofree char *failure = make_failure (facts, activity);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_local (activity->retry_utc_s);
  g_autofree char *clock = NULL;

  if (activity->retry_utc_s == 0 || utc == NULL)
    return g_steal_pointer (&failure);
  clock = g_date_time_format (utc, "%R");
  /* Translators: a sentence that says what failed, then the time of day. */
  return g_strdup_printf (_("%s It is tried again at %s."), failure, clock);
}

static char *
make_looked (const CtgMailboxFacts *facts)
{
  g_autofree char *date = NULL;

  if (facts->last_pull_utc_s == 0)
    return g_strdup (_("Not looked at yet"));
  date = ctg_words_date (facts->last_pull_utc_s);
  /* Translators: %s is a date in words: "today", "2 days ago". */
  return g_strdup_printf (_("Up to date, last look: %s"), date);
}

static char *
make_pulling (const CtgActivity *activity)
{
  g_autofree char *folder = NULL;

  if (activity->folder == NULL)
    return g_strdup (_("Looking for letters"));
  folder = ctg_words_isolated (activity->folder);
  if (activity->n_total <= 0)
    /* Translators: %s is a folder's name. */
    return g_strdup_printf (_("Looking for letters in %s"), folder);
  /* Translators: a folder's name, then how many letters of how many. */
  return g_strdup_printf (_("Reading %s: %u of %u"), folder, (guint) activity->n_done, (guint) activity->n_total);
}

static char *
make_sentence (const CtgMailboxFacts *facts, const CtgActivity *activity)
{
  if (facts->state == CTG_MAILBOX_PAUSED)
    return g_strdup (_("Paused"));
  if (needs_person (facts, activity))
    return make_failure (facts, activity);
  switch (activity->state)
    {
    case CTG_ACTIVITY_CONNECTING:
      return g_strdup (_("Connecting"));
    case CTG_ACTIVITY_PULLING:
      return make_pulling (activity);
    case CTG_ACTIVITY_WAITING:
      return make_waiting (facts, activity);
    case CTG_ACTIVITY_IDLE:
    case CTG_ACTIVITY_WATCHING:
    case CTG_ACTIVITY_STOPPED:
      break;
    }
  return make_looked (facts);
}

static void
paused_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_set_paused_finish (CTG_ENGINE (source), result, &error))
    ctg_words_show_error (self, error);
}

static void
pause_cb (CtgStatusRow *self)
{
  const CtgMailboxFacts *facts = ctg_account_item_get_facts (self->item);

  ctg_engine_set_paused_async (self->engine, facts->id, facts->state != CTG_MAILBOX_PAUSED, paused_cb,
                               g_object_ref (self));
}

/* A locked keyring or a lost network is mended by trying; a refused password by connecting anew. */
static void
remedy_cb (CtgStatusRow *self)
{
  const CtgMailboxFacts *facts = ctg_account_item_get_facts (self->item);
  g_autoptr (CtgActivity) activity = ctg_engine_get_activity (self->engine, facts->id);

  if (needs_person (facts, activity) && g_strcmp0 (facts->problem_code, "KEYRING_LOCKED") != 0)
    {
      GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);
      GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

      if (popover != NULL)
        gtk_popover_popdown (GTK_POPOVER (popover));
      ctg_mailbox_dialog_reconnect (GTK_WINDOW (root), self->engine, self->item);
    }
  else
    ctg_engine_retry (self->engine, facts->id);
}

static const char *
get_remedy (const CtgMailboxFacts *facts, const CtgActivity *activity)
{
  if (g_strcmp0 (facts->problem_code, "KEYRING_LOCKED") == 0 && facts->state == CTG_MAILBOX_DISCONNECTED)
    return _("_Unlock the keyring");
  if (needs_person (facts, activity))
    return _("_Reconnect…");
  if (activity->state == CTG_ACTIVITY_WAITING)
    return _("_Try now");
  return NULL;
}

static void
ctg_status_row_dispose (GObject *object)
{
  g_clear_object (&CTG_STATUS_ROW (object)->item);
  g_clear_object (&CTG_STATUS_ROW (object)->engine);
  G_OBJECT_CLASS (ctg_status_row_parent_class)->dispose (object);
}

static void
ctg_status_row_class_init (CtgStatusRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_status_row_dispose;
}

static GtkLabel *
append_label (CtgStatusRow *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_label_set_width_chars (GTK_LABEL (label), WIDTH_CHARS - 8);
  gtk_box_append (GTK_BOX (self), label);
  return GTK_LABEL (label);
}

static void
ctg_status_row_init (CtgStatusRow *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  self->address_label = append_label (self);
  gtk_label_set_ellipsize (self->address_label, PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (GTK_WIDGET (self->address_label), "heading");
  self->sentence_label = append_label (self);
  gtk_label_set_wrap (self->sentence_label, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->sentence_label), "numeric");
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->bar));
  self->remedy_button = GTK_BUTTON (gtk_button_new ());
  self->pause_button = GTK_BUTTON (gtk_button_new ());
  gtk_button_set_use_underline (self->remedy_button, TRUE);
  gtk_button_set_use_underline (self->pause_button, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->pause_button), "flat");
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->remedy_button));
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->pause_button));
  gtk_widget_set_margin_top (buttons, 3);
  gtk_box_append (GTK_BOX (self), buttons);
  g_signal_connect_object (self->remedy_button, "clicked", G_CALLBACK (remedy_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pause_button, "clicked", G_CALLBACK (pause_cb), self, G_CONNECT_SWAPPED);
}

/**
 * ctg_status_row_new:
 * @engine: the engine
 * @item: the mailbox
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
ctg_status_row_new (CtgEngine *engine, CtgAccountItem *item)
{
  CtgStatusRow *self = g_object_new (CTG_TYPE_STATUS_ROW, NULL);

  self->engine = g_object_ref (engine);
  self->item = g_object_ref (item);
  self->past_row = CTG_PAST_ROW (ctg_past_row_new (engine));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->past_row));
  g_signal_connect_object (item, "changed", G_CALLBACK (ctg_status_row_update), self, G_CONNECT_SWAPPED);
  ctg_status_row_update (self);
  return GTK_WIDGET (self);
}

/**
 * ctg_status_row_update:
 * @self: the row
 *
 * Shows what the mailbox does now.
 */
void
ctg_status_row_update (CtgStatusRow *self)
{
  const CtgMailboxFacts *facts = ctg_account_item_get_facts (self->item);
  g_autoptr (CtgActivity) activity = ctg_engine_get_activity (self->engine, facts->id);
  g_autofree char *address = ctg_words_line (facts->address);
  g_autofree char *sentence = make_sentence (facts, activity);
  const char *remedy = get_remedy (facts, activity);
  gboolean is_pulling = activity->state == CTG_ACTIVITY_PULLING && activity->n_total > 0;

  gtk_label_set_text (self->address_label, address);
  gtk_label_set_text (self->sentence_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), is_pulling);
  if (is_pulling)
    gtk_progress_bar_set_fraction (self->bar, MIN (1.0, (double) activity->n_done / (double) activity->n_total));
  gtk_widget_set_visible (GTK_WIDGET (self->remedy_button), remedy != NULL);
  if (remedy != NULL)
    gtk_button_set_label (self->remedy_button, remedy);
  gtk_button_set_label (self->pause_button, facts->state == CTG_MAILBOX_PAUSED ? _("Re_sume") : _("_Pause"));
  ctg_past_row_update (self->past_row, &facts->past);
  ctg_accessible_names_mend (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), facts->state != CTG_MAILBOX_DISCONNECTED);
}
