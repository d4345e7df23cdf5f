/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which card comes first. By class, then what is refused for good, then by fit, then as found:
 *
 *   class
 *     0   the administrator's profile
 *     1   what worked before
 *     2   who receives the domain's mail, where that settles it: Google, Microsoft 365, a cloud that is refused. A web
 *         host's autoconfig document for a domain whose mail is at Google is common, and wrong
 *     3   the built-in table, checked
 *     4   the domain's own document          5   the shared database
 *     6   the built-in table, unverified: never before a document fetched over https
 *     7   concluded from the MX, DNSSEC      8   SRV      9   a server that answered     10   http, by hand
 *    20   what cannot be connected: the reason is shown when there is nothing else
 *
 * Recommended is the first that is complete; a half only if a document says so; a possibility never. */

#include "rank.h"

#include "dns.h"

#include <gio/gio.h>
#include <string.h>

#define LAST_CLASS 20

static gboolean
is_unsupported (const CtgCandidate *candidate)
{
  return g_str_equal (candidate->kind, "unsupported");
}

static gboolean
is_browser_kind (const CtgCandidate *candidate)
{
  return g_str_equal (candidate->kind, "gmail") || g_str_equal (candidate->kind, "microsoft365");
}

/* Refused whatever else is found: another account of the same domain would be the same cloud (A56). */
static gboolean
is_final_refusal (const CtgCandidate *candidate)
{
  return is_unsupported (candidate) && g_strcmp0 (candidate->reason, "MICROSOFT_GOVERNMENT") == 0;
}

/**
 * ctg_rank_class_of:
 * @trust: how far a source may be trusted
 *
 * Returns: the best class that anything from such a source may come to
 */
int
ctg_rank_class_of (CtgTrust trust)
{
  static const int classes[] = {
    [CTG_TRUST_ADMIN] = 0, [CTG_TRUST_VERIFIED] = 1, [CTG_TRUST_BUILTIN] = 3, [CTG_TRUST_ISP] = 4,
    [CTG_TRUST_ISPDB] = 5, [CTG_TRUST_MX] = 7, [CTG_TRUST_DNSSEC] = 7, [CTG_TRUST_SRV] = 8, [CTG_TRUST_PROBE] = 9,
    [CTG_TRUST_HTTP] = 10, [CTG_TRUST_MANUAL] = 10,
  };

  return classes[trust];
}

/**
 * ctg_rank_class:
 * @candidate: what was found
 *
 * Returns: its class, see the head of this file
 */
int
ctg_rank_class (const CtgCandidate *candidate)
{
  CtgTrust trust = ctg_candidate_get_trust (candidate);

  if (is_final_refusal (candidate))
    return 2;
  if (is_unsupported (candidate))
    return LAST_CLASS;
  if (trust == CTG_TRUST_MX && is_browser_kind (candidate) && !g_str_has_prefix (candidate->why, "spf-"))
    return 2;
  if (trust == CTG_TRUST_BUILTIN && candidate->is_unverified && !is_browser_kind (candidate))
    return 6;
  return ctg_rank_class_of (trust);
}

/**
 * ctg_rank_is_complete:
 * @candidate: what was found
 *
 * Returns: whether it can be connected as it is, both ways
 */
gboolean
ctg_rank_is_complete (const CtgCandidate *candidate)
{
  return !is_unsupported (candidate) && candidate->fit >= CTG_FIT_COMPLETE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const CtgCandidate *one = *(const CtgCandidate *const *) a;
  const CtgCandidate *other = *(const CtgCandidate *const *) b;
  int by_class = ctg_rank_class (one) - ctg_rank_class (other);
  int by_refusal = is_final_refusal (other) - is_final_refusal (one);

  if (by_class != 0)
    return by_class;
  return by_refusal != 0 ? by_refusal : other->fit - one->fit;
}

static gboolean
is_same_server (const CtgEndpoint *one, const CtgEndpoint *other)
{
  if (one == NULL || other == NULL)
    return one == other;
  return g_str_equal (one->host, other->host) && one->port == other->port && one->security == other->security;
}

/* Two cards for one thing; a browser's sign-in is one thing whatever the servers, and so is a refusal. */
static gboolean
is_same (const CtgCandidate *one, const CtgCandidate *other)
{
  if (!g_str_equal (one->kind, other->kind))
    return FALSE;
  if (is_browser_kind (one) || is_unsupported (one))
    return TRUE;
  if (g_str_equal (one->kind, "exchange"))
    return g_strcmp0 (one->exchange_url, other->exchange_url) == 0;
  return is_same_server (one->incoming, other->incoming) &&
         (is_same_server (one->outgoing, other->outgoing) || other->outgoing == NULL);
}

