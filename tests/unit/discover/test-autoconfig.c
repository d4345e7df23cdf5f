/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "autoconfig.h"
#include "detector.h"
#include "errors.h"

#include <string.h>

#define DOC(inside) "<clientConfig version=\"1.1\"><emailProvider id=\"example.it\"><domain>example.it</domain>" \
                    "<displayName>Example</displayName>" inside "</emailProvider></clientConfig>"
#define IN(type, inside) "<incomingServer type=\"" type "\">" inside "</incomingServer>"
#define OUT(inside) "<outgoingServer type=\"smtp\">" inside "</outgoingServer>"
#define SERVER(host, port, socket, user, auth) \
  "<hostname>" host "</hostname><port>" port "</port><socketType>" socket "</socketType><username>" user "</username>" \
  "<authentication>" auth "</authentication>"
#define GOOD_OUT OUT (SERVER ("smtp.example.it", "465", "SSL", "%EMAILADDRESS%", "password-cleartext"))
#define GOOD_IN IN ("imap", SERVER ("imap.example.it", "993", "SSL", "%EMAILADDRESS%", "password-cleartext"))

#define L20 "aaaaaaaaaaaaaaaaaaaa"
#define L60 L20 L20 L20
#define L64 L60 "aaaa"

/* A document and the two lines it must come to: "HOST:PORT SECURITY USERNAME AUTH,AUTH"; "-" for none. */
typedef struct
{
  const char *name;
  const char *document;
  const char *incoming;
  const char *outgoing;
} Case;

