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
    case CTG_SETUP_FAULT_POP3:
      return _("This is a port of POP3, which takes mail away from the server. IMAP, which leaves it there, has port "
               "993 or 143.");
    case CTG_SETUP_FAULT_CONTROL:
      return _("This holds a character that cannot be typed here.");
    case CTG_SETUP_FAULT_CLEARTEXT:
      return _("Without encryption only a server on this computer can be used.");
    case CTG_SETUP_FAULT_URL:
      return _("This is not the address of an Exchange server.");
    case CTG_SETUP_FAULT_ONLINE:
      return _("This is Microsoft’s own service, which takes no password.");
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
 * ctg_setup_text_for_sources:
 * @group: who is asked
 *
 * Returns: (transfer none): them as the address page names them
 */
const char *
ctg_setup_text_for_sources (CtgSources group)
{
  static const char *const names[CTG_N_SOURCES] = {
    [CTG_SOURCES_KNOWN] = N_("Known providers"),
    [CTG_SOURCES_RECORDS] = N_("Domain’s mail records"),
    [CTG_SOURCES_DOCUMENTS] = N_("Provider’s own settings"),
    [CTG_SOURCES_EXCHANGE] = N_("Exchange"),
    [CTG_SOURCES_SERVERS] = N_("Usual server names"),
  };

  g_return_val_if_fail (group < CTG_N_SOURCES, "");
  return _(names[group]);
}

/* What was answered, in a word or two; the status of a web server stands for itself. */
static const KeyedText answers[] = {
  { "found", N_("found") },
  { "not-found", N_("nothing there") },
  { "not-offered", N_("not offered") },
  { "discarded", N_("not usable") },
  { "timed-out", N_("no answer") },
  { "offline", N_("cannot be reached") },
  { "refused", N_("refused") },
  { "tls-failure", N_("no encrypted connection") },
  { "not-allowed", N_("not allowed") },
  { "too-large", N_("too large") },
  { "redirect-refused", N_("leads elsewhere: not followed") },
  { "parse-error", N_("cannot be read") },
};

static char *
dup_answer (const CtgEvidence *row)
{
  const char *text = find_text (answers, G_N_ELEMENTS (answers), row->answer);

  if (text == NULL && g_str_has_prefix (row->answer, "http-"))
    /* Translators: %s is the status of a web server, such as 404. */
    return g_strdup_printf (_("answers with %s"), row->answer + strlen ("http-"));
  return g_strdup (text != NULL ? text : row->answer);
}

/**
 * ctg_setup_dup_evidence:
 * @evidence: (element-type CtgEvidence): what was asked while settings were looked for
 *
 * Returns: (transfer full): under the name of each source a line for each thing that was asked there
 */
char *
ctg_setup_dup_evidence (const GPtrArray *evidence)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int group = 0; group < CTG_N_SOURCES; group++)
    {
      gboolean has_title = FALSE;

      for (guint i = 0; i < evidence->len; i++)
        {
          const CtgEvidence *row = g_ptr_array_index (evidence, i);
          g_autofree char *answer = dup_answer (row);

          if (row->group != (CtgSources) group)
            continue;
          if (!has_title)
            g_string_append_printf (text, "%s%s\n", text->len > 0 ? "\n" : "",
                                    ctg_setup_text_for_sources ((CtgSources) group));
          has_title = TRUE;
          g_string_append_printf (text, "%s: %s\n", row->asked, answer);
        }
    }
  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}

/**
 * ctg_setup_dup_trail:
 * @trail: (element-type CtgEvidence): where an Exchange server was looked for, in order
 *
 * Returns: (transfer full): a line for each place, and what came of it (A78)
 */
char *
ctg_setup_dup_trail (const GPtrArray *trail)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < trail->len; i++)
    {
      const CtgEvidence *row = g_ptr_array_index (trail, i);
      g_autofree char *answer = dup_answer (row);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "\n" : "", row->asked, answer);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * ctg_setup_dup_success:
 * @service: the address of the Exchange service that is connected
 * @trail: (nullable) (element-type CtgEvidence): where it was looked for; %NULL: nobody had to look
 *
 * Returns: (transfer full): that it is connected, and which places led to it (A78, A85)
 */
