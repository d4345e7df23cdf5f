/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "words.h"

#include "clock.h"
#include "errors.h"
#include "text.h"
#include "texts.h"

#include <glib/gi18n-lib.h>

#define MAX_LINE_BYTES 400

/**
 * ctg_words_line:
 * @text: (nullable): words from outside
 *
 * Returns: (transfer full): one line of them, without control characters, of a length that can be laid out
 */
char *
ctg_words_line (const char *text)
{
  return ctg_text_clean (text != NULL ? text : "", MAX_LINE_BYTES);
}

/**
 * ctg_words_isolated:
 * @text: (nullable): words from outside
 *
 * For words put among others in one line: whatever direction they are written in, they do not reorder the rest.
 *
 * Returns: (transfer full): one line between U+2068 and U+2069
 */
char *
ctg_words_isolated (const char *text)
{
  g_autofree char *line = ctg_words_line (text);

  return g_strdup_printf ("\u2068%s\u2069", line);
}

/**
 * ctg_words_subject:
 * @subject: (nullable): a letter's subject
 *
 * Returns: (transfer full): one line, never empty
 */
char *
ctg_words_subject (const char *subject)
{
  char *line = ctg_words_line (subject);

  if (*line != '\0')
    return line;
  g_free (line);
  return g_strdup (_("(no subject)"));
}

/**
 * ctg_words_body:
 * @text: a letter's text
 * @max_bytes: cut at this many bytes
 *
 * Returns: (transfer full): valid text of many lines, without control characters other than the line's end and the
 *   tabulator
 */
char *
ctg_words_body (const char *text, gsize max_bytes)
{
  g_autofree char *valid = ctg_text_to_utf8 (text, -1);
  GString *clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0' && clean->len < max_bytes; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character == '\n' || character == '\t' || !g_unichar_iscntrl (character))
        g_string_append_unichar (clean, character);
    }
  return g_string_free (clean, FALSE);
}

/**
 * ctg_words_amount:
 * @cents: hundredths, 0: nothing is known
 * @currency: its code
 *
 * Returns: (transfer full): an amount as it is written here, whole ones without hundredths; or ""
 */
char *
ctg_words_amount (gint64 cents, const char *currency)
{
  return ctg_text_for_amount (cents, currency);
}

/**
 * ctg_words_date:
 * @utc_s: a date
 *
 * Returns: (transfer full): in words for a week, then day and month, then the year
 */
char *
ctg_words_date (gint64 utc_s)
{
  return ctg_text_for_date (utc_s, ctg_clock_now_utc_s (), FALSE);
}

/**
 * ctg_words_date_exact:
 * @utc_s: a date
 *
 * Returns: (transfer full): day and time, for hovering and for the screen reader
 */
char *
ctg_words_date_exact (gint64 utc_s)
{
  return ctg_text_for_date (utc_s, ctg_clock_now_utc_s (), TRUE);
}

static void
add_toast (GtkWidget *from, AdwToast *toast)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (from, ADW_TYPE_TOAST_OVERLAY);
  GtkRoot *root = gtk_widget_get_root (from);

  if (overlay == NULL && ADW_IS_APPLICATION_WINDOW (root))
    overlay = adw_application_window_get_content (ADW_APPLICATION_WINDOW (root));
  if (ADW_IS_TOAST_OVERLAY (overlay))
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  else
    g_object_unref (toast);
}

/* A toast's title is markup; words from outside never are. */
static AdwToast *
make_toast (const char *message)
{
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  return adw_toast_new (escaped);
}

/**
 * ctg_words_toast:
 * @from: a widget of the window
 * @message: a sentence
 *
 * Says what happened.
 */
void
ctg_words_toast (GtkWidget *from, const char *message)
{
  add_toast (from, make_toast (message));
}

/**
 * ctg_words_toast_undo:
 * @from: a widget of the window
 * @message: a sentence
 * @seconds: how long it stays, 0: as long as others do
 * @action: the action that undoes it
 * @target: (transfer floating): the action's parameter
 *
 * Says what happened, with a button that undoes it; `win.undo` does the same.
 */
void
ctg_words_toast_undo (GtkWidget *from, const char *message, guint seconds, const char *action, GVariant *target)
{
  g_autoptr (GVariant) held = g_variant_ref_sink (target);
  AdwToast *toast = make_toast (message);

  gtk_widget_activate_action (from, "win.remember-undo", "(sv)", action, held);
  if (seconds > 0)
    adw_toast_set_timeout (toast, seconds);
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  add_toast (from, toast);
}

/**
 * ctg_words_show_error:
 * @from: a widget of the window
 * @error: what failed
 *
 * Says what happened, what it means and what to do next, in a dialog. Cancelling is not an error.
 */
void
ctg_words_show_error (GtkWidget *from, const GError *error)
{
  g_autoptr (CtgErrorText) text = NULL;
  g_autofree char *body = NULL;
  GtkRoot *root = gtk_widget_get_root (from);
  GtkWidget *dialog;

  if (ctg_error_is_cancelled (error) || !GTK_IS_WINDOW (root))
    return;
  text = ctg_error_text_new (error);
  body = g_strstrip (g_strdup_printf ("%s\n%s", text->explanation, text->next));
  dialog = adw_message_dialog_new (GTK_WINDOW (root), text->headline, body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}
