/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a letter's attachments are logged (B06, B08). The first row that fits:
 *
 *   a person asked for this letter's     kept
 *   50 000 000 bytes or more             not kept: only its texts are fetched by themselves, where parts can be had
 *   off everywhere                       not kept
 *   off for its mailbox                  not kept
 *   off for each of its contacts         not kept; one who wants them is enough
 *   else                                 kept
 *
 * What is not kept is known by name and size, and can be asked for. */

#include "attachment-rule.h"

/**
 * ctg_attachment_rule_fetches:
 * @facts: what is known of a letter
 *
 * Returns: whether it is fetched without being asked for
 */
gboolean
ctg_attachment_rule_fetches (const CtgAttachmentRuleFacts *facts)
{
  return facts->is_asked_for || facts->size_bytes < CTG_ATTACHMENTS_BELOW_BYTES;
}

/**
 * ctg_attachment_rule_keeps:
 * @facts: what is known of a letter
 *
 * Returns: whether its attachments' contents are kept
 */
gboolean
ctg_attachment_rule_keeps (const CtgAttachmentRuleFacts *facts)
{
  if (facts->is_asked_for)
    return TRUE;
  return ctg_attachment_rule_fetches (facts) && !facts->is_off && !facts->is_off_for_mailbox &&
         (facts->n_contacts == 0 || facts->n_contacts_off < facts->n_contacts);
}
