/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "typed-address.h"

static void
test_undresses (void)
{
  static const struct { const char *text, *address; } cases[] = {
    { "anna@example.it", "anna@example.it" },
    { "  anna@example.it\t\n", "anna@example.it" },
    { "Anna.Rossi@EXAMPLE.It", "Anna.Rossi@example.it" },
    { "mailto:anna@example.it", "anna@example.it" },
    { "MAILTO:anna%2Bx@example.it?subject=Ciao", "anna+x@example.it" },
    { "<anna@example.it>", "anna@example.it" },
    { "Anna Rossi <anna@example.it>", "anna@example.it" },
    { "\"Rossi, Anna\" <anna@example.it>", "anna@example.it" },
    { "Anna <3 Ugo <anna@example.it>", "anna@example.it" },
    { "“anna@example.it”", "anna@example.it" },
    { "«anna@example.it»", "anna@example.it" },
    { "'anna@example.it',", "anna@example.it" },
    { "anna@caffè.example", "anna@xn--caff-8oa.example" },
    { "anna@XN--CAFF-8OA.example", "anna@xn--caff-8oa.example" },
    { "niccolò@example.it", "niccolò@example.it" },
    { "anna@example.it.", "anna@example.it" },
    { "o'neill+crm@sub.example.co.uk", "o'neill+crm@sub.example.co.uk" },
    { "\xef\xbb\xbf" "anna@example.it", "anna@example.it" },
    { "\xe2\x80\x8e\xc2\xad" "anna@example.it\xe2\x80\xac", "anna@example.it" },
    { "a.!#$%&*+-/=?^_{|}~b@example.it", "a.!#$%&*+-/=?^_{|}~b@example.it" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = ctg_typed_address_normalise (cases[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (address, ==, cases[i].address);
    }
}

static void
test_refuses_with_reason (void)
{
  g_autofree char *long_local = g_strnfill (65, 'a');
  g_autofree char *long_address = g_strconcat (long_local, "@example.it", NULL);
  const struct { const char *text, *reason; } cases[] = {
    { "", "address-empty" },
    { " \t ", "address-empty" },
    { "<>", "address-empty" },
    { "mailto:", "address-empty" },
    { "anna", "address-incomplete" },
    { "anna@", "address-incomplete" },
    { "@example.it", "address-incomplete" },
    { "anna@localhost", "address-incomplete" },
    { "anna@example.it, ugo@example.it", "address-several" },
    { "anna@@example.it", "address-several" },
    { "an na@example.it", "address-local-part" },
    { "an\x01na@example.it", "address-local-part" },
    { "\"an na\"@example.it", "address-local-part" },
    { long_address, "address-local-part" },
    { ".a@libero.it", "address-local-part" },
    { "a.@libero.it", "address-local-part" },
    { "a..b@libero.it", "address-local-part" },
    { "an\xe2\x80\x8bna@example.it", "address-invisible" },
    { "anna\xe2\x80\xae@example.it", "address-invisible" },
    { "an\xc2\xadna@example.it", "address-invisible" },
    { "an\xc2\xa0na@example.it", "address-invisible" },
    { "anna@exa_mple.it", "address-domain" },
    { "anna@-x.it", "address-domain" },
    { "anna@example..it", "address-domain" },
    { "anna@[127.0.0.1]", "address-domain" },
    { "anna@exa mple.it", "address-domain" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = ctg_typed_address_normalise (cases[i].text, &error);

      g_assert_null (address);
      g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
      g_assert_cmpstr (ctg_error_get_details (error).reason, ==, cases[i].reason);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/typed-address/pasted-forms-are-undressed", test_undresses);
  g_test_add_func ("/mail/typed-address/what-is-not-one-address-is-refused-with-its-reason",
                   test_refuses_with_reason);
  return g_test_run ();
}
