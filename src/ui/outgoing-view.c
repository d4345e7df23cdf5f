/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "outgoing-view.h"

#include "clock.h"
#include "compose-window.h"
#include "discard-dialog.h"
#include "engine-drafts.h"
#include "engine-send.h"
#include "errors.h"
#include "outgoing-texts.h"
#include "texts.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CtgOutgoingView
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *content;
  GtkLabel *subject_label;
  GtkLabel *receivers_label;
  GtkLabel *sender_label;
  GtkImage *state_icon;
  GtkLabel *state_label;
  GtkLabel *date_label;
  GtkLabel *copy_label;
  GtkLabel *problem_label;
  GtkLabel *refused_label;
  GtkLabel *receipts_label;
  GtkLabel *snippet_label;
  GtkWidget *write_button;
  GtkWidget *take_back_button;
  GtkWidget *retry_button;
  GtkWidget *again_button;
  GtkWidget *copy_button;
  GtkWidget *discard_button;

  CtgEngine *engine;          /* (owned) (nullable) */
  CtgOutgoingItem *item;      /* (owned) (nullable) the letter shown */
  gboolean wants_focus;
};

G_DEFINE_FINAL_TYPE (CtgOutgoingView, ctg_outgoing_view, GTK_TYPE_WIDGET)

/**
 * ctg_outgoing_view_dup_state:
 * @row: a letter
 *
 * Returns: (transfer full): what is known of it, in a few words
 */
char *
ctg_outgoing_view_dup_state (const CtgOutgoingRow *row)
{
  CtgOutgoingFacts facts = { row->state, row->copy, row->fate, row->host, row->due_utc_s, row->n_tries,
                             row->n_refused };

  return row->is_draft ? g_strdup (_("Draft")) : ctg_text_for_outgoing (&facts, ctg_clock_now_utc_s ());
}

/* --- Words --- */

static void
set_words (GtkLabel *label, const char *words)
{
  gtk_label_set_text (label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (label), words != NULL && *words != '\0');
}

static char *
make_problem (const CtgOutgoingRow *row)
{
  g_autoptr (CtgErrorText) text = NULL;

  if (row->problem_code == NULL)
    return NULL;
  text = ctg_error_text_new_for (row->problem_code, row->problem_reason, row->problem_host, row->problem_server_text);
  if (text->server_text == NULL)
    return g_strdup_printf ("%s %s %s", text->headline, text->explanation, text->next);
  /* Translators: what happened, what it means, what to do, and what the server said */
  return g_strdup_printf (_("%s %s %s\nThe server’s words: %s"), text->headline, text->explanation, text->next,
                          text->server_text);
}

static char *
make_refused (const CtgOutgoingRow *row)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < row->recipients->len; i++)
    {
      const CtgRecipientFacts *recipient = g_ptr_array_index (row->recipients, i);
      g_autofree char *address = ctg_words_isolated (recipient->address);
      g_autofree char *reason = ctg_words_isolated (recipient->server_text);

      if (recipient->is_refused && row->recipients->len > 1)
        /* Translators: an address, and why the server refused it */
        g_string_append_printf (lines, _("%s was refused: %s\n"), address, reason);
    }
  return g_strchomp (g_string_free (lines, FALSE));
}

/**
 * ctg_outgoing_view_dup_receipts:
 * @row: a letter
 *
 * Returns: (transfer full): what receipts say of it, a line each; "": nothing
 */
char *
ctg_outgoing_view_dup_receipts (const CtgOutgoingRow *row)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < row->receipts->len; i++)
    {
      const CtgReceiptFacts *receipt = g_ptr_array_index (row->receipts, i);
      g_autofree char *who = ctg_words_isolated (receipt->who);
      g_autofree char *when = ctg_words_date_exact (receipt->at_utc_s);
      g_autofree char *words = ctg_text_for_receipt (receipt->news, *receipt->who != '\0' ? who : "", when);

      g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", words);
    }
  return g_string_free (lines, FALSE);
}

static char *
make_receivers (const CtgOutgoingRow *row)
{
  g_autofree char *receivers = ctg_words_isolated (row->receivers);

  return *row->receivers != '\0' ? g_strdup_printf (_("to %s"), receivers) : g_strdup (_("to nobody yet"));
}

