/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The token's form, one line: `v1 SINCE PENDING STATUS STATE`, the last two `-` when there is none. Whoever stores it
 * does not look inside. A form that is not understood is treated as no token at all: a fresh pull brings nothing
 * twice. */

#include "ews-sync-token.h"

#include <string.h>

/**
 * ctg_ews_sync_token_free:
 * @self: (transfer full) (nullable): a token
 */
void
ctg_ews_sync_token_free (CtgEwsSyncToken *self)
{
  if (self == NULL)
    return;
  g_free (self->status);
  g_free (self->state);
  g_free (self);
}

static char *
read_word (const char *word)
{
  return g_str_equal (word, "-") || *word == '\0' ? NULL : g_strdup (word);
}

/**
 * ctg_ews_sync_token_parse:
 * @text: (nullable): a stored token
 *
 * Returns: (transfer full) (nullable): what it says; %NULL if there is none or it is of another form
 */
CtgEwsSyncToken *
ctg_ews_sync_token_parse (const char *text)
{
  g_autoptr (CtgEwsSyncToken) self = g_new0 (CtgEwsSyncToken, 1);
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", 6);

  if (g_strv_length (words) != 5 || !g_str_equal (words[0], "v1") ||
      !g_ascii_string_to_signed (words[1], 10, 0, G_MAXINT64, &self->since_utc_s, NULL) ||
      !g_ascii_string_to_signed (words[2], 10, 0, G_MAXINT64, &self->pending_utc_s, NULL))
    return NULL;
  self->status = read_word (words[3]);
  self->state = read_word (words[4]);
  return g_steal_pointer (&self);
}

static const char *
write_word (const char *word)
{
  return word != NULL && *word != '\0' && strchr (word, ' ') == NULL ? word : "-";
}

/**
 * ctg_ews_sync_token_to_string:
 * @self: a token
 *
 * Returns: (transfer full): its stored form
 */
char *
ctg_ews_sync_token_to_string (const CtgEwsSyncToken *self)
{
  return g_strdup_printf ("v1 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s %s", self->since_utc_s, self->pending_utc_s,
                          write_word (self->status), write_word (self->state));
}
