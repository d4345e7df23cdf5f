/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is set right before anything is parsed. The caps that belong to one thing stand beside the code that
 * reads it:
 *
 *   whole message      50 MB, the rest is not read               here
 *   header field       64 KB, the rest of it is not read         header-fields.c
 *   header fields      2 000 a block                             header-fields.c
 *   groups, addresses  32, 5 000 a field                         address-parse.c
 *   parameters         200 a field                               parameters.c
 *   parts, nesting     1 000, 32                                 mail-parts.c
 *   text               8 MB shown and indexed                    mail-body.c
 *   CPU                2 s, then no further part is decoded      mail-body.c
 *
 * Each leaves its token in the message's problems; none of them makes a message unreadable. */

#include "mail-guard.h"

#include <string.h>

#define HEAD_BYTES 4096

/* How many bytes of blank lines and mbox separators stand before the header. GMime returns nothing for
 * those (threats 0.4). */
static gsize
measure_leader (const char *data, gsize length, CtgProblems *problems)
{
  gsize at = 0;

  for (;;)
    {
      gsize blank = at;
      const char *newline;

      while (blank < length && g_ascii_isspace (data[blank]))
        blank++;
      if (blank > at)
        *problems |= CTG_PROBLEM_LEADING_BLANK;
      at = blank;
      if (length - at < 6 || (memcmp (data + at, "From ", 5) != 0 && memcmp (data + at, ">From ", 6) != 0))
        return at;
      newline = memchr (data + at, '\n', length - at);
      if (newline == NULL)
        return at;
      *problems |= CTG_PROBLEM_LEADING_FROM_LINE;
      at = (gsize) (newline + 1 - data);
    }
}

/* GMime, and this parser, end lines at LF. Old Macintosh mailers knew CR alone (threats 0.5). */
static GBytes *
turn_cr_into_lf (GBytes *bytes)
{
  gsize length;
  char *data = g_bytes_unref_to_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    if (data[i] == '\r')
      data[i] = '\n';
  return g_bytes_new_take (data, length);
}

static gboolean
is_cr_only (const char *data, gsize length)
{
  gsize head = MIN (length, HEAD_BYTES);

  return memchr (data, '\n', head) == NULL && memchr (data, '\r', head) != NULL;
}

/**
 * ctg_mail_guard_prepare:
 * @bytes: a message or a header block, as it came
 * @problems: (inout): what was mended is added
 *
 * Cuts at the size cap, turns CR-only line ends into LF and steps over what stands before the header.
 * Copies the bytes only for CR-only mail.
 *
 * Returns: (transfer full): the bytes to parse
 */
GBytes *
ctg_mail_guard_prepare (GBytes *bytes, CtgProblems *problems)
{
  gsize length, leader;
  const char *data = g_bytes_get_data (bytes, &length);
  GBytes *prepared;

  if (length > CTG_MAIL_MAX_BYTES)
    {
      *problems |= CTG_PROBLEM_TOO_LARGE;
      length = CTG_MAIL_MAX_BYTES;
    }
  if (length == 0)
    return g_bytes_ref (bytes);
  prepared = g_bytes_new_from_bytes (bytes, 0, length);
  if (is_cr_only (data, length))
    {
      *problems |= CTG_PROBLEM_CR_ONLY;
      prepared = turn_cr_into_lf (prepared);
      data = g_bytes_get_data (prepared, NULL);
    }
  leader = measure_leader (data, length, problems);
  if (leader > 0)
    {
      GBytes *whole = prepared;

      prepared = g_bytes_new_from_bytes (whole, leader, length - leader);
      g_bytes_unref (whole);
    }
  return prepared;
}
