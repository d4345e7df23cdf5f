/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What goes by itself, and why. */
typedef enum
{
  CTG_RETAIN_BODY,         /* of a letter that was opened and is logged on nobody */
  CTG_RETAIN_RAW,          /* the bytes of what could not be read */
  CTG_RETAIN_DELETED,      /* an entry that a person deleted */
  CTG_RETAIN_HEAD,         /* who, when and what about of what is logged on nobody */
  CTG_RETAIN_UNREADABLE,   /* that something could not be read */
  CTG_RETAIN_REQUEST,      /* what one process asked of another */
  CTG_RETAIN_ACCOUNT,      /* what a removed mailbox brought, from the date that was told */
  CTG_N_RETAINED
} CtgRetained;

/* What is known of the clock. */
typedef struct
{
  gint64 seen_utc_s;       /* what it said last; 0: never looked */
  gint64 seen_running_s;   /* how long the machine had run then */
  gint64 now_utc_s;
  gint64 now_running_s;
  gboolean is_same_run;    /* of the machine: what ran is comparable */
} CtgClockFacts;

typedef enum { CTG_CLOCK_RIGHT, CTG_CLOCK_BACK, CTG_CLOCK_AHEAD } CtgClockVerdict;

const char     *ctg_retention_get_name    (CtgRetained what);
gint64          ctg_retention_get_limit   (CtgRetained what, gint64 now_utc_s);
CtgClockVerdict ctg_retention_judge_clock (const CtgClockFacts *facts);

G_END_DECLS
