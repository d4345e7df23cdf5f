/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Letters that a mailbox sends by itself at most. */
typedef struct
{
  guint per_minute;
  guint per_day;
} CtgSendingLimits;

CtgSendingLimits ctg_sending_limits_find (const char *address);
gint64           ctg_sending_limits_pace (CtgSendingLimits limits, guint n_before, guint n_day);

G_END_DECLS
