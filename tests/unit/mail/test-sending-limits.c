/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sending-limits.h"

static void
test_limits (void)
{
  g_assert_cmpuint (ctg_sending_limits_find ("anna@gmail.com").per_day, ==, 350);
  g_assert_cmpuint (ctg_sending_limits_find ("anna@GoogleMail.com").per_day, ==, 350);
  g_assert_cmpuint (ctg_sending_limits_find ("anna@gmail.com").per_minute, ==, 10);
  g_assert_cmpuint (ctg_sending_limits_find ("anna@bottega.it").per_day, ==, 1000);
  g_assert_cmpuint (ctg_sending_limits_find ("anna@notgmail.com").per_day, ==, 1000);
  g_assert_cmpuint (ctg_sending_limits_find ("anna").per_minute, ==, 10);
}

/* B48: many letters are no burst, and today's count into today's. */
static void
test_pace (void)
{
  static const struct { guint n_before, n_day; gint64 delay_s; } cases[] = {
    { 0, 0, 0 }, { 9, 0, 0 }, { 10, 0, 60 }, { 25, 0, 120 }, { 349, 0, 34 * 60 }, { 350, 0, 86400 },
    { 0, 349, 0 }, { 1, 349, 86400 }, { 0, 350, 86400 }, { 11, 350, 86460 }, { 700, 0, 2 * 86400 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (ctg_sending_limits_pace ((CtgSendingLimits) { 10, 350 }, cases[i].n_before, cases[i].n_day), ==,
                     cases[i].delay_s);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/sending-limits/table", test_limits);
  g_test_add_func ("/mail/sending-limits/pace", test_pace);
  return g_test_run ();
}
