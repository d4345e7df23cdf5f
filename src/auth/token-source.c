/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Renewing a token (O5). Per account one renewal at a time, whoever asks; the others wait and find its result:
 *
 *   read the keyring -> [fresh: done] -> auth-refresh-ask -> ask -> auth-refresh-answered -> store ->
 *   auth-refresh-stored
 *
 * Killed before the answer: the old refresh token is good. Killed between answer and store: the platform has rotated,
 * and the old one is what is left; Microsoft still takes it, Google does not rotate. Killed after: the new one is kept.
 * A new token is never used before it is kept.
 *
 * A grant may open several services of its platform, each with an access token of its own. What another service than
 * the one that was signed in for refuses says nothing of the mailbox: the person did not consent to it.
 *
 * `invalid_grant` is final, once the keyring has been read again (another process may have renewed meanwhile): it is
 * remembered in the item, and nothing more is asked until the person signs in again (O4). */

#include "token-source.h"
#include "errors.h"
#include "fault.h"
#include "http.h"
#include "json.h"
#include "oauth-request.h"
#include "text.h"

#include <string.h>

#define POST_TIMEOUT_MS (30 * 1000)
#define ANSWER_MAX_BYTES (64 * 1024)

struct _CtgTokenSource
{
  CtgSecretStore *secrets;    /* (owned) */
  CtgTokenPostFunc post;
  gpointer post_data;

  GMutex mutex;
  GCond ended;
  GHashTable *renewing;       /* (owned) (mutex) account ids whose token somebody has in hand */
};

/**
 * ctg_token_post:
 * @url: a token endpoint
 * @form: what to ask
 * @status: (out): the answer's status
 * @data: unused
 * @cancellable: (nullable): ends it
 * @error: what a connection can meet
 *
 * Posts a form over the one HTTP session. No redirect is followed.
 *
 * Returns: (transfer full) (nullable): the answer's body
 */
GBytes *
ctg_token_post (const char *url, const char *form, guint *status, gpointer data, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new_static (form, strlen (form));
  CtgHttpRequest request = {
    .url = url,
    .method = "POST",
    .body = body,
    .content_type = "application/x-www-form-urlencoded",
    .max_bytes = ANSWER_MAX_BYTES,
    .timeout_ms = POST_TIMEOUT_MS,
  };
  g_autoptr (CtgHttpAnswer) answer = ctg_http_get (&request, cancellable, error);

  if (answer == NULL)
    return NULL;
  *status = answer->status;
  return g_bytes_ref (answer->body);
}

/**
 * ctg_token_source_new:
 * @secrets: where tokens are kept
 * @post: how a token endpoint is asked: ctg_token_post()
 * @data: for @post
 *
 * Returns: (transfer full): the source
 */
CtgTokenSource *
ctg_token_source_new (CtgSecretStore *secrets, CtgTokenPostFunc post, gpointer data)
{
  CtgTokenSource *self = g_new0 (CtgTokenSource, 1);

  self->secrets = g_object_ref (secrets);
  self->post = post;
  self->post_data = data;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->ended);
  self->renewing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * ctg_token_source_free:
 * @self: (transfer full) (nullable): a source that nobody waits for any more
 */
void
ctg_token_source_free (CtgTokenSource *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->secrets);
  g_hash_table_unref (self->renewing);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->ended);
  g_free (self);
}

static gboolean
take_in_hand (CtgTokenSource *self, const char *account_id, GCancellable *cancellable, GError **error)
{
  gboolean taken = FALSE;

  g_mutex_lock (&self->mutex);
  while (!taken && !g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      if (g_hash_table_contains (self->renewing, account_id))
        g_cond_wait_until (&self->ended, &self->mutex, g_get_monotonic_time () + G_USEC_PER_SEC / 10);
      else
        taken = g_hash_table_add (self->renewing, g_strdup (account_id));
    }
  g_mutex_unlock (&self->mutex);
  return taken;
}

static void
let_go (CtgTokenSource *self, const char *account_id)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_remove (self->renewing, account_id);
  g_cond_broadcast (&self->ended);
  g_mutex_unlock (&self->mutex);
}

