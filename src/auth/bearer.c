/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SASL with an access token. The client speaks once; a refusal comes as a challenge with JSON in it, which has to be
 * answered before the server says NO. */

#include "bearer.h"
#include "errors.h"
#include "json.h"
#include "oauth-platform.h"
#include "text.h"

#include <string.h>

#define CHALLENGE_MAX_BYTES 4096

/* RFC 5801 section 4: a comma and an equals sign stand for something in a GS2 header. */
static char *
gs2_name (const char *username)
{
  g_autoptr (GString) name = g_string_new (username);

  g_string_replace (name, "=", "=3D", 0);
  g_string_replace (name, ",", "=2C", 0);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static char *
dup_clear (CtgBearerMechanism mechanism, const char *username, const char *token, const char *host, guint16 port)
{
  g_autofree char *name = NULL;

  switch (mechanism)
    {
    case CTG_BEARER_XOAUTH2:
      return g_strdup_printf ("user=%s\1auth=Bearer %s\1\1", username, token);
    case CTG_BEARER_OAUTHBEARER:
      name = gs2_name (username);
      return g_strdup_printf ("n,a=%s,\1host=%s\1port=%u\1auth=Bearer %s\1\1", name, host, port, token);
    }
  g_return_val_if_reached (NULL);
}

/**
 * ctg_bearer_dup_response:
 * @mechanism: which
 * @username: the mail address
 * @token: the access token
 * @host: the server's name
 * @port: its port
 * @error: %CTG_ERROR_INVALID_INPUT: a name or token that would say more than it should
 *
 * Specification: RFC 7628 section 3.1; developers.google.com/gmail/imap/xoauth2-protocol
 * Returns: (transfer full) (nullable): what the client says, in base64, for ctg_secret_free()
 */
char *
ctg_bearer_dup_response (CtgBearerMechanism mechanism, const char *username, const char *token, const char *host,
                         guint16 port, GError **error)
{
  char *clear, *encoded;

  if (ctg_text_has_control (username) || ctg_text_has_control (token) || *username == '\0' || *token == '\0')
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, NULL, "This name cannot be logged in with");
      return NULL;
    }
  clear = dup_clear (mechanism, username, token, host, port);
  encoded = g_base64_encode ((const guchar *) clear, strlen (clear));
  ctg_secret_free (clear);
  return encoded;
}

/**
 * ctg_bearer_may_meet:
 * @kind: the account's kind
 * @host: a server it would be logged in to
 * @error: %CTG_ERROR_POLICY "token-host"
 *
 * Whether a token of this kind of account may be shown to this server (T7). Nothing is sent to any other.
 *
 * Returns: whether it may
 */
gboolean
ctg_bearer_may_meet (const char *kind, const char *host, GError **error)
{
  const CtgOAuthPlatform *platform = ctg_oauth_platform_find (kind);

  if (platform != NULL && ctg_oauth_platform_get_service_of_host (platform, host) != NULL)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_POLICY, "token-host", "This server is none of the platform's");
  ctg_error_add_server (error, host, NULL);
  return FALSE;
}

static CtgJson *
decode (const char *challenge)
{
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  if (challenge == NULL || *challenge == '\0' || strlen (challenge) > CHALLENGE_MAX_BYTES)
    return NULL;
  bytes = g_base64_decode (challenge, &length);
  return ctg_json_parse ((const char *) bytes, (gssize) length, NULL);
}

/**
 * ctg_bearer_refuse:
 * @error: (out) (optional): %CTG_ERROR_AUTH_EXPIRED "token-refused"; %CTG_ERROR_CONSENT_REQUIRED "scope-missing"
 * @challenge: (nullable): what the server said, in base64; anything at all
 * @host: the server
 *
 * Says why a token was refused. The person's password has nothing to do with it.
 *
 * Specification: RFC 7628 section 3.2.2
 */
void
ctg_bearer_refuse (GError **error, const char *challenge, const char *host)
{
  g_autoptr (CtgJson) json = decode (challenge);
  const CtgJsonValue *root = json != NULL ? ctg_json_get_root (json) : NULL;
  const char *status = ctg_json_value_get_string (ctg_json_value_get_member (root, "status"));

  if (g_strcmp0 (status, "insufficient_scope") == 0)
    ctg_error_set (error, CTG_ERROR_CONSENT_REQUIRED, "scope-missing", "The token does not permit this");
  else
    ctg_error_set (error, CTG_ERROR_AUTH_EXPIRED, "token-refused", "The server does not take the token");
  ctg_error_add_server (error, host, status);
}
