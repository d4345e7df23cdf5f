/* SPDX-License-Identifier: GPL-3.0-or-later */

/* D1, D2, A77 to A79: who is asked, who hears the password, and what comes of it. A world is lines:
 *
 *   URL STATUS [challenges,...] [exchange] [iis] [to=URL]     what a place says; with json=URL, openly
 *   URL = ews=URL | addr=ADDRESS | url=URL | error | eas      and what it says to the right password, in its own form
 *         | version=VERSION | schemas=LIST | inside=URL | STATUS
 *   srv HOST PORT                                             the domain's record
 */

#include "autodiscover-walk.h"

#include "dns.h"
#include "errors.h"

#include <stdlib.h>
#include <string.h>

#define D "https://d.example/autodiscover/autodiscover.xml"
#define AUTO "https://autodiscover.d.example/autodiscover/autodiscover.xml"
#define PLAIN "http://autodiscover.d.example/autodiscover/autodiscover.xml"
#define EWS "https://mail.d.example/EWS/Exchange.asmx"
#define AUTO_SVC "https://autodiscover.d.example/autodiscover/autodiscover.svc"
#define AUTO_JSON "https://autodiscover.d.example/autodiscover/autodiscover.json/v1.0/anna@d.example?Protocol=EWS"
#define D_SVC "https://d.example/autodiscover/autodiscover.svc"
#define D_JSON "https://d.example/autodiscover/autodiscover.json/v1.0/anna@d.example?Protocol=EWS"
#define EX_SVC "https://ex.d.example/autodiscover/autodiscover.svc"
#define SOAP AUTO " 404\n" AUTO_SVC KNOWN AUTO_SVC
#define KNOWN " 401 ntlm,basic exchange\n"

static const char *world_text;
static GString *asked;      /* a line a question; with ! where the password was said */

static char *
find_line (const char *url, gboolean answer)
{
  g_auto (GStrv) lines = g_strsplit (world_text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);

      if (g_strv_length (words) > 1 && g_str_equal (words[0], url) && g_str_equal (words[1], "=") == answer)
        return g_strdup (strchr (lines[i], ' ') + (answer ? 3 : 1));
    }
  return NULL;
}

static CtgHttpAnswer *
answer_new (guint status, const char *body)
{
  CtgHttpAnswer *answer = g_new0 (CtgHttpAnswer, 1);

  answer->status = status;
  answer->challenges = g_new0 (char *, 1);
  answer->body = g_bytes_new (body, strlen (body));
  return answer;
}

static CtgHttpAnswer *
answer_place (const char *url, GError **error)
{
  g_autofree char *line = find_line (url, FALSE);
  g_auto (GStrv) words = g_strsplit (line != NULL ? line : "", " ", -1);
  CtgHttpAnswer *answer;

  if (line == NULL)
    {
      ctg_error_set (error, CTG_ERROR_NETWORK, "host-not-found", "x");
      return NULL;
    }
  answer = answer_new ((guint) atoi (words[0]), "");
  for (guint i = 1; words[i] != NULL; i++)
    {
      if (g_str_has_prefix (words[i], "to="))
        answer->location = g_strdup (words[i] + 3);
      else if (g_str_has_prefix (words[i], "json="))
        {
          g_autofree char *body = g_strdup_printf ("{\"Protocol\":\"EWS\",\"Url\":\"%s\"}", words[i] + 5);

          g_bytes_unref (answer->body);
          answer->body = g_bytes_new (body, strlen (body));
        }
      else if (g_str_equal (words[i], "exchange"))
        answer->has_exchange_headers = TRUE;
      else if (g_str_equal (words[i], "iis"))
        answer->server = g_strdup ("Microsoft-IIS/10.0");
      else
        {
          g_strfreev (answer->challenges);
          answer->challenges = g_strsplit (words[i], ",", -1);
        }
    }
  return answer;
}

#define ACCOUNT "<Account><%s>%s</%s></Account>"

