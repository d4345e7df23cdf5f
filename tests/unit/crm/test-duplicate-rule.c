/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "duplicate-rule.h"

#include <string.h>

static const char *const none[] = { NULL };

/* The names, telephones and addresses of two, and why they may be one; NULL: they may not. */
static const struct
{
  const char *names[2];
  const char *phones[2];
  const char *addresses[2];
  const char *reason;
} cases[] = {
  { { "Anna", "Anna" }, { "", "" }, { "anna.bianchi@gmail.com", "annabianchi+crm@googlemail.com" }, "address" },
  { { "Anna", "Bruno" }, { "", "" }, { "info+shop@ditta.example", "INFO@ditta.example" }, "address" },
  { { "Anna", "Bruno" }, { "", "" }, { "an.na@ditta.example", "anna@ditta.example" }, NULL },
  { { "Anna", "Anna" }, { "", "" }, { "+x@ditta.example", "@ditta.example" }, NULL },
  { { "Niccolò Verdi", "verdi niccolo" }, { "", "" }, { "n@a.example", "n@b.example" }, "name" },
  { { "Rossi, Mario", "Mario Rossi" }, { "", "" }, { NULL, NULL }, "name" },
  { { "Mario", "Mario" }, { "", "" }, { NULL, NULL }, NULL },
  { { "Mario Rossi", "Maria Rossi" }, { "", "" }, { NULL, NULL }, NULL },
  { { "王 小明", "王 小明" }, { "", "" }, { NULL, NULL }, "name" },
  { { "王 小明", "李 小红" }, { "", "" }, { NULL, NULL }, NULL },
  { { "Mario Rossi", "M. Rossi" }, { "+39 02 1234 567", "06/1234567" }, { NULL, NULL }, NULL },
  { { "Mario Rossi", "M. Rossi" }, { "+39 333 123 4567", "333/1234567" }, { NULL, NULL }, "phone" },
  { { "Mario Rossi", "m@x.example" }, { "+39 333 123 4567", "3331234567" }, { NULL, NULL }, "phone" },
  { { "Mario Rossi", "Anna Bianchi" }, { "+39 333 123 4567", "3331234567" }, { NULL, NULL }, NULL },
  { { "Mario Rossi", "M. Rossi" }, { "113", "113" }, { NULL, NULL }, NULL },
  { { "a@x.example", "a@x.example" }, { "", "" }, { NULL, NULL }, NULL },
  { { "", "" }, { "", "" }, { NULL, NULL }, NULL },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *addresses[2][2] = { { cases[i].addresses[0], NULL }, { cases[i].addresses[1], NULL } };
      const CtgDuplicateFacts facts[] = {
        { 7, cases[i].names[0], cases[i].phones[0], addresses[0] },
        { 3, cases[i].names[1], cases[i].phones[1], addresses[1] },
      };
      g_autoptr (GArray) found = ctg_duplicate_rule_find (facts, 2);
      const CtgDuplicate *pair = (const CtgDuplicate *) (gpointer) found->data;
      const char *reason = found->len > 0 ? ctg_duplicate_reason_to_string (pair->reason) : NULL;

      if (found->len > 1 || g_strcmp0 (reason, cases[i].reason) != 0)
        g_error ("case %" G_GSIZE_FORMAT ": %s, not %s", i, reason, cases[i].reason);
      g_assert_true (found->len == 0 || (pair->first == 3 && pair->second == 7));
    }
}

static void
test_a_pair_is_proposed_once_the_surest_first (void)
{
  const char *const gmail[] = { "mario.rossi@gmail.com", NULL }, *const plain[] = { "mariorossi@gmail.com", NULL };
  const CtgDuplicateFacts facts[] = {
    { 1, "Anna Bianchi", "", none }, { 2, "Bianchi Anna", "", none },
    { 3, "Mario Rossi", "333 1234567", gmail }, { 4, "Mario Rossi", "3331234567", plain },
  };
  g_autoptr (GArray) found = ctg_duplicate_rule_find (facts, 4);

  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpint (g_array_index (found, CtgDuplicate, 0).first, ==, 3);
  g_assert_cmpint (g_array_index (found, CtgDuplicate, 0).reason, ==, CTG_DUPLICATE_ADDRESS);
  g_assert_cmpint (g_array_index (found, CtgDuplicate, 1).first, ==, 1);
}

static void
test_what_many_share_says_nothing (void)
{
  CtgDuplicateFacts facts[30];
  g_autoptr (GArray) found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    facts[i] = (CtgDuplicateFacts) { (gint64) i + 1, "", "02 12345678", none };
  found = ctg_duplicate_rule_find (facts, G_N_ELEMENTS (facts));
  g_assert_cmpuint (found->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/duplicate-rule/cases", test_cases);
  g_test_add_func ("/crm/duplicate-rule/a-pair-is-proposed-once-the-surest-first",
                   test_a_pair_is_proposed_once_the_surest_first);
  g_test_add_func ("/crm/duplicate-rule/what-many-share-says-nothing", test_what_many_share_says_nothing);
  return g_test_run ();
}
