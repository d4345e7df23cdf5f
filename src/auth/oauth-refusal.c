/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What platforms say when they refuse, and what it means for a person. Google has names (RFC 6749 section 4.1.2.1 and
 * its own); Microsoft has few names and puts a number into the description. The numbers stand first, because they are
 * narrower: with one name, invalid_grant, Microsoft says that a password changed, that it expired, that an account was
 * switched off, and that a second proof is wanted.
 *
 * learn.microsoft.com: Microsoft Entra authentication and authorization error codes.
 * developers.google.com: OAuth 2.0 for Mobile and Desktop Apps, authorization error codes. */

#include "oauth-refusal.h"
#include "errors.h"

#include <string.h>

typedef struct
{
  const char *words;      /* an error's name; or, of AADSTS and of phrases, words of its description */
  CtgErrorCode code;
  const char *reason;
} Refusal;

static const Refusal refusals[] = {
  /* The person's no, and the administrator's. */
  { "AADSTS65004", CTG_ERROR_CONSENT_REQUIRED, "access-denied" },
  { "AADSTS65001", CTG_ERROR_CONSENT_REQUIRED, "admin-consent" },
  { "AADSTS90093", CTG_ERROR_CONSENT_REQUIRED, "admin-consent" },
  { "AADSTS90094", CTG_ERROR_CONSENT_REQUIRED, "admin-consent" },
  { "AADSTS90095", CTG_ERROR_CONSENT_REQUIRED, "admin-consent" },
  { "AADSTS900941", CTG_ERROR_CONSENT_REQUIRED, "admin-consent" },
  /* Rules of the organization. */
  { "AADSTS53000", CTG_ERROR_POLICY, "device-not-managed" },
  { "AADSTS53001", CTG_ERROR_POLICY, "device-not-managed" },
  { "AADSTS530003", CTG_ERROR_POLICY, "device-not-managed" },
  { "AADSTS50097", CTG_ERROR_POLICY, "device-not-managed" },
  { "AADSTS53002", CTG_ERROR_POLICY, "admin-blocks" },
  { "AADSTS53003", CTG_ERROR_POLICY, "admin-blocks" },
  { "AADSTS53004", CTG_ERROR_POLICY, "admin-blocks" },
  { "AADSTS53011", CTG_ERROR_POLICY, "admin-blocks" },
  { "AADSTS50105", CTG_ERROR_POLICY, "admin-blocks" },
  { "AADSTS500021", CTG_ERROR_POLICY, "admin-blocks" },
  { "AADSTS7000112", CTG_ERROR_POLICY, "admin-blocks" },
  { "AADSTS650052", CTG_ERROR_POLICY, "service-not-enabled" },
  { "AADSTS500011", CTG_ERROR_POLICY, "service-not-enabled" },
  { "AADSTS500014", CTG_ERROR_POLICY, "service-not-enabled" },
  /* The registration. */
  { "AADSTS700016", CTG_ERROR_UNSUPPORTED, "client-unknown" },
  { "AADSTS7000218", CTG_ERROR_UNSUPPORTED, "client-not-public" },
  { "AADSTS9002326", CTG_ERROR_UNSUPPORTED, "client-not-public" },
  { "AADSTS9002327", CTG_ERROR_UNSUPPORTED, "client-not-public" },
  { "AADSTS50011", CTG_ERROR_UNSUPPORTED, "client-redirect" },
  { "AADSTS50194", CTG_ERROR_UNSUPPORTED, "client-one-tenant" },
  { "AADSTS500200", CTG_ERROR_UNSUPPORTED, "client-account-kind" },
  { "AADSTS9002332", CTG_ERROR_UNSUPPORTED, "client-account-kind" },
  { "AADSTS70011", CTG_ERROR_UNSUPPORTED, "client-permissions" },
  { "AADSTS650053", CTG_ERROR_UNSUPPORTED, "client-permissions" },
  /* The account. */
  { "AADSTS50020", CTG_ERROR_AUTH_REJECTED, "account-elsewhere" },
  { "AADSTS90072", CTG_ERROR_AUTH_REJECTED, "account-elsewhere" },
  { "AADSTS51004", CTG_ERROR_AUTH_REJECTED, "account-elsewhere" },
  { "AADSTS50053", CTG_ERROR_AUTH_REJECTED, "account-locked" },
  { "AADSTS50057", CTG_ERROR_AUTH_REVOKED, "account-disabled" },
  { "AADSTS50055", CTG_ERROR_AUTH_EXPIRED, "password-expired" },
  { "AADSTS50144", CTG_ERROR_AUTH_EXPIRED, "password-expired" },
  { "AADSTS50173", CTG_ERROR_AUTH_REVOKED, "password-changed" },
  { "AADSTS50133", CTG_ERROR_AUTH_REVOKED, "password-changed" },
  { "AADSTS50034", CTG_ERROR_AUTH_REVOKED, "mailbox-moved" },
  { "AADSTS90002", CTG_ERROR_AUTH_REVOKED, "mailbox-moved" },
  /* Once more, please. */
  { "AADSTS50072", CTG_ERROR_AUTH_EXPIRED, "second-proof" },
  { "AADSTS50074", CTG_ERROR_AUTH_EXPIRED, "second-proof" },
  { "AADSTS50076", CTG_ERROR_AUTH_EXPIRED, "second-proof" },
  { "AADSTS50079", CTG_ERROR_AUTH_EXPIRED, "second-proof" },
  { "AADSTS50158", CTG_ERROR_AUTH_EXPIRED, "second-proof" },
  { "AADSTS70008", CTG_ERROR_AUTH_EXPIRED, "sign-in-again" },
  { "AADSTS700082", CTG_ERROR_AUTH_EXPIRED, "sign-in-again" },
  { "AADSTS70043", CTG_ERROR_AUTH_EXPIRED, "sign-in-again" },
  { "AADSTS50085", CTG_ERROR_AUTH_EXPIRED, "sign-in-again" },
  { "AADSTS50089", CTG_ERROR_AUTH_EXPIRED, "sign-in-again" },
  /* A Workspace rule that wants the person back after so many hours: its error is invalid_grant, its subtype this. */
  { "(invalid_rapt)", CTG_ERROR_AUTH_EXPIRED, "sign-in-again" },
  { "Account has been deleted", CTG_ERROR_AUTH_REVOKED, "account-disabled" },
  /* Our own fault, and the platform's. */
  { "AADSTS900144", CTG_ERROR_PROTOCOL, "sign-in-broken" },
  { "AADSTS90014", CTG_ERROR_PROTOCOL, "sign-in-broken" },
  { "AADSTS50196", CTG_ERROR_RATE_LIMITED, NULL },
  { "AADSTS90033", CTG_ERROR_BUSY, "sign-in-unavailable" },
  /* Names. */
  { "admin_policy_enforced", CTG_ERROR_POLICY, "admin-blocks" },
  { "org_internal", CTG_ERROR_POLICY, "admin-blocks" },
  { "policy_enforced", CTG_ERROR_POLICY, "advanced-protection" },
  { "access_denied", CTG_ERROR_CONSENT_REQUIRED, "access-denied" },
  { "consent_required", CTG_ERROR_CONSENT_REQUIRED, "admin-consent" },
  { "interaction_required", CTG_ERROR_AUTH_EXPIRED, "sign-in-again" },
  { "login_required", CTG_ERROR_AUTH_EXPIRED, "sign-in-again" },
  { "invalid_grant", CTG_ERROR_AUTH_REVOKED, "access-revoked" },
  { "invalid_client", CTG_ERROR_UNSUPPORTED, "client-unknown" },
  { "unauthorized_client", CTG_ERROR_UNSUPPORTED, "client-unknown" },
  { "redirect_uri_mismatch", CTG_ERROR_UNSUPPORTED, "client-redirect" },
  { "deleted_client", CTG_ERROR_UNSUPPORTED, "client-unknown" },
  { "disabled_client", CTG_ERROR_UNSUPPORTED, "client-unknown" },
  { "invalid_scope", CTG_ERROR_UNSUPPORTED, "client-permissions" },
  { "temporarily_unavailable", CTG_ERROR_BUSY, "sign-in-unavailable" },
  { "server_error", CTG_ERROR_BUSY, "sign-in-unavailable" },
  { "slow_down", CTG_ERROR_RATE_LIMITED, NULL },
};

