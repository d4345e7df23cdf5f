/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mbox-writer.h"

#include <string.h>

/* English whatever the locale. */
static const char days[][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static GDateTime *
make_date (gint64 date_utc_s)
{
  GDateTime *date = g_date_time_new_from_unix_utc (date_utc_s);

  return date != NULL ? date : g_date_time_new_from_unix_utc (0);
}

/**
 * ctg_mbox_date_text:
 * @date_utc_s: a date
 *
 * Specification: RFC 5322 section 3.3
 *
 * Returns: (transfer full): it as a Date header says it
 */
char *
ctg_mbox_date_text (gint64 date_utc_s)
{
  g_autoptr (GDateTime) date = make_date (date_utc_s);

  return g_strdup_printf ("%s, %02d %s %d %02d:%02d:%02d +0000", days[g_date_time_get_day_of_week (date) - 1],
                          g_date_time_get_day_of_month (date), months[g_date_time_get_month (date) - 1],
                          g_date_time_get_year (date), g_date_time_get_hour (date), g_date_time_get_minute (date),
                          g_date_time_get_second (date));
}

/* asctime() in UTC, as RFC 4155 has it. */
static void
append_separator (GByteArray *mbox, const char *sender, gint64 date_utc_s)
{
  g_autoptr (GDateTime) date = make_date (date_utc_s);
  gboolean is_plain = sender != NULL && *sender != '\0' && strpbrk (sender, " \t\r\n") == NULL;
  g_autofree char *line = NULL;

  line = g_strdup_printf ("From %s %s %s %2d %02d:%02d:%02d %d\n", is_plain ? sender : "MAILER-DAEMON",
                          days[g_date_time_get_day_of_week (date) - 1], months[g_date_time_get_month (date) - 1],
                          g_date_time_get_day_of_month (date), g_date_time_get_hour (date),
                          g_date_time_get_minute (date), g_date_time_get_second (date), g_date_time_get_year (date));
  g_byte_array_append (mbox, (const guint8 *) line, (guint) strlen (line));
}

static gboolean
needs_quote (const char *line, const char *end)
{
  while (line < end && *line == '>')
    line++;
  return end - line >= 5 && memcmp (line, "From ", 5) == 0;
}

/* Lines end in "\n" alone there. */
static void
append_line (GByteArray *mbox, const char *line, const char *end)
{
  if (needs_quote (line, end))
    g_byte_array_append (mbox, (const guint8 *) ">", 1);
  if (end > line && end[-1] == '\r')
    end--;
  g_byte_array_append (mbox, (const guint8 *) line, (guint) (end - line));
  g_byte_array_append (mbox, (const guint8 *) "\n", 1);
}

/**
 * ctg_mbox_quote:
 * @message: a message's bytes
 * @sender: (nullable): whose it is, for the separator
 * @date_utc_s: when it came
 *
 * Specification: RFC 4155, quoted as mboxrd
 *
 * Returns: (transfer full): what ctg_mbox_reader_next() reads back, but for its lines' ends
 */
GBytes *
ctg_mbox_quote (GBytes *message, const char *sender, gint64 date_utc_s)
{
  gsize length;
  const char *at = g_bytes_get_data (message, &length), *end = at + length;
  GByteArray *mbox = g_byte_array_sized_new ((guint) length + 200);

  append_separator (mbox, sender, date_utc_s);
  while (at < end)
    {
      const char *newline = memchr (at, '\n', (gsize) (end - at));
      const char *stop = newline != NULL ? newline : end;

      append_line (mbox, at, stop);
      at = newline != NULL ? newline + 1 : end;
    }
  g_byte_array_append (mbox, (const guint8 *) "\n", 1);
  return g_byte_array_free_to_bytes (mbox);
}
