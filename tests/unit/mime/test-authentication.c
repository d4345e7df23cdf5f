/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the own provider says of a sender (L1, L4). */

#include "authentication.h"

static void
test_pass_counts_for_the_domain_in_from (void)
{
  const struct { const char *results; CtgAuthentication expected; } cases[] = {
    { "mx.example; dkim=pass header.d=verdi.example", CTG_AUTHENTICATION_PASS },
    { "mx.example; dkim=pass (2048-bit key) header.i=@verdi.example header.s=x", CTG_AUTHENTICATION_PASS },
    { "mx.example; dkim=pass header.d=mallory.example", CTG_AUTHENTICATION_UNKNOWN },
    { "mx.example; dkim=pass header.d=example", CTG_AUTHENTICATION_UNKNOWN },
    { "mx.example; dkim=pass header.d=mail.verdi.example", CTG_AUTHENTICATION_PASS },
    { "mx.example; spf=pass smtp.mailfrom=bounces@verdi.example", CTG_AUTHENTICATION_PASS },
    { "mx.example; spf=pass smtp.mailfrom=mallory.example", CTG_AUTHENTICATION_UNKNOWN },
    { "mx.example; spf=fail smtp.mailfrom=verdi.example", CTG_AUTHENTICATION_FAIL },
    { "mx.example; spf=fail smtp.mailfrom=list.example; dkim=pass header.d=verdi.example", CTG_AUTHENTICATION_PASS },
    { "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=mallory.example; dkim=none; dmarc=fail action=none "
      "header.from=verdi.example", CTG_AUTHENTICATION_FAIL },
    { "mx.example; dmarc=pass (p=NONE) header.from=verdi.example", CTG_AUTHENTICATION_PASS },
    { "mx.example; none", CTG_AUTHENTICATION_UNKNOWN },
    { "", CTG_AUTHENTICATION_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].results);
      g_assert_cmpint (ctg_authentication_read (cases[i].results, "carlo@verdi.example"), ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/authentication/pass-counts-for-the-domain-in-from",
  test_pass_counts_for_the_domain_in_from);
  return g_test_run ();
}