static char *
pox_answer (const char *line)
{
  g_autofree char *inner = NULL;

  if (g_str_has_prefix (line, "ews="))
    inner = g_strdup_printf ("<Account><Protocol><Type>EXCH</Type><EwsUrl>https://server.d.local/EWS/Exchange.asmx"
                             "</EwsUrl></Protocol><Protocol><Type>EXPR</Type><EwsUrl>%s</EwsUrl></Protocol></Account>",
                             line + 4);
  else if (g_str_has_prefix (line, "addr="))
    inner = g_strdup_printf (ACCOUNT, "RedirectAddr", line + 5, "RedirectAddr");
  else if (g_str_has_prefix (line, "url="))
    inner = g_strdup_printf (ACCOUNT, "RedirectUrl", line + 4, "RedirectUrl");
  else if (g_str_equal (line, "eas"))
    inner = g_strdup ("<Account><Protocol><Type>MobileSync</Type></Protocol></Account>");
  else
    inner = g_strdup ("<Error><ErrorCode>600</ErrorCode><Message>x</Message></Error>");
  return g_strdup_printf ("<Autodiscover><Response>%s</Response></Autodiscover>", inner);
}

#define SETTING "<UserSetting i:type=\"StringSetting\"><Name>%s</Name><Value>%s</Value></UserSetting>"

static char *
settings_answer (const char *name, const char *value, const char *ews)
{
  g_autofree char *first = g_strdup_printf (SETTING, name, value);
  g_autofree char *second = ews != NULL ? g_strdup_printf (SETTING, "ExternalEwsUrl", ews) : g_strdup ("");

  return g_strdup_printf ("<ErrorCode>NoError</ErrorCode><UserSettings>%s%s</UserSettings>", first, second);
}

static char *
soap_user (const char *line)
{
  if (g_str_has_prefix (line, "ews="))
    return settings_answer ("InternalEwsUrl", "https://server.d.local/EWS/Exchange.asmx", line + 4);
  if (g_str_has_prefix (line, "inside="))
    return settings_answer ("InternalEwsUrl", line + 7, NULL);
  if (g_str_has_prefix (line, "version="))
    return settings_answer ("CasVersion", line + 8, EWS);
  if (g_str_has_prefix (line, "schemas="))
    return settings_answer ("EwsSupportedSchemas", line + 8, EWS);
  if (g_str_has_prefix (line, "addr="))
    return g_strdup_printf ("<ErrorCode>RedirectAddress</ErrorCode><RedirectTarget>%s</RedirectTarget>", line + 5);
  if (g_str_has_prefix (line, "url="))
    return g_strdup_printf ("<ErrorCode>RedirectUrl</ErrorCode><RedirectTarget>%s</RedirectTarget>", line + 4);
  return g_strdup ("<ErrorCode>InvalidUser</ErrorCode><ErrorMessage>x</ErrorMessage>");
}

static char *
soap_answer (const char *line)
{
  g_autofree char *user = soap_user (line);

  if (g_str_equal (line, "fault"))
    return g_strdup ("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault>"
                     "<faultstring>x</faultstring></s:Fault></s:Body></s:Envelope>");
  return g_strdup_printf ("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
                          "<GetUserSettingsResponseMessage xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" "
                          "xmlns=\"http://schemas.microsoft.com/exchange/2010/Autodiscover\"><Response><ErrorCode>"
                          "NoError</ErrorCode><UserResponses><UserResponse>%s</UserResponse></UserResponses></Response>"
                          "</GetUserSettingsResponseMessage></s:Body></s:Envelope>", user);
}

static char *
json_answer (const char *line)
{
  if (g_str_has_prefix (line, "ews="))
    return g_strdup_printf ("{\"Protocol\":\"EWS\",\"Url\":\"%s\"}", line + 4);
  return g_strdup ("{\"ErrorCode\":\"UserNotFound\",\"ErrorMessage\":\"x\"}");
}

static CtgHttpAnswer *
answer_request (const char *url)
{
  g_autofree char *line = find_line (url, TRUE);
  g_autofree char *body = NULL;

  if (line == NULL)
    return answer_new (401, "");
  if (g_ascii_isdigit (line[0]))
    return answer_new ((guint) atoi (line), "");
  body = g_str_has_suffix (url, ".svc") ? soap_answer (line)
         : strstr (url, ".json") != NULL ? json_answer (line) : pox_answer (line);
  return answer_new (200, body);
}

