/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reasons in use (a reason narrows a code; texts for people are chosen by code and reason, in engine/texts.c):
 *
 *   NETWORK          host-not-found, connection-refused, unreachable, connection-closed, server-unreachable,
 *                    server-refuses
 *   TLS              certificate-unknown-authority, certificate-expired, certificate-not-yet-valid,
 *                    certificate-wrong-host, certificate-revoked, certificate-weak, certificate-purpose,
 *                    certificate-no-names, certificate-changed, certificate-invalid, handshake-failed,
 *                    tls-version, starttls-refused, starttls-injected
 *   AUTH_EXPIRED     sign-in-again, token-refused, no-ticket, password-expired, second-proof
 *   AUTH_REVOKED     access-revoked, password-changed, mailbox-moved, account-disabled
 *   AUTH_REJECTED    credentials, outgoing-credentials, app-password, web-login, login-disabled,
 *                    sender-refused, sign-in-refused, other-account, password-changed, mailbox-denied, no-mailbox,
 *                    account-disabled, password-expired, contact-admin, account-unknown, account-elsewhere,
 *                    account-locked, perhaps-shared, ticket-of-another, access-given-up
 *   UNSUPPORTED      no-imap4rev1, no-mechanism, starttls-not-offered, imap-disabled, network-filesystem,
 *                    client-unknown, client-not-public, client-redirect, client-one-tenant,
 *                    client-account-kind, client-permissions, tenant-unknown, no-client-id, no-revocation,
 *                    senders-unknown, has-password, government-cloud, exchange-too-old, exchange-sign-in, ews-disabled,
 *                    POP3_ONLY, NO_MAIL_PROGRAMS, AMAZON,
 *                    document-no-servers, document-only-outgoing, document-no-imap, document-unusable,
 *                    document-no-exchange-address, document-outgoing-unusable
 *   PROTOCOL         pop3, not-imap, not-smtp, not-ews, not-pop3, preauth, truncated, literal-too-large, not-json,
 *                    not-xml, xml-document-type, not-autoconfig, autodiscover-error, autodiscover-redirect,
 *                    sign-in-broken, not-settings, signed-unreadable, token-broken, no-refresh-token
 *   KEYRING_LOCKED   keyring-locked, keyring-absent, keyring-dismissed
 *   NOT_FOUND        secret-missing, no-database, contact, message, account, usage, file-gone, file-missing,
 *                    no-identity, folder-missing, secret-not-in-backup, not-exchange, not-connected,
 *                    no-such-mailbox
 *   OFFLINE          captive-portal, detection
 *   INVALID_INPUT    address-empty, address-incomplete, address-several, address-local-part, address-invisible,
 *                    address-domain, usage
 *                    (the message is already a sentence for the person); address, not-a-message, no-contacts,
 *                    not-a-backup, target-folder, not-a-file, not-the-answer, profile-broken,
 *                    profile-other-domain, locked, sender-name, same-contact, export-ending
 *   CONSENT_REQUIRED accept-hosts, autodiscover-elsewhere, access-denied, admin-consent, scope-missing
 *   POLICY           cleartext, admin-blocks, advanced-protection, token-host, device-not-managed,
 *                    service-not-enabled
 *   TOO_LARGE        json-too-large, json-too-deep, xml-too-large, csv-too-large, vcard-too-large, file-too-large
 *   STORAGE          read-only, io, not-a-database, foreign-file, development-version, corrupt, cannot-open,
 *                    rolled-back, closed, attachment-missing, file-unreadable, target-read-only, target-io,
 *                    backup-damaged, backup-too-old
 *   STORAGE_FULL     target-full, copy-full, restore-full, migration-full
 *   SCHEMA_TOO_NEW   backup-too-new
 *   CONFLICT         sync-state, file-exists, folder-not-empty
 *   TIMED_OUT        sign-in-late
 *   BUSY             sign-in-unavailable, sign-in-open, server-error, database-busy, engine-running,
 *                    profile-in-use,
 *                    holder-gone (inside the engine only)
 */

#include "errors.h"
#include "text.h"

/* RFC 9051 puts no limit on the text of a response; what is kept for a person is this much. */
#define SERVER_TEXT_MAX_BYTES 512

typedef struct
{
  const char *reason;
  char *host;
  char *server_text;
  int retry_after_s;
} CtgErrorPrivate;

static void
ctg_error_private_init (CtgErrorPrivate *details)
{
  details->retry_after_s = 0;
}

static void
ctg_error_private_copy (const CtgErrorPrivate *source, CtgErrorPrivate *target)
{
  target->reason = source->reason;
  target->host = g_strdup (source->host);
  target->server_text = g_strdup (source->server_text);
  target->retry_after_s = source->retry_after_s;
}

