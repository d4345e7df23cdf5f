/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A17, A93, B09: whatever file a person has, the first servers of it are read right, or the reason is said. */

#include "detector.h"
#include "errors.h"

#include <string.h>

#define POX(inside) \
  "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" \
  "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006\">" \
  "<Response xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a\">" \
  "<User><DisplayName>Anna</DisplayName></User>" \
  "<Account><AccountType>email</AccountType><Action>settings</Action>" inside "</Account></Response></Autodiscover>"
#define PHONE(inside) \
  "<Autodiscover><Response xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/mobilesync/" \
  "responseschema/2006\">" \
  "<Culture>en:en</Culture><Action>" inside "</Action></Response></Autodiscover>"
#define ONE(type, server, port, inside) \
  "<Protocol><Type>" type "</Type><Server>" server "</Server><Port>" port "</Port>" inside "</Protocol>"
#define EWS "https://owa.example.it/EWS/Exchange.asmx"
#define CONFIG "<clientConfig><emailProvider><incomingServer type=\"imap\"><hostname>i.example.it</hostname>" \
               "</incomingServer></emailProvider></clientConfig>"
#define PROFILE(domain) \
  "{\"domains\":[\"" domain "\"],\"imap\":{\"host\":\"i.example.it\",\"port\":143,\"security\":\"starttls\"," \
  "\"username\":\"%EMAILLOCALPART%\"},\"smtp\":{\"host\":\"o.example.it\",\"port\":465,\"security\":\"tls\"}}"

#define PLIST_HEAD \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" " \
  "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
#define PLIST(inside) \
  PLIST_HEAD "<plist version=\"1.0\"><dict><key>PayloadContent</key><array><dict>" inside "</dict></array>" \
  "<key>PayloadType</key><string>Configuration</string></dict></plist>"
#define BARE_PLIST(inside) "<plist version=\"1.0\"><array><dict>" inside "</dict></array></plist>"
#define GOOD_ACCOUNT KEY ("EmailAccountType", "EmailTypeIMAP") SIDE ("Incoming", "i.example.it", "993", "true")
#define GOOD_INCOMING "i.example.it:993 tls anna@example.it password"
#define SIGNED(inside) "0\x82\x0b\x10\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x02\xa0\x82" inside "\xa0\x82\x01\x02\xff"
#define SPACES "                                                  "
#define MANY_SPACES SPACES SPACES SPACES SPACES SPACES SPACES SPACES SPACES SPACES SPACES SPACES SPACES SPACES
#define KEY(name, value) "<key>" name "</key>\n  <string>" value "</string>"
#define NUMBER(name, value) "<key>" name "</key><integer>" value "</integer>"
#define SIDE(side, host, port, ssl) \
  KEY (side "MailServerHostName", host) NUMBER (side "MailServerPortNumber", port) \
  "<key>" side "MailServerUseSSL</key><" ssl "/>"

/* "HOST:PORT SECURITY USERNAME AUTH,AUTH", "-" for none; of Exchange the address of EWS and "-". */
typedef struct
{
  const char *name;
  const char *document;
  const char *kind;
  const char *incoming;
  const char *outgoing;
} Case;

