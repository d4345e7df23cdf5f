/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The front half of a sign-in: the address for the browser and the answer it brings (O1, O2, A43, A44). */

#include "bearer.h"
#include "errors.h"
#include "oauth-request.h"
#include "text.h"

#include <glib/gstdio.h>
#include <string.h>

static CtgOAuthRequest *
make_request (const char *kind)
{
  g_autoptr (CtgOAuthClient) client = ctg_oauth_client_new ("our-id", "our-secret", NULL);

  const CtgOAuthPlatform *platform = ctg_oauth_platform_find (kind);

  return ctg_oauth_request_new (platform, ctg_oauth_platform_get_service (platform, NULL), client, "anna+x@example.it",
                                4321);
}

static GHashTable *
parameters_of (const char *url)
{
  g_autoptr (GError) error = NULL;
  GHashTable *parameters = g_uri_parse_params (strchr (url, '?') + 1, -1, "&", G_URI_PARAMS_NONE, &error);

  g_assert_no_error (error);
  return parameters;
}

/* A43: the account is offered, the offline grant asked for; O1: PKCE and the redirect. */
static void
test_google_url (void)
{
  g_autoptr (CtgOAuthRequest) request = make_request ("gmail");
  g_autofree char *url = ctg_oauth_request_dup_url (request);
  g_autoptr (GHashTable) parameters = parameters_of (url);

  g_assert_true (g_str_has_prefix (url, "https://accounts.google.com/o/oauth2/v2/auth?"));
  g_assert_cmpstr (g_hash_table_lookup (parameters, "redirect_uri"), ==, "http://127.0.0.1:4321/");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "login_hint"), ==, "anna+x@example.it");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "access_type"), ==, "offline");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "prompt"), ==, "select_account consent");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "code_challenge_method"), ==, "S256");
  g_assert_cmpuint (strlen (g_hash_table_lookup (parameters, "state")), ==, 43);
  g_assert_cmpuint (strlen (g_hash_table_lookup (parameters, "code_challenge")), ==, 43);
  g_assert_null (strstr (url, request->verifier));
  g_assert_null (strstr (url, "our-secret"));
}

static void
test_microsoft_url (void)
{
  g_autoptr (CtgOAuthClient) client = ctg_oauth_client_new ("id", NULL, "a/b?c");
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find ("microsoft365");
  g_autoptr (CtgOAuthRequest) request =
    ctg_oauth_request_new (platform, ctg_oauth_platform_get_service (platform, "graph"), client, NULL, 4321);
  g_autofree char *url = ctg_oauth_request_dup_url (request);
  g_autoptr (GHashTable) parameters = parameters_of (url);

  g_assert_true (g_str_has_prefix (url, "https://login.microsoftonline.com/a%2Fb%3Fc/oauth2/v2.0/authorize?"));
  g_assert_cmpstr (g_hash_table_lookup (parameters, "redirect_uri"), ==, "http://localhost:4321/");
  g_assert_null (g_hash_table_lookup (parameters, "login_hint"));
  /* One service at a time: scopes of two are an error there. */
  g_assert_cmpstr (g_hash_table_lookup (parameters, "scope"), ==,
                   "openid email offline_access https://graph.microsoft.com/Mail.Read "
                   "https://graph.microsoft.com/Mail.Send");
}

/* RFC 7636 appendix B. */
static void
test_challenge (void)
{
  g_autoptr (CtgOAuthRequest) request = make_request ("gmail");
  g_autofree char *url = NULL;

  ctg_secret_free (request->verifier);
  request->verifier = g_strdup ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  url = ctg_oauth_request_dup_url (request);
  g_assert_nonnull (strstr (url, "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&"));
}

static void
test_states_differ (void)
{
  g_autoptr (CtgOAuthRequest) one = make_request ("gmail");
  g_autoptr (CtgOAuthRequest) other = make_request ("gmail");
  g_autofree char *query = g_strdup_printf ("code=x&state=%s", other->state);

  g_assert_cmpstr (one->state, !=, other->state);
  g_assert_cmpstr (one->verifier, !=, other->verifier);
  g_assert_cmpstr (one->verifier, !=, one->state);
  g_assert_false (ctg_oauth_request_is_answer (one, query));
  g_assert_true (ctg_oauth_request_is_answer (other, query));
}

