/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the service refuses with, in the words everybody above understands. By the code of its answer, in any case:
 *
 *   code                                                         becomes
 *   -----------------------------------------------------------  ---------------------------------------------
 *   MailboxNotEnabledForRESTAPI, ErrorNonExistentMailbox, ...    AUTH_REJECTED mailbox-elsewhere (B40)
 *   SyncStateNotFound, ResyncRequired, ...                       CONFLICT sync-state
 *   ApplicationThrottled, ErrorServerBusy, ...                   RATE_LIMITED, with the time to wait
 *   ErrorMailboxStoreUnavailable, ErrorMailboxMoveInProgress...  BUSY
 *   ErrorSendAsDenied                                            AUTH_REJECTED sender-refused
 *   ErrorAccountDisabled, ErrorAccountSuspend                    AUTH_REJECTED account-disabled
 *   ErrorInvalidRecipients                                       NOT_FOUND recipient-refused
 *   ErrorMessageSizeExceeded, RequestBodyTooLarge, ...           TOO_LARGE message-size
 *   ErrorQuotaExceeded, ErrorExceededMessageLimit, ...           QUOTA
 *   ErrorItemNotFound, ErrorInvalidIdMalformed, ...              NOT_FOUND
 *   AccessBlocked, OrganizationAccessBlocked, ...                POLICY admin-blocks
 *   ErrorAccessDenied, Authorization_RequestDenied, ...          CONSENT_REQUIRED scope-missing
 *
 * Else by its status:
 *
 *   401                       AUTH_EXPIRED token-refused
 *   403                       CONSENT_REQUIRED scope-missing
 *   404                       NOT_FOUND
 *   410                       CONFLICT sync-state
 *   413                       TOO_LARGE message-size
 *   429                       RATE_LIMITED
 *   503                       RATE_LIMITED where a time to wait is said, else BUSY
 *   500, 502, 504, 509        BUSY server-error: what was asked may be done
 *   507                       QUOTA
 *   any other                 PROTOCOL
 *
 * What is not the service's at all, a page for people or a redirect, is PROTOCOL not-graph, whatever its status; only
 * 401, 413, 429, 502, 503 and 504 may come from what stands before the service, and mean the same there. */

#include "graph-error.h"

#include "errors.h"

#include <string.h>

static const struct
{
  const char *codes;       /* in lower case, a blank before and after each */
  CtgErrorCode error;
  const char *reason;
} meanings[] = {
  { " mailboxnotenabledforrestapi mailboxnotsupportedforrestapi restapinotenabledforcomponentsharedmailbox"
    " errornonexistentmailbox errormailboxnotfound errormissingemailaddress mailboxnotfound errorinvaliduser ",
    CTG_ERROR_AUTH_REJECTED, "mailbox-elsewhere" },
  { " syncstatenotfound syncstateinvalid errorinvalidsyncstatedata resyncrequired"
    " resyncchangesapplydifferences resyncchangesuploaddifferences ", CTG_ERROR_CONFLICT, "sync-state" },
  { " applicationthrottled toomanyrequests errorserverbusy errorexceededconnectioncount activitylimitreached"
    " errortoomanyobjectsopened errorexceededfindcountlimit ", CTG_ERROR_RATE_LIMITED, NULL },
  { " errormailboxstoreunavailable errormailboxmoveinprogress errormailboxfailover erroradunavailable"
    " errorconnectionfailed serviceunavailable ", CTG_ERROR_BUSY, NULL },
  { " errorsendasdenied ", CTG_ERROR_AUTH_REJECTED, "sender-refused" },
  { " erroraccountdisabled erroraccountsuspend erroraccountsuspended ", CTG_ERROR_AUTH_REJECTED, "account-disabled" },
  { " errorinvalidrecipients errormissingrecipients errorinvalidsmtpaddress ", CTG_ERROR_NOT_FOUND,
    "recipient-refused" },
  { " errormessagesizeexceeded errorrequeststreamtoobig requestbodytoolarge requestentitytoolarge ",
    CTG_ERROR_TOO_LARGE, "message-size" },
  { " errorquotaexceeded errorsubmissionquotaexceeded errorexceededmessagelimit errormessagesubmissionblocked"
    " quotalimitreached ", CTG_ERROR_QUOTA, NULL },
  { " erroritemnotfound errorfoldernotfound errorinvalidid errorinvalididmalformed errorinvalididempty"
    " errorsyncfoldernotfound itemnotfound ", CTG_ERROR_NOT_FOUND, NULL },
  { " accessblocked organizationaccessblocked errororganizationaccessblocked interaction_required ",
    CTG_ERROR_POLICY, "admin-blocks" },
  { " erroraccessdenied accessdenied authorization_requestdenied nopermissionsinaccesstoken ",
    CTG_ERROR_CONSENT_REQUIRED, "scope-missing" },
}, statuses[] = {
  { " 401 ", CTG_ERROR_AUTH_EXPIRED, "token-refused" },
  { " 403 ", CTG_ERROR_CONSENT_REQUIRED, "scope-missing" },
  { " 404 ", CTG_ERROR_NOT_FOUND, NULL },
  { " 410 ", CTG_ERROR_CONFLICT, "sync-state" },
  { " 413 ", CTG_ERROR_TOO_LARGE, "message-size" },
  { " 429 ", CTG_ERROR_RATE_LIMITED, NULL },
  { " 503 ", CTG_ERROR_BUSY, NULL },
  { " 500 502 504 509 ", CTG_ERROR_BUSY, "server-error" },
  { " 507 ", CTG_ERROR_QUOTA, NULL },
};

