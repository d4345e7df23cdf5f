/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening a folder, always by EXAMINE so that nothing on the server is altered, and asking what is in it. */

#include "imap-select.h"
#include "errors.h"
#include "fault.h"

#include <string.h>

#define DAY_S (24 * 60 * 60)
#define RANGES_MAX 1000000
#define PEOPLE_MAX 8

static void
read_code (CtgImapSelected *selected, const CtgImapResponse *response)
{
  guint64 number;

  if (response->code == NULL || response->code_arguments == NULL ||
      !g_ascii_string_to_unsigned (response->code_arguments, 10, 0, G_MAXINT64, &number, NULL))
    return;
  if (g_str_equal (response->code, "UIDVALIDITY") && number <= G_MAXUINT32)
    selected->uid_validity = (guint32) number;
  else if (g_str_equal (response->code, "UIDNEXT") && number <= G_MAXUINT32)
    selected->uid_next = (guint32) number;
  else if (g_str_equal (response->code, "HIGHESTMODSEQ"))
    selected->mod_sequence = number;
}

static gboolean
examine_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  CtgImapSession *session = data;

  read_code (&session->selected, response);
  return TRUE;
}

static gboolean
find_uid_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  CtgImapSession *session = data;
  CtgImapCursor cursor = { response, 2 };
  const char *item;
  guint64 uid;

  if (!ctg_imap_response_is (response, 1, "FETCH") || !ctg_imap_cursor_take (&cursor, CTG_IMAP_OPEN))
    return TRUE;
  while ((item = ctg_imap_cursor_next_text (&cursor, NULL)) != NULL)
    {
      if (g_ascii_strcasecmp (item, "UID") == 0 && ctg_imap_cursor_next_number (&cursor, G_MAXUINT32 - 1, &uid))
        session->selected.uid_next = MAX (session->selected.uid_next, (guint32) uid + 1);
      else
        ctg_imap_cursor_skip (&cursor);
    }
  return TRUE;
}

/* RFC 3501 let a server leave UIDNEXT out: the last message's UID tells it. */
static gboolean
find_uid_next (CtgImapSession *session, GCancellable *cancellable, GError **error)
{
  session->selected.uid_next = 1;
  if (session->selected.n_messages == 0)
    return TRUE;
  return ctg_imap_session_run (session, ctg_imap_session_new_command (session, "FETCH * (UID)"),
                               CTG_IMAP_DURING_OTHER, find_uid_cb, session, cancellable, error);
}

static void
forget_selected (CtgImapSession *session)
{
  g_free (session->selected.remote_name);
  memset (&session->selected, 0, sizeof session->selected);
}

/**
 * ctg_imap_examine:
 * @session: an authenticated session
 * @remote_name: a folder as the server spells it
 * @cancellable: (nullable): ends it
 * @error: as ctg_imap_session_run(); %CTG_ERROR_NOT_FOUND when the folder cannot be opened
 *
 * Opens a folder for reading, anew if it is open already. What it holds is in the session's `selected`.
 *
 * Specification: RFC 9051 section 6.3.3, RFC 7162 section 3.1.8
 * Returns: whether it is open
 */
gboolean
ctg_imap_examine (CtgImapSession *session, const char *remote_name, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgImapCommand) command = ctg_imap_session_new_command (session, "EXAMINE ");

  if (!ctg_fault_point ("imap-select", error) || !ctg_imap_command_add_string (command, remote_name, error))
    return FALSE;
  if (ctg_imap_session_can (session, CTG_IMAP_CAN_CONDSTORE))
    ctg_imap_command_add (command, " (CONDSTORE)");
  forget_selected (session);
  if (!ctg_imap_session_run (session, g_steal_pointer (&command), CTG_IMAP_DURING_SELECT, examine_cb, session,
                             cancellable, error))
    return FALSE;
  if (session->selected.uid_next == 0 && !find_uid_next (session, cancellable, error))
    return FALSE;
  session->selected.remote_name = g_strdup (remote_name);
  session->selected.has_news = FALSE;
  return TRUE;
}

/* `* SEARCH 2 3 6`. */
static void
read_search (const CtgImapResponse *response, CtgImapSet *found)
{
  CtgImapCursor cursor = { response, 1 };
  guint64 uid;

  while (ctg_imap_cursor_next_number (&cursor, G_MAXUINT32, &uid))
    ctg_imap_set_add (found, (guint32) uid, (guint32) uid);
}

