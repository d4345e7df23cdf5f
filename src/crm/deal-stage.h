/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean           ctg_deal_stage_is_known    (const char *stage);
const char *const *ctg_deal_stage_list        (void);
gboolean           ctg_deal_amount_read       (const char *text, gint64 *cents);
char              *ctg_deal_amount_dup        (gint64 cents);
gboolean           ctg_deal_currency_is_valid (const char *currency);

G_END_DECLS
