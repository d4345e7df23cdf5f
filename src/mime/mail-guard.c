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
#include "text.h"

#include <string.h>

#define HEAD_BYTES 4096
#define TRACE_BYTES 65536

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

/* Where the first blank line begins; @length if nowhere in sight. */
static gsize
find_blank_line (const char *data, gsize length)
{
  gsize end = MIN (length, TRACE_BYTES);

  for (gsize at = 0; at + 1 < end; at++)
    if (data[at] == '\n' && (data[at + 1] == '\n' || (data[at + 1] == '\r' && at + 2 < end && data[at + 2] == '\n')))
      return at + 1;
  return length;
}

/* Who delivers a letter puts fields of his own before it, and so before a blank line at its very beginning: what was
 * written as its header is then in its text. Where the fields before the blank line say nothing of the letter and those
 * behind it do, the blank line goes. */
static GBytes *
join_header (GBytes *bytes, CtgProblems *problems)
{
  gsize length, begin;
  const char *data = g_bytes_get_data (bytes, &length);
  gsize end = find_blank_line (data, length);
  GByteArray *joined;

  if (end == length || ctg_text_has_letter_fields (data, end))
    return bytes;
  for (begin = end; begin < length && (data[begin] == '\n' || data[begin] == '\r'); begin++)
    ;
  if (!ctg_text_has_letter_fields (data + begin, find_blank_line (data + begin, length - begin)))
    return bytes;
  *problems |= CTG_PROBLEM_LEADING_BLANK;
  joined = g_byte_array_sized_new ((guint) length);
  g_byte_array_append (joined, (const guint8 *) data, (guint) end);
  g_byte_array_append (joined, (const guint8 *) data + begin, (guint) (length - begin));
  g_bytes_unref (bytes);
  return g_byte_array_free_to_bytes (joined);
}

/**
 * ctg_mail_guard_prepare:
 * @bytes: a message or a header block, as it came
 * @problems: (inout): what was mended is added
 *
 * Cuts at the size cap, turns CR-only line ends into LF, steps over what stands before the header and joins a header
 * that a blank line divides. Copies the bytes only for CR-only mail and such a header.
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
  return join_header (prepared, problems);
}
