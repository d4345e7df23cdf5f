/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a pull has to bring, by the folder's state and the last token:
 *
 *   token             folder                           outcome
 *   none, unreadable  any                              everything, fresh
 *   any               UIDVALIDITY not said             everything, reset: its UIDs mean nothing tomorrow
 *   any               another UIDVALIDITY              everything, reset
 *   any               UIDNEXT or MODSEQ went back      everything, reset: restored from a backup (I5)
 *   same validity     UIDNEXT the same or further      what is new, and what is pending
 *   since later       wanted from earlier on           everything, no reset: known rows are recognised
 *   since earlier     wanted from later on             as same validity, from now on with the later date */

#include "imap-pull.h"

static gboolean
is_void (const CtgImapSelected *selected, const CtgImapSyncToken *token)
{
  return selected->uid_validity == 0 || selected->uid_validity != token->uid_validity ||
         selected->uid_next < token->uid_next ||
         (selected->mod_sequence > 0 && selected->mod_sequence < token->mod_sequence);
}

/**
 * ctg_imap_pull_plan:
 * @selected: the folder as it was just opened
 * @token: (nullable): of the last committed step
 * @since_utc_s: from when on messages are wanted, 0 for all
 *
 * Decides by the table at the head of this file. Pure.
 *
 * Returns: the plan; its token is the caller's to free
 */
CtgImapPullPlan
ctg_imap_pull_plan (const CtgImapSelected *selected, const char *token, gint64 since_utc_s)
{
  g_autoptr (CtgImapSyncToken) held = ctg_imap_sync_token_parse (token);
  CtgImapPullPlan plan = { 0 };
  guint32 new_from = 1;

  plan.reset = held != NULL ? is_void (selected, held) : (token != NULL && *token != '\0');
  plan.is_fresh = held == NULL || plan.reset || since_utc_s < held->since_utc_s;
  plan.token = g_new0 (CtgImapSyncToken, 1);
  plan.token->uid_validity = selected->uid_validity;
  plan.token->uid_next = selected->uid_next;
  plan.token->mod_sequence = selected->mod_sequence;
  plan.token->n_messages = selected->n_messages;
  plan.token->since_utc_s = since_utc_s;
  plan.token->pending = plan.is_fresh ? ctg_imap_set_new () : g_steal_pointer (&held->pending);
  if (!plan.is_fresh)
    {
      new_from = held->uid_next;
      plan.token->n_messages = held->n_messages;
    }
  ctg_imap_set_add (plan.token->pending, new_from, selected->uid_next - 1);
  return plan;
}
