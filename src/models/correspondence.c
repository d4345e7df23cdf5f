/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "correspondence.h"

#include <string.h>

/**
 * ctg_correspondence_begin:
 * @self: (out): twelve months without a letter
 * @now_utc_s: now
 *
 * A month begins where the person is.
 */
void
ctg_correspondence_begin (CtgCorrespondence *self, gint64 now_utc_s)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_utc_s);

  memset (self, 0, sizeof *self);
  for (int i = 0; i < CTG_CORRESPONDENCE_MONTHS && now != NULL; i++)
    {
      int month = g_date_time_get_year (now) * 12 + g_date_time_get_month (now) - 1 - i;
      g_autoptr (GDateTime) start = g_date_time_new_local (month / 12, month % 12 + 1, 1, 0, 0, 0);

      if (start != NULL)
        self->months[CTG_CORRESPONDENCE_MONTHS - 1 - i].start_utc_s = g_date_time_to_unix (start);
    }
}

/**
 * ctg_correspondence_add:
 * @self: the months
 * @date_utc_s: of a letter; from before them it does not count
 * @is_outgoing: whether it was sent
 *
 * Counts a letter. One from the future counts as of this month.
 */
void
ctg_correspondence_add (CtgCorrespondence *self, gint64 date_utc_s, gboolean is_outgoing)
{
  for (int i = CTG_CORRESPONDENCE_MONTHS - 1; i >= 0; i--)
    {
      CtgMonth *month = &self->months[i];

      if (date_utc_s < month->start_utc_s)
        continue;
      if (is_outgoing)
        {
          month->n_sent++;
          self->n_sent++;
        }
      else
        {
          month->n_received++;
          self->n_received++;
        }
      return;
    }
}
