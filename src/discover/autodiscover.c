/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads what Exchange, and the hosts that imitate it (cPanel, Plesk, mailcow), answer to Outlook's question: the "plain
 * old XML" of Autodiscover, and the JSON of its second version. What it says goes into the same shape as an autoconfig
 * document.
 *
 *   Type IMAP, POP3, SMTP           servers; others but Exchange's are passed over
 *   Type EXPR, EXHTTP, WEB, EXCH    Exchange, if one of them names an EwsUrl over https. EXCH speaks of the inside of
 *                                   the organization, and comes last wherever it stands
 *   Type MobileSync                 ActiveSync, among the servers or in the answer to a telephone's question
 *   Encryption SSL, TLS, None       TLS is Outlook's word for STARTTLS, unless the port is encrypted from the start
 *   Encryption Auto, none given     by SSL and the port; SSL is on unless said otherwise
 *   SPA on                          NTLM
 *   AuthRequired off                of SMTP: none
 *   LoginName                       as it is: it is the asker's own; with DomainName before it where DomainRequired
 *   UsePOPAuth on, no LoginName     of SMTP: the LoginName of the server for reading
 */

#include "autodiscover.h"

#include "errors.h"
#include "text.h"

#include <string.h>

#define TEXT_MAX_BYTES 500

static const CtgXmlElement *
find (const CtgXmlElement *parent, const char *name)
{
  const CtgXmlElement *element = ctg_xml_element_get_child (parent, NULL);

  while (element != NULL && g_ascii_strcasecmp (ctg_xml_element_get_name (element), name) != 0)
    element = ctg_xml_element_get_next (element, NULL);
  return element;
}

static char *
text_in (const CtgXmlElement *parent, const char *name)
{
  g_autofree char *text = ctg_xml_element_dup_text (find (parent, name));

  if (text == NULL || *text == '\0' || strlen (text) > TEXT_MAX_BYTES || ctg_text_has_control (text))
    return NULL;
  return g_steal_pointer (&text);
}

static gboolean
is_on (const CtgXmlElement *protocol, const char *name, gboolean fallback)
{
  g_autofree char *text = text_in (protocol, name);

  if (text == NULL)
    return fallback;
  return g_ascii_strcasecmp (text, "on") == 0 || g_ascii_strcasecmp (text, "true") == 0 || g_str_equal (text, "1");
}

static CtgServerKind
read_kind (const CtgXmlElement *protocol)
{
  static const struct
  {
    const char *word;
    CtgServerKind kind;
  } kinds[] = {
    { "IMAP", CTG_SERVER_IMAP }, { "POP3", CTG_SERVER_POP3 }, { "SMTP", CTG_SERVER_SMTP },
    { "EXPR", CTG_SERVER_EXCHANGE }, { "EXHTTP", CTG_SERVER_EXCHANGE }, { "EXCH", CTG_SERVER_EXCHANGE },
    { "WEB", CTG_SERVER_EXCHANGE }, { "MobileSync", CTG_SERVER_ACTIVESYNC },
  };
  g_autofree char *element_text = text_in (protocol, "Type");
  g_autofree char *type = element_text != NULL ? g_steal_pointer (&element_text)
                                               : ctg_xml_element_dup_attribute (protocol, "Type");

  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (g_strstrip (type), kinds[i].word) == 0)
      return kinds[i].kind;
  return CTG_SERVER_OTHER;
}

static gboolean
is_implicit_port (guint16 port)
{
  return port == 993 || port == 995 || port == 465;
}

static CtgSecurity
read_security (const CtgXmlElement *protocol, guint16 port)
{
  g_autofree char *word = text_in (protocol, "Encryption");
  gboolean is_starttls_port = port == 143 || port == 110 || port == 587 || port == 25;

  if (word != NULL && g_ascii_strcasecmp (word, "None") == 0)
    return CTG_SECURITY_NONE;
  if (word != NULL && g_ascii_strcasecmp (word, "SSL") == 0)
    return CTG_SECURITY_TLS;
  if (word != NULL && g_ascii_strcasecmp (word, "TLS") == 0)
    return is_implicit_port (port) ? CTG_SECURITY_TLS : CTG_SECURITY_STARTTLS;
  if (!is_on (protocol, "SSL", TRUE))
    return CTG_SECURITY_NONE;
  return is_starttls_port ? CTG_SECURITY_STARTTLS : CTG_SECURITY_TLS;
}

static guint16
usual_port (CtgServerKind kind)
{
  return kind == CTG_SERVER_IMAP ? 993 : kind == CTG_SERVER_POP3 ? 995 : kind == CTG_SERVER_SMTP ? 465 : 443;
}

static void
read_port (const CtgXmlElement *protocol, CtgAutoconfigServer *server)
{
  g_autofree char *text = text_in (protocol, "Port");
  guint64 port = usual_port (server->kind);

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL))
    port = 0;
  server->port = (guint16) port;
}

