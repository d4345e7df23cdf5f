/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "list-rows.h"

#include "clock.h"
#include "contact-list.h"
#include "message-list.h"
#include "text-row.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define DAY_S (24 * 60 * 60)

static char *
make_waiting (gint64 since_utc_s)
{
  int days = (int) ((ctg_clock_now_utc_s () - since_utc_s) / DAY_S);

  if (days < 1)
    return g_strdup (_("waiting for an answer"));
  return g_strdup_printf (ngettext ("waiting for %d day", "waiting for %d days", (gulong) days), days);
}

/**
 * ctg_list_rows_fill_contact:
 * @row: a #CtgTextRow
 * @item: a #CtgContactItem that is ready
 *
 * Shows a contact: the name, what the last letter was about or how long it waits for an answer, and when.
 */
void
ctg_list_rows_fill_contact (GtkWidget *row, CtgLazyItem *item)
{
  const CtgContactRow *contact = ctg_contact_item_get_row (CTG_CONTACT_ITEM (item));
  g_autofree char *name = ctg_words_line (contact->name);
  g_autofree char *date = contact->last_utc_s != 0 ? ctg_words_date (contact->last_utc_s) : g_strdup ("");
  g_autofree char *exact = contact->last_utc_s != 0 ? ctg_words_date_exact (contact->last_utc_s) : g_strdup ("");
  g_autofree char *subtitle = NULL;
  g_autofree char *accessible = NULL;
  CtgTextRowWords words = { .title = name, .trailing = date, .is_marked = contact->waiting_since_utc_s != 0 };

  if (contact->waiting_since_utc_s != 0)
    subtitle = make_waiting (contact->waiting_since_utc_s);
  else if (contact->last_utc_s != 0)
    subtitle = ctg_words_subject (contact->last_subject);
  else
    subtitle = ctg_words_line (*contact->company != '\0' ? contact->company : contact->address);
  accessible = g_strdup_printf ("%s, %s%s%s", name, subtitle, *exact != '\0' ? ", " : "", exact);
  words.subtitle = subtitle;
  words.accessible = accessible;
  ctg_text_row_set (CTG_TEXT_ROW (row), &words);
}

/**
 * ctg_list_rows_fill_message:
 * @row: a #CtgTextRow
 * @item: a #CtgMessageItem that is ready
 *
 * Shows a letter of the inbox: who, what about, when.
 */
void
ctg_list_rows_fill_message (GtkWidget *row, CtgLazyItem *item)
{
  const CtgMessageRow *message = ctg_message_item_get_row (CTG_MESSAGE_ITEM (item));
  g_autofree char *who = ctg_words_line (message->who);
  g_autofree char *isolated = ctg_words_isolated (message->who);
  /* Translators: %s are the receivers of a letter. */
  g_autofree char *title = message->is_outgoing ? g_strdup_printf (_("to %s"), isolated) : g_strdup (who);
  g_autofree char *subject = ctg_words_subject (message->subject);
  g_autofree char *date = ctg_words_date (message->date_utc_s);
  g_autofree char *exact = ctg_words_date_exact (message->date_utc_s);
  g_autofree char *accessible = g_strdup_printf ("%s, %s, %s", title, subject, exact);
  CtgTextRowWords words = { .title = title, .subtitle = subject, .trailing = date, .accessible = accessible };

  ctg_text_row_set (CTG_TEXT_ROW (row), &words);
}