/* What comes back beside the right state, and what it means: A31, A44, A58, O2. */
static const struct
{
  const char *kind;
  const char *query;
  int code;               /* -1: the code is taken */
  const char *reason;
} answers[] = {
  { "gmail", "code=4%2F0Ab", -1, NULL },
  { "gmail", "code=x&iss=https%3A%2F%2Faccounts.google.com", -1, NULL },
  { "gmail", "code=x&iss=https%3A%2F%2Faccounts.google.com.evil.example", CTG_ERROR_PROTOCOL, "sign-in-broken" },
  { "gmail", "code=x&iss=https%3A%2F%2Flogin.microsoftonline.com%2Fcommon%2Fv2.0", CTG_ERROR_PROTOCOL,
    "sign-in-broken" },
  { "microsoft365", "code=x&iss=https%3A%2F%2Flogin.microsoftonline.com%2F9188040d%2Fv2.0", -1, NULL },
  { "microsoft365", "code=x&iss=https%3A%2F%2Flogin.microsoftonline.com%2Fa%2Fb%2Fv2.0", CTG_ERROR_PROTOCOL,
    "sign-in-broken" },
  { "gmail", "code=", CTG_ERROR_PROTOCOL, "sign-in-broken" },
  { "gmail", "x=y", CTG_ERROR_PROTOCOL, "sign-in-broken" },
  { "gmail", "code=a&code=b", CTG_ERROR_PROTOCOL, "sign-in-broken" },
  { "gmail", "code=a%0d%0ab", CTG_ERROR_PROTOCOL, "sign-in-broken" },
  { "gmail", "code=a&error=access_denied", CTG_ERROR_CONSENT_REQUIRED, "access-denied" },
  { "gmail", "error=access_denied", CTG_ERROR_CONSENT_REQUIRED, "access-denied" },
  { "gmail", "error=policy_enforced", CTG_ERROR_POLICY, "advanced-protection" },
  { "gmail", "error=admin_policy_enforced", CTG_ERROR_POLICY, "admin-blocks" },
  { "gmail", "error=org_internal", CTG_ERROR_POLICY, "admin-blocks" },
  { "gmail", "error=no_such_error", CTG_ERROR_AUTH_REJECTED, "sign-in-refused" },
  { "gmail", "error=temporarily_unavailable", CTG_ERROR_BUSY, "sign-in-unavailable" },
  { "microsoft365", "error=access_denied&error_description=AADSTS65004%3A+User+declined", CTG_ERROR_CONSENT_REQUIRED,
    "access-denied" },
  { "microsoft365", "error=invalid_client&error_description=AADSTS650011%3A+x", CTG_ERROR_UNSUPPORTED,
    "client-unknown" },
  { "microsoft365", "error=consent_required&error_description=AADSTS65001%3A+x", CTG_ERROR_CONSENT_REQUIRED,
    "admin-consent" },
  { "microsoft365", "error=access_denied&error_description=AADSTS90094%3A+admin", CTG_ERROR_CONSENT_REQUIRED,
    "admin-consent" },
  { "microsoft365", "error=access_denied&error_description=AADSTS53003%3A+blocked", CTG_ERROR_POLICY, "admin-blocks" },
  { "microsoft365", "error=unauthorized_client&error_description=AADSTS700016%3A+x", CTG_ERROR_UNSUPPORTED,
    "client-unknown" },
};

static void
test_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (CtgOAuthRequest) request = make_request (answers[i].kind);
      g_autofree char *query = g_strdup_printf ("state=%s&%s", request->state, answers[i].query);
      g_autoptr (GError) error = NULL;
      g_autofree char *code = ctg_oauth_request_take_code (request, query, &error);

      g_test_message ("%s", answers[i].query);
      g_assert_cmpint (code != NULL, ==, answers[i].code == -1);
      if (code != NULL)
        continue;
      g_assert_error (error, CTG_ERROR, answers[i].code);
      g_assert_cmpstr (ctg_error_get_details (error).reason, ==, answers[i].reason);
    }
}

