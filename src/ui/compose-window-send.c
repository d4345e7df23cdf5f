/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter leaves its window: what speaks against it is said first, what most people would want to know is asked. */

#include "compose-window-private.h"

#include "clock.h"
#include "compose-later.h"
#include "engine-send.h"
#include "errors.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define UNDO_S 10

static void
handed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgComposeWindow) self = data;
  g_autoptr (GError) error = NULL;
  gint64 id = ctg_engine_send_finish (CTG_ENGINE (source), result, &error);

  if (self->engine == NULL)
    return;
  if (id == 0)
    {
      ctg_compose_window_set_sending (self, FALSE);
      ctg_compose_window_show_problem (self, error);
      return;
    }
  self->is_done = TRUE;
  if (self->home != NULL)
    ctg_words_toast_undo (GTK_WIDGET (self->home), self->due_utc_s != 0 ? _("The letter waits for its time")
                                                                        : _("The letter leaves in ten seconds"),
                          UNDO_S, "win.take-back", g_variant_new_int64 (id));
  gtk_window_destroy (GTK_WINDOW (self));
}

/**
 * ctg_compose_window_hand_in:
 * @self: the window
 *
 * Hands the letter in as it is kept.
 */
void
ctg_compose_window_hand_in (CtgComposeWindow *self)
{
  self->wants_send = FALSE;
  ctg_engine_send_draft_async (self->engine, self->kept,
                               MAX (self->due_utc_s, ctg_clock_now_utc_s () + UNDO_S), handed_in_cb,
                               g_object_ref (self));
}

static void try_to_send (CtgComposeWindow *self);

static void
doubt_response_cb (CtgComposeWindow *self, const char *response, AdwMessageDialog *dialog)
{
  if (g_str_equal (response, "attach"))
    ctg_compose_form_attach (self->form);
  if (!g_str_equal (response, "send"))
    return;
  if (g_object_get_data (G_OBJECT (dialog), "subject") != NULL)
    self->without_subject = TRUE;
  else
    self->without_file = TRUE;
  try_to_send (self);
}

static void
ask (CtgComposeWindow *self, const char *heading, const char *body, gboolean is_subject)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (self), heading, body));

  adw_message_dialog_add_response (dialog, "cancel", _("_Cancel"));
  if (!is_subject)
    adw_message_dialog_add_response (dialog, "attach", _("_Attach…"));
  adw_message_dialog_add_response (dialog, "send", _("_Send anyway"));
  adw_message_dialog_set_default_response (dialog, is_subject ? "cancel" : "attach");
  g_object_set_data (G_OBJECT (dialog), "subject", is_subject ? dialog : NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (doubt_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* What most people would want to know before it leaves; each is asked once. */
static gboolean
has_doubts (CtgComposeWindow *self, const CtgDraft *now)
{
  if (now->subject[strspn (now->subject, " ")] == '\0' && !self->without_subject)
    ask (self, _("Send it without a subject?"), _("The receiver sees an empty line where the subject would be."), TRUE);
  else if (ctg_engine_misses_file (now) && !self->without_file)
    ask (self, _("Nothing is attached"), _("The letter speaks of an attachment, but no file goes with it."), FALSE);
  else
    return FALSE;
  return TRUE;
}

static void
try_to_send (CtgComposeWindow *self)
{
  g_autoptr (GError) error = NULL;
  CtgDraft *now;

  if (self->begun == NULL || self->is_sending)
    return;
  if (!ctg_compose_form_check (self->form, &error))
    {
      ctg_compose_window_show_problem (self, error);
      return;
    }
  now = ctg_compose_window_collect (self);
  if (has_doubts (self, now))
    {
      ctg_draft_free (now);
      return;
    }
  ctg_compose_window_set_sending (self, TRUE);
  ctg_compose_window_show_hint (self, NULL, FALSE);
  self->wants_send = !self->is_for_each;
  self->wants_each = self->is_for_each;
  if (self->is_keeping)
    ctg_draft_free (now);
  else
    ctg_compose_window_keep (self, now);
}

/**
 * ctg_compose_window_send:
 * @widget: the window
 * @name: of the action
 * @parameter: none
 *
 * An action: sends the letter, if nothing speaks against it.
 */
void
ctg_compose_window_send (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CTG_COMPOSE_WINDOW (widget)->due_utc_s = 0;
  CTG_COMPOSE_WINDOW (widget)->is_for_each = CTG_COMPOSE_WINDOW (widget)->was_for_each;
  try_to_send (CTG_COMPOSE_WINDOW (widget));
}

/**
 * ctg_compose_window_send_each:
 * @widget: the window
 * @name: of the action
 * @parameter: none
 *
 * An action: shows what each of several people would get as a letter of their own, and sends that.
 */
void
ctg_compose_window_send_each (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CTG_COMPOSE_WINDOW (widget)->is_for_each = TRUE;
  try_to_send (CTG_COMPOSE_WINDOW (widget));
}

static void
send_at (GtkWindow *window, gint64 due_utc_s)
{
  CTG_COMPOSE_WINDOW (window)->due_utc_s = due_utc_s;
  CTG_COMPOSE_WINDOW (window)->is_for_each = FALSE;
  try_to_send (CTG_COMPOSE_WINDOW (window));
}

/**
 * ctg_compose_window_send_later:
 * @widget: the window
 * @name: of the action
 * @parameter: none
 *
 * An action: asks when, then sends the letter for that time.
 */
void
ctg_compose_window_send_later (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_compose_later_ask (GTK_WINDOW (widget), send_at);
}