static const Case cases[] = {
  { "plain", DOC (GOOD_IN GOOD_OUT),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "starttls", DOC (IN ("imap", SERVER ("m.example.it", "143", "STARTTLS", "%EMAILLOCALPART%", "password-cleartext"))
                     OUT (SERVER ("m.example.it", "587", "STARTTLS", "%EMAILLOCALPART%", "plain"))),
    "m.example.it:143 starttls anna.b password", "m.example.it:587 starttls anna.b password" },
  { "first in document order", DOC (IN ("imap", SERVER ("a.example.it", "143", "STARTTLS", "%EMAILADDRESS%", "plain"))
                                    IN ("imap", SERVER ("b.example.it", "993", "SSL", "%EMAILADDRESS%", "plain"))
                                    GOOD_OUT),
    "a.example.it:143 starttls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "pop first", DOC (IN ("pop3", SERVER ("pop.example.it", "995", "SSL", "%EMAILADDRESS%", "plain")) GOOD_IN GOOD_OUT),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "plain socket passed over", DOC (IN ("imap", SERVER ("a.example.it", "143", "plain", "%EMAILADDRESS%", "plain"))
                                     GOOD_IN
                                     OUT (SERVER ("a.example.it", "25", "plain", "%EMAILADDRESS%", "plain")) GOOD_OUT),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "no outgoing in clear", DOC (GOOD_IN OUT (SERVER ("a.example.it", "25", "plain", "%EMAILADDRESS%", "plain"))),
    "imap.example.it:993 tls anna.b@example.it password", "-" },
  { "outgoing before incoming", DOC (GOOD_OUT GOOD_IN),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "upper case words", DOC (IN ("IMAP", SERVER ("IMAP.EXAMPLE.IT", "993", "ssl", "%emailaddress%",
                                                 "PASSWORD-CLEARTEXT"))
                             OUT (SERVER ("SMTP.Example.It.", "587", "StartTLS", "%EMAILDOMAIN%", "Plain"))),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:587 starttls example.it password" },
  { "white space", DOC (IN (" imap ", SERVER ("\n  imap.example.it\t", " 993 ", "\n SSL \n", " %EMAILADDRESS% ",
                                              " password-cleartext\n")) GOOD_OUT),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "comments inside", DOC (IN ("imap", SERVER ("imap<!-- x -->.example.it", "9<!-- -->93", "SSL", "%EMAILADDRESS%",
                                                "plain<!-- old -->")) "<!-- " GOOD_IN " -->" GOOD_OUT),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "character data", DOC (IN ("imap", SERVER ("<![CDATA[imap.example.it]]>", "993", "SSL", "<![CDATA[a&b]]>", "plain"))
                           GOOD_OUT),
    "imap.example.it:993 tls a&b password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "character references", DOC (IN ("imap", SERVER ("imap&#46;example.it", "&#x39;93", "SSL", "a&amp;b", "plain"))
                                 GOOD_OUT),
    "imap.example.it:993 tls a&b password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "default name space", "<clientConfig xmlns=\"http://www.example.org/ns\"><emailProvider>" GOOD_IN GOOD_OUT
                          "</emailProvider></clientConfig>",
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "prefixed name space", "<c:clientConfig xmlns:c=\"urn:x\"><c:emailProvider><c:incomingServer type=\"imap\">"
                           "<c:hostname>i.example.it</c:hostname><c:port>993</c:port><c:socketType>SSL</c:socketType>"
                           "</c:incomingServer></c:emailProvider></c:clientConfig>",
    "i.example.it:993 tls anna.b@example.it password", "-" },
  { "undeclared prefix", "<c:clientConfig><c:emailProvider><c:incomingServer type=\"imap\">"
                         "<c:hostname>i.example.it</c:hostname>"
                         "</c:incomingServer></c:emailProvider></c:clientConfig>",
    "i.example.it:993 tls anna.b@example.it password", "-" },
  { "names in other case", "<ClientConfig><EmailProvider><IncomingServer type=\"imap\">"
                           "<HostName>i.example.it</HostName>"
                           "<Port>143</Port><SocketType>STARTTLS</SocketType></IncomingServer></EmailProvider>"
                           "</ClientConfig>",
    "i.example.it:143 starttls anna.b@example.it password", "-" },
  { "provider as root", "<emailProvider id=\"x\">" GOOD_IN GOOD_OUT "</emailProvider>",
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "other elements", DOC ("<enable visiturl=\"https://x.example.it/\"><instruction>Do</instruction></enable><new/>"
                           IN ("imap", "<pop3/><x/>" SERVER ("imap.example.it", "993", "SSL", "%EMAILADDRESS%", "plain")
                               "<ownedAt>now</ownedAt>") GOOD_OUT "<webMail/>"),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "no port", DOC (IN ("imap", "<hostname>i.example.it</hostname><socketType>SSL</socketType>")
                    OUT ("<hostname>o.example.it</hostname><socketType>STARTTLS</socketType>")),
    "i.example.it:993 tls anna.b@example.it password", "o.example.it:587 starttls anna.b@example.it password" },
  { "no port, STARTTLS", DOC (IN ("imap", "<hostname>i.example.it</hostname><socketType>STARTTLS</socketType>")
                              OUT ("<hostname>o.example.it</hostname><socketType>SSL</socketType>")),
    "i.example.it:143 starttls anna.b@example.it password", "o.example.it:465 tls anna.b@example.it password" },
  { "no encryption said", DOC (IN ("imap", "<hostname>i.example.it</hostname><port>143</port>")
                               OUT ("<hostname>o.example.it</hostname><port>465</port>")),
    "i.example.it:143 starttls anna.b@example.it password", "o.example.it:465 tls anna.b@example.it password" },
  { "nothing but a host", DOC (IN ("imap", "<hostname>i.example.it</hostname>")
                              OUT ("<hostname>o.example.it</hostname>")),
    "i.example.it:993 tls anna.b@example.it password", "o.example.it:465 tls anna.b@example.it password" },
  { "empty elements", DOC (IN ("imap", "<hostname>i.example.it</hostname><port/><socketType/><username/>"
                               "<authentication/>")),
    "i.example.it:993 tls anna.b@example.it password", "-" },
  { "no type, by port", DOC ("<incomingServer><hostname>x.example.it</hostname><port>995</port></incomingServer>"
                             "<incomingServer><hostname>x.example.it</hostname><port>993</port></incomingServer>"),
    "x.example.it:993 tls anna.b@example.it password", "-" },
  { "no type, by name", DOC ("<incomingServer><hostname>imap.example.it</hostname></incomingServer>"
                             "<outgoingServer><hostname>smtp.example.it</hostname></outgoingServer>"),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "unknown encryption", DOC (IN ("imap", SERVER ("q.example.it", "993", "QUIC", "%EMAILADDRESS%", "plain"))
                               GOOD_IN GOOD_OUT),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "several encryptions", DOC (IN ("imap", "<hostname>i.example.it</hostname><port>143</port>"
                                    "<socketType>plain</socketType><socketType>STARTTLS</socketType>")),
    "i.example.it:143 starttls anna.b@example.it password", "-" },
  { "TLS as a word", DOC (IN ("imap", SERVER ("i.example.it", "993", "TLS", "%EMAILADDRESS%", "plain"))
                          OUT (SERVER ("o.example.it", "465", "SSL/TLS", "%EMAILADDRESS%", "plain"))),
    "i.example.it:993 tls anna.b@example.it password", "o.example.it:465 tls anna.b@example.it password" },
  { "odd port", DOC (IN ("imap", SERVER ("i.example.it", "9993", "SSL", "%EMAILADDRESS%", "plain"))
                     OUT (SERVER ("o.example.it", "2525", "STARTTLS", "%EMAILADDRESS%", "plain"))),
    "i.example.it:9993 tls anna.b@example.it password", "o.example.it:2525 starttls anna.b@example.it password" },
  { "impossible ports", DOC (IN ("imap", SERVER ("a.example.it", "0", "SSL", "%EMAILADDRESS%", "plain"))
                             IN ("imap", SERVER ("b.example.it", "65536", "SSL", "%EMAILADDRESS%", "plain"))
                             IN ("imap", SERVER ("c.example.it", "-993", "SSL", "%EMAILADDRESS%", "plain"))
                             IN ("imap", SERVER ("d.example.it", "imaps", "SSL", "%EMAILADDRESS%", "plain"))
                             IN ("imap", SERVER ("e.example.it", "99999999999999999999", "SSL", "x", "plain"))
                             GOOD_IN GOOD_OUT),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "impossible hosts", DOC (IN ("imap", SERVER ("", "993", "SSL", "%EMAILADDRESS%", "plain"))
                             IN ("imap", SERVER ("https://x.example.it/", "993", "SSL", "%EMAILADDRESS%", "plain"))
                             IN ("imap", SERVER ("x y.example.it", "993", "SSL", "%EMAILADDRESS%", "plain"))
                             IN ("imap", SERVER ("x..example.it", "993", "SSL", "%EMAILADDRESS%", "plain"))
                             IN ("imap", SERVER ("x.example.it:993", "993", "SSL", "%EMAILADDRESS%", "plain"))
                             IN ("imap", SERVER ("evil.example\r\nA LOGIN", "993", "SSL", "x", "plain"))
                             IN ("imap", "<port>993</port>") GOOD_IN GOOD_OUT),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "domain in a host", DOC (IN ("imap", SERVER ("mail.%EMAILDOMAIN%", "993", "SSL", "%EMAILADDRESS%", "plain"))),
    "mail.example.it:993 tls anna.b@example.it password", "-" },
  { "international host", DOC (IN ("imap", SERVER ("mail.m\xc3\xbcller.example", "993", "SSL", "x", "plain"))),
    "mail.xn--mller-kva.example:993 tls x password", "-" },
  { "address as host", DOC (IN ("imap", SERVER ("192.0.2.7", "993", "SSL", "x", "plain"))),
    "192.0.2.7:993 tls x password", "-" },
  { "address of the new kind as host", DOC (GOOD_IN OUT (SERVER ("[2001:DB8::1]", "465", "SSL", "x", "plain"))),
    "imap.example.it:993 tls anna.b@example.it password", "2001:db8::1:465 tls x password" },
  { "numbers that are no hosts", DOC (IN ("imap", SERVER ("0x7f000001", "993", "SSL", "x", "plain"))
                                      IN ("imap", SERVER ("1.2.3", "993", "SSL", "x", "plain"))
                                      IN ("imap", SERVER ("2130706433", "993", "SSL", "x", "plain"))
                                      IN ("imap", SERVER ("mail.example.0x1f", "993", "SSL", "x", "plain"))
                                      IN ("imap", SERVER (L64 ".example.it", "993", "SSL", "x", "plain"))
                                      IN ("imap", SERVER ("x.-example.it", "993", "SSL", "x", "plain"))
                                      IN ("imap", SERVER (L60 "." L60 "." L60 "." L60 "." L60, "993", "SSL", "x", ""))
                                      IN ("imap", SERVER ("7mail.4example.it", "993", "SSL", "x", "plain"))),
    "7mail.4example.it:993 tls x password", "-" },
  { "partial place-holders", DOC (IN ("imap", SERVER ("i.example.it", "993", "SSL", "EX\\%EMAILLOCALPART%", "plain"))
                                  OUT (SERVER ("o.example.it", "465", "SSL", "%EMAILLOCALPART%+%EMAILDOMAIN%",
                                               "plain"))),
    "i.example.it:993 tls EX\\anna.b password", "o.example.it:465 tls anna.b+example.it password" },
  { "literal names", DOC (IN ("imap", SERVER ("i.example.it", "993", "SSL", "u100%", "plain"))
                          OUT (SERVER ("o.example.it", "465", "SSL", "50%% of %WHAT%", "plain"))),
    "i.example.it:993 tls u100% password", "o.example.it:465 tls anna.b@example.it password" },
  { "names that nobody can fill", DOC (IN ("imap", SERVER ("i.example.it", "993", "SSL", "%USER_NAME%", "plain"))
                                       OUT (SERVER ("o.example.it", "465", "SSL", "%FOO1%", "plain"))),
    "i.example.it:993 tls anna.b@example.it password", "o.example.it:465 tls anna.b@example.it password" },
  { "half a place-holder", DOC (IN ("imap", SERVER ("i.example.it", "993", "SSL", "%EMAILADDRESS", "plain"))
                                OUT (SERVER ("o.example.it", "465", "SSL", "%EMAILLOCALPART%-%USERNAME", "plain"))),
    "i.example.it:993 tls anna.b@example.it password", "o.example.it:465 tls anna.b@example.it password" },
  { "what a person would be asked", DOC (IN ("imap", SERVER ("i.example.it", "993", "SSL", "%realname%", "plain"))
                                         "<inputField key=\"CODE_2\" label=\"Code\"/>"
                                         OUT (SERVER ("o.example.it", "465", "SSL", "x-%CODE_2%", "plain"))),
    "i.example.it:993 tls anna.b@example.it password", "o.example.it:465 tls anna.b@example.it password" },
  { "percent signs of a name's own", DOC (IN ("imap", SERVER ("i.example.it", "993", "SSL", "anna%example.it", "plain"))
                                          OUT (SERVER ("o.example.it", "465", "SSL", "%1%2%", "plain"))),
    "i.example.it:993 tls anna%example.it password", "o.example.it:465 tls %1%2% password" },
  { "no user name", DOC (IN ("imap", "<hostname>i.example.it</hostname>")),
    "i.example.it:993 tls anna.b@example.it password", "-" },
  { "a browser's sign-in first", DOC (IN ("imap", SERVER ("i.example.it", "993", "SSL", "x", "OAuth2")
                                          "<authentication>password-cleartext</authentication>")
                                      OUT (SERVER ("o.example.it", "465", "SSL", "x", "OAuth2")
                                           "<authentication>plain</authentication>")),
    "i.example.it:993 tls x password,oauth2", "o.example.it:465 tls x password,oauth2" },
  { "a server without a password behind", DOC (IN ("imap", SERVER ("a.example.it", "993", "SSL", "x", "OAuth2"))
                                               GOOD_IN),
    "imap.example.it:993 tls anna.b@example.it password", "-" },
  { "sending with a password first", DOC (GOOD_IN OUT (SERVER ("a.example.it", "465", "SSL", "", "client-IP-address"))
                                          OUT (SERVER ("b.example.it", "465", "SSL", "", "none")) GOOD_OUT),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
  { "several ways", DOC (IN ("imap", SERVER ("i.example.it", "993", "SSL", "x", "GSSAPI")
                             "<authentication>NTLM</authentication><authentication>password-encrypted</authentication>"
                             "<authentication>password-cleartext</authentication><authentication>plain</authentication>"
                             "<authentication>client-IP-address</authentication>"
                             "<authentication>TLS-client-cert</authentication>"
                             "<authentication>none</authentication><authentication>tomorrow</authentication>")),
    "i.example.it:993 tls x gssapi,ntlm,password-encrypted,password,client-ip,tls-client-cert,none", "-" },
  { "old words", DOC (IN ("imap", SERVER ("i.example.it", "993", "SSL", "x", "secure"))
                      OUT (SERVER ("o.example.it", "465", "SSL", "x", "none"))),
    "i.example.it:993 tls x password-encrypted", "o.example.it:465 tls x none" },
  { "sending by address", DOC (GOOD_IN OUT (SERVER ("o.example.it", "587", "STARTTLS", "", "client-IP-address"))),
    "imap.example.it:993 tls anna.b@example.it password", "o.example.it:587 starttls anna.b@example.it client-ip" },
  { "no way that we know, then one", DOC (IN ("imap", SERVER ("a.example.it", "993", "SSL", "x", "TLS-client-cert"))
                                          GOOD_IN),
    "imap.example.it:993 tls anna.b@example.it password", "-" },
  { "only ways that nobody knows", DOC (IN ("imap", SERVER ("a.example.it", "993", "SSL", "x", "TLS-client-cert"))),
    "a.example.it:993 tls x tls-client-cert", "-" },
  { "the provider that names the domain", "<clientConfig><emailProvider><domain>other.it</domain>"
      IN ("imap", SERVER ("other.it", "993", "SSL", "x", "plain")) "</emailProvider><emailProvider>"
      "<domain>Example.IT</domain>" GOOD_IN "</emailProvider></clientConfig>",
    "imap.example.it:993 tls anna.b@example.it password", "-" },
  { "a document for another domain", "<clientConfig><emailProvider><domain>hoster.example</domain>"
      IN ("imap", SERVER ("hoster.example", "993", "SSL", "x", "plain")) "</emailProvider></clientConfig>",
    "hoster.example:993 tls x password", "-" },
  { "a server on this computer", DOC (IN ("imap", SERVER ("127.0.0.1", "1143", "plain", "x", "plain"))),
    "127.0.0.1:1143 none x password", "-" },
  { "Exchange beside IMAP", DOC (IN ("exchange", SERVER ("o.example.it", "443", "SSL", "x", "NTLM")
                                     "<ewsURL>https://o.example.it/EWS/Exchange.asmx</ewsURL>") GOOD_IN GOOD_OUT),
    "imap.example.it:993 tls anna.b@example.it password", "smtp.example.it:465 tls anna.b@example.it password" },
};