static char **
read_auth (const CtgXmlElement *protocol, CtgServerKind kind)
{
  if (is_on (protocol, "SPA", FALSE))
    return g_strsplit ("ntlm", ";", -1);
  if (kind == CTG_SERVER_SMTP && !is_on (protocol, "AuthRequired", TRUE))
    return g_strsplit ("none", ";", -1);
  return g_strsplit ("password", ";", -1);
}

static char *
read_login (const CtgXmlElement *protocol)
{
  g_autofree char *login = text_in (protocol, "LoginName");
  g_autofree char *domain = is_on (protocol, "DomainRequired", FALSE) ? text_in (protocol, "DomainName") : NULL;

  if (login == NULL || domain == NULL || strpbrk (login, "\\@") != NULL)
    return g_steal_pointer (&login);
  return g_strdup_printf ("%s\\%s", domain, login);
}

/* The next server of the same list. */
static const CtgXmlElement *
skip_to_protocol (const CtgXmlElement *element)
{
  while (element != NULL && g_ascii_strcasecmp (ctg_xml_element_get_name (element), "Protocol") != 0)
    element = ctg_xml_element_get_next (element, NULL);
  return element;
}

/* Of IMAP's server; of POP3's where there is none. */
static char *
find_incoming_login (const CtgXmlElement *account)
{
  static const CtgServerKind kinds[] = { CTG_SERVER_IMAP, CTG_SERVER_POP3 };
  char *login = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (const CtgXmlElement *e = skip_to_protocol (ctg_xml_element_get_child (account, NULL));
         e != NULL && login == NULL; e = skip_to_protocol (ctg_xml_element_get_next (e, NULL)))
      if (read_kind (e) == kinds[i])
        login = read_login (e);
  return login;
}

static char *
read_username (const CtgXmlElement *account, const CtgXmlElement *protocol, CtgServerKind kind)
{
  char *login = read_login (protocol);

  if (login == NULL && kind == CTG_SERVER_SMTP && is_on (protocol, "UsePOPAuth", FALSE))
    login = find_incoming_login (account);
  return login;
}

static gboolean
is_https (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL && g_str_equal (g_uri_get_scheme (uri), "https") && g_uri_get_host (uri) != NULL &&
         *g_uri_get_host (uri) != '\0' && g_uri_get_userinfo (uri) == NULL;
}

static char *
read_url (const CtgXmlElement *protocol)
{
  static const char *const names[] = { "EwsUrl", "ASUrl" };
  static const char *const sides[] = { "External", "Internal" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *url = text_in (protocol, names[i]);

      if (is_https (url))
        return g_steal_pointer (&url);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autofree char *url = text_in (find (find (protocol, sides[i]), "Protocol"), "ASUrl");

      if (is_https (url))
        return g_steal_pointer (&url);
    }
  return NULL;
}

static void
add_server (CtgAutoconfig *self, const CtgXmlElement *account, const CtgXmlElement *protocol, const char *address)
{
  CtgAutoconfigServer *server = g_new0 (CtgAutoconfigServer, 1);
  g_autofree char *host = text_in (protocol, "Server");

  server->kind = read_kind (protocol);
  server->host = host != NULL ? ctg_autoconfig_read_host (host, address) : NULL;
  read_port (protocol, server);
  server->security = read_security (protocol, server->port);
  server->is_secure_known = TRUE;
  server->auth = read_auth (protocol, server->kind);
  server->username = read_username (account, protocol, server->kind);
  server->url = server->kind == CTG_SERVER_EXCHANGE ? read_url (protocol) : NULL;
  ctg_autoconfig_take_server (self, server);
}

static gboolean
is_inside (const CtgXmlElement *protocol)
{
  g_autofree char *type = text_in (protocol, "Type");

  return type != NULL && g_ascii_strcasecmp (type, "EXCH") == 0;
}

static void
add_servers (CtgAutoconfig *self, const CtgXmlElement *account, const char *address, gboolean inside)
{
  for (const CtgXmlElement *e = skip_to_protocol (ctg_xml_element_get_child (account, NULL)); e != NULL;
       e = skip_to_protocol (ctg_xml_element_get_next (e, NULL)))
    if (is_inside (e) == inside)
      add_server (self, account, e, address);
}

/* The answer to a telephone's question. */
static void
add_active_sync (CtgAutoconfig *self, const CtgXmlElement *settings)
{
  for (const CtgXmlElement *e = ctg_xml_element_get_child (settings, NULL); e != NULL;
       e = ctg_xml_element_get_next (e, NULL))
    {
      g_autofree char *url = text_in (e, "Url");
      CtgAutoconfigServer *server;

      if (read_kind (e) != CTG_SERVER_ACTIVESYNC)
        continue;
      server = g_new0 (CtgAutoconfigServer, 1);
      server->kind = CTG_SERVER_ACTIVESYNC;
      server->page = is_https (url) ? g_steal_pointer (&url) : NULL;
      ctg_autoconfig_take_server (self, server);
    }
}

static const CtgXmlElement *
find_in_order (const CtgXmlElement *response, const char *name)
{
  const CtgXmlElement *account = find (response, "Account");

  return account != NULL ? find (account, name) : find (response, name);
}

