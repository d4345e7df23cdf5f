/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What `connect` is told and what detection adds to it, made into settings. Pure: no network, no output.
 *
 *   --imap   --smtp   servers from            accepted
 *   given    given    the options             yes
 *   given    -        option and detection    if the found outgoing host is named in --accept
 *   -        given    detection and option    if the found incoming host is named in --accept
 *   -        -        detection               if both hosts are named in --accept
 *
 * An Exchange server is one host both ways: of --exchange-url it is accepted, found by detection if it is named. Where
 * DOMAIN or autodiscover.DOMAIN is named it is looked for there with the password, which the server itself answers.
 */

#include "connect-options.h"

#include "errors.h"
#include "exchange-url.h"

#include <glib/gi18n.h>
#include <string.h>

const CtgOption ctg_connect_options[] = {
  { "kind", N_("KIND"), N_("imap, exchange, gmail or microsoft365; the last two sign in with the browser") },
  { "service", N_("NAME"), N_("The way to a mailbox of microsoft365: graph, or imap") },
  { "client-id", N_("ID"), N_("Your own registration with Google or Microsoft, instead of the built-in one") },
  { "client-secret-file", N_("FILE"), N_("Read the secret of that registration, which Google wants, from FILE") },
  { "tenant", N_("NAME"), N_("The tenant of your organization at Microsoft") },
  { "imap", N_("HOST:PORT"), N_("The incoming server") },
  { "imap-security", N_("HOW"), N_("tls, starttls, or none on this computer only") },
  { "smtp", N_("HOST:PORT"), N_("The outgoing server") },
  { "smtp-security", N_("HOW"), N_("tls, starttls, or none on this computer only") },
  { "exchange-url", N_("URL"), N_("The address of an Exchange server of your organization’s own") },
  { "username", N_("NAME"), N_("The name to log in with, if it is not the address") },
  { "smtp-username", N_("NAME"), N_("The same for the outgoing server") },
  { "password-file", N_("FILE"), N_("Read the password from FILE, or from standard input for -") },
  { "smtp-password-file", N_("FILE"), N_("The outgoing server's own password") },
  { "pin-certificate", N_("SHA256"), N_("Trust exactly this certificate although it does not verify") },
  { "accept", N_("HOST,..."), N_("Found servers that may be given the password") },
  { "no-automation", NULL, N_("Leave inbox automation off") },
  { "name", N_("NAME"), N_("Your name, as others see it") },
  { "team", NULL, N_("Several people use this mailbox") },
  { "again", NULL, N_("Connect a connected mailbox another way; what is here stays") },
  { NULL },
};

static CtgSecurity
default_security (guint16 port)
{
  return port == 143 || port == 587 || port == 25 ? CTG_SECURITY_STARTTLS : CTG_SECURITY_TLS;
}

static gboolean
read_security (const CtgInvocation *invocation, const char *option, guint16 port, CtgSecurity *security, GError **error)
{
  const char *text = ctg_invocation_get (invocation, option);

  *security = default_security (port);
  if (text == NULL || ctg_security_from_string (text, security))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("--%s is one of tls, starttls, none."), option);
  return FALSE;
}

static gboolean
check_security (const CtgEndpoint *endpoint, GError **error)
{
  if (endpoint->security != CTG_SECURITY_NONE || ctg_endpoint_is_loopback (endpoint->host))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_POLICY, "cleartext", "A password in clear goes to this computer only");
  ctg_error_add_server (error, endpoint->host, NULL);
  return FALSE;
}

/* One server: as told, else as found. */
static CtgEndpoint *
make_endpoint (const CtgInvocation *invocation, const char *option, const char *security_option,
               guint16 default_port, const CtgEndpoint *found, GError **error)
{
  const char *text = ctg_invocation_get (invocation, option);
  g_autoptr (CtgEndpoint) endpoint = NULL;
  g_autofree char *host = NULL;
  CtgSecurity security;
  guint16 port;

  if (text == NULL && found != NULL)
    endpoint = ctg_endpoint_copy (found);
  else if (text == NULL)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("No server was found; name it with --%s HOST:PORT."),
                   option);
  else if (ctg_endpoint_parse (text, default_port, &host, &port, error) &&
           read_security (invocation, security_option, port, &security, error))
    endpoint = ctg_endpoint_new (host, port, security, NULL);
  return endpoint != NULL && check_security (endpoint, error) ? g_steal_pointer (&endpoint) : NULL;
}

static void
set_username (CtgEndpoint *endpoint, const char *given, const char *fallback)
{
  if (given == NULL && endpoint->username != NULL)
    return;
  g_free (endpoint->username);
  endpoint->username = g_strdup (given != NULL ? given : fallback);
}

