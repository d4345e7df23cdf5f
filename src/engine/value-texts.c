/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Steps, sizes and dates in words for people. */

#include "texts.h"

#include <glib/gi18n.h>

/**
 * ctg_text_for_step:
 * @step: a step of a connection
 *
 * Returns: (transfer none): its name for a person
 */
const char *
ctg_text_for_step (CtgStep step)
{
  static const char *const names[] = {
    N_("Find the incoming server"), N_("Encrypt the connection"), N_("Sign in to the incoming server"),
    N_("Read the list of folders"), N_("Find the folder of sent mail"), N_("Open a second connection"),
    N_("Find the outgoing server"), N_("Encrypt the outgoing connection"), N_("Sign in to the outgoing server"),
    N_("Ask whether this address may send"),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == CTG_N_STEPS);
  return _(names[step]);
}

/**
 * ctg_text_for_size:
 * @size_bytes: a size
 *
 * Returns: (transfer full): the size with its unit
 */
char *
ctg_text_for_size (gint64 size_bytes)
{
  return g_format_size ((guint64) MAX (size_bytes, 0));
}

static int
days_between (GDateTime *earlier, GDateTime *later)
{
  GDate a, b;

  g_date_set_dmy (&a, (GDateDay) g_date_time_get_day_of_month (earlier),
                  (GDateMonth) g_date_time_get_month (earlier), (GDateYear) g_date_time_get_year (earlier));
  g_date_set_dmy (&b, (GDateDay) g_date_time_get_day_of_month (later), (GDateMonth) g_date_time_get_month (later),
                  (GDateYear) g_date_time_get_year (later));
  return g_date_days_between (&a, &b);
}

/**
 * ctg_text_for_date:
 * @utc_s: when it was
 * @now_utc_s: what time it is
 * @exact: with day and time in full
 *
 * Returns: (transfer full): the date in words for a week, then day and month, then with the year
 */
char *
ctg_text_for_date (gint64 utc_s, gint64 now_utc_s, gboolean exact)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (utc_s);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_utc_s);
  int n_days;

  if (date == NULL || now == NULL)
    return g_strdup ("");
  if (exact)
    return g_date_time_format (date, "%c");
  n_days = days_between (date, now);
  if (n_days == 0)
    return g_date_time_format (date, "%H:%M");
  if (n_days == 1)
    return g_strdup (C_("date", "Yesterday"));
  if (n_days > 1 && n_days < 7)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) n_days), n_days);
  /* Translators: day and month, see the manual of strftime */
  if (g_date_time_get_year (date) == g_date_time_get_year (now))
    return g_date_time_format (date, C_("date", "%-d %b"));
  /* Translators: day, month and year, see the manual of strftime */
  return g_date_time_format (date, C_("date", "%-d %b %Y"));
}

/**
 * ctg_text_for_amount:
 * @cents: hundredths, 0: nothing is known
 * @currency: its code
 *
 * Returns: (transfer full): an amount as it is written here, whole ones without hundredths; or ""
 */
char *
ctg_text_for_amount (gint64 cents, const char *currency)
{
  if (cents == 0)
    return g_strdup ("");
  if (cents % 100 == 0)
    return g_strdup_printf ("%'" G_GINT64_FORMAT " %s", cents / 100, currency);
  return g_strdup_printf ("%'.2f %s", (double) cents / 100, currency);
}
