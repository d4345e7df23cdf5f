/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A token endpoint's answer, which may be anything (O3):
 *
 *   what comes                                   what becomes of it
 *   200, an object with access_token, Bearer     a token
 *   no refresh_token                             the one there was before is kept
 *   no expires_in                                an hour
 *   expires_in not a number from 1 to a month    PROTOCOL "token-broken"
 *   no scope                                     what was asked for was granted (RFC 6749 section 5.1)
 *   token_type other than Bearer                 PROTOCOL "token-broken"
 *   400, 401 with an error's name                the remedy of ctg_oauth_refuse()
 *   429                                          RATE_LIMITED
 *   5xx                                          BUSY "sign-in-unavailable"
 *   anything else, not JSON, too deep, too big   PROTOCOL "token-broken" */

#include "token.h"
#include "clock.h"
#include "errors.h"
#include "json.h"
#include "oauth-request.h"
#include "text.h"

#include <string.h>

#define ANSWER_MAX_BYTES (64 * 1024)
#define TOKEN_MAX_BYTES (16 * 1024)
#define EXPIRES_DEFAULT_S 3600
#define EXPIRES_MAX_S (31 * 24 * 3600)

/* Renewed before a server can say that it is over. */
#define MARGIN_S 120

static void
set_broken (GError **error, const char *what)
{
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "token-broken", "The sign-in server's answer is broken: %s", what);
}

/* VSCHAR of RFC 6749 appendix A.12: what goes into a protocol line must be one word. */
static gboolean
is_word (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++)
    if (text[i] <= 0x20 || text[i] >= 0x7f)
      return FALSE;
  return length > 0 && length <= TOKEN_MAX_BYTES;
}

static const char *
string_of (const CtgJsonValue *object, const char *name)
{
  return ctg_json_value_get_string (ctg_json_value_get_member (object, name));
}

/* Microsoft's older endpoints send it as text. */
static gboolean
read_expiry (const CtgJsonValue *root, gint64 *seconds)
{
  const CtgJsonValue *value = ctg_json_value_get_member (root, "expires_in");
  const char *text = ctg_json_value_get_string (value);

  *seconds = EXPIRES_DEFAULT_S;
  if (value == NULL)
    return TRUE;
  if (text != NULL)
    return g_ascii_string_to_signed (text, 10, 1, EXPIRES_MAX_S, seconds, NULL);
  return ctg_json_value_get_int (value, seconds) && *seconds >= 1 && *seconds <= EXPIRES_MAX_S;
}

/* OpenID Connect Core section 3.1.3.7 point 6: straight from the token endpoint over TLS its signature needs no check.
 * Used for nothing but to tell which account was signed in to. */
static char *
address_of_id_token (const char *id_token)
{
  g_auto (GStrv) parts = g_strsplit (id_token != NULL ? id_token : "", ".", 4);
  g_autofree char *padded = NULL;
  g_autofree guchar *bytes = NULL;
  g_autoptr (CtgJson) claims = NULL;
  const CtgJsonValue *root;
  const char *address;
  gsize length;

  if (g_strv_length (parts) != 3)
    return NULL;
  g_strdelimit (parts[1], "-", '+');
  g_strdelimit (parts[1], "_", '/');
  padded = g_strconcat (parts[1], &"==="[(strlen (parts[1]) + 3) % 4], NULL);
  bytes = g_base64_decode (padded, &length);
  claims = ctg_json_parse ((const char *) bytes, (gssize) length, NULL);
  if (claims == NULL)
    return NULL;
  root = ctg_json_get_root (claims);
  address = string_of (root, "email");
  if (address == NULL)
    address = string_of (root, "preferred_username");
  return address != NULL && strchr (address, '@') != NULL && !ctg_text_has_control (address) &&
         strlen (address) <= 320 ? g_strdup (address) : NULL;
}

static void
access_free (CtgAccess *self)
{
  g_free (self->service);
  ctg_secret_free (self->token);
  g_strfreev (self->scopes);
  g_free (self);
}

static CtgAccess *
find_access (const CtgToken *self, const char *service)
{
  for (guint i = 0; self != NULL && i < self->accesses->len; i++)
    {
      CtgAccess *access = g_ptr_array_index (self->accesses, i);

      if (g_str_equal (access->service, service))
        return access;
    }
  return NULL;
}

