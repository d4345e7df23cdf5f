/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "backoff.h"

#define FIRST_S 5
#define LONGEST_S (15 * 60)

/**
 * ctg_backoff_delay_s:
 * @n_failures: failures in a row, from 1
 *
 * How long to wait before trying a server again: doubling from 5 s up to 15 minutes (N1 of the threats), with a fifth
 * of jitter so that a hundred clients do not come back together.
 *
 * Returns: seconds
 */
guint
ctg_backoff_delay_s (guint n_failures)
{
  guint doublings = MIN (n_failures > 0 ? n_failures - 1 : 0, 8);
  guint delay_s = MIN ((guint) FIRST_S << doublings, (guint) LONGEST_S);

  return delay_s - (guint) g_random_int_range (0, (gint32) delay_s / 5 + 1);
}
