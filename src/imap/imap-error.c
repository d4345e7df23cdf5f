/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "imap-error.h"
#include "errors.h"

#include <string.h>

/* Words first, because the servers that matter say the decisive thing in words (Gmail: `[ALERT] Application-specific
 * password required`, `Please log in via your web browser`; Outlook: `AUTHENTICATE failed`). Lower case. */
static const struct
{
  const char *words;
  CtgErrorCode error;
  const char *reason;
} by_words[] = {
  { "application-specific password", CTG_ERROR_AUTH_REJECTED, "app-password" },
  { "application specific password", CTG_ERROR_AUTH_REJECTED, "app-password" },
  { "app-specific password", CTG_ERROR_AUTH_REJECTED, "app-password" },
  { "app password", CTG_ERROR_AUTH_REJECTED, "app-password" },
  { "web login required", CTG_ERROR_AUTH_REJECTED, "web-login" },
  { "log in via your web browser", CTG_ERROR_AUTH_REJECTED, "web-login" },
  { "not enabled for imap", CTG_ERROR_UNSUPPORTED, "imap-disabled" },
  { "imap access is disabled", CTG_ERROR_UNSUPPORTED, "imap-disabled" },
  { "imap is disabled", CTG_ERROR_UNSUPPORTED, "imap-disabled" },
  { "too many", CTG_ERROR_RATE_LIMITED, NULL },
  { "maximum number of connections", CTG_ERROR_RATE_LIMITED, NULL },
  { "rate limit", CTG_ERROR_RATE_LIMITED, NULL },
};

/* RFC 5530 section 3, RFC 9051 section 7.1. */
static const struct
{
  const char *code;
  CtgErrorCode error;
  const char *reason;
} by_code[] = {
  { "AUTHENTICATIONFAILED", CTG_ERROR_AUTH_REJECTED, "credentials" },
  { "AUTHORIZATIONFAILED", CTG_ERROR_AUTH_REJECTED, "credentials" },
  { "EXPIRED", CTG_ERROR_AUTH_EXPIRED, NULL },
  { "PRIVACYREQUIRED", CTG_ERROR_AUTH_REJECTED, "login-disabled" },
  { "WEBALERT", CTG_ERROR_AUTH_REJECTED, "web-login" },
  { "UNAVAILABLE", CTG_ERROR_BUSY, NULL },
  { "INUSE", CTG_ERROR_BUSY, NULL },
  { "LIMIT", CTG_ERROR_RATE_LIMITED, NULL },
  { "THROTTLED", CTG_ERROR_RATE_LIMITED, NULL },
  { "OVERQUOTA", CTG_ERROR_QUOTA, NULL },
  { "NONEXISTENT", CTG_ERROR_NOT_FOUND, NULL },
  { "NOPERM", CTG_ERROR_NOT_FOUND, NULL },
  { "SERVERBUG", CTG_ERROR_BUSY, NULL },
};

static gboolean
set_by_words (GError **error, const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (by_words); i++)
    if (strstr (lower, by_words[i].words) != NULL)
      {
        ctg_error_set (error, by_words[i].error, by_words[i].reason, "The mail server refused");
        return TRUE;
      }
  return FALSE;
}

static gboolean
set_by_code (GError **error, const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (by_code); i++)
    if (g_strcmp0 (code, by_code[i].code) == 0)
      {
        ctg_error_set (error, by_code[i].error, by_code[i].reason, "The mail server refused: %s", code);
        return TRUE;
      }
  return FALSE;
}

static void
set_by_phase (GError **error, const CtgImapResponse *response, CtgImapPhase phase)
{
  if (response->type == CTG_IMAP_BYE)
    ctg_error_set (error, CTG_ERROR_NETWORK, "connection-closed", "The mail server closed the connection");
  else if (response->type == CTG_IMAP_BAD)
    ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "The mail server did not understand a command");
  else if (phase == CTG_IMAP_DURING_LOGIN)
    ctg_error_set (error, CTG_ERROR_AUTH_REJECTED, "credentials", "The mail server refused name or password");
  else if (phase == CTG_IMAP_DURING_SELECT)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "The mail server does not open this folder");
  else
    ctg_error_set (error, CTG_ERROR_FAILED, NULL, "The mail server refused");
}

/**
 * ctg_imap_error_set:
 * @error: (out) (optional): where to put it
 * @response: a NO, BAD or BYE
 * @phase: what was being done
 * @host: who said it
 *
 * Turns a refusal into one of our errors, with the server's words.
 *
 * Specification: RFC 5530
 */
void
ctg_imap_error_set (GError **error, const CtgImapResponse *response, CtgImapPhase phase, const char *host)
{
  GError *made = NULL;
  const char *text = response->text != NULL ? response->text : "";

  if (phase != CTG_IMAP_DURING_LOGIN && response->type != CTG_IMAP_BYE)
    {
      if (!set_by_code (&made, response->code))
        set_by_phase (&made, response, phase);
    }
  else if (!set_by_words (&made, text) && !set_by_code (&made, response->code))
    set_by_phase (&made, response, phase);
  ctg_error_add_server (&made, host, text);
  g_propagate_error (error, made);
}