static CtgAccess *
add_access (CtgToken *self, const char *service, const char *token, char **scopes, gint64 expires_utc_s)
{
  CtgAccess *access = g_new0 (CtgAccess, 1);

  access->service = g_strdup (service);
  access->token = g_strdup (token);
  access->scopes = scopes;
  access->expires_utc_s = expires_utc_s;
  g_ptr_array_add (self->accesses, access);
  return access;
}

static CtgToken *
token_new (const char *kind, const char *service)
{
  CtgToken *self = g_new0 (CtgToken, 1);

  self->kind = g_strdup (kind);
  self->service = g_strdup (service);
  self->accesses = g_ptr_array_new_with_free_func ((GDestroyNotify) access_free);
  return self;
}

static char **
read_scopes (const CtgJsonValue *root, const CtgOAuthPlatform *platform, const CtgOAuthService *service,
             const CtgToken *before)
{
  const CtgAccess *held = find_access (before, service->name);
  const char *text = string_of (root, "scope");
  g_autofree char *asked = ctg_oauth_platform_dup_scope (platform, service);

  if (text == NULL && held != NULL)
    return g_strdupv (held->scopes);
  return g_strsplit (text != NULL ? text : asked, " ", -1);
}

/* What opens the other services goes on. */
static void
keep_others (CtgToken *self, const CtgToken *before, const char *renewed)
{
  for (guint i = 0; before != NULL && i < before->accesses->len; i++)
    {
      const CtgAccess *access = g_ptr_array_index (before->accesses, i);

      if (!g_str_equal (access->service, renewed))
        add_access (self, access->service, access->token, g_strdupv (access->scopes), access->expires_utc_s);
    }
}

static CtgToken *
make_token (const CtgOAuthPlatform *platform, const CtgOAuthService *service, const CtgOAuthClient *client,
            const CtgJsonValue *root, const CtgToken *before, GError **error)
{
  const char *type = string_of (root, "token_type");
  const char *refresh = string_of (root, "refresh_token");
  gint64 seconds;
  CtgToken *self;

  if (!is_word (string_of (root, "access_token")))
    set_broken (error, "no access token");
  else if (type == NULL || g_ascii_strcasecmp (type, "Bearer") != 0)
    set_broken (error, "a token of another type");
  else if (!read_expiry (root, &seconds))
    set_broken (error, "no sensible time of expiry");
  else if (refresh != NULL && !is_word (refresh))
    set_broken (error, "an odd refresh token");
  else
    {
      self = token_new (platform->kind, before != NULL ? before->service : service->name);
      self->client_id = g_strdup (client->client_id);
      self->client_secret = g_strdup (client->client_secret);
      self->tenant = g_strdup (client->tenant);
      self->refresh_token = g_strdup (refresh != NULL ? refresh : before != NULL ? before->refresh_token : NULL);
      self->address = address_of_id_token (string_of (root, "id_token"));
      if (self->address == NULL && before != NULL)
        self->address = g_strdup (before->address);
      add_access (self, service->name, string_of (root, "access_token"), read_scopes (root, platform, service, before),
                  ctg_clock_now_utc_s () + seconds);
      keep_others (self, before, service->name);
      return self;
    }
  return NULL;
}

static CtgToken *
refuse (guint status, const CtgJsonValue *root, GError **error)
{
  const char *name = string_of (root, "error");

  if (name != NULL && status < 500)
    ctg_oauth_refuse (error, CTG_ERROR_AUTH_REJECTED, name, string_of (root, "error_description"), NULL);
  else if (status == 429)
    ctg_error_set (error, CTG_ERROR_RATE_LIMITED, NULL, "The sign-in server asks to wait");
  else if (status >= 500)
    ctg_error_set (error, CTG_ERROR_BUSY, "sign-in-unavailable", "The sign-in server answers %u", status);
  else
    set_broken (error, "neither a token nor a refusal");
  return NULL;
}

/**
 * ctg_token_from_answer:
 * @platform: who answered
 * @service: what was asked for
 * @client: who asked
 * @status: the answer's HTTP status
 * @bytes: (array length=length): its body
 * @length: how many bytes
 * @before: (nullable): the token that was to be renewed
 * @error: by the table at the head of this file
 *
 * Specification: RFC 6749 sections 5.1 and 5.2, OpenID Connect Core section 3.1.3.3
 * Returns: (transfer full) (nullable): the token
 */