/* What means something else while there is no mailbox yet that could have moved. */
static const Refusal firsts[] = {
  { "AADSTS50034", CTG_ERROR_AUTH_REJECTED, "account-unknown" },
  { "AADSTS90002", CTG_ERROR_UNSUPPORTED, "tenant-unknown" },
  { "AADSTS900023", CTG_ERROR_UNSUPPORTED, "tenant-unknown" },
};

static gboolean
is_of_description (const char *words)
{
  return g_str_has_prefix (words, "AADSTS") || strpbrk (words, " (") != NULL;
}

/* A number ends where its digits do: AADSTS650011 is not AADSTS65001. */
static gboolean
is_said (const char *description, const char *words)
{
  const char *at = description != NULL && is_of_description (words) ? strstr (description, words) : NULL;

  return at != NULL && !g_ascii_isdigit (at[strlen (words)]);
}

static const Refusal *
find (const Refusal *table, gsize n_rows, const char *name, const char *description)
{
  for (gsize i = 0; i < n_rows; i++)
    if (is_said (description, table[i].words) || g_strcmp0 (name, table[i].words) == 0)
      return &table[i];
  return NULL;
}

static void
set_refusal (GError **error, const Refusal *refusal, int fallback, const char *words, const char *host)
{
  CtgErrorCode code = refusal != NULL ? refusal->code : (CtgErrorCode) fallback;
  const char *reason = refusal != NULL ? refusal->reason : "sign-in-refused";

  ctg_error_set (error, code, reason, "The sign-in was refused: %s", reason != NULL ? reason : "");
  ctg_error_add_server (error, host, words);
}

/**
 * ctg_oauth_refuse:
 * @error: (out) (optional): where to put it
 * @fallback: a `CtgErrorCode` for a name that nobody knows
 * @name: (nullable): the error's name
 * @description: (nullable): the platform's words
 * @host: (nullable): who said so
 *
 * Makes what a platform refused with into an error that names the remedy.
 *
 * Specification: RFC 6749 sections 4.1.2.1 and 5.2
 */
void
ctg_oauth_refuse (GError **error, int fallback, const char *name, const char *description, const char *host)
{
  set_refusal (error, find (refusals, G_N_ELEMENTS (refusals), name, description), fallback,
               description != NULL ? description : name, host);
}

/**
 * ctg_oauth_refuse_first:
 * @error: (out) (optional): where to put it
 * @fallback: a `CtgErrorCode` for a name that nobody knows
 * @name: (nullable): the error's name
 * @description: (nullable): the platform's words
 * @host: (nullable): who said so
 *
 * The same, of a sign-in that is not yet a mailbox: nothing can have moved.
 *
 * Specification: RFC 6749 section 4.1.2.1
 */
void
ctg_oauth_refuse_first (GError **error, int fallback, const char *name, const char *description, const char *host)
{
  const Refusal *refusal = find (firsts, G_N_ELEMENTS (firsts), name, description);

  if (refusal == NULL)
    refusal = find (refusals, G_N_ELEMENTS (refusals), name, description);
  set_refusal (error, refusal, fallback, description != NULL ? description : name, host);
}