static void
test_pasted (void)
{
  g_autoptr (CtgOAuthRequest) request = make_request ("gmail");
  g_autofree char *good = g_strdup_printf ("  http://127.0.0.1:4321/?state=%s&code=x#_ \n", request->state);
  g_autofree char *expected = g_strdup_printf ("state=%s&code=x", request->state);
  g_autoptr (GError) error = NULL;
  g_autofree char *query = ctg_oauth_request_read_pasted (request, good, &error);
  static const char *const bad[] = { "", "x", "http://127.0.0.1:4321/?code=x",
                                      "http://127.0.0.1:4321/?state=x&code=y" };

  g_assert_no_error (error);
  g_assert_cmpstr (query, ==, expected);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (ctg_oauth_request_read_pasted (request, bad[i], &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
      g_clear_error (&error);
    }
}

#define WHOLE(number) "AADSTS" number ": Something about it. Trace ID: 8f1a0c Correlation ID: 650011"

/* Microsoft's numbers, while signing in and afterwards: A58, B37, B40. */
static const struct
{
  const char *name;
  const char *description;
  int code;
  const char *reason;
  int first_code;           /* while signing in, if it is another */
  const char *first_reason;
} numbers[] = {
  { "consent_required", WHOLE ("65001"), CTG_ERROR_CONSENT_REQUIRED, "admin-consent", -1, NULL },
  { "access_denied", WHOLE ("90094"), CTG_ERROR_CONSENT_REQUIRED, "admin-consent", -1, NULL },
  { "access_denied", WHOLE ("900941"), CTG_ERROR_CONSENT_REQUIRED, "admin-consent", -1, NULL },
  { "access_denied", WHOLE ("65004"), CTG_ERROR_CONSENT_REQUIRED, "access-denied", -1, NULL },
  { "invalid_request", WHOLE ("50020"), CTG_ERROR_AUTH_REJECTED, "account-elsewhere", -1, NULL },
  { "invalid_request", WHOLE ("90072"), CTG_ERROR_AUTH_REJECTED, "account-elsewhere", -1, NULL },
  { "invalid_grant", WHOLE ("50034"), CTG_ERROR_AUTH_REVOKED, "mailbox-moved", CTG_ERROR_AUTH_REJECTED,
    "account-unknown" },
  { "invalid_grant", WHOLE ("50053"), CTG_ERROR_AUTH_REJECTED, "account-locked", -1, NULL },
  { "invalid_grant", WHOLE ("50055"), CTG_ERROR_AUTH_EXPIRED, "password-expired", -1, NULL },
  { "invalid_grant", WHOLE ("50144"), CTG_ERROR_AUTH_EXPIRED, "password-expired", -1, NULL },
  { "invalid_grant", WHOLE ("50057"), CTG_ERROR_AUTH_REVOKED, "account-disabled", -1, NULL },
  { "interaction_required", WHOLE ("50076"), CTG_ERROR_AUTH_EXPIRED, "second-proof", -1, NULL },
  { "interaction_required", WHOLE ("50079"), CTG_ERROR_AUTH_EXPIRED, "second-proof", -1, NULL },
  { "invalid_grant", WHOLE ("50173"), CTG_ERROR_AUTH_REVOKED, "password-changed", -1, NULL },
  { "invalid_grant", WHOLE ("700082"), CTG_ERROR_AUTH_EXPIRED, "sign-in-again", -1, NULL },
  { "access_denied", WHOLE ("53003"), CTG_ERROR_POLICY, "admin-blocks", -1, NULL },
  { "access_denied", WHOLE ("53000"), CTG_ERROR_POLICY, "device-not-managed", -1, NULL },
  { "access_denied", WHOLE ("530003"), CTG_ERROR_POLICY, "device-not-managed", -1, NULL },
  { "invalid_client", WHOLE ("650052"), CTG_ERROR_POLICY, "service-not-enabled", -1, NULL },
  { "unauthorized_client", WHOLE ("700016"), CTG_ERROR_UNSUPPORTED, "client-unknown", -1, NULL },
  { "invalid_client", WHOLE ("7000218"), CTG_ERROR_UNSUPPORTED, "client-not-public", -1, NULL },
  { "invalid_request", WHOLE ("50011"), CTG_ERROR_UNSUPPORTED, "client-redirect", -1, NULL },
  { "invalid_request", WHOLE ("50194"), CTG_ERROR_UNSUPPORTED, "client-one-tenant", -1, NULL },
  { "invalid_request", WHOLE ("500200"), CTG_ERROR_UNSUPPORTED, "client-account-kind", -1, NULL },
  { "invalid_scope", WHOLE ("70011"), CTG_ERROR_UNSUPPORTED, "client-permissions", -1, NULL },
  { "invalid_request", WHOLE ("90002"), CTG_ERROR_AUTH_REVOKED, "mailbox-moved", CTG_ERROR_UNSUPPORTED,
    "tenant-unknown" },
  { "invalid_request", WHOLE ("900144"), CTG_ERROR_PROTOCOL, "sign-in-broken", -1, NULL },
  { "temporarily_unavailable", WHOLE ("90033"), CTG_ERROR_BUSY, "sign-in-unavailable", -1, NULL },
  { "invalid_grant", WHOLE ("123456789"), CTG_ERROR_AUTH_REVOKED, "access-revoked", -1, NULL },
  { "no_such_error", WHOLE ("123456789"), CTG_ERROR_AUTH_REJECTED, "sign-in-refused", -1, NULL },
  /* Google's, which has words for its narrower cases. */
  { "invalid_grant", "Token has been expired or revoked.", CTG_ERROR_AUTH_REVOKED, "access-revoked", -1, NULL },
  { "invalid_grant", "reauth related error (invalid_rapt)", CTG_ERROR_AUTH_EXPIRED, "sign-in-again", -1, NULL },
  { "invalid_grant", "Account has been deleted", CTG_ERROR_AUTH_REVOKED, "account-disabled", -1, NULL },
  { "redirect_uri_mismatch", NULL, CTG_ERROR_UNSUPPORTED, "client-redirect", -1, NULL },
};

static void
assert_refusal (const GError *error, int code, const char *reason, const char *words)
{
  CtgErrorDetails details = ctg_error_get_details (error);

  g_assert_error (error, CTG_ERROR, code);
  g_assert_cmpstr (details.reason, ==, reason);
  g_assert_cmpstr (details.server_text, ==, words);
}

static void
test_numbers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const char *words = numbers[i].description != NULL ? numbers[i].description : numbers[i].name;
      gboolean is_other = numbers[i].first_code != -1;
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) first = NULL;

      g_test_message ("%s", words);
      ctg_oauth_refuse (&error, CTG_ERROR_AUTH_REJECTED, numbers[i].name, numbers[i].description, NULL);
      ctg_oauth_refuse_first (&first, CTG_ERROR_AUTH_REJECTED, numbers[i].name, numbers[i].description, NULL);
      assert_refusal (error, numbers[i].code, numbers[i].reason, words);
      assert_refusal (first, is_other ? numbers[i].first_code : numbers[i].code,
                      is_other ? numbers[i].first_reason : numbers[i].reason, words);
    }
}