char *
ctg_setup_dup_success (const CtgEndpoint *service, const GPtrArray *trail)
{
  g_autofree char *port = service->port != 443 ? g_strdup_printf (":%u", service->port) : g_strdup ("");
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean has_led = FALSE;

  /* Translators: a host, its port if it is unusual, and a path: the address of a server. */
  g_string_printf (text, _("Exchange is connected, at https://%s%s%s"), service->host, port,
                   service->path != NULL ? service->path : "");
  for (guint i = 0; trail != NULL && i < trail->len; i++)
    {
      const CtgEvidence *row = g_ptr_array_index (trail, i);

      if (!g_str_equal (row->answer, "found"))
        continue;
      g_string_append_printf (text, "\n%s%s", has_led ? "" : _("It was found in this way:\n"), row->asked);
      has_led = TRUE;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* One %s at most: a host or a domain. */
static const KeyedText ways[] = {
  { "profile", N_("Settings given by the administrator.") },
  { "earlier", N_("These settings worked here before.") },
  /* Translators: %s is the name of another mail program */
  { "program", N_("%s on this computer uses these settings.") },
  { "builtin", N_("A provider that Carteggio knows.") },
  { "document-isp", N_("The provider publishes these settings.") },
  { "document-ispdb", N_("Found in the public list of mail providers.") },
  { "document-http", N_("The provider publishes these settings, but over a connection that is not protected.") },
  { "document-mx", N_("The domain’s mail is delivered to %s, which publishes these settings.") },
  { "file", N_("From the file that was opened.") },
  { "mx-provider", N_("The domain’s mail is delivered to %s.") },
  { "mx-google", N_("The domain’s mail is delivered to Google.") },
  { "mx-microsoft", N_("The domain’s mail is delivered to Microsoft.") },
  { "spf-google", N_("The domain lets Google send its mail.") },
  { "spf-microsoft", N_("The domain lets Microsoft send its mail.") },
  { "srv", N_("The domain’s records name these servers.") },
  { "probe", N_("A mail server answers under the usual name.") },
  { "certificate-name", N_("The server says that its name is %s.") },
  { "exchange-certain", N_("An Exchange server answers at %s.") },
  { "exchange-possible", N_("Something at %s looks like an Exchange server.") },
  { "openid", N_("Microsoft looks after this domain.") },
};

/**
 * ctg_setup_dup_why:
 * @candidate: what is recommended
 *
 * Returns: (transfer full): how it was found, in a sentence
 */
char *
ctg_setup_dup_why (const CtgCandidate *candidate)
{
  const char *text = find_text (ways, G_N_ELEMENTS (ways), candidate->why);
  g_auto (GStrv) halves = g_strsplit (text != NULL ? text : _("Entered by hand."), "%s", 2);

  return g_strjoinv (candidate->why_detail != NULL ? candidate->why_detail : "", halves);
}

/**
 * ctg_setup_dup_servers:
 * @candidate: a way of connecting
 *
 * Returns: (transfer full) (nullable): the hosts that would hear the password; %NULL where there is none
 */
char *
ctg_setup_dup_servers (const CtgCandidate *candidate)
{
  const char *incoming = candidate->incoming != NULL ? candidate->incoming->host : NULL;
  const char *outgoing = candidate->outgoing != NULL ? candidate->outgoing->host : NULL;

  if (!ctg_candidate_kind_has_password (candidate->kind))
    return NULL;
  if (candidate->exchange_url != NULL)
    return g_strdup (candidate->exchange_url);
  if (incoming == NULL || outgoing == NULL || strcmp (incoming, outgoing) == 0)
    return g_strdup (incoming != NULL ? incoming : outgoing);
  return g_strdup_printf ("%s · %s", incoming, outgoing);
}

/**
 * ctg_setup_dup_confirmation:
 * @candidate: what is recommended
 *
 * Returns: (transfer full) (nullable): what to make sure of before going on with it: whose servers they are
 */
char *
ctg_setup_dup_confirmation (const CtgCandidate *candidate)
{
  g_autofree char *domain = NULL;
  g_autofree char *foreign = NULL;
  gboolean is_plain = ctg_candidate_get_trust (candidate) == CTG_TRUST_HTTP;
  const char *plain = _("Anybody on the way can have changed these settings: go on only if you know these servers.");

  if (!ctg_candidate_needs_confirmation (candidate))
    return NULL;
  if (candidate->confirm_domain == NULL)
    return g_strdup (plain);
  domain = candidate->confirm_ascii != NULL
             ? g_strdup_printf ("%s (%s)", candidate->confirm_domain, candidate->confirm_ascii)
             : g_strdup (candidate->confirm_domain);
  /* Translators: %s is a domain */
  foreign = g_strdup_printf (_("The servers belong to %s, not to the domain of the address."), domain);
  return g_strdup_printf ("%s%s%s", foreign, is_plain ? " " : "", is_plain ? plain : "");
}

/**
 * ctg_setup_dup_confirmation_markup:
 * @candidate: what is recommended
 *
 * Returns: (transfer full) (nullable): ctg_setup_dup_confirmation() with the domain in bold, as Pango's markup
 */
char *
ctg_setup_dup_confirmation_markup (const CtgCandidate *candidate)
{
  g_autofree char *text = ctg_setup_dup_confirmation (candidate);
  g_autofree char *escaped = text != NULL ? g_markup_escape_text (text, -1) : NULL;
  g_autofree char *domain = NULL;
  g_autofree char *bold = NULL;
  g_auto (GStrv) halves = NULL;

  if (escaped == NULL || candidate->confirm_domain == NULL)
    return g_steal_pointer (&escaped);
  domain = g_markup_escape_text (candidate->confirm_domain, -1);
  bold = g_strconcat ("<b>", domain, "</b>", NULL);
  halves = g_strsplit (escaped, domain, 2);
  return g_strjoinv (bold, halves);
}

/**
 * ctg_setup_dup_warning:
 * @warning: something to look at in the address once more
 *
 * Returns: (transfer full) (nullable): it in a sentence; %NULL for a slip, which has a button of its own
 */
char *
ctg_setup_dup_warning (const CtgAddressWarning *warning)
{
  if (strcmp (warning->kind, "role") == 0)
    /* Translators: %s is what stands before the @ of an address, such as info or sales */
    return g_strdup_printf (_("“%s” is often read by several people. A personal mailbox is one that only you use."),
                            warning->detail);
  if (strcmp (warning->kind, "private") == 0)
    /* Translators: %s is an e-mail address */
    return g_strdup_printf (_("%s is connected already: customers know the company’s own address. You can connect this "
                              "one too."), warning->detail);
  if (strcmp (warning->kind, "mixed-script") == 0)
    /* Translators: %s is a domain in its technical form */
    return g_strdup_printf (_("The domain mixes letters of several alphabets; it is really %s."), warning->detail);
  if (strcmp (warning->kind, "confusable") == 0)
    /* Translators: %s is a domain */
    return g_strdup_printf (_("The domain looks like %s and is another one."), warning->detail);
  return NULL;
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
    case CTG_SETUP_REPAIR_MICROSOFT365:
      return _("Connect with _Microsoft 365");
    }
  return _("_Try again");
}

/**
 * ctg_setup_text_for_redetection:
 * @redetection: what came of detecting again
 *
 * Returns: (transfer none): it in a sentence, "" for nothing
 */
const char *
ctg_setup_text_for_redetection (CtgSetupRedetection redetection)
{
  static const char *const texts[] = {
    [CTG_SETUP_REDETECTION_NONE] = "",
    [CTG_SETUP_REDETECTION_SAME] = N_("The same settings were found again: they have not changed."),
    [CTG_SETUP_REDETECTION_NOTHING] = N_("Nothing was found for this address now."),
    [CTG_SETUP_REDETECTION_OTHER_KIND] =
      N_("This address is connected in another way now: go back and choose another provider."),
    [CTG_SETUP_REDETECTION_FAILED] = N_("Nobody could be asked: look whether there is a network."),
  };

  return texts[redetection][0] != '\0' ? _(texts[redetection]) : "";
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
    [CTG_SETUP_OFFLINE] = N_("_Try again"),
    [CTG_SETUP_REFUSED] = N_("_Choose another provider"),
    [CTG_SETUP_EXPECTATIONS] = N_("C_ontinue"),
    [CTG_SETUP_CREDENTIALS] = N_("_Connect the mailbox"),
    [CTG_SETUP_CHECKING] = N_("_Connect the mailbox"),
    [CTG_SETUP_DETECTING_AGAIN] = N_("_Connect the mailbox"),
    [CTG_SETUP_CHANGED] = N_("_Use these settings"),
    [CTG_SETUP_CERTIFICATE] = N_("_Connect the mailbox"),
    [CTG_SETUP_SAVING] = N_("_Connect the mailbox"),
  };

  g_return_val_if_fail (state < CTG_N_SETUP_STATES, NULL);
  return labels[state] != NULL ? _(labels[state]) : _("_Next");
}