static CtgToken *
load (CtgTokenSource *self, const char *account_id, GCancellable *cancellable, GError **error)
{
  char *text = ctg_secret_store_lookup (self->secrets, account_id, CTG_TOKEN_PURPOSE, cancellable, error);
  CtgToken *token = text != NULL ? ctg_token_from_text (text, error) : NULL;

  ctg_secret_free (text);
  return token;
}

/**
 * ctg_token_source_keep:
 * @self: a source
 * @account_id: whose
 * @label: what a person reads in the keyring's own application
 * @token: what to keep
 * @cancellable: (nullable): ends it
 * @error: as ctg_secret_store_store()
 *
 * Keeps a token in place of the one before. Blocks.
 *
 * Returns: whether it is kept
 */
gboolean
ctg_token_source_keep (CtgTokenSource *self, const char *account_id, const char *label, const CtgToken *token,
                       GCancellable *cancellable, GError **error)
{
  char *text = ctg_token_to_text (token);
  gboolean kept = ctg_secret_store_store (self->secrets, account_id, CTG_TOKEN_PURPOSE, label, text, cancellable,
                                          error);

  ctg_secret_free (text);
  return kept;
}

static void
add (GString *form, const char *name, const char *value)
{
  g_string_append_printf (form, "%s%s=", form->len > 0 ? "&" : "", name);
  g_string_append_uri_escaped (form, value, NULL, FALSE);
}

/* A client that has a secret says it with its id (RFC 6749 section 2.3.1, RFC 7009 section 2.1). */
static void
add_client (GString *form, const CtgToken *token)
{
  add (form, "client_id", token->client_id);
  if (token->client_secret != NULL)
    add (form, "client_secret", token->client_secret);
}

/* RFC 6749 section 6. Where there is one service no scope: that of the grant. */
static char *
refresh_form (const CtgToken *token, const CtgOAuthPlatform *platform, const CtgOAuthService *service)
{
  GString *form = g_string_sized_new (2048);
  g_autofree char *scope = ctg_oauth_platform_dup_scope (platform, service);

  add (form, "grant_type", "refresh_token");
  add_client (form, token);
  add (form, "refresh_token", token->refresh_token);
  if (platform->services->len > 1)
    add (form, "scope", scope);
  return g_string_free (form, FALSE);
}

static CtgToken *
ask (CtgTokenSource *self, const CtgToken *token, const CtgOAuthService *service, GCancellable *cancellable,
     GError **error)
{
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find (token->kind);
  g_autoptr (CtgOAuthClient) client = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GBytes) answer = NULL;
  guint status = 0;
  char *form;

  if (platform == NULL || token->refresh_token == NULL)
    {
      ctg_error_set (error, CTG_ERROR_AUTH_EXPIRED, "sign-in-again", "The sign-in is over and cannot be renewed");
      return NULL;
    }
  client = ctg_oauth_client_new (token->client_id, token->client_secret, token->tenant);
  url = ctg_oauth_platform_dup_url (platform, platform->token, token->tenant);
  form = refresh_form (token, platform, service);
  answer = self->post (url, form, &status, self->post_data, cancellable, error);
  ctg_secret_free (form);
  if (answer == NULL)
    return NULL;
  return ctg_token_from_answer (platform, service, client, status, g_bytes_get_data (answer, NULL),
                                g_bytes_get_size (answer), token, error);
}

static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, CTG_ERROR, CTG_ERROR_AUTH_REVOKED) ||
         g_error_matches (error, CTG_ERROR, CTG_ERROR_AUTH_EXPIRED) ||
         g_error_matches (error, CTG_ERROR, CTG_ERROR_CONSENT_REQUIRED) ||
         g_error_matches (error, CTG_ERROR, CTG_ERROR_POLICY);
}

/* TRUE: the keyring holds another token than the one that was refused, so somebody else renewed it meanwhile. */
static gboolean
was_renewed_elsewhere (CtgTokenSource *self, const char *account_id, const CtgToken *token, CtgToken **newer)
{
  g_autoptr (CtgToken) current = load (self, account_id, NULL, NULL);

  if (current == NULL || g_strcmp0 (current->refresh_token, token->refresh_token) == 0)
    return FALSE;
  *newer = g_steal_pointer (&current);
  return TRUE;
}

