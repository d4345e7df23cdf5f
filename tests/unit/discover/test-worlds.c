/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Worlds that detection meets, and what it must make of them. An outcome is "KIND TRUST INCOMING OUTGOING", "!" before
 * it when it must not be recommended, "?DOMAIN" behind it when that domain has to be confirmed; "unsupported REASON";
 * "-" for nothing at all; "offline", "captive". */

#include "address-warnings.h"
#include "errors.h"
#include "fake-world.h"

#include <string.h>

#define DOC(in, in_port, in_socket, out, out_port, out_socket) \
  "<clientConfig><emailProvider><incomingServer type=\"imap\"><hostname>" in "</hostname><port>" in_port "</port>" \
  "<socketType>" in_socket "</socketType></incomingServer><outgoingServer><hostname>" out "</hostname><port>" out_port \
  "</port><socketType>" out_socket "</socketType></outgoingServer></emailProvider></clientConfig>"
#define POP "<clientConfig><emailProvider><incomingServer type=\"pop3\"><hostname>p.d.example</hostname>" \
            "</incomingServer></emailProvider></clientConfig>"
#define PLAIN DOC ("i.d.example", "143", "plain", "o.d.example", "25", "plain")
#define HALF "<clientConfig><emailProvider><incomingServer type=\"imap\"><hostname>i.d.example</hostname>" \
             "</incomingServer></emailProvider></clientConfig>"
#define OWN "http https://autoconfig.d.example/mail/config-v1.1.xml "
#define KNOWN "http https://d.example/.well-known/autoconfig/mail/config-v1.1.xml "
#define ISPDB "http https://autoconfig.thunderbird.net/v1.1/d.example "
#define GOOD DOC ("i.d.example", "993", "SSL", "o.d.example", "465", "SSL")
#define OTHER DOC ("i2.d.example", "993", "SSL", "o2.d.example", "465", "SSL")
#define HOSTED DOC ("i.hoster.example", "993", "SSL", "o.hoster.example", "465", "SSL")
#define IS_GOOD "i.d.example:993:tls o.d.example:465:tls"
#define IS_OTHER "i2.d.example:993:tls o2.d.example:465:tls"
#define IS_HOSTED "i.hoster.example:993:tls o.hoster.example:465:tls"
#define PORTS "port imap.d.example:993 ok\nport smtp.d.example:465 ok\n"
#define IS_PORTS "imap.d.example:993:tls smtp.d.example:465:tls"
#define AUTO "http https://autodiscover.d.example/autodiscover/autodiscover.xml "
#define AUTO_EWS "http https://autodiscover.d.example/EWS/Exchange.asmx "
#define BARE "http https://d.example/autodiscover/autodiscover.xml "
#define BARE_EWS "http https://d.example/EWS/Exchange.asmx "
#define PLAIN_AUTO "http http://autodiscover.d.example/autodiscover/autodiscover.xml "
#define IS_GOVERNMENT "unsupported MICROSOFT_GOVERNMENT"
#define TENANT "http https://login.microsoftonline.com/d.example/v2.0/.well-known/openid-configuration "
#define GOOGLE "mx d.example 1 aspmx.l.google.com\n"
#define OUTLOOK "mx d.example 0 d-example.mail.protection.outlook.com\n"
#define SRV(service, port, host) "srv " service " d.example 0 1 " port " " host "\n"

typedef struct
{
  const char *name;
  const char *script;
  const char *outcome;
} World;

