/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The application's own copies of what no server can give back: contacts and their notes, companies, deals, templates,
 * sequences, rules, mailboxes without their secrets; no letters. One a day, for CTG_ROLLING_DAYS. */
#define CTG_ROLLING_DAYS 7

gboolean ctg_rolling_make   (const char *data_dir, gint64 now_utc_s, GError **error);
void     ctg_rolling_drop   (const char *data_dir);

G_END_DECLS
