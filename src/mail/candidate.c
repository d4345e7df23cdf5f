/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "candidate.h"
#include "oauth-platform.h"

static const char *const trusts[] = {
  [CTG_TRUST_ADMIN] = "admin",
  [CTG_TRUST_VERIFIED] = "verified",
  [CTG_TRUST_BUILTIN] = "builtin",
  [CTG_TRUST_ISP] = "isp",
  [CTG_TRUST_ISPDB] = "ispdb",
  [CTG_TRUST_MX] = "mx",
  [CTG_TRUST_DNSSEC] = "dnssec",
  [CTG_TRUST_SRV] = "srv",
  [CTG_TRUST_PROBE] = "probe",
  [CTG_TRUST_HTTP] = "http",
  [CTG_TRUST_MANUAL] = "manual",
};

/**
 * ctg_trust_to_string:
 * @trust: how far a source may be trusted
 *
 * Returns: (transfer none): its word in the command line's contract
 */
const char *
ctg_trust_to_string (CtgTrust trust)
{
  g_return_val_if_fail (trust < CTG_N_TRUSTS, "manual");
  return trusts[trust];
}

/**
 * ctg_trust_from_string:
 * @text: (nullable): a word of ctg_trust_to_string()
 *
 * Returns: what it stands for; %CTG_TRUST_MANUAL, the least, for anything else
 */
CtgTrust
ctg_trust_from_string (const char *text)
{
  for (guint i = 0; i < CTG_N_TRUSTS; i++)
    if (g_strcmp0 (text, trusts[i]) == 0)
      return (CtgTrust) i;
  return CTG_TRUST_MANUAL;
}

/**
 * ctg_candidate_new:
 * @kind: gmail, microsoft365, exchange, imap or unsupported
 * @display_name: the provider's name
 * @source: what it comes from
 * @trust: how far it may be trusted, one of the words of the command line's contract
 *
 * Returns: (transfer full): a candidate that can be started, without servers
 */
CtgCandidate *
ctg_candidate_new (const char *kind, const char *display_name, const char *source, const char *trust)
{
  CtgCandidate *self = g_new0 (CtgCandidate, 1);

  self->kind = g_strdup (kind);
  self->display_name = g_strdup (display_name);
  self->source = g_strdup (source);
  self->trust = g_strdup (trust);
  self->can_start = TRUE;
  return self;
}

/**
 * ctg_candidate_copy:
 * @self: a candidate
 *
 * Returns: (transfer full): a copy
 */
CtgCandidate *
ctg_candidate_copy (const CtgCandidate *self)
{
  CtgCandidate *copy = ctg_candidate_new (self->kind, self->display_name, self->source, self->trust);

  copy->fit = self->fit;
  copy->incoming = ctg_endpoint_copy (self->incoming);
  copy->outgoing = ctg_endpoint_copy (self->outgoing);
  copy->auth = g_strdupv (self->auth);
  copy->outgoing_auth = g_strdupv (self->outgoing_auth);
  copy->usernames = g_strdupv (self->usernames);
  copy->exchange_url = g_strdup (self->exchange_url);
  copy->why = g_strdup (self->why);
  copy->why_detail = g_strdup (self->why_detail);
  copy->hint = g_strdup (self->hint);
  copy->documentation = g_strdupv (self->documentation);
  copy->reason = g_strdup (self->reason);
  copy->confirm_domain = g_strdup (self->confirm_domain);
  copy->confirm_ascii = g_strdup (self->confirm_ascii);
  copy->last_checked = g_strdup (self->last_checked);
  copy->is_unverified = self->is_unverified;
  copy->can_start = self->can_start;
  return copy;
}

/**
 * ctg_candidate_free:
 * @self: (transfer full) (nullable): a candidate
 */
void
ctg_candidate_free (CtgCandidate *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->display_name);
  g_free (self->source);
  g_free (self->trust);
  ctg_endpoint_free (self->incoming);
  ctg_endpoint_free (self->outgoing);
  g_strfreev (self->auth);
  g_strfreev (self->outgoing_auth);
  g_strfreev (self->usernames);
  g_free (self->exchange_url);
  g_free (self->why);
  g_free (self->why_detail);
  g_free (self->hint);
  g_strfreev (self->documentation);
  g_free (self->reason);
  g_free (self->confirm_domain);
  g_free (self->confirm_ascii);
  g_free (self->last_checked);
  g_free (self);
}

/**
 * ctg_candidate_kind_can_start:
 * @kind: a kind of mailbox
 *
 * Returns: whether this version connects such mailboxes: with a password over IMAP or to an Exchange server, or signed
 *   in to with the browser
 */
gboolean
ctg_candidate_kind_can_start (const char *kind)
{
  return g_str_equal (kind, "imap") || g_str_equal (kind, "exchange") || ctg_oauth_platform_find (kind) != NULL;
}

/**
 * ctg_candidate_kind_has_password:
 * @kind: a kind of mailbox
 *
 * Returns: whether it is logged in to with a password, and not signed in to with the browser
 */
gboolean
ctg_candidate_kind_has_password (const char *kind)
{
  return ctg_oauth_platform_find (kind) == NULL;
}

/**
 * ctg_candidate_get_trust:
 * @self: a candidate
 *
 * Returns: how far it may be trusted, as a number; smaller is more
 */
CtgTrust
ctg_candidate_get_trust (const CtgCandidate *self)
{
  return ctg_trust_from_string (self->trust);
}