/* Each form's question is its own, for the mailbox that is looked for. */
static void
check_body (const char *url, GBytes *body)
{
  g_autofree char *text = NULL;

  if (strstr (url, ".json") != NULL)
    {
      g_assert_null (body);
      return;
    }
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_assert_nonnull (strstr (text, "anna@"));
  g_assert_true ((strstr (text, "GetUserSettings") != NULL) == g_str_has_suffix (url, ".svc"));
}

static CtgHttpAnswer *
ask_world (const char *url, CtgHttpLogin login, const CtgAutodiscoverAsk *ask, GBytes *body, GCancellable *cancellable,
           GError **error)
{
  g_string_append_printf (asked, "%s%s\n", url, login != CTG_HTTP_LOGIN_NONE ? "!" : "");
  if (login != CTG_HTTP_LOGIN_NONE)
    check_body (url, body);
  else
    g_assert_null (body);
  return login != CTG_HTTP_LOGIN_NONE ? answer_request (url) : answer_place (url, error);
}

static CtgHttpAnswer *
fetch_world (const CtgHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_string_append_printf (asked, "%s\n", request->url);
  g_assert_true (request->only_redirect);
  g_assert_null (request->authorization);
  return answer_place (request->url, error);
}

static GPtrArray *
look_up_world (const char *service, const char *domain, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autofree char *line = find_line ("srv", FALSE);
  g_auto (GStrv) words = g_strsplit (line != NULL ? line : "", " ", -1);
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_dns_target_free);

  g_assert_cmpstr (service, ==, "autodiscover");
  if (line != NULL)
    g_ptr_array_add (targets, ctg_dns_target_new (words[0], (guint16) atoi (words[1]), 0, 0));
  return targets;
}

static const CtgAutodiscoverWorld world = { ask_world, fetch_world, look_up_world };

typedef struct
{
  const char *name;
  const char *world;
  const char *outcome;     /* the service, or the reason of the failure, and after a blank its host */
  const char *heard;       /* who heard the password, in order; NULL: nobody */
} Case;

