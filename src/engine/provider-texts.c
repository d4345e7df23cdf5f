/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The providers that are known without asking the network, in words. */

#include "provider-texts.h"

#include "provider-table.h"
#include "texts.h"

/**
 * ctg_provider_text_get:
 * @position: from 0 on, in the order of the table
 * @text: (out): what to say of the provider there
 *
 * Returns: whether there are so many
 */
gboolean
ctg_provider_text_get (guint position, CtgProviderText *text)
{
  GPtrArray *table = ctg_provider_table_list ();
  const CtgProviderEntry *entry;

  if (position >= table->len)
    return FALSE;
  entry = table->pdata[position];
  *text = (CtgProviderText) {
    .name = entry->name, .kind = entry->kind, .reason = entry->reason,
    .last_checked = entry->last_checked,
    .hint = entry->hint != NULL ? ctg_text_for_hint (entry->hint) : NULL,
    .documentation = entry->documentation != NULL ? entry->documentation[0] : NULL,
  };
  return TRUE;
}
