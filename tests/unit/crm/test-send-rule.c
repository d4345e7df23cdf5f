/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "send-rule.h"

typedef struct
{
  int code;
  const char *reason;       /* (nullable) */
  int retry_after_s;
  gboolean may_have_left;
  guint n_tries;
  gint64 age_s;
  CtgSendDecision decision;
  gint64 delay_s;
} Case;

static const Case cases[] = {
  { CTG_ERROR_NETWORK, "connection-closed", 0, TRUE, 1, 0, CTG_SEND_UNKNOWN, 0 },
  { CTG_ERROR_BUSY, NULL, 0, TRUE, 1, 0, CTG_SEND_UNKNOWN, 0 },
  { CTG_ERROR_NETWORK, NULL, 0, FALSE, 1, 0, CTG_SEND_LATER, 30 },
  { CTG_ERROR_NETWORK, NULL, 0, FALSE, 2, 0, CTG_SEND_LATER, 60 },
  { CTG_ERROR_TIMED_OUT, NULL, 0, FALSE, 5, 0, CTG_SEND_LATER, 480 },
  { CTG_ERROR_BUSY, "recipient-later", 0, FALSE, 60, 0, CTG_SEND_LATER, 3600 },
  { CTG_ERROR_RATE_LIMITED, NULL, 7200, FALSE, 1, 0, CTG_SEND_LATER, 7200 },
  { CTG_ERROR_KEYRING_LOCKED, NULL, 0, FALSE, 1, 0, CTG_SEND_LATER, 30 },
  { CTG_ERROR_STORAGE_FULL, NULL, 0, FALSE, 1, 0, CTG_SEND_LATER, 30 },
  { CTG_ERROR_OFFLINE, NULL, 0, FALSE, 0, 0, CTG_SEND_LATER, 30 },
  { CTG_ERROR_NETWORK, NULL, 0, FALSE, 50, 2 * 24 * 3600, CTG_SEND_FAILED, 0 },
  { CTG_ERROR_AUTH_REJECTED, "credentials", 0, FALSE, 1, 0, CTG_SEND_FAILED, 0 },
  { CTG_ERROR_NOT_FOUND, "recipient-refused", 0, FALSE, 1, 0, CTG_SEND_FAILED, 0 },
  { CTG_ERROR_POLICY, "message-refused", 0, FALSE, 1, 0, CTG_SEND_FAILED, 0 },
  { CTG_ERROR_TLS, NULL, 0, FALSE, 1, 0, CTG_SEND_FAILED, 0 },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = ctg_error_new (cases[i].code, cases[i].reason, "no");
      CtgSendVerdict verdict;

      ctg_error_add_retry (&error, cases[i].retry_after_s);
      verdict = ctg_send_rule_decide (error, cases[i].may_have_left, cases[i].n_tries, cases[i].age_s);
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (verdict.decision, ==, cases[i].decision);
      g_assert_cmpint (verdict.delay_s, ==, cases[i].delay_s);
    }
}

/* We stopped it ourselves: it goes on where it was, unless it may have left. */
static void
test_cancelled (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");

  g_assert_cmpint (ctg_send_rule_decide (error, FALSE, 9, 0).decision, ==, CTG_SEND_LATER);
  g_assert_cmpint (ctg_send_rule_decide (error, FALSE, 9, 0).delay_s, ==, 0);
  g_assert_cmpint (ctg_send_rule_decide (error, TRUE, 1, 0).decision, ==, CTG_SEND_UNKNOWN);
}

/* 8.5: only what was for later, was never tried, and is late by more than a quarter of an hour. */
static void
test_missed (void)
{
  g_assert_true (ctg_send_rule_is_missed (1000, 5000, 0, 5901));
  g_assert_false (ctg_send_rule_is_missed (1000, 5000, 0, 5900));
  g_assert_false (ctg_send_rule_is_missed (1000, 5000, 1, 99999));
  g_assert_false (ctg_send_rule_is_missed (1000, 1010, 0, 99999));
  g_assert_false (ctg_send_rule_is_missed (1000, 5000, 0, 100));
  g_assert_cmpint (ctg_missed_policy_parse ("ask"), ==, CTG_MISSED_ASK);
  g_assert_cmpint (ctg_missed_policy_parse ("hours"), ==, CTG_MISSED_HOURS);
  g_assert_cmpint (ctg_missed_policy_parse ("never"), ==, CTG_MISSED_SEND);
  g_assert_cmpint (ctg_missed_policy_parse (NULL), ==, CTG_MISSED_SEND);
  g_assert_cmpstr (ctg_missed_policy_to_string (CTG_MISSED_HOURS), ==, "hours");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/send-rule/S3-cases", test_cases);
  g_test_add_func ("/send-rule/cancelled", test_cancelled);
  g_test_add_func ("/crm/send-rule/missed", test_missed);
  return g_test_run ();
}
