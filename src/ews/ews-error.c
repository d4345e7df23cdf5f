/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server refuses with, in the words everybody above understands. By the response code of an answer or a fault:
 *
 *   Error...                                                        becomes
 *   --------------------------------------------------------------  ---------------------------------------
 *   ServerBusy, ExceededConnectionCount, ...                        RATE_LIMITED, with the time to wait
 *   MailboxStoreUnavailable, MailboxMoveInProgress, ...             BUSY
 *   InternalServerError, TimeoutExpired, ...                        BUSY server-error: what was asked may be done
 *   InvalidSyncStateData                                            CONFLICT sync-state
 *   ItemNotFound, FolderNotFound, InvalidId...                      NOT_FOUND
 *   AccessDenied, MailboxLogonFailed                                AUTH_REJECTED mailbox-denied
 *   NonExistentMailbox                                              AUTH_REJECTED no-mailbox
 *   AccountDisabled                                                 AUTH_REJECTED account-disabled
 *   PasswordExpired, PasswordChangeRequired                         AUTH_REJECTED password-expired
 *   InvalidServerVersion, ...                                       UNSUPPORTED exchange-too-old
 *   SendAsDenied                                                    AUTH_REJECTED sender-refused
 *   InvalidRecipients, ...                                          NOT_FOUND recipient-refused
 *   MessageSizeExceeded, ...                                        TOO_LARGE message-size
 *   QuotaExceeded, SubmissionQuotaExceeded                          QUOTA
 *   any other                                                       PROTOCOL
 *
 * By the status of an answer that is none of the service's:
 *
 *   401                            AUTH_REJECTED credentials
 *   403                            UNSUPPORTED ews-disabled
 *   404, 3xx, 440, a page of HTML  PROTOCOL not-ews
 *   413                            TOO_LARGE message-size
 *   429, 503                       RATE_LIMITED where a time to wait is said, else BUSY
 *   502, 504                       BUSY server-error
 *   any other                      PROTOCOL */

#include "ews-error.h"

#include "errors.h"

#include <string.h>

#define SERVER_TEXT_MAX_BYTES 512

static const struct
{
  const char *codes;       /* without "Error", a blank before and after each */
  CtgErrorCode error;
  const char *reason;
} meanings[] = {
  { " ServerBusy ExceededConnectionCount ExceededFindCountLimit ExceededSubscriptionCount TooManyObjectsOpened"
    " InsufficientResources NotEnoughMemory ", CTG_ERROR_RATE_LIMITED, NULL },
  { " MailboxStoreUnavailable MailboxMoveInProgress MailboxFailover ADUnavailable ADOperation ConnectionFailed"
    " NoRespondingCASInDestinationSite BatchProcessingStopped ", CTG_ERROR_BUSY, NULL },
  { " InternalServerError InternalServerTransientError TimeoutExpired RequestAborted ProxyRequestProcessingFailed"
    " ProxyCallFailed ", CTG_ERROR_BUSY, "server-error" },
  { " InvalidSyncStateData ", CTG_ERROR_CONFLICT, "sync-state" },
  { " ItemNotFound FolderNotFound SyncFolderNotFound InvalidId InvalidIdMalformed InvalidIdEmpty InvalidFolderId"
    " SavedItemFolderNotFound ToFolderNotFound ", CTG_ERROR_NOT_FOUND, NULL },
  { " AccessDenied MailboxLogonFailed ", CTG_ERROR_AUTH_REJECTED, "mailbox-denied" },
  { " NonExistentMailbox MissingEmailAddress ", CTG_ERROR_AUTH_REJECTED, "no-mailbox" },
  { " AccountDisabled ", CTG_ERROR_AUTH_REJECTED, "account-disabled" },
  { " PasswordExpired PasswordChangeRequired ", CTG_ERROR_AUTH_REJECTED, "password-expired" },
  { " InvalidServerVersion IncorrectSchemaVersion InvalidSchemaVersionForMailboxVersion WrongServerVersion ",
    CTG_ERROR_UNSUPPORTED, "exchange-too-old" },
  { " SendAsDenied CreateItemAccessDenied ", CTG_ERROR_AUTH_REJECTED, "sender-refused" },
  { " InvalidRecipients MissingRecipients InvalidSmtpAddress ", CTG_ERROR_NOT_FOUND, "recipient-refused" },
  { " MessageSizeExceeded RequestStreamTooBig DataSizeLimitExceeded AttachmentSizeLimitExceeded ",
    CTG_ERROR_TOO_LARGE, "message-size" },
  { " QuotaExceeded SubmissionQuotaExceeded ", CTG_ERROR_QUOTA, NULL },
  { " OrganizationAccessBlocked ", CTG_ERROR_POLICY, "admin-blocks" },
};