static char *
describe (const CtgEndpoint *endpoint, char **auth)
{
  g_autofree char *list = auth != NULL ? g_strjoinv (",", auth) : g_strdup ("");

  if (endpoint == NULL)
    return g_strdup ("-");
  return g_strdup_printf ("%s:%u %s %s %s", endpoint->host, endpoint->port, ctg_security_to_string (endpoint->security),
                          endpoint->username, list);
}

static CtgDetection *
read_document (const char *document)
{
  g_autoptr (GError) error = NULL;
  CtgDetection *detection = ctg_detector_read_document (document, strlen (document), "Anna <anna.b@Example.it>",
                                                        &error);

  g_assert_no_error (error);
  return detection;
}

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (CtgDetection) detection = read_document (one->document);
  const CtgCandidate *candidate;
  g_autofree char *incoming = NULL;
  g_autofree char *outgoing = NULL;

  g_assert_cmpuint (detection->candidates->len, >=, 1);
  candidate = g_ptr_array_index (detection->candidates, 0);
  incoming = describe (candidate->incoming, candidate->auth);
  outgoing = describe (candidate->outgoing, candidate->outgoing_auth);
  g_assert_cmpstr (candidate->kind, ==, "imap");
  g_assert_cmpstr (incoming, ==, one->incoming);
  g_assert_cmpstr (outgoing, ==, one->outgoing);
  g_assert_cmpint (detection->recommended, ==, 0);
  g_assert_cmpstr (candidate->usernames[0], ==, candidate->incoming->username);
}

