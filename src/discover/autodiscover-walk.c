/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Autodiscover with a password, after the person agreed to it (D1, D2, A77 to A79). In this order, until one knows:
 *
 *   https://DOMAIN/autodiscover/autodiscover.xml
 *   https://autodiscover.DOMAIN/autodiscover/autodiscover.xml
 *   where http://autodiscover.DOMAIN/... leads to by https; it is asked for nothing else
 *   the target of the SRV record _autodiscover._tcp.DOMAIN
 *
 * and never at a parent domain. A server that is there, and whose place knows nothing and leads nowhere, is asked again
 * in the other forms (autodiscover-forms.c): SOAP, then JSON, whose question holds the address and is put to those only
 * that have shown themselves to be an Exchange. Each place passes these gates before it hears the password:
 *
 *   its host is                                                    then
 *   Microsoft's                                                    not asked: UNSUPPORTED EXCHANGE_ONLINE
 *   of another registrable domain, and not accepted                not asked: CONSENT_REQUIRED autodiscover-elsewhere
 *   seen before, or the fourth redirect                            not asked
 *   and without a password it says
 *   200, of JSON's place                                           heard: that one is meant to be open
 *   anything but 401, or 401 without a sign of Exchange            passed over: a web host's 401 hears no password
 *   401 with Bearer, and no way for a password                     not asked: UNSUPPORTED EXCHANGE_ONLINE, at the end
 *   401 as an Exchange says it, with tickets alone                 not asked: UNSUPPORTED exchange-sign-in
 *   401 with NTLM, Negotiate, Exchange's headers, or IIS's Basic   asked, once
 *
 * Then 401 ends the walk: the password is wrong everywhere; unless another place took it, which is then right.
 * RedirectAddr goes on with another address, RedirectUrl and a redirect of the web's with another place, at most three
 * of them together, through the same gates. So does the address of the service that is found. */

#include "autodiscover-walk.h"

#include "autodiscover-forms.h"
#include "deadline.h"
#include "dns.h"
#include "errors.h"
#include "exchange-probe.h"
#include "exchange-url.h"
#include "ladder.h"
#include "typed-address.h"

#include <string.h>

#define PATH "/autodiscover/autodiscover.xml"
#define REDIRECTS_MAX 3
#define QUESTION_TIMEOUT_MS (10 * 1000)
#define TOTAL_TIMEOUT_MS (40 * 1000)
#define ANSWER_MAX_BYTES (256 * 1024)

typedef struct
{
  const CtgAutodiscoverWorld *world;
  const CtgAutodiscoverAsk *ask;
  char *address;               /* (owned) the one that is asked for now */
  GQueue places;               /* (owned) (element-type utf8) to be asked */
  GHashTable *seen;            /* (owned) (element-type utf8) places and addresses */
  GHashTable *exchanges;       /* (owned) (element-type utf8) hosts and ports that have shown themselves as one */
  guint n_redirects;
  char *elsewhere;             /* (owned) (nullable) a host that is somebody else's */
  gboolean is_online;          /* it led to Microsoft's own service */
  gboolean is_let_in;          /* the password was taken somewhere */
  gboolean has_active_sync;
  char *other_host;            /* (owned) (nullable) an Exchange that takes no password */
  char *other_sign_ins;        /* (owned) (nullable) and what it takes */
  char *refusal;               /* (owned) (nullable) what a server said that knows no such mailbox */
  char *too_old;               /* (owned) (nullable) the version of the server that was found */
  CtgEndpoint *found;          /* (owned) (nullable) */
  GCancellable *cancellable;   /* (nullable) */
} Walk;

