/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Is there an Exchange? Asked without a credential, only at the domain itself and at autodiscover. below it (D1), at
 * the target of its SRV record, and where http://autodiscover. leads to by https.
 *
 *   answer of /autodiscover/autodiscover.xml, /EWS/Exchange.asmx                          then
 *   401, a challenge of Exchange's kind, and a header that only Exchange sends           certain
 *   401 to EWS, a challenge, IIS or ASP.NET, and another path does not say 401           possible: never preselected
 *   a challenge for a token, or a host of Microsoft's                                    Microsoft 365 (A66)
 *   anything else, a web host's 200 or 401 to everything                                 discarded
 *
 * Microsoft's directory says for whom the domain is in which cloud: the domain is all it is told (A56). */

#include "ladder.h"

#include "errors.h"
#include "json.h"
#include "provider-table.h"
#include "rank.h"

#include <string.h>

#define FIT_CERTAIN 85
#define FIT_POSSIBLE 40
#define EWS_PATH "/EWS/Exchange.asmx"
#define AUTODISCOVER_PATH "/autodiscover/autodiscover.xml"
#define TENANT_MAX_BYTES (64 * 1024)
/* A path that no server has: one that says 401 to it says so to everything. */
#define NOBODYS_PATH "/carteggio-no-such-page"

static gpointer
ask_url (const CtgQuestion *question, GCancellable *cancellable, GError **error)
{
  const CtgDetectorWorld *world = question->ladder->world;
  const CtgHttpRequest request = { question->subject, TENANT_MAX_BYTES, world->source_timeout_ms, FALSE };

  return world->fetch (&request, cancellable, error);
}

static gpointer
ask_redirect (const CtgQuestion *question, GCancellable *cancellable, GError **error)
{
  const CtgDetectorWorld *world = question->ladder->world;
  const CtgHttpRequest request = { question->subject, 0, world->source_timeout_ms, TRUE };

  return world->fetch (&request, cancellable, error);
}

static gboolean
challenges (const CtgHttpAnswer *answer, const char *scheme)
{
  return answer->challenges != NULL && g_strv_contains ((const char *const *) answer->challenges, scheme);
}

static gboolean
has_challenge (const CtgHttpAnswer *answer)
{
  return answer->status == 401 &&
         (challenges (answer, "ntlm") || challenges (answer, "negotiate") || challenges (answer, "basic"));
}

static gboolean
looks_like_iis (const CtgHttpAnswer *answer)
{
  return (answer->server != NULL && strstr (answer->server, "Microsoft-IIS") != NULL) ||
         (answer->powered_by != NULL && strstr (answer->powered_by, "ASP.NET") != NULL);
}

static char *
host_of (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
}

/* Where Exchange's programs find their service on a host: everywhere the same. */
static char *
service_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL)
    return NULL;
  return g_uri_join (G_URI_FLAGS_NONE, "https", NULL, g_uri_get_host (uri), g_uri_get_port (uri), EWS_PATH, NULL, NULL);
}

static char **
auth_of (const CtgHttpAnswer *answer)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  if (challenges (answer, "negotiate"))
    g_strv_builder_add (list, "gssapi");
  if (challenges (answer, "ntlm"))
    g_strv_builder_add (list, "ntlm");
  if (challenges (answer, "basic"))
    g_strv_builder_add (list, "password");
  return g_strv_builder_end (list);
}

static void
add_exchange (CtgLadder *ladder, const CtgHttpAnswer *answer, const char *why, int fit)
{
  CtgCandidate *candidate = ctg_candidate_new ("exchange", ladder->domain, "exchange", "probe");

  candidate->exchange_url = service_url (answer->url);
  candidate->auth = auth_of (answer);
  candidate->fit = fit;
  candidate->why = g_strdup (why);
  candidate->why_detail = host_of (answer->url);
  ctg_rank_confirm (candidate, ladder->domain);
  ctg_ladder_add (ladder, candidate);
}

static gboolean
is_microsofts (const char *url)
{
  g_autofree char *host = host_of (url);
  const CtgProviderEntry *entry = host != NULL ? ctg_provider_table_find_host (host) : NULL;

  return entry != NULL && g_str_equal (entry->kind, "microsoft365");
}