static char *
find_target (const CtgXmlElement *response)
{
  const CtgXmlElement *places[] = { find_in_order (response, "RedirectAddr"), find_in_order (response, "RedirectUrl"),
                                    find (find (response, "Action"), "Redirect") };
  char *target = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (places) && target == NULL; i++)
    target = ctg_xml_element_dup_text (places[i]);
  return target;
}

static const CtgXmlElement *
find_failure (const CtgXmlElement *response)
{
  const CtgXmlElement *failure = find (response, "Error");

  return failure != NULL ? failure : find (find (response, "Action"), "Error");
}

/* What stands in an answer instead of servers, as an error. */
static gboolean
has_servers (const CtgXmlElement *response, GError **error)
{
  const CtgXmlElement *failure = find_failure (response);
  g_autofree char *message = ctg_xml_element_dup_text (find (failure, "Message"));
  g_autofree char *code = text_in (failure, "ErrorCode");
  g_autofree char *target = find_target (response);

  if (failure == NULL && target == NULL)
    return TRUE;
  if (failure != NULL)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "autodiscover-error", "An answer without settings");
      ctg_error_add_server (error, NULL, message != NULL ? message : code);
      return FALSE;
    }
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "autodiscover-redirect", "An answer that leads elsewhere");
  ctg_error_add_server (error, NULL, target);
  return FALSE;
}

/**
 * ctg_autodiscover_is:
 * @xml: a document
 *
 * Returns: whether it is an answer of Autodiscover's
 */
gboolean
ctg_autodiscover_is (const CtgXml *xml)
{
  const CtgXmlElement *root = ctg_xml_get_root (xml);
  const char *name = ctg_xml_element_get_name (root);
  const char *colon = strrchr (name, ':');

  return g_ascii_strcasecmp (colon != NULL ? colon + 1 : name, "Autodiscover") == 0;
}

/**
 * ctg_autodiscover_read:
 * @xml: an answer of Autodiscover's
 * @address: a normalised address
 * @error: %CTG_ERROR_PROTOCOL, reason "autodiscover-error", "autodiscover-redirect" or "not-autoconfig"
 *
 * Specification: MS-OXDSCLI, section 2.2.4.1; MS-ASCMD, section 2.2.1.1 (a telephone's)
 * Returns: (transfer full) (nullable): what it says
 */
CtgAutoconfig *
ctg_autodiscover_read (const CtgXml *xml, const char *address, GError **error)
{
  const CtgXmlElement *response = find (ctg_xml_get_root (xml), "Response");
  const CtgXmlElement *account = find (response, "Account");
  CtgAutoconfig *self;

  if (response == NULL)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-autoconfig", "This document describes no mail provider");
      return NULL;
    }
  if (!has_servers (response, error))
    return NULL;
  self = ctg_autoconfig_new ();
  add_servers (self, account, address, FALSE);
  add_servers (self, account, address, TRUE);
  add_active_sync (self, find (find (response, "Action"), "Settings"));
  return self;
}

/**
 * ctg_autodiscover_read_json:
 * @root: a JSON document's outermost value
 * @error: %CTG_ERROR_PROTOCOL, reason "autodiscover-error" or "not-autoconfig"
 *
 * Reads `{"Protocol": "EWS", "Url": "https://..."}`.
 *
 * Specification: MS-OXWSADISC, section 2.2.5 (Autodiscover version 2)
 * Returns: (transfer full) (nullable): what it says
 */
CtgAutoconfig *
ctg_autodiscover_read_json (const CtgJsonValue *root, GError **error)
{
  const char *protocol = ctg_json_value_get_string (ctg_json_value_get_member (root, "Protocol"));
  const char *url = ctg_json_value_get_string (ctg_json_value_get_member (root, "Url"));
  const char *code = ctg_json_value_get_string (ctg_json_value_get_member (root, "ErrorCode"));
  const char *message = ctg_json_value_get_string (ctg_json_value_get_member (root, "ErrorMessage"));
  gboolean is_ews = protocol != NULL && g_ascii_strcasecmp (protocol, "EWS") == 0;
  CtgAutoconfig *self;
  CtgAutoconfigServer *server;

  if (code != NULL)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "autodiscover-error", "An answer without settings");
      ctg_error_add_server (error, NULL, message != NULL ? message : code);
      return NULL;
    }
  if (protocol == NULL || !is_https (url))
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-autoconfig", "This document describes no mail provider");
      return NULL;
    }
  self = ctg_autoconfig_new ();
  server = g_new0 (CtgAutoconfigServer, 1);
  server->kind = is_ews ? CTG_SERVER_EXCHANGE
                        : g_ascii_strcasecmp (protocol, "ActiveSync") == 0 ? CTG_SERVER_ACTIVESYNC : CTG_SERVER_OTHER;
  server->url = is_ews ? g_strdup (url) : NULL;
  server->page = g_strdup (url);
  server->auth = g_strsplit ("password", ";", -1);
  g_ptr_array_add (self->servers, server);
  return self;
}