static void
remember_refusal (CtgTokenSource *self, const char *account_id, CtgToken *token, const GError *error)
{
  CtgErrorDetails details = ctg_error_get_details (error);

  g_free (token->refused);
  token->refused = g_strdup (details.reason != NULL ? details.reason : "access-revoked");
  g_free (token->refused_text);
  token->refused_text = g_strdup (details.server_text);
  token->refused_code = (CtgErrorCode) error->code;
  ctg_token_source_keep (self, account_id, token->address != NULL ? token->address : account_id, token, NULL, NULL);
}

static CtgToken *
refuse_service (const CtgOAuthService *service, const GError *failure, GError **error)
{
  ctg_error_set (error, CTG_ERROR_CONSENT_REQUIRED, "scope-missing", "%s", failure->message);
  ctg_error_add_server (error, service->hosts[0], ctg_error_get_details (failure).server_text);
  return NULL;
}

static CtgToken *
renew (CtgTokenSource *self, const char *account_id, CtgToken *token, const CtgOAuthService *service,
       GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtgToken) renewed = NULL;
  CtgToken *newer = NULL;

  if (!ctg_fault_point ("auth-refresh-ask", error))
    return NULL;
  renewed = ask (self, token, service, cancellable, &failure);
  if (renewed == NULL && is_final (failure))
    {
      if (was_renewed_elsewhere (self, account_id, token, &newer))
        return newer;
      if (!g_str_equal (service->name, token->service))
        return refuse_service (service, failure, error);
      remember_refusal (self, account_id, token, failure);
    }
  if (renewed == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (!ctg_fault_point ("auth-refresh-answered", error) ||
      !ctg_token_source_keep (self, account_id, token->address != NULL ? token->address : account_id, renewed, NULL,
                              error) ||
      !ctg_fault_point ("auth-refresh-stored", error))
    return NULL;
  return g_steal_pointer (&renewed);
}

static gboolean
check_refused (const CtgToken *token, GError **error)
{
  if (token->refused == NULL)
    return TRUE;
  ctg_error_set (error, token->refused_code, token->refused, "The sign-in was refused before: %s", token->refused);
  ctg_error_add_server (error, NULL, token->refused_text);
  return FALSE;
}

static char *
get_in_hand (CtgTokenSource *self, const char *account_id, const char *host, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgToken) token = load (self, account_id, cancellable, error);
  const CtgOAuthPlatform *platform;
  const CtgOAuthService *service;
  const char *access;

  if (token == NULL || !check_refused (token, error))
    return NULL;
  platform = ctg_oauth_platform_find (token->kind);
  service = platform != NULL ? ctg_oauth_platform_get_service_of_host (platform, host) : NULL;
  if (service == NULL)
    {
      ctg_error_set (error, CTG_ERROR_POLICY, "token-host", "This server is none of the platform's");
      ctg_error_add_server (error, host, NULL);
      return NULL;
    }
  if (!ctg_token_is_fresh (token, service))
    {
      CtgToken *renewed = renew (self, account_id, token, service, cancellable, error);

      if (renewed == NULL)
        return NULL;
      ctg_token_free (token);
      token = renewed;
    }
  access = ctg_token_get_access (token, service);
  if (access == NULL)
    ctg_error_set (error, CTG_ERROR_BUSY, "sign-in-unavailable", "Another program renewed this sign-in just now");
  return g_strdup (access);
}

/**
 * ctg_token_source_get:
 * @self: a source
 * @account_id: whose
 * @host: the server that will see it: one of its platform's (T7)
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_POLICY "token-host"; %CTG_ERROR_AUTH_REVOKED or %CTG_ERROR_AUTH_EXPIRED, final until the person
 *   signs in again; %CTG_ERROR_CONSENT_REQUIRED "scope-missing" of another service than
 *   was signed in for; %CTG_ERROR_BUSY, %CTG_ERROR_RATE_LIMITED and what a connection can meet; those of the keyring
 *
 * Gives an access token that is good for a while, renewed if need be. Blocks.
 *
 * Specification: RFC 6749 section 6
 * Returns: (transfer full) (nullable): the token, for ctg_secret_free()
 */