static const World worlds[] = {
  /* nothing */
  { "nothing at all", "", "-" },
  { "a web site only", KNOWN "404\n" OWN "404\n" ISPDB "404\n" BARE "404\n", "-" },
  { "offline", "net offline\n", "offline" },
  { "a captive gate that says so", "net captive\n" OWN "200 " GOOD "\n", "captive" },
  { "a captive gate by its certificates", OWN "tls\n" KNOWN "tls\n" ISPDB "tls\n", "captive" },
  { "one bad certificate is no gate", OWN "tls\n" KNOWN "404\n" ISPDB "404\n", "-" },
  { "offline though a name answers", "net offline\n" OWN "404\n", "-" },
  { "mute name server", "dns d.example mute\n"
    OWN "mute\n" KNOWN "mute\n" ISPDB "mute\n" AUTO "mute\n" BARE "mute\n", "-" },
  { "takes no mail", "mx d.example .\n", "unsupported NO_MAIL" },
  { "takes no mail, says how all the same", "mx d.example .\n" OWN "200 " GOOD "\n", "imap isp " IS_GOOD },

  /* documents */
  { "its own document", OWN "200 " GOOD "\n", "imap isp " IS_GOOD },
  { "well-known document", KNOWN "200 " GOOD "\n", "imap isp " IS_GOOD },
  { "the shared database", ISPDB "200 " GOOD "\n", "imap ispdb " IS_GOOD },
  { "own before shared", OWN "200 " GOOD "\n" ISPDB "200 " OTHER "\n", "imap isp " IS_GOOD },
  { "well-known before shared", KNOWN "200 " OTHER "\n" ISPDB "200 " GOOD "\n", "imap isp " IS_OTHER },
  { "own fails, shared answers", OWN "tls\n" KNOWN "404\n" ISPDB "200 " GOOD "\n", "imap ispdb " IS_GOOD },
  { "own is a web page", OWN "200 <html><body>Hello\n" ISPDB "200 " GOOD "\n", "imap ispdb " IS_GOOD },
  { "own is too large", OWN "large\n" ISPDB "200 " GOOD "\n", "imap ispdb " IS_GOOD },
  { "own has a document type", OWN "200 <!DOCTYPE c><clientConfig/>\n" PORTS, "imap probe " IS_PORTS },
  { "own leads to http", OWN "insecure\n" PORTS, "imap probe " IS_PORTS },
  { "own leads on and on", OWN "loop\n" PORTS, "imap probe " IS_PORTS },
  { "own is mute", OWN "mute\n" ISPDB "200 " GOOD "\n", "imap ispdb " IS_GOOD },
  { "STARTTLS first", OWN "200 " DOC ("i.d.example", "143", "STARTTLS", "o.d.example", "587", "STARTTLS") "\n",
    "imap isp i.d.example:143:starttls o.d.example:587:starttls" },
  { "own document, hosted", OWN "200 " HOSTED "\n", "imap isp " IS_HOSTED },
  { "own document at the hoster", OWN "302 to=https://hoster.example/x\nhttp https://hoster.example/x 200 " HOSTED "\n",
    "imap isp " IS_HOSTED " ?hoster.example" },
  { "own document at a relative", OWN "302 to=https://www.d.example/x\nhttp https://www.d.example/x 200 " HOSTED "\n",
    "imap isp " IS_HOSTED },
  { "shared, hosted", ISPDB "200 " HOSTED "\n", "imap ispdb " IS_HOSTED " ?hoster.example" },
  { "POP3 by document", OWN "200 " POP "\n", "unsupported POP3_ONLY" },
  { "POP3 by document, IMAP by name", OWN "200 " POP "\n" PORTS, "imap probe " IS_PORTS },
  { "in clear by document", OWN "200 " PLAIN "\n", "unsupported PLAINTEXT_ONLY" },
  { "in clear by document, safe by name", OWN "200 " PLAIN "\n" PORTS, "imap probe " IS_PORTS },
  { "half a document", OWN "200 " HALF "\n", "imap isp i.d.example:993:tls -" },
  { "half a document, whole by name", OWN "200 " HALF "\n" PORTS, "!imap isp i.d.example:993:tls -" },
  { "half own, whole shared", OWN "200 " HALF "\n" ISPDB "200 " GOOD "\n", "!imap isp i.d.example:993:tls -" },
  { "document for Google", OWN "200 " DOC ("imap.gmail.com", "993", "SSL", "smtp.gmail.com", "465", "SSL") "\n",
    "gmail isp imap.gmail.com:993:tls smtp.gmail.com:465:tls" },
  { "document for Microsoft",
    OWN "200 " DOC ("outlook.office365.com", "993", "SSL", "smtp.office365.com", "587", "STARTTLS") "\n",
    "microsoft365 isp outlook.office365.com:993:tls smtp.office365.com:587:starttls" },
  { "document for WorkMail",
    OWN "200 " DOC ("imap.mail.eu-west-1.awsapps.com", "993", "SSL", "x.d.example", "465", "SSL") "\n",
    "unsupported AMAZON_WORKMAIL" },
  { "document for this computer", OWN "200 " DOC ("127.0.0.1", "993", "SSL", "localhost", "465", "SSL") "\n", "-" },

  /* MX */
  { "Google by MX", GOOGLE, "gmail mx imap.gmail.com:993:tls smtp.gmail.com:465:tls" },
  { "Google, unsorted", "mx d.example 20 alt1.aspmx.l.google.com\nmx d.example 10 aspmx.l.google.com\n",
    "gmail mx imap.gmail.com:993:tls smtp.gmail.com:465:tls" },
  { "Google's new name", "mx d.example 1 smtp.google.com\n", "gmail mx imap.gmail.com:993:tls smtp.gmail.com:465:tls" },
  { "Google in capitals", "mx d.example 1 ASPMX.L.GOOGLE.COM.\n",
    "gmail mx imap.gmail.com:993:tls smtp.gmail.com:465:tls" },
  { "Google, and the web host's document", GOOGLE OWN "200 " GOOD "\n",
    "gmail mx imap.gmail.com:993:tls smtp.gmail.com:465:tls" },
  { "nearly Google", "mx d.example 1 aspmx.l.google.com.evil.example\n", "-" },
  { "Microsoft by MX", OUTLOOK TENANT "200 <x\n", "microsoft365 mx" },
  { "Microsoft's new name", "mx d.example 0 d-example.a-v1.mx.microsoft\n", "microsoft365 mx" },
  { "Microsoft's consumers", "mx d.example 0 d-example.olc.protection.outlook.com\n", "microsoft365 mx" },
  { "Microsoft, no such tenant", OUTLOOK TENANT "400\n", "microsoft365 mx" },
  { "Microsoft, directory mute", OUTLOOK TENANT "mute\n", "microsoft365 mx" },
  { "A56 GCC High by MX", "mx d.example 0 d-example.mail.protection.office365.us\n", IS_GOVERNMENT },
  { "GCC High, with a document", "mx d.example 0 x.mail.protection.office365.us\n" OWN "200 " GOOD "\n",
    IS_GOVERNMENT },
  { "A56 DoD by the directory", OUTLOOK TENANT "200 {\"tenant_region_sub_scope\":\"DOD\"}\n", IS_GOVERNMENT },
  { "A56 DoD's contractors", OUTLOOK TENANT "200 {\"tenant_region_sub_scope\":\"DODCON\"}\n", IS_GOVERNMENT },
  { "A56 GCC High by the directory", OUTLOOK TENANT "200 {\"tenant_region_scope\":\"USGov\"}\n", IS_GOVERNMENT },
  { "A56 by the directory's cloud", OUTLOOK TENANT "200 {\"cloud_instance_name\":\"microsoftonline.us\"}\n",
    IS_GOVERNMENT },
  { "A56 GCC is in the public cloud", OUTLOOK TENANT "200 {\"tenant_region_scope\":\"NA\","
    "\"tenant_region_sub_scope\":\"GCC\",\"cloud_instance_name\":\"microsoftonline.com\"}\n", "microsoft365 mx" },
  { "A56 by the directory, with a document", OUTLOOK TENANT "200 {\"tenant_region_scope\":\"USGov\"}\n"
    OWN "200 " GOOD "\n", IS_GOVERNMENT },
  { "SES by MX", "mx d.example 10 inbound-smtp.eu-west-1.amazonaws.com\n", "unsupported AMAZON_SES" },
  { "SES receives, IMAP elsewhere", "mx d.example 10 inbound-smtp.eu-west-1.amazonaws.com\n" OWN "200 " GOOD "\n",
    "imap isp " IS_GOOD },
  { "a filter", "mx d.example 10 mx1-eu1.ppe-hosted.com\n", "-" },
  { "a filter before Microsoft", "mx d.example 10 mx1-eu1.ppe-hosted.com\n"
    "txt d.example v=spf1 include:spf.protection.outlook.com -all\n", "microsoft365 mx" },
  { "a filter before Google", "mx d.example 10 eu-smtp-inbound-1.mimecast.com\n"
    "txt d.example v=spf1 include:_spf.google.com ~all\n", "gmail mx" },
  { "a filter, another's SPF", "mx d.example 10 eu-smtp-inbound-1.mimecast.com\n"
    "txt d.example v=spf1 include:_spf.x.example ~all\n", "-" },
  { "a filter, and a text that is no SPF", "mx d.example 10 eu-smtp-inbound-1.mimecast.com\n"
    "txt d.example see include:_spf.google.com\n", "-" },
  { "a filter and its own document", "mx d.example 10 mx.libraesva.com\n" OWN "200 " GOOD "\n"
    "txt d.example v=spf1 include:_spf.google.com ~all\n", "imap isp " IS_GOOD },
  { "SPF alone says nothing", "txt d.example v=spf1 include:_spf.google.com ~all\n", "-" },
  { "Aruba by MX", "mx d.example 10 mx.aruba.it\n", "imap mx imaps.aruba.it:993:tls smtps.aruba.it:465:tls ?aruba.it" },
  { "the hoster's document", "mx d.example 10 mx1.hoster.example\n"
    "http https://autoconfig.hoster.example/mail/config-v1.1.xml 200 " HOSTED "\n",
    "imap mx " IS_HOSTED " ?hoster.example" },
  { "the hoster in the database", "mx d.example 10 mx1.hoster.example\n"
    "http https://autoconfig.thunderbird.net/v1.1/hoster.example 200 " HOSTED "\n",
    "imap mx " IS_HOSTED " ?hoster.example" },
  { "the hoster's long name", "mx d.example 10 a.mail.hoster.co.uk\n"
    "http https://autoconfig.mail.hoster.co.uk/mail/config-v1.1.xml 200 "
    DOC ("i.hoster.co.uk", "993", "SSL", "o.hoster.co.uk", "465", "SSL") "\n",
    "imap mx i.hoster.co.uk:993:tls o.hoster.co.uk:465:tls ?hoster.co.uk" },
  { "its own mail host", "mx d.example 10 mx.d.example\nport mx.d.example:993 ok\nport mx.d.example:587 ok\n",
    "imap probe mx.d.example:993:tls mx.d.example:587:starttls" },
  { "the hoster's mail host", "mx d.example 10 mx.hoster.example\nport mx.hoster.example:993 ok\n"
    "port mx.hoster.example:465 ok\n",
    "imap probe mx.hoster.example:993:tls mx.hoster.example:465:tls ?hoster.example" },

  /* SRV */
  { "SRV, encrypted from the start", SRV ("imaps", "993", "i.d.example") SRV ("submissions", "465", "o.d.example"),
    "imap srv " IS_GOOD },
  { "SRV, STARTTLS", SRV ("imap", "143", "i.d.example") SRV ("submission", "587", "o.d.example"),
    "imap srv i.d.example:143:starttls o.d.example:587:starttls" },
  { "SRV, both", SRV ("imap", "143", "x.d.example") SRV ("imaps", "993", "i.d.example")
    SRV ("submission", "587", "x.d.example") SRV ("submissions", "465", "o.d.example"), "imap srv " IS_GOOD },
  { "SRV, odd ports", SRV ("imaps", "9993", "i.d.example") SRV ("submissions", "4465", "o.d.example"),
    "imap srv i.d.example:9993:tls o.d.example:4465:tls" },
  { "SRV elsewhere", SRV ("imaps", "993", "i.hoster.example") SRV ("submissions", "465", "o.hoster.example"),
    "imap srv " IS_HOSTED " ?hoster.example" },
  { "SRV says no", "srv imaps d.example .\nsrv imap d.example .\nsrv submissions d.example .\n", "-" },
  { "SRV says no, STARTTLS yes", "srv imaps d.example .\n" SRV ("imap", "143", "i.d.example")
    SRV ("submission", "587", "o.d.example"), "imap srv i.d.example:143:starttls o.d.example:587:starttls" },
  { "SRV for reading alone", SRV ("imaps", "993", "i.d.example"), "!imap srv i.d.example:993:tls -" },
  { "SRV for POP3 alone", "srv imaps d.example .\n" SRV ("pop3s", "995", "p.d.example"), "unsupported POP3_ONLY" },
  { "document before SRV", OWN "200 " OTHER "\n" SRV ("imaps", "993", "i.d.example")
    SRV ("submissions", "465", "o.d.example"), "imap isp " IS_OTHER },
  { "SRV before names", PORTS SRV ("imaps", "993", "i.d.example") SRV ("submissions", "465", "o.d.example"),
    "imap srv " IS_GOOD },
  { "MX before SRV", "mx d.example 10 mx.aruba.it\n" SRV ("imaps", "993", "i.d.example")
    SRV ("submissions", "465", "o.d.example"),
    "imap mx imaps.aruba.it:993:tls smtps.aruba.it:465:tls ?aruba.it" },

  /* Exchange */
  { "Exchange, certain", AUTO "401 ntlm negotiate exchange\n",
    "exchange probe https://autodiscover.d.example/EWS/Exchange.asmx" },
  { "Exchange at the domain", BARE "401 basic exchange\n", "exchange probe https://d.example/EWS/Exchange.asmx" },
  { "Exchange by its service", BARE "404\n" BARE_EWS "401 ntlm exchange\n",
    "exchange probe https://d.example/EWS/Exchange.asmx" },
  { "Exchange 2010, possible", AUTO "404\n" AUTO_EWS "401 ntlm negotiate iis\n"
    "http https://autodiscover.d.example/carteggio-no-such-page 404\n",
    "!exchange probe https://autodiscover.d.example/EWS/Exchange.asmx" },
  { "ASP.NET, possible", BARE "404\n" BARE_EWS "401 basic aspnet\nhttp https://d.example/carteggio-no-such-page 404\n",
    "!exchange probe https://d.example/EWS/Exchange.asmx" },
  { "a web host that says 401 to all", BARE "401 basic iis\n" BARE_EWS "401 basic iis\n"
    "http https://d.example/carteggio-no-such-page 401 basic iis\n", "-" },
  { "a web host that says 401", BARE "401 basic\n" BARE_EWS "401 basic\n", "-" },
  { "a web host that says 200",
    BARE "200 <html>\n" BARE_EWS "200 <html>\n" AUTO "200 <html>\n" AUTO_EWS "200 <html>\n", "-" },
  { "a challenge that is none of Exchange's", BARE "401 digest exchange\n", "-" },
  { "IMAP before Exchange", OWN "200 " GOOD "\n" AUTO "401 ntlm exchange\n", "imap isp " IS_GOOD },
  { "Exchange Online by token", AUTO "401 bearer\n", "microsoft365 mx" },
  { "Exchange Online by redirect", AUTO "302 to=https://outlook.office365.com/a\n"
    "http https://outlook.office365.com/a 401 bearer basic exchange\n", "microsoft365 mx" },
  { "redirect by http to Microsoft", AUTO "refused\n" PLAIN_AUTO "302 to=https://autodiscover-s.outlook.com/a\n"
    "http https://autodiscover-s.outlook.com/a 401 basic exchange\n", "microsoft365 mx" },
  { "redirect by http to a hoster", AUTO "refused\n" PLAIN_AUTO "302 to=https://ex.hoster.example/a\n"
    "http https://ex.hoster.example/a 401 ntlm exchange\n",
    "exchange probe https://ex.hoster.example/EWS/Exchange.asmx ?hoster.example" },
  { "redirect by http to http", AUTO "refused\n" PLAIN_AUTO "302 to=http://ex.hoster.example/a\n", "-" },
  { "http answers itself", AUTO "refused\n" PLAIN_AUTO "200 <Autodiscover/>\n", "-" },
  { "Exchange by SRV", SRV ("autodiscover", "443", "ex.d.example")
    "http https://ex.d.example/autodiscover/autodiscover.xml 401 ntlm exchange\n",
    "exchange probe https://ex.d.example/EWS/Exchange.asmx" },
  { "Exchange by SRV, elsewhere", SRV ("autodiscover", "8443", "ex.hoster.example")
    "http https://ex.hoster.example:8443/autodiscover/autodiscover.xml 401 ntlm exchange\n",
    "exchange probe https://ex.hoster.example:8443/EWS/Exchange.asmx ?hoster.example" },
  { "Exchange with a bad certificate", AUTO "tls\n" AUTO_EWS "tls\n", "-" },

  /* the usual names */
  { "names", PORTS, "imap probe " IS_PORTS },
  { "mail.", "port mail.d.example:993 ok\nport mail.d.example:465 ok\n",
    "imap probe mail.d.example:993:tls mail.d.example:465:tls" },
  { "the domain itself", "port d.example:993 ok\nport d.example:587 ok\n",
    "imap probe d.example:993:tls d.example:587:starttls" },
  { "webmail.", "port webmail.d.example:993 ok\nport webmail.d.example:465 ok\n",
    "imap probe webmail.d.example:993:tls webmail.d.example:465:tls" },
  { "only 143 and 587", "port imap.d.example:143 ok\nport smtp.d.example:587 ok\n",
    "imap probe imap.d.example:143:starttls smtp.d.example:587:starttls" },
  { "encrypted before STARTTLS", "port imap.d.example:143 ok\nport mail.d.example:993 ok\nport smtp.d.example:587 ok\n",
    "imap probe mail.d.example:993:tls smtp.d.example:587:starttls" },
  { "IMAP in clear only", "port imap.d.example:143 plain\nport smtp.d.example:587 ok\n", "-" },
  { "no outgoing", "port imap.d.example:993 ok\n", "!imap probe imap.d.example:993:tls -" },
  { "outgoing in clear", "port imap.d.example:993 ok\nport smtp.d.example:587 plain\n",
    "!imap probe imap.d.example:993:tls -" },
  { "POP3 alone", "port pop.d.example:995 ok\nport smtp.d.example:465 ok\n", "unsupported POP3_ONLY" },
  { "bad certificates", "port imap.d.example:993 tls\nport smtp.d.example:465 tls\n", "-" },
  { "the certificate's own name", "port mail.d.example:993 tls=server7.hoster.example\n"
    "port server7.hoster.example:993 ok\nport server7.hoster.example:465 ok\n",
    "imap probe server7.hoster.example:993:tls server7.hoster.example:465:tls ?hoster.example" },
  { "the certificate's name does not answer", "port mail.d.example:993 tls=server7.hoster.example\n", "-" },
  { "a certificate for many", "port mail.d.example:993 tls=*.hoster.example\nport hoster.example:993 ok\n", "-" },
  { "a certificate for this computer", "port mail.d.example:993 tls=localhost\nport localhost:993 ok\n", "-" },
  { "late and good", "port imap.d.example:993 late\nport mail.d.example:993 ok\nport smtp.d.example:465 ok\n",
    "imap probe mail.d.example:993:tls smtp.d.example:465:tls" },
  { "mute and good", "port imap.d.example:993 mute\nport mail.d.example:993 ok\nport smtp.d.example:465 ok\n",
    "imap probe mail.d.example:993:tls smtp.d.example:465:tls" },
};