static void
add_microsoft (CtgLadder *ladder, const char *url)
{
  const CtgProviderEntry *entry = ctg_provider_table_find_host ("outlook.office365.com");
  CtgCandidate *candidate = ctg_candidate_new (entry->kind, entry->name, "exchange", "mx");

  candidate->auth = g_strdupv (entry->auth);
  candidate->fit = FIT_CERTAIN;
  candidate->why = g_strdup ("exchange-certain");
  candidate->why_detail = host_of (url);
  candidate->hint = g_strdup (entry->hint);
  candidate->can_start = FALSE;
  ctg_ladder_add (ladder, candidate);
}

/* The answer to nobody's path. */
static void
take_control (CtgLadder *ladder, CtgQuestion *question)
{
  const CtgHttpAnswer *answer = question->answer;
  CtgHttpAnswer possible = *answer;
  char *challenge[] = { (char *) "ntlm", NULL };

  question->word = "discarded";
  if (answer->status == 401)
    return;
  possible.url = question->about;
  possible.challenges = challenge;
  question->word = "found";
  add_exchange (ladder, &possible, "exchange-possible", FIT_POSSIBLE);
}

static const CtgSource control_source = { "exchange", FALSE, ask_url, take_control, NULL,
                                          (GDestroyNotify) ctg_http_answer_free };

static void
ask_control (CtgLadder *ladder, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *other = uri != NULL ? g_uri_join (G_URI_FLAGS_NONE, "https", NULL, g_uri_get_host (uri),
                                                     g_uri_get_port (uri), NOBODYS_PATH, NULL, NULL) : NULL;

  if (other != NULL)
    ctg_ladder_ask (ladder, &control_source, other, url);
}

static void take_presence (CtgLadder *ladder, CtgQuestion *question);
static void miss_presence (CtgLadder *ladder, CtgQuestion *question);

static const CtgSource presence_source = { "exchange", FALSE, ask_url, take_presence, miss_presence,
                                           (GDestroyNotify) ctg_http_answer_free };

static void
take_redirect (CtgLadder *ladder, CtgQuestion *question)
{
  const CtgHttpAnswer *answer = question->answer;
  g_autofree char *scheme = answer->location != NULL ? g_uri_parse_scheme (answer->location) : NULL;
  g_autofree char *status = g_strdup_printf ("http-%u", answer->status);

  question->word = answer->status == 200 ? "discarded" : g_intern_string (status);
  if (answer->location == NULL)
    return;
  question->detail = g_strdup (answer->location);
  if (g_strcmp0 (scheme, "https") != 0)
    question->word = "redirect-refused";
  else
    ctg_ladder_ask (ladder, &presence_source, answer->location, NULL);
}

static const CtgSource redirect_source = { "exchange", FALSE, ask_redirect, take_redirect, NULL,
                                           (GDestroyNotify) ctg_http_answer_free };

/* One host at a time is asked for its first path; the others follow where somebody is there. Not all at once: each
 * question looks up a name, and small routers drop what comes in a burst. */
static void
go_on (CtgLadder *ladder, const CtgQuestion *question)
{
  g_autofree char *host = host_of (question->subject);
  g_autofree char *service = service_url (question->subject);
  g_autofree char *own = g_strconcat ("autodiscover.", ladder->domain, NULL);
  g_autofree char *plain = g_strconcat ("http://", own, AUTODISCOVER_PATH, NULL);

  if (!g_str_has_suffix (question->subject, AUTODISCOVER_PATH))
    return;
  ctg_ladder_ask (ladder, &presence_source, service, NULL);
  if (g_strcmp0 (host, own) == 0)
    ctg_ladder_ask (ladder, &redirect_source, plain, NULL);
}

