/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "compose-later.h"

#include "clock.h"

#include <glib/gi18n-lib.h>

#define MORNING 9
#define DAY_S (24 * 60 * 60)

typedef struct
{
  GtkWindow *window;       /* (owned) */
  CtgLaterFunc func;
  AdwMessageDialog *dialog;   /* (unowned) */
  AdwComboRow *when;       /* (unowned) in the dialog */
  GtkEditable *exact;      /* (unowned) in the dialog */
} Later;

enum { IN_AN_HOUR, TOMORROW, NEXT_MONDAY, EXACTLY };

static guint
days_to_monday (gint64 now_utc_s)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_utc_s);

  return (guint) (8 - g_date_time_get_day_of_week (now));
}

static gint64
choose_time (const Later *later)
{
  gint64 now_utc_s = ctg_clock_now_utc_s ();
  gint64 exact_utc_s;

  switch (adw_combo_row_get_selected (later->when))
    {
    case IN_AN_HOUR: return now_utc_s + 60 * 60;
    case TOMORROW: return ctg_clock_morning_after (now_utc_s, 1, MORNING);
    case NEXT_MONDAY: return ctg_clock_morning_after (now_utc_s, days_to_monday (now_utc_s), MORNING);
    default:
      exact_utc_s = ctg_clock_read_local (gtk_editable_get_text (later->exact));
      return exact_utc_s > now_utc_s ? exact_utc_s : 0;
    }
}

/* What is no time to come cannot be chosen. */
static void
update (Later *later)
{
  gboolean is_exact = adw_combo_row_get_selected (later->when) == EXACTLY;

  gtk_widget_set_visible (GTK_WIDGET (later->exact), is_exact);
  adw_message_dialog_set_response_enabled (later->dialog, "send", choose_time (later) != 0);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Later *later)
{
  gint64 due_utc_s = g_str_equal (response, "send") ? choose_time (later) : 0;

  if (due_utc_s != 0)
    later->func (later->window, due_utc_s);
}

static void
later_free (Later *later, GClosure *closure)
{
  g_object_unref (later->window);
  g_free (later);
}

static char *
suggest_time (void)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (ctg_clock_morning_after (ctg_clock_now_utc_s (), 2,
                                                                                         MORNING));

  return g_date_time_format (date, "%Y-%m-%d %H:%M");
}

static GtkWidget *
make_rows (Later *later)
{
  const char *const texts[] = { _("In an hour"), _("Tomorrow morning at 9"), _("Next Monday at 9"),
                                _("At a day and hour…"), NULL };
  GtkWidget *list = gtk_list_box_new ();
  g_autoptr (GtkStringList) times = gtk_string_list_new (texts);
  g_autofree char *suggestion = suggest_time ();

  later->when = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (later->when), _("_When"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (later->when), TRUE);
  adw_combo_row_set_model (later->when, G_LIST_MODEL (times));
  adw_combo_row_set_selected (later->when, TOMORROW);
  later->exact = GTK_EDITABLE (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (later->exact), _("_Day and hour, as 2026-12-01 09:00"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (later->exact), TRUE);
  gtk_editable_set_text (later->exact, suggestion);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (later->when));
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (later->exact));
  g_signal_connect_swapped (later->when, "notify::selected", G_CALLBACK (update), later);
  g_signal_connect_swapped (later->exact, "changed", G_CALLBACK (update), later);
  return list;
}

/**
 * ctg_compose_later_ask:
 * @window: a letter's window
 * @func: called with the time, unless the person changes their mind
 *
 * Asks when a letter is to leave.
 */
void
ctg_compose_later_ask (GtkWindow *window, CtgLaterFunc func)
{
  Later *later = g_new0 (Later, 1);

  later->window = g_object_ref (window);
  later->func = func;
  later->dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, _("Send later"),
                                                              _("The letter leaves at that time while Carteggio is "
                                                                "open, else as soon as it is opened again. Until then "
                                                                "it can be taken back.")));
  adw_message_dialog_set_extra_child (later->dialog, make_rows (later));
  adw_message_dialog_add_responses (later->dialog, "cancel", _("_Cancel"), "send", _("_Send later"), NULL);
  adw_message_dialog_set_response_appearance (later->dialog, "send", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (later->dialog, "send");
  g_signal_connect_data (later->dialog, "response", G_CALLBACK (response_cb), later, (GClosureNotify) later_free, 0);
  update (later);
  gtk_window_present (GTK_WINDOW (later->dialog));
}