static const Case cases[] = {
  { "at-the-domain", D KNOWN D " = ews=" EWS, EWS, D },
  { "at-autodiscover", AUTO KNOWN AUTO " = ews=" EWS, EWS, AUTO },
  { "a-web-host-before-it", D " 200\n" AUTO KNOWN AUTO " = ews=" EWS, EWS, AUTO },
  { "a-web-host-that-asks-everybody", D " 401 basic\n" AUTO KNOWN AUTO " = ews=" EWS, EWS, AUTO },
  { "2010-without-headers", AUTO " 401 negotiate,ntlm\n" AUTO " = ews=" EWS, EWS, AUTO },
  { "2010-with-basic-alone", AUTO " 401 basic iis\n" AUTO " = ews=" EWS, EWS, AUTO },
  { "A66-tickets-alone", AUTO " 401 negotiate exchange\n", "exchange-sign-in autodiscover.d.example", NULL },
  { "tokens-alone", AUTO " 401 bearer exchange\n", "EXCHANGE_ONLINE d.example", NULL },
  { "A79-knows-no-such-address", AUTO KNOWN AUTO " = error\n", "no-such-mailbox d.example", AUTO },
  { "nobody", "", "no-autodiscover d.example", NULL },
  { "wrong-password", D KNOWN AUTO KNOWN AUTO " = ews=" EWS, "credentials d.example", D },
  { "an-error-goes-on", D KNOWN D " = error\n" AUTO KNOWN AUTO " = ews=" EWS, EWS, D " " AUTO },
  { "a-server-in-trouble-goes-on", D KNOWN D " = 503\n" AUTO KNOWN AUTO " = ews=" EWS, EWS, D " " AUTO },
  { "plain-redirect",
    PLAIN " 302 to=https://ex.d.example/a\nhttps://ex.d.example/a" KNOWN "https://ex.d.example/a = ews=" EWS, EWS,
    "https://ex.d.example/a" },
  { "plain-redirect-elsewhere", PLAIN " 302 to=https://ex.hoster.example/a\nhttps://ex.hoster.example/a" KNOWN,
    "autodiscover-elsewhere ex.hoster.example", NULL },
  { "plain-redirect-in-clear", PLAIN " 302 to=http://ex.d.example/a\nhttp://ex.d.example/a" KNOWN,
    "no-autodiscover d.example", NULL },
  { "redirect-of-the-web",
    D " 302 to=https://ex.d.example/a\nhttps://ex.d.example/a" KNOWN "https://ex.d.example/a = ews=" EWS, EWS,
    "https://ex.d.example/a" },
  { "redirect-to-microsoft", D " 302 to=https://autodiscover-s.outlook.com/a\n", "EXCHANGE_ONLINE d.example", NULL },
  { "redirect-url",
    D KNOWN D " = url=https://ex.d.example/a\nhttps://ex.d.example/a" KNOWN "https://ex.d.example/a = ews=" EWS, EWS,
    D " https://ex.d.example/a" },
  { "redirect-url-elsewhere", D KNOWN D " = url=https://ex.evil.example/a\nhttps://ex.evil.example/a" KNOWN,
    "autodiscover-elsewhere ex.evil.example", D },
  { "redirect-url-in-clear", D KNOWN D " = url=http://ex.d.example/a\nhttp://ex.d.example/a" KNOWN,
    "no-autodiscover d.example", D },
  { "redirect-to-itself", D KNOWN D " = url=" D, "no-autodiscover d.example", D },
  { "redirect-in-a-ring", D KNOWN D " = url=" AUTO "\n" AUTO KNOWN AUTO " = url=" D, "no-autodiscover d.example",
    D " " AUTO },
  { "three-redirects", D KNOWN D " = url=https://a.d.example/\nhttps://a.d.example/" KNOWN
    "https://a.d.example/ = url=https://b.d.example/\nhttps://b.d.example/" KNOWN
    "https://b.d.example/ = url=https://c.d.example/\nhttps://c.d.example/" KNOWN "https://c.d.example/ = ews=" EWS,
    EWS, D " https://a.d.example/ https://b.d.example/ https://c.d.example/" },
  { "four-redirects", D KNOWN D " = url=https://a.d.example/\nhttps://a.d.example/" KNOWN
    "https://a.d.example/ = url=https://b.d.example/\nhttps://b.d.example/" KNOWN
    "https://b.d.example/ = url=https://c.d.example/\nhttps://c.d.example/" KNOWN
    "https://c.d.example/ = url=https://e.d.example/\nhttps://e.d.example/" KNOWN "https://e.d.example/ = ews=" EWS,
    "no-autodiscover d.example", D " https://a.d.example/ https://b.d.example/ https://c.d.example/" },
  { "redirect-address-below", D KNOWN D " = addr=anna@sub.d.example\n"
    "https://sub.d.example/autodiscover/autodiscover.xml" KNOWN
    "https://sub.d.example/autodiscover/autodiscover.xml = ews=" EWS, EWS,
    D " https://sub.d.example/autodiscover/autodiscover.xml" },
  { "redirect-address-elsewhere", D KNOWN D " = addr=anna@evil.example\n"
    "https://evil.example/autodiscover/autodiscover.xml" KNOWN, "autodiscover-elsewhere evil.example", D },
  { "redirect-address-to-itself", D KNOWN D " = addr=anna@d.example", "no-autodiscover d.example", D },
  { "redirect-address-that-is-none", D KNOWN D " = addr=nobody", "no-autodiscover d.example", D },
  { "service-elsewhere", D KNOWN D " = ews=https://ex.hoster.example/EWS/Exchange.asmx",
    "autodiscover-elsewhere ex.hoster.example", D },
  { "record", "srv ex.d.example 443\nhttps://ex.d.example:443/autodiscover/autodiscover.xml" KNOWN
    "https://ex.d.example:443/autodiscover/autodiscover.xml = ews=" EWS, EWS,
    "https://ex.d.example:443/autodiscover/autodiscover.xml" },
  { "record-elsewhere", "srv ex.hoster.example 443\nhttps://ex.hoster.example:443/autodiscover/autodiscover.xml" KNOWN,
    "autodiscover-elsewhere ex.hoster.example", NULL },
  { "soap-where-pox-knows-nothing", AUTO KNOWN AUTO " = error\n" AUTO_SVC KNOWN AUTO_SVC " = ews=" EWS, EWS,
    AUTO " " AUTO_SVC },
  { "soap-where-pox-is-not-there", SOAP " = ews=" EWS, EWS, AUTO_SVC },
  { "soap-is-not-asked-of-a-web-host", AUTO " 401 basic\n" AUTO_SVC " 401 basic\n" AUTO_SVC " = ews=" EWS,
    "no-autodiscover d.example", NULL },
  { "soap-refuses", AUTO " 404\n" AUTO_SVC KNOWN, "credentials autodiscover.d.example", AUTO_SVC },
  { "soap-that-refuses-what-pox-took", AUTO KNOWN AUTO " = error\n" AUTO_SVC KNOWN, "no-such-mailbox d.example",
    AUTO " " AUTO_SVC },
  { "soap-inside-alone", SOAP " = inside=" EWS, EWS, AUTO_SVC },
  { "soap-redirect-url", SOAP " = url=" EX_SVC "\n" EX_SVC KNOWN EX_SVC " = ews=" EWS, EWS,
    AUTO_SVC " " EX_SVC },
  { "soap-redirect-url-elsewhere", AUTO " 404\n" AUTO_SVC KNOWN AUTO_SVC
    " = url=https://ex.evil.example/autodiscover/autodiscover.svc\n", "autodiscover-elsewhere ex.evil.example",
    AUTO_SVC },
  { "soap-redirect-url-in-clear", SOAP " = url=http://ex.d.example/a\n"
    "http://ex.d.example/a" KNOWN, "no-autodiscover d.example", AUTO_SVC },
  { "soap-redirect-address-below", SOAP " = addr=anna@sub.d.example\n"
    "https://autodiscover.sub.d.example/autodiscover/autodiscover.xml" KNOWN
    "https://autodiscover.sub.d.example/autodiscover/autodiscover.xml = ews=" EWS, EWS,
    AUTO_SVC " https://autodiscover.sub.d.example/autodiscover/autodiscover.xml" },
  { "soap-redirect-address-to-itself", SOAP " = addr=anna@d.example",
    "no-autodiscover d.example", AUTO_SVC },
  { "soap-to-microsoft", SOAP " = ews=https://outlook.office365.com/EWS/Exchange.asmx",
    "EXCHANGE_ONLINE d.example", AUTO_SVC },
  { "soap-service-elsewhere", SOAP " = ews=https://ex.hoster.example/EWS/Exchange.asmx",
    "autodiscover-elsewhere ex.hoster.example", AUTO_SVC },
  { "soap-service-in-clear", SOAP " = inside=http://mail.d.example/EWS/Exchange.asmx",
    "no-autodiscover d.example", AUTO_SVC },
  { "A68-soap-of-2010-SP1", SOAP " = version=14.01.0218.012",
    "exchange-too-old d.example", AUTO_SVC },
  { "A68-soap-of-2010-SP2", SOAP " = version=14.02.0247.005", EWS, AUTO_SVC },
  { "A68-soap-of-2019", SOAP " = version=15.02.1118.007", EWS, AUTO_SVC },
  { "A68-soap-by-schemas-old", SOAP " = schemas=Exchange2007,Exchange2010",
    "exchange-too-old d.example", AUTO_SVC },
  { "A68-soap-by-schemas", SOAP " = schemas=Exchange2010,Exchange2010_SP2,Exchange2013",
    EWS, AUTO_SVC },
  { "soap-fault-then-json", AUTO KNOWN AUTO " = error\n" AUTO_SVC KNOWN AUTO_SVC " = fault\n" AUTO_JSON
    " 200 json=" EWS, EWS, AUTO " " AUTO_SVC },
  { "json-is-open", AUTO KNOWN AUTO " = error\n" AUTO_SVC " 404\n" AUTO_JSON " 200 json=" EWS, EWS, AUTO },
  { "json-with-the-password", AUTO KNOWN AUTO " = error\n" AUTO_SVC " 404\n" AUTO_JSON KNOWN AUTO_JSON " = ews=" EWS,
    EWS, AUTO " " AUTO_JSON },
  { "json-of-a-web-host-is-not-asked", D " 200\n" D_SVC " 200\n" D_JSON " 200 json=" EWS, "no-autodiscover d.example",
    NULL },
  { "json-to-microsoft", AUTO KNOWN AUTO " = error\n" AUTO_SVC " 404\n" AUTO_JSON
    " 200 json=https://outlook.office365.com/EWS/Exchange.asmx", "EXCHANGE_ONLINE d.example", AUTO },
  { "json-redirect-to-microsoft", AUTO KNOWN AUTO " = error\n" AUTO_SVC " 404\n" AUTO_JSON
    " 302 to=https://outlook.office365.com/autodiscover/autodiscover.json/v1.0/anna@d.example?Protocol=EWS\n",
    "EXCHANGE_ONLINE d.example", AUTO },
  { "A66-microsofts-sign-in", AUTO " 401 bearer,negotiate exchange\n", "EXCHANGE_ONLINE d.example", NULL },
  { "A66-microsofts-sign-in-beside-a-password", AUTO " 401 bearer,ntlm exchange\n" AUTO " = ews=" EWS, EWS, AUTO },
  { "A17-nothing-but-activesync", AUTO KNOWN AUTO " = eas", "ACTIVESYNC d.example", AUTO },
  { "record-that-says-no", "srv . 0\n", "no-autodiscover d.example", NULL },
};

