/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "imap-error.h"
#include "errors.h"
#include "server-texts.h"

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
      if (!ctg_server_texts_set_by_code (&made, response->code))
        set_by_phase (&made, response, phase);
    }
  else if (!ctg_server_texts_set_by_words (&made, text) && !ctg_server_texts_set_by_code (&made, response->code))
    set_by_phase (&made, response, phase);
  ctg_error_add_server (&made, host, text);
  g_propagate_error (error, made);
}
