/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What token endpoints answer (O3), and how tokens are renewed and taken back (O4, O5, B37, B43). */

#include "clock.h"
#include "errors.h"
#include "sign-in.h"
#include "text.h"
#include "token-source.h"

#include <string.h>

#define NOW 1700000000

/* 30 answers; @code -1: a token. ACCESS stands for the members that make it whole. */
#define ACCESS "\"access_token\":\"at\",\"token_type\":\"Bearer\""

static const struct
{
  guint status;
  const char *body;
  int code;
  const char *reason;
} answers[] = {
  { 200, "{" ACCESS ",\"expires_in\":3600,\"refresh_token\":\"r2\",\"scope\":\"a b\"}", -1, NULL },
  { 200, "{" ACCESS "}", -1, NULL },
  { 200, "{" ACCESS ",\"expires_in\":\"3599\"}", -1, NULL },
  { 200, "{\"access_token\":\"at\",\"token_type\":\"bearer\"}", -1, NULL },
  { 200, "{" ACCESS ",\"expires_in\":-1}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{" ACCESS ",\"expires_in\":0}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{" ACCESS ",\"expires_in\":1e18}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{" ACCESS ",\"expires_in\":9223372036854775807}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{" ACCESS ",\"expires_in\":\"x\"}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{" ACCESS ",\"expires_in\":null}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{" ACCESS ",\"expires_in\":{}}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{\"access_token\":\"at\",\"token_type\":\"mac\"}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{\"access_token\":\"at\"}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{\"token_type\":\"Bearer\"}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{\"access_token\":\"\",\"token_type\":\"Bearer\"}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{\"access_token\":\"a b\",\"token_type\":\"Bearer\"}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\"}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{\"access_token\":7,\"token_type\":\"Bearer\"}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{" ACCESS ",\"refresh_token\":\"a\\u0001b\"}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "<html>Sign in to the hotel's network</html>", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "[]", CTG_ERROR_PROTOCOL, "token-broken" },
  { 200, "{\"error\":\"invalid_grant\"}", CTG_ERROR_AUTH_REVOKED, "access-revoked" },
  { 302, "{" ACCESS "}", CTG_ERROR_PROTOCOL, "token-broken" },
  { 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or revoked.\"}",
    CTG_ERROR_AUTH_REVOKED, "access-revoked" },
  { 400, "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS50173: The grant has been revoked\"}",
    CTG_ERROR_AUTH_REVOKED, "password-changed" },
  { 401, "{\"error\":\"invalid_client\"}", CTG_ERROR_UNSUPPORTED, "client-unknown" },
  { 400, "nonsense", CTG_ERROR_PROTOCOL, "token-broken" },
  { 429, "", CTG_ERROR_RATE_LIMITED, NULL },
  { 503, "<html>", CTG_ERROR_BUSY, "sign-in-unavailable" },
};

static const CtgOAuthService *
gmail (void)
{
  return ctg_oauth_platform_get_service (ctg_oauth_platform_find ("gmail"), NULL);
}

static CtgToken *
read_answer (guint status, const char *body, gsize length, const CtgToken *before, GError **error)
{
  g_autoptr (CtgOAuthClient) client = ctg_oauth_client_new ("id", NULL, NULL);

  return ctg_token_from_answer (ctg_oauth_platform_find ("gmail"), gmail (), client, status, body, length, before,
                                error);
}

static void
test_answers (void)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (answers) == 30);
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CtgToken) token = read_answer (answers[i].status, answers[i].body, strlen (answers[i].body), NULL,
                                                &error);

      g_test_message ("%u %s", answers[i].status, answers[i].body);
      g_assert_cmpint (token != NULL, ==, answers[i].code == -1);
      if (token != NULL)
        continue;
      g_assert_error (error, CTG_ERROR, answers[i].code);
      g_assert_cmpstr (ctg_error_get_details (error).reason, ==, answers[i].reason);
    }
}

