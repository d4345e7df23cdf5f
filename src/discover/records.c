/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the domain's own records say: who receives its mail (MX), where it says itself its servers are (SRV), and, where
 * a filter stands before the mailboxes, who sends for it (SPF; a hint, no more).
 *
 *   MX is                            then
 *   Google's, Microsoft's            a card to sign in with the browser; Microsoft's directory is asked which cloud
 *   refused (Amazon, government)     unsupported, with the reason
 *   of a provider of the table       its servers, to be confirmed by name
 *   a filter's                       nothing: the mailboxes are elsewhere. SPF is looked at
 *   another                          its domain is asked for a document
 *   "." (RFC 7505)                   the domain takes no mail: unsupported if nothing else is found */

#include "ladder.h"

#include "errors.h"
#include "provider-table.h"
#include "rank.h"
#include "usernames.h"

#include <string.h>

#define FIT_MX 90
#define FIT_SPF 70
#define FIT_SRV 90
#define FIT_SRV_HALF 40

enum { IMAPS, IMAP, SUBMISSIONS, SUBMISSION, POP3S, N_SERVICES };

/* SRV: RFC 6186, RFC 8314. */
static const struct
{
  const char *name;
  CtgSecurity security;
} services[N_SERVICES] = {
  [IMAPS] = { "imaps", CTG_SECURITY_TLS },
  [IMAP] = { "imap", CTG_SECURITY_STARTTLS },
  [SUBMISSIONS] = { "submissions", CTG_SECURITY_TLS },
  [SUBMISSION] = { "submission", CTG_SECURITY_STARTTLS },
  [POP3S] = { "pop3s", CTG_SECURITY_TLS },
};

static CtgEndpoint *
endpoint_for (const CtgEndpoint *source, const char *username)
{
  CtgEndpoint *endpoint = ctg_endpoint_copy (source);

  if (endpoint != NULL)
    endpoint->username = g_strdup (username);
  return endpoint;
}

static CtgCandidate *
refusal_new (const char *name, const char *reason, const char *why, const char *detail)
{
  CtgCandidate *candidate = ctg_candidate_new ("unsupported", name, "mx", "mx");

  candidate->reason = g_strdup (reason);
  candidate->why = g_strdup (why);
  candidate->why_detail = g_strdup (detail);
  candidate->can_start = FALSE;
  return candidate;
}

static const char *
why_of (const char *kind)
{
  if (g_str_equal (kind, "gmail"))
    return "mx-google";
  return g_str_equal (kind, "microsoft365") ? "mx-microsoft" : "mx-provider";
}

/* The servers of a provider of the table, for a customer's domain: the address is the user name there, whatever it is
 * for the provider's own addresses. */
static CtgCandidate *
candidate_of (const CtgProviderEntry *entry, const char *host, CtgLadder *ladder)
{
  const char *address = ladder->detection->address;
  CtgCandidate *candidate = ctg_candidate_new (entry->kind, entry->name, "mx", "mx");

  candidate->incoming = endpoint_for (entry->incoming, address);
  candidate->outgoing = endpoint_for (entry->outgoing, address);
  candidate->auth = g_strdupv (entry->auth);
  candidate->outgoing_auth = g_strdupv (entry->auth);
  candidate->usernames = ctg_usernames_list (NULL, address);
  candidate->fit = FIT_MX;
  candidate->why = g_strdup (why_of (entry->kind));
  candidate->why_detail = g_strdup (host);
  candidate->hint = g_strdup (entry->hint);
  candidate->documentation = g_strdupv (entry->documentation);
  candidate->is_unverified = entry->last_checked == NULL;
  candidate->can_start = ctg_candidate_kind_can_start (entry->kind);
  ctg_rank_confirm (candidate, ladder->domain);
  return candidate;
}

/* SPF */