static void
walk_clear (Walk *walk)
{
  g_free (walk->address);
  g_queue_clear_full (&walk->places, g_free);
  g_hash_table_unref (walk->seen);
  g_hash_table_unref (walk->exchanges);
  g_free (walk->elsewhere);
  g_free (walk->other_host);
  g_free (walk->other_sign_ins);
  g_free (walk->refusal);
  g_free (walk->too_old);
  ctg_endpoint_free (walk->found);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

static const char *
domain_of (const char *address)
{
  return strrchr (address, '@') + 1;
}

/* A78: what was asked, and what came of it. JSON's place holds the address, which does not belong there. */
static void
leave_trail (Walk *walk, const char *url, const char *answer)
{
  g_autofree char *place = g_strdup (url);
  char *tail = strstr (place, ".json/");

  if (walk->ask->trail == NULL)
    return;
  if (tail != NULL)
    tail[strlen (".json")] = '\0';
  g_ptr_array_add (walk->ask->trail, ctg_evidence_new ("exchange", place, answer, NULL, 0));
}

/* Of a place that was heard. @leads_on: its answer names another. */
static void
leave_trail_of (Walk *walk, const char *url, const CtgHttpAnswer *answer, gboolean leads_on)
{
  g_autofree char *status = g_strdup_printf ("http-%u", answer->status);
  gboolean is_heard = answer->status == 200 || answer->status == 401;

  leave_trail (walk, url, walk->found != NULL || leads_on ? "found" : is_heard ? "discarded" : status);
}

/* Whether the password may be said there, by the first rows of the table at the head of this file. */
static gboolean
may_hear (Walk *walk, const char *url)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgEndpoint) endpoint = ctg_exchange_url_parse (url, &error);
  const char *const *accepted = walk->ask->accepted;

  walk->is_online |= ctg_error_has_reason (error, "EXCHANGE_ONLINE");
  if (endpoint == NULL || !g_str_has_prefix (url, "https://"))
    return FALSE;
  if (ctg_dns_is_kin (endpoint->host, domain_of (walk->ask->address)) ||
      (accepted != NULL && g_strv_contains (accepted, endpoint->host)))
    return TRUE;
  if (walk->elsewhere == NULL)
    walk->elsewhere = g_strdup (endpoint->host);
  return FALSE;
}

static void
add_place (Walk *walk, char *url, gboolean is_next)
{
  if (is_next)
    g_queue_push_head (&walk->places, url);
  else
    g_queue_push_tail (&walk->places, url);
}

/* Another place, as an answer says. */
static void
follow (Walk *walk, const char *target)
{
  g_autofree char *address = target != NULL ? ctg_typed_address_normalise (target, NULL) : NULL;

  if (target == NULL || ++walk->n_redirects > REDIRECTS_MAX)
    return;
  if (strstr (target, "://") != NULL)
    add_place (walk, g_strdup (target), TRUE);
  else if (address != NULL && g_hash_table_add (walk->seen, g_strdup (address)))
    {
      g_free (walk->address);
      walk->address = g_steal_pointer (&address);
      add_place (walk, g_strdup_printf ("https://autodiscover.%s" PATH, domain_of (walk->address)), TRUE);
      add_place (walk, g_strdup_printf ("https://%s" PATH, domain_of (walk->address)), TRUE);
    }
}

static gboolean
has (const CtgHttpAnswer *answer, const char *scheme)
{
  return answer->challenges != NULL && g_strv_contains ((const char *const *) answer->challenges, scheme);
}

/* Whether the password may be said to what answered so: what takes tickets alone has no use for it. */
static gboolean
looks_like_exchange (const CtgHttpAnswer *answer)
{
  return ctg_exchange_has_sign (answer) && (has (answer, "basic") || has (answer, "ntlm"));
}

/* A66: whoever is let in there has signed in with Microsoft, and has no password for a program. */
static gboolean
signs_in_with_microsoft (const CtgHttpAnswer *answer)
{
  return answer->status == 401 && has (answer, "bearer") && !has (answer, "basic") && !has (answer, "ntlm");
}

/* A server that is there and takes no password. The first one is named. */
static void
take_other_sign_in (Walk *walk, const char *url, const CtgHttpAnswer *answer)
{
  g_autoptr (CtgEndpoint) endpoint = ctg_exchange_url_parse (url, NULL);

  if (walk->other_host != NULL || endpoint == NULL || !ctg_exchange_has_sign (answer) || looks_like_exchange (answer))
    return;
  walk->other_host = g_strdup (endpoint->host);
  walk->other_sign_ins = g_strjoinv (", ", answer->challenges);
}

/* Inside the organization Exchange names its servers otherwise than outside, and that comes last: of several the first
 * that is the domain's own; if none is, the first one is somebody else's, or Microsoft's. */