static char *
place (const CtgEndpoint *endpoint)
{
  if (endpoint == NULL)
    return g_strdup ("-");
  return g_strdup_printf ("%s:%u:%s", endpoint->host, endpoint->port, ctg_security_to_string (endpoint->security));
}

static char *
describe (const CtgDetection *detection)
{
  const CtgCandidate *best = detection->candidates->len > 0 ? g_ptr_array_index (detection->candidates, 0) : NULL;
  g_autofree char *incoming = best != NULL ? place (best->incoming) : NULL;
  g_autofree char *outgoing = best != NULL ? place (best->outgoing) : NULL;
  GString *text = g_string_new (best != NULL && detection->recommended != 0 ? "!" : "");

  if (best == NULL)
    g_string_append_c (text, '-');
  else if (best->reason != NULL)
    g_string_printf (text, "unsupported %s", best->reason);
  else if (g_str_equal (best->kind, "exchange"))
    g_string_append_printf (text, "exchange %s %s", best->trust, best->exchange_url);
  else
    g_string_append_printf (text, "%s %s %s %s", best->kind, best->trust, incoming, outgoing);
  if (best != NULL && best->confirm_domain != NULL)
    g_string_append_printf (text, " ?%s", best->confirm_domain);
  return g_string_free (text, FALSE);
}

