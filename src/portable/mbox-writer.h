/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A message as it stands in an mbox (mboxrd), from its separator to the empty line behind it. */
GBytes *ctg_mbox_quote    (GBytes *message, const char *sender, gint64 date_utc_s);
char   *ctg_mbox_date_text (gint64 date_utc_s);   /* of a message whose own header is not here */

G_END_DECLS
