/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "compose-later.h"

#include "clock.h"
#include "engine-preferences.h"
#include "time-zones.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define MORNING 9
#define DAY_S (24 * 60 * 60)

typedef struct
{
  GtkWindow *window;       /* (owned) */
  CtgLaterFunc func;
  AdwMessageDialog *dialog;   /* (unowned) */
  AdwComboRow *when;       /* (unowned) in the dialog */
  GtkEditable *exact;      /* (unowned) in the dialog */
  GtkDropDown *zone;       /* (unowned) in the dialog */
  AdwActionRow *zone_row;  /* (unowned) in the dialog */
  char **zones;            /* (owned) beside those of the dialog, but for the first, which is this machine's */
} Later;

enum { IN_AN_HOUR, WORKING, TOMORROW, NEXT_MONDAY, EXACTLY };

static guint
days_to_monday (gint64 now_utc_s, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_utc_s);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, zone);

  return (guint) (8 - g_date_time_get_day_of_week (now));
}

static GTimeZone *
choose_zone (const Later *later)
{
  guint selected = gtk_drop_down_get_selected (later->zone);
  gboolean is_other = selected > 0 && selected != GTK_INVALID_LIST_POSITION;
  GTimeZone *zone = ctg_time_zones_find (is_other ? later->zones[selected - 1] : "");

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

static gint64
choose_time (const Later *later)
{
  g_autoptr (GTimeZone) zone = choose_zone (later);
  gint64 now_utc_s = ctg_clock_now_utc_s ();
  gint64 exact_utc_s;

  switch (adw_combo_row_get_selected (later->when))
    {
    case IN_AN_HOUR: return now_utc_s + 60 * 60;
    case WORKING: return ctg_engine_next_working_time (now_utc_s, zone);
    case TOMORROW: return ctg_clock_morning_in (now_utc_s, 1, MORNING, zone);
    case NEXT_MONDAY: return ctg_clock_morning_in (now_utc_s, days_to_monday (now_utc_s, zone), MORNING, zone);
    default:
      exact_utc_s = ctg_clock_read_in (gtk_editable_get_text (later->exact), zone);
      return exact_utc_s > now_utc_s ? exact_utc_s : 0;
    }
}

/* What is no time to come cannot be chosen. It is said when that is here. */
static void
update (Later *later)
{
  gboolean is_exact = adw_combo_row_get_selected (later->when) == EXACTLY;
  gint64 due_utc_s = choose_time (later);
  g_autofree char *date = due_utc_s != 0 ? ctg_words_date_exact (due_utc_s) : NULL;
  /* Translators: %s is a date and an hour. */
  g_autofree char *words = date != NULL ? g_strdup_printf (_("Here it leaves %s"), date) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (later->exact), is_exact);
  gtk_widget_set_visible (GTK_WIDGET (later->zone_row), adw_combo_row_get_selected (later->when) != IN_AN_HOUR);
  adw_action_row_set_subtitle (later->zone_row, words != NULL ? words : "");
  adw_message_dialog_set_response_enabled (later->dialog, "send", due_utc_s != 0);
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
  g_strfreev (later->zones);
  g_free (later);
}

static char *
suggest_time (void)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (ctg_clock_morning_after (ctg_clock_now_utc_s (), 2,
                                                                                         MORNING));

  return g_date_time_format (date, "%Y-%m-%d %H:%M");
}

/* Typing finds one by its place, which therefore stands first: Rome (Europe). */
static char *
name_zone (const char *id)
{
  const char *slash = strrchr (id, '/');
  g_autofree char *region = slash != NULL ? g_strndup (id, (gsize) (slash - id)) : NULL;
  char *name = region != NULL ? g_strdup_printf ("%s (%s)", slash + 1, region) : g_strdup (id);

  return g_strdelimit (name, "_", ' ');
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  g_autofree char *first = name_zone (*(const char *const *) a);
  g_autofree char *second = name_zone (*(const char *const *) b);

  return strcmp (first, second);
}

static GtkWidget *
make_zone_row (Later *later)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  later->zones = ctg_time_zones_list ();
  qsort (later->zones, g_strv_length (later->zones), sizeof *later->zones, compare_places);
  gtk_string_list_append (names, _("Where I am"));
  for (guint i = 0; later->zones[i] != NULL; i++)
    gtk_string_list_take (names, name_zone (later->zones[i]));
  later->zone = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)),
                                                  gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL,
                                                                               "string")));
  gtk_drop_down_set_enable_search (later->zone, TRUE);
  gtk_widget_set_valign (GTK_WIDGET (later->zone), GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (GTK_WIDGET (later->zone), 150, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (later->zone), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Time zone"), -1);
  later->zone_row = ADW_ACTION_ROW (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (later->zone_row), _("Time _zone"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (later->zone_row), TRUE);
  adw_action_row_add_suffix (later->zone_row, GTK_WIDGET (later->zone));
  adw_action_row_set_activatable_widget (later->zone_row, GTK_WIDGET (later->zone));
  g_signal_connect_swapped (later->zone, "notify::selected", G_CALLBACK (update), later);
  return GTK_WIDGET (later->zone_row);
}

static GtkWidget *
make_rows (Later *later)
{
  const char *const texts[] = { _("In an hour"), _("At the next working hour"), _("Tomorrow morning at 9"),
                                _("Next Monday at 9"),
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
  gtk_list_box_append (GTK_LIST_BOX (list), make_zone_row (later));
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