static void
test_bombs (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autofree char *big = g_strconcat ("{" ACCESS ",\"x\":\"", filler, "\"}", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (read_answer (200, deep, strlen (deep), NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
  g_clear_error (&error);
  g_assert_null (read_answer (200, big, strlen (big), NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
  g_clear_error (&error);
  g_assert_null (read_answer (503, NULL, 0, NULL, &error));      /* an empty body has no address */
  g_assert_error (error, CTG_ERROR, CTG_ERROR_BUSY);
}

/* A44, A59: the address of the identity token, and narrower scopes. */
static void
test_identity (void)
{
  static const char claims[] = "{\"email\":\"anna@example.it\",\"sub\":\"1\"}";
  g_autofree char *payload = g_base64_encode ((const guchar *) claims, strlen (claims));
  g_autofree char *body = NULL;
  g_autoptr (CtgToken) token = NULL;
  g_auto (GStrv) missing = NULL;
  static const char *const wanted[] = { "https://mail.google.com/", "Mail.Send", NULL };

  g_strdelimit (payload, "=", '\0');
  body = g_strdup_printf ("{" ACCESS ",\"scope\":\"openid https://graph.microsoft.com/mail.send\","
                          "\"id_token\":\"e30.%s.x\"}", payload);
  token = read_answer (200, body, strlen (body), NULL, NULL);
  g_assert_cmpstr (token->address, ==, "anna@example.it");
  missing = ctg_token_dup_missing (token, gmail (), wanted);
  g_assert_cmpuint (g_strv_length (missing), ==, 1);
  g_assert_cmpstr (missing[0], ==, "https://mail.google.com/");
}

/* A token endpoint that answers from a list, and counts. */
typedef struct
{
  const char *bodies[4];
  guint statuses[4];
  gint n_asked;               /* (atomic) */
  guint delay_ms;
  GMutex mutex;
  char *last_form;            /* (owned) (mutex) */
  char *last_url;             /* (owned) (mutex) */
} Endpoint;

static GBytes *
answer_cb (const char *url, const char *form, guint *status, gpointer data, GCancellable *cancellable, GError **error)
{
  Endpoint *endpoint = data;
  gint n = g_atomic_int_add (&endpoint->n_asked, 1);

  if (endpoint->delay_ms > 0)
    g_usleep (endpoint->delay_ms * 1000);
  g_mutex_lock (&endpoint->mutex);
  g_free (endpoint->last_form);
  endpoint->last_form = g_strdup (form);
  g_free (endpoint->last_url);
  endpoint->last_url = g_strdup (url);
  g_mutex_unlock (&endpoint->mutex);
  if (endpoint->bodies[n] == NULL)
    {
      ctg_error_set (error, CTG_ERROR_NETWORK, "unreachable", "No network");
      return NULL;
    }
  *status = endpoint->statuses[n];
  return g_bytes_new (endpoint->bodies[n], strlen (endpoint->bodies[n]));
}

static void
endpoint_clear (Endpoint *endpoint)
{
  g_free (endpoint->last_form);
  g_free (endpoint->last_url);
}

static void
keep (CtgSecretStore *secrets, const char *refresh_token, gint64 expires_utc_s)
{
  g_autofree char *text = g_strdup_printf (
    "{\"kind\":\"gmail\",\"client_id\":\"id\",\"access_token\":\"old\",\"refresh_token\":\"%s\",\"scope\":\"x\","
    "\"expires_utc_s\":%" G_GINT64_FORMAT "}", refresh_token, expires_utc_s);

  g_assert_true (ctg_secret_store_store (secrets, "1", CTG_TOKEN_PURPOSE, "x", text, NULL, NULL));
}

static char *
kept_refresh_token (CtgSecretStore *secrets)
{
  g_autofree char *text = ctg_secret_store_lookup (secrets, "1", CTG_TOKEN_PURPOSE, NULL, NULL);
  g_autoptr (CtgToken) token = ctg_token_from_text (text, NULL);

  return g_strdup (token->refresh_token);
}

static void
test_fresh_is_not_renewed (void)
{
  g_autoptr (CtgSecretStore) secrets = ctg_memory_secrets_new ();
  Endpoint endpoint = { { NULL } };
  g_autoptr (CtgTokenSource) source = ctg_token_source_new (secrets, answer_cb, &endpoint);
  g_autofree char *token = NULL;

  keep (secrets, "r1", NOW + 3600);
  token = ctg_token_source_get (source, "1", "imap.gmail.com", NULL, NULL);
  g_assert_cmpstr (token, ==, "old");
  g_assert_cmpint (endpoint.n_asked, ==, 0);
}

static void
test_renewal_keeps_before_use (void)
{
  g_autoptr (CtgSecretStore) secrets = ctg_memory_secrets_new ();
  Endpoint endpoint = {
    .bodies = { "{" ACCESS ",\"refresh_token\":\"r2\"}", "{" ACCESS "}" },
    .statuses = { 200, 200 },
  };
  g_autoptr (CtgTokenSource) source = ctg_token_source_new (secrets, answer_cb, &endpoint);
  g_autofree char *token = NULL;
  g_autofree char *again = NULL;
  g_autofree char *rotated = NULL;
  g_autofree char *unchanged = NULL;

  keep (secrets, "r1", NOW - 1);
  token = ctg_token_source_get (source, "1", "imap.gmail.com", NULL, NULL);
  g_assert_cmpstr (token, ==, "at");
  g_assert_nonnull (strstr (endpoint.last_form, "grant_type=refresh_token&client_id=id&refresh_token=r1"));
  g_assert_cmpstr (endpoint.last_url, ==, "https://oauth2.googleapis.com/token");
  rotated = kept_refresh_token (secrets);
  g_assert_cmpstr (rotated, ==, "r2");

  /* O3: no new refresh token, the old one stays. */
  ctg_token_source_expire (source, "1", NULL);
  again = ctg_token_source_get (source, "1", "imap.gmail.com", NULL, NULL);
  g_assert_cmpstr (again, ==, "at");
  unchanged = kept_refresh_token (secrets);
  g_assert_cmpstr (unchanged, ==, "r2");
  endpoint_clear (&endpoint);
}

/* O4, B37: one attempt, remembered, across a restart too. */
static void
test_revoked_is_final (void)
{
  g_autoptr (CtgSecretStore) secrets = ctg_memory_secrets_new ();
  Endpoint endpoint = { .bodies = { "{\"error\":\"invalid_grant\"}" }, .statuses = { 400 } };
  g_autoptr (GError) error = NULL;

  keep (secrets, "r1", NOW - 1);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CtgTokenSource) source = ctg_token_source_new (secrets, answer_cb, &endpoint);

      g_assert_null (ctg_token_source_get (source, "1", "imap.gmail.com", NULL, &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_AUTH_REVOKED);
      g_assert_true (ctg_error_has_reason (error, "access-revoked"));
      g_clear_error (&error);
    }
  g_assert_cmpint (endpoint.n_asked, ==, 1);
  endpoint_clear (&endpoint);
}

/* B36, B37, B40: a restart changes nothing of what is said, neither code nor reason; nothing more is asked. */
static void
test_a_refusal_is_remembered_as_it_was (void)
{
  static const struct
  {
    const char *body;
    CtgErrorCode code;
    const char *reason;
  } rows[] = {
    { "{\"error\":\"invalid_grant\"}", CTG_ERROR_AUTH_REVOKED, "access-revoked" },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS50173: x\"}", CTG_ERROR_AUTH_REVOKED,
      "password-changed" },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS700082: x\"}", CTG_ERROR_AUTH_EXPIRED,
      "sign-in-again" },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS50055: x\"}", CTG_ERROR_AUTH_EXPIRED,
      "password-expired" },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS65001: x\"}", CTG_ERROR_CONSENT_REQUIRED,
      "admin-consent" },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS53003: x\"}", CTG_ERROR_POLICY,
      "admin-blocks" },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS90002: x\"}", CTG_ERROR_AUTH_REVOKED,
      "mailbox-moved" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtgSecretStore) secrets = ctg_memory_secrets_new ();
      Endpoint endpoint = { .bodies = { rows[i].body }, .statuses = { 400 } };

      keep (secrets, "r1", NOW - 1);
      for (guint k = 0; k < 3; k++)
        {
          g_autoptr (CtgTokenSource) source = ctg_token_source_new (secrets, answer_cb, &endpoint);
          g_autoptr (GError) error = NULL;

          g_assert_null (ctg_token_source_get (source, "1", "imap.gmail.com", NULL, &error));
          g_assert_error (error, CTG_ERROR, (int) rows[i].code);
          g_assert_cmpstr (ctg_error_get_details (error).reason, ==, rows[i].reason);
          g_assert_nonnull (strstr (rows[i].body, ctg_error_get_details (error).server_text));
        }
      g_assert_cmpint (endpoint.n_asked, ==, 1);
      endpoint_clear (&endpoint);
    }
}

