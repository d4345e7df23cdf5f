/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What Gmail lets a mailbox write as. */

#include "gmail-aliases.h"

#include "errors.h"
#include "json.h"
#include "text.h"

#define URL "https://" CTG_GMAIL_API_HOST "/gmail/v1/users/me/settings/sendAs"
#define ANSWER_MAX_BYTES (4 * 1024 * 1024)
#define TIMEOUT_MS (30 * 1000)
#define ALIASES_MAX 200
#define NAME_MAX_BYTES 200
#define WORDS_MAX_BYTES 512

/**
 * ctg_gmail_alias_free:
 * @self: (transfer full) (nullable): an address
 */
void
ctg_gmail_alias_free (CtgGmailAlias *self)
{
  if (self == NULL)
    return;
  g_free (self->address);
  g_free (self->name);
  g_free (self);
}

/* `{"error":{"code":403,"message":"...","status":"PERMISSION_DENIED","errors":[{"reason":"accessNotConfigured"}],
 * "details":[{"reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}` */
static gboolean
has_reason (const CtgJsonValue *failure, const char *reason)
{
  static const char *const lists[] = { "errors", "details" };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      const CtgJsonValue *list = ctg_json_value_get_member (failure, lists[i]);

      for (guint j = 0; j < ctg_json_value_get_length (list); j++)
        {
          const CtgJsonValue *one = ctg_json_value_get_element (list, j);

          if (g_strcmp0 (ctg_json_value_get_string (ctg_json_value_get_member (one, "reason")), reason) == 0)
            return TRUE;
        }
    }
  return FALSE;
}

static const struct
{
  guint status;
  const char *service_reason;   /* NULL: any */
  CtgErrorCode code;
  const char *reason;
} refusals[] = {
  { 401, NULL, CTG_ERROR_AUTH_EXPIRED, "token-refused" },
  { 403, "rateLimitExceeded", CTG_ERROR_RATE_LIMITED, NULL },
  { 403, "userRateLimitExceeded", CTG_ERROR_RATE_LIMITED, NULL },
  { 403, "accessNotConfigured", CTG_ERROR_UNSUPPORTED, "senders-unknown" },
  { 403, "SERVICE_DISABLED", CTG_ERROR_UNSUPPORTED, "senders-unknown" },
  { 403, NULL, CTG_ERROR_CONSENT_REQUIRED, "scope-missing" },
  { 429, NULL, CTG_ERROR_RATE_LIMITED, NULL },
};

static void
set_refusal (guint status, const CtgJsonValue *failure, gint64 retry_after_s, GError **error)
{
  const char *words = ctg_json_value_get_string (ctg_json_value_get_member (failure, "message"));
  g_autofree char *clean = words != NULL ? ctg_text_clean (words, WORDS_MAX_BYTES) : NULL;
  CtgErrorCode code = status >= 500 ? CTG_ERROR_BUSY : CTG_ERROR_PROTOCOL;
  const char *reason = NULL;

  for (gsize i = G_N_ELEMENTS (refusals); i-- > 0;)
    if (refusals[i].status == status &&
        (refusals[i].service_reason == NULL || has_reason (failure, refusals[i].service_reason)))
      {
        code = refusals[i].code;
        reason = refusals[i].reason;
      }
  ctg_error_set (error, code, reason, "Gmail does not say what the mailbox writes as: status %u", status);
  ctg_error_add_server (error, CTG_GMAIL_API_HOST, clean);
  if (code == CTG_ERROR_RATE_LIMITED && retry_after_s > 0)
    ctg_error_add_retry (error, (int) MIN (retry_after_s, G_MAXINT));
}

static gboolean
may_be_used (const CtgJsonValue *alias)
{
  const char *status = ctg_json_value_get_string (ctg_json_value_get_member (alias, "verificationStatus"));

  return ctg_json_value_get_boolean (ctg_json_value_get_member (alias, "isPrimary"), FALSE) ||
         g_strcmp0 (status, "accepted") == 0;
}

static void
add_alias (GPtrArray *aliases, const CtgJsonValue *value)
{
  const char *address = ctg_json_value_get_string (ctg_json_value_get_member (value, "sendAsEmail"));
  const char *name = ctg_json_value_get_string (ctg_json_value_get_member (value, "displayName"));
  CtgGmailAlias *alias;

  if (address == NULL || *address == '\0' || !may_be_used (value))
    return;
  alias = g_new0 (CtgGmailAlias, 1);
  alias->address = g_strdup (address);
  alias->name = ctg_text_clean (name != NULL ? name : "", NAME_MAX_BYTES);
  alias->is_primary = ctg_json_value_get_boolean (ctg_json_value_get_member (value, "isPrimary"), FALSE);
  g_ptr_array_add (aliases, alias);
}

/**
 * ctg_gmail_aliases_read:
 * @status: of the answer
 * @text: its body
 * @length: bytes in it
 * @retry_after_s: when to ask again, 0: not said
 * @error: as the table of the folder's README
 *
 * Pure: asks nobody.
 *
 * Specification: Gmail API v1, ListSendAsResponse
 * Returns: (transfer full) (nullable) (element-type CtgGmailAlias): what may be written as, in Gmail's order
 */
GPtrArray *
ctg_gmail_aliases_read (guint status, const char *text, gsize length, gint64 retry_after_s, GError **error)
{
  g_autoptr (GPtrArray) aliases = NULL;
  g_autoptr (CtgJson) document = ctg_json_parse (text, (gssize) length, NULL);
  const CtgJsonValue *root = document != NULL ? ctg_json_get_root (document) : NULL;
  const CtgJsonValue *list = ctg_json_value_get_member (root, "sendAs");

  if (status != 200 || !ctg_json_value_is_array (list))
    {
      set_refusal (status, ctg_json_value_get_member (root, "error"), retry_after_s, error);
      return NULL;
    }
  aliases = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_gmail_alias_free);
  for (guint i = 0; i < MIN (ctg_json_value_get_length (list), ALIASES_MAX); i++)
    add_alias (aliases, ctg_json_value_get_element (list, i));
  return g_steal_pointer (&aliases);
}

/**
 * ctg_gmail_aliases_ask:
 * @get: how the web is asked: ctg_http_get()
 * @token: an access token that %CTG_GMAIL_API_HOST may see
 * @cancellable: (nullable): ends it
 * @error: as ctg_gmail_aliases_read(), and what a connection can meet
 *
 * Asks Gmail what the mailbox that the token is of may write as. Blocks. No redirect is followed.
 *
 * Returns: (transfer full) (nullable) (element-type CtgGmailAlias): as ctg_gmail_aliases_read()
 */
GPtrArray *
ctg_gmail_aliases_ask (CtgGmailGetFunc get, const char *token, GCancellable *cancellable, GError **error)
{
  char *authorization = g_strconcat ("Bearer ", token, NULL);
  CtgHttpRequest request = {
    .url = URL,
    .authorization = authorization,
    .max_bytes = ANSWER_MAX_BYTES,
    .timeout_ms = TIMEOUT_MS,
  };
  g_autoptr (CtgHttpAnswer) answer = get (&request, cancellable, error);

  ctg_secret_free (authorization);
  if (answer == NULL)
    return NULL;
  return ctg_gmail_aliases_read (answer->status, g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body),
                                 answer->retry_after_s, error);
}