static void
take_services (Walk *walk, const GPtrArray *services)
{
  g_autofree char *first_elsewhere = NULL;

  for (guint i = 0; i < services->len && walk->found == NULL; i++)
    {
      g_clear_pointer (&walk->elsewhere, g_free);
      if (may_hear (walk, g_ptr_array_index (services, i)))
        walk->found = ctg_exchange_url_parse (g_ptr_array_index (services, i), NULL);
      if (i == 0)
        first_elsewhere = g_steal_pointer (&walk->elsewhere);
    }
  if (services->len > 0)
    {
      g_free (walk->elsewhere);
      walk->elsewhere = g_steal_pointer (&first_elsewhere);
    }
}

static void
take_answer (Walk *walk, const char *url, const CtgHttpAnswer *answer)
{
  g_autoptr (CtgAutodiscoverAnswer) said = NULL;

  if (answer->location != NULL)
    follow (walk, answer->location);
  if (answer->location != NULL || answer->status != 200)
    return;
  said = ctg_autodiscover_answer_read (ctg_autodiscover_form_of (url), answer->body, walk->ask->address);
  walk->has_active_sync |= said->has_active_sync;
  if (said->refusal != NULL && walk->refusal == NULL)
    walk->refusal = g_strdup (said->refusal);
  if (said->too_old != NULL && walk->too_old == NULL)
    walk->too_old = g_strdup (said->too_old);
  follow (walk, said->target);
  take_services (walk, said->services);
}

/* A host and its port, as one word. */
static char *
server_of (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL ? g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri)) : g_strdup ("");
}

/* FALSE: the walk is over. What cannot be reached is passed over, but not a wrong password. */
static gboolean
log_in_at (Walk *walk, const char *url, CtgHttpLogin login, GError **error)
{
  g_autoptr (GBytes) request = ctg_autodiscover_request (ctg_autodiscover_form_of (url), url, walk->address);
  g_autoptr (CtgHttpAnswer) answer = walk->world->ask (url, login, walk->ask, request, walk->cancellable, NULL);

  if (answer == NULL)
    return TRUE;
  if (answer->status == 401 && !walk->is_let_in)
    {
      g_autoptr (CtgEndpoint) endpoint = ctg_exchange_url_parse (url, NULL);

      ctg_error_set (error, CTG_ERROR_AUTH_REJECTED, "credentials", "Autodiscover did not accept the password");
      ctg_error_add_server (error, endpoint != NULL ? endpoint->host : NULL, NULL);
      return FALSE;
    }
  walk->is_let_in |= answer->status != 401;
  take_answer (walk, url, answer);
  return TRUE;
}

/* The other forms, at a server that is there. */
static void
add_next_form (Walk *walk, const char *url)
{
  CtgAutodiscoverForm next = ctg_autodiscover_form_of (url) + 1;
  g_autofree char *server = server_of (url);
  char *place = NULL;

  if (next < CTG_N_AUTODISCOVER_FORMS &&
      (next != CTG_AUTODISCOVER_JSON || g_hash_table_contains (walk->exchanges, server)))
    place = ctg_autodiscover_place (next, url, walk->address);
  if (place != NULL)
    add_place (walk, place, TRUE);
}

static gboolean
visit_server (Walk *walk, const char *url, const CtgHttpAnswer *answer, GError **error)
{
  CtgHttpLogin login = has (answer, "basic") ? CTG_HTTP_LOGIN_BASIC : CTG_HTTP_LOGIN_NTLM;

  if (answer->location != NULL || ctg_autodiscover_form_of (url) == CTG_AUTODISCOVER_JSON)
    take_answer (walk, url, answer);
  walk->is_online |= signs_in_with_microsoft (answer);
  take_other_sign_in (walk, url, answer);
  if (walk->found != NULL || !looks_like_exchange (answer))
    return TRUE;
  g_hash_table_add (walk->exchanges, server_of (url));
  return log_in_at (walk, url, login, error);
}

static gboolean
visit (Walk *walk, const char *url, GError **error)
{
  guint n_redirects = walk->n_redirects;
  g_autoptr (CtgHttpAnswer) answer = NULL;
  g_autoptr (GError) failure = NULL;

  if (!g_hash_table_add (walk->seen, g_strdup (url)))
    return TRUE;
  if (!may_hear (walk, url))
    {
      leave_trail (walk, url, "redirect-refused");
      return TRUE;
    }
  answer = walk->world->ask (url, CTG_HTTP_LOGIN_NONE, walk->ask, NULL, walk->cancellable, &failure);
  if (answer == NULL)
    {
      leave_trail (walk, url, ctg_answer_word (failure));
      return TRUE;
    }
  if (!visit_server (walk, url, answer, error))
    {
      leave_trail (walk, url, "http-401");
      return FALSE;
    }
  leave_trail_of (walk, url, answer, walk->n_redirects != n_redirects);
  if (walk->found == NULL && walk->n_redirects == n_redirects)
    add_next_form (walk, url);
  return TRUE;
}

