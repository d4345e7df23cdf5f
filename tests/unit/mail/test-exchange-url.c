/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "exchange-url.h"

#include "errors.h"

static void
test_each_address_leads_to_the_service (void)
{
  static const struct
  {
    const char *text;
    const char *url;
  } rows[] = {
    { "mail.firma.it", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "  MAIL.firma.it \n", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "mail.firma.it/owa", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "https://mail.firma.it", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "https://mail.firma.it/owa/#path=/mail", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "https://mail.firma.it/owa/auth/logon.aspx?url=https%3a%2f%2fmail.firma.it%2fowa%2f&reason=0",
      "https://mail.firma.it/EWS/Exchange.asmx" },
    { "https://mail.firma.it/ecp/?rfr=owa&p=x", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "https://mail.firma.it/mapi/emsmdb", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "https://mail.firma.it/Microsoft-Server-ActiveSync", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "https://autodiscover.firma.it/autodiscover/autodiscover.xml",
      "https://autodiscover.firma.it/EWS/Exchange.asmx" },
    { "https://mail.firma.it/EWS/Services.wsdl", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "https://mail.firma.it/ews/exchange.asmx", "https://mail.firma.it/ews/exchange.asmx" },
    { "https://mail.firma.it:8443/ex/EWS/Exchange.asmx?x=y", "https://mail.firma.it:8443/ex/EWS/Exchange.asmx" },
    { "http://mail.firma.it/owa", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "http://mail.firma.it:80/owa", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "mail.firma.it:443", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "HTTPS://Mail.Firma.it/OWA", "https://mail.firma.it/EWS/Exchange.asmx" },
    { "https://notoutlook.com/owa", "https://notoutlook.com/EWS/Exchange.asmx" },
    { "https://outlook.com.firma.it/owa", "https://outlook.com.firma.it/EWS/Exchange.asmx" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CtgEndpoint) endpoint = ctg_exchange_url_parse (rows[i].text, &error);
      g_autofree char *url = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (endpoint->security, ==, CTG_SECURITY_TLS);
      url = ctg_exchange_url_to_string (endpoint);
      g_assert_cmpstr (url, ==, rows[i].url);
    }
}

static void
assert_refused (const char *text, CtgErrorCode code, const char *reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ctg_exchange_url_parse (text, &error));
  g_assert_error (error, CTG_ERROR, (int) code);
  g_assert_cmpstr (ctg_error_get_details (error).reason, ==, reason);
}

static void
test_what_is_no_address_is_refused (void)
{
  static const char *const texts[] = {
    "", "  ", "https://", "ftp://mail.firma.it", "file:///etc/passwd", "https://anna:segreto@mail.firma.it/owa",
    "mail firma it", "https://mail.firma.it\\@evil.example/", "mail.firma.it\x01", "javascript://x", "https:///owa",
    "https://mail.firma.it:99999/",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused (texts[i], CTG_ERROR_INVALID_INPUT, "exchange-url");
}

static void
test_microsofts_own_is_another_way (void)
{
  static const char *const texts[] = {
    "https://outlook.office365.com/owa/", "outlook.office.com", "https://outlook.live.com/mail", "OUTLOOK.COM",
    "https://outlook.office365.com/EWS/Exchange.asmx",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused (texts[i], CTG_ERROR_UNSUPPORTED, "EXCHANGE_ONLINE");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/exchange-url/each-address-leads-to-the-service", test_each_address_leads_to_the_service);
  g_test_add_func ("/mail/exchange-url/what-is-no-address-is-refused", test_what_is_no_address_is_refused);
  g_test_add_func ("/mail/exchange-url/microsofts-own-is-another-way", test_microsofts_own_is_another_way);
  return g_test_run ();
}