static const Case cases[] = {
  { "both", POX (ONE ("IMAP", "i.example.it", "993", "<SSL>on</SSL><SPA>off</SPA><AuthRequired>on</AuthRequired>")
                 ONE ("SMTP", "o.example.it", "465", "<SSL>on</SSL>")),
    "imap", "i.example.it:993 tls anna@example.it password", "o.example.it:465 tls anna@example.it password" },
  { "POP first", POX (ONE ("POP3", "p.example.it", "995", "") ONE ("IMAP", "i.example.it", "993", "")
                      ONE ("SMTP", "o.example.it", "587", "<SSL>on</SSL>")),
    "imap", "i.example.it:993 tls anna@example.it password", "o.example.it:587 starttls anna@example.it password" },
  { "Outlook's TLS", POX (ONE ("imap", "i.example.it", "143", "<Encryption>TLS</Encryption>")
                          ONE ("smtp", "o.example.it", "587", "<SSL>off</SSL><Encryption>tls</Encryption>")),
    "imap", "i.example.it:143 starttls anna@example.it password",
    "o.example.it:587 starttls anna@example.it password" },
  { "Outlook's TLS on an encrypted port", POX (ONE ("IMAP", "i.example.it", "993", "<Encryption>TLS</Encryption>")),
    "imap", "i.example.it:993 tls anna@example.it password", "-" },
  { "SSL by name, odd port", POX (ONE ("IMAP", "i.example.it", "9993", "<Encryption>SSL</Encryption>")),
    "imap", "i.example.it:9993 tls anna@example.it password", "-" },
  { "Auto", POX (ONE ("IMAP", "i.example.it", "143", "<Encryption>Auto</Encryption>")),
    "imap", "i.example.it:143 starttls anna@example.it password", "-" },
  { "in clear first", POX (ONE ("IMAP", "a.example.it", "143", "<SSL>off</SSL>") ONE ("IMAP", "i.example.it", "993", "")
                           ONE ("SMTP", "a.example.it", "25", "<Encryption>None</Encryption>")
                           ONE ("SMTP", "o.example.it", "465", "")),
    "imap", "i.example.it:993 tls anna@example.it password", "o.example.it:465 tls anna@example.it password" },
  { "login name", POX (ONE ("IMAP", "i.example.it", "993", "<LoginName> u1234 </LoginName>")),
    "imap", "i.example.it:993 tls u1234 password", "-" },
  { "login name of a domain", POX (ONE ("IMAP", "i.example.it", "993", "<LoginName>anna</LoginName>"
                                        "<DomainRequired>on</DomainRequired><DomainName>EX</DomainName>")),
    "imap", "i.example.it:993 tls EX\\anna password", "-" },
  { "SPA, and sending without", POX (ONE ("IMAP", "i.example.it", "993", "<SPA>on</SPA>")
                                     ONE ("SMTP", "o.example.it", "465", "<AuthRequired>off</AuthRequired>")),
    "imap", "i.example.it:993 tls anna@example.it ntlm", "o.example.it:465 tls anna@example.it none" },
  { "no ports", POX ("<Protocol Type=\"IMAP\"><Server>i.example.it</Server></Protocol>"
                     "<Protocol><Type>SMTP</Type><Server>o.example.it</Server></Protocol>"),
    "imap", "i.example.it:993 tls anna@example.it password", "o.example.it:465 tls anna@example.it password" },
  { "prefixes and other case", "<a:autodiscover xmlns:a=\"x\"><a:response><a:account><a:protocol><a:type>IMAP</a:type>"
                               "<a:server>I.Example.It</a:server></a:protocol></a:account></a:response>"
                               "</a:autodiscover>",
    "imap", "i.example.it:993 tls anna@example.it password", "-" },
  { "impossible servers", POX (ONE ("IMAP", "http://x/", "993", "") ONE ("IMAP", "x.example.it", "0", "")
                               ONE ("IMAP", "", "993", "") ONE ("IMAP", "i.example.it", "993", "")),
    "imap", "i.example.it:993 tls anna@example.it password", "-" },
  { "Exchange", POX ("<Protocol><Type>EXCH</Type><Server>guid@example.it</Server><EwsUrl>" EWS "</EwsUrl></Protocol>"
                     "<Protocol><Type>WEB</Type></Protocol>"), "exchange", EWS, "-" },
  { "Exchange, the outside before the inside", POX (
      "<Protocol><Type>EXCH</Type><EwsUrl>https://in.example.lan/EWS/Exchange.asmx</EwsUrl></Protocol>"
      "<Protocol><Type>EXPR</Type><EwsUrl>" EWS "</EwsUrl></Protocol>"), "exchange", EWS, "-" },
  { "Exchange, the inside alone", POX ("<Protocol><Type>EXCH</Type><EwsUrl>" EWS "</EwsUrl></Protocol>"), "exchange",
    EWS, "-" },
  { "the reading server's name for sending", POX (ONE ("SMTP", "o.example.it", "465", "<UsePOPAuth>on</UsePOPAuth>")
                                                  ONE ("POP3", "p.example.it", "995", "<LoginName>p7</LoginName>")
                                                  ONE ("IMAP", "i.example.it", "993", "<LoginName>i7</LoginName>")),
    "imap", "i.example.it:993 tls i7 password", "o.example.it:465 tls i7 password" },
  { "a name of its own for sending", POX (ONE ("IMAP", "i.example.it", "993", "<LoginName>i7</LoginName>")
                                          ONE ("SMTP", "o.example.it", "465",
                                               "<UsePOPAuth>on</UsePOPAuth><LoginName>o7</LoginName>")),
    "imap", "i.example.it:993 tls i7 password", "o.example.it:465 tls o7 password" },
  { "no name for sending", POX (ONE ("IMAP", "i.example.it", "993", "<LoginName>i7</LoginName>")
                                ONE ("SMTP", "o.example.it", "465", "<UsePOPAuth>off</UsePOPAuth>")),
    "imap", "i.example.it:993 tls i7 password", "o.example.it:465 tls anna@example.it password" },
  { "a telephone's answer", PHONE ("<Settings><Server><Type>MobileSync</Type><Url>https://e.example.it/x</Url></Server>"
                                   "</Settings>"), "unsupported", "ACTIVESYNC", "-" },
  { "Exchange beside IMAP", POX ("<Protocol><Type>EXPR</Type><Server>x</Server><EwsUrl>" EWS "</EwsUrl></Protocol>"
                                 ONE ("IMAP", "i.example.it", "993", "")),
    "imap", "i.example.it:993 tls anna@example.it password", "-" },
  { "POP3 only", POX (ONE ("POP3", "p.example.it", "995", "") ONE ("SMTP", "o.example.it", "465", "")),
    "unsupported", "POP3_ONLY", "-" },
  { "in clear only", POX (ONE ("IMAP", "p.example.it", "143", "<SSL>off</SSL>")), "unsupported", "PLAINTEXT_ONLY",
    "-" },
  { "ActiveSync only", POX ("<Protocol><Type>MobileSync</Type><Server>e.example.it</Server></Protocol>"),
    "unsupported", "ACTIVESYNC", "-" },
  { "JSON", "{\"Protocol\":\"EWS\",\"Url\":\"" EWS "\"}", "exchange", EWS, "-" },
  { "JSON in other case", " \r\n{\"Url\":\"" EWS "\",\"Protocol\":\"Ews\",\"x\":[1]}", "exchange", EWS, "-" },
  { "JSON of Microsoft", "{\"Protocol\":\"EWS\",\"Url\":\"https://outlook.office365.com/EWS/Exchange.asmx\"}",
    "microsoft365", "https://outlook.office365.com/EWS/Exchange.asmx", "-" },
  { "JSON of ActiveSync", "{\"Protocol\":\"ActiveSync\",\"Url\":\"https://e.example.it/x\"}", "unsupported",
    "ACTIVESYNC", "-" },
  { "a profile", PROFILE ("Example.IT"), "imap", "i.example.it:143 starttls anna password",
    "o.example.it:465 tls anna@example.it password" },
  { "a profile with a byte order mark", "\xef\xbb\xbf\n" PROFILE ("example.it"), "imap",
    "i.example.it:143 starttls anna password", "o.example.it:465 tls anna@example.it password" },
  { "Apple's profile", PLIST (KEY ("EmailAccountType", "EmailTypeIMAP") SIDE ("Incoming", "i.example.it", "993", "true")
                              SIDE ("Outgoing", "o.example.it", "587", "true")
                              KEY ("IncomingMailServerUsername", "u1") KEY ("OutgoingMailServerUsername", "u2")
                              KEY ("IncomingMailServerAuthentication", "EmailAuthCRAMMD5")
                              KEY ("OutgoingMailServerAuthentication", "EmailAuthPassword")),
    "imap", "i.example.it:993 tls u1 password-encrypted", "o.example.it:587 starttls u2 password" },
  { "Apple's profile without ports", PLIST (KEY ("EmailAccountType", "EmailTypeIMAP")
                                            KEY ("IncomingMailServerHostName", "i.example.it")
                                            "<key>IncomingMailServerUseSSL</key><true/>"),
    "imap", "i.example.it:993 tls anna@example.it password", "-" },
  { "Apple's profile, POP3", PLIST (KEY ("EmailAccountType", "EmailTypePOP")
                                    SIDE ("Incoming", "p.example.it", "995", "true")), "unsupported", "POP3_ONLY",
    "-" },
  { "Apple's profile, in clear", PLIST (KEY ("EmailAccountType", "EmailTypeIMAP")
                                        SIDE ("Incoming", "p.example.it", "143", "false")), "unsupported",
    "PLAINTEXT_ONLY", "-" },
  { "Apple's profile without a document type", "<?xml version=\"1.0\"?>" BARE_PLIST (GOOD_ACCOUNT), "imap",
    GOOD_INCOMING, "-" },
  { "Apple's profile, its document type far down", "<?xml version=\"1.0\"?>\n<!-- <!DOCTYPE x [ -->" MANY_SPACES
    "<!--" MANY_SPACES "--><!DOCTYPE plist PUBLIC \"-//Apple\" \"x\">" BARE_PLIST (GOOD_ACCOUNT), "imap",
    GOOD_INCOMING, "-" },
  { "Apple's profile of a system", "<!DOCTYPE plist SYSTEM \"file://localhost/System/Library/DTDs/PropertyList.dtd\">"
    BARE_PLIST (GOOD_ACCOUNT), "imap", GOOD_INCOMING, "-" },
  { "Apple's profile, signed", SIGNED (PLIST (GOOD_ACCOUNT)), "imap", GOOD_INCOMING, "-" },
  { "Apple's profile, signed, without a head", "0\x80\x06\x09" BARE_PLIST (GOOD_ACCOUNT), "imap", GOOD_INCOMING,
    "-" },
  { "Apple's profile of ActiveSync", PLIST (KEY ("Host", "owa.example.it")
                                            KEY ("PayloadType", "com.apple.eas.account")), "unsupported",
    "ACTIVESYNC", "-" },
  { "Apple's profile of Exchange", PLIST (KEY ("Host", "owa.example.it") KEY ("Path", "/EWS/Exchange.asmx")
                                          NUMBER ("Port", "443") KEY ("PayloadType", "com.apple.ews.account")),
    "exchange", EWS, "-" },
  { "empty lines before", "\n\r\n \t<?xml version=\"1.0\"?>" CONFIG, "imap",
    "i.example.it:993 tls anna@example.it password", "-" },
  { "a mark and empty lines before", "\xef\xbb\xbf\r\n<?xml version=\"1.0\"?>" CONFIG, "imap",
    "i.example.it:993 tls anna@example.it password", "-" },
  { "attributes in other case", "<clientConfig><emailProvider><incomingServer Type=\"POP3\"><hostname>imap.example.it"
    "</hostname></incomingServer><incomingServer TYPE=\"imap\"><hostname>x.example.it</hostname></incomingServer>"
    "</emailProvider></clientConfig>", "imap", "x.example.it:993 tls anna@example.it password", "-" },
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

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgDetection) detection = ctg_detector_read_document (one->document, strlen (one->document),
                                                                   "anna@example.it", &error);
  const CtgCandidate *best;
  g_autofree char *incoming = NULL;
  g_autofree char *outgoing = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (detection->candidates->len, >=, 1);
  best = g_ptr_array_index (detection->candidates, 0);
  incoming = best->reason != NULL ? g_strdup (best->reason)
             : best->exchange_url != NULL ? g_strdup (best->exchange_url) : describe (best->incoming, best->auth);
  outgoing = describe (best->outgoing, best->outgoing_auth);
  g_assert_cmpstr (best->kind, ==, one->kind);
  g_assert_cmpstr (incoming, ==, one->incoming);
  g_assert_cmpstr (outgoing, ==, one->outgoing);
  g_assert_cmpint (detection->recommended, ==, best->reason != NULL ? -1 : 0);
}

