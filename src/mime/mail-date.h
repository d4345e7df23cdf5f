/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ctg_mail_date_parse    (const char *text, gint64 *date_utc_s);
gboolean ctg_mail_date_is_absurd (gint64 date_utc_s, gint64 now_utc_s);

G_END_DECLS
