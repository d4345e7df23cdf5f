/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From what a document says to what a person may be offered. The first usable server of each direction counts, in the
 * document's order, which is the provider's order of preference.
 *
 *   usable                     encrypted (or, of a file of the person's own, in clear on this computer), a host, a
 *                              port, and a way of signing in that we know of; if none has one, the first of the rest.
 *                              A server for sending that asks for no password stands behind one that does
 *   any server, or the address, of somebody whom we refuse (A56, A90)
 *                              unsupported, with that reason, and nothing else
 *   usable IMAP                imap; but where a browser's sign-in at an unknown platform is the only way in,
 *                              unsupported, OAUTH_ONLY, if there is no Exchange
 *   no usable IMAP, but
 *     Exchange with an address exchange, and an address inside the organization after the one outside
 *     IMAP in clear            unsupported, PLAINTEXT_ONLY
 *     POP3                     unsupported, POP3_ONLY
 *     ActiveSync               unsupported, ACTIVESYNC
 *     a host of Exchange's     after these: where its service usually is, as a possibility that nobody recommends
 */

#include "autoconfig.h"

#include "candidate.h"
#include "provider-table.h"
#include "usernames.h"

#include <string.h>

#define FIT_COMPLETE 95
#define FIT_PARTIAL 45
#define FIT_STRANGE 20
#define FIT_EXCHANGE 80
#define FIT_EXCHANGE_SECOND 50
#define FIT_EXCHANGE_POSSIBLE 40
#define EXCHANGE_MAX 2

static gboolean
has_word (char **auth, const char *const *words)
{
  for (guint i = 0; auth != NULL && auth[i] != NULL; i++)
    if (g_strv_contains (words, auth[i]))
      return TRUE;
  return FALSE;
}

static const char *const passwords[] = { "password", "password-encrypted", "ntlm", "gssapi", NULL };
static const char *const tokens[] = { "oauth2", NULL };
static const char *const nothing[] = { "none", "client-ip", NULL };

static const CtgProviderEntry *
find_owner_of (const char *host, const char *url)
{
  g_autoptr (GUri) uri = host == NULL && url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  const CtgProviderEntry *entry;

  if (uri != NULL)
    host = g_uri_get_host (uri);
  entry = host != NULL ? ctg_provider_table_find_host (host) : NULL;
  return entry != NULL && !g_str_equal (entry->kind, "imap") ? entry : NULL;
}

/* Whose servers these are, if that decides how to sign in or whether we may: Google's, Microsoft's, Amazon's. */
static const CtgProviderEntry *
find_owner (const CtgAutoconfigServer *server)
{
  return find_owner_of (server->host, server->url != NULL ? server->url : server->page);
}

static gboolean
is_browser_only (const CtgAutoconfigServer *server)
{
  return !has_word (server->auth, passwords) && has_word (server->auth, tokens) && find_owner (server) == NULL;
}

/* How well a way in is known; 0 is best. */
enum { WAY_IN_GOOD, WAY_IN_OPEN, WAY_IN_NONE };

static int
judge_way_in (const CtgAutoconfigServer *server)
{
  if (has_word (server->auth, passwords) || (has_word (server->auth, tokens) && find_owner (server) != NULL))
    return WAY_IN_GOOD;
  return server->kind == CTG_SERVER_SMTP && has_word (server->auth, nothing) ? WAY_IN_OPEN : WAY_IN_NONE;
}

static gboolean
is_reachable (const CtgAutoconfigServer *server, gboolean is_own_file)
{
  if (server->host == NULL || server->port == 0 || !server->is_secure_known)
    return FALSE;
  if (ctg_endpoint_is_loopback (server->host))
    return is_own_file;
  return server->security != CTG_SECURITY_NONE;
}

static const CtgAutoconfigServer *
find_usable (const CtgAutoconfig *self, CtgServerKind kind, gboolean is_own_file)
{
  const CtgAutoconfigServer *best = NULL;

  for (guint i = 0; i < self->servers->len; i++)
    {
      const CtgAutoconfigServer *server = g_ptr_array_index (self->servers, i);

      if (server->kind == kind && is_reachable (server, is_own_file) &&
          (best == NULL || judge_way_in (server) < judge_way_in (best)))
        best = server;
    }
  return best;
}

static const CtgAutoconfigServer *
find_kind (const CtgAutoconfig *self, CtgServerKind kind)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      const CtgAutoconfigServer *server = g_ptr_array_index (self->servers, i);

      if (server->kind == kind)
        return server;
    }
  return NULL;
}

/* Where a document's user name cannot be filled in the address is the best guess, and its local part is tried after
 * it. */
