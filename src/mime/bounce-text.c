/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads bounces that are prose: qmail's, old Exim's and Exchange's, those of mailbox providers. */

#include "bounce-text.h"

#include "mail.h"

#include <string.h>

#define TEXT_MAX_BYTES (64 * 1024)

/* The status code at the start of a word: one digit of class, two numbers. Returns its length, 0 when there is
 * none. */
static gsize
measure_status (const char *at)
{
  gsize n = 0;

  if (*at != '2' && *at != '4' && *at != '5')
    return 0;
  for (guint dot = 0; dot < 2; dot++)
    {
      gsize digits = 0;

      if (at[++n] != '.')
        return 0;
      while (g_ascii_isdigit (at[n + 1 + digits]) && digits < 4)
        digits++;
      if (digits == 0 || digits > 3)
        return 0;
      n += digits;
    }
  return at[n + 1] == '.' || g_ascii_isdigit (at[n + 1]) ? 0 : n + 1;
}

/**
 * ctg_bounce_text_find_status:
 * @text: words
 *
 * Specification: RFC 3463 section 2
 * Returns: (transfer full) (nullable): the first enhanced status code; one that says something goes before "5.0.0"
 */
char *
ctg_bounce_text_find_status (const char *text)
{
  g_autofree char *vague = NULL;

  for (const char *at = text; *at != '\0'; at++)
    if (g_ascii_isdigit (*at) && (at == text || (!g_ascii_isalnum (at[-1]) && !strchr (".-/[", at[-1]))))
      {
        gsize length = measure_status (at);

        if (length == 0)
          continue;
        if (length != 5 || strncmp (at + 1, ".0.0", 4) != 0)
          return g_strndup (at, length);
        if (vague == NULL)
          vague = g_strndup (at, length);
      }
  return g_steal_pointer (&vague);
}

/**
 * ctg_bounce_text_status_of_reply:
 * @text: words
 *
 * Specification: RFC 5321 section 4.2.3; servers that know no enhanced codes still say 550
 * Returns: (transfer full) (nullable): the enhanced code nearest to the first reply code in it
 */