static gboolean
visit_all (Walk *walk, GError **error)
{
  while (walk->found == NULL && !g_queue_is_empty (&walk->places))
    {
      g_autofree char *url = g_queue_pop_head (&walk->places);

      if (g_cancellable_set_error_if_cancelled (walk->cancellable, error) || !visit (walk, url, error))
        return FALSE;
    }
  return TRUE;
}

/* In clear it is asked where to go, and nothing else; by https the answer is heard like any other. */
static void
add_plain_redirect (Walk *walk)
{
  g_autofree char *url = g_strdup_printf ("http://autodiscover.%s" PATH, domain_of (walk->ask->address));
  CtgHttpRequest request = { url, 0, QUESTION_TIMEOUT_MS, TRUE };
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtgHttpAnswer) answer = walk->world->fetch (&request, walk->cancellable, &failure);
  const char *location = answer != NULL ? answer->location : NULL;

  leave_trail (walk, url, location != NULL ? "found" : answer != NULL ? "not-found" : ctg_answer_word (failure));
  if (location != NULL)
    follow (walk, location);
}

static void
add_record (Walk *walk)
{
  g_autoptr (GPtrArray) targets = walk->world->look_up_srv ("autodiscover", domain_of (walk->ask->address),
                                                            QUESTION_TIMEOUT_MS, walk->cancellable, NULL);
  const CtgDnsTarget *target = targets != NULL && targets->len > 0 ? g_ptr_array_index (targets, 0) : NULL;
  gboolean is_there = target != NULL && target->host != NULL && *target->host != '\0' &&
                      !g_str_equal (target->host, ".");
  g_autofree char *record = g_strdup_printf ("_autodiscover._tcp.%s", domain_of (walk->ask->address));

  leave_trail (walk, record, is_there ? "found" : "not-found");
  if (is_there)
    add_place (walk, g_strdup_printf ("https://%s:%u" PATH, target->host, target->port), FALSE);
}

static gboolean
visit_places (Walk *walk, GError **error)
{
  const char *domain = domain_of (walk->ask->address);

  add_place (walk, g_strdup_printf ("https://%s" PATH, domain), FALSE);
  add_place (walk, g_strdup_printf ("https://autodiscover.%s" PATH, domain), FALSE);
  if (!visit_all (walk, error))
    return FALSE;
  if (walk->found == NULL)
    add_plain_redirect (walk);
  if (!visit_all (walk, error))
    return FALSE;
  if (walk->found == NULL)
    add_record (walk);
  return visit_all (walk, error);
}

/* What a server said itself comes before what none said. */
static void
set_nothing_found (const Walk *walk, GError **error)
{
  if (walk->refusal != NULL)
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-such-mailbox", "Autodiscover knows no such mailbox");
      ctg_error_add_server (error, NULL, walk->refusal);
    }
  else if (walk->other_host != NULL)
    {
      ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "exchange-sign-in", "Autodiscover takes no password");
      ctg_error_add_server (error, walk->other_host, walk->other_sign_ins);
    }
  else
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-autodiscover", "The domain names no Exchange server");
}

static void
set_failure (const Walk *walk, GError **error)
{
  GError *made = NULL;

  if (walk->too_old != NULL)
    ctg_error_set (&made, CTG_ERROR_UNSUPPORTED, "exchange-too-old", "This is Exchange %s", walk->too_old);
  else if (walk->elsewhere != NULL)
    ctg_error_set (&made, CTG_ERROR_CONSENT_REQUIRED, "autodiscover-elsewhere", "The domain leads to %s",
                   walk->elsewhere);
  else if (walk->is_online)
    ctg_error_set (&made, CTG_ERROR_UNSUPPORTED, "EXCHANGE_ONLINE", "The domain leads to Microsoft’s own service");
  else if (walk->has_active_sync)
    ctg_error_set (&made, CTG_ERROR_UNSUPPORTED, "ACTIVESYNC", "The domain names nothing but ActiveSync");
  else
    set_nothing_found (walk, &made);
  ctg_error_add_server (&made, walk->too_old == NULL && walk->elsewhere != NULL ? walk->elsewhere
                                                                                : domain_of (walk->ask->address),
                        walk->too_old);
  g_propagate_error (error, made);
}

