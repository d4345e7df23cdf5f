/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-texts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * ctg_setup_text_for_fault:
 * @fault: what is wrong with a field
 *
 * Returns: (transfer none): it in a sentence, "" for nothing
 */
const char *
ctg_setup_text_for_fault (CtgSetupFault fault)
{
  switch (fault)
    {
    case CTG_SETUP_FAULT_NONE:
      return "";
    case CTG_SETUP_FAULT_MISSING:
      return _("This is needed.");
    case CTG_SETUP_FAULT_ADDRESS:
      return _("This is not an e-mail address.");
    case CTG_SETUP_FAULT_HOST:
      return _("This is not a server’s name. The port has its own field.");
    case CTG_SETUP_FAULT_PORT:
      return _("A port is a number from 1 to 65535.");
    case CTG_SETUP_FAULT_CONTROL:
      return _("This holds a character that cannot be typed here.");
    case CTG_SETUP_FAULT_CLEARTEXT:
      return _("Without encryption only a server on this computer can be used.");
    }
  return "";
}

typedef struct
{
  const char *key;
  const char *text;
} KeyedText;

static const char *
find_text (const KeyedText *texts, gsize n_texts, const char *key)
{
  for (gsize i = 0; i < n_texts; i++)
    if (g_strcmp0 (texts[i].key, key) == 0)
      return _(texts[i].text);
  return NULL;
}

/**
 * ctg_setup_text_for_source:
 * @source: where evidence comes from
 *
 * Returns: (transfer none) (nullable): the source as the address page names it; NULL for one that has no line there
 */
const char *
ctg_setup_text_for_source (const char *source)
{
  static const KeyedText texts[] = {
    { "builtin", N_("Known providers") },
    { "dns", N_("Domain’s mail records") },
    { "isp", N_("Provider’s own settings") },
    { "probe", N_("Usual server names") },
  };

  return find_text (texts, G_N_ELEMENTS (texts), source);
}

/**
 * ctg_setup_text_for_trust:
 * @trust: how far a candidate may be trusted
 *
 * Returns: (transfer none): why it is recommended, in a sentence
 */
const char *
ctg_setup_text_for_trust (const char *trust)
{
  static const KeyedText texts[] = {
    { "admin", N_("Settings given by the administrator.") },
    { "verified", N_("These settings worked here before.") },
    { "builtin", N_("A provider that Carteggio knows.") },
    { "isp", N_("The provider publishes these settings.") },
    { "ispdb", N_("Found in the public list of mail providers.") },
    { "mx", N_("The domain’s mail is delivered to this provider.") },
    { "srv", N_("The domain’s records name these servers.") },
    { "probe", N_("A mail server answers under the usual name.") },
    { "http", N_("Found without encryption: look at the servers before going on.") },
  };
  const char *text = find_text (texts, G_N_ELEMENTS (texts), trust);

  return text != NULL ? text : _("Entered by hand.");
}

/**
 * ctg_setup_text_for_repair:
 * @repair: what mends the problem
 *
 * Returns: (transfer none): the label of the button that does it
 */
const char *
ctg_setup_text_for_repair (CtgSetupRepair repair)
{
  switch (repair)
    {
    case CTG_SETUP_REPAIR_NONE:
    case CTG_SETUP_REPAIR_RETRY:
    case CTG_N_SETUP_REPAIRS:
      break;
    case CTG_SETUP_REPAIR_PASSWORD:
      return _("_Enter the password again");
    case CTG_SETUP_REPAIR_SERVERS:
      return _("_Correct the servers");
    case CTG_SETUP_REPAIR_CERTIFICATE:
      return _("_Look at the certificate…");
    case CTG_SETUP_REPAIR_OTHER_ADDRESS:
      return _("_Use another address");
    }
  return _("_Try again");
}

/**
 * ctg_setup_text_for_next:
 * @state: where the wizard is
 *
 * Returns: (transfer none): the label of its suggested step, with a mnemonic
 */
const char *
ctg_setup_text_for_next (CtgSetupState state)
{
  static const char *const labels[CTG_N_SETUP_STATES] = {
    [CTG_SETUP_AUTOMATION] = N_("_Connect your inbox"),
    [CTG_SETUP_REFUSED] = N_("_Choose another provider"),
    [CTG_SETUP_EXPECTATIONS] = N_("C_ontinue"),
    [CTG_SETUP_CREDENTIALS] = N_("_Connect the mailbox"),
    [CTG_SETUP_CHECKING] = N_("_Connect the mailbox"),
    [CTG_SETUP_CERTIFICATE] = N_("_Connect the mailbox"),
    [CTG_SETUP_SAVING] = N_("_Connect the mailbox"),
  };

  g_return_val_if_fail (state < CTG_N_SETUP_STATES, NULL);
  return labels[state] != NULL ? _(labels[state]) : _("_Next");
}

/**
 * ctg_setup_text_for_connect_to:
 * @provider: a provider's name
 *
 * Returns: (transfer full): the label of the button that goes on with it; underscores in the name are not mnemonics
 */
char *
ctg_setup_text_for_connect_to (const char *provider)
{
  g_autofree char *format = g_strdup (_("_Connect to %s"));
  g_auto (GStrv) parts = g_strsplit (provider, "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);
  g_auto (GStrv) halves = g_strsplit (format, "%s", 2);

  return g_strjoinv (escaped, halves);
}

typedef struct
{
  const char *key;   /* a candidate's reason, or its kind */
  const char *headline;
  const char *why;
  const char *instead;
} RefusalRow;

/* Reasons stand before kinds: the more exact answer wins. */
static const RefusalRow refusals[] = {
  { "POP3_ONLY", N_("Only POP3 here"),
    N_("This provider offers its mail by POP3 only, which knows nothing of sent mail or folders."),
    N_("Look in the provider’s own settings whether IMAP can be turned on, or use an address elsewhere.") },
  { "NO_MAIL_PROGRAMS", N_("Closed to mail programs"),
    N_("This provider lets no mail program in: its mail can be read on its own pages only."),
    N_("Use an address at another provider.") },
  { "AMAZON", N_("Amazon mail cannot connect"),
    N_("Amazon SES has no mailbox to read, and Amazon WorkMail is closing."),
    N_("Move the mailbox to another provider, then connect it there; or use another address.") },
  { "gmail", N_("Gmail: not yet"),
    N_("Signing in with Google is not part of this version."),
    N_("With an app password Gmail can be connected as Other (IMAP).") },
  { "microsoft365", N_("Microsoft 365: not yet"),
    N_("Signing in with Microsoft is not part of this version, and Microsoft accepts no passwords from mail programs."),
    N_("Use an address at another provider for now.") },
  { "exchange", N_("Exchange: not yet"),
    N_("Connecting to an Exchange server is not part of this version."),
    N_("If the server also offers IMAP, connect it as Other (IMAP).") },
};

/**
 * ctg_setup_text_for_refusal:
 * @candidate: (nullable): what was found or chosen and cannot be started
 *
 * Returns: what to tell the person: never without a way on
 */
CtgRefusalText
ctg_setup_text_for_refusal (const CtgCandidate *candidate)
{
  const char *keys[] = { candidate != NULL ? candidate->reason : NULL, candidate != NULL ? candidate->kind : NULL };

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
      if (g_strcmp0 (keys[k], refusals[i].key) == 0)
        return (CtgRefusalText) { _(refusals[i].headline), _(refusals[i].why), _(refusals[i].instead) };
  return (CtgRefusalText) { _("This cannot be connected"),
                            _("This provider offers no way to read its mail that Carteggio can use."),
                            _("Use another address, or enter the servers by hand if the provider names them.") };
}
