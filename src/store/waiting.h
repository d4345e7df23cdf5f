/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* Who has not answered one's last letter. */
#define CTG_WAITING_SETTING "waiting-days"   /* working days until it is told, 1 to 60; "never" */

guint   ctg_waiting_parse (const char *text);              /* 0: never; NULL or unknown: 3 */
gint64  ctg_waiting_since (gint64 now_utc_s, guint n_days, GTimeZone *zone);
GArray *ctg_waiting_list  (CtgDb *db, GError **error);     /* contacts, gint64, the longest silence last */

G_END_DECLS
