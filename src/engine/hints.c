/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person has to do at a provider before a mail program may sign in. Keys stand in the provider table. */

#include "texts.h"

#include <glib/gi18n.h>

static const struct
{
  const char *key;
  const char *text;
} hints[] = {
  { "app-password",
    N_("This provider wants a password made for applications. "
       "Create one in its security settings before you go on.") },
  { "imap-switch",
    N_("IMAP has to be switched on in the provider’s web mail settings before you go on.") },
  { "libero-external-access",
    N_("Access by other programs has to be allowed in the web mail’s settings, under security.") },
  { "pec-password",
    N_("A certified mailbox may have a password of its own for mail programs: create it on the provider’s page.") },
  { "pec-user-id",
    N_("This certified mailbox may have a user name that is not its address; "
       "it stands in the provider’s welcome letter.") },
  { "proton-bridge",
    N_("Proton Mail opens to mail programs through its own Bridge, which has to run on this computer.") },
};

/**
 * ctg_text_for_hint:
 * @hint: a key of the provider table
 *
 * Returns: (transfer none) (nullable): the sentence, or %NULL for an unknown key
 */
const char *
ctg_text_for_hint (const char *hint)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    if (g_strcmp0 (hints[i].key, hint) == 0)
      return _(hints[i].text);
  return NULL;
}