static char *
username_for (const CtgAutoconfigServer *server, const char *address)
{
  char *username = server->username != NULL ? ctg_autoconfig_read_username (server->username, address) : NULL;

  return username != NULL ? username : g_strdup (address);
}

static CtgEndpoint *
endpoint_for (const CtgAutoconfigServer *server, const char *address)
{
  g_autofree char *username = username_for (server, address);

  return ctg_endpoint_new (server->host, server->port, server->security, username);
}

static const char *
why_of (const char *source)
{
  static const char *const words[][2] = {
    { "isp", "document-isp" }, { "ispdb", "document-ispdb" }, { "mx", "document-mx" },
    { "http", "document-http" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (source, words[i][0]))
      return words[i][1];
  return source;
}

static CtgCandidate *
candidate_new (const CtgAutoconfig *self, const char *kind, const char *address, const char *source, const char *trust)
{
  const char *name = self->display_name != NULL ? self->display_name : strrchr (address, '@') + 1;
  CtgCandidate *candidate = ctg_candidate_new (kind, name, source, trust);

  candidate->documentation = g_strdupv (self->documentation);
  candidate->hint = g_strdup (self->has_switch ? "imap-switch" : NULL);
  candidate->why = g_strdup (why_of (source));
  candidate->can_start = ctg_candidate_kind_can_start (kind);
  return candidate;
}

static CtgCandidate *
refuse (CtgCandidate *candidate, const char *reason)
{
  candidate->reason = g_strdup (reason);
  candidate->can_start = FALSE;
  return candidate;
}

/* Somebody whose servers or addresses we refuse, anywhere in the document. */
static const CtgProviderEntry *
find_refused (const CtgAutoconfig *self, const char *address)
{
  const CtgProviderEntry *entry = ctg_provider_table_find (strrchr (address, '@') + 1);

  for (guint i = 0; i < self->servers->len && (entry == NULL || entry->reason == NULL); i++)
    entry = find_owner (g_ptr_array_index (self->servers, i));
  return entry != NULL && entry->reason != NULL ? entry : NULL;
}

/* The provider of the table whose servers these are: what has to be done first does not depend on who says where they
 * are. */
static const CtgProviderEntry *
find_in_table (const CtgAutoconfigServer *imap, const char *address)
{
  const CtgProviderEntry *own = ctg_provider_table_find (strrchr (address, '@') + 1);
  GPtrArray *table = ctg_provider_table_list ();

  if (own != NULL && own->incoming != NULL && g_str_equal (own->kind, "imap") &&
      !ctg_endpoint_is_loopback (own->incoming->host))
    return own;
  for (guint i = 0; i < table->len; i++)
    {
      const CtgProviderEntry *entry = g_ptr_array_index (table, i);

      if (entry->incoming != NULL && g_str_equal (entry->kind, "imap") &&
          g_str_equal (entry->incoming->host, imap->host) && !ctg_endpoint_is_loopback (imap->host))
        return entry;
    }
  return NULL;
}

static void
set_hint (CtgCandidate *candidate, const CtgProviderEntry *owner, const CtgProviderEntry *entry)
{
  if (owner != NULL && candidate->hint == NULL)
    candidate->hint = g_strdup (owner->hint);
  if (owner != NULL || entry == NULL || entry->hint == NULL)
    return;
  g_free (candidate->hint);
  candidate->hint = g_strdup (entry->hint);
}

/* Of kind imap a password is typed: what needs a registration with the platform comes last. */
static char **
auth_for (const CtgAutoconfigServer *server, const CtgProviderEntry *owner)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  gboolean has_token = has_word (server->auth, tokens);

  if (owner != NULL)
    return g_strdupv (g_str_equal (owner->kind, "microsoft365") ? owner->auth : server->auth);
  for (guint i = 0; server->auth != NULL && server->auth[i] != NULL; i++)
    if (!g_strv_contains (tokens, server->auth[i]))
      g_strv_builder_add (list, server->auth[i]);
  if (has_token)
    g_strv_builder_add (list, "oauth2");
  return g_strv_builder_end (list);
}

/* A platform's token is of no use where the mailbox itself is opened with a password. */
static gboolean
can_send (const CtgAutoconfigServer *smtp, const CtgProviderEntry *owner)
{
  return judge_way_in (smtp) != WAY_IN_NONE &&
         (owner != NULL || has_word (smtp->auth, passwords) || has_word (smtp->auth, nothing));
}

