/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The front half of the authorization code grant for native applications: RFC 6749 section 4.1, RFC 7636, RFC 8252, RFC
 * 9207, RFC 9700. Pure: no network. */

#include "oauth-request.h"
#include "errors.h"
#include "text.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define RANDOM_BYTES 32
#define CODE_MAX_BYTES 4096

/* RFC 4648 section 5, without padding. */
static char *
base64url (const guint8 *bytes, gsize length)
{
  char *text = g_base64_encode (bytes, length);
  char *end = text + strlen (text);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  while (end > text && end[-1] == '=')
    *--end = '\0';
  return text;
}

static char *
random_text (void)
{
  guint8 bytes[RANDOM_BYTES];
  gsize filled = 0;
  char *text;

  while (filled < sizeof bytes)
    {
      gssize n = getrandom (bytes + filled, sizeof bytes - filled, 0);

      g_assert (n > 0 || errno == EINTR);
      filled += n > 0 ? (gsize) n : 0;
    }
  text = base64url (bytes, sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);
  return text;
}

/**
 * ctg_oauth_request_new:
 * @platform: where to sign in
 * @service: what for
 * @client: who we are there
 * @address: (nullable): the mail address, offered to the person as the account to choose
 * @port: where the answer is waited for
 *
 * Returns: (transfer full): a request with secrets of its own
 */
CtgOAuthRequest *
ctg_oauth_request_new (const CtgOAuthPlatform *platform, const CtgOAuthService *service, const CtgOAuthClient *client,
                       const char *address, guint16 port)
{
  CtgOAuthRequest *self = g_new0 (CtgOAuthRequest, 1);

  self->platform = platform;
  self->service = service;
  self->client = ctg_oauth_client_copy (client);
  self->address = g_strdup (address);
  self->redirect_uri = g_strdup_printf ("http://%s:%u/", platform->redirect_host, port);
  self->state = random_text ();
  self->verifier = random_text ();
  return self;
}

/**
 * ctg_oauth_request_free:
 * @self: (transfer full) (nullable): a request
 */
void
ctg_oauth_request_free (CtgOAuthRequest *self)
{
  if (self == NULL)
    return;
  ctg_oauth_client_free (self->client);
  g_free (self->address);
  g_free (self->redirect_uri);
  ctg_secret_free (self->state);
  ctg_secret_free (self->verifier);
  g_free (self);
}

static void
add (GString *query, const char *name, const char *value)
{
  if (query->len > 0)
    g_string_append_c (query, '&');
  g_string_append (query, name);
  g_string_append_c (query, '=');
  g_string_append_uri_escaped (query, value, NULL, FALSE);
}

/* RFC 7636 section 4.2. */
static char *
challenge_of (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return base64url (digest, length);
}

/**
 * ctg_oauth_request_dup_url:
 * @self: a request
 *
 * Specification: RFC 6749 section 4.1.1, RFC 7636 section 4.3, OpenID Connect Core section 3.1.2.1 (login_hint)
 * Returns: (transfer full): the address for the browser
 */
char *
ctg_oauth_request_dup_url (const CtgOAuthRequest *self)
{
  g_autofree char *base = ctg_oauth_platform_dup_url (self->platform, self->platform->authorize, self->client->tenant);
  g_autofree char *scope = ctg_oauth_platform_dup_scope (self->platform, self->service);
  g_autofree char *challenge = challenge_of (self->verifier);
  g_autoptr (GString) query = g_string_new (NULL);

  add (query, "client_id", self->client->client_id);
  add (query, "response_type", "code");
  add (query, "redirect_uri", self->redirect_uri);
  add (query, "scope", scope);
  add (query, "state", self->state);
  add (query, "code_challenge", challenge);
  add (query, "code_challenge_method", "S256");
  if (self->address != NULL)
    add (query, "login_hint", self->address);
  for (guint i = 0; self->platform->parameters[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (self->platform->parameters[i], "=", 2);

      add (query, pair[0], pair[1]);
    }
  return g_strconcat (base, "?", query->str, NULL);
}

/* A parameter that comes twice makes the answer invalid: RFC 6749 section 3.1. */
static char *
get_once (const char *query, const char *wanted, gboolean *is_twice)
{
  GUriParamsIter iter;
  char *name, *value, *found = NULL;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL))
    {
      gboolean matches = g_str_equal (name, wanted);

      *is_twice |= matches && found != NULL;
      if (matches && found == NULL)
        found = g_steal_pointer (&value);
      g_free (name);
      g_free (value);
    }
  return found;
}

