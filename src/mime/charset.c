/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "charset.h"

#include "gmime-init.h"
#include "text.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <string.h>

#define CHARSET_NAME_MAX_BYTES 64
#define CONVERTERS_MAX 16

/* What stands in 0x80 to 0x9f of windows-1252. Nobody means the C1 controls that ISO 8859-1 has there. */
static const guint16 windows_1252[32] = {
  0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd,
  0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0xfffd, 0x017e, 0x0178,
};

static char *
from_windows_1252 (const char *bytes, gsize length)
{
  GString *text = g_string_sized_new (length + length / 8 + 4);

  for (gsize i = 0; i < length; i++)
    {
      guchar byte = (guchar) bytes[i];

      if (byte < 0x80)
        g_string_append_c (text, (char) byte);
      else
        g_string_append_unichar (text, byte < 0xa0 ? windows_1252[byte - 0x80] : byte);
    }
  return g_string_free (text, FALSE);
}

static gboolean
has_valid_multibyte (const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) bytes[i] < 0xc2)
        continue;
      if (g_utf8_get_char_validated (bytes + i, (gssize) (length - i)) < (gunichar) -2)
        return TRUE;
    }
  return FALSE;
}

/* Undeclared or wrongly declared: UTF-8 if it looks like that anywhere, else what Western mailers mean. */
static char *
guess (const char *bytes, gsize length)
{
  if (g_utf8_validate (bytes, (gssize) length, NULL))
    return g_strndup (bytes, length);
  if (has_valid_multibyte (bytes, length))
    return ctg_text_to_utf8 (bytes, (gssize) length);
  return from_windows_1252 (bytes, length);
}

static gsize
remove_nul (char *bytes, gsize length)
{
  char *to = memchr (bytes, '\0', length);

  if (to == NULL)
    return length;
  for (const char *at = to; at < bytes + length; at++)
    if (*at != '\0')
      *to++ = *at;
  return (gsize) (to - bytes);
}

/* Converts what can be converted and shows each byte that cannot as U+FFFD. */
static char *
convert (GIConv converter, const char *bytes, gsize length)
{
  gsize room = length * 2 + 64, left = room;
  char *text = g_malloc (room + 1);
  char *in = (char *) bytes, *out = text;

  while (length > 0)
    {
      if (g_iconv (converter, &in, &length, &out, &left) != (gsize) -1)
        break;
      if (errno != E2BIG && left >= 3)
        {
          memcpy (out, "\xef\xbf\xbd", 3);
          out += 3;
          left -= 3;
          in++;
          length--;
        }
      if (errno == E2BIG || left < 8)
        {
          gsize used = (gsize) (out - text);

          room *= 2;
          text = g_realloc (text, room + 1);
          out = text + used;
          left = room - used;
        }
    }
  if (left >= 8)
    g_iconv (converter, NULL, NULL, &out, &left);
  text[remove_nul (text, (gsize) (out - text))] = '\0';
  return text;
}

static gboolean
is_one_of (const char *charset, const char *const *list)
{
  for (; *list != NULL; list++)
    if (g_ascii_strcasecmp (charset, *list) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_wide (const char *charset)
{
  return g_ascii_strncasecmp (charset, "utf-16", 6) == 0 || g_ascii_strncasecmp (charset, "utf-32", 6) == 0 ||
         g_ascii_strncasecmp (charset, "ucs-", 4) == 0 || g_ascii_strncasecmp (charset, "iso-10646", 9) == 0;
}

static void
converter_free (gpointer converter)
{
  g_iconv_close (converter);
}

/* Opening a converter loads a module of the C library, and closing it unloads that again: half the time of
 * reading a header. Each thread keeps those it used. */
static GIConv
get_converter (const char *charset)
{
  static GPrivate cache = G_PRIVATE_INIT ((GDestroyNotify) g_hash_table_unref);
  GHashTable *converters = g_private_get (&cache);
  GIConv converter;

  if (converters == NULL)
    {
      converters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, converter_free);
      g_private_set (&cache, converters);
    }
  converter = g_hash_table_lookup (converters, charset);
  if (converter != NULL)
    return converter;
  ctg_gmime_init ();
  converter = g_iconv_open ("UTF-8", g_mime_charset_iconv_name (charset));
  if (converter == (GIConv) -1)
    return NULL;
  if (g_hash_table_size (converters) == CONVERTERS_MAX)
    g_hash_table_remove_all (converters);
  g_hash_table_insert (converters, g_strdup (charset), converter);
  return converter;
}

static char *
convert_named (const char *charset, const char *bytes, gsize length, CtgProblems *problems)
{
  gboolean is_name = strlen (charset) <= CHARSET_NAME_MAX_BYTES && !ctg_text_has_control (charset);
  g_autofree char *name = g_ascii_strdown (charset, CHARSET_NAME_MAX_BYTES);
  GIConv converter = is_name ? get_converter (name) : NULL;
  g_autofree char *text = NULL;

  if (converter == NULL)
    {
      *problems |= CTG_PROBLEM_UNKNOWN_CHARSET;
      return guess (bytes, length);
    }
  /* It may be left inside a shift sequence of the text before. */
  g_iconv (converter, NULL, NULL, NULL, NULL);
  text = convert (converter, bytes, length);
  return ctg_text_to_utf8 (text, -1);
}

/**
 * ctg_charset_to_utf8:
 * @charset: (nullable): what the message declares; %NULL or "" for nothing
 * @bytes: (array length=length): text in that character set
 * @length: how many bytes
 * @problems: (inout): an unknown character set is added
 *
 * Converts to UTF-8, at best effort: nothing is ever dropped, what cannot be converted shows as U+FFFD.
 *
 * Returns: (transfer full): valid UTF-8 without NUL, which may hold other control characters
 */
char *
ctg_charset_to_utf8 (const char *charset, const char *bytes, gsize length, CtgProblems *problems)
{
  static const char *const unicode[] = { "utf-8", "utf8", "us-ascii", "ascii", "unknown-8bit", "default",
                                         "ansi_x3.4-1968", "x-unknown", "unicode-1-1-utf-8", NULL };
  static const char *const western[] = { "iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252",
                                         "iso_8859-1", "8859_1", "x-ansi", NULL };

  g_autofree char *without_nul = NULL;

  if (charset == NULL)
    charset = "";
  if (memchr (bytes, '\0', length) != NULL && !is_wide (charset))
    {
      *problems |= CTG_PROBLEM_NUL_BYTES;
      bytes = without_nul = g_memdup2 (bytes, length);
      length = remove_nul (without_nul, length);
    }
  if (*charset == '\0' || is_one_of (charset, unicode))
    return guess (bytes, length);
  if (is_one_of (charset, western))
    return from_windows_1252 (bytes, length);
  return convert_named (charset, bytes, length, problems);
}
