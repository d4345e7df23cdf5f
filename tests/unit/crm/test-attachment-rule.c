/* SPDX-License-Identifier: GPL-3.0-or-later */

/* B06, B08: up to what size, and for whom, attachments are logged. */

#include "attachment-rule.h"

typedef struct
{
  const char *name;
  CtgAttachmentRuleFacts facts;   /* size, asked for, off, off for the mailbox, contacts, contacts off */
  gboolean is_fetched;
  gboolean is_kept;
} Case;

static const Case cases[] = {
  { "small", { 4000, FALSE, FALSE, FALSE, 1, 0 }, TRUE, TRUE },
  { "size-not-known", { 0, FALSE, FALSE, FALSE, 1, 0 }, TRUE, TRUE },
  { "one-byte-below", { 49999999, FALSE, FALSE, FALSE, 1, 0 }, TRUE, TRUE },
  { "fifty-million", { 50000000, FALSE, FALSE, FALSE, 1, 0 }, FALSE, FALSE },
  { "fifty-million-asked-for", { 50000000, TRUE, FALSE, FALSE, 1, 0 }, TRUE, TRUE },
  { "larger-and-off", { 63000000, FALSE, TRUE, FALSE, 1, 0 }, FALSE, FALSE },
  { "off", { 4000, FALSE, TRUE, FALSE, 1, 0 }, TRUE, FALSE },
  { "off-and-asked-for", { 4000, TRUE, TRUE, TRUE, 1, 1 }, TRUE, TRUE },
  { "off-for-the-mailbox", { 4000, FALSE, FALSE, TRUE, 1, 0 }, TRUE, FALSE },
  { "off-for-the-only-contact", { 4000, FALSE, FALSE, FALSE, 1, 1 }, TRUE, FALSE },
  { "off-for-one-of-two", { 4000, FALSE, FALSE, FALSE, 2, 1 }, TRUE, TRUE },
  { "off-for-both", { 4000, FALSE, FALSE, FALSE, 2, 2 }, TRUE, FALSE },
  { "on-nobody", { 4000, FALSE, FALSE, FALSE, 0, 0 }, TRUE, TRUE },
};

static void
test_case (gconstpointer data)
{
  const Case *one = data;

  g_assert_cmpint (ctg_attachment_rule_fetches (&one->facts), ==, one->is_fetched);
  g_assert_cmpint (ctg_attachment_rule_keeps (&one->facts), ==, one->is_kept);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/crm/attachments/B06-B08/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