#define CODE_MAX_BYTES 200
#define WORDS_MAX_BYTES 600

static gboolean
is_among (const char *words, const char *word)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);
  g_autofree char *whole = g_strdup_printf (" %s ", lower);

  return strstr (words, whole) != NULL;
}

static void
set_meaning (GError **error, const CtgGraphRefusal *refusal, const char *code)
{
  g_autofree char *status = g_strdup_printf ("%u", refusal->status);

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (*code != '\0' && is_among (meanings[i].codes, code))
      {
        ctg_error_set (error, meanings[i].error, meanings[i].reason, "Microsoft refused: %s", code);
        return;
      }
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (is_among (statuses[i].codes, status))
      {
        CtgErrorCode meant = refusal->status == 503 && refusal->retry_after_s > 0 ? CTG_ERROR_RATE_LIMITED
                                                                                  : statuses[i].error;

        ctg_error_set (error, meant, statuses[i].reason, "Microsoft refused: %s %s", status, code);
        return;
      }
  ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "Microsoft refused: %s %s", status, code);
}

/**
 * ctg_graph_error_set:
 * @error: (out) (optional): where to put it
 * @refusal: what the service said
 * @host: who said it
 *
 * Sets what the first two tables at the head of this file say.
 *
 * Specification: learn.microsoft.com/graph/errors
 */
void
ctg_graph_error_set (GError **error, const CtgGraphRefusal *refusal, const char *host)
{
  g_autofree char *code = g_strndup (refusal->code != NULL ? refusal->code : "", CODE_MAX_BYTES);
  g_autofree char *words = g_strdup_printf ("HTTP %u %s%s%.*s", refusal->status, code, *code != '\0' ? ": " : "",
                                            WORDS_MAX_BYTES, refusal->text != NULL ? refusal->text : "");
  GError *made = NULL;

  set_meaning (&made, refusal, code);
  ctg_error_add_server (&made, host, g_strchomp (words));
  if (refusal->retry_after_s > 0)
    ctg_error_add_retry (&made, (int) MIN (refusal->retry_after_s, 24 * 3600));
  g_propagate_error (error, made);
}

/**
 * ctg_graph_error_set_foreign:
 * @error: (out) (optional): where to put it
 * @host: who answered
 * @words: what is known of the answer
 *
 * Sets %CTG_ERROR_PROTOCOL "not-graph": this is no answer of the service.
 */
void
ctg_graph_error_set_foreign (GError **error, const char *host, const char *words)
{
  GError *made = ctg_error_new (CTG_ERROR_PROTOCOL, "not-graph", "This is no answer of Microsoft Graph");

  ctg_error_add_server (&made, host, words);
  g_propagate_error (error, made);
}