CtgToken *
ctg_token_from_answer (const CtgOAuthPlatform *platform, const CtgOAuthService *service, const CtgOAuthClient *client,
                       guint status, const char *bytes, gsize length, const CtgToken *before, GError **error)
{
  g_autoptr (CtgJson) json = NULL;
  const CtgJsonValue *root;

  if (length <= ANSWER_MAX_BYTES)
    json = ctg_json_parse (bytes, (gssize) length, NULL);
  root = json != NULL ? ctg_json_get_root (json) : NULL;
  if (status == 200 && ctg_json_value_is_object (root) && string_of (root, "error") == NULL)
    return make_token (platform, service, client, root, before, error);
  return refuse (status, root, error);
}

static void
add_string (CtgJsonWriter *json, const char *name, const char *value)
{
  if (value == NULL)
    return;
  ctg_json_writer_member (json, name);
  ctg_json_writer_string (json, value);
}

static void
write_access (CtgJsonWriter *json, const CtgAccess *access)
{
  g_autofree char *scopes = g_strjoinv (" ", access->scopes);

  ctg_json_writer_begin_object (json);
  add_string (json, "service", access->service);
  add_string (json, "token", access->token);
  add_string (json, "scope", scopes);
  ctg_json_writer_member (json, "expires_utc_s");
  ctg_json_writer_int (json, access->expires_utc_s);
  ctg_json_writer_end_object (json);
}

/**
 * ctg_token_to_text:
 * @self: a token
 *
 * Returns: (transfer full): what the keyring keeps, for ctg_secret_free()
 */
char *
ctg_token_to_text (const CtgToken *self)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_object (json);
  add_string (json, "kind", self->kind);
  add_string (json, "service", self->service);
  add_string (json, "client_id", self->client_id);
  add_string (json, "client_secret", self->client_secret);
  add_string (json, "tenant", self->tenant);
  add_string (json, "refresh_token", self->refresh_token);
  add_string (json, "address", self->address);
  add_string (json, "refused", self->refused);
  if (self->refused != NULL)
    add_string (json, "refused_code", ctg_error_code_to_string (self->refused_code));
  add_string (json, "refused_text", self->refused_text);
  ctg_json_writer_member (json, "accesses");
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < self->accesses->len; i++)
    write_access (json, g_ptr_array_index (self->accesses, i));
  ctg_json_writer_end_array (json);
  ctg_json_writer_end_object (json);
  return ctg_json_writer_finish (json);
}

static void
read_access (CtgToken *self, const CtgJsonValue *value, const char *service, const char *token)
{
  const char *scope = string_of (value, "scope");
  gint64 expires_utc_s = 0;

  ctg_json_value_get_int (ctg_json_value_get_member (value, "expires_utc_s"), &expires_utc_s);
  if (service != NULL && token != NULL)
    add_access (self, service, token, g_strsplit (scope != NULL ? scope : "", " ", -1), expires_utc_s);
}

/* Before there were services a token had one, without a name. */
static void
read_accesses (CtgToken *self, const CtgJsonValue *root)
{
  const CtgJsonValue *list = ctg_json_value_get_member (root, "accesses");

  read_access (self, root, self->service, string_of (root, "access_token"));
  for (guint i = 0; i < ctg_json_value_get_length (list); i++)
    {
      const CtgJsonValue *value = ctg_json_value_get_element (list, i);

      read_access (self, value, string_of (value, "service"), string_of (value, "token"));
    }
}

/* Before it was kept every refusal was taken for a revocation. */
static CtgErrorCode
read_refused_code (const CtgJsonValue *root)
{
  const char *code = string_of (root, "refused_code");

  return code != NULL ? ctg_error_code_from_string (code) : CTG_ERROR_AUTH_REVOKED;
}

/**
 * ctg_token_from_text:
 * @text: what the keyring kept
 * @error: %CTG_ERROR_NOT_FOUND "secret-missing": it is nothing of ours
 *
 * Returns: (transfer full) (nullable): the token
 */