/* The MX of a mailbox in a government's cloud may be that of the public one: only the directory tells them apart. */
static gboolean
is_refused_by (const CtgCandidate *one, const CtgCandidate *other)
{
  return is_final_refusal (one) && g_str_equal (other->kind, "microsoft365");
}

/* What people need to know does not depend on who says where the servers are. */
static void
absorb (CtgCandidate *kept, const CtgCandidate *lost)
{
  if (kept->hint == NULL)
    kept->hint = g_strdup (lost->hint);
  if (kept->documentation == NULL || kept->documentation[0] == NULL)
    {
      g_strfreev (kept->documentation);
      kept->documentation = g_strdupv (lost->documentation);
    }
  if (kept->incoming == NULL && is_browser_kind (kept))
    {
      kept->incoming = ctg_endpoint_copy (lost->incoming);
      kept->outgoing = ctg_endpoint_copy (lost->outgoing);
    }
  if (ctg_candidate_get_trust (lost) == CTG_TRUST_BUILTIN)
    {
      g_free (kept->display_name);
      kept->display_name = g_strdup (lost->display_name);
      g_clear_pointer (&kept->confirm_domain, g_free);   /* the table vouches for the servers */
      g_clear_pointer (&kept->confirm_ascii, g_free);
    }
}

static void
merge (GPtrArray *candidates)
{
  for (guint i = 0; i < candidates->len; i++)
    for (guint k = candidates->len - 1; k > i; k--)
      {
        const CtgCandidate *other = g_ptr_array_index (candidates, k);
        gboolean is_other_thing = !is_same (g_ptr_array_index (candidates, i), other);

        if (!is_other_thing)
          absorb (g_ptr_array_index (candidates, i), other);
        if (!is_other_thing || is_refused_by (g_ptr_array_index (candidates, i), other))
          g_ptr_array_remove_index (candidates, k);
      }
}

static gboolean
is_possibility (const CtgCandidate *candidate)
{
  return g_strcmp0 (candidate->why, "exchange-possible") == 0;
}

static int
choose (const GPtrArray *candidates)
{
  for (guint i = 0; i < candidates->len; i++)
    {
      const CtgCandidate *candidate = g_ptr_array_index (candidates, i);

      if (is_final_refusal (candidate))
        return -1;
      if (ctg_rank_is_complete (candidate) && !is_possibility (candidate))
        return (int) i;
    }
  for (guint i = 0; i < candidates->len; i++)
    {
      const CtgCandidate *candidate = g_ptr_array_index (candidates, i);

      if (!is_unsupported (candidate) && !is_possibility (candidate) && ctg_rank_class (candidate) <= 6)
        return (int) i;
    }
  return -1;
}

/**
 * ctg_rank_detection:
 * @detection: what was found, in the order it came
 *
 * Puts the candidates in order, one for each thing, and recommends one where that can be done.
 */
void
ctg_rank_detection (CtgDetection *detection)
{
  g_ptr_array_sort (detection->candidates, compare);
  merge (detection->candidates);
  detection->recommended = choose (detection->candidates);
}

static gboolean
is_foreign (const char *host, const char *domain)
{
  return host != NULL && !ctg_endpoint_is_loopback (host) && !ctg_dns_is_kin (host, domain);
}

/**
 * ctg_rank_confirm:
 * @candidate: found by somebody who does not speak for the domain
 * @domain: of the address, in its ASCII form
 *
 * Has a person asked by name whether the servers' domain is meant, where it is not the address's own.
 */
void
ctg_rank_confirm (CtgCandidate *candidate, const char *domain)
{
  g_autoptr (GUri) uri = candidate->exchange_url != NULL
                           ? g_uri_parse (candidate->exchange_url, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *hosts[] = { candidate->incoming != NULL ? candidate->incoming->host : NULL,
                          candidate->outgoing != NULL ? candidate->outgoing->host : NULL,
                          uri != NULL ? g_uri_get_host (uri) : NULL };

  if (is_browser_kind (candidate) || is_unsupported (candidate))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (hosts) && candidate->confirm_domain == NULL; i++)
    if (is_foreign (hosts[i], domain))
      {
        g_autofree char *ascii = ctg_dns_registrable (hosts[i]);
        g_autofree char *shown = g_hostname_to_unicode (ascii);

        candidate->confirm_domain = g_strdup (shown != NULL ? shown : ascii);
        candidate->confirm_ascii = g_strcmp0 (shown, ascii) != 0 ? g_strdup (ascii) : NULL;
      }
}
