/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The token's form, one line: `g1 SINCE PENDING N_FIRST OLDEST TARGET`, the last `-` when there is none. Whoever stores
 * it does not look inside. A form that is not understood is treated as no token at all: a fresh pull brings nothing
 * twice. */

#include "graph-sync-token.h"

#include "graph-link.h"

/**
 * ctg_graph_sync_token_new:
 * @since_utc_s: from when on messages are wanted
 *
 * Returns: (transfer full): the token of a folder of which nothing is held
 */
CtgGraphSyncToken *
ctg_graph_sync_token_new (gint64 since_utc_s)
{
  CtgGraphSyncToken *self = g_new0 (CtgGraphSyncToken, 1);

  self->since_utc_s = since_utc_s;
  return self;
}

/**
 * ctg_graph_sync_token_free:
 * @self: (transfer full) (nullable): a token
 */
void
ctg_graph_sync_token_free (CtgGraphSyncToken *self)
{
  if (self == NULL)
    return;
  g_free (self->target);
  g_free (self);
}

/**
 * ctg_graph_sync_token_parse:
 * @text: (nullable): a stored token
 *
 * Returns: (transfer full) (nullable): what it says; %NULL if there is none or it is of another form
 */
CtgGraphSyncToken *
ctg_graph_sync_token_parse (const char *text)
{
  g_autoptr (CtgGraphSyncToken) self = ctg_graph_sync_token_new (0);
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", 7);

  if (g_strv_length (words) != 6 || !g_str_equal (words[0], "g1") ||
      !g_ascii_string_to_signed (words[1], 10, 0, G_MAXINT64, &self->since_utc_s, NULL) ||
      !g_ascii_string_to_signed (words[2], 10, 0, G_MAXINT64, &self->pending_utc_s, NULL) ||
      !g_ascii_string_to_signed (words[3], 10, -1, G_MAXINT64, &self->n_first, NULL) ||
      !g_ascii_string_to_signed (words[4], 10, 0, G_MAXINT64, &self->oldest_utc_s, NULL))
    return NULL;
  if (g_str_equal (words[5], "-"))
    return g_steal_pointer (&self);
  if (!ctg_graph_link_is_valid (words[5]))
    return NULL;
  self->target = g_strdup (words[5]);
  return g_steal_pointer (&self);
}

/**
 * ctg_graph_sync_token_to_string:
 * @self: a token
 *
 * Returns: (transfer full): its stored form
 */
char *
ctg_graph_sync_token_to_string (const CtgGraphSyncToken *self)
{
  return g_strdup_printf ("g1 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                          self->since_utc_s, self->pending_utc_s, self->n_first, self->oldest_utc_s,
                          self->target != NULL ? self->target : "-");
}
