/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "imap-fetch.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Gmail lets nobody have more than 10 000 labels in all. */
#define LABELS_MAX 1000

static int
find_month (const char *name)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

  for (int i = 0; i < 12; i++)
    if (g_ascii_strncasecmp (months + 3 * i, name, 3) == 0)
      return i;
  return -1;
}

/**
 * ctg_imap_date_parse:
 * @text: an INTERNALDATE, for example `17-Jul-1996 02:44:25 -0700`
 *
 * Specification: RFC 9051 section 9, date-time
 * Returns: seconds since 1970, 0 if it makes no sense
 */
gint64
ctg_imap_date_parse (const char *text)
{
  struct tm date = { 0 };
  char month[4] = "", sign = '+';
  int zone = 0;

  if (sscanf (text, " %2d-%3[A-Za-z]-%4d %2d:%2d:%2d %c%4d", &date.tm_mday, month, &date.tm_year, &date.tm_hour,
              &date.tm_min, &date.tm_sec, &sign, &zone) != 8)
    return 0;
  date.tm_mon = find_month (month);
  if (date.tm_mon < 0 || date.tm_mday < 1 || date.tm_mday > 31 || zone < 0 || date.tm_year < 1970)
    return 0;
  date.tm_year -= 1900;
  zone = (zone / 100 * 60 + zone % 100) * 60;
  return (gint64) timegm (&date) - (sign == '-' ? -zone : zone);
}

static gboolean
is_body (const char *item)
{
  return g_ascii_strncasecmp (item, "BODY[", 5) == 0 || g_ascii_strcasecmp (item, "RFC822") == 0 ||
         g_ascii_strcasecmp (item, "RFC822.HEADER") == 0;
}

/* A label that is no string, or has a NUL in it, is left out. */
static GPtrArray *
read_labels (CtgImapCursor *cursor)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  if (!ctg_imap_cursor_take (cursor, CTG_IMAP_OPEN))
    {
      ctg_imap_cursor_skip (cursor);
      return NULL;
    }
  while (!ctg_imap_cursor_take (cursor, CTG_IMAP_CLOSE))
    {
      gsize length;
      const char *label = ctg_imap_cursor_next_text (cursor, &length);

      if (label == NULL && !ctg_imap_cursor_skip (cursor))
        return NULL;
      if (label != NULL && length > 0 && strlen (label) == length && labels->len < LABELS_MAX)
        g_ptr_array_add (labels, g_strdup (label));
    }
  return g_steal_pointer (&labels);
}

static void
read_gmail_item (CtgImapFetched *self, const char *item, CtgImapCursor *cursor)
{
  if (g_ascii_strcasecmp (item, "X-GM-LABELS") == 0 && self->labels == NULL)
    self->labels = read_labels (cursor);
  else if (g_ascii_strcasecmp (item, "X-GM-MSGID") != 0 ||
           !ctg_imap_cursor_next_number (cursor, G_MAXUINT64, &self->unique_id))
    ctg_imap_cursor_skip (cursor);
}

static void
read_item (CtgImapFetched *self, const char *item, CtgImapCursor *cursor)
{
  guint64 number;
  const char *text;

  if (g_ascii_strcasecmp (item, "UID") == 0 && ctg_imap_cursor_next_number (cursor, G_MAXUINT32, &number))
    self->uid = (guint32) number;
  else if (g_ascii_strcasecmp (item, "RFC822.SIZE") == 0 && ctg_imap_cursor_next_number (cursor, G_MAXINT64, &number))
    {
      self->size_bytes = (gint64) number;
      self->has_size = TRUE;
    }
  else if (g_ascii_strcasecmp (item, "INTERNALDATE") == 0 && (text = ctg_imap_cursor_next_text (cursor, NULL)) != NULL)
    self->received_utc_s = ctg_imap_date_parse (text);
  else if (is_body (item) && self->bytes == NULL)
    self->bytes = ctg_imap_cursor_next_bytes (cursor, &self->is_cut);
  else
    read_gmail_item (self, item, cursor);
}

/**
 * ctg_imap_header_items:
 * @session: an authenticated session
 *
 * Returns: what is asked of a message that is not held yet
 */
const char *
ctg_imap_header_items (CtgImapSession *session)
{
  return ctg_imap_session_can (session, CTG_IMAP_CAN_GMAIL)
           ? "(UID RFC822.SIZE INTERNALDATE X-GM-MSGID X-GM-LABELS BODY.PEEK[HEADER])"
           : "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER])";
}

/**
 * ctg_imap_fetched_read:
 * @self: an empty value to fill
 * @response: any untagged response
 *
 * Specification: RFC 9051 section 7.5.2
 * Returns: whether it was a FETCH that names its message by UID
 */
gboolean
ctg_imap_fetched_read (CtgImapFetched *self, const CtgImapResponse *response)
{
  CtgImapCursor cursor = { response, 0 };
  const char *item;
  guint64 sequence;

  if (response->type != CTG_IMAP_DATA || !ctg_imap_response_is (response, 1, "FETCH") ||
      !ctg_imap_cursor_next_number (&cursor, G_MAXUINT32, &sequence))
    return FALSE;
  cursor.at = 2;
  self->sequence = (guint32) sequence;
  if (!ctg_imap_cursor_take (&cursor, CTG_IMAP_OPEN))
    return FALSE;
  while ((item = ctg_imap_cursor_next_text (&cursor, NULL)) != NULL)
    read_item (self, item, &cursor);
  return self->uid != 0;
}

/**
 * ctg_imap_fetched_clear:
 * @self: a value
 *
 * Frees what it holds.
 */
void
ctg_imap_fetched_clear (CtgImapFetched *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->labels, g_ptr_array_unref);
  memset (self, 0, sizeof *self);
}