char *
ctg_bounce_text_status_of_reply (const char *text)
{
  static const struct { const char *code, *status; } codes[] = {
    { "550", "5.1.1" }, { "551", "5.1.6" }, { "552", "5.2.2" }, { "553", "5.1.3" }, { "554", "5.0.0" },
    { "421", "4.4.2" }, { "450", "4.2.0" }, { "451", "4.3.0" }, { "452", "4.2.2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      const char *at = strstr (text, codes[i].code);

      if (at != NULL && (at == text || !g_ascii_isalnum (at[-1])) && at[3] != '\0' && strchr (" -\t#", at[3]) != NULL)
        return g_strdup (codes[i].status);
    }
  return NULL;
}

static const char *
skip_ornament (const char *line)
{
  return line + strspn (line, " \t-=*#>_");
}

/* Behind such a line stands the letter that came back, whose words say nothing about why. */
static gboolean
begins_letter (const char *line)
{
  static const char *const beginnings[] = {
    "below this line is a copy", "below is a copy", "this is a copy of", "original message", "unsent message",
    "returned message", "message text follows", "the header of the original", "original message headers",
    "the original message follows", "copia del messaggio", "messaggio originale", "intestazioni originali",
    "intestazione del messaggio originale", "message header follows", "return-path:", "received:", NULL };
  const char *at = skip_ornament (line);

  for (guint i = 0; beginnings[i] != NULL; i++)
    if (g_ascii_strncasecmp (at, beginnings[i], strlen (beginnings[i])) == 0)
      return TRUE;
  return FALSE;
}

/**
 * ctg_bounce_text_dup_report:
 * @text: the text of a bounce
 *
 * Returns: (transfer full): what the mail system itself says, without the letter that came back
 */
char *
ctg_bounce_text_dup_report (const char *text)
{
  g_autofree char *head = g_strndup (text, strnlen (text, TEXT_MAX_BYTES));
  gboolean has_words = FALSE;

  for (char *line = head; line != NULL && *line != '\0'; line = strchr (line, '\n'), line += line != NULL)
    {
      /* A sentence that only announces the letter stands at the very beginning of some reports. */
      if (has_words && begins_letter (line))
        {
          *line = '\0';
          break;
        }
      has_words = has_words || (!g_ascii_isspace (*line) && !begins_letter (line));
    }
  return g_steal_pointer (&head);
}

static gboolean
is_address_character (char character)
{
  return character != '\0' &&
         (g_ascii_isalnum (character) || strchr (".!#$%&'*+/=?^_`{|}~-", character) != NULL);
}

/* The address around an at sign, NULL when there is none. @start: where it begins. */
static char *
address_around (const char *text, const char *at, const char **start)
{
  const char *end = at + 1;

  *start = at;
  while (*start > text && is_address_character ((*start)[-1]) && at - *start < 64)
    *start -= 1;
  while (g_ascii_isalnum (*end) || *end == '-' || (*end == '.' && g_ascii_isalnum (end[1])))
    end++;
  if (*start == at || memchr (at, '.', (gsize) (end - at)) == NULL)
    return NULL;
  return g_strndup (*start, (gsize) (end - *start));
}

static gboolean
is_among (GPtrArray *addresses, const char *address)
{
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    if (g_ascii_strcasecmp (((const CtgAddress *) addresses->pdata[i])->address, address) == 0)
      return TRUE;
  return FALSE;
}

static const char *
line_of (const char *text, const char *at)
{
  while (at > text && at[-1] != '\n')
    at--;
  return at;
}

/* How likely the address at this place of its line is the one the report is about. */
static int
rate_place (const char *text, const char *start)
{
  const char *line = line_of (text, start);
  gsize before = (gsize) (start - line);

  if (g_ascii_strncasecmp (line, "final-recipient:", 16) == 0)
    return 4;
  if (strspn (line, " \t<\"'>*-") >= before)
    return 3;
  if (g_ascii_strncasecmp (skip_ornament (line), "rcpt to", 7) == 0 || g_strstr_len (line, (gssize) before,
  "recipient"))
    return 2;
  return 1;
}

/**
 * ctg_bounce_text_find_recipient:
 * @report: what the mail system says
 * @others: (nullable) (element-type CtgAddress): people of the bounce itself: its reader, its sender
 *
 * Returns: (transfer full) (nullable): the address that it is about
 */
char *
ctg_bounce_text_find_recipient (const char *report, GPtrArray *others)
{
  g_autofree char *best = NULL;
  int best_rating = 0;

  for (const char *at = strchr (report, '@'); at != NULL; at = strchr (at + 1, '@'))
    {
      const char *start;
      g_autofree char *address = address_around (report, at, &start);
      int rating;

      if (address == NULL)
        continue;
      rating = rate_place (report, start) * 2 + (is_among (others, address) ? -8 : 0) + 8;
      if (rating <= best_rating)
        continue;
      best_rating = rating;
      g_free (best);
      best = g_steal_pointer (&address);
    }
  return g_steal_pointer (&best);
}

static gboolean
begins_with_address (const char *line, const char *end)
{
  const char *at = memchr (line, '@', (gsize) (end - line));
  const char *start;
  g_autofree char *address = at != NULL ? address_around (line, at, &start) : NULL;

  return address != NULL && strspn (line, " \t<\"'") >= (gsize) (start - line);
}

/**
 * ctg_bounce_text_dup_words:
 * @report: what the mail system says
 * @recipient: (nullable): the address that it is about
 *
 * Returns: (transfer full): the words about this recipient, when the report names several; else the whole of it
 */
char *
ctg_bounce_text_dup_words (const char *report, const char *recipient)
{
  const char *at = recipient != NULL ? strcasestr (report, recipient) : NULL;
  const char *next;

  while (at != NULL && strspn (line_of (report, at), " \t<\"'") < (gsize) (at - line_of (report, at)))
    at = strcasestr (at + 1, recipient);
  if (at == NULL)
    return g_strdup (report);
  for (next = strchr (at, '\n'); next != NULL; next = strchr (next, '\n'))
    {
      const char *end = next + 1 + strcspn (next + 1, "\n");

      next++;
      if (begins_with_address (next, end) && g_ascii_strncasecmp (skip_ornament (next), recipient,
      strlen (recipient)) != 0)
        return g_strndup (at, (gsize) (next - at));
    }
  return g_strdup (report);
}
