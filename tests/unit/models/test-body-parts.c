/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "body-parts.h"

typedef struct
{
  const char *name;
  const char *body;
  const char *text;
  const char *quote;
  const char *signature;
} Case;

static const Case cases[] = {
  { "all-text", "Buongiorno,\n\na lunedì.\n", "Buongiorno,\n\na lunedì.", NULL, NULL },
  { "quote-with-its-introduction", "Va bene.\n\nIl 3 marzo Anna ha scritto:\n> Lunedì?\n> Anna\n", "Va bene.",
    "Il 3 marzo Anna ha scritto:\n> Lunedì?\n> Anna", NULL },
  { "introduction-over-two-lines",
    "Fine.\n\nOn Mon, 2 Nov 2026 at 10:03, Anna Bianchi of Studio Bianchi\nanna@example.it wrote:\n> Monday?\n",
    "Fine.",
    "On Mon, 2 Nov 2026 at 10:03, Anna Bianchi of Studio Bianchi\nanna@example.it wrote:\n> Monday?", NULL },
  { "answers-between-the-lines", "> One?\nYes.\n> Two?\nNo.\n", "> One?\nYes.\n> Two?\nNo.", NULL, NULL },
  { "signature", "Ciao\n-- \nCarlo\n", "Ciao", NULL, "Carlo" },
  { "signature-then-quote", "Ciao\n-- \nCarlo\n\nAnna:\n> Come va?\n", "Ciao", "Anna:\n> Come va?", "Carlo" },
  { "quote-then-signature", "Ciao\n\n> Come va?\n\n-- \nCarlo\n", "Ciao", "> Come va?", "Carlo" },
  { "original-message", "Vedi sotto.\r\n\r\n-----Original Message-----\r\nFrom: x\r\n", "Vedi sotto.",
    "-----Original Message-----\nFrom: x", NULL },
  { "quote-only-stays", "> forwarded\n> text\n", "> forwarded\n> text", NULL, NULL },
  { "empty", "", "", NULL, NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *expected = data;
  g_autoptr (CtgBodyParts) parts = ctg_body_parts_new (expected->body);

  g_assert_cmpstr (parts->text, ==, expected->text);
  g_assert_cmpstr (parts->quote, ==, expected->quote);
  g_assert_cmpstr (parts->signature, ==, expected->signature);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/models/body-parts/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
