/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_SEND_LATER,     /* by itself, after a delay */
  CTG_SEND_FAILED,    /* only when a person wants it again */
  CTG_SEND_UNKNOWN,   /* it may have arrived: looked for, never sent again by itself */
} CtgSendDecision;

typedef struct
{
  CtgSendDecision decision;
  gint64 delay_s;     /* of LATER */
} CtgSendVerdict;

CtgSendVerdict ctg_send_rule_decide (const GError *failure, gboolean may_have_left, guint n_tries, gint64 age_s);

G_END_DECLS