/* A keyring from before the code was kept. */
static void
test_an_old_refusal_is_a_revocation (void)
{
  g_autoptr (CtgToken) token = ctg_token_from_text ("{\"kind\":\"gmail\",\"client_id\":\"id\",\"access_token\":"
                                                    "\"a\",\"refused\":\"password-changed\"}", NULL);

  g_assert_cmpint ((int) token->refused_code, ==, CTG_ERROR_AUTH_REVOKED);
}

/* What passes by itself is not final. */
static void
test_outages_pass (void)
{
  g_autoptr (CtgSecretStore) secrets = ctg_memory_secrets_new ();
  Endpoint endpoint = { .bodies = { "x", NULL, "{" ACCESS "}" }, .statuses = { 503, 0, 200 } };
  g_autoptr (CtgTokenSource) source = ctg_token_source_new (secrets, answer_cb, &endpoint);
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  keep (secrets, "r1", NOW - 1);
  g_assert_null (ctg_token_source_get (source, "1", "imap.gmail.com", NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_null (ctg_token_source_get (source, "1", "imap.gmail.com", NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NETWORK);
  g_clear_error (&error);
  token = ctg_token_source_get (source, "1", "imap.gmail.com", NULL, &error);
  g_assert_cmpstr (token, ==, "at");
  endpoint_clear (&endpoint);
}

static void
test_wrong_host (void)
{
  g_autoptr (CtgSecretStore) secrets = ctg_memory_secrets_new ();
  Endpoint endpoint = { { NULL } };
  g_autoptr (CtgTokenSource) source = ctg_token_source_new (secrets, answer_cb, &endpoint);
  g_autoptr (GError) error = NULL;

  keep (secrets, "r1", NOW + 3600);
  g_assert_null (ctg_token_source_get (source, "1", "imap.evil.example", NULL, &error));
  g_assert_true (ctg_error_has_reason (error, "token-host"));
}

static gpointer
get_thread (gpointer source)
{
  return ctg_token_source_get (source, "1", "imap.gmail.com", NULL, NULL);
}

/* O5: eight ask at once, one renewal. */
static void
test_single_flight (void)
{
  g_autoptr (CtgSecretStore) secrets = ctg_memory_secrets_new ();
  Endpoint endpoint = { .bodies = { "{" ACCESS ",\"refresh_token\":\"r2\"}" }, .statuses = { 200 }, .delay_ms = 50 };
  g_autoptr (CtgTokenSource) source = ctg_token_source_new (secrets, answer_cb, &endpoint);
  GThread *threads[8];

  keep (secrets, "r1", NOW - 1);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("get", get_thread, source);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *token = g_thread_join (threads[i]);

      g_assert_cmpstr (token, ==, "at");
    }
  g_assert_cmpint (endpoint.n_asked, ==, 1);
  endpoint_clear (&endpoint);
}

/* A41, R2. */
static void
test_revocation (void)
{
  g_autoptr (CtgSecretStore) secrets = ctg_memory_secrets_new ();
  Endpoint endpoint = { .bodies = { "{}", "{\"error\":\"invalid_token\"}", "" }, .statuses = { 200, 400, 500 } };
  g_autoptr (CtgTokenSource) source = ctg_token_source_new (secrets, answer_cb, &endpoint);
  g_autoptr (GError) error = NULL;

  keep (secrets, "r1", NOW - 1);
  g_assert_true (ctg_token_source_revoke (source, "1", NULL, &error));
  g_assert_cmpstr (endpoint.last_url, ==, "https://oauth2.googleapis.com/revoke");
  g_assert_nonnull (strstr (endpoint.last_form, "token=r1"));
  g_assert_true (ctg_token_source_revoke (source, "1", NULL, &error));
  g_assert_false (ctg_token_source_revoke (source, "1", NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_BUSY);
  endpoint_clear (&endpoint);
}

static void
keep_microsoft (CtgSecretStore *secrets, gint64 expires_utc_s)
{
  g_autofree char *text = g_strdup_printf (
    "{\"kind\":\"microsoft365\",\"service\":\"graph\",\"client_id\":\"id\",\"refresh_token\":\"r1\",\"accesses\":["
    "{\"service\":\"graph\",\"token\":\"g1\",\"scope\":\"Mail.Read\",\"expires_utc_s\":%" G_GINT64_FORMAT "}]}",
    expires_utc_s);

  g_assert_true (ctg_secret_store_store (secrets, "1", CTG_TOKEN_PURPOSE, "x", text, NULL, NULL));
}

/* Each service has a token of its own, of one grant; to ask for one leaves the other as it is. */
static void
test_services_have_their_own_tokens (void)
{
  g_autoptr (CtgSecretStore) secrets = ctg_memory_secrets_new ();
  Endpoint endpoint = { .bodies = { "{" ACCESS ",\"refresh_token\":\"r2\"}" }, .statuses = { 200 } };
  g_autoptr (CtgTokenSource) source = ctg_token_source_new (secrets, answer_cb, &endpoint);

  keep_microsoft (secrets, NOW + 3600);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *graph = ctg_token_source_get (source, "1", "graph.microsoft.com", NULL, NULL);
      g_autofree char *imap = ctg_token_source_get (source, "1", "outlook.office365.com", NULL, NULL);

      g_assert_cmpstr (graph, ==, "g1");
      g_assert_cmpstr (imap, ==, "at");
    }
  g_assert_cmpint (endpoint.n_asked, ==, 1);
  g_assert_nonnull (strstr (endpoint.last_form, "&scope=openid%20email%20offline_access%20https%3A%2F%2Foutlook."));
  g_assert_null (strstr (endpoint.last_form, "graph.microsoft.com"));
  endpoint_clear (&endpoint);
}

/* What nobody consented to is said each time; the mailbox goes on. */
static void
test_another_service_refused_is_not_final (void)
{
  g_autoptr (CtgSecretStore) secrets = ctg_memory_secrets_new ();
  Endpoint endpoint = {
    .bodies = { "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS65001: no consent\"}" },
    .statuses = { 400 },
  };
  g_autoptr (CtgTokenSource) source = ctg_token_source_new (secrets, answer_cb, &endpoint);
  g_autoptr (GError) error = NULL;
  g_autofree char *graph = NULL;

  keep_microsoft (secrets, NOW + 3600);
  g_assert_null (ctg_token_source_get (source, "1", "smtp.office365.com", NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_CONSENT_REQUIRED);
  g_assert_true (ctg_error_has_reason (error, "scope-missing"));
  graph = ctg_token_source_get (source, "1", "graph.microsoft.com", NULL, NULL);
  g_assert_cmpstr (graph, ==, "g1");
  endpoint_clear (&endpoint);
}

/* What the keyring kept before there were services is good. */
static void
test_an_older_token_is_read (void)
{
  g_autoptr (CtgToken) token = ctg_token_from_text ("{\"kind\":\"gmail\",\"client_id\":\"id\",\"access_token\":\"a\","
                                                    "\"refresh_token\":\"r\",\"scope\":\"x y\","
                                                    "\"expires_utc_s\":1700003600}", NULL);
  char *text = ctg_token_to_text (token);
  g_autoptr (CtgToken) again = ctg_token_from_text (text, NULL);

  g_assert_cmpstr (ctg_token_get_access (again, gmail ()), ==, "a");
  g_assert_true (ctg_token_is_fresh (again, gmail ()));
  g_assert_cmpstr (again->service, ==, "imap");
  ctg_secret_free (text);
}

typedef struct
{
  CtgSignIn *sign_in;
  Endpoint *endpoint;
  GError *error;
  CtgToken *token;
} SignInRun;

static gpointer
sign_in_thread (gpointer data)
{
  SignInRun *run = data;

  run->token = ctg_sign_in_wait (run->sign_in, "<p>ok", answer_cb, run->endpoint, NULL, &run->error);
  return NULL;
}

/* The whole of it, answered by hand. */
static void
sign_in_by_paste (const char *body, SignInRun *run, const char *answer)
{
  Endpoint endpoint = { .bodies = { body }, .statuses = { 200 } };
  g_autoptr (CtgOAuthClient) client = ctg_oauth_client_new ("id", NULL, NULL);
  g_autoptr (CtgSignIn) sign_in =
    ctg_sign_in_new (ctg_oauth_platform_find ("gmail"), gmail (), client, "anna@gmail.com", NULL);
  g_autofree char *state = g_strndup (strstr (ctg_sign_in_get_url (sign_in), "&state=") + 7, 43);
  g_autofree char *pasted = g_strdup_printf ("http://127.0.0.1/?state=%s&%s", state, answer);
  g_autoptr (GError) error = NULL;
  GThread *thread;

  run->sign_in = sign_in;
  run->endpoint = &endpoint;
  thread = g_thread_new ("sign-in", sign_in_thread, run);
  g_assert_false (ctg_sign_in_paste (sign_in, "http://127.0.0.1/?code=x", &error));
  g_assert_true (ctg_error_has_reason (error, "not-the-answer"));
  g_assert_true (ctg_sign_in_paste (sign_in, pasted, NULL));
  g_thread_join (thread);
  if (run->token != NULL)
    g_assert_nonnull (strstr (endpoint.last_form, "&code=c1&redirect_uri=http%3A%2F%2F127.0.0.1%3A"));
  endpoint_clear (&endpoint);
}

static void
test_sign_in (void)
{
  SignInRun run = { NULL };

  sign_in_by_paste ("{" ACCESS ",\"refresh_token\":\"r\",\"scope\":\"openid https://mail.google.com/\"}", &run,
                    "code=c1");
  g_assert_no_error (run.error);
  g_assert_cmpstr (run.token->refresh_token, ==, "r");
  ctg_token_free (run.token);
}

static void
test_partial_consent (void)
{
  SignInRun run = { NULL };

  sign_in_by_paste ("{" ACCESS ",\"refresh_token\":\"r\",\"scope\":\"openid email\"}", &run, "code=c1");
  g_assert_error (run.error, CTG_ERROR, CTG_ERROR_CONSENT_REQUIRED);
  g_assert_cmpstr (ctg_error_get_details (run.error).reason, ==, "scope-missing");
  g_assert_cmpstr (ctg_error_get_details (run.error).server_text, ==, "https://mail.google.com/");
  g_error_free (run.error);
}

static void
test_denied (void)
{
  SignInRun run = { NULL };

  sign_in_by_paste (NULL, &run, "error=access_denied");
  g_assert_error (run.error, CTG_ERROR, CTG_ERROR_CONSENT_REQUIRED);
  g_assert_cmpstr (ctg_error_get_details (run.error).reason, ==, "access-denied");
  g_error_free (run.error);
}

#ifdef CTG_FAULTS
/* O5: stopped at each step of a renewal. What is kept afterwards serves: the old refresh token before the answer was
 * kept, the new one after; and no access token was handed out that is not kept. */
static void
test_stopped_at_each_step (void)
{
  static const struct { const char *point, *kept; } steps[] = {
    { "auth-refresh-ask", "r1" }, { "auth-refresh-answered", "r1" }, { "auth-refresh-stored", "r2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = g_strdup_printf ("/auth/source/subprocess/%s", steps[i].point);

      g_test_trap_subprocess (path, 30 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
    }
}

static void
stop_at (const char *point, const char *expected)
{
  g_autoptr (CtgSecretStore) secrets = ctg_memory_secrets_new ();
  Endpoint endpoint = {
    .bodies = { "{" ACCESS ",\"refresh_token\":\"r2\"}", "{" ACCESS "}" },
    .statuses = { 200, 200 },
  };
  g_autoptr (CtgTokenSource) source = ctg_token_source_new (secrets, answer_cb, &endpoint);
  g_autofree char *fault = g_strdup_printf ("%s:1:error", point);
  g_autofree char *kept = NULL;
  g_autofree char *token = NULL;

  keep (secrets, "r1", NOW - 1);
  g_setenv ("CARTEGGIO_FAULT", fault, TRUE);
  g_assert_null (ctg_token_source_get (source, "1", "imap.gmail.com", NULL, NULL));
  kept = kept_refresh_token (secrets);
  g_assert_cmpstr (kept, ==, expected);
  token = ctg_token_source_get (source, "1", "imap.gmail.com", NULL, NULL);
  g_assert_cmpstr (token, ==, "at");
  endpoint_clear (&endpoint);
}

static void
test_stop_ask (void)
{
  stop_at ("auth-refresh-ask", "r1");
}

static void
test_stop_answered (void)
{
  stop_at ("auth-refresh-answered", "r1");
}

static void
test_stop_stored (void)
{
  stop_at ("auth-refresh-stored", "r2");
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ctg_clock_set_fake_utc_s (NOW);
  g_test_add_func ("/auth/token/O3-hostile-answers-are-typed", test_answers);
  g_test_add_func ("/auth/token/O3-bombs-are-refused", test_bombs);
  g_test_add_func ("/auth/token/A44-who-signed-in-and-what-was-granted", test_identity);
  g_test_add_func ("/auth/source/a-fresh-token-is-not-renewed", test_fresh_is_not_renewed);
  g_test_add_func ("/auth/source/O5-a-renewed-token-is-kept-before-use", test_renewal_keeps_before_use);
  g_test_add_func ("/auth/source/O4-B37-B43-revoked-is-final", test_revoked_is_final);
  g_test_add_func ("/auth/source/B36-B37-B40-a-refusal-is-remembered-as-it-was",
                   test_a_refusal_is_remembered_as_it_was);
  g_test_add_func ("/auth/source/an-old-refusal-is-a-revocation", test_an_old_refusal_is_a_revocation);
  g_test_add_func ("/auth/source/O4-outages-pass", test_outages_pass);
  g_test_add_func ("/auth/source/services-have-their-own-tokens", test_services_have_their_own_tokens);
  g_test_add_func ("/auth/source/A44-another-service-refused-is-not-final", test_another_service_refused_is_not_final);
  g_test_add_func ("/auth/token/an-older-one-is-read", test_an_older_token_is_read);
  g_test_add_func ("/auth/source/T7-the-token-meets-only-its-hosts", test_wrong_host);
  g_test_add_func ("/auth/source/O5-one-renewal-at-a-time", test_single_flight);
#ifdef CTG_FAULTS
  g_test_add_func ("/auth/source/O5-stopped-at-each-step", test_stopped_at_each_step);
  g_test_add_func ("/auth/source/subprocess/auth-refresh-ask", test_stop_ask);
  g_test_add_func ("/auth/source/subprocess/auth-refresh-answered", test_stop_answered);
  g_test_add_func ("/auth/source/subprocess/auth-refresh-stored", test_stop_stored);
#endif
  g_test_add_func ("/auth/source/A41-access-is-taken-back", test_revocation);
  g_test_add_func ("/auth/sign-in/A43-by-paste-to-the-token", test_sign_in);
  g_test_add_func ("/auth/sign-in/A44-partial-consent-is-named", test_partial_consent);
  g_test_add_func ("/auth/sign-in/A44-denial-is-named", test_denied);
  return g_test_run ();
}