static CtgCandidate *
imap_candidate (const CtgAutoconfig *self, const CtgAutoconfigServer *imap, const CtgAutoconfigServer *smtp,
                const char *address, const char *source, const char *trust)
{
  const CtgProviderEntry *owner = find_owner (imap);
  CtgCandidate *candidate = candidate_new (self, owner != NULL ? owner->kind : "imap", address, source, trust);

  candidate->incoming = endpoint_for (imap, address);
  candidate->auth = auth_for (imap, owner);
  candidate->usernames = ctg_usernames_list (candidate->incoming->username, address);
  candidate->fit = smtp == NULL ? FIT_PARTIAL : FIT_COMPLETE;
  if (smtp != NULL)
    {
      candidate->outgoing = endpoint_for (smtp, address);
      candidate->outgoing_auth = auth_for (smtp, owner);
    }
  if (judge_way_in (imap) == WAY_IN_NONE || (smtp != NULL && !can_send (smtp, owner)))
    candidate->fit = FIT_STRANGE;
  set_hint (candidate, owner, find_in_table (imap, address));
  return candidate;
}

static char **
exchange_auth (const CtgAutoconfigServer *server, const char *kind)
{
  if (g_str_equal (kind, "microsoft365"))
    return g_strsplit ("oauth2", ";", -1);
  return has_word (server->auth, passwords) ? g_strdupv (server->auth) : g_strsplit ("password", ";", -1);
}

static CtgCandidate *
exchange_candidate (const CtgAutoconfig *self, const CtgAutoconfigServer *server, const char *address,
                    const char *source, const char *trust, gboolean is_second)
{
  const CtgProviderEntry *owner = find_owner_of (NULL, server->url);
  const char *kind = server->kind == CTG_SERVER_GRAPH ? "microsoft365" : "exchange";
  CtgCandidate *candidate = candidate_new (self, owner != NULL ? owner->kind : kind, address, source, trust);

  candidate->exchange_url = g_strdup (server->url);
  candidate->auth = exchange_auth (server, candidate->kind);
  candidate->fit = is_second ? FIT_EXCHANGE_SECOND : FIT_EXCHANGE;
  return candidate;
}

static char *
host_beside (const CtgAutoconfigServer *server)
{
  g_autoptr (GUri) uri = server->page != NULL ? g_uri_parse (server->page, G_URI_FLAGS_NONE, NULL) : NULL;

  return g_strdup (uri != NULL ? g_uri_get_host (uri) : server->host);
}

/* A host of Exchange's without the address of its service: where that usually is. */
static CtgCandidate *
possible_candidate (const CtgAutoconfig *self, const char *address, const char *source, const char *trust)
{
  const CtgAutoconfigServer *server = find_kind (self, CTG_SERVER_EXCHANGE);
  const CtgProviderEntry *owner;
  CtgCandidate *candidate;
  g_autofree char *host = NULL;

  if (server == NULL)
    server = find_kind (self, CTG_SERVER_ACTIVESYNC);
  host = server != NULL ? host_beside (server) : NULL;
  if (host == NULL || ctg_endpoint_is_loopback (host))
    return NULL;
  owner = find_owner_of (host, NULL);
  candidate = candidate_new (self, owner != NULL ? owner->kind : "exchange", address, source, trust);
  candidate->exchange_url = g_uri_join (G_URI_FLAGS_NONE, "https", NULL, host, -1, "/EWS/Exchange.asmx", NULL, NULL);
  candidate->auth = exchange_auth (server, candidate->kind);
  candidate->fit = owner != NULL ? FIT_EXCHANGE : FIT_EXCHANGE_POSSIBLE;
  if (owner != NULL)
    return candidate;
  g_free (candidate->why);
  candidate->why = g_strdup ("exchange-possible");
  candidate->why_detail = g_steal_pointer (&host);
  return candidate;
}

static gboolean
has_plain_imap (const CtgAutoconfig *self)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      const CtgAutoconfigServer *server = g_ptr_array_index (self->servers, i);

      if (server->kind == CTG_SERVER_IMAP && server->is_secure_known && server->security == CTG_SECURITY_NONE)
        return TRUE;
    }
  return FALSE;
}

static const char *
find_reason (const CtgAutoconfig *self)
{
  const CtgAutoconfigServer *imap = find_usable (self, CTG_SERVER_IMAP, TRUE);

  if (imap != NULL && is_browser_only (imap))
    return "OAUTH_ONLY";
  if (imap == NULL && has_plain_imap (self))
    return "PLAINTEXT_ONLY";
  if (find_kind (self, CTG_SERVER_POP3) != NULL)
    return "POP3_ONLY";
  return find_kind (self, CTG_SERVER_ACTIVESYNC) != NULL ? "ACTIVESYNC" : NULL;
}