/* V1, V2: nothing of what was asked has the local part in it. */
static void
assert_only_the_domain_left (const CtgDetection *detection)
{
  g_autofree char *asked = fake_world_asked ();

  g_assert_null (strstr (asked, "zsecretz"));
  for (guint i = 0; detection != NULL && i < detection->evidence->len; i++)
    {
      const CtgEvidence *row = g_ptr_array_index (detection->evidence, i);

      g_assert_null (strstr (row->asked, "zsecretz"));
      g_assert_cmpstr (row->source, !=, "");
      g_assert_cmpstr (row->answer, !=, "");
      g_assert_nonnull (row->trust);
    }
}

static void
test_world (gconstpointer data)
{
  const World *one = data;
  const CtgDetectorWorld *world = fake_world_set (one->script);
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (CtgDetection) detection = ctg_detector_detect_in (world, "zsecretz@d.example", NULL, NULL, NULL, NULL,
                                                               &error);
  g_autofree char *outcome = NULL;

  if (detection == NULL)
    outcome = g_strdup (ctg_error_has_reason (error, "captive-portal") ? "captive" : "offline");
  else
    outcome = describe (detection);
  if (!g_str_has_prefix (outcome, one->outcome))
    g_test_message ("%s", outcome);
  g_assert_true (g_str_has_prefix (outcome, one->outcome));
  g_assert_cmpint ((g_get_monotonic_time () - start) / 1000, <, 5000);
  assert_only_the_domain_left (detection);
}

