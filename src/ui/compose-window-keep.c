/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter in its window: as it is now, and on the disk. */

#include "compose-window-private.h"

#include "compose-each.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define KEEP_AFTER_MS 800

/* --- The letter as it is now --- */

/**
 * ctg_compose_window_collect:
 * @self: the window
 *
 * Returns: (transfer full): the letter as it is now
 */
CtgDraft *
ctg_compose_window_collect (CtgComposeWindow *self)
{
  CtgDraft *draft = ctg_draft_copy (self->begun);

  draft->id = self->kept != NULL ? self->kept->id : 0;
  ctg_compose_form_read (self->form, draft);
  draft->logs = self->logs;
  draft->asks_receipt = self->asks_receipt;
  draft->is_for_each = self->was_for_each;
  return draft;
}

/**
 * ctg_compose_window_is_worth_keeping:
 * @self: the window
 * @now: the letter as it is now
 *
 * What was begun with and not touched is nobody's work yet.
 *
 * Returns: whether it is to be kept
 */
gboolean
ctg_compose_window_is_worth_keeping (CtgComposeWindow *self, const CtgDraft *now)
{
  if (self->is_done)
    return FALSE;
  if (self->kept != NULL)
    return !ctg_draft_is_same (self->kept, now);
  return !ctg_draft_is_blank (now) && !ctg_draft_is_same (self->begun, now);
}

/**
 * ctg_compose_window_update_title:
 * @self: the window
 *
 * Says what the letter is about and whether it is kept.
 */
void
ctg_compose_window_update_title (CtgComposeWindow *self)
{
  g_autofree char *line = ctg_words_line (ctg_compose_form_get_subject (self->form));
  gboolean is_kept = self->kept != NULL && self->keep_source == 0 && !self->is_keeping;

  adw_window_title_set_title (self->title, *line != '\0' ? line : _("New letter"));
  if (self->was_for_each)
    adw_window_title_set_subtitle (self->title, _("A separate letter for each"));
  else
    adw_window_title_set_subtitle (self->title, is_kept ? _("Kept as a draft") : "");
  gtk_window_set_title (GTK_WINDOW (self), *line != '\0' ? line : _("New letter"));
}

/* --- Saying what is wrong --- */

/**
 * ctg_compose_window_show_hint:
 * @self: the window
 * @words: (nullable): what to say, %NULL: nothing
 * @offers_new: whether the letter can be made one of its own
 *
 * Says something above the letter.
 */
void
ctg_compose_window_show_hint (CtgComposeWindow *self, const char *words, gboolean offers_new)
{
  if (words != NULL)
    gtk_label_set_text (self->hint_label, words);
  gtk_widget_set_visible (self->new_mail_button, offers_new);
  gtk_revealer_set_reveal_child (self->hint, words != NULL);
}

/**
 * ctg_compose_window_show_problem:
 * @self: the window
 * @error: what failed
 *
 * Says what is wrong above the letter.
 */
void
ctg_compose_window_show_problem (CtgComposeWindow *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  g_autofree char *words = g_strstrip (g_strdup_printf ("%s %s %s", text->headline, text->explanation, text->next));

  ctg_compose_window_show_hint (self, words, FALSE);
}

/* --- Keeping --- */

/**
 * ctg_compose_window_set_sending:
 * @self: the window
 * @is_sending: whether it is being handed in
 *
 * While it is, nothing of it can be changed.
 */
void
ctg_compose_window_set_sending (CtgComposeWindow *self, gboolean is_sending)
{
  self->is_sending = is_sending;
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !is_sending);
  ctg_compose_window_update_actions (self);
}

static void
show_keep_failure (CtgComposeWindow *self, const GError *error)
{
  self->wants_send = self->wants_each = self->is_closing = FALSE;
  ctg_compose_window_set_sending (self, FALSE);
  ctg_compose_window_show_problem (self, error);
  gtk_window_present (GTK_WINDOW (self));
}

/* What was typed while it was being kept goes with it. */
static gboolean
keep_rest (CtgComposeWindow *self)
{
  g_autoptr (CtgDraft) now = ctg_compose_window_collect (self);

  if (ctg_draft_is_same (self->kept, now))
    return FALSE;
  ctg_compose_window_keep (self, g_steal_pointer (&now));
  return TRUE;
}