static char *
list_heard (void)
{
  g_auto (GStrv) lines = g_strsplit (asked->str, "\n", -1);
  GString *heard = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_suffix (lines[i], "!"))
      g_string_append_printf (heard, "%s%.*s", heard->len > 0 ? " " : "", (int) strlen (lines[i]) - 1, lines[i]);
  return g_string_free (heard, FALSE);
}

static char *
walk (const CtgAutodiscoverAsk *ask)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgEndpoint) found = NULL;

  if (asked == NULL)
    asked = g_string_new (NULL);
  g_string_truncate (asked, 0);
  found = ctg_autodiscover_walk_in (&world, ask, NULL, &error);
  if (found != NULL)
    return g_strdup_printf ("https://%s%s", found->host, found->path);
  g_assert_nonnull (error);
  return g_strdup_printf ("%s %s", ctg_error_get_details (error).reason, ctg_error_get_details (error).host);
}

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  CtgAutodiscoverAsk ask = { .address = "anna@d.example", .secret = "segreto" };
  g_autofree char *outcome = NULL;
  g_autofree char *heard = NULL;

  world_text = one->world;
  outcome = walk (&ask);
  heard = list_heard ();
  g_assert_cmpstr (outcome, ==, one->outcome);
  g_assert_cmpstr (heard, ==, one->heard != NULL ? one->heard : "");
}