/* D1: hosts outside the allowed set are never asked, whatever the domain looks like. */
static void
test_nothing_walks_up (void)
{
  static const char *const domains[] = { "d.example", "a.b.c.d.example", "shop.co.uk", "x.com.br",
                                         "xn--mller-kva.example",
                                         "sub.sub.shop.co.uk", "city.kawasaki.jp", "a.github.io" };

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    {
      const CtgDetectorWorld *world = fake_world_set ("");
      g_autofree char *address = g_strconcat ("zsecretz@", domains[i], NULL);
      g_autoptr (CtgDetection) detection = ctg_detector_detect_in (world, address, NULL, NULL, NULL, NULL, NULL);
      g_autofree char *asked = fake_world_asked ();
      g_auto (GStrv) lines = g_strsplit (asked, "\n", -1);

      for (guint k = 0; lines[k] != NULL && *lines[k] != '\0'; k++)
        g_assert_nonnull (strstr (lines[k], domains[i]));
      assert_only_the_domain_left (detection);
    }
}

typedef struct
{
  GCancellable *cancellable;
  guint n_cards;
  gint64 first_card_us;
  CtgSourcesState states[CTG_N_SOURCES];
} Notes;

static void
take_note (const CtgDetectionNote *note, gpointer data)
{
  Notes *notes = data;

  notes->states[note->group] = note->state;
  if (note->so_far == NULL)
    return;
  if (notes->n_cards++ == 0)
    notes->first_card_us = g_get_monotonic_time ();
}

