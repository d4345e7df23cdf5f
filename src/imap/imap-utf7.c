/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "imap-utf7.h"

#include <string.h>

/* RFC 3501 section 5.1.3: base64 with "," for "/", without padding, of UTF-16BE. */
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static gboolean
decode_units (const char *at, const char *end, GArray *units)
{
  guint32 bits = 0;
  guint n_bits = 0;

  for (; at < end; at++)
    {
      const char *digit = *at != '\0' ? strchr (alphabet, *at) : NULL;

      if (digit == NULL)
        return FALSE;
      bits = (bits << 6) | (guint32) (digit - alphabet);
      n_bits += 6;
      if (n_bits >= 16)
        {
          gunichar2 unit = (gunichar2) (bits >> (n_bits - 16));

          g_array_append_val (units, unit);
          n_bits -= 16;
          bits &= (1u << n_bits) - 1;
        }
    }
  return n_bits < 6 && bits == 0;
}

static gboolean
decode_shift (const char *at, const char *end, GString *out)
{
  g_autoptr (GArray) units = g_array_new (FALSE, FALSE, sizeof (gunichar2));
  g_autofree char *text = NULL;
  glong n_read = 0;

  if (!decode_units (at, end, units) || units->len == 0)
    return FALSE;
  text = g_utf16_to_utf8 ((const gunichar2 *) (gpointer) units->data, units->len, &n_read, NULL, NULL);
  if (text == NULL || n_read != (glong) units->len)
    return FALSE;
  g_string_append (out, text);
  return TRUE;
}

/**
 * ctg_imap_utf7_decode:
 * @text: a mailbox name in modified UTF-7
 *
 * Specification: RFC 3501 section 5.1.3
 * Returns: (transfer full) (nullable): the name in UTF-8, or %NULL if it is no valid modified UTF-7
 */
char *
ctg_imap_utf7_decode (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      const char *end = *at == '&' ? strchr (at, '-') : NULL;

      if ((guchar) *at < 0x20 || (guchar) *at > 0x7e || (*at == '&' && end == NULL))
        return NULL;
      if (*at != '&')
        g_string_append_c (out, *at);
      else if (end == at + 1)
        g_string_append_c (out, '&');
      else if (!decode_shift (at + 1, end, out))
        return NULL;
      if (end != NULL)
        at = end;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_unit (GString *out, guint32 *bits, guint *n_bits, gunichar2 unit)
{
  *bits = (*bits << 16) | unit;
  *n_bits += 16;
  while (*n_bits >= 6)
    {
      *n_bits -= 6;
      g_string_append_c (out, alphabet[(*bits >> *n_bits) & 0x3f]);
      *bits &= (1u << *n_bits) - 1;
    }
}

static const char *
encode_shift (const char *at, GString *out)
{
  guint32 bits = 0;
  guint n_bits = 0;

  g_string_append_c (out, '&');
  for (; *at != '\0' && ((guchar) *at < 0x20 || (guchar) *at > 0x7e); at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character >= 0x10000)
        append_unit (out, &bits, &n_bits, (gunichar2) (0xd800 + ((character - 0x10000) >> 10)));
      append_unit (out, &bits, &n_bits,
                   (gunichar2) (character < 0x10000 ? character : 0xdc00 + ((character - 0x10000) & 0x3ff)));
    }
  if (n_bits > 0)
    g_string_append_c (out, alphabet[(bits << (6 - n_bits)) & 0x3f]);
  g_string_append_c (out, '-');
  return at;
}

/**
 * ctg_imap_utf7_encode:
 * @text: a mailbox name, valid UTF-8
 *
 * Specification: RFC 3501 section 5.1.3
 * Returns: (transfer full): the name in modified UTF-7
 */
char *
ctg_imap_utf7_encode (const char *text)
{
  GString *out = g_string_new (NULL);
  const char *at = text;

  while (*at != '\0')
    {
      if ((guchar) *at < 0x20 || (guchar) *at > 0x7e)
        {
          at = encode_shift (at, out);
          continue;
        }
      g_string_append (out, *at == '&' ? "&-" : "");
      if (*at != '&')
        g_string_append_c (out, *at);
      at++;
    }
  return g_string_free (out, FALSE);
}