CtgToken *
ctg_token_from_text (const char *text, GError **error)
{
  g_autoptr (CtgJson) json = ctg_json_parse (text, -1, NULL);
  const CtgJsonValue *root = json != NULL ? ctg_json_get_root (json) : NULL;
  const char *service = string_of (root, "service");
  g_autoptr (CtgToken) self = token_new (string_of (root, "kind"), service != NULL ? service : "imap");

  read_accesses (self, root);
  if (self->kind == NULL || string_of (root, "client_id") == NULL ||
      (self->accesses->len == 0 && string_of (root, "refused") == NULL))
    {
      ctg_error_set (error, CTG_ERROR_NOT_FOUND, "secret-missing", "The keyring holds no sign-in for this account");
      return NULL;
    }
  self->client_id = g_strdup (string_of (root, "client_id"));
  self->client_secret = g_strdup (string_of (root, "client_secret"));
  self->tenant = g_strdup (string_of (root, "tenant"));
  self->refresh_token = g_strdup (string_of (root, "refresh_token"));
  self->address = g_strdup (string_of (root, "address"));
  self->refused = g_strdup (string_of (root, "refused"));
  self->refused_code = read_refused_code (root);
  self->refused_text = g_strdup (string_of (root, "refused_text"));
  return g_steal_pointer (&self);
}

/**
 * ctg_token_free:
 * @self: (transfer full) (nullable): a token
 */
void
ctg_token_free (CtgToken *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->client_id);
  ctg_secret_free (self->client_secret);
  g_free (self->tenant);
  g_free (self->service);
  g_ptr_array_unref (self->accesses);
  ctg_secret_free (self->refresh_token);
  g_free (self->address);
  g_free (self->refused);
  g_free (self->refused_text);
  g_free (self);
}

/**
 * ctg_token_get_access:
 * @self: a token
 * @service: a service of its platform
 *
 * Returns: (transfer none) (nullable): what opens the service, fresh or not; %NULL when it was never asked for
 */
const char *
ctg_token_get_access (const CtgToken *self, const CtgOAuthService *service)
{
  const CtgAccess *access = find_access (self, service->name);

  return access != NULL ? access->token : NULL;
}

/**
 * ctg_token_is_fresh:
 * @self: a token
 * @service: a service of its platform
 *
 * Returns: whether its access to the service is good for two minutes more
 */
gboolean
ctg_token_is_fresh (const CtgToken *self, const CtgOAuthService *service)
{
  const CtgAccess *access = find_access (self, service->name);

  return access != NULL && access->expires_utc_s - MARGIN_S > ctg_clock_now_utc_s ();
}

/**
 * ctg_token_get_first_access:
 * @self: a token
 *
 * Returns: (transfer none): what opens any of its services
 */
const char *
ctg_token_get_first_access (const CtgToken *self)
{
  return ((const CtgAccess *) g_ptr_array_index (self->accesses, 0))->token;
}

/**
 * ctg_token_expire:
 * @self: a token
 *
 * Says that all accesses are over.
 *
 * Returns: whether anything changed
 */
gboolean
ctg_token_expire (CtgToken *self)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->accesses->len; i++)
    {
      CtgAccess *access = g_ptr_array_index (self->accesses, i);

      changed |= access->expires_utc_s != 0;
      access->expires_utc_s = 0;
    }
  return changed;
}

/* Microsoft answers `https://outlook.office.com/SMTP.Send` for what was asked as `SMTP.Send`, in any letter case. */
static gboolean
is_scope (const char *granted, const char *wanted)
{
  const char *slash = strrchr (granted, '/');

  return g_ascii_strcasecmp (granted, wanted) == 0 || (slash != NULL && g_ascii_strcasecmp (slash + 1, wanted) == 0);
}

/**
 * ctg_token_dup_missing:
 * @self: a token
 * @service: a service of its platform
 * @wanted: (array zero-terminated=1) (nullable): scopes
 *
 * Returns: (transfer full): those that were not granted
 */
char **
ctg_token_dup_missing (const CtgToken *self, const CtgOAuthService *service, const char *const *wanted)
{
  const CtgAccess *access = find_access (self, service->name);
  g_autoptr (GStrvBuilder) missing = g_strv_builder_new ();

  for (guint i = 0; wanted != NULL && wanted[i] != NULL; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; access != NULL && access->scopes[j] != NULL; j++)
        found |= is_scope (access->scopes[j], wanted[i]);
      if (!found)
        g_strv_builder_add (missing, wanted[i]);
    }
  return g_strv_builder_end (missing);
}