static void
test_progress_is_told_by_groups (void)
{
  const CtgDetectorWorld *world = fake_world_set (OWN "200 " GOOD "\n");
  Notes notes = { NULL };
  g_autoptr (CtgDetection) detection = ctg_detector_detect_in (world, "anna@d.example", NULL, take_note, &notes, NULL,
                                                               NULL);

  g_assert_nonnull (detection);
  g_assert_cmpuint (notes.n_cards, >=, 1);
  g_assert_cmpint (notes.states[CTG_SOURCES_DOCUMENTS], ==, CTG_SOURCES_FOUND);
  g_assert_cmpint (notes.states[CTG_SOURCES_SERVERS], ==, CTG_SOURCES_SKIPPED);
  g_assert_cmpint (notes.states[CTG_SOURCES_RECORDS], !=, CTG_SOURCES_ASKING);
  g_assert_cmpint (notes.states[CTG_SOURCES_EXCHANGE], !=, CTG_SOURCES_ASKING);
}

/* V5: a card that is known is shown before slow sources have answered; a mute world ends in time. */
static void
test_first_card_does_not_wait (void)
{
  CtgDetectorWorld slow = *fake_world_set (GOOGLE TENANT "mute\n" OWN "mute\n" KNOWN "mute\n" ISPDB "mute\n");
  Notes notes = { NULL };
  gint64 start = g_get_monotonic_time ();
  g_autoptr (CtgDetection) detection = NULL;

  slow.source_timeout_ms = 1500;
  slow.total_timeout_ms = 4000;
  detection = ctg_detector_detect_in (&slow, "anna@d.example", NULL, take_note, &notes, NULL, NULL);
  g_assert_cmpint ((notes.first_card_us - start) / 1000, <, 1000);
  g_assert_cmpint ((g_get_monotonic_time () - start) / 1000, <, 3000);
  g_assert_cmpint (detection->recommended, ==, 0);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (50000);
  cancel_cb (data);
  return NULL;
}

/* V5: editing the address ends it all at once. */
static void
test_cancelled_everywhere (void)
{
  CtgDetectorWorld slow = *fake_world_set ("dns d.example mute\n" OWN "mute\n" KNOWN "mute\n" ISPDB "mute\n"
                                           AUTO "mute\n" BARE "mute\n");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;
  gint64 start = g_get_monotonic_time ();

  slow.dns_timeout_ms = slow.source_timeout_ms = slow.total_timeout_ms = 60000;
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_null (ctg_detector_detect_in (&slow, "anna@d.example", NULL, NULL, NULL, cancellable, &error));
  g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint ((g_get_monotonic_time () - start) / 1000, <, 3000);
}

/* What the caller knows stands first, and nobody is asked. */
static void
test_profiles_ask_nobody (void)
{
  const CtgDetectorWorld *world = fake_world_set (OWN "200 " GOOD "\n");
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_candidate_free);
  CtgCandidate *profile = ctg_candidate_new ("imap", "Our office", "profile", "admin");
  const CtgDetectorOptions options = { known, FALSE };
  g_autoptr (CtgDetection) detection = NULL;
  g_autofree char *asked = NULL;

  profile->incoming = ctg_endpoint_new ("mail.office.example", 993, CTG_SECURITY_TLS, "anna");
  profile->fit = 100;
  g_ptr_array_add (known, profile);
  detection = ctg_detector_detect_in (world, "anna@d.example", &options, NULL, NULL, NULL, NULL);
  asked = fake_world_asked ();
  g_assert_cmpstr (asked, ==, "");
  g_assert_cmpstr (((CtgCandidate *) g_ptr_array_index (detection->candidates, 0))->trust, ==, "admin");
  g_assert_cmpint (detection->recommended, ==, 0);
}

#define PLAIN_OWN "http http://autoconfig.d.example/mail/config-v1.1.xml "
#define PLAIN_KNOWN "http http://d.example/.well-known/autoconfig/mail/config-v1.1.xml "

