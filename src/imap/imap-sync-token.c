/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The token's form, one line: `v1 UIDVALIDITY UIDNEXT MODSEQ MESSAGES SINCE PENDING`, PENDING a sequence-set or `-`.
 * Whoever stores it does not look inside. A form that is not understood is treated as no token at all: a fresh pull
 * brings nothing twice. */

#include "imap-sync-token.h"

#include <string.h>

/* An interrupted pull adds one range; a token of thousands was not made here. */
#define PENDING_RANGES_MAX 10000

/**
 * ctg_imap_sync_token_free:
 * @self: (transfer full) (nullable): a token
 */
void
ctg_imap_sync_token_free (CtgImapSyncToken *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->pending, ctg_imap_set_free);
  g_free (self);
}

/**
 * ctg_imap_sync_token_to_string:
 * @self: a token
 *
 * Returns: (transfer full): its stored form
 */
char *
ctg_imap_sync_token_to_string (const CtgImapSyncToken *self)
{
  g_autofree char *pending = ctg_imap_set_to_string (self->pending);

  return g_strdup_printf ("v1 %u %u %" G_GUINT64_FORMAT " %u %" G_GINT64_FORMAT " %s", self->uid_validity,
                          self->uid_next, self->mod_sequence, self->n_messages, self->since_utc_s,
                          *pending != '\0' ? pending : "-");
}

static gboolean
read_32 (const char *word, guint32 *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (word, 10, 0, G_MAXUINT32, &value, NULL))
    return FALSE;
  *number = (guint32) value;
  return TRUE;
}

static gboolean
read_words (CtgImapSyncToken *self, char **words)
{
  if (!read_32 (words[1], &self->uid_validity) || !read_32 (words[2], &self->uid_next))
    return FALSE;
  if (!g_ascii_string_to_unsigned (words[3], 10, 0, G_MAXUINT64, &self->mod_sequence, NULL))
    return FALSE;
  if (!read_32 (words[4], &self->n_messages))
    return FALSE;
  if (!g_ascii_string_to_signed (words[5], 10, 0, G_MAXINT64, &self->since_utc_s, NULL))
    return FALSE;
  self->pending = ctg_imap_set_parse (g_str_equal (words[6], "-") ? "" : words[6], PENDING_RANGES_MAX);
  return self->pending != NULL;
}

/**
 * ctg_imap_sync_token_parse:
 * @text: (nullable): a stored token
 *
 * Returns: (transfer full) (nullable): what it says; %NULL if there is none or it is of another form
 */
CtgImapSyncToken *
ctg_imap_sync_token_parse (const char *text)
{
  g_autoptr (CtgImapSyncToken) self = g_new0 (CtgImapSyncToken, 1);
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", 8);

  if (g_strv_length (words) != 7 || !g_str_equal (words[0], "v1") || !read_words (self, words))
    return NULL;
  return g_steal_pointer (&self);
}
