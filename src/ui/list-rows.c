/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "list-rows.h"

#include "clock.h"
#include "company-list.h"
#include "contact-list.h"
#include "deal-list.h"
#include "message-list.h"
#include "outgoing-list.h"
#include "outgoing-view.h"
#include "sequence-list.h"
#include "text-row.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define DAY_S (24 * 60 * 60)

static char *
make_waiting (gint64 since_utc_s)
{
  int days = (int) ((ctg_clock_now_utc_s () - since_utc_s) / DAY_S);

  if (days < 1)
    return g_strdup (_("waits for your answer"));
  return g_strdup_printf (ngettext ("has waited for you for %d day", "has waited for you for %d days", (gulong) days),
                          days);
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
  g_autofree char *title = message->is_outgoing ? g_strdup_printf (_("to %s"), isolated)
                                                : g_strdup (*who != '\0' ? who : _("(no sender)"));
  g_autofree char *subject = ctg_words_subject (message->subject);
  g_autofree char *date = ctg_words_date (message->date_utc_s);
  g_autofree char *exact = ctg_words_date_exact (message->date_utc_s);
  g_autofree char *accessible = g_strdup_printf ("%s, %s, %s", title, subject, exact);
  CtgTextRowWords words = { .title = title, .subtitle = subject, .trailing = date, .accessible = accessible };

  ctg_text_row_set (CTG_TEXT_ROW (row), &words);
}

/**
 * ctg_list_rows_fill_outgoing:
 * @row: a #CtgTextRow
 * @item: a #CtgOutgoingItem that is ready
 *
 * Shows a letter on its way out: for whom and what about, what is known of it, when.
 */
void
ctg_list_rows_fill_outgoing (GtkWidget *row, CtgLazyItem *item)
{
  const CtgOutgoingRow *letter = ctg_outgoing_item_get_row (CTG_OUTGOING_ITEM (item));
  g_autofree char *receivers = ctg_words_isolated (letter->receivers);
  /* Translators: %s are the receivers of a letter. */
  g_autofree char *to = *letter->receivers != '\0' ? g_strdup_printf (_("to %s"), receivers)
                                                   : g_strdup (_("to nobody yet"));
  g_autofree char *subject = ctg_words_subject (letter->subject);
  g_autofree char *state = ctg_outgoing_view_dup_state (letter);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", state, subject);
  g_autofree char *date = ctg_words_date (letter->date_utc_s);
  g_autofree char *exact = ctg_words_date_exact (letter->date_utc_s);
  g_autofree char *accessible = g_strdup_printf ("%s, %s, %s, %s", to, subject, state, exact);
  CtgTextRowWords words = { .title = to, .subtitle = subtitle, .trailing = date, .accessible = accessible,
                            .is_marked = ctg_outgoing_row_needs_look (letter) };

  ctg_text_row_set (CTG_TEXT_ROW (row), &words);
}

/**
 * ctg_list_rows_fill_company:
 * @row: a #CtgTextRow
 * @item: a #CtgCompanyItem that is ready
 *
 * Shows a company: its name and its domains.
 */
void
ctg_list_rows_fill_company (GtkWidget *row, CtgLazyItem *item)
{
  const CtgCompanyRow *company = ctg_company_item_get_row (CTG_COMPANY_ITEM (item));
  g_autofree char *name = ctg_words_line (company->name);
  g_autofree char *domains = g_strjoinv (", ", company->domains);
  g_autofree char *subtitle = ctg_words_line (*domains != '\0' ? domains : company->phone);
  g_autofree char *accessible = g_strdup_printf ("%s%s%s", name, *subtitle != '\0' ? ", " : "", subtitle);
  CtgTextRowWords words = { .title = name, .subtitle = subtitle, .trailing = "", .accessible = accessible };

  ctg_text_row_set (CTG_TEXT_ROW (row), &words);
}

/**
 * ctg_list_rows_fill_deal:
 * @row: a #CtgTextRow
 * @item: a #CtgDealItem that is ready
 *
 * Shows a deal: its name, how far it is and whose, what it is worth.
 */
void
ctg_list_rows_fill_deal (GtkWidget *row, CtgLazyItem *item)
{
  const CtgDealRow *deal = ctg_deal_item_get_row (CTG_DEAL_ITEM (item));
  g_autofree char *name = ctg_words_line (deal->name);
  g_autofree char *company = ctg_words_line (deal->company);
  g_autofree char *amount = ctg_words_amount (deal->amount_cents, deal->currency);
  g_autofree char *subtitle = g_strjoin (" · ", ctg_text_for_stage (deal->stage), *company != '\0' ? company : NULL,
                                         NULL);
  g_autofree char *accessible = g_strdup_printf ("%s, %s%s%s", name, subtitle, *amount != '\0' ? ", " : "", amount);
  CtgTextRowWords words = { .title = name, .subtitle = subtitle, .trailing = amount, .accessible = accessible };

  ctg_text_row_set (CTG_TEXT_ROW (row), &words);
}

/**
 * ctg_list_rows_fill_sequence:
 * @row: a #CtgTextRow
 * @item: a #CtgSequenceItem that is ready
 *
 * Shows a sequence: its name, how many letters it has, who is in it and who waits for a person.
 */
void
ctg_list_rows_fill_sequence (GtkWidget *row, CtgLazyItem *item)
{
  const CtgSequenceRow *sequence = ctg_sequence_item_get_row (CTG_SEQUENCE_ITEM (item));
  g_autofree char *name = ctg_words_line (sequence->name);
  g_autofree char *letters = g_strdup_printf (ngettext ("%u letter", "%u letters", sequence->steps->len),
                                              sequence->steps->len);
  g_autofree char *people = g_strdup_printf (ngettext ("%d contact", "%d contacts", (gulong) sequence->n_open),
                                             (int) sequence->n_open);
  g_autofree char *asking = g_strdup_printf (ngettext ("%u waits for you", "%u wait for you", sequence->n_asking),
                                             sequence->n_asking);
  g_autofree char *subtitle = g_strjoin (" · ", letters, sequence->n_asking > 0 ? asking : people, NULL);
  g_autofree char *accessible = g_strdup_printf ("%s, %s", name, subtitle);
  CtgTextRowWords words = { .title = name, .subtitle = subtitle, .trailing = "", .accessible = accessible,
                            .is_marked = sequence->n_asking > 0 };

  ctg_text_row_set (CTG_TEXT_ROW (row), &words);
}