static char *
fill_label (const char *format, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);
  g_auto (GStrv) halves = g_strsplit (format, "%s", 2);

  return g_strjoinv (escaped, halves);
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
  return fill_label (_("_Connect to %s"), provider);
}

/**
 * ctg_setup_text_for_other:
 * @address: who signed in instead of who was named
 *
 * Returns: (transfer full): the label of the button that connects them
 */
char *
ctg_setup_text_for_other (const char *address)
{
  /* Translators: %s is an e-mail address */
  return fill_label (_("Connect %s instea_d"), address);
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
  { "AMAZON_SES", N_("Amazon SES has no mailbox"),
    N_("Amazon SES only sends and receives for programs: there is no mailbox that could be read."),
    N_("Connect the mailbox where the answers arrive, or use another address.") },
  { "AMAZON_WORKMAIL", N_("Amazon WorkMail is closing"),
    N_("Amazon is closing WorkMail: a new connection would not last."),
    N_("Move the mailbox to another provider, then connect it there; or use another address.") },
  { "MICROSOFT_GOVERNMENT", N_("Government cloud: closed"),
    N_("This mailbox is in Microsoft’s cloud for governments (GCC High or DoD), which lets no other program in."),
    N_("Use an address outside that cloud.") },
  { "PLAINTEXT_ONLY", N_("Only without encryption"),
    N_("This provider’s servers take passwords and mail unencrypted only: anybody on the way could read them."),
    N_("Ask the provider to offer TLS, or use an address elsewhere.") },
  { "ACTIVESYNC", N_("Only ActiveSync here"),
    N_("This provider offers its mail to telephones by ActiveSync only, which is not open to other programs."),
    N_("Often an Exchange server stands behind it: choose Exchange, with the server’s address. Or ask for IMAP.") },
  { "OAUTH_ONLY", N_("No password for programs"),
    N_("This provider lets programs in by a sign-in with the browser alone, and Carteggio is not registered with it."),
    N_("Ask for an application password: with one, enter the servers by hand. Or use another address.") },
  { "EXCHANGE_ONLINE", N_("This is Microsoft 365"),
    N_("The mailbox is an Exchange one, but it is Microsoft’s own service, not a server of yours."),
    N_("Choose Microsoft 365, and sign in with the browser.") },
  { "NO_MAIL", N_("No mail at this domain"),
    N_("The domain says itself that it takes no mail."),
    N_("Check what stands after the @, or use another address.") },
  { "POLICY", N_("Not allowed here"),
    N_("The administrator of this computer does not allow this kind of mailbox."),
    N_("Ask the administrator, or use another address.") },
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

/**
 * ctg_setup_can_ask_it:
 * @candidate: (nullable): what was found or chosen and cannot be started
 *
 * Returns: whether those who look after the mailbox could open it (A69, B11)
 */
gboolean
ctg_setup_can_ask_it (const CtgCandidate *candidate)
{
  static const char *const can[] = { "POP3_ONLY", "PLAINTEXT_ONLY", "ACTIVESYNC", NULL };

  if (candidate == NULL)
    return FALSE;
  return candidate->reason != NULL && g_strv_contains (can, candidate->reason);
}

/**
 * ctg_setup_dup_it_request:
 * @address: the mailbox
 *
 * Returns: (transfer full): what to ask of those who look after it, as plain text
 */
char *
ctg_setup_dup_it_request (const char *address)
{
  /* Translators: %s is an e-mail address. A letter to the IT department. */
  return g_strdup_printf (_("I would like to connect the mailbox %s to Carteggio, a program on my computer. It needs:\n"
                            "\n"
                            "• IMAP with TLS 1.2 or newer: port 993, or port 143 with STARTTLS\n"
                            "• SMTP with authentication and TLS 1.2 or newer: port 465, or port 587 with STARTTLS\n"
                            "• certificates that are valid for the servers’ names\n"
                            "• at least two connections at the same time\n"
                            "\n"
                            "Please turn these on for my mailbox, and tell me the servers’ names, their ports and my "
                            "user name."), address);
}

/**
 * ctg_setup_dup_exchange_request:
 * @address: the mailbox, on an Exchange server of the organization's own
 *
 * Returns: (transfer full): what to ask of those who look after it, as plain text (A69)
 */
char *
ctg_setup_dup_exchange_request (const char *address)
{
  /* Translators: %s is an e-mail address. A letter to the IT department. */
  return g_strdup_printf (_("I would like to connect the mailbox %s to Carteggio, a program on my computer. It needs:\n"
                            "\n"
                            "• Exchange 2010 with Service Pack 2 or newer\n"
                            "• Exchange Web Services (EWS) for my mailbox, reachable from my computer over https\n"
                            "• Basic or NTLM authentication on the EWS directory\n"
                            "• a certificate that is valid for the server’s name\n"
                            "\n"
                            "Please tell me the address of the service (it ends with /EWS/Exchange.asmx) and my user "
                            "name."), address);
}
