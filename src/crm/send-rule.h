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

/* What becomes of a letter for later whose time passed while nobody could send it. */
typedef enum
{
  CTG_MISSED_SEND,    /* at once */
  CTG_MISSED_ASK,     /* a person says */
  CTG_MISSED_HOURS,   /* at the next working hour */
} CtgMissedPolicy;

CtgMissedPolicy ctg_missed_policy_parse     (const char *text);            /* NULL or unknown: SEND */
const char     *ctg_missed_policy_to_string (CtgMissedPolicy policy);
gboolean        ctg_send_rule_is_missed     (gint64 created_utc_s, gint64 due_utc_s, guint n_tries, gint64 now_utc_s);
CtgSendVerdict ctg_send_rule_decide (const GError *failure, gboolean may_have_left, guint n_tries, gint64 age_s);

G_END_DECLS
