/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The time zones that this machine knows, by their names in the IANA's database. */

#include "time-zones.h"

#include <string.h>

#define TABLE "/usr/share/zoneinfo/zone.tab"
#define ID_COLUMN 2

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * ctg_time_zones_list:
 *
 * Reads zone.tab of the system: lines of country, place, name and comment, tabs between them.
 *
 * Returns: (transfer full): names such as Europe/Rome, sorted; UTC alone where there is no such table
 */
char **
ctg_time_zones_list (void)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (TABLE, &content, NULL, NULL);
  lines = g_strsplit (content != NULL ? content : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = *lines[i] != '#' ? g_strsplit (lines[i], "\t", -1) : NULL;

      if (columns != NULL && g_strv_length (columns) > ID_COLUMN && g_str_is_ascii (columns[ID_COLUMN]))
        g_ptr_array_add (ids, g_strdup (columns[ID_COLUMN]));
    }
  g_ptr_array_add (ids, g_strdup ("UTC"));
  g_ptr_array_sort (ids, compare_ids);
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&ids), FALSE);
}

/**
 * ctg_time_zones_find:
 * @id: a name such as Europe/Rome; "": this machine's zone
 *
 * Returns: (transfer full) (nullable): the zone, %NULL: there is none of that name
 */
GTimeZone *
ctg_time_zones_find (const char *id)
{
  return *id == '\0' ? g_time_zone_new_local () : g_time_zone_new_identifier (id);
}

/**
 * ctg_clock_read_in:
 * @text: a time as `2026-12-01 09:00`, in @zone unless it names one
 * @zone: where
 *
 * Returns: the time in seconds, 0: it is none
 */
gint64
ctg_clock_read_in (const char *text, GTimeZone *zone)
{
  g_autofree char *iso = g_strdelimit (g_strstrip (g_strdup (text)), " ", 'T');
  g_autofree char *with_seconds = strlen (iso) == strlen ("2026-12-01T09:00") ? g_strconcat (iso, ":00", NULL) : NULL;
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (with_seconds != NULL ? with_seconds : iso, zone);

  return date != NULL ? g_date_time_to_unix (date) : 0;
}

/**
 * ctg_clock_morning_in:
 * @now_utc_s: a time
 * @n_days: how many days later
 * @hour: 0 to 23
 * @zone: where
 *
 * Returns: that hour of that day, in that zone whatever its clocks do meanwhile
 */
gint64
ctg_clock_morning_in (gint64 now_utc_s, guint n_days, int hour, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_utc_s);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) day = g_date_time_add_days (now, (int) n_days);
  g_autoptr (GDateTime) morning = g_date_time_new (zone, g_date_time_get_year (day), g_date_time_get_month (day),
                                                   g_date_time_get_day_of_month (day), hour, 0, 0);

  return g_date_time_to_unix (morning);
}