/**
 * ctg_autodiscover_walk_in:
 * @world: what is asked
 * @ask: for whom, and with which password
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_AUTH_REJECTED "credentials", %CTG_ERROR_CONSENT_REQUIRED "autodiscover-elsewhere" with the host,
 *   %CTG_ERROR_UNSUPPORTED "EXCHANGE_ONLINE", "exchange-too-old" with the version, or "ACTIVESYNC",
 *   "exchange-sign-in" with what it takes, %CTG_ERROR_NOT_FOUND "no-such-mailbox" with its words, "no-autodiscover"
 *
 * Specification: MS-OXDSCLI 3.1.5, MS-OXWSADISC 3.1.4.3
 * Returns: (transfer full) (nullable): where the service is
 */
CtgEndpoint *
ctg_autodiscover_walk_in (const CtgAutodiscoverWorld *world, const CtgAutodiscoverAsk *ask, GCancellable *cancellable,
                          GError **error)
{
  g_auto (Walk) walk = { .world = world, .ask = ask, .address = g_strdup (ask->address), .cancellable = cancellable };
  const char *domain = domain_of (ask->address);
  g_autofree char *below = g_strconcat ("autodiscover.", domain, NULL);

  walk.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk.exchanges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&walk.places);
  g_hash_table_add (walk.seen, g_strdup (ask->address));
  /* Where everybody can have a domain, nobody speaks for all of them. */
  if (ctg_dns_is_kin (below, domain) && !visit_places (&walk, error))
    return NULL;
  if (walk.found == NULL)
    set_failure (&walk, error);
  return g_steal_pointer (&walk.found);
}

static CtgHttpAnswer *
ask_place (const char *url, CtgHttpLogin login, const CtgAutodiscoverAsk *ask, GBytes *body,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, error);
  g_autoptr (CtgEndpoint) endpoint = NULL;
  g_autoptr (CtgHttpSession) session = NULL;
  g_autofree char *path = NULL;
  CtgHttpRequest request = {
    .max_bytes = ANSWER_MAX_BYTES, .timeout_ms = QUESTION_TIMEOUT_MS, .method = body != NULL ? "POST" : NULL,
    .body = body, .content_type = "text/xml; charset=utf-8",
  };

  if (uri == NULL)
    return NULL;
  path = g_strconcat (g_uri_get_path (uri), g_uri_get_query (uri) != NULL ? "?" : "", g_uri_get_query (uri), NULL);
  endpoint = ctg_endpoint_new (g_uri_get_host (uri), g_uri_get_port (uri) > 0 ? (guint16) g_uri_get_port (uri) : 443,
                               CTG_SECURITY_TLS, ask->username != NULL ? ask->username : ask->address);
  session = ctg_http_session_new (endpoint, path);
  if (login != CTG_HTTP_LOGIN_NONE)
    ctg_http_session_log_in (session, login, ask->secret);
  return ctg_http_session_ask (session, &request, NULL, cancellable, error);
}

/**
 * ctg_autodiscover_walk:
 * @ask: for whom, and with which password
 * @cancellable: (nullable): ends it
 * @error: as of ctg_autodiscover_walk_in(), %CTG_ERROR_TIMED_OUT
 *
 * Finds an organization's Exchange server. Blocks, at most 40 s.
 *
 * Returns: (transfer full) (nullable): where the service is
 */
CtgEndpoint *
ctg_autodiscover_walk (const CtgAutodiscoverAsk *ask, GCancellable *cancellable, GError **error)
{
  static const CtgAutodiscoverWorld world = { ask_place, ctg_http_get, ctg_dns_look_up_srv };
  g_autoptr (CtgDeadline) deadline = ctg_deadline_new (TOTAL_TIMEOUT_MS, cancellable);
  g_autoptr (GError) failure = NULL;
  CtgEndpoint *found = ctg_autodiscover_walk_in (&world, ask, ctg_deadline_get_cancellable (deadline), &failure);

  if (found == NULL)
    {
      ctg_deadline_convert (deadline, domain_of (ask->address), &failure);
      g_propagate_error (error, g_steal_pointer (&failure));
    }
  return found;
}
