/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The only reader of time. Tests set it; a build with -Dfaults=true also takes CARTEGGIO_NOW (seconds since 1970), and
 * from the file that CARTEGGIO_AHEAD names, looked at each time, how many seconds both clocks are ahead. */

#include "clock.h"
#include "time-zones.h"

#include <string.h>
#include <time.h>

static gint64 fake_utc_s; /* (atomic) 0: the real one */

#ifdef CTG_FAULTS
static gint64
environment_now_utc_s (void)
{
  const char *now = g_getenv ("CARTEGGIO_NOW");

  return now != NULL ? g_ascii_strtoll (now, NULL, 10) : 0;
}

static gint64
environment_ahead_s (void)
{
  const char *path = g_getenv ("CARTEGGIO_AHEAD");
  g_autofree char *seconds = NULL;

  return path != NULL && g_file_get_contents (path, &seconds, NULL, NULL) ? g_ascii_strtoll (seconds, NULL, 10) : 0;
}
#else
#define environment_ahead_s() 0
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
  return fake != 0 ? fake : g_get_real_time () / G_USEC_PER_SEC + environment_ahead_s ();
}

/**
 * ctg_clock_monotonic_us:
 *
 * Returns: microseconds on a clock that never goes back, for durations only
 */
gint64
ctg_clock_monotonic_us (void)
{
  return g_get_monotonic_time () + environment_ahead_s () * G_USEC_PER_SEC;
}

static gboolean
is_faked (void)
{
#ifdef CTG_FAULTS
  if (environment_now_utc_s () != 0)
    return TRUE;
#endif
  return __atomic_load_n (&fake_utc_s, __ATOMIC_RELAXED) != 0;
}

/**
 * ctg_clock_dup_run:
 * @running_s: (out): for how long the machine has run, asleep too
 *
 * What the wall clock can be held against: it is set by people and by the network, this is not.
 *
 * Returns: (transfer full): names this run of the machine; "" where time is made up, or the system does not say
 */
char *
ctg_clock_dup_run (gint64 *running_s)
{
  struct timespec running = { 0 };
  char *run = NULL;

  *running_s = clock_gettime (CLOCK_BOOTTIME, &running) == 0 ? running.tv_sec : 0;
  if (is_faked () || !g_file_get_contents ("/proc/sys/kernel/random/boot_id", &run, NULL, NULL))
    return g_strdup ("");
  return g_strstrip (run);
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

/**
 * ctg_clock_read_local:
 * @text: a time as `2026-12-01 09:00`, in this machine's zone unless it names one
 *
 * Returns: the time in seconds, 0: it is none
 */
gint64
ctg_clock_read_local (const char *text)
{
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();

  return ctg_clock_read_in (text, here);
}

/**
 * ctg_clock_morning_after:
 * @now_utc_s: a time
 * @n_days: how many days later
 * @hour: 0 to 23
 *
 * Returns: that hour of that day, in this machine's zone whatever its clocks do meanwhile
 */
gint64
ctg_clock_morning_after (gint64 now_utc_s, guint n_days, int hour)
{
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();

  return ctg_clock_morning_in (now_utc_s, n_days, hour, here);
}