static const char *
choose_icon (const CtgOutgoingRow *row)
{
  if (row->is_draft)
    return "document-edit-symbolic";
  if (ctg_outgoing_row_needs_look (row))
    return "dialog-warning-symbolic";
  return g_str_equal (row->state, "accepted") ? "object-select-symbolic" : "mail-send-symbolic";
}

static void
show_words (CtgOutgoingView *self, const CtgOutgoingRow *row)
{
  g_autofree char *subject = ctg_words_subject (row->subject);
  g_autofree char *receivers = make_receivers (row);
  g_autofree char *sender = *row->sender != '\0' ? g_strdup_printf (_("from %s"), row->sender) : NULL;
  g_autofree char *state = ctg_outgoing_view_dup_state (row);
  g_autofree char *date = ctg_words_date_exact (row->date_utc_s);
  g_autofree char *problem = make_problem (row);
  g_autofree char *refused = make_refused (row);
  g_autofree char *receipts = ctg_outgoing_view_dup_receipts (row);
  g_autofree char *snippet = ctg_words_line (row->snippet);

  set_words (self->subject_label, subject);
  set_words (self->receivers_label, receivers);
  set_words (self->sender_label, sender);
  gtk_image_set_from_icon_name (self->state_icon, choose_icon (row));
  set_words (self->state_label, state);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state_label), row->server_text);
  set_words (self->date_label, date);
  set_words (self->copy_label, g_str_equal (row->state, "accepted") ? ctg_text_for_outgoing_copy (row->copy) : NULL);
  set_words (self->problem_label, problem);
  set_words (self->refused_label, refused);
  set_words (self->receipts_label, receipts);
  set_words (self->snippet_label, snippet);
}

static void
show_buttons (CtgOutgoingView *self, const CtgOutgoingRow *row)
{
  gboolean is_queued = g_str_equal (row->state, "queued");
  gboolean is_failed = g_str_equal (row->state, "failed");
  gboolean is_unknown = g_str_equal (row->state, "unknown");
  gboolean is_cancelled = g_str_equal (row->state, "cancelled");

  gtk_widget_set_visible (self->write_button, row->is_draft ||
                          (row->has_draft && (is_failed || is_unknown || is_cancelled)));
  gtk_widget_set_visible (self->take_back_button, is_queued);
  gtk_widget_set_visible (self->retry_button, is_failed || (is_queued && row->n_tries > 0));
  gtk_widget_set_visible (self->again_button, is_unknown);
  gtk_widget_set_visible (self->copy_button, g_str_equal (row->copy, "failed"));
  gtk_widget_set_visible (self->discard_button, row->is_draft);
}

/* --- Reading --- */

static GtkWidget *
find_first_button (CtgOutgoingView *self)
{
  GtkWidget *buttons[] = { self->write_button, self->take_back_button, self->retry_button, self->again_button,
                           self->copy_button, self->discard_button };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (gtk_widget_get_visible (buttons[i]))
      return buttons[i];
  return NULL;
}

static void
take_focus (CtgOutgoingView *self)
{
  GtkWidget *button = find_first_button (self);

  self->wants_focus = FALSE;
  gtk_widget_grab_focus (button != NULL ? button : GTK_WIDGET (self->scroller));
}

static const CtgOutgoingRow *
get_row (CtgOutgoingView *self)
{
  return self->item != NULL ? ctg_outgoing_item_get_row (self->item) : NULL;
}

static void
item_changed_cb (CtgOutgoingView *self)
{
  gboolean is_here = get_row (self) != NULL && ctg_lazy_item_get_state (CTG_LAZY_ITEM (self->item)) == CTG_LAZY_READY;

  gtk_widget_set_visible (self->content, is_here);
  if (!is_here)
    return;
  show_words (self, get_row (self));
  show_buttons (self, get_row (self));
  if (self->wants_focus)
    take_focus (self);
}

static gint64
get_id (CtgOutgoingView *self)
{
  return self->item != NULL ? ctg_lazy_item_get_id (CTG_LAZY_ITEM (self->item)) : 0;
}

