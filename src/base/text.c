/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "text.h"

#include <string.h>

/* U+061C, U+200E/F, U+202A-E and U+2066-9 reorder what stands around them: a file name or a sender's name made with
 * them shows something else than it is. */
static gboolean
is_bidi_control (gunichar character)
{
  return character == 0x061c || character == 0x200e || character == 0x200f ||
         (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
}

/**
 * ctg_text_clean:
 * @text: words from outside, any bytes
 * @max_bytes: cut at this many bytes, at a character's border
 *
 * Makes words from outside fit for one line of a window or a log: valid UTF-8, no control or bidirectional control
 * characters (each run becomes one space), no leading or trailing space.
 *
 * Returns: (transfer full): the cleaned text, possibly empty
 */
char *
ctg_text_clean (const char *text, gsize max_bytes)
{
  g_autofree char *valid = ctg_text_to_utf8 (text, -1);
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (is_bidi_control (character))
        continue;
      if (g_unichar_iscntrl (character) || g_unichar_isspace (character))
        character = ' ';
      if (character == ' ' && (clean->len == 0 || clean->str[clean->len - 1] == ' '))
        continue;
      if (clean->len + (gsize) g_unichar_to_utf8 (character, NULL) > max_bytes)
        break;
      g_string_append_unichar (clean, character);
    }
  return g_strchomp (g_string_free (g_steal_pointer (&clean), FALSE));
}

/**
 * ctg_text_to_utf8:
 * @bytes: (array length=length): any bytes
 * @length: how many, or -1 for a terminated string
 *
 * Returns: (transfer full): valid UTF-8, invalid bytes shown as U+FFFD
 */
char *
ctg_text_to_utf8 (const char *bytes, gssize length)
{
  return g_utf8_make_valid (bytes != NULL ? bytes : "", bytes != NULL ? length : 0);
}

/**
 * ctg_text_first_line:
 * @text: (nullable): a body
 * @max_bytes: cut at this many bytes
 *
 * Returns: (transfer full): the beginning of the text as one line, white space folded
 */
char *
ctg_text_first_line (const char *text, gsize max_bytes)
{
  g_autofree char *head = g_strndup (text != NULL ? text : "", max_bytes * 4);

  return ctg_text_clean (head, max_bytes);
}

/**
 * ctg_text_has_control:
 * @text: what somebody typed or a file said
 *
 * Returns: whether it holds a control character: such a value is refused, never silently mended (S1, I9)
 */
gboolean
ctg_text_has_control (const char *text)
{
  for (const guchar *at = (const guchar *) text; *at != '\0'; at++)
    if (*at < 0x20 || *at == 0x7f)
      return TRUE;
  return FALSE;
}

/**
 * ctg_text_sha256_hex:
 * @bytes: (array length=length): what to digest
 * @length: how many bytes
 *
 * Returns: (transfer full): 64 lower-case hexadecimal digits
 */
char *
ctg_text_sha256_hex (const void *bytes, gsize length)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, length);
}

/**
 * ctg_text_person:
 * @name: a person's or a company's name, possibly ""
 * @address: an addr-spec
 *
 * Returns: (transfer full): both as a person would type them: `Ada Rossi <ada@studio.it>`, the name between quotation
 *   marks where it needs them
 */
char *
ctg_text_person (const char *name, const char *address)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *escaped = NULL;

  if (*name == '\0')
    return g_strdup (address);
  if (strpbrk (name, "()<>@,;:\\\".[]\r\n") == NULL)
    return g_strdup_printf ("%s <%s>", name, address);
  parts = g_strsplit_set (name, "\\\"\r\n", -1);
  escaped = g_strjoinv ("'", parts);
  return g_strdup_printf ("\"%s\" <%s>", escaped, address);
}

static gboolean
begins_with_any (const char *text, gsize length, const char *const *beginnings)
{
  for (gsize i = 0; beginnings[i] != NULL; i++)
    if (length >= strlen (beginnings[i]) &&
        g_ascii_strncasecmp (text, beginnings[i], strlen (beginnings[i])) == 0)
      return TRUE;
  return FALSE;
}

/**
 * ctg_text_has_line:
 * @text: (array length=length): bytes
 * @length: how many
 * @beginnings: (array zero-terminated=1): how a line may begin
 *
 * Returns: whether a line begins with any of @beginnings, without regard to ASCII case
 */
gboolean
ctg_text_has_line (const char *text, gsize length, const char *const *beginnings)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));

      if (begins_with_any (text, (gsize) (end - text), beginnings))
        return TRUE;
      text = newline != NULL ? newline + 1 : end;
    }
  return FALSE;
}

/**
 * ctg_text_has_letter_fields:
 * @header: (array length=length): a header block
 * @length: its bytes
 *
 * Specification: RFC 5322 section 3.6
 * Returns: whether it says anything of the letter itself, and not only of its way
 */
gboolean
ctg_text_has_letter_fields (const char *header, gsize length)
{
  static const char *const fields[] = { "From:", "Date:", "Subject:", "Message-ID:", NULL };

  return ctg_text_has_line (header, length, fields);
}

/**
 * ctg_text_utc_rfc3339:
 * @date_utc_s: seconds since 1970
 *
 * Specification: RFC 3339 section 5.6
 * Returns: (transfer full): for example `2026-11-22T02:11:00Z`
 */
char *
ctg_text_utc_rfc3339 (gint64 date_utc_s)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (date_utc_s);

  return date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("1970-01-01T00:00:00Z");
}

/**
 * ctg_secret_free:
 * @secret: (transfer full) (nullable): a password or a token
 *
 * Wipes and frees it.
 */
void
ctg_secret_free (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
