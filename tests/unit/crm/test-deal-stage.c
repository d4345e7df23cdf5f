/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "deal-stage.h"

static void
test_amounts_are_read_as_people_write_them (void)
{
  static const struct { const char *typed; gint64 cents; const char *written; } cases[] = {
    { "0", 0, "0.00" },       { "1200", 120000, "1200.00" }, { "1200.50", 120050, "1200.50" },
    { "1200,05", 120005, "1200.05" }, { "", -1, NULL },      { "1.200", -1, NULL },
    { "1.200,50", -1, NULL }, { "-5", -1, NULL },            { "12,5", -1, NULL },
    { "12.", -1, NULL },      { "9999999999999", -1, NULL }, { "12.345", -1, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 cents = -1;
      gboolean is_amount = ctg_deal_amount_read (cases[i].typed, &cents);
      g_autofree char *written = is_amount ? ctg_deal_amount_dup (cents) : NULL;

      g_test_message ("%s", cases[i].typed);
      g_assert_cmpint (is_amount, ==, cases[i].cents >= 0);
      g_assert_cmpint (cents, ==, cases[i].cents);
      g_assert_cmpstr (written, ==, cases[i].written);
    }
}

static void
test_stages_and_currencies_are_known_by_name (void)
{
  g_assert_true (ctg_deal_stage_is_known ("won"));
  g_assert_false (ctg_deal_stage_is_known ("Won"));
  g_assert_cmpstr (ctg_deal_stage_list ()[0], ==, "new");
  g_assert_true (ctg_deal_currency_is_valid ("EUR"));
  g_assert_false (ctg_deal_currency_is_valid ("EURO"));
  g_assert_false (ctg_deal_currency_is_valid ("eu"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/deal-stage/amounts-are-read-as-people-write-them", test_amounts_are_read_as_people_write_them);
  g_test_add_func ("/crm/deal-stage/stages-and-currencies-are-known-by-name",
                   test_stages_and_currencies_are_known_by_name);
  return g_test_run ();
}
