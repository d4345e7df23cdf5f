/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Waiting for news. With IDLE the server tells; it is ended and begun anew every 9 minutes, because routers forget a
 * silent connection after 10 (I8). Without, a NOOP a minute asks. What a caller cancels is ended properly, so that the
 * session goes on. */

#include "imap-idle.h"
#include "clock.h"
#include "errors.h"
#include "fault.h"

#include <string.h>

#define IDLE_SLICE_MS (9 * 60 * 1000)
#define POLL_SLICE_MS (60 * 1000)
#define DONE_TIMEOUT_MS (10 * 1000)

/* A timer may fire a little early; what is left then is not worth another IDLE. */
#define WORTH_WAITING_US (100 * 1000)

/* Reads until there is news or the time is over; both are fine. */
static gboolean
listen_until (CtgImapSession *session, gint64 end_us, GCancellable *cancellable, GError **error)
{
  while (!session->selected.has_news)
    {
      gint64 left_ms = (end_us - ctg_clock_monotonic_us () + 999) / 1000;
      g_autoptr (CtgImapResponse) response = NULL;
      g_autoptr (GError) local_error = NULL;

      if (left_ms <= 0)
        return TRUE;
      session->may_be_silent = TRUE;
      response = ctg_imap_session_read (session, (guint) left_ms, cancellable, &local_error);
      session->may_be_silent = FALSE;
      if (g_error_matches (local_error, CTG_ERROR, CTG_ERROR_TIMED_OUT))
        return TRUE;
      if (response == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }
  return TRUE;
}

/* The answer to DONE is awaited even when the caller gave up, or the next command would meet a server still idling. */
static gboolean
end_idle (CtgImapSession *session, guint tag, GError **error)
{
  g_autoptr (CtgImapResponse) answer = NULL;

  if (!ctg_imap_session_write (session, "DONE\r\n", 6, NULL, error))
    return FALSE;
  while (g_hash_table_contains (session->outstanding, GUINT_TO_POINTER (tag)))
    {
      g_clear_pointer (&answer, ctg_imap_response_free);
      answer = ctg_imap_session_read (session, DONE_TIMEOUT_MS, NULL, error);
      if (answer == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
idle_once (CtgImapSession *session, gint64 end_us, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgImapResponse) answer = NULL;
  g_autoptr (GError) done_error = NULL;
  guint tag = ctg_imap_session_send (session, ctg_imap_session_new_command (session, "IDLE"), cancellable, error);
  gboolean listened;

  if (tag == 0)
    return FALSE;
  /* Not cancellable: DONE may only be said after the "+", and that comes at once. */
  answer = ctg_imap_session_finish (session, tag, NULL, NULL, NULL, error);
  if (answer == NULL)
    return FALSE;
  if (answer->type != CTG_IMAP_CONTINUE)
    {
      ctg_imap_error_set (error, answer, CTG_IMAP_DURING_OTHER, ctg_imap_session_get_host (session));
      return FALSE;
    }
  listened = listen_until (session, end_us, cancellable, error);
  if (session->is_broken)
    return FALSE;
  if (!end_idle (session, tag, &done_error) && listened)
    {
      g_propagate_error (error, g_steal_pointer (&done_error));
      return FALSE;
    }
  return listened;
}

static gboolean
poll_once (CtgImapSession *session, gint64 end_us, GCancellable *cancellable, GError **error)
{
  return listen_until (session, end_us, cancellable, error) &&
         ctg_imap_session_run (session, ctg_imap_session_new_command (session, "NOOP"), CTG_IMAP_DURING_OTHER, NULL,
                               NULL, cancellable, error);
}

/**
 * ctg_imap_wait:
 * @session: a session with an open folder
 * @timeout_s: how long to wait at most
 * @cancellable: (nullable): ends it; the session stays usable
 * @error: as ctg_imap_session_run(), or cancellation
 *
 * Waits until messages came to the open folder or went from it. Answers at once when that happened since it was opened.
 *
 * Specification: RFC 2177
 * Returns: %TRUE when there is news or the time is over
 */
gboolean
ctg_imap_wait (CtgImapSession *session, guint timeout_s, GCancellable *cancellable, GError **error)
{
  gboolean can_idle = ctg_imap_session_can (session, CTG_IMAP_CAN_IDLE);
  gint64 slice_us = (gint64) (can_idle ? IDLE_SLICE_MS : POLL_SLICE_MS) * 1000;
  gint64 end_us = ctg_clock_monotonic_us () + (gint64) timeout_s * G_USEC_PER_SEC;

  if (!ctg_fault_point ("imap-idle", error))
    return FALSE;
  /* Settles what was given up before, and lets the server say what happened meanwhile. */
  if (!ctg_imap_session_run (session, ctg_imap_session_new_command (session, "NOOP"), CTG_IMAP_DURING_OTHER, NULL, NULL,
                             cancellable, error))
    return FALSE;
  while (!session->selected.has_news && end_us - ctg_clock_monotonic_us () > WORTH_WAITING_US)
    {
      gint64 slice_end_us = MIN (end_us, ctg_clock_monotonic_us () + slice_us);

      if (can_idle ? !idle_once (session, slice_end_us, cancellable, error)
                   : !poll_once (session, slice_end_us, cancellable, error))
        return FALSE;
    }
  return TRUE;
}
