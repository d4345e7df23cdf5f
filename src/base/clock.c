/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The only reader of time. Tests set it; a build with -Dfaults=true also takes CARTEGGIO_NOW (seconds since 1970). */

#include "clock.h"

static gint64 fake_utc_s; /* (atomic) 0: the real one */

#ifdef CTG_FAULTS
static gint64
environment_now_utc_s (void)
{
  const char *now = g_getenv ("CARTEGGIO_NOW");

  return now != NULL ? g_ascii_strtoll (now, NULL, 10) : 0;
}
#endif

/**
 * ctg_clock_now_utc_s:
 *
 * Returns: seconds since 1970, UTC
 */
gint64
ctg_clock_now_utc_s (void)
{
  gint64 fake = __atomic_load_n (&fake_utc_s, __ATOMIC_RELAXED);

#ifdef CTG_FAULTS
  if (fake == 0)
    fake = environment_now_utc_s ();
#endif
  return fake != 0 ? fake : g_get_real_time () / G_USEC_PER_SEC;
}

/**
 * ctg_clock_monotonic_us:
 *
 * Returns: microseconds on a clock that never goes back, for durations only
 */
gint64
ctg_clock_monotonic_us (void)
{
  return g_get_monotonic_time ();
}

/**
 * ctg_clock_set_fake_utc_s:
 * @now_utc_s: what the clock says from now on, or 0 for the real time
 *
 * For tests.
 */
void
ctg_clock_set_fake_utc_s (gint64 now_utc_s)
{
  __atomic_store_n (&fake_utc_s, now_utc_s, __ATOMIC_RELAXED);
}