char *
ctg_token_source_get (CtgTokenSource *self, const char *account_id, const char *host, GCancellable *cancellable,
                      GError **error)
{
  char *access_token;

  if (!take_in_hand (self, account_id, cancellable, error))
    return NULL;
  access_token = get_in_hand (self, account_id, host, cancellable, error);
  let_go (self, account_id);
  return access_token;
}

/**
 * ctg_token_source_expire:
 * @self: a source
 * @account_id: whose
 * @cancellable: (nullable): ends it
 *
 * Says that a server refused the access token before its time: the next one is asked for anew. Blocks.
 */
void
ctg_token_source_expire (CtgTokenSource *self, const char *account_id, GCancellable *cancellable)
{
  g_autoptr (CtgToken) token = NULL;

  if (!take_in_hand (self, account_id, cancellable, NULL))
    return;
  token = load (self, account_id, cancellable, NULL);
  if (token != NULL && token->refused == NULL && ctg_token_expire (token))
    ctg_token_source_keep (self, account_id, token->address != NULL ? token->address : account_id, token, cancellable,
                           NULL);
  let_go (self, account_id);
}

/* RFC 7009 section 2.2: what is no longer valid is revoked. Google says so with an error all the same. */
static gboolean
was_invalid (GBytes *answer)
{
  g_autoptr (CtgJson) json = ctg_json_parse (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), NULL);
  const CtgJsonValue *root = json != NULL ? ctg_json_get_root (json) : NULL;
  const char *error = ctg_json_value_get_string (ctg_json_value_get_member (root, "error"));

  return g_strcmp0 (error, "invalid_token") == 0 || g_strcmp0 (error, "invalid_grant") == 0;
}

/**
 * ctg_token_source_revoke:
 * @self: a source
 * @account_id: whose
 * @cancellable: (nullable): ends it
 * @error: %CTG_ERROR_UNSUPPORTED "no-revocation": the person does it on the platform's page; what a connection can meet
 *
 * Takes the grant back at the platform, where it has an endpoint for that. The keyring keeps what it has. Blocks.
 *
 * Specification: RFC 7009
 * Returns: whether the platform did it
 */
gboolean
ctg_token_source_revoke (CtgTokenSource *self, const char *account_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgToken) token = load (self, account_id, cancellable, error);
  const CtgOAuthPlatform *platform = token != NULL ? ctg_oauth_platform_find (token->kind) : NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GString) form = NULL;
  guint status = 0;

  if (token == NULL)
    return FALSE;
  if (g_strcmp0 (token->refused, "access-given-up") == 0 && token->refresh_token == NULL)
    return TRUE;
  if (platform == NULL || platform->revoke == NULL)
    {
      ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "no-revocation", "This platform takes access back on its page only");
      return FALSE;
    }
  form = g_string_new (NULL);
  add (form, "token", token->refresh_token != NULL ? token->refresh_token : ctg_token_get_first_access (token));
  add_client (form, token);
  answer = self->post (platform->revoke, form->str, &status, self->post_data, cancellable, error);
  explicit_bzero (form->str, form->len);
  if (answer == NULL || status == 200)
    return answer != NULL;
  if (status == 400 && was_invalid (answer))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_BUSY, "sign-in-unavailable", "The sign-in server answers %u", status);
  return FALSE;
}

/**
 * ctg_token_source_give_up:
 * @self: a source
 * @account_id: whose
 * @cancellable: (nullable): ends it
 * @error: as ctg_secret_store_store()
 *
 * Forgets the tokens, and remembers that the person took the access back: whoever asks is told so, and nobody is asked.
 * Blocks.
 *
 * Returns: whether none is left
 */
gboolean
ctg_token_source_give_up (CtgTokenSource *self, const char *account_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgToken) token = load (self, account_id, cancellable, error);

  if (token == NULL)
    return FALSE;
  g_ptr_array_set_size (token->accesses, 0);
  g_clear_pointer (&token->refresh_token, ctg_secret_free);
  g_clear_pointer (&token->refused_text, g_free);
  g_free (token->refused);
  token->refused = g_strdup ("access-given-up");
  token->refused_code = CTG_ERROR_AUTH_REVOKED;
  return ctg_token_source_keep (self, account_id, token->address != NULL ? token->address : account_id, token,
                                cancellable, error);
}