/* "Also try http": by hand, last of all, and whatever comes of it has to be confirmed (V1). */
static void
test_http_is_by_hand_and_last (void)
{
  static const World cases[] = {
    { "by http", PLAIN_OWN "200 " GOOD "\n", "imap http " IS_GOOD },
    { "by http at the domain itself", PLAIN_KNOWN "200 " GOOD "\n", "imap http " IS_GOOD },
    { "by http, hosted", PLAIN_OWN "200 " HOSTED "\n", "imap http " IS_HOSTED " ?hoster.example" },
    { "http leads to https",
      PLAIN_OWN "302 to=https://hoster.example/x\nhttp https://hoster.example/x 200 " HOSTED "\n",
      "imap http " IS_HOSTED " ?hoster.example" },
    { "in clear by http", PLAIN_OWN "200 " PLAIN "\n", "unsupported PLAINTEXT_ONLY" },
    { "the usual names before it", PORTS PLAIN_OWN "200 " GOOD "\n", "imap probe " IS_PORTS },
    { "a half, whole by http", "port imap.d.example:993 ok\n" PLAIN_OWN "200 " GOOD "\n",
      "!imap probe imap.d.example:993:tls -" },
    { "a gate and http", OWN "tls\n" KNOWN "tls\n" ISPDB "tls\n" PLAIN_OWN "200 " GOOD "\n", "captive" },
    { "nothing by http either", PLAIN_OWN "404\n" PLAIN_KNOWN "302 to=http://d.example/x\n", "-" },
  };
  const CtgDetectorOptions options = { NULL, FALSE, CTG_DETECT_PLAINLY };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CtgDetectorWorld *world = fake_world_set (cases[i].script);
      g_autoptr (CtgDetection) detection = ctg_detector_detect_in (world, "zsecretz@d.example", &options, NULL, NULL,
                                                                   NULL, NULL);
      g_autofree char *outcome = detection != NULL ? describe (detection) : g_strdup ("captive");

      g_assert_cmpstr (outcome, ==, cases[i].outcome);
      assert_only_the_domain_left (detection);
      for (guint k = 0; detection != NULL && k < detection->candidates->len; k++)
        {
          const CtgCandidate *candidate = g_ptr_array_index (detection->candidates, k);

          g_assert_true (ctg_candidate_get_trust (candidate) != CTG_TRUST_HTTP ||
                         ctg_candidate_needs_confirmation (candidate));
        }
    }
}