/* T7: a token is shown to the hosts of its platform's table, spelled in full. */
static void
test_hosts (void)
{
  static const struct { const char *kind, *host; gboolean may; } rows[] = {
    { "gmail", "imap.gmail.com", TRUE }, { "gmail", "IMAP.GMAIL.COM", TRUE }, { "gmail", "smtp.gmail.com", TRUE },
    { "gmail", "outlook.office365.com", FALSE }, { "gmail", "imap.gmail.com.evil.example", FALSE },
    { "gmail", "evilimap.gmail.com", FALSE }, { "gmail", "gmail.com", FALSE }, { "gmail", "imap.gmail.com.", FALSE },
    { "microsoft365", "outlook.office365.com", TRUE }, { "microsoft365", "imap.gmail.com", FALSE },
    { "imap", "imap.gmail.com", FALSE }, { "gmail", "localhost", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (ctg_bearer_may_meet (rows[i].kind, rows[i].host, &error), ==, rows[i].may);
      if (!rows[i].may)
        g_assert_true (ctg_error_has_reason (error, "token-host"));
    }
}

/* The examples of RFC 7628 section 4.1 and of Google's page. */
static void
test_responses (void)
{
  g_autofree char *bearer = ctg_bearer_dup_response (CTG_BEARER_OAUTHBEARER, "user@example.com",
                                                     "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
                                                     "server.example.com", 143, NULL);
  g_autofree char *google = ctg_bearer_dup_response (CTG_BEARER_XOAUTH2, "someuser@example.com",
                                                     "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg",
                                                     "imap.gmail.com", 993, NULL);

  g_assert_cmpstr (bearer, ==,
                   "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRm"
                   "dDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB");
  g_assert_cmpstr (google, ==,
                   "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1s"
                   "emRHRXVZMjl0Q2cBAQ==");
  g_assert_null (ctg_bearer_dup_response (CTG_BEARER_XOAUTH2, "a\1auth=x", "t", "h", 1, NULL));
  g_assert_null (ctg_bearer_dup_response (CTG_BEARER_XOAUTH2, "a", "t\1", "h", 1, NULL));
}

static void
test_challenges (void)
{
  static const struct { const char *clear; int code; } rows[] = {
    { "{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}", CTG_ERROR_AUTH_EXPIRED },
    { "{\"status\":\"invalid_token\"}", CTG_ERROR_AUTH_EXPIRED },
    { "{\"status\":\"insufficient_scope\"}", CTG_ERROR_CONSENT_REQUIRED },
    { "[[[[", CTG_ERROR_AUTH_EXPIRED }, { "", CTG_ERROR_AUTH_EXPIRED }, { "\377", CTG_ERROR_AUTH_EXPIRED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *encoded = g_base64_encode ((const guchar *) rows[i].clear, strlen (rows[i].clear));
      g_autoptr (GError) error = NULL;

      ctg_bearer_refuse (&error, encoded, "imap.gmail.com");
      g_assert_error (error, CTG_ERROR, rows[i].code);
    }
}

/* Without any id nothing is pretended; the system's file gives one; the person's own goes first. */
static void
test_client (void)
{
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find ("microsoft365");
  g_autofree char *path = NULL;
  g_autoptr (CtgOAuthClient) tenant = ctg_oauth_client_new (NULL, NULL, "contoso.com");
  g_autoptr (CtgOAuthClient) own = ctg_oauth_client_new ("mine", NULL, NULL);
  g_autoptr (CtgOAuthClient) from_file = NULL;
  g_autoptr (CtgOAuthClient) from_person = NULL;
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "carteggio", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  path = g_build_filename (folder, "sign-in.ini", NULL);
  g_assert_null (ctg_oauth_client_find (platform, NULL));
  g_assert_true (g_file_set_contents (path, "[microsoft365]\nclient_id=theirs\n", -1, NULL));
  from_file = ctg_oauth_client_find (platform, tenant);
  g_assert_cmpstr (from_file->client_id, ==, "theirs");
  g_assert_cmpstr (from_file->tenant, ==, "contoso.com");
  from_person = ctg_oauth_client_find (platform, own);
  g_assert_cmpstr (from_person->client_id, ==, "mine");
  g_unlink (path);
  g_rmdir (folder);
  g_rmdir (g_get_user_config_dir ());
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("oauth-XXXXXX", NULL);

  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth/oauth/A43-google-is-asked-with-everything", test_google_url);
  g_test_add_func ("/auth/oauth/A58-the-tenant-has-its-place", test_microsoft_url);
  g_test_add_func ("/auth/oauth/O2-the-challenge-is-that-of-the-standard", test_challenge);
  g_test_add_func ("/auth/oauth/O1-states-and-verifiers-differ", test_states_differ);
  g_test_add_func ("/auth/oauth/A31-A44-A58-answers-name-the-remedy", test_answers);
  g_test_add_func ("/auth/oauth/A58-B37-B40-numbers-name-the-remedy", test_numbers);
  g_test_add_func ("/auth/oauth/what-is-pasted-needs-the-state-too", test_pasted);
  g_test_add_func ("/auth/oauth/T7-tokens-meet-only-their-hosts", test_hosts);
  g_test_add_func ("/auth/bearer/A34-says-what-the-standards-say", test_responses);
  g_test_add_func ("/auth/bearer/challenges-are-read-whatever-they-are", test_challenges);
  g_test_add_func ("/auth/client/is-found-in-order-or-not-at-all", test_client);
  return g_test_run ();
}