static void
go_on (CtgComposeWindow *self)
{
  if ((self->wants_send || self->wants_each) && keep_rest (self))
    return;
  if (self->wants_send)
    ctg_compose_window_hand_in (self);
  else if (self->wants_each)
    {
      self->wants_each = FALSE;
      ctg_compose_window_set_sending (self, FALSE);
      ctg_compose_each_ask (self);
    }
  else if (self->is_closing)
    ctg_compose_window_finish_closing (self);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgComposeWindow) self = data;
  g_autoptr (GError) error = NULL;
  gint64 id = ctg_engine_keep_draft_finish (CTG_ENGINE (source), result, &error);

  self->is_keeping = FALSE;
  if (id != 0)
    self->kept->id = id;
  else
    g_clear_pointer (&self->kept, ctg_draft_free);
  if (self->engine == NULL)
    return;
  if (id == 0)
    show_keep_failure (self, error);
  ctg_compose_window_update_title (self);
  go_on (self);
}

/**
 * ctg_compose_window_keep:
 * @self: the window
 * @draft: (transfer full): the letter as it is now
 *
 * Keeps it on the disk.
 */
void
ctg_compose_window_keep (CtgComposeWindow *self, CtgDraft *draft)
{
  g_clear_handle_id (&self->keep_source, g_source_remove);
  self->is_keeping = TRUE;
  ctg_draft_free (self->kept);
  self->kept = draft;
  ctg_engine_keep_draft_async (self->engine, draft, kept_cb, g_object_ref (self));
}

/* With the keeping and not with each key: all of a letter is read for it. */
static void
tell_new_mail (CtgComposeWindow *self, const CtgDraft *now)
{
  if (ctg_engine_is_new_mail (self->begun, now))
    ctg_compose_window_show_hint (self, _("Nothing of the letter you answer is left in this one, but it would stand in "
                                          "the same conversation."), TRUE);
  else if (gtk_widget_get_visible (self->new_mail_button))
    ctg_compose_window_show_hint (self, NULL, FALSE);
}

/* A37: with somebody on the never-log list the letter is not logged, unless the person says so. */
static void
never_logged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgComposeWindow) self = data;
  g_autofree char *address = ctg_engine_find_never_logged_finish (CTG_ENGINE (source), result);
  g_autofree char *words = NULL;

  if (self->engine == NULL || self->chose_logs || self->is_done || self->logs == (address == NULL))
    return;
  ctg_compose_window_set_logs (self, address == NULL);
  if (address == NULL)
    return;
  words = g_strdup_printf (_("This letter is not logged: %s is on the list of what never is. The letter’s menu can "
                             "change that."), address);
  ctg_compose_window_show_hint (self, words, FALSE);
}

static void
ask_about_people (CtgComposeWindow *self, const CtgDraft *now)
{
  g_autofree char *people = g_strjoin (",", now->to, now->cc, now->bcc, NULL);

  if (self->chose_logs || g_strcmp0 (people, self->asked_people) == 0)
    return;
  ctg_engine_find_never_logged_async (self->engine, people, never_logged_cb, g_object_ref (self));
  g_free (self->asked_people);
  self->asked_people = g_steal_pointer (&people);
}

static gboolean
keep_source_cb (gpointer data)
{
  CtgComposeWindow *self = data;
  CtgDraft *now;

  if (self->is_keeping)
    return G_SOURCE_CONTINUE;
  self->keep_source = 0;
  now = ctg_compose_window_collect (self);
  tell_new_mail (self, now);
  ask_about_people (self, now);
  if (ctg_compose_window_is_worth_keeping (self, now))
    ctg_compose_window_keep (self, now);
  else
    ctg_draft_free (now);
  ctg_compose_window_update_title (self);
  return G_SOURCE_REMOVE;
}

/**
 * ctg_compose_window_changed:
 * @self: the window
 *
 * To be called when something of the letter has changed.
 */
void
ctg_compose_window_changed (CtgComposeWindow *self)
{
  if (self->begun == NULL || self->is_sending)
    return;
  g_clear_handle_id (&self->keep_source, g_source_remove);
  self->keep_source = g_timeout_add (KEEP_AFTER_MS, keep_source_cb, self);
  if (!gtk_widget_get_visible (self->new_mail_button))
    ctg_compose_window_show_hint (self, NULL, FALSE);
  ctg_compose_window_update_title (self);
}

/**
 * ctg_compose_window_finish_closing:
 * @self: the window
 *
 * Closes it once all of it is on the disk.
 */
void
ctg_compose_window_finish_closing (CtgComposeWindow *self)
{
  CtgDraft *now = ctg_compose_window_collect (self);

  if (ctg_compose_window_is_worth_keeping (self, now))
    {
      ctg_compose_window_keep (self, now);
      return;
    }
  ctg_draft_free (now);
  if (self->home != NULL)
    ctg_words_toast (GTK_WIDGET (self->home), _("The letter is kept among the outgoing ones"));
  gtk_window_destroy (GTK_WINDOW (self));
}