/* It is off by default, and where anything else was found nobody is asked by http for settings. */
static void
test_http_is_not_asked (void)
{
  static const struct { const char *script; CtgDetectHow how; } cases[] = {
    { PLAIN_OWN "200 " GOOD "\n", CTG_DETECT_USUAL }, { OWN "200 " GOOD "\n", CTG_DETECT_PLAINLY },
    { GOOGLE, CTG_DETECT_PLAINLY }, { "mx d.example .\n", CTG_DETECT_PLAINLY },
    { "mx d.example 0 x.mail.protection.office365.us\n", CTG_DETECT_PLAINLY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CtgDetectorOptions options = { NULL, FALSE, cases[i].how };
      g_autoptr (CtgDetection) detection =
        ctg_detector_detect_in (fake_world_set (cases[i].script), "a@d.example", &options, NULL, NULL, NULL, NULL);
      g_autofree char *asked = fake_world_asked ();

      g_assert_nonnull (detection);
      g_assert_null (strstr (asked, "http://autoconfig."));
      g_assert_null (strstr (asked, "http://d.example"));
    }
}

static void
test_database_can_be_left_out (void)
{
  const CtgDetectorWorld *world = fake_world_set (ISPDB "200 " GOOD "\n");
  const CtgDetectorOptions options = { NULL, TRUE };
  g_autoptr (CtgDetection) detection = ctg_detector_detect_in (world, "a@d.example", &options, NULL, NULL, NULL, NULL);
  g_autofree char *asked = fake_world_asked ();

  g_assert_cmpuint (detection->candidates->len, ==, 0);
  g_assert_null (strstr (asked, "thunderbird"));
}

/* The table's unverified entries stand behind documents, and still tell what to do first; offline they are what is
 * left. */
static void
test_unverified_entries (void)
{
  const CtgDetectorWorld *world = fake_world_set (
    "http https://autoconfig.libero.it/mail/config-v1.1.xml 200 "
    DOC ("new.libero.it", "993", "SSL", "new.libero.it", "465", "SSL") "\n");
  g_autoptr (CtgDetection) detection = ctg_detector_detect_in (world, "a@libero.it", NULL, NULL, NULL, NULL, NULL);
  const CtgCandidate *first = g_ptr_array_index (detection->candidates, 0);
  g_autoptr (CtgDetection) offline = NULL;

  g_assert_cmpstr (first->trust, ==, "isp");
  g_assert_cmpuint (detection->candidates->len, ==, 2);
  world = fake_world_set ("http https://autoconfig.libero.it/mail/config-v1.1.xml 200 "
                          DOC ("imapmail.libero.it", "993", "SSL", "smtp.libero.it", "465", "SSL") "\n");
  g_clear_pointer (&detection, ctg_detection_free);
  detection = ctg_detector_detect_in (world, "a@libero.it", NULL, NULL, NULL, NULL, NULL);
  first = g_ptr_array_index (detection->candidates, 0);
  g_assert_cmpuint (detection->candidates->len, ==, 1);
  g_assert_cmpstr (first->trust, ==, "isp");
  g_assert_cmpstr (first->hint, ==, "libero-external-access");
  offline = ctg_detector_detect_in (fake_world_set ("net offline\n"), "a@libero.it", NULL, NULL, NULL, NULL, NULL);
  g_assert_cmpstr (offline->reason, ==, "OFFLINE");
  g_assert_cmpint (offline->recommended, ==, 0);
}

/* A05, A25 */
static void
test_warnings (void)
{
  static const struct
  {
    const char *address;
    const char *kind;      /* (nullable) none */
    const char *detail;
  } cases[] = {
    { "anna@gmial.com", "typo", "anna@gmail.com" }, { "anna@gmail.con", "typo", "anna@gmail.com" },
    { "anna@gmai.com", "typo", "anna@gmail.com" }, { "anna@gmaill.com", "typo", "anna@gmail.com" },
    { "anna@gmailcom", "typo", "anna@gmail.com" }, { "anna@hotmial.it", "typo", "anna@hotmail.it" },
    { "anna@libreo.it", "typo", "anna@libero.it" }, { "anna@liberoit", "typo", "anna@libero.it" },
    { "anna@outlok.com", "typo", "anna@outlook.com" }, { "Anna@GMIAL.com", "typo", "Anna@gmail.com" },
    { "anna@yahooo.it", "typo", "anna@yahoo.it" }, { "anna@iclod.com", "typo", "anna@icloud.com" },
    { "anna@gmail.com", NULL, NULL }, { "anna@mail.com", NULL, NULL }, { "anna@email.it", NULL, NULL },
    { "anna@example.it", NULL, NULL }, { "anna@tim.it", NULL, NULL }, { "anna@", NULL, NULL }, { "anna", NULL, NULL },
    { "info@example.it", "role", "info" }, { "Vendite@example.it", "role", "Vendite" },
    { "support+x@example.it", "role", "support+x" }, { "infante@example.it", NULL, NULL },
    { "anna@xn--pypal-4ve.com", "confusable", "paypal.com" },       /* one Cyrillic letter among Latin ones */
    { "anna@xn--mller-kva.de", NULL, NULL }, { "anna@xn--wgv71a.jp", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) warnings = ctg_address_warnings_list (cases[i].address);
      const CtgAddressWarning *first = warnings->len > 0 ? g_ptr_array_index (warnings, 0) : NULL;

      g_assert_cmpstr (first != NULL ? first->kind : NULL, ==, cases[i].kind);
      g_assert_cmpstr (first != NULL ? first->detail : NULL, ==, cases[i].detail);
    }
}

/* A06: a note where somebody with a company's address types one that anybody can have; nowhere else. */
static void
test_private_beside_business (void)
{
  static const struct
  {
    const char *address;
    const char *connected[3];
    const char *noted;   /* (nullable) none */
  } cases[] = {
    { "anna@gmail.com", { "anna@studio.example" }, "anna@studio.example" },
    { "anna@libero.it", { "anna@hotmail.it", "anna@studio.example" }, "anna@studio.example" },
    { "anna@gmail.com", { "anna@libero.it" }, NULL }, { "anna@gmail.com", { NULL }, NULL },
    { "anna@other.example", { "anna@studio.example" }, NULL }, { "anna@pec.it", { "anna@studio.example" }, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) warnings = ctg_address_warnings_list (cases[i].address);
      const CtgAddressWarning *first;

      ctg_address_warnings_add_private (warnings, cases[i].address, cases[i].connected);
      first = warnings->len > 0 ? g_ptr_array_index (warnings, 0) : NULL;
      g_assert_cmpstr (first != NULL ? first->kind : NULL, ==, cases[i].noted != NULL ? "private" : NULL);
      g_assert_cmpstr (first != NULL ? first->detail : NULL, ==, cases[i].noted);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (worlds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/discover/worlds/%s", worlds[i].name);

      g_test_add_data_func (path, &worlds[i], test_world);
    }
  g_test_add_func ("/discover/ladder/D1-nothing-walks-up", test_nothing_walks_up);
  g_test_add_func ("/discover/ladder/A26-progress-by-groups", test_progress_is_told_by_groups);
  g_test_add_func ("/discover/ladder/V5-first-card-does-not-wait", test_first_card_does_not_wait);
  g_test_add_func ("/discover/ladder/V5-cancelled-everywhere", test_cancelled_everywhere);
  g_test_add_func ("/discover/ladder/A94-profiles-ask-nobody", test_profiles_ask_nobody);
  g_test_add_func ("/discover/ladder/database-can-be-left-out", test_database_can_be_left_out);
  g_test_add_func ("/discover/ladder/V1-V2-http-is-by-hand-and-last", test_http_is_by_hand_and_last);
  g_test_add_func ("/discover/ladder/V2-http-is-not-asked", test_http_is_not_asked);
  g_test_add_func ("/discover/ladder/unverified-entries", test_unverified_entries);
  g_test_add_func ("/discover/ladder/A05-A25-warnings", test_warnings);
  g_test_add_func ("/discover/ladder/A06-private-beside-business", test_private_beside_business);
  return g_test_run ();
}