/**
 * ctg_graph_error_read:
 * @refusal: filled with the code and the text, which are borrowed from @body
 * @body: (nullable): an answer's document
 *
 * Returns: whether it is a refusal
 */
gboolean
ctg_graph_error_read (CtgGraphRefusal *refusal, const CtgJsonValue *body)
{
  const CtgJsonValue *error = ctg_json_value_get_member (body, "error");

  refusal->code = ctg_json_value_get_string (ctg_json_value_get_member (error, "code"));
  refusal->text = ctg_json_value_get_string (ctg_json_value_get_member (error, "message"));
  return ctg_json_value_is_object (error);
}

/**
 * ctg_graph_error_is_page:
 * @body: an answer
 *
 * Returns: whether it is a page for people, where JSON or a message is due: neither begins with such a sign
 */
gboolean
ctg_graph_error_is_page (GBytes *body)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  gsize i = length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  while (i < length && g_ascii_isspace (data[i]))
    i++;
  return i < length && data[i] == '<';
}

static CtgJson *
parse (const CtgHttpAnswer *answer)
{
  gsize length;
  const char *data = g_bytes_get_data (answer->body, &length);

  return data != NULL && length > 0 ? ctg_json_parse (data, (gssize) length, NULL) : NULL;
}

static gboolean
may_stand_before (guint status)
{
  return status == 401 || status == 413 || status == 429 || status == 502 || status == 503 || status == 504;
}

/**
 * ctg_graph_error_check_http:
 * @answer: what a server said
 * @host: who said it
 * @error: %CTG_ERROR, by the tables at the head of this file
 *
 * Returns: whether it is a success of the service's
 */
gboolean
ctg_graph_error_check_http (const CtgHttpAnswer *answer, const char *host, GError **error)
{
  CtgGraphRefusal refusal = { answer->status, NULL, NULL, answer->retry_after_s };
  g_autoptr (CtgJson) json = NULL;
  g_autofree char *words = g_strdup_printf ("HTTP %u%s%s", answer->status, answer->location != NULL ? " " : "",
                                            answer->location != NULL ? answer->location : "");
  gboolean is_well = answer->status >= 200 && answer->status < 300;

  if (is_well && !ctg_graph_error_is_page (answer->body))
    return TRUE;
  if (!is_well)
    json = parse (answer);
  if (!is_well && (ctg_graph_error_read (&refusal, json != NULL ? ctg_json_get_root (json) : NULL) ||
                   may_stand_before (answer->status)))
    ctg_graph_error_set (error, &refusal, host);
  else
    ctg_graph_error_set_foreign (error, host, words);
  return FALSE;
}

/**
 * ctg_graph_error_is_no:
 * @answer: what a server said to a letter
 *
 * Returns: whether it is a clear no: nothing of what was asked has been done
 */
gboolean
ctg_graph_error_is_no (const CtgHttpAnswer *answer)
{
  CtgGraphRefusal refusal = { 0 };
  g_autoptr (CtgJson) json = parse (answer);

  if (answer->status == 401 || answer->status == 413 || answer->status == 429 || answer->status == 503)
    return TRUE;
  return (answer->status == 507 || (answer->status >= 400 && answer->status < 500)) && json != NULL &&
         ctg_graph_error_read (&refusal, ctg_json_get_root (json));
}

/**
 * ctg_graph_error_is_of_all:
 * @error: why something could not be had
 *
 * Returns: whether it tells of the service or the log-in, and so nothing of the one thing that was asked for
 */
gboolean
ctg_graph_error_is_of_all (const GError *error)
{
  static const int codes[] = {
    CTG_ERROR_BUSY, CTG_ERROR_RATE_LIMITED, CTG_ERROR_AUTH_REJECTED, CTG_ERROR_AUTH_EXPIRED,
    CTG_ERROR_CONSENT_REQUIRED, CTG_ERROR_POLICY, CTG_ERROR_QUOTA,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, CTG_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}
