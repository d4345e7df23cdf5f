/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of a letter that was not sent (S3). The first row that fits:
 *
 *   it may have left                                 unknown
 *   stopped by us                                    later, at once
 *   no network, no answer, a busy server, too many,
 *   a locked keyring, a full disk here               later: 30 s, 1, 2, 4 ... 60 minutes, or when the server says;
 *                                                    failed once it is two days old
 *   anything else                                    failed
 */

#include "send-rule.h"
#include "errors.h"

#define FIRST_DELAY_S 30
#define LONGEST_DELAY_S (60 * 60)
#define GIVES_UP_S (2 * 24 * 60 * 60)
#define LATER_S 60
#define MISSED_S (15 * 60)

static gboolean
is_passing (const GError *failure)
{
  static const int codes[] = {
    CTG_ERROR_NETWORK, CTG_ERROR_TIMED_OUT, CTG_ERROR_OFFLINE, CTG_ERROR_BUSY, CTG_ERROR_RATE_LIMITED,
    CTG_ERROR_KEYRING_LOCKED, CTG_ERROR_STORAGE_FULL,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (failure, CTG_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

static gint64
choose_delay_s (const GError *failure, guint n_tries)
{
  gint64 delay_s = (gint64) FIRST_DELAY_S << MIN (n_tries > 0 ? n_tries - 1 : 0, 10);

  return MAX (MIN (delay_s, LONGEST_DELAY_S), (gint64) ctg_error_get_details (failure).retry_after_s);
}

/**
 * ctg_send_rule_decide:
 * @failure: why it was not sent
 * @may_have_left: whether the server may have it all the same
 * @n_tries: so far, this one included
 * @age_s: since it was first due
 *
 * Decides by the table at the head of this file. Pure.
 *
 * Returns: what to do
 */
CtgSendVerdict
ctg_send_rule_decide (const GError *failure, gboolean may_have_left, guint n_tries, gint64 age_s)
{
  if (may_have_left)
    return (CtgSendVerdict) { CTG_SEND_UNKNOWN, 0 };
  if (ctg_error_is_cancelled (failure))
    return (CtgSendVerdict) { CTG_SEND_LATER, 0 };
  if (is_passing (failure) && age_s < GIVES_UP_S)
    return (CtgSendVerdict) { CTG_SEND_LATER, choose_delay_s (failure, n_tries) };
  return (CtgSendVerdict) { CTG_SEND_FAILED, 0 };
}

static const char *const policy_names[] = { "send", "ask", "hours" };

/**
 * ctg_missed_policy_parse:
 * @text: (nullable): its name
 *
 * Returns: the policy, SEND if it has no such name
 */
CtgMissedPolicy
ctg_missed_policy_parse (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (policy_names); i++)
    if (g_strcmp0 (text, policy_names[i]) == 0)
      return (CtgMissedPolicy) i;
  return CTG_MISSED_SEND;
}

/**
 * ctg_missed_policy_to_string:
 * @policy: one
 *
 * Returns: (transfer none): its name
 */
const char *
ctg_missed_policy_to_string (CtgMissedPolicy policy)
{
  g_return_val_if_fail (policy < G_N_ELEMENTS (policy_names), policy_names[0]);
  return policy_names[policy];
}

/**
 * ctg_send_rule_is_missed:
 * @created_utc_s: when it was handed in
 * @due_utc_s: when it was to leave
 * @n_tries: how often it was tried
 * @now_utc_s: the time
 *
 * A letter that waits for a server is no such letter, nor one that could be taken back for a moment.
 *
 * Returns: whether it is a letter for later and its time has passed by more than a quarter of an hour
 */
gboolean
ctg_send_rule_is_missed (gint64 created_utc_s, gint64 due_utc_s, guint n_tries, gint64 now_utc_s)
{
  return n_tries == 0 && due_utc_s - created_utc_s > LATER_S && now_utc_s - due_utc_s > MISSED_S;
}
