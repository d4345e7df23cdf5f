/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From what a document says to what a person may be offered. The first usable server of each direction counts, in the
 * document's order, which is the provider's order of preference.
 *
 *   usable                     encrypted (or, of a file of the person's own, in clear on this computer), a host, a
 *                              port, and a way of signing in that we know of; if none has one, the first of the rest
 *   no usable IMAP, but
 *     IMAP in clear            unsupported, PLAINTEXT_ONLY
 *     Exchange with an address exchange
 *     POP3                     unsupported, POP3_ONLY
 *     ActiveSync               unsupported, ACTIVESYNC
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
#define FIT_EXCHANGE_BESIDE_IMAP 50

static gboolean
has_word (char **auth, const char *const *words)
{
  for (guint i = 0; auth != NULL && auth[i] != NULL; i++)
    if (g_strv_contains (words, auth[i]))
      return TRUE;
  return FALSE;
}

static gboolean
can_sign_in (const CtgAutoconfigServer *server)
{
  static const char *const incoming[] = { "password", "password-encrypted", "oauth2", "ntlm", "gssapi", NULL };
  static const char *const outgoing[] = { "password", "password-encrypted", "oauth2", "ntlm", "gssapi", "none",
                                          "client-ip", NULL };

  return has_word (server->auth, server->kind == CTG_SERVER_SMTP ? outgoing : incoming);
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
  const CtgAutoconfigServer *strange = NULL;

  for (guint i = 0; i < self->servers->len; i++)
    {
      const CtgAutoconfigServer *server = g_ptr_array_index (self->servers, i);

      if (server->kind != kind || !is_reachable (server, is_own_file))
        continue;
      if (can_sign_in (server))
        return server;
      strange = strange != NULL ? strange : server;
    }
  return strange;
}

static const CtgAutoconfigServer *
find_kind (const CtgAutoconfig *self, CtgServerKind kind)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      const CtgAutoconfigServer *server = g_ptr_array_index (self->servers, i);

      if (server->kind == kind && (kind != CTG_SERVER_EXCHANGE || server->url != NULL))
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

/* Whose servers these are, if that decides how to sign in or whether we may: Google's, Microsoft's, Amazon's. */
static const CtgProviderEntry *
find_owner (const CtgAutoconfigServer *server)
{
  const char *host = server != NULL ? server->host : NULL;
  g_autoptr (GUri) uri = host == NULL && server != NULL && server->url != NULL
                           ? g_uri_parse (server->url, G_URI_FLAGS_NONE, NULL) : NULL;
  const CtgProviderEntry *entry;

  if (uri != NULL)
    host = g_uri_get_host (uri);
  entry = host != NULL ? ctg_provider_table_find_host (host) : NULL;
  return entry != NULL && !g_str_equal (entry->kind, "imap") ? entry : NULL;
}

static CtgCandidate *
imap_candidate (const CtgAutoconfig *self, const CtgAutoconfigServer *imap, const CtgAutoconfigServer *smtp,
                const char *address, const char *source, const char *trust)
{
  const CtgProviderEntry *owner = find_owner (imap);
  CtgCandidate *candidate = candidate_new (self, owner != NULL ? owner->kind : "imap", address, source, trust);

  if (owner != NULL && owner->reason != NULL)
    return refuse (candidate, owner->reason);
  candidate->incoming = endpoint_for (imap, address);
  candidate->auth = g_strdupv (imap->auth);
  candidate->usernames = ctg_usernames_list (candidate->incoming->username, address);
  candidate->fit = smtp == NULL ? FIT_PARTIAL : FIT_COMPLETE;
  if (smtp != NULL)
    {
      candidate->outgoing = endpoint_for (smtp, address);
      candidate->outgoing_auth = g_strdupv (smtp->auth);
    }
  if (!can_sign_in (imap) || (smtp != NULL && !can_sign_in (smtp)))
    candidate->fit = FIT_STRANGE;
  if (owner != NULL && candidate->hint == NULL)
    candidate->hint = g_strdup (owner->hint);
  return candidate;
}

static CtgCandidate *
exchange_candidate (const CtgAutoconfig *self, const CtgAutoconfigServer *server, const char *address,
                    const char *source, const char *trust, gboolean is_beside_imap)
{
  const CtgProviderEntry *owner = find_owner (server);
  const char *kind = server->kind == CTG_SERVER_GRAPH ? "microsoft365" : "exchange";
  CtgCandidate *candidate = candidate_new (self, owner != NULL ? owner->kind : kind, address, source, trust);

  if (owner != NULL && owner->reason != NULL)
    return refuse (candidate, owner->reason);
  candidate->exchange_url = g_strdup (server->url);
  candidate->auth = g_strdupv (server->auth);
  candidate->fit = is_beside_imap ? FIT_EXCHANGE_BESIDE_IMAP : FIT_EXCHANGE;
  return candidate;
}

static CtgCandidate *
refusal (const CtgAutoconfig *self, const char *address, const char *source, const char *trust)
{
  const CtgProviderEntry *owner = find_owner (find_kind (self, CTG_SERVER_SMTP));
  const char *reason = NULL;

  if (find_kind (self, CTG_SERVER_IMAP) != NULL && find_usable (self, CTG_SERVER_IMAP, TRUE) == NULL)
    for (guint i = 0; i < self->servers->len && reason == NULL; i++)
      {
        const CtgAutoconfigServer *server = g_ptr_array_index (self->servers, i);

        if (server->kind == CTG_SERVER_IMAP && server->is_secure_known && server->security == CTG_SECURITY_NONE)
          reason = "PLAINTEXT_ONLY";
      }
  if (reason == NULL && find_kind (self, CTG_SERVER_POP3) != NULL)
    reason = "POP3_ONLY";
  if (reason == NULL && find_kind (self, CTG_SERVER_ACTIVESYNC) != NULL)
    reason = "ACTIVESYNC";
  if (reason == NULL && owner != NULL)
    reason = owner->reason;
  return reason != NULL ? refuse (candidate_new (self, "unsupported", address, source, trust), reason) : NULL;
}

/* Microsoft's and Google's documents name the same service twice: one card is enough. */
static gboolean
is_new (GPtrArray *list, const CtgCandidate *candidate)
{
  const CtgCandidate *earlier = list->len > 0 ? g_ptr_array_index (list, 0) : NULL;

  return earlier == NULL || !g_str_equal (earlier->kind, candidate->kind);
}

/**
 * ctg_autoconfig_candidates:
 * @self: what a document says
 * @address: a normalised address
 * @source: where the document came from, for the candidates; "file" and "profile" may name servers on this computer
 * @trust: how far that may be trusted
 *
 * Returns: (transfer full) (element-type CtgCandidate): none, one, or IMAP's and Exchange's, in this order
 */
GPtrArray *
ctg_autoconfig_candidates (const CtgAutoconfig *self, const char *address, const char *source, const char *trust)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_candidate_free);
  gboolean is_own_file = g_str_equal (source, "file") || g_str_equal (source, "profile");
  const CtgAutoconfigServer *imap = find_usable (self, CTG_SERVER_IMAP, is_own_file);
  const CtgAutoconfigServer *exchange = find_kind (self, CTG_SERVER_EXCHANGE);
  CtgCandidate *candidate;

  if (exchange == NULL)
    exchange = find_kind (self, CTG_SERVER_GRAPH);
  if (imap != NULL)
    g_ptr_array_add (list, imap_candidate (self, imap, find_usable (self, CTG_SERVER_SMTP, is_own_file), address,
                                           source, trust));
  if (exchange != NULL)
    {
      candidate = exchange_candidate (self, exchange, address, source, trust, imap != NULL);
      if (is_new (list, candidate))
        g_ptr_array_add (list, candidate);
      else
        ctg_candidate_free (candidate);
    }
  candidate = list->len == 0 ? refusal (self, address, source, trust) : NULL;
  if (candidate != NULL)
    g_ptr_array_add (list, candidate);
  return list;
}