static void
drop_item (CtgOutgoingView *self)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
}

/* --- What can be done --- */

static GtkWindow *
get_window (CtgOutgoingView *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgOutgoingView) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_change_outgoing_finish (CTG_ENGINE (source), result, &error))
    ctg_words_show_error (GTK_WIDGET (self), error);
}

static void
retry_cb (CtgOutgoingView *self)
{
  ctg_engine_retry_outgoing_async (self->engine, get_id (self), changed_cb, g_object_ref (self));
}

static void
again_response_cb (CtgOutgoingView *self, const char *response)
{
  if (g_str_equal (response, "send"))
    retry_cb (self);
}

static void
again_cb (CtgOutgoingView *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (get_window (self), _("Send it once more?"),
                                                                         _("The server may have it already: whoever "
                                                                           "it is for could get it twice.")));

  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "send", _("_Send again"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "send", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (again_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
take_back_cb (CtgOutgoingView *self)
{
  if (get_row (self)->has_draft)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.take-back", "x", get_id (self));
  else
    ctg_engine_cancel_outgoing_async (self->engine, get_id (self), changed_cb, g_object_ref (self));
}

static void
write_cb (CtgOutgoingView *self)
{
  if (get_row (self)->is_draft)
    ctg_compose_window_open (get_window (self), self->engine, -get_id (self));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.take-back", "x", get_id (self));
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgOutgoingView) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_discard_draft_finish (CTG_ENGINE (source), result, &error))
    ctg_words_show_error (GTK_WIDGET (self), error);
}

static void
discard_response_cb (CtgOutgoingView *self, const char *response)
{
  if (g_str_equal (response, "discard") && get_id (self) < 0)
    ctg_engine_discard_draft_async (self->engine, -get_id (self), discarded_cb, g_object_ref (self));
}

static void
discard_cb (CtgOutgoingView *self)
{
  AdwMessageDialog *dialog = ctg_discard_dialog_new (get_window (self));

  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- The widget --- */

static void
ctg_outgoing_view_dispose (GObject *object)
{
  CtgOutgoingView *self = CTG_OUTGOING_VIEW (object);

  drop_item (self);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (ctg_outgoing_view_parent_class)->dispose (object);
}

static void
ctg_outgoing_view_class_init (CtgOutgoingViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_outgoing_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/outgoing-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, scroller);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, content);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, subject_label);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, receivers_label);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, sender_label);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, state_icon);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, state_label);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, date_label);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, copy_label);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, refused_label);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, receipts_label);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, snippet_label);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, write_button);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, take_back_button);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, retry_button);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, again_button);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, copy_button);
  gtk_widget_class_bind_template_child (widget_class, CtgOutgoingView, discard_button);
  gtk_widget_class_bind_template_callback (widget_class, write_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_back_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, discard_cb);
}

static void
ctg_outgoing_view_init (CtgOutgoingView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ctg_outgoing_view_show:
 * @self: the view
 * @engine: the engine
 * @item: a letter
 *
 * Shows a letter and keeps what it says of it true.
 */
void
ctg_outgoing_view_show (CtgOutgoingView *self, CtgEngine *engine, CtgOutgoingItem *item)
{
  g_return_if_fail (CTG_IS_OUTGOING_VIEW (self));
  g_set_object (&self->engine, engine);
  if (self->item == item)
    return;
  drop_item (self);
  self->item = g_object_ref (item);
  self->wants_focus = FALSE;
  g_signal_connect_object (item, "changed", G_CALLBACK (item_changed_cb), self, G_CONNECT_SWAPPED);
  item_changed_cb (self);
}

/**
 * ctg_outgoing_view_focus:
 * @self: the view
 *
 * Puts the focus on what can be done with the letter, as soon as it is read.
 */
void
ctg_outgoing_view_focus (CtgOutgoingView *self)
{
  g_return_if_fail (CTG_IS_OUTGOING_VIEW (self));
  if (gtk_widget_get_visible (self->content))
    take_focus (self);
  else
    self->wants_focus = TRUE;
}
