/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     **ctg_time_zones_list (void);
GTimeZone *ctg_time_zones_find (const char *id);   /* (nullable) */
gint64     ctg_clock_read_in   (const char *text, GTimeZone *zone);   /* 0: no time */
gint64     ctg_clock_morning_in (gint64 now_utc_s, guint n_days, int hour, GTimeZone *zone);

G_END_DECLS