/* `* ESEARCH (TAG "C7") UID ALL 4:19,21`: RFC 4731 section 3.1. */
static gboolean
read_esearch (const CtgImapResponse *response, CtgImapSet **found, GError **error)
{
  CtgImapCursor cursor = { response, 1 };
  const char *word;

  while (!ctg_imap_cursor_is_at_end (&cursor))
    {
      word = ctg_imap_cursor_next_text (&cursor, NULL);
      if (word == NULL && !ctg_imap_cursor_skip (&cursor))
        return TRUE;
      if (word == NULL || g_ascii_strcasecmp (word, "ALL") != 0)
        continue;
      word = ctg_imap_cursor_next_text (&cursor, NULL);
      ctg_imap_set_free (*found);
      *found = ctg_imap_set_parse (word != NULL ? word : "", RANGES_MAX);
      if (*found != NULL)
        return TRUE;
      *found = ctg_imap_set_new ();
      ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "The server found something that is no set of messages");
      return FALSE;
    }
  return TRUE;
}

static gboolean
search_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  CtgImapSet **found = data;

  if (ctg_imap_response_is (response, 0, "SEARCH"))
    read_search (response, *found);
  else if (ctg_imap_response_is (response, 0, "ESEARCH"))
    return read_esearch (response, found, error);
  return TRUE;
}

/* SINCE compares days in a time zone of the server's choice: a day more is asked for, the caller looks exactly. */
static void
add_since (CtgImapCommand *command, gint64 since_utc_s)
{
  static const char *const months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  };
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (since_utc_s - DAY_S);

  if (since_utc_s > DAY_S && day != NULL)
    ctg_imap_command_add (command, " SINCE %d-%s-%d", g_date_time_get_day_of_month (day),
                          months[g_date_time_get_month (day) - 1], g_date_time_get_year (day));
}

/* More people than this, or an address that is no plain text, and every header is looked at instead: a search of that
 * length is refused by many servers. */
static gboolean
can_ask_for (const char *const *people)
{
  guint n = 0;

  for (; people != NULL && people[n] != NULL; n++)
    if (n >= PEOPLE_MAX || !g_str_is_ascii (people[n]))
      return FALSE;
  return n > 0;
}

/* Servers compare parts of header fields without regard to case: what is found is looked at again by the caller. */
static gboolean
add_people (CtgImapCommand *command, const char *const *people, GError **error)
{
  static const char *const fields[] = { "OR FROM ", " OR TO ", " OR CC ", " BCC " };

  for (guint i = 0; people[i] != NULL; i++)
    {
      ctg_imap_command_add (command, "%s", people[i + 1] != NULL ? " OR " : " ");
      for (guint field = 0; field < G_N_ELEMENTS (fields); field++)
        {
          ctg_imap_command_add (command, "%s", fields[field]);
          if (!ctg_imap_command_add_string (command, people[i], error))
            return FALSE;
        }
    }
  return TRUE;
}

/**
 * ctg_imap_search:
 * @session: a session with an open folder
 * @among: which UIDs to look at; with many holes its bounds are asked for instead
 * @since_utc_s: not older than this by INTERNALDATE, give or take a day; 0 for all
 * @people: (nullable) (array zero-terminated=1): addresses of which one must be named; ignored when they are too many
 * @cancellable: (nullable): ends it
 * @error: as ctg_imap_session_run()
 *
 * Asks which messages there are.
 *
 * Specification: RFC 9051 section 6.4.4, RFC 4731
 * Returns: (transfer full) (nullable): their UIDs, all of @among
 */
CtgImapSet *
ctg_imap_search (CtgImapSession *session, const CtgImapSet *among, gint64 since_utc_s, const char *const *people,
                 GCancellable *cancellable, GError **error)
{
  gboolean extended = ctg_imap_session_can (session, CTG_IMAP_CAN_ESEARCH);
  g_autoptr (CtgImapSet) found = ctg_imap_set_new ();
  g_autofree char *set = ctg_imap_set_to_string (among);
  CtgImapCommand *command;

  if (ctg_imap_set_is_empty (among))
    return g_steal_pointer (&found);
  if (strlen (set) > 1000)
    {
      g_free (set);
      set = g_strdup_printf ("%u:*", ctg_imap_set_get_first (among));
    }
  command = ctg_imap_session_new_command (session, "UID SEARCH %sUID %s", extended ? "RETURN (ALL) " : "", set);
  add_since (command, since_utc_s);
  if (can_ask_for (people) && !add_people (command, people, error))
    {
      ctg_imap_command_free (command);
      return NULL;
    }
  if (!ctg_imap_session_run (session, command, CTG_IMAP_DURING_OTHER, search_cb, &found, cancellable, error))
    return NULL;
  /* `n:*` names the last message even below n, RFC 9051 section 9 at seq-range. */
  ctg_imap_set_intersect (found, among);
  return g_steal_pointer (&found);
}