/* B09, A66, A90: what cannot be connected is refused with its reason, and offers no server. */
static void
test_refusals (void)
{
  static const struct
  {
    const char *document;
    const char *reason;
  } refusals[] = {
    { DOC (IN ("pop3", SERVER ("p.example.it", "995", "SSL", "x", "plain")) GOOD_OUT), "POP3_ONLY" },
    { DOC (IN ("POP3", SERVER ("p.example.it", "110", "plain", "x", "plain")) GOOD_OUT), "POP3_ONLY" },
    { DOC (IN ("imap", SERVER ("i.example.it", "143", "plain", "x", "plain")) GOOD_OUT), "PLAINTEXT_ONLY" },
    { DOC (IN ("imap", SERVER ("i.example.it", "143", "none", "x", "plain"))
           IN ("pop3", SERVER ("p.example.it", "995", "SSL", "x", "plain"))), "PLAINTEXT_ONLY" },
    { DOC (IN ("imap", SERVER ("", "143", "SSL", "x", "plain"))
           IN ("pop3", SERVER ("p.example.it", "995", "SSL", "x", "plain"))), "POP3_ONLY" },
    { DOC (IN ("imap", SERVER ("i.example.it", "993", "SSL", "x", "OAuth2")) GOOD_OUT), "OAUTH_ONLY" },
    { DOC (IN ("activesync", "<hostname>eas.example.it</hostname>")), "ACTIVESYNC" },
    { DOC (IN ("exchange", "<hostname>e.example.it</hostname><easURL>https://e.example.it/x</easURL>")),
      "ACTIVESYNC" },
    { DOC (IN ("imap", SERVER ("imap.mail.eu-west-1.awsapps.com", "993", "SSL", "x", "plain"))), "AMAZON_WORKMAIL" },
    { DOC (GOOD_IN OUT (SERVER ("email-smtp.eu-west-1.amazonaws.com", "465", "SSL", "x", "plain"))), "AMAZON_SES" },
    { DOC (GOOD_IN GOOD_OUT OUT (SERVER ("smtp.mail.eu-west-1.awsapps.com", "465", "SSL", "x", "plain"))),
      "AMAZON_WORKMAIL" },
    { DOC (IN ("exchange", "<ewsURL>https://ews.mail.eu-west-1.awsapps.com/EWS/Exchange.asmx</ewsURL>") GOOD_IN),
      "AMAZON_WORKMAIL" },
    { DOC (OUT (SERVER ("email-smtp.eu-west-1.amazonaws.com", "465", "SSL", "x", "plain"))), "AMAZON_SES" },
    { DOC (IN ("imap", SERVER ("outlook.office365.us", "993", "SSL", "x", "plain"))), "MICROSOFT_GOVERNMENT" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (CtgDetection) detection = read_document (refusals[i].document);
      const CtgCandidate *candidate = g_ptr_array_index (detection->candidates, 0);

      g_assert_cmpstr (candidate->kind, ==, "unsupported");
      g_assert_cmpstr (candidate->reason, ==, refusals[i].reason);
      g_assert_null (candidate->incoming);
      g_assert_false (candidate->can_start);
      g_assert_cmpint (detection->recommended, ==, -1);
    }
}

/* A90: nobody below Amazon's domain has anything else, whatever a document says. */
static void
test_addresses_at_Amazon (void)
{
  static const char text[] = DOC (GOOD_IN GOOD_OUT);
  static const struct { const char *address, *reason; } addresses[] = {
    { "anna@acme.awsapps.com", "AMAZON_WORKMAIL" }, { "anna@awsapps.com", "AMAZON_WORKMAIL" },
    { "anna@notawsapps.com", NULL }, { "anna@awsapps.com.example", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      const char *address = addresses[i].address;
      g_autoptr (CtgDetection) read = ctg_detector_read_document (text, sizeof text - 1, address, NULL);
      g_autoptr (CtgDetection) known = ctg_detector_detect_locally (address, NULL);
      const CtgCandidate *one = g_ptr_array_index (read->candidates, 0);

      g_assert_cmpstr (one->reason, ==, addresses[i].reason);
      g_assert_cmpuint (known->candidates->len, ==, addresses[i].reason != NULL ? 1 : 0);
      if (addresses[i].reason != NULL)
        g_assert_cmpstr (((CtgCandidate *) g_ptr_array_index (known->candidates, 0))->reason, ==, addresses[i].reason);
    }
}

static void
assert_kind (const char *document, guint index, const char *kind, const char *url)
{
  g_autoptr (CtgDetection) detection = read_document (document);
  const CtgCandidate *candidate;

  g_assert_cmpuint (detection->candidates->len, >, index);
  candidate = g_ptr_array_index (detection->candidates, index);
  g_assert_cmpstr (candidate->kind, ==, kind);
  g_assert_cmpstr (candidate->exchange_url, ==, url);
}

#define EWS "https://owa.example.it/EWS/Exchange.asmx"

static void
test_kinds (void)
{
  assert_kind (DOC (IN ("exchange", "<ewsURL>" EWS "</ewsURL>")), 0, "exchange", EWS);
  assert_kind (DOC (IN ("ews", "<url>" EWS "</url>") IN ("pop3", "<hostname>p.it</hostname>")), 0, "exchange", EWS);
  assert_kind (DOC (IN ("exchange", "<ewsURL>" EWS "</ewsURL>") GOOD_IN GOOD_OUT), 1, "exchange", EWS);
  assert_kind (DOC (IN ("graph", "<url>https://graph.microsoft.com/v1.0/</url>")), 0, "microsoft365",
               "https://graph.microsoft.com/v1.0/");
  assert_kind (DOC (IN ("imap", SERVER ("imap.gmail.com", "993", "SSL", "x", "OAuth2"))), 0, "gmail", NULL);
  assert_kind (DOC (IN ("imap", SERVER ("outlook.office365.com", "993", "SSL", "x", "OAuth2"))
                    IN ("exchange", "<ewsURL>https://outlook.office365.com/EWS/Exchange.asmx</ewsURL>")), 0,
               "microsoft365", NULL);
  assert_kind (DOC (IN ("graph", "<authentication>OAuth2</authentication>")), 0, "microsoft365", NULL);
  assert_kind (DOC (IN ("activesync", "<url>https://outlook.office365.com/x</url>")), 0, "microsoft365",
               "https://outlook.office365.com/EWS/Exchange.asmx");
}

/* Where Exchange has a host and no address, or ActiveSync's alone, its service is likely to be at the usual place. */
static void
test_possibilities (void)
{
  static const struct { const char *document; guint position; } places[] = {
    { DOC (IN ("exchange", "<hostname>owa.example.it</hostname>")), 0 },
    { DOC (IN ("exchange", "<owaURL>https://owa.example.it/owa/</owaURL><easURL>https://a.example.it/</easURL>")), 0 },
    { DOC (IN ("exchange", "<hostname>owa.example.it</hostname><ewsURL>http://owa.example.it/</ewsURL>")), 0 },
    { DOC (IN ("exchange", "<hostname>x.example.it</hostname><easURL>https://owa.example.it/eas</easURL>")), 1 },
    { DOC (IN ("activesync", "<url>https://owa.example.it/eas</url>")), 1 },
    { DOC (IN ("exchange", "<hostname>owa.example.it</hostname>")
           IN ("pop3", SERVER ("p.example.it", "995", "SSL", "x", "plain"))), 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (CtgDetection) detection = read_document (places[i].document);
      const CtgCandidate *candidate;

      g_assert_cmpuint (detection->candidates->len, ==, places[i].position + 1);
      candidate = g_ptr_array_index (detection->candidates, places[i].position);
      g_assert_cmpstr (candidate->kind, ==, "exchange");
      g_assert_cmpstr (candidate->exchange_url, ==, EWS);
      g_assert_cmpstr (candidate->why, ==, "exchange-possible");
      g_assert_cmpstr (candidate->why_detail, ==, "owa.example.it");
      g_assert_cmpint (detection->recommended, ==, -1);
    }
}

/* What has to be done first is the provider's, whoever names its servers (A64). */
static void
test_hints_of_the_table (void)
{
  static const char document[] = DOC (IN ("imap", SERVER ("imap.mail.yahoo.com", "993", "SSL", "x", "OAuth2")
                                          "<authentication>password-cleartext</authentication>") "<enable/>");
  static const char plain[] = DOC (GOOD_IN);
  g_autoptr (CtgDetection) by_host = read_document (document);
  g_autoptr (CtgDetection) by_domain = ctg_detector_read_document (plain, sizeof plain - 1, "a@icloud.com", NULL);
  g_autoptr (CtgDetection) by_nobody = read_document (DOC (GOOD_IN));

  g_assert_cmpstr (((CtgCandidate *) g_ptr_array_index (by_host->candidates, 0))->hint, ==, "app-password");
  g_assert_cmpstr (((CtgCandidate *) g_ptr_array_index (by_domain->candidates, 0))->hint, ==, "app-password");
  g_assert_null (((CtgCandidate *) g_ptr_array_index (by_nobody->candidates, 0))->hint);
}

/* A66: a token opens Microsoft's mailboxes and nothing else, whatever a document says. */
static void
test_Microsoft_wants_a_token (void)
{
  static const char *const documents[] = {
    DOC (IN ("imap", SERVER ("outlook.office365.com", "993", "SSL", "x", "plain"))
         OUT (SERVER ("smtp.office365.com", "587", "STARTTLS", "x", "plain"))),
    DOC (IN ("exchange", "<ewsURL>https://outlook.office365.com/EWS/Exchange.asmx</ewsURL>")),
    DOC (IN ("graph", "<url>https://graph.microsoft.com/v1.0/</url>")),
    DOC (IN ("exchange", "<hostname>outlook.office365.com</hostname>")),
    "{\"Protocol\":\"EWS\",\"Url\":\"https://outlook.office365.com/EWS/Exchange.asmx\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr (CtgDetection) detection = read_document (documents[i]);
      const CtgCandidate *candidate = g_ptr_array_index (detection->candidates, 0);

      g_assert_cmpstr (candidate->kind, ==, "microsoft365");
      g_assert_cmpstr (candidate->auth[0], ==, "oauth2");
      g_assert_null (candidate->auth[1]);
      g_assert_true (candidate->outgoing_auth == NULL || g_str_equal (candidate->outgoing_auth[0], "oauth2"));
    }
}

/* What lacks is said (V6). */
static void
test_nothing_of_use (void)
{
  static const struct { const char *document, *why; } useless[] = {
    { DOC (""), "document-no-servers" }, { "<clientConfig><emailProvider/></clientConfig>", "document-no-servers" },
    { DOC (GOOD_OUT), "document-only-outgoing" },
    { DOC (IN ("jmap", "<url>https://j.example.it/</url>")), "document-no-imap" },
    { DOC (IN ("jmap", "<url>https://j.example.it/</url>") GOOD_OUT), "document-no-imap" },
    { DOC (IN ("exchange", "<ewsURL>http://owa.example.it/EWS/Exchange.asmx</ewsURL>")),
      "document-no-exchange-address" },
    { DOC (IN ("exchange", "<ewsURL>https://user:pass@owa.example.it/</ewsURL>")), "document-no-exchange-address" },
    { DOC (IN ("imap", SERVER ("i.example.it", "993", "ROT13", "x", "plain"))), "document-unusable" },
    { DOC (IN ("imap", SERVER ("i.example.it", "0", "SSL", "x", "plain")) GOOD_OUT), "document-unusable" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (useless); i++)
    {
      g_autoptr (CtgDetection) detection = read_document (useless[i].document);
      const CtgEvidence *row = g_ptr_array_index (detection->evidence, 0);

      g_assert_cmpuint (detection->candidates->len, ==, 0);
      g_assert_cmpint (detection->recommended, ==, -1);
      g_assert_cmpstr (row->error, ==, useless[i].why);
    }
}

static void
test_half_of_use (void)
{
  g_autoptr (CtgDetection) half = read_document (DOC (GOOD_IN OUT (SERVER ("x", "70000", "SSL", "x", "plain"))));
  g_autoptr (CtgDetection) whole = read_document (DOC (GOOD_IN GOOD_OUT));
  g_autoptr (CtgDetection) without = read_document (DOC (GOOD_IN));

  g_assert_cmpstr (((CtgEvidence *) g_ptr_array_index (half->evidence, 0))->error, ==, "document-outgoing-unusable");
  g_assert_null (((CtgEvidence *) g_ptr_array_index (whole->evidence, 0))->error);
  g_assert_null (((CtgEvidence *) g_ptr_array_index (without->evidence, 0))->error);
}

static void
assert_refused (const char *text, gsize length, const char *reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ctg_detector_read_document (text, length, "anna@example.it", &error));
  g_assert_true (ctg_error_has_reason (error, reason));
}

/* D4, 0.9 */
static void
test_hostile_documents (void)
{
  static const char *const types[] = {
    "<!DOCTYPE clientConfig>" DOC (GOOD_IN),
    "<!DOCTYPE c [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><clientConfig>&x;</clientConfig>",
    "<!DOCTYPE c [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><clientConfig>&b;</clientConfig>",
    "<!DOCTYPE c SYSTEM \"http://127.0.0.1:9/evil.dtd\"><clientConfig/>",
  };
  static const char *const broken[] = {
    "", " ", "<", "<clientConfig>", "not xml", "<a/><b/>", "<clientConfig>&nbsp;</clientConfig>",
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><clientConfig><emailProvider>\xe8</emailProvider></clientConfig>",
    "<?xml version=\"1.0\" encoding=\"x-nobody\"?><clientConfig><emailProvider>\xe8</emailProvider></clientConfig>",
  };
  g_autofree char *large = g_strnfill (256 * 1024 + 1, ' ');
  GString *deep = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    assert_refused (types[i], strlen (types[i]), "xml-document-type");
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    assert_refused (broken[i], strlen (broken[i]), "not-xml");
  assert_refused ("<html><body>Hello</body></html>", 31, "not-autoconfig");
  assert_refused ("\n<!DOCTYPE html><html></html>", 29, "not-autoconfig");
  assert_refused ("{\"json\":true}", 13, "not-autoconfig");
  assert_refused (large, strlen (large), "xml-too-large");
  for (guint i = 0; i < 10000; i++)
    g_string_append (deep, "<clientConfig>");
  assert_refused (deep->str, deep->len, "not-xml");
  g_string_free (deep, TRUE);
}

static void
test_other_encodings (void)
{
  static const char document[] = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" DOC (GOOD_IN GOOD_OUT);
  static const char latin[] = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><clientConfig><emailProvider>"
                              "<displayName>Citt\xe0</displayName>" GOOD_IN "</emailProvider></clientConfig>";
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *wide = g_convert (document, -1, "UTF-16", "UTF-8", NULL, &length, NULL);
  g_autofree char *hidden = g_convert ("<!DOCTYPE a><a/>", -1, "UTF-16", "UTF-8", NULL, NULL, NULL);
  g_autoptr (CtgDetection) detection = ctg_detector_read_document (wide, length, "anna@example.it", &error);
  g_autoptr (CtgDetection) second = ctg_detector_read_document (latin, sizeof latin - 1, "anna@example.it", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (detection->candidates->len, ==, 1);
  g_assert_cmpstr (((CtgCandidate *) g_ptr_array_index (second->candidates, 0))->display_name, ==, "Citt\xc3\xa0");
  assert_refused (hidden, 2 * strlen ("<!DOCTYPE a><a/>") + 2, "xml-document-type");
}

static void
test_what_it_tells_people (void)
{
  g_autoptr (CtgDetection) detection = read_document (
    "<clientConfig><emailProvider><displayName> Posta\n di %EMAILDOMAIN% </displayName>"
    "<enable visiturl=\"https://web.example.it/on\"/><documentation url=\"http://help.example.it/\"/>"
    "<documentation url=\"javascript:alert(1)\"/><documentation url=\"file:///etc/passwd\"/><documentation/>"
    "<instruction url=\" https://help.example.it/2 \"/>" GOOD_IN GOOD_OUT "</emailProvider></clientConfig>");
  const CtgCandidate *candidate = g_ptr_array_index (detection->candidates, 0);
  g_autofree char *pages = g_strjoinv (" ", candidate->documentation);
  g_autofree char *names = g_strjoinv (" ", candidate->usernames);

  g_assert_cmpstr (candidate->display_name, ==, "Posta di example.it");
  g_assert_cmpstr (pages, ==, "https://web.example.it/on http://help.example.it/ https://help.example.it/2");
  g_assert_cmpstr (candidate->hint, ==, "imap-switch");
  g_assert_cmpstr (names, ==, "anna.b@example.it anna.b");
  g_assert_cmpstr (candidate->source, ==, "file");
  g_assert_cmpstr (candidate->trust, ==, "isp");
}

/* Many of one kind do not hide the few of another. */
static void
test_many_servers (void)
{
  GString *text = g_string_new ("<clientConfig><emailProvider>");
  g_autoptr (CtgDetection) detection = NULL;
  const CtgCandidate *candidate;

  for (guint i = 0; i < 200; i++)
    g_string_append (text, IN ("pop3", SERVER ("p.example.it", "995", "SSL", "x", "plain")));
  g_string_append (text, GOOD_IN GOOD_OUT "</emailProvider></clientConfig>");
  detection = read_document (text->str);
  candidate = g_ptr_array_index (detection->candidates, 0);
  g_assert_cmpstr (candidate->kind, ==, "imap");
  g_assert_nonnull (candidate->outgoing);
  g_string_free (text, TRUE);
}

/* A server on this computer is what a person may want of a file of their own, never what a stranger may point at. */
static void
test_strangers_name_no_local_server (void)
{
  static const char document[] = DOC (IN ("imap", SERVER ("localhost", "1143", "SSL", "x", "plain")));
  g_autoptr (CtgAutoconfig) parsed = ctg_autoconfig_parse (document, sizeof document - 1, "anna@example.it", NULL);
  g_autoptr (GPtrArray) theirs = ctg_autoconfig_candidates (parsed, "anna@example.it", "isp", "isp");
  g_autoptr (GPtrArray) own = ctg_autoconfig_candidates (parsed, "anna@example.it", "file", "isp");

  g_assert_cmpuint (theirs->len, ==, 0);
  g_assert_cmpuint (own->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/discover/autoconfig/document/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/discover/autoconfig/B09-A66-A90-refusals", test_refusals);
  g_test_add_func ("/discover/autoconfig/A90-addresses-at-Amazon", test_addresses_at_Amazon);
  g_test_add_func ("/discover/autoconfig/kinds", test_kinds);
  g_test_add_func ("/discover/autoconfig/A17-possibilities", test_possibilities);
  g_test_add_func ("/discover/autoconfig/A64-hints-of-the-table", test_hints_of_the_table);
  g_test_add_func ("/discover/autoconfig/A66-Microsoft-wants-a-token", test_Microsoft_wants_a_token);
  g_test_add_func ("/discover/autoconfig/V6-half-of-use", test_half_of_use);
  g_test_add_func ("/discover/autoconfig/V6-nothing-of-use", test_nothing_of_use);
  g_test_add_func ("/discover/autoconfig/D4-hostile-documents", test_hostile_documents);
  g_test_add_func ("/discover/autoconfig/many-servers", test_many_servers);
  g_test_add_func ("/discover/autoconfig/other-encodings", test_other_encodings);
  g_test_add_func ("/discover/autoconfig/what-it-tells-people", test_what_it_tells_people);
  g_test_add_func ("/discover/autoconfig/strangers-name-no-local-server", test_strangers_name_no_local_server);
  return g_test_run ();
}