/* Microsoft's and Google's documents name the same service twice: one card is enough. */
static gboolean
is_new (const GPtrArray *list, const CtgCandidate *candidate)
{
  for (guint i = 0; i < list->len; i++)
    {
      const CtgCandidate *earlier = g_ptr_array_index (list, i);

      gboolean is_exchange = g_str_equal (candidate->kind, "exchange");

      if (g_str_equal (earlier->kind, candidate->kind) &&
          (!is_exchange || g_str_equal (earlier->exchange_url, candidate->exchange_url)))
        return FALSE;
    }
  return TRUE;
}

static void
take (GPtrArray *list, CtgCandidate *candidate)
{
  if (is_new (list, candidate))
    g_ptr_array_add (list, candidate);
  else
    ctg_candidate_free (candidate);
}

static void
add_exchange (GPtrArray *list, const CtgAutoconfig *self, const char *address, const char *source, const char *trust)
{
  const CtgAutoconfigServer *graph = find_kind (self, CTG_SERVER_GRAPH);
  guint n_before = list->len;

  for (guint i = 0; i < self->servers->len && list->len < n_before + EXCHANGE_MAX; i++)
    {
      const CtgAutoconfigServer *server = g_ptr_array_index (self->servers, i);

      if (server->kind == CTG_SERVER_EXCHANGE && server->url != NULL)
        take (list, exchange_candidate (self, server, address, source, trust, list->len > 0));
    }
  if (graph != NULL && list->len == n_before)
    take (list, exchange_candidate (self, graph, address, source, trust, list->len > 0));
}

/* What is left to say where nothing can be offered. */
static void
add_refusal (GPtrArray *list, const CtgAutoconfig *self, const char *address, const char *source, const char *trust)
{
  CtgCandidate *possible = possible_candidate (self, address, source, trust);
  const char *reason = possible == NULL || g_str_equal (possible->kind, "exchange") ? find_reason (self) : NULL;

  if (reason != NULL)
    g_ptr_array_add (list, refuse (candidate_new (self, "unsupported", address, source, trust), reason));
  if (possible != NULL)
    g_ptr_array_add (list, possible);
}

/**
 * ctg_autoconfig_candidates:
 * @self: what a document says
 * @address: a normalised address
 * @source: where the document came from, for the candidates; "file" and "profile" may name servers on this computer
 * @trust: how far that may be trusted
 *
 * Returns: (transfer full) (element-type CtgCandidate): none, or those of the table above, in its order
 */
GPtrArray *
ctg_autoconfig_candidates (const CtgAutoconfig *self, const char *address, const char *source, const char *trust)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_candidate_free);
  gboolean is_own_file = g_str_equal (source, "file") || g_str_equal (source, "profile");
  const CtgAutoconfigServer *imap = find_usable (self, CTG_SERVER_IMAP, is_own_file);
  const CtgProviderEntry *refused = find_refused (self, address);

  if (refused != NULL)
    {
      g_ptr_array_add (list, refuse (candidate_new (self, "unsupported", address, source, trust), refused->reason));
      return list;
    }
  if (imap != NULL && !is_browser_only (imap))
    g_ptr_array_add (list, imap_candidate (self, imap, find_usable (self, CTG_SERVER_SMTP, is_own_file), address,
                                           source, trust));
  add_exchange (list, self, address, source, trust);
  if (list->len == 0)
    add_refusal (list, self, address, source, trust);
  return list;
}

/**
 * ctg_autoconfig_explain:
 * @self: what a document says
 * @candidates: (element-type CtgCandidate): what came of it
 *
 * Returns: (transfer none) (nullable): why nothing came of it, or not all: a reason of UNSUPPORTED; %NULL where all is
 *   well or a candidate says it
 */
const char *
ctg_autoconfig_explain (const CtgAutoconfig *self, const GPtrArray *candidates)
{
  const CtgCandidate *best = candidates->len > 0 ? g_ptr_array_index (candidates, 0) : NULL;

  if (best != NULL)
    return best->incoming != NULL && best->outgoing == NULL && find_kind (self, CTG_SERVER_SMTP) != NULL
             ? "document-outgoing-unusable" : NULL;
  if (self->servers->len == 0)
    return "document-no-servers";
  if (find_kind (self, CTG_SERVER_IMAP) != NULL)
    return "document-unusable";
  if (find_kind (self, CTG_SERVER_EXCHANGE) != NULL)
    return "document-no-exchange-address";
  return find_kind (self, CTG_SERVER_OTHER) != NULL ? "document-no-imap" : "document-only-outgoing";
}
