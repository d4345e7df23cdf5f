/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a mailbox that worked does not any more. The first row that fits counts; what fits none stays as it is.
 *
 *   code            reason              and                        becomes
 *   --------------  ------------------  -------------------------  ------------------------------------------------
 *   AUTH_REJECTED   credentials         it worked before (B38)     AUTH_REJECTED password-changed
 *   AUTH_REJECTED   mailbox-elsewhere   it worked before (B40)     AUTH_REJECTED mailbox-moved
 *   NETWORK         connection-closed   silent for a day (B41)     NETWORK server-refuses
 *   NETWORK         any                 silent for a day (B41)     NETWORK server-unreachable
 *   TIMED_OUT       any                 silent for a day (B41)     NETWORK server-unreachable
 *
 * Silent for a day: no good look for 24 h, the last of them in vain with this computer's network up; so a computer that
 * slept, travelled, or stood behind a captive portal blames nobody. OFFLINE, and a server that is busy or limits us
 * (UNAVAILABLE, INUSE, LIMIT), are in no row: they are never a disconnection. */

#include "disconnection.h"

#include "errors.h"

#define SILENT_S (24 * 3600)
#define TRIED_S  3600

static const struct
{
  CtgErrorCode code;
  const char *reason;    /* (nullable) NULL: any */
  gboolean needs_day;
  gboolean needs_password;
  CtgErrorCode to;
  const char *to_reason;
} rows[] = {
  { CTG_ERROR_AUTH_REJECTED, "credentials", FALSE, TRUE, CTG_ERROR_AUTH_REJECTED, "password-changed" },
  { CTG_ERROR_AUTH_REJECTED, "mailbox-elsewhere", FALSE, FALSE, CTG_ERROR_AUTH_REJECTED, "mailbox-moved" },
  { CTG_ERROR_NETWORK, "connection-closed", TRUE, FALSE, CTG_ERROR_NETWORK, "server-refuses" },
  { CTG_ERROR_NETWORK, NULL, TRUE, FALSE, CTG_ERROR_NETWORK, "server-unreachable" },
  { CTG_ERROR_TIMED_OUT, NULL, TRUE, FALSE, CTG_ERROR_NETWORK, "server-unreachable" },
};

static gboolean
fits (guint row, const GError *error, const CtgDisconnectionFacts *facts)
{
  if (!g_error_matches (error, CTG_ERROR, (int) rows[row].code) || facts->silent_s < 0)
    return FALSE;
  if (rows[row].reason != NULL && !ctg_error_has_reason (error, rows[row].reason))
    return FALSE;
  if (rows[row].needs_day)
    return facts->silent_s >= SILENT_S && facts->tried_s >= TRIED_S;
  return facts->has_password || !rows[row].needs_password;
}

/**
 * ctg_disconnection_judge:
 * @error: why the mailbox could not be opened
 * @facts: what is known of it
 *
 * Returns: (transfer full): the cause as a person is told of it, by the table at the head of this file
 */
GError *
ctg_disconnection_judge (const GError *error, const CtgDisconnectionFacts *facts)
{
  CtgErrorDetails details = ctg_error_get_details (error);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GError *made;

      if (!fits (i, error, facts))
        continue;
      made = ctg_error_new (rows[i].to, rows[i].to_reason, "%s", error->message);
      ctg_error_add_server (&made, details.host, details.server_text);
      return made;
    }
  return g_error_copy (error);
}

/**
 * ctg_disconnection_is_lasting:
 * @error: a cause that was judged
 *
 * Returns: whether the mailbox counts as disconnected although nobody but the server can mend it; it is still tried
 */
gboolean
ctg_disconnection_is_lasting (const GError *error)
{
  return ctg_error_has_reason (error, "server-refuses") || ctg_error_has_reason (error, "server-unreachable");
}