static void
take_presence (CtgLadder *ladder, CtgQuestion *question)
{
  const CtgHttpAnswer *answer = question->answer;
  g_autofree char *status = g_strdup_printf ("http-%u", answer->status);

  question->word = "found";
  if (is_microsofts (answer->url) || (answer->status == 401 && challenges (answer, "bearer")))
    add_microsoft (ladder, answer->url);
  else if (has_challenge (answer) && answer->has_exchange_headers)
    add_exchange (ladder, answer, "exchange-certain", FIT_CERTAIN);
  else
    {
      question->word = answer->status == 200 || answer->status == 401 ? "discarded" : g_intern_string (status);
      if (g_str_has_suffix (question->subject, EWS_PATH) && has_challenge (answer) && looks_like_iis (answer))
        ask_control (ladder, answer->url);
      go_on (ladder, question);
    }
}

/* A name that is not there is not there for another path either. */
static void
miss_presence (CtgLadder *ladder, CtgQuestion *question)
{
  if (!ctg_error_has_reason (question->error, "host-not-found"))
    go_on (ladder, question);
}

/**
 * ctg_exchange_ask_at:
 * @ladder: a ladder
 * @host: where an Exchange may be
 * @port: its port, 443 as a rule
 *
 * Asks there, without a credential.
 */
void
ctg_exchange_ask_at (CtgLadder *ladder, const char *host, guint16 port)
{
  g_autofree char *url = g_uri_join (G_URI_FLAGS_NONE, "https", NULL, host, port == 443 ? -1 : port, AUTODISCOVER_PATH,
                                     NULL, NULL);

  ctg_ladder_ask (ladder, &presence_source, url, NULL);
}

/**
 * ctg_exchange_ask:
 * @ladder: a ladder
 *
 * Asks at the domain and at autodiscover. below it, and nowhere else.
 */
void
ctg_exchange_ask (CtgLadder *ladder)
{
  g_autofree char *host = g_strconcat ("autodiscover.", ladder->domain, NULL);

  ctg_exchange_ask_at (ladder, host, 443);
  ctg_exchange_ask_at (ladder, ladder->domain, 443);
}

/* Microsoft's directory */

static gboolean
is_government (const CtgJsonValue *root)
{
  const char *scope = ctg_json_value_get_string (ctg_json_value_get_member (root, "tenant_region_scope"));
  const char *sub_scope = ctg_json_value_get_string (ctg_json_value_get_member (root, "tenant_region_sub_scope"));
  const char *cloud = ctg_json_value_get_string (ctg_json_value_get_member (root, "cloud_instance_name"));

  return g_strcmp0 (scope, "USGov") == 0 || g_strcmp0 (sub_scope, "DOD") == 0 ||
         g_strcmp0 (sub_scope, "DODCON") == 0 || g_strcmp0 (cloud, "microsoftonline.us") == 0;
}

static void
take_tenant (CtgLadder *ladder, CtgQuestion *question)
{
  const CtgHttpAnswer *answer = question->answer;
  g_autofree char *status = g_strdup_printf ("http-%u", answer->status);
  g_autoptr (CtgJson) json = NULL;
  CtgCandidate *refusal;
  gsize length = 0;
  const char *text = g_bytes_get_data (answer->body, &length);

  question->word = g_intern_string (status);
  if (answer->status != 200)
    return;
  json = ctg_json_parse (text, (gssize) length, NULL);
  question->word = json != NULL ? "found" : "parse-error";
  if (json == NULL || !is_government (ctg_json_get_root (json)))
    return;
  refusal = ctg_candidate_new ("unsupported", "Microsoft 365", "openid", "mx");
  refusal->reason = g_strdup ("MICROSOFT_GOVERNMENT");
  refusal->why = g_strdup ("openid");
  refusal->can_start = FALSE;
  ctg_ladder_add (ladder, refusal);
}

static const CtgSource tenant_source = { "openid", TRUE, ask_url, take_tenant, NULL,
                                         (GDestroyNotify) ctg_http_answer_free };

/**
 * ctg_exchange_ask_tenant:
 * @ladder: a ladder whose domain seems to be Microsoft's customer
 *
 * Asks Microsoft's directory in which cloud the domain is.
 */
void
ctg_exchange_ask_tenant (CtgLadder *ladder)
{
  g_autofree char *url = g_strdup_printf (
    "https://login.microsoftonline.com/%s/v2.0/.well-known/openid-configuration", ladder->domain);

  ctg_ladder_ask (ladder, &tenant_source, url, NULL);
}
