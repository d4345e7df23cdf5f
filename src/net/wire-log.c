/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "wire-log.h"

#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES 400

/**
 * ctg_wire_log_is_on:
 *
 * Off unless the environment says `CARTEGGIO_WIRE=1`: what goes over the wire holds addresses and subjects.
 *
 * Returns: whether the wire is written to standard error
 */
gboolean
ctg_wire_log_is_on (void)
{
  static int state;

  if (g_atomic_int_get (&state) == 0)
    g_atomic_int_set (&state, g_strcmp0 (g_getenv ("CARTEGGIO_WIRE"), "1") == 0 ? 2 : 1);
  return g_atomic_int_get (&state) == 2;
}

/* Words after which nothing of a line may be seen (O6). */
static const char *const secret_words[] = { "LOGIN ", "AUTHENTICATE ", "AUTH " };

static gsize
visible_length (const char *line, gsize length)
{
  g_autofree char *upper = g_ascii_strup (line, (gssize) length);

  for (gsize i = 0; i < G_N_ELEMENTS (secret_words); i++)
    {
      const char *at = g_strstr_len (upper, (gssize) strlen (upper), secret_words[i]);

      if (at != NULL)
        return (gsize) (at - upper) + strlen (secret_words[i]);
    }
  return length;
}

static void
write_line (const char *protocol, const char *direction, const char *line, gsize length, gboolean redact)
{
  gsize visible = redact ? visible_length (line, length) : length;
  g_autofree char *escaped = NULL;
  g_autofree char *head = g_strndup (line, MIN (visible, LINE_MAX_BYTES));

  escaped = g_strescape (head, "\"\\");
  fprintf (stderr, "%s %s %s%s\n", protocol, direction, escaped, visible < length ? "[redacted]" : "");
}

/**
 * ctg_wire_log_sent:
 * @protocol: its name
 * @bytes: (array length=length): what was sent, one line
 * @length: how many bytes
 *
 * Writes what was sent, if the log is on. Everything after LOGIN, AUTHENTICATE and AUTH is left out; the answers to a
 * server's challenge must not be given here at all.
 */
void
ctg_wire_log_sent (const char *protocol, const char *bytes, gsize length)
{
  if (ctg_wire_log_is_on ())
    write_line (protocol, ">", bytes, length, TRUE);
}

/**
 * ctg_wire_log_received:
 * @protocol: its name
 * @bytes: (array length=length): what was received, one line, without literals
 * @length: how many bytes
 *
 * Writes what was received, if the log is on.
 */
void
ctg_wire_log_received (const char *protocol, const char *bytes, gsize length)
{
  if (ctg_wire_log_is_on ())
    write_line (protocol, "<", bytes, length, FALSE);
}