/**
 * ctg_connect_needs_detection:
 * @invocation: the command line
 *
 * Returns: whether a server has to be found
 */
gboolean
ctg_connect_needs_detection (const CtgInvocation *invocation)
{
  const char *kind = ctg_invocation_get (invocation, "kind");

  if (kind != NULL && (g_str_equal (kind, "gmail") || g_str_equal (kind, "microsoft365")))
    return FALSE;
  if (ctg_invocation_has (invocation, "exchange-url"))
    return FALSE;
  return !ctg_invocation_has (invocation, "imap") || !ctg_invocation_has (invocation, "smtp");
}

static const char *
find_kind (const CtgInvocation *invocation, const CtgCandidate *candidate)
{
  const char *kind = ctg_invocation_get (invocation, "kind");

  if (kind != NULL)
    return kind;
  if (ctg_invocation_has (invocation, "exchange-url"))
    return "exchange";
  return candidate != NULL && !ctg_invocation_has (invocation, "imap") ? candidate->kind : "imap";
}

static gboolean
check_kind (const CtgInvocation *invocation, const CtgCandidate *candidate, GError **error)
{
  const char *kind = find_kind (invocation, candidate);

  if (g_str_equal (kind, "imap"))
    return TRUE;
  if (g_str_equal (kind, "unsupported"))
    ctg_error_set (error, CTG_ERROR_UNSUPPORTED, candidate != NULL ? candidate->reason : NULL,
                   "This mailbox cannot be connected");
  else
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("There is no kind “%s”."), kind);
  return FALSE;
}

static const CtgCandidate *
find_exchange (const CtgDetection *detection)
{
  for (guint i = 0; detection != NULL && i < detection->candidates->len; i++)
    {
      const CtgCandidate *candidate = g_ptr_array_index (detection->candidates, i);

      if (g_str_equal (candidate->kind, "exchange") && candidate->exchange_url != NULL)
        return candidate;
    }
  return NULL;
}

static gboolean
is_named (const CtgInvocation *invocation, const char *host)
{
  const char *const *lists = ctg_invocation_get_all (invocation, "accept");

  for (guint i = 0; lists != NULL && lists[i] != NULL; i++)
    {
      g_auto (GStrv) hosts = g_strsplit (lists[i], ",", -1);

      for (guint j = 0; hosts[j] != NULL; j++)
        if (g_ascii_strcasecmp (g_strstrip (hosts[j]), host) == 0)
          return TRUE;
    }
  return FALSE;
}

/* Autodiscover with the password, where the person named who may hear it. */
static gboolean
may_look (const CtgInvocation *invocation, const char *address)
{
  const char *domain = strrchr (address, '@') + 1;
  g_autofree char *below = g_strconcat ("autodiscover.", domain, NULL);

  return is_named (invocation, domain) || is_named (invocation, below);
}

static char **
list_accepted (const CtgInvocation *invocation)
{
  const char *const *lists = ctg_invocation_get_all (invocation, "accept");
  g_autofree char *all = lists != NULL ? g_strjoinv (",", (char **) lists) : NULL;

  return g_strsplit (all != NULL ? all : "", ",", -1);
}

/* One server, as told or as found. Without a name to log in with the address is tried, then what stands before its
 * at sign. */
static gboolean
set_exchange (CtgMailboxSettings *settings, const CtgInvocation *invocation, const CtgDetection *detection,
              GError **error)
{
  const char *url = ctg_invocation_get (invocation, "exchange-url");
  gboolean looks = url == NULL && may_look (invocation, settings->address);
  const CtgCandidate *found = looks ? NULL : find_exchange (detection);

  settings->accepted = list_accepted (invocation);
  if (url == NULL && found == NULL && !looks)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage",
                     _("No Exchange server was found; name it with --exchange-url URL."));
      return FALSE;
    }
  if (looks)
    settings->incoming = ctg_endpoint_new ("", 443, CTG_SECURITY_TLS, NULL);
  else
    settings->incoming = ctg_exchange_url_parse (url != NULL ? url : found->exchange_url, error);
  if (settings->incoming == NULL)
    return FALSE;
  settings->incoming->username = g_strdup (ctg_invocation_get (invocation, "username"));
  settings->outgoing = ctg_endpoint_copy (settings->incoming);
  g_free (settings->kind);
  settings->kind = g_strdup ("exchange");
  return TRUE;
}

