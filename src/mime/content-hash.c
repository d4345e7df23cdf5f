/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What tells two messages apart that claim the same Message-ID, or claim none (I5, I10).
 *
 * Only the header counts, so that a pull, which reads nothing else, and the whole message agree. The
 * content hash takes the fields that every copy of a message shares, whichever way it travelled. The id
 * made for a message without one takes all fields but those that servers and programs add or change on the
 * spot: two reports of a machine that differ in nothing but their trace are two messages. White space does
 * not count, relays fold lines anew. */

#include "content-hash.h"

#include <string.h>

#define DIGITS 32
#define BLOCK_BYTES 256

/* Spaces and line ends are left out, and a NUL ends each, so that ("ab", "c") is not ("a", "bc"). */
static void
update_field (GChecksum *checksum, const CtgField *field)
{
  const char *end = field->value + field->value_length;
  guchar block[BLOCK_BYTES];
  gsize n = 0;

  for (const char *at = field->value; at < end; at++)
    {
      if (g_ascii_isspace (*at))
        continue;
      block[n++] = (guchar) *at;
      if (n < BLOCK_BYTES)
        continue;
      g_checksum_update (checksum, block, BLOCK_BYTES);
      n = 0;
    }
  block[n++] = '\0';
  g_checksum_update (checksum, block, (gssize) n);
}

/**
 * ctg_content_hash_make:
 * @header: a message's header block
 *
 * Returns: (transfer full): 32 hexadecimal digits, see the head of this file
 */
char *
ctg_content_hash_make (const CtgFields *header)
{
  static const CtgFieldId ids[] = { CTG_FIELD_FROM, CTG_FIELD_TO, CTG_FIELD_CC, CTG_FIELD_DATE, CTG_FIELD_SUBJECT,
                                    CTG_FIELD_MESSAGE_ID, CTG_FIELD_IN_REPLY_TO, CTG_FIELD_CONTENT_TYPE };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const CtgField *field = ctg_fields_get (header, ids[i]);

      if (field != NULL)
        update_field (checksum, field);
      else
        g_checksum_update (checksum, (const guchar *) "", 1);
    }
  return g_strndup (g_checksum_get_string (checksum), DIGITS);
}

static gboolean
is_volatile (const CtgField *field)
{
  static const char *const names[] = { "status", "x-status", "x-uid", "x-keywords", "content-length", "lines",
                                       "x-mozilla-status", "x-mozilla-status2", "x-mozilla-keys", "x-gmail-labels",
                                       "x-gm-thrid", "x-evolution-source", "x-imapbase", "x-imap", "bcc", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    if (strlen (names[i]) == field->name_length &&
        g_ascii_strncasecmp (names[i], field->name, field->name_length) == 0)
      return TRUE;
  return FALSE;
}

/**
 * ctg_content_hash_dup_id:
 * @header: the header block of a message without a Message-ID
 *
 * Returns: (transfer full): an id for it in the domain `carteggio.invalid`
 */
char *
ctg_content_hash_dup_id (const CtgFields *header)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < header->fields->len; i++)
    {
      const CtgField *field = &g_array_index (header->fields, CtgField, i);

      if (is_volatile (field))
        continue;
      g_checksum_update (checksum, (const guchar *) field->name, field->name_length);
      update_field (checksum, field);
    }
  return g_strdup_printf ("%.*s@carteggio.invalid", DIGITS, g_checksum_get_string (checksum));
}
