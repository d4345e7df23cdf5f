/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "mail.h"

#include <string.h>

static char *
list_to_string (const char *text)
{
  g_autoptr (GPtrArray) list = ctg_address_parse_list (text);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const CtgAddress *address = list->pdata[i];

      g_string_append_printf (all, "%s[%s|%s]", i > 0 ? " " : "", address->name, address->address);
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static void
test_headers_as_they_are_written (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "a@b.example", "[|a@b.example]" },
    { "A@B.Example", "[|A@b.example]" },
    { "Mario Rossi <m@r.example>", "[Mario Rossi|m@r.example]" },
    { "\"Rossi, Mario\" <m@r.example>, b@c.example", "[Rossi, Mario|m@r.example] [|b@c.example]" },
    { "m@r.example (Mario Rossi)", "[Mario Rossi|m@r.example]" },
    { "<m@r.example> (Mario (detto \\) M) Rossi)", "[Mario (detto ) M) Rossi|m@r.example]" },
    { "Friends: a@b.example, \"B\" <b@c.example>;, c@d.example", "[|a@b.example] [B|b@c.example] [|c@d.example]" },
    { "undisclosed-recipients:;", "" },
    { "a@b.example; c@d.example", "[|a@b.example] [|c@d.example]" },
    { "Mario Rossi m@r.example", "[Mario Rossi|m@r.example]" },
    { "root", "[|root]" },
    { "Mario Rossi", "" },
    { "=?utf-8?Q?Niccol=C3=B2?= =?utf-8?Q?_B=2E?= <n@b.example>", "[Niccolò B.|n@b.example]" },
    { "\"=?utf-8?Q?Niccol=C3=B2?=\" <n@b.example>", "[Niccolò|n@b.example]" },
    { "=?iso-8859-1?Q?Rossi,_Mario?= <m@r.example>", "[Rossi, Mario|m@r.example]" },
    { "<@relay.example,@b.example:m@r.example>", "[|m@r.example]" },
    { "Mario <m@r.example", "[Mario|m@r.example]" },
    { "Mario <m@r.example, b@c.example", "[Mario|m@r.example] [|b@c.example]" },
    { "Mario <>, b@c.example", "[|b@c.example]" },
    { "\"Mario <m@r.example>", "[Mario|m@r.example]" },
    { "\"john doe\"@x.example", "[|\"john doe\"@x.example]" },
    { "a@[IPv6:::1], b@c.example", "[|a@[ipv6:::1]] [|b@c.example]" },
    { "caff\xe8 <a@b.example>", "[caffè|a@b.example]" },
    { "\"Mario \\\"M\\\" Rossi\" <m@r.example>", "[Mario \"M\" Rossi|m@r.example]" },
    { "moc\u202eRossi\u2066 <a@b.example>", "[mocRossi|a@b.example]" },
    { ",,, ;a@b.example,,", "[|a@b.example]" },
    { "\"", "[|\"]" },
    { "(", "" },
    { "<", "" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *got = list_to_string (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (got, ==, cases[i].expected);
    }
}

static void
test_normalise_takes_exactly_one_mailbox (void)
{
  static const char *const good[][2] = {
    { "Mario@Example.IT", "Mario@example.it" }, { " Mario Rossi <m@r.example> ", "m@r.example" },
    { "\"Rossi <capo>, Mario\" <m@r.example>", "m@r.example" },
    { "perché@caffè.example", "perché@caffè.example" }, { "a+b@c.example", "a+b@c.example" },
    { "\"a b\"@c.example", "\"a b\"@c.example" }, { "a@[127.0.0.1]", "a@[127.0.0.1]" },
  };
  static const char *const bad[] = { "anna@exa mple.it", "an na@example.it",
                                     "a@b.example>, <c@d.example>", "a@b.example> <c@d.example>", "<a@b.example",
                                     "<<a@b.example>",
                                     "", "a", "@b.example", "a@", "a@b@c d", "a@b.example, c@d.example",
                                     "a..b@c.example",
                                     ".a@c.example", "a@b..example", "a@.example", "a b@c.example <",
                                     "a@b.example\nBcc: x",
                                     "a@b.example\r", "a@b_c.example", "a@-b.example", "a@b.example\x01" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *got = ctg_address_normalise (good[i][0], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (got, ==, good[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (ctg_address_normalise (bad[i], &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
    }
}

static void
test_key_folds_case_and_international_domains (void)
{
  g_autofree char *plain = ctg_address_key ("Mario.Rossi+x@Example.IT");
  g_autofree char *international = ctg_address_key ("m@Caffè.example");
  g_autofree char *ascii = ctg_address_key ("M@xn--caff-8oa.example");
  g_autofree char *none = ctg_address_key ("Root");

  g_assert_cmpstr (plain, ==, "mario.rossi+x@example.it");
  g_assert_cmpstr (international, ==, ascii);
  g_assert_cmpstr (none, ==, "root");
  g_assert_cmpstr (ctg_address_get_domain ("a@b@c.example"), ==, "c.example");
  g_assert_cmpstr (ctg_address_get_domain ("root"), ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/address/headers-as-they-are-written", test_headers_as_they_are_written);
  g_test_add_func ("/mime/address/normalise-takes-exactly-one-mailbox", test_normalise_takes_exactly_one_mailbox);
  g_test_add_func ("/mime/address/key-folds-case-and-international-domains",
                   test_key_folds_case_and_international_domains);
  return g_test_run ();
}