/* Guardicore's 372 072 passwords: nobody outside of the domain itself is asked anything, not even without one. */
static void
test_nobody_else_is_asked (void)
{
  static const char *const addresses[] = {
    "anna@d.example", "anna@sub.d.example", "anna@a.b.c.d.example", "anna@firma.co.uk", "anna@firma.com.br",
    "anna@xn--caff-8oa.it", "anna@firma.local", "anna@co.uk", "anna@com.br", "anna@it", "anna@com", "anna@uk",
    "anna@gov.it", "anna@comune.gov.it", "anna@mi.it", "anna@firma.mi.it", "anna@github.io", "anna@firma.github.io",
    "anna@xn--p1ai", "anna@firma.xn--p1ai", "anna@posta.xn--caff-8oa.it", "anna@localhost", "anna@firma.lan",
    "anna@firma.corp", "anna@mail.firma.co.uk", "anna@a.mail.firma.co.uk", "anna@kawasaki.jp",
    "anna@city.kawasaki.jp", "anna@firma.com.au", "anna@autodiscover.it",
  };

  world_text = "";
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      CtgAutodiscoverAsk ask = { .address = addresses[i], .secret = "segreto" };
      const char *domain = strchr (addresses[i], '@') + 1;
      g_autofree char *outcome = walk (&ask);
      g_auto (GStrv) lines = g_strsplit (asked->str, "\n", -1);

      g_assert_true (g_str_has_prefix (outcome, "no-autodiscover"));
      for (guint k = 0; lines[k] != NULL && lines[k][0] != '\0'; k++)
        {
          g_autoptr (GUri) uri = g_uri_parse (lines[k], G_URI_FLAGS_NONE, NULL);
          g_autofree char *own = g_strconcat ("autodiscover.", domain, NULL);

          g_assert_true (g_str_equal (g_uri_get_host (uri), domain) || g_str_equal (g_uri_get_host (uri), own));
        }
    }
}

