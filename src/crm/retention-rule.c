/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long what is kept:
 *
 *   what                                              | from when on            | days
 *   --------------------------------------------------+-------------------------+-----
 *   body of a letter opened and logged on nobody (B25)| first fetched           |    7
 *   bytes of what could not be read                   | set aside               |    7
 *   entry that a person deleted (B22, B23)            | deleted                 |   90
 *   head of what is logged on nobody (B26)            | first written here      |   60
 *   note of what could not be read                    | set aside               |   60
 *   request of one process to another                 | made                    |    7
 *   what a removed mailbox brought (B24)              | the date that was told  |    0
 *
 * Logged entries stay until somebody deletes them. What has the full age goes; a second less, and it stays.
 *
 * The clock (R1), judged against what it said when it was last looked at:
 *
 *   it says                                           | the machine ran between | verdict
 *   --------------------------------------------------+-------------------------+--------
 *   never looked at before                            | any                     | right
 *   more than a day before                            | any                     | back
 *   more than a day later than what ran by            | without a restart       | ahead
 *   more than 400 days later                          | any                     | ahead
 *   anything else                                     | any                     | right
 *
 * Set back, nothing is older than it is; ahead, things would go before their time. */

#include "retention-rule.h"

#define DAY_S (24 * 3600)
/* Longer holidays are rare; a dead battery brings another decade. */
#define ABSENCE_MAX_S (400 * (gint64) DAY_S)

static const struct { const char *name; int n_days; } retained[CTG_N_RETAINED] = {
  [CTG_RETAIN_BODY] = { "opened-body", 7 },
  [CTG_RETAIN_RAW] = { "unreadable-bytes", 7 },
  [CTG_RETAIN_DELETED] = { "deleted-entry", 90 },
  [CTG_RETAIN_HEAD] = { "unlogged-metadata", 60 },
  [CTG_RETAIN_UNREADABLE] = { "unreadable-note", 60 },
  [CTG_RETAIN_REQUEST] = { "request", 7 },
  [CTG_RETAIN_ACCOUNT] = { "removed-mailbox", 0 },
};

/**
 * ctg_retention_get_name:
 * @what: what is kept
 *
 * Returns: (transfer none): its name in the ledger
 */
const char *
ctg_retention_get_name (CtgRetained what)
{
  return retained[what].name;
}

/**
 * ctg_retention_get_limit:
 * @what: what is kept
 * @now_utc_s: what time it is
 *
 * Returns: from when on it is kept: what is of this second or older goes
 */
gint64
ctg_retention_get_limit (CtgRetained what, gint64 now_utc_s)
{
  return now_utc_s - retained[what].n_days * (gint64) DAY_S;
}

/**
 * ctg_retention_judge_clock:
 * @facts: what is known of the clock
 *
 * Returns: whether ages can be told by it
 */
CtgClockVerdict
ctg_retention_judge_clock (const CtgClockFacts *facts)
{
  gint64 went_s = facts->now_utc_s - facts->seen_utc_s;
  gint64 ran_s = facts->now_running_s - facts->seen_running_s;

  if (facts->seen_utc_s == 0)
    return CTG_CLOCK_RIGHT;
  if (went_s < -DAY_S)
    return CTG_CLOCK_BACK;
  if (went_s > ABSENCE_MAX_S || (facts->is_same_run && went_s - ran_s > DAY_S))
    return CTG_CLOCK_AHEAD;
  return CTG_CLOCK_RIGHT;
}
