/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 ctg_clock_now_utc_s       (void);
gint64 ctg_clock_monotonic_us    (void);
void   ctg_clock_set_fake_utc_s  (gint64 now_utc_s);

G_END_DECLS