static gsize
find_meaning (const char *code)
{
  g_autofree char *word = g_strdup_printf (" %s ", g_str_has_prefix (code, "Error") ? code + 5 : code);
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (meanings) && strstr (meanings[i].codes, word) == NULL; i++)
    ;
  return i;
}

/**
 * ctg_ews_error_set:
 * @error: (out) (optional): where to put it
 * @refusal: what the server said
 * @host: who said it
 *
 * Sets what the first table at the head of this file says.
 */
void
ctg_ews_error_set (GError **error, const CtgEwsRefusal *refusal, const char *host)
{
  const char *code = refusal->code != NULL ? refusal->code : "";
  gsize i = find_meaning (code);
  g_autofree char *words = g_strdup_printf ("%s: %s", code, refusal->text != NULL ? refusal->text : "");

  if (i < G_N_ELEMENTS (meanings))
    ctg_error_set (error, meanings[i].error, meanings[i].reason, "Exchange refused: %s", code);
  else
    ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "Exchange refused: %s", code);
  ctg_error_add_server (error, host, words);
  if (refusal->back_off_ms > 0)
    ctg_error_add_retry (error, (int) MIN ((refusal->back_off_ms + 999) / 1000, 24 * 3600));
}

/**
 * ctg_ews_error_is_html:
 * @body: an answer
 *
 * Returns: whether it is a page for people instead of XML
 */
gboolean
ctg_ews_error_is_html (GBytes *body)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  g_autofree char *head = g_strndup (data != NULL ? data : "", MIN (length, 1024));
  g_autofree char *lower = g_ascii_strdown (head, -1);

  return strstr (lower, "<html") != NULL || strstr (lower, "<!doctype html") != NULL;
}

static void
set_by_status (GError **error, const CtgHttpAnswer *answer)
{
  guint status = answer->status;

  if (status == 401)
    ctg_error_set (error, CTG_ERROR_AUTH_REJECTED, "credentials", "Exchange did not accept the name and the password");
  else if (status == 403)
    ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "ews-disabled", "The service is switched off for this mailbox");
  else if (status == 413)
    ctg_error_set (error, CTG_ERROR_TOO_LARGE, "message-size", "The server takes no request of this size");
  else if (status == 429 || (status == 503 && answer->retry_after_s > 0))
    ctg_error_set (error, CTG_ERROR_RATE_LIMITED, NULL, "The server asks to wait");
  else if (status == 502 || status == 503 || status == 504)
    ctg_error_set (error, CTG_ERROR_BUSY, status == 503 ? NULL : "server-error", "The server is not available: %u",
                   status);
  else if (status == 404 || status == 440 || (status >= 300 && status < 400) || status == 200 || status == 405)
    ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-ews", "There is no Exchange service at this address: %u", status);
  else
    ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "The server answered with the status %u", status);
}

/**
 * ctg_ews_error_check_http:
 * @answer: what a server said
 * @host: who said it
 * @error: %CTG_ERROR, by the second table at the head of this file
 *
 * Returns: whether it is an answer of the service, to be read as XML: a success or a fault
 */
gboolean
ctg_ews_error_check_http (const CtgHttpAnswer *answer, const char *host, GError **error)
{
  g_autofree char *words = g_strdup_printf ("HTTP %u%s%s", answer->status, answer->location != NULL ? " " : "",
                                            answer->location != NULL ? answer->location : "");
  GError *made = NULL;

  if ((answer->status == 200 || answer->status == 500) && !ctg_ews_error_is_html (answer->body))
    return TRUE;
  set_by_status (&made, answer);
  ctg_error_add_server (&made, host, words);
  if (answer->retry_after_s > 0)
    ctg_error_add_retry (&made, (int) answer->retry_after_s);
  g_propagate_error (error, made);
  return FALSE;
}