static gpointer
ask_txt (const CtgQuestion *question, GCancellable *cancellable, GError **error)
{
  const CtgDetectorWorld *world = question->ladder->world;

  return world->look_up_txt (question->about, world->dns_timeout_ms, cancellable, error);
}

static void
take_txt (CtgLadder *ladder, CtgQuestion *question)
{
  static const struct
  {
    const char *include;
    const char *mx;         /* a host of that provider's, to find it in the table */
    const char *why;
  } hints[] = {
    { "include:spf.protection.outlook.com", "x.mail.protection.outlook.com", "spf-microsoft" },
    { "include:_spf.google.com", "aspmx.l.google.com", "spf-google" },
  };
  char **texts = question->answer;

  question->word = "not-found";
  for (guint i = 0; texts[i] != NULL; i++)
    for (gsize k = 0; g_ascii_strncasecmp (texts[i], "v=spf1", 6) == 0 && k < G_N_ELEMENTS (hints); k++)
      if (strstr (texts[i], hints[k].include) != NULL)
        {
          CtgCandidate *candidate = candidate_of (ctg_provider_table_find_mx (hints[k].mx), NULL, ladder);

          g_free (candidate->why);
          candidate->why = g_strdup (hints[k].why);
          candidate->fit = FIT_SPF;
          ctg_ladder_add (ladder, candidate);
          question->word = "found";
          question->detail = g_strdup (hints[k].include);
          if (k == 0)
            ctg_exchange_ask_tenant (ladder);
          return;
        }
}

static const CtgSource txt_source = { "txt", TRUE, ask_txt, take_txt, NULL, (GDestroyNotify) g_strfreev };

/* MX */

static gpointer
ask_mx (const CtgQuestion *question, GCancellable *cancellable, GError **error)
{
  const CtgDetectorWorld *world = question->ladder->world;

  return world->look_up_mx (question->about, world->dns_timeout_ms, cancellable, error);
}

static char *
list_hosts (const GPtrArray *targets)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < targets->len && i < 5; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", ((CtgDnsTarget *) g_ptr_array_index (targets, i))->host);
  return g_string_free (text, FALSE);
}

static void
follow_mx (CtgLadder *ladder, const CtgProviderEntry *entry, const char *host)
{
  g_autofree char *spf = g_strdup_printf ("TXT %s", ladder->domain);

  if (g_str_equal (entry->kind, "filter"))
    {
      ctg_ladder_ask (ladder, &txt_source, spf, ladder->domain);
      return;
    }
  if (entry->reason != NULL)
    ctg_ladder_add (ladder, refusal_new (entry->name, entry->reason, "mx", host));
  else
    ctg_ladder_add (ladder, candidate_of (entry, host, ladder));
  if (g_str_equal (entry->kind, "microsoft365") && !g_str_has_suffix (host, ".olc.protection.outlook.com"))
    ctg_exchange_ask_tenant (ladder);
}

static void
take_mx (CtgLadder *ladder, CtgQuestion *question)
{
  const GPtrArray *targets = question->answer;
  const CtgDnsTarget *first = g_ptr_array_index (targets, 0);

  question->detail = list_hosts (targets);
  for (guint i = 0; i < targets->len; i++)
    {
      const CtgDnsTarget *target = g_ptr_array_index (targets, i);
      const CtgProviderEntry *entry = ctg_provider_table_find_mx (target->host);

      if (entry == NULL)
        continue;
      follow_mx (ladder, entry, target->host);
      return;
    }
  ladder->mail_host = g_strdup (first->host);
  ctg_documents_ask_about (ladder, first->host);
}

static void
miss_mx (CtgLadder *ladder, CtgQuestion *question)
{
  if (ctg_error_has_reason (question->error, "not-offered"))
    ctg_ladder_add (ladder, refusal_new (ladder->domain, "NO_MAIL", "mx", NULL));
}

static const CtgSource mx_source = { "mx", TRUE, ask_mx, take_mx, miss_mx, (GDestroyNotify) g_ptr_array_unref };