static void
test_accepted_hosts_are_asked (void)
{
  const char *const accepted[] = { "ex.hoster.example", NULL };
  CtgAutodiscoverAsk ask = { .address = "anna@d.example", .secret = "segreto", .accepted = accepted };
  g_autofree char *outcome = NULL;

  world_text = PLAIN " 302 to=https://ex.hoster.example/a\nhttps://ex.hoster.example/a" KNOWN
    "https://ex.hoster.example/a = ews=https://ex.hoster.example/EWS/Exchange.asmx";
  outcome = walk (&ask);
  g_assert_cmpstr (outcome, ==, "https://ex.hoster.example/EWS/Exchange.asmx");
}

/* A78: each place in order with what came of it, and nobody's address. */
static void
test_the_trail_says_what_was_asked (void)
{
  static const struct { const char *world, *trail; } trails[] = {
    { AUTO KNOWN AUTO " = ews=" EWS, D " not-found|" AUTO " found" },
    { AUTO KNOWN AUTO " = error",
      D " not-found|" AUTO " discarded|" AUTO_SVC " not-found|" PLAIN " not-found|"
      "_autodiscover._tcp.d.example not-found" },
    { D " 404\n" AUTO " 200\n" AUTO_SVC " 401 ntlm exchange\n" AUTO_SVC " = error",
      D " http-404|" D_SVC " not-found|" AUTO " discarded|" AUTO_SVC " discarded|"
      "https://autodiscover.d.example/autodiscover/autodiscover.json not-found|" PLAIN " not-found|"
      "_autodiscover._tcp.d.example not-found" },
    { AUTO KNOWN AUTO " = 401", D " not-found|" AUTO " http-401" },
    { PLAIN " 302 to=https://ex.hoster.example/a\n", D " not-found|" AUTO " not-found|" PLAIN " found|"
      "https://ex.hoster.example/a redirect-refused|_autodiscover._tcp.d.example not-found" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (trails); i++)
    {
      g_autoptr (GPtrArray) trail = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_evidence_free);
      CtgAutodiscoverAsk ask = { .address = "anna@d.example", .secret = "segreto", .trail = trail };
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *outcome = NULL;

      world_text = trails[i].world;
      outcome = walk (&ask);
      for (guint k = 0; k < trail->len; k++)
        {
          const CtgEvidence *row = g_ptr_array_index (trail, k);

          g_string_append_printf (text, "%s%s %s", k > 0 ? "|" : "", row->asked, row->answer);
        }
      g_assert_cmpstr (text->str, ==, trails[i].trail);
      g_assert_null (strstr (text->str, "anna"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/discover/autodiscover-walk/D1-D2/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/discover/autodiscover-walk/A78-the-trail-says-what-was-asked",
                   test_the_trail_says_what_was_asked);
  g_test_add_func ("/discover/autodiscover-walk/D1-nobody-else-is-asked", test_nobody_else_is_asked);
  g_test_add_func ("/discover/autodiscover-walk/accepted-hosts-are-asked", test_accepted_hosts_are_asked);
  return g_test_run ();
}
