/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record-rows.h"

#include "texts.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Without an action it leads nowhere. */
static GtkWidget *
make_row (const char *title, const char *subtitle, const char *action, GVariant *target)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  if (action == NULL)
    return row;
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), target);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
add_suffix (GtkWidget *row, const char *words)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
}

static void
add_date (GtkWidget *row, gint64 utc_s)
{
  g_autofree char *date = ctg_words_date (utc_s);

  add_suffix (row, date);
}

/**
 * ctg_record_rows_person:
 * @person: somebody
 *
 * Returns: (transfer floating): a row that leads to the contact's page
 */
GtkWidget *
ctg_record_rows_person (const CtgPagePerson *person)
{
  g_autofree char *name = ctg_words_line (person->name);
  GtkWidget *row = make_row (name, person->address, "win.show-found",
                             g_variant_new ("(xxx)", person->contact_id, (gint64) 0, (gint64) 0));

  if (person->last_utc_s != 0)
    add_date (row, person->last_utc_s);
  return row;
}

/**
 * ctg_record_rows_letter:
 * @letter: a letter
 *
 * Returns: (transfer floating): a row that leads to it on its contact's page, if it is on one
 */
GtkWidget *
ctg_record_rows_letter (const CtgPageLetter *letter)
{
  g_autofree char *subject = ctg_words_subject (letter->subject);
  g_autofree char *who = letter->is_outgoing ? g_strdup (_("from you")) : ctg_words_line (letter->who);
  GtkWidget *row = letter->contact_id == 0
                     ? make_row (subject, who, NULL, NULL)
                     : make_row (subject, who, "win.show-found",
                                 g_variant_new ("(xxx)", letter->contact_id, letter->thread, letter->key));

  add_date (row, letter->date_utc_s);
  return row;
}

/**
 * ctg_record_rows_deal:
 * @deal: a deal
 *
 * Returns: (transfer floating): a row that leads to its page
 */
GtkWidget *
ctg_record_rows_deal (const CtgPageDeal *deal)
{
  g_autofree char *name = ctg_words_line (deal->name);
  g_autofree char *amount = ctg_words_amount (deal->amount_cents, deal->currency);
  GtkWidget *row = make_row (name, ctg_text_for_stage (deal->stage), "win.show-deal", g_variant_new_int64 (deal->id));

  add_suffix (row, amount);
  return row;
}