static CtgMailboxSettings *
settings_of_kind (const CtgInvocation *invocation, const char *address, const CtgDetection *detection, GError **error)
{
  const CtgCandidate *candidate =
    detection != NULL && detection->candidates->len > 0 ? g_ptr_array_index (detection->candidates, 0) : NULL;
  g_autoptr (CtgMailboxSettings) settings = NULL;
  const char *username = ctg_invocation_get (invocation, "username");
  const char *smtp_username = ctg_invocation_get (invocation, "smtp-username");

  settings = ctg_mailbox_settings_new (address);
  if (ctg_mailbox_settings_set_platform (settings, find_kind (invocation, candidate),
                                         ctg_invocation_get (invocation, "service"), candidate))
    {
      g_free (settings->display_name);
      settings->display_name = g_strdup (ctg_invocation_get (invocation, "name"));
      settings->automation = FALSE;
      return g_steal_pointer (&settings);
    }
  if (g_str_equal (find_kind (invocation, candidate), "exchange"))
    {
      settings->display_name = g_strdup (ctg_invocation_get (invocation, "name"));
      return set_exchange (settings, invocation, detection, error) ? g_steal_pointer (&settings) : NULL;
    }
  if (!check_kind (invocation, candidate, error))
    return NULL;
  ctg_endpoint_free (settings->incoming);
  ctg_endpoint_free (settings->outgoing);
  settings->outgoing = NULL;
  settings->incoming = make_endpoint (invocation, "imap", "imap-security", 993,
                                      candidate != NULL ? candidate->incoming : NULL, error);
  if (settings->incoming == NULL)
    return NULL;
  settings->outgoing = make_endpoint (invocation, "smtp", "smtp-security", 465,
                                      candidate != NULL ? candidate->outgoing : NULL, error);
  if (settings->outgoing == NULL)
    return NULL;
  set_username (settings->incoming, username, address);
  set_username (settings->outgoing, smtp_username != NULL ? smtp_username : username, settings->incoming->username);
  g_free (settings->kind);
  settings->kind = g_strdup ("imap");
  g_free (settings->display_name);
  settings->display_name = g_strdup (ctg_invocation_get (invocation, "name"));
  settings->separate_outgoing = ctg_invocation_has (invocation, "smtp-password-file");
  settings->automation = FALSE;
  return g_steal_pointer (&settings);
}

/**
 * ctg_connect_settings:
 * @invocation: the command line
 * @address: the plain address
 * @detection: (nullable): what was found, where something had to be
 * @error: %CTG_ERROR_INVALID_INPUT, %CTG_ERROR_POLICY "cleartext", %CTG_ERROR_UNSUPPORTED
 *
 * Returns: (transfer full) (nullable): what the mailbox is to be connected with
 */
CtgMailboxSettings *
ctg_connect_settings (const CtgInvocation *invocation, const char *address, const CtgDetection *detection,
                      GError **error)
{
  CtgMailboxSettings *settings = settings_of_kind (invocation, address, detection, error);

  if (settings != NULL)
    settings->is_team = ctg_invocation_has (invocation, "team");
  return settings;
}

/**
 * ctg_connect_is_accepted:
 * @invocation: the command line
 * @settings: what the mailbox would be connected with
 *
 * Whether both servers were named by the person: only then may they see a password.
 *
 * Returns: whether to go on
 */
gboolean
ctg_connect_is_accepted (const CtgInvocation *invocation, const CtgMailboxSettings *settings)
{
  if (ctg_invocation_has (invocation, "exchange-url") || *settings->incoming->host == '\0')
    return TRUE;
  return (ctg_invocation_has (invocation, "imap") || is_named (invocation, settings->incoming->host)) &&
         (ctg_invocation_has (invocation, "smtp") || is_named (invocation, settings->outgoing->host));
}

/* "AB:CD:..." or "abcd...": 64 hexadecimal digits in lower case. */
static char *
normalise_fingerprint (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isxdigit (*text))
      g_string_append_c (digits, g_ascii_tolower (*text));
  return g_string_free (digits, FALSE);
}

/**
 * ctg_connect_find_pin:
 * @invocation: the command line
 * @certificate: one that did not verify
 *
 * Returns: (transfer none) (nullable): its fingerprint, when --pin-certificate names it
 */
const char *
ctg_connect_find_pin (const CtgInvocation *invocation, const CtgCertificate *certificate)
{
  const char *const *pins = ctg_invocation_get_all (invocation, "pin-certificate");

  for (guint i = 0; pins != NULL && pins[i] != NULL; i++)
    {
      g_autofree char *pin = normalise_fingerprint (pins[i]);

      if (g_ascii_strcasecmp (pin, certificate->sha256) == 0)
        return certificate->sha256;
    }
  return NULL;
}
