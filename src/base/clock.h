/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 ctg_clock_now_utc_s       (void);
gint64 ctg_clock_monotonic_us    (void);
char  *ctg_clock_dup_run         (gint64 *running_s);
gint64 ctg_clock_read_local      (const char *text);                          /* 0: no time */
gint64 ctg_clock_morning_after   (gint64 now_utc_s, guint n_days, int hour);
void   ctg_clock_set_fake_utc_s  (gint64 now_utc_s);

G_END_DECLS