static void
ctg_error_private_clear (CtgErrorPrivate *details)
{
  g_clear_pointer (&details->host, g_free);
  g_clear_pointer (&details->server_text, g_free);
}

G_DEFINE_EXTENDED_ERROR (CtgError, ctg_error)

static GError * G_GNUC_PRINTF (3, 0)
new_valist (CtgErrorCode code, const char *reason, const char *format, va_list arguments)
{
  GError *error = g_error_new_valist (CTG_ERROR, (int) code, format, arguments);

  ctg_error_get_private (error)->reason = g_intern_string (reason);
  return error;
}

/**
 * ctg_error_new:
 * @code: what the remedy is
 * @reason: (nullable): one of the tokens at the head of this file
 * @format: message for developers and logs, printf style
 *
 * Makes an error of our domain.
 *
 * Returns: (transfer full): the error
 */
GError *
ctg_error_new (CtgErrorCode code, const char *reason, const char *format, ...)
{
  va_list arguments;
  GError *error;

  va_start (arguments, format);
  error = new_valist (code, reason, format, arguments);
  va_end (arguments);
  return error;
}

/**
 * ctg_error_set:
 * @error: (out) (optional): where to put it
 * @code: what the remedy is
 * @reason: (nullable): one of the tokens at the head of this file
 * @format: message for developers and logs, printf style
 *
 * Sets @error, as g_set_error() does.
 */
void
ctg_error_set (GError **error, CtgErrorCode code, const char *reason, const char *format, ...)
{
  va_list arguments;
  GError *made;

  va_start (arguments, format);
  made = new_valist (code, reason, format, arguments);
  va_end (arguments);
  g_propagate_error (error, made);
}

/**
 * ctg_error_add_server:
 * @error: (inout) (optional): an error of our domain; anything else is left alone
 * @host: (nullable): the host it happened with; kept if one is known already
 * @server_text: (nullable): the server's own words; cut at 512 bytes, control characters removed
 *
 * Adds where it happened and what the server said.
 */
void
ctg_error_add_server (GError **error, const char *host, const char *server_text)
{
  CtgErrorPrivate *details;

  if (error == NULL || *error == NULL || (*error)->domain != CTG_ERROR)
    return;
  details = ctg_error_get_private (*error);
  if (host != NULL && details->host == NULL)
    details->host = g_strdup (host);
  if (server_text != NULL && details->server_text == NULL)
    details->server_text = ctg_text_clean (server_text, SERVER_TEXT_MAX_BYTES);
}

/**
 * ctg_error_add_retry:
 * @error: (inout) (optional): an error of our domain; anything else is left alone
 * @retry_after_s: seconds the server asked us to wait
 *
 * Adds when to try again.
 */
void
ctg_error_add_retry (GError **error, int retry_after_s)
{
  if (error != NULL && *error != NULL && (*error)->domain == CTG_ERROR)
    ctg_error_get_private (*error)->retry_after_s = retry_after_s;
}

/**
 * ctg_error_get_details:
 * @error: any error
 *
 * Returns: what it carries besides its message, borrowed from it; all empty for foreign domains
 */
CtgErrorDetails
ctg_error_get_details (const GError *error)
{
  CtgErrorDetails details = { 0 };

  if (error != NULL && error->domain == CTG_ERROR)
    {
      const CtgErrorPrivate *own = ctg_error_get_private (error);

      details.reason = own->reason;
      details.host = own->host;
      details.server_text = own->server_text;
      details.retry_after_s = own->retry_after_s;
    }
  return details;
}

/**
 * ctg_error_has_reason:
 * @error: (nullable): any error
 * @reason: one of the tokens at the head of this file
 *
 * Returns: whether @error was made with @reason
 */
gboolean
ctg_error_has_reason (const GError *error, const char *reason)
{
  return error != NULL && g_strcmp0 (ctg_error_get_details (error).reason, reason) == 0;
}

/**
 * ctg_error_is_cancelled:
 * @error: (nullable): any error
 *
 * Returns: whether @error is a cancellation, which is never shown as a failure
 */
