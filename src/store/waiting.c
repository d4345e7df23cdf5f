/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A contact is waited for when the last letter between them and oneself, of any conversation, is one's own and some
 * working days old. What programs wrote does not count, on either side: an automatic answer is no answer, and a
 * sequence goes on by itself. After a season nobody waits any more. */

#include "waiting.h"
#include "clock.h"
#include "requests.h"

#define STANDARD_DAYS 3
#define MAX_DAYS 60
#define SEASON_S (90 * 24 * 60 * 60)

/**
 * ctg_waiting_parse:
 * @text: (nullable): what is set
 *
 * Returns: after how many working days somebody is waited for, 0: never
 */
guint
ctg_waiting_parse (const char *text)
{
  guint64 days;

  if (g_strcmp0 (text, "never") == 0)
    return 0;
  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, MAX_DAYS, &days, NULL) ? (guint) days : STANDARD_DAYS;
}

/* What passes on Saturday and Sunday does not count: until Monday it is as if Monday began. */
static GDateTime *
end_weekend (GDateTime *time, GTimeZone *zone)
{
  int weekday = g_date_time_get_day_of_week (time);
  g_autoptr (GDateTime) monday = weekday > 5 ? g_date_time_add_days (time, 8 - weekday) : NULL;

  if (monday == NULL)
    return g_date_time_ref (time);
  return g_date_time_new (zone, g_date_time_get_year (monday), g_date_time_get_month (monday),
                          g_date_time_get_day_of_month (monday), 0, 0, 0);
}

/**
 * ctg_waiting_since:
 * @now_utc_s: a time
 * @n_days: how many working days before it
 * @zone: where the days begin
 *
 * Monday to Friday. What is written on Friday is a working day old on Monday at the same time of day.
 *
 * Returns: that time of that day
 */
gint64
ctg_waiting_since (gint64 now_utc_s, guint n_days, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_utc_s);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) day = end_weekend (now, zone);

  while (n_days > 0)
    {
      g_autoptr (GDateTime) later = day;

      day = g_date_time_add_days (later, -1);
      n_days -= g_date_time_get_day_of_week (day) < 6;
    }
  return g_date_time_to_unix (day);
}

/**
 * ctg_waiting_list:
 * @db: any connection
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type gint64) (nullable): the contacts that are waited for, last written to first
 */
GArray *
ctg_waiting_list (CtgDb *db, GError **error)
{
  g_autofree char *set = ctg_settings_get (db, CTG_WAITING_SETTING);
  guint n_days = ctg_waiting_parse (set);
  gint64 now_utc_s = ctg_clock_now_utc_s ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 until_utc_s = n_days > 0 ? ctg_waiting_since (now_utc_s, n_days, zone) : 0;
  g_autoptr (CtgQuery) query = NULL;

  /* The other columns are of the row that max() chose. */
  query = ctg_db_query (db,
                        "SELECT contact FROM (SELECT l.contact AS contact, max (l.message) AS last,"
                        "  m.direction AS direction FROM log_entry AS l JOIN message AS m ON m.key = l.message"
                        "  WHERE l.message > ? AND m.automatic = 0 GROUP BY l.contact)"
                        " WHERE direction = 1 AND last <= ? ORDER BY last DESC", "ii", now_utc_s - SEASON_S,
                        until_utc_s);
  return ctg_query_collect_ints (query, error);
}