/**
 * ctg_candidate_needs_confirmation:
 * @self: a candidate
 *
 * Whether a person has to say by a switch that is off at first that these servers are meant: nobody who may speak for
 * the domain named them, or they are at a domain of somebody else's.
 *
 * Returns: %TRUE: ask before a password is typed
 */
gboolean
ctg_candidate_needs_confirmation (const CtgCandidate *self)
{
  CtgTrust trust = ctg_candidate_get_trust (self);

  if (trust == CTG_TRUST_MANUAL)
    return FALSE;
  return self->confirm_domain != NULL || trust >= CTG_TRUST_HTTP;
}

/**
 * ctg_mailbox_settings_new:
 * @address: the normalised address
 *
 * Returns: (transfer full): settings of kind imap, without servers
 */
CtgMailboxSettings *
ctg_mailbox_settings_new (const char *address)
{
  CtgMailboxSettings *self = g_new0 (CtgMailboxSettings, 1);

  self->address = g_strdup (address);
  self->kind = g_strdup ("imap");
  return self;
}

/**
 * ctg_mailbox_settings_copy:
 * @self: settings
 *
 * Returns: (transfer full): a copy
 */
CtgMailboxSettings *
ctg_mailbox_settings_copy (const CtgMailboxSettings *self)
{
  CtgMailboxSettings *copy = g_new0 (CtgMailboxSettings, 1);

  copy->account_id = g_strdup (self->account_id);
  copy->address = g_strdup (self->address);
  copy->display_name = g_strdup (self->display_name);
  copy->kind = g_strdup (self->kind);
  copy->incoming = ctg_endpoint_copy (self->incoming);
  copy->outgoing = ctg_endpoint_copy (self->outgoing);
  copy->separate_outgoing = self->separate_outgoing;
  copy->automation = self->automation;
  copy->is_team = self->is_team;
  copy->sent_remote_name = g_strdup (self->sent_remote_name);
  copy->sent_name = g_strdup (self->sent_name);
  copy->sent_reason = g_strdup (self->sent_reason);
  copy->accepted = g_strdupv (self->accepted);
  copy->incoming_verified = self->incoming_verified;
  return copy;
}

/**
 * ctg_mailbox_settings_free:
 * @self: (transfer full) (nullable): settings
 */
void
ctg_mailbox_settings_free (CtgMailboxSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->address);
  g_free (self->display_name);
  g_free (self->kind);
  ctg_endpoint_free (self->incoming);
  ctg_endpoint_free (self->outgoing);
  g_free (self->sent_remote_name);
  g_free (self->sent_name);
  g_free (self->sent_reason);
  g_strfreev (self->accepted);
  g_free (self);
}

static CtgEndpoint *
endpoint_as (const CtgEndpoint *endpoint, const char *address)
{
  CtgEndpoint *copy = ctg_endpoint_copy (endpoint);

  g_free (copy->username);
  copy->username = g_strdup (address);
  return copy;
}

/* What was found counts where it is of this service. */
static const CtgEndpoint *
prefer (const CtgOAuthPlatform *platform, const CtgOAuthService *service, const CtgEndpoint *found,
        const CtgEndpoint *usual)
{
  gboolean is_ours = found != NULL && ctg_oauth_platform_get_service_of_host (platform, found->host) == service;

  return is_ours && g_strcmp0 (found->path, usual->path) == 0 ? found : usual;
}

/**
 * ctg_mailbox_usual_service:
 * @kind: a kind of mailbox
 *
 * Returns: (transfer none): the usual way to such a mailbox at its platform; "" where it has none
 */
const char *
ctg_mailbox_usual_service (const char *kind)
{
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find (kind);

  return platform != NULL ? ctg_oauth_platform_get_service (platform, NULL)->name : "";
}

/**
 * ctg_mailbox_settings_get_service:
 * @self: settings
 *
 * Returns: (transfer none): the way to the mailbox at its platform; "" where it has none
 */
const char *
ctg_mailbox_settings_get_service (const CtgMailboxSettings *self)
{
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find (self->kind);
  const CtgOAuthService *service = NULL;

  if (platform != NULL && self->incoming != NULL)
    service = ctg_oauth_platform_get_service_of_host (platform, self->incoming->host);
  return service != NULL ? service->name : "";
}

/**
 * ctg_mailbox_settings_set_platform:
 * @self: settings with an address
 * @kind: a kind of mailbox
 * @service: (nullable): the way to a mailbox there; %NULL, "" or one that the platform has not: the usual one
 * @candidate: (nullable): what detection found; its servers count where the service owns them
 *
 * Makes them those of a mailbox that is signed in to with the browser.
 *
 * Returns: %FALSE when such a mailbox has a password, and nothing was changed
 */
gboolean
ctg_mailbox_settings_set_platform (CtgMailboxSettings *self, const char *kind, const char *service,
                                   const CtgCandidate *candidate)
{
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find (kind);
  const CtgOAuthService *way = platform != NULL ? ctg_oauth_platform_get_service (platform, service) : NULL;
  const CtgEndpoint *incoming, *outgoing;

  if (platform == NULL)
    return FALSE;
  if (way == NULL)
    way = ctg_oauth_platform_get_service (platform, NULL);
  incoming = prefer (platform, way, candidate != NULL ? candidate->incoming : NULL, way->incoming);
  outgoing = prefer (platform, way, candidate != NULL ? candidate->outgoing : NULL, way->outgoing);
  g_free (self->kind);
  self->kind = g_strdup (kind);
  ctg_endpoint_free (self->incoming);
  self->incoming = endpoint_as (incoming, self->address);
  ctg_endpoint_free (self->outgoing);
  self->outgoing = endpoint_as (outgoing, self->address);
  return TRUE;
}