/* Takes as long whatever the first byte that differs. */
static gboolean
is_equal (const char *a, const char *b)
{
  gsize length = strlen (a);
  guint8 difference = 0;

  if (strlen (b) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guint8) (a[i] ^ b[i]);
  return difference == 0;
}

/**
 * ctg_oauth_request_is_answer:
 * @self: a request
 * @query: what came after the question mark
 *
 * Whether this is the answer that is waited for: it has the state that only the browser was given, once.
 *
 * Returns: whether to take it
 */
gboolean
ctg_oauth_request_is_answer (const CtgOAuthRequest *self, const char *query)
{
  gboolean is_twice = FALSE;
  g_autofree char *state = get_once (query, "state", &is_twice);

  return state != NULL && !is_twice && is_equal (self->state, state);
}

static char *
refuse_answer (GError **error, const char *what)
{
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "sign-in-broken", "The browser's answer is broken: %s", what);
  return NULL;
}

static char *
read_code (const CtgOAuthRequest *self, const char *query, GError **error)
{
  gboolean is_twice = FALSE;
  g_autofree char *code = get_once (query, "code", &is_twice);
  g_autofree char *failure = get_once (query, "error", &is_twice);
  g_autofree char *issuer = get_once (query, "iss", &is_twice);

  if (is_twice)
    return refuse_answer (error, "a parameter comes twice");
  if (issuer != NULL && !ctg_oauth_platform_is_issuer (self->platform, issuer))
    return refuse_answer (error, "it comes from somebody else");
  if (failure != NULL)
    {
      g_autofree char *description = get_once (query, "error_description", &is_twice);

      ctg_oauth_refuse_first (error, CTG_ERROR_AUTH_REJECTED, failure, description, NULL);
      return NULL;
    }
  if (code == NULL || *code == '\0' || strlen (code) > CODE_MAX_BYTES || ctg_text_has_control (code))
    return refuse_answer (error, "it has no code");
  return g_steal_pointer (&code);
}

/**
 * ctg_oauth_request_take_code:
 * @self: a request
 * @query: what came after the question mark, of an answer to this request
 * @error: what the platform refused with; %CTG_ERROR_PROTOCOL "sign-in-broken"
 *
 * Specification: RFC 6749 section 4.1.2, RFC 9207
 * Returns: (transfer full) (nullable): the code, for ctg_secret_free()
 */
char *
ctg_oauth_request_take_code (const CtgOAuthRequest *self, const char *query, GError **error)
{
  if (!ctg_oauth_request_is_answer (self, query))
    return refuse_answer (error, "it is for another sign-in");
  return read_code (self, query, error);
}

/**
 * ctg_oauth_request_read_pasted:
 * @self: a request
 * @text: what a person copied from the browser: the whole address it ended at
 * @error: as ctg_oauth_request_take_code(), and %CTG_ERROR_INVALID_INPUT "not-the-answer"
 *
 * For a browser that cannot reach this computer. The state has to be right here too: what somebody else gave a person
 * to paste is not taken.
 *
 * Returns: (transfer full) (nullable): the query of that address
 */
char *
ctg_oauth_request_read_pasted (const CtgOAuthRequest *self, const char *text, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  const char *query = strchr (trimmed, '?');
  char *fragment;

  if (query == NULL || !ctg_oauth_request_is_answer (self, query + 1))
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "not-the-answer", "This is not the address the browser ended at");
      return NULL;
    }
  fragment = strchr (trimmed, '#');
  if (fragment != NULL)
    *fragment = '\0';
  return g_strdup (query + 1);
}

/**
 * ctg_oauth_request_dup_form:
 * @self: a request
 * @code: what it was answered with
 *
 * Specification: RFC 6749 section 4.1.3, RFC 7636 section 4.5
 * Returns: (transfer full): the form that asks for tokens, for ctg_secret_free()
 */
char *
ctg_oauth_request_dup_form (const CtgOAuthRequest *self, const char *code)
{
  GString *form = g_string_sized_new (2048);

  add (form, "grant_type", "authorization_code");
  add (form, "client_id", self->client->client_id);
  if (self->client->client_secret != NULL)
    add (form, "client_secret", self->client->client_secret);
  add (form, "code", code);
  add (form, "redirect_uri", self->redirect_uri);
  add (form, "code_verifier", self->verifier);
  return g_string_free (form, FALSE);
}
