/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "keys.h"

#include "address-key.h"

#include <string.h>

/* Most addresses, coming from mail that was read: nothing about them would change. */
static gboolean
is_key (const char *address)
{
  for (const char *at = address; *at != '\0'; at++)
    if ((guchar) *at <= ' ' || (guchar) *at >= 0x80 || g_ascii_isupper (*at))
      return FALSE;
  return TRUE;
}

/**
 * ctg_key_of_address:
 * @address: an address as written
 *
 * The key addresses are compared by, see ctg_address_key(); space around it is none of it.
 *
 * Returns: (transfer full): the key
 */
char *
ctg_key_of_address (const char *address)
{
  g_autofree char *trimmed = NULL;

  if (is_key (address))
    return g_strdup (address);
  trimmed = g_strstrip (g_strdup (address));
  return ctg_address_key (trimmed);
}

/**
 * ctg_key_of_name:
 * @name: what a person calls a thing
 *
 * Returns: (transfer full): what tells it from others: its case does not
 */
char *
ctg_key_of_name (const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  return g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);
}

/**
 * ctg_key_of_words:
 * @text: a name, a company
 *
 * Folds case and accents away and parts the words by one space each, so that it sorts and matches without a locale.
 *
 * Returns: (transfer full): the folded words
 */
char *
ctg_key_of_words (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *apart = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
  g_autoptr (GString) key = g_string_new (NULL);

  for (const char *at = apart != NULL ? apart : ""; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_ismark (character))
        continue;
      if (!g_unichar_isspace (character))
        g_string_append_unichar (key, character);
      else if (key->len > 0 && key->str[key->len - 1] != ' ')
        g_string_append_c (key, ' ');
    }
  return g_strchomp (g_string_free (g_steal_pointer (&key), FALSE));
}

#define ROTATE(x, b) (((x) << (b)) | ((x) >> (64 - (b))))

static void
sip_round (guint64 v[4])
{
  v[0] += v[1]; v[1] = ROTATE (v[1], 13); v[1] ^= v[0]; v[0] = ROTATE (v[0], 32);
  v[2] += v[3]; v[3] = ROTATE (v[3], 16); v[3] ^= v[2];
  v[0] += v[3]; v[3] = ROTATE (v[3], 21); v[3] ^= v[0];
  v[2] += v[1]; v[1] = ROTATE (v[1], 17); v[1] ^= v[2]; v[2] = ROTATE (v[2], 32);
}

static void
sip_absorb (guint64 v[4], guint64 word)
{
  v[3] ^= word;
  sip_round (v);
  sip_round (v);
  v[0] ^= word;
}

static guint64
sip_last_word (const char *bytes, gsize length)
{
  guint64 word = (guint64) (length & 0xff) << 56;

  for (gsize i = 0; i < length % 8; i++)
    word |= (guint64) (guint8) bytes[length - length % 8 + i] << (8 * i);
  return word;
}

/**
 * ctg_key_of_id:
 * @db: any connection: its profile's key is used
 * @message_id: a Message-ID without <>
 *
 * A keyed hash: ids of mail that is not here leave no name behind, and nobody outside can make two ids collide.
 *
 * Specification: SipHash-2-4 (Aumasson, Bernstein 2012), 64 bits
 * Returns: the hash
 */
gint64
ctg_key_of_id (CtgDb *db, const char *message_id)
{
  gsize length = strlen (message_id);
  guint64 v[4] = { 0x736f6d6570736575 ^ db->hash_key[0], 0x646f72616e646f6d ^ db->hash_key[1],
                   0x6c7967656e657261 ^ db->hash_key[0], 0x7465646279746573 ^ db->hash_key[1] };

  for (gsize i = 0; i + 8 <= length; i += 8)
    {
      guint64 word;

      memcpy (&word, message_id + i, 8);
      sip_absorb (v, GUINT64_FROM_LE (word));
    }
  sip_absorb (v, sip_last_word (message_id, length));
  v[2] ^= 0xff;
  for (int i = 0; i < 4; i++)
    sip_round (v);
  return (gint64) (v[0] ^ v[1] ^ v[2] ^ v[3]);
}