/* SRV */

static gpointer
ask_srv (const CtgQuestion *question, GCancellable *cancellable, GError **error)
{
  const CtgDetectorWorld *world = question->ladder->world;

  return world->look_up_srv (question->about, question->ladder->domain, world->dns_timeout_ms, cancellable, error);
}

static void
take_srv (CtgLadder *ladder, CtgQuestion *question)
{
  question->detail = list_hosts (question->answer);
  for (guint i = 0; i < N_SERVICES; i++)
    if (g_str_equal (question->about, services[i].name))
      ladder->srv[i] = g_ptr_array_ref (question->answer);
  if (g_str_equal (question->about, "autodiscover"))
    {
      const CtgDnsTarget *first = g_ptr_array_index ((GPtrArray *) question->answer, 0);

      ctg_exchange_ask_at (ladder, first->host, first->port);
    }
}

static const CtgSource srv_source = { "srv", FALSE, ask_srv, take_srv, NULL, (GDestroyNotify) g_ptr_array_unref };

static CtgEndpoint *
endpoint_of (CtgLadder *ladder, guint service)
{
  const CtgDnsTarget *target = ladder->srv[service] != NULL ? g_ptr_array_index (ladder->srv[service], 0) : NULL;

  if (target == NULL)
    return NULL;
  return ctg_endpoint_new (target->host, target->port, services[service].security, ladder->detection->address);
}

/**
 * ctg_records_conclude:
 * @ladder: a ladder that has run
 *
 * Makes a card of the services the domain names. Encrypted from the start is preferred (RFC 8314).
 */
void
ctg_records_conclude (CtgLadder *ladder)
{
  static const char *const password[] = { "password", NULL };
  CtgEndpoint *incoming = endpoint_of (ladder, ladder->srv[IMAPS] != NULL ? IMAPS : IMAP);
  CtgEndpoint *outgoing = endpoint_of (ladder, ladder->srv[SUBMISSIONS] != NULL ? SUBMISSIONS : SUBMISSION);
  CtgCandidate *candidate;

  if (incoming == NULL)
    {
      ctg_endpoint_free (outgoing);
      if (ladder->srv[POP3S] != NULL)
        ctg_ladder_add (ladder, refusal_new (ladder->domain, "POP3_ONLY", "srv", NULL));
      return;
    }
  candidate = ctg_candidate_new ("imap", ladder->domain, "srv", "srv");
  candidate->incoming = incoming;
  candidate->outgoing = outgoing;
  candidate->auth = g_strdupv ((char **) password);
  candidate->outgoing_auth = outgoing != NULL ? g_strdupv ((char **) password) : NULL;
  candidate->usernames = ctg_usernames_list (NULL, ladder->detection->address);
  candidate->why = g_strdup ("srv");
  candidate->why_detail = g_strdup (incoming->host);
  candidate->fit = outgoing != NULL ? FIT_SRV : FIT_SRV_HALF;
  ctg_rank_confirm (candidate, ladder->domain);
  ctg_ladder_add (ladder, candidate);
}

/**
 * ctg_records_ask:
 * @ladder: a ladder
 *
 * Asks for all records side by side.
 */
void
ctg_records_ask (CtgLadder *ladder)
{
  g_autofree char *mx = g_strdup_printf ("MX %s", ladder->domain);
  g_autofree char *autodiscover = g_strdup_printf ("SRV _autodiscover._tcp.%s", ladder->domain);

  ctg_ladder_ask (ladder, &mx_source, mx, ladder->domain);
  for (guint i = 0; i < N_SERVICES; i++)
    {
      g_autofree char *name = g_strdup_printf ("SRV _%s._tcp.%s", services[i].name, ladder->domain);

      ctg_ladder_ask (ladder, &srv_source, name, services[i].name);
    }
  ctg_ladder_ask (ladder, &srv_source, autodiscover, "autodiscover");
}