/* What comes after the first. */
static void
test_second_candidates (void)
{
  static const struct { const char *document, *url; int recommended; } seconds[] = {
    { POX ("<Protocol><Type>EXCH</Type><EwsUrl>https://in.example.lan/EWS/Exchange.asmx</EwsUrl></Protocol>"
           "<Protocol><Type>EXPR</Type><EwsUrl>" EWS "</EwsUrl></Protocol>"),
      "https://in.example.lan/EWS/Exchange.asmx", 0 },
    { POX ("<Protocol><Type>EXCH</Type><EwsUrl>" EWS "</EwsUrl></Protocol>"
           "<Protocol><Type>EXPR</Type><EwsUrl>" EWS "</EwsUrl></Protocol>"), NULL, 0 },
    { PHONE ("<Settings><Server><Type>MobileSync</Type><Url>https://owa.example.it/x</Url></Server></Settings>"), EWS,
      -1 },
    { PHONE ("<Settings><Server><Type>MobileSync</Type><Url>http://owa.example.it/x</Url></Server></Settings>"), NULL,
      -1 },
    { POX ("<Protocol><Type>MobileSync</Type><Server>owa.example.it</Server></Protocol>"), EWS, -1 },
    { PLIST (KEY ("Host", "owa.example.it") KEY ("PayloadType", "com.apple.eas.account")), EWS, -1 },
    { "{\"Protocol\":\"ActiveSync\",\"Url\":\"https://owa.example.it/x\"}", EWS, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (seconds); i++)
    {
      const char *text = seconds[i].document;
      g_autoptr (CtgDetection) detection = ctg_detector_read_document (text, strlen (text), "anna@example.it", NULL);
      const CtgCandidate *second = detection->candidates->len > 1 ? g_ptr_array_index (detection->candidates, 1) : NULL;

      g_assert_cmpstr (second != NULL ? second->exchange_url : NULL, ==, seconds[i].url);
      g_assert_cmpint (detection->recommended, ==, seconds[i].recommended);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *document;
    const char *reason;
    const char *words;     /* (nullable) what the document itself said */
  } refused[] = {
    { "<Autodiscover><Response><Error Id=\"1\"><ErrorCode>500</ErrorCode><Message>No such\nmailbox</Message></Error>"
      "</Response></Autodiscover>", "autodiscover-error", "No such mailbox" },
    { "<Autodiscover><Response><Error><ErrorCode>600</ErrorCode><Message>Invalid Request</Message></Error></Response>"
      "</Autodiscover>", "autodiscover-error", "Invalid Request" },
    { POX ("<RedirectAddr>anna@other.example</RedirectAddr>"), "autodiscover-redirect", "anna@other.example" },
    { "<Autodiscover><Response><Account><Action>redirectUrl</Action><RedirectUrl>https://x.example/a.xml</RedirectUrl>"
      "</Account></Response></Autodiscover>", "autodiscover-redirect", "https://x.example/a.xml" },
    { PHONE ("<Redirect>anna@other.example</Redirect>"), "autodiscover-redirect", "anna@other.example" },
    { PHONE ("<Error><Status>2</Status><Message>No such user</Message></Error>"), "autodiscover-error",
      "No such user" },
    { "<Autodiscover/>", "not-autoconfig", NULL },
    { "{\"ErrorCode\":\"ProtocolNotSupported\",\"ErrorMessage\":\"No IMAP here\"}", "autodiscover-error",
      "No IMAP here" },
    { "{\"Protocol\":\"EWS\",\"Url\":\"http://owa.example.it/\"}", "not-autoconfig", NULL },
    { "{\"Protocol\":\"EWS\",\"Url\":\"https://u:p@owa.example.it/\"}", "not-autoconfig", NULL },
    { "{}", "not-autoconfig", NULL }, { "[]", "not-autoconfig", NULL },
    { "{\"domains\":[\"example.it\"]}", "profile-broken", NULL },
    { PROFILE ("other.example"), "profile-other-domain", NULL },
    { "<!doctype HTML><title>404</title>", "not-autoconfig", NULL },
    { "<HTML><body/></HTML>", "not-autoconfig", NULL },
    { "", "not-xml", NULL }, { "\n\n", "not-xml", NULL }, { "\xef\xbb\xbf", "not-xml", NULL },
    { "<clientConfig><emailProvider><incomingServer type=\"imap\"><hostname>i.exam", "not-xml", NULL },
    { PLIST (KEY ("PayloadType", "com.apple.wifi.managed")), "not-autoconfig", NULL },
    { "<!DOCTYPE plist PUBLIC \"-//Apple\" \"x\" [<!ENTITY a \"b\">]><plist/>", "xml-document-type", NULL },
    { PLIST_HEAD "<!DOCTYPE plist [<!ENTITY a \"b\">]><plist/>", "xml-document-type", NULL },
    { "<!DOCTYPE plist SYSTEM \"x\" [<!ENTITY a \"b\">]><plist/>", "xml-document-type", NULL },
    { "<!DOCTYPE plists><plists/>", "xml-document-type", NULL },
    { SIGNED ("nothing"), "signed-unreadable", NULL },
    { SIGNED ("<plist><dict>\x04\x82\x10<</dict></plist>"), "signed-unreadable", NULL },
    { SIGNED ("<plist><dict/></plist>"), "not-autoconfig", NULL },
    { SIGNED ("<?xml version=\"1.0\"?><!DOCTYPE plist [<!ENTITY a \"b\">]><plist></plist>"), "xml-document-type",
      NULL },
    { "\n<!DOCTYPE clientConfig [<!ENTITY a \"b\">]><clientConfig/>", "xml-document-type", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ctg_detector_read_document (refused[i].document, strlen (refused[i].document), "anna@example.it",
                                                 &error));
      if (!ctg_error_has_reason (error, refused[i].reason))
        g_error ("%s: %s", refused[i].document, error->message);
      g_assert_cmpstr (ctg_error_get_details (error).server_text, ==, refused[i].words);
    }
}

/* Whatever is cut off or changed in a document, nothing breaks. */
static void
test_cut_and_changed (void)
{
  static const char *const whole[] = { PLIST (KEY ("EmailAccountType", "EmailTypeIMAP")),
                                       POX (ONE ("IMAP", "i.example.it", "993", "<SSL>on</SSL>")),
                                       PROFILE ("example.it"), "{\"Protocol\":\"EWS\",\"Url\":\"" EWS "\"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    for (gsize length = 0; length < strlen (whole[i]); length++)
      {
        g_autofree char *text = g_strndup (whole[i], length);
        g_autofree char *changed = g_strdup (whole[i]);
        g_autoptr (CtgDetection) cut = ctg_detector_read_document (text, length, "anna@example.it", NULL);
        g_autoptr (CtgDetection) other = NULL;

        changed[length] ^= 0x15;
        other = ctg_detector_read_document (changed, strlen (changed), "anna@example.it", NULL);
        g_assert_null (cut);
        g_assert_true (other == NULL || other->candidates != NULL);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/discover/any-document/A17-A93-B09/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/discover/any-document/A17-second-candidates", test_second_candidates);
  g_test_add_func ("/discover/any-document/refused-with-the-reason", test_refused);
  g_test_add_func ("/discover/any-document/cut-and-changed", test_cut_and_changed);
  return g_test_run ();
}