gboolean
ctg_error_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static const struct
{
  int from;
  CtgErrorCode to;
  const char *reason;
} io_errors[] = {
  { G_IO_ERROR_HOST_NOT_FOUND, CTG_ERROR_NETWORK, "host-not-found" },
  { G_IO_ERROR_CONNECTION_REFUSED, CTG_ERROR_NETWORK, "connection-refused" },
  { G_IO_ERROR_HOST_UNREACHABLE, CTG_ERROR_NETWORK, "unreachable" },
  { G_IO_ERROR_NETWORK_UNREACHABLE, CTG_ERROR_NETWORK, "unreachable" },
  { G_IO_ERROR_CONNECTION_CLOSED, CTG_ERROR_NETWORK, "connection-closed" },
  { G_IO_ERROR_NOT_CONNECTED, CTG_ERROR_NETWORK, "connection-closed" },
  { G_IO_ERROR_PARTIAL_INPUT, CTG_ERROR_NETWORK, "connection-closed" },
  { G_IO_ERROR_TIMED_OUT, CTG_ERROR_TIMED_OUT, NULL },
  { G_IO_ERROR_NO_SPACE, CTG_ERROR_STORAGE_FULL, NULL },
  { G_IO_ERROR_NOT_FOUND, CTG_ERROR_NOT_FOUND, NULL },
  { G_IO_ERROR_PERMISSION_DENIED, CTG_ERROR_STORAGE, NULL },
  { G_IO_ERROR_READ_ONLY, CTG_ERROR_STORAGE, NULL },
  { G_IO_ERROR_INVALID_ARGUMENT, CTG_ERROR_INVALID_INPUT, NULL },
  { G_IO_ERROR_NOT_SUPPORTED, CTG_ERROR_UNSUPPORTED, NULL },
  { G_IO_ERROR_BUSY, CTG_ERROR_BUSY, NULL },
};

/* The table is short and walked only on failure. */
static GError *
convert_io (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (io_errors); i++)
    if (io_errors[i].from == error->code)
      return ctg_error_new (io_errors[i].to, io_errors[i].reason, "%s", error->message);
  return ctg_error_new (CTG_ERROR_FAILED, NULL, "%s", error->message);
}

static GError *
convert_file (const GError *error)
{
  switch (error->code)
    {
    case G_FILE_ERROR_NOSPC:
      return ctg_error_new (CTG_ERROR_STORAGE_FULL, NULL, "%s", error->message);
    case G_FILE_ERROR_NOENT:
      return ctg_error_new (CTG_ERROR_NOT_FOUND, NULL, "%s", error->message);
    default:
      return ctg_error_new (CTG_ERROR_STORAGE, NULL, "%s", error->message);
    }
}

/**
 * ctg_error_convert:
 * @error: (inout) (optional): an error of any domain
 * @host: (nullable): the host it happened with
 *
 * Turns a foreign error into one of ours, at a module's edge. Cancellation and errors of our own domain stay
 * what they are.
 */
void
ctg_error_convert (GError **error, const char *host)
{
  GError *converted;

  if (error == NULL || *error == NULL)
    return;
  if ((*error)->domain != CTG_ERROR && !ctg_error_is_cancelled (*error))
    {
      if ((*error)->domain == G_IO_ERROR)
        converted = convert_io (*error);
      else if ((*error)->domain == G_FILE_ERROR)
        converted = convert_file (*error);
      else if ((*error)->domain == G_RESOLVER_ERROR)
        converted = ctg_error_new (CTG_ERROR_NETWORK, "host-not-found", "%s", (*error)->message);
      else if ((*error)->domain == G_TLS_ERROR)
        converted = ctg_error_new (CTG_ERROR_TLS, "handshake-failed", "%s", (*error)->message);
      else
        converted = ctg_error_new (CTG_ERROR_FAILED, NULL, "%s", (*error)->message);
      g_clear_error (error);
      *error = converted;
    }
  ctg_error_add_server (error, host, NULL);
}

static const char *const names[] = {
  "FAILED", "NETWORK", "TIMED_OUT", "OFFLINE", "TLS", "AUTH_REJECTED", "AUTH_EXPIRED", "AUTH_REVOKED",
  "CONSENT_REQUIRED", "POLICY", "RATE_LIMITED", "QUOTA", "UNSUPPORTED", "PROTOCOL", "NOT_FOUND", "CONFLICT",
  "TOO_LARGE", "STORAGE", "STORAGE_FULL", "SCHEMA_TOO_NEW", "KEYRING_LOCKED", "INVALID_INPUT", "BUSY",
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == CTG_N_ERRORS);

/**
 * ctg_error_code_to_string:
 * @code: a `CtgErrorCode`
 *
 * Returns: its name in the command line's JSON, for example `AUTH_REJECTED`; never translated
 */
const char *
ctg_error_code_to_string (int code)
{
  return code >= 0 && code < CTG_N_ERRORS ? names[code] : "FAILED";
}

/**
 * ctg_error_code_from_string:
 * @name: a name as ctg_error_code_to_string() gives it
 *
 * Returns: the code; %CTG_ERROR_FAILED where there is none of that name
 */
CtgErrorCode
ctg_error_code_from_string (const char *name)
{
  for (int code = 0; code < CTG_N_ERRORS; code++)
    if (strcmp (names[code], name) == 0)
      return (CtgErrorCode) code;
  return CTG_ERROR_FAILED;
}
