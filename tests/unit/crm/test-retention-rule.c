/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "retention-rule.h"

#define NOW G_GINT64_CONSTANT (1774000000)
#define DAY G_GINT64_CONSTANT (86400)

static void
test_limits_are_exact (void)
{
  g_assert_cmpint (NOW - ctg_retention_get_limit (CTG_RETAIN_BODY, NOW), ==, 7 * DAY);
  g_assert_cmpint (NOW - ctg_retention_get_limit (CTG_RETAIN_HEAD, NOW), ==, 60 * DAY);
  g_assert_cmpint (NOW - ctg_retention_get_limit (CTG_RETAIN_DELETED, NOW), ==, 90 * DAY);
  g_assert_cmpint (NOW - ctg_retention_get_limit (CTG_RETAIN_RAW, NOW), ==, 7 * DAY);
  for (int i = 0; i < CTG_N_RETAINED; i++)
    g_assert_nonnull (ctg_retention_get_name ((CtgRetained) i));
}

static void
test_clock_is_judged (void)
{
  static const struct { CtgClockFacts facts; CtgClockVerdict verdict; } cases[] = {
    { { 0, 0, NOW, 100, FALSE }, CTG_CLOCK_RIGHT },
    { { NOW, 100, NOW, 100, TRUE }, CTG_CLOCK_RIGHT },
    { { NOW, 100, NOW + 3600, 3700, TRUE }, CTG_CLOCK_RIGHT },
    { { NOW, 100, NOW + 30 * DAY, 100 + 30 * DAY, TRUE }, CTG_CLOCK_RIGHT },
    { { NOW, 100, NOW + DAY, 100, TRUE }, CTG_CLOCK_RIGHT },
    { { NOW, 100, NOW + DAY + 1, 100, TRUE }, CTG_CLOCK_AHEAD },
    { { NOW, 100, NOW + 30 * DAY, 100 + 29 * DAY - 1, TRUE }, CTG_CLOCK_AHEAD },
    { { NOW, 100, NOW + 90 * DAY, 5, FALSE }, CTG_CLOCK_RIGHT },
    { { NOW, 100, NOW + 400 * DAY, 5, FALSE }, CTG_CLOCK_RIGHT },
    { { NOW, 100, NOW + 400 * DAY + 1, 5, FALSE }, CTG_CLOCK_AHEAD },
    { { NOW, 100, NOW - DAY, 100, TRUE }, CTG_CLOCK_RIGHT },
    { { NOW, 100, NOW - DAY - 1, 100, TRUE }, CTG_CLOCK_BACK },
    { { NOW, 100, 5, 5, FALSE }, CTG_CLOCK_BACK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (ctg_retention_judge_clock (&cases[i].facts), ==, cases[i].verdict);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/retention/limits-are-exact", test_limits_are_exact);
  g_test_add_func ("/crm/retention/clock-is-judged", test_clock_is_judged);
  return g_test_run ();
}
