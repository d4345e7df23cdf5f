/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The copy of what was sent: looked for, and put there. This is the one thing that is added to a mailbox by itself;
 * nothing that lies there already is touched. */

#include "imap-append.h"
#include "errors.h"
#include "fault.h"
#include "imap-select.h"

#include <string.h>

static gboolean
found_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  gboolean *found = data;
  CtgImapCursor cursor = { response, 1 };
  guint64 uid;

  if (ctg_imap_response_is (response, 0, "SEARCH") && ctg_imap_cursor_next_number (&cursor, G_MAXUINT32, &uid))
    *found = TRUE;
  return TRUE;
}

/**
 * ctg_imap_find_message:
 * @session: a session that is logged in
 * @remote_name: a folder
 * @message_id: without <>
 * @found: (out): whether it holds a message with this id
 * @cancellable: (nullable): ends it
 * @error: as ctg_imap_session_run(); %CTG_ERROR_INVALID_INPUT
 *
 * Looks for a message. The folder is opened anew, so that what came meanwhile counts.
 *
 * Specification: RFC 9051 section 6.4.4
 * Returns: %FALSE on error
 */
gboolean
ctg_imap_find_message (CtgImapSession *session, const char *remote_name, const char *message_id, gboolean *found,
                       GCancellable *cancellable, GError **error)
{
  g_autofree char *value = g_strdup_printf ("<%s>", message_id);
  CtgImapCommand *command;

  *found = FALSE;
  if (!ctg_imap_examine (session, remote_name, cancellable, error))
    return FALSE;
  command = ctg_imap_session_new_command (session, "UID SEARCH HEADER Message-ID ");
  if (ctg_imap_command_add_string (command, value, error))
    return ctg_imap_session_run (session, command, CTG_IMAP_DURING_OTHER, found_cb, found, cancellable, error);
  ctg_imap_command_free (command);
  return FALSE;
}

/* RFC 9051 section 9, date-time: the day has two places. */
static char *
dup_date_time (gint64 date_utc_s)
{
  static const char *const months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  };
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (date_utc_s);

  return g_strdup_printf ("\"%2d-%s-%04d %02d:%02d:%02d +0000\"", g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1], g_date_time_get_year (date),
                          g_date_time_get_hour (date), g_date_time_get_minute (date), g_date_time_get_second (date));
}

/* A literal the server is asked about first: a full mailbox says so before the letter travels. */
static CtgImapCommand *
make_append (CtgImapSession *session, const char *remote_name, GBytes *bytes, gint64 date_utc_s, GError **error)
{
  CtgImapCommand *command = ctg_imap_command_new (CTG_IMAP_LITERALS_SYNC, session->utf8_accepted);
  g_autofree char *date = dup_date_time (date_utc_s);

  command->is_secret = TRUE;
  ctg_imap_command_add (command, "APPEND ");
  if (!ctg_imap_command_add_string (command, remote_name, error))
    {
      ctg_imap_command_free (command);
      return NULL;
    }
  ctg_imap_command_add (command, " (\\Seen) %s ", date);
  ctg_imap_command_add_literal (command, bytes);
  return command;
}

/**
 * ctg_imap_append:
 * @session: a session that is logged in
 * @remote_name: a folder
 * @bytes: a message with CRLF, no NUL
 * @date_utc_s: when it was sent
 * @cancellable: (nullable): ends it
 * @error: as ctg_imap_session_run(); %CTG_ERROR_QUOTA, %CTG_ERROR_NOT_FOUND
 *
 * Puts a message into a folder, marked as read.
 *
 * Specification: RFC 9051 section 6.3.12
 * Returns: whether it is there
 */
gboolean
ctg_imap_append (CtgImapSession *session, const char *remote_name, GBytes *bytes, gint64 date_utc_s,
                 GCancellable *cancellable, GError **error)
{
  CtgImapCommand *command = make_append (session, remote_name, bytes, date_utc_s, error);

  if (command == NULL)
    return FALSE;
  if (!ctg_fault_point ("imap-append", error))
    {
      ctg_imap_command_free (command);
      return FALSE;
    }
  return ctg_imap_session_run (session, command, CTG_IMAP_DURING_OTHER, NULL, NULL, cancellable, error) &&
         ctg_fault_point ("imap-appended", error);
}
