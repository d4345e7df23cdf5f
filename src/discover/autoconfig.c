/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the documents by which providers describe themselves to mail programs (Mozilla's config-v1.1,
 * draft-ietf-mailmaint-autoconfig), generously: names in any case and with any prefix, elements in any order, missing
 * ones by what they usually are. What is there and makes no sense is not mended: such a server counts as not
 * understood.
 *
 *   missing          taken as
 *   type             by the port, then by the first word of the host; else not understood
 *   port             by type and encryption: 993 143, 995 110, 465 587
 *   socketType       by the port: encrypted from the start on 993, 995, 465; STARTTLS, mandatory, elsewhere
 *   authentication   password
 *   username         the address
 */

#include "autoconfig.h"

#include "errors.h"
#include "text.h"

#include <string.h>

#define SERVERS_MAX 64         /* of a kind: many of one must not hide the few of another */
#define NAME_MAX_BYTES 100
#define URL_MAX_BYTES 500
#define LIST_MAX 16

static const char *
local_name (const CtgXmlElement *element)
{
  const char *name = ctg_xml_element_get_name (element);
  const char *colon = strrchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

static const CtgXmlElement *
skip_to (const CtgXmlElement *element, const char *name)
{
  while (element != NULL && g_ascii_strcasecmp (local_name (element), name) != 0)
    element = ctg_xml_element_get_next (element, NULL);
  return element;
}

static const CtgXmlElement *
first (const CtgXmlElement *parent, const char *name)
{
  return skip_to (ctg_xml_element_get_child (parent, NULL), name);
}

static const CtgXmlElement *
next (const CtgXmlElement *element, const char *name)
{
  return skip_to (ctg_xml_element_get_next (element, NULL), name);
}

static char *
text_of (const CtgXmlElement *element)
{
  g_autofree char *text = ctg_xml_element_dup_text (element);

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* An attribute whose name is written in lower case, with a capital or in capitals. */
static char *
attribute_of (const CtgXmlElement *element, const char *name)
{
  g_autofree char *upper = g_ascii_strup (name, -1);
  g_autofree char *capital = g_strdup (name);
  const char *const names[] = { name, capital, upper };
  char *value = NULL;

  *capital = g_ascii_toupper (*capital);
  for (gsize i = 0; i < G_N_ELEMENTS (names) && value == NULL; i++)
    value = ctg_xml_element_dup_attribute (element, names[i]);
  return value;
}

static char *
read_first_host (const CtgXmlElement *element, const char *address)
{
  for (const CtgXmlElement *e = first (element, "hostname"); e != NULL; e = next (e, "hostname"))
    {
      g_autofree char *text = text_of (e);
      char *host = text != NULL ? ctg_autoconfig_read_host (text, address) : NULL;

      if (host != NULL)
        return host;
    }
  return NULL;
}

static const struct
{
  const char *word;
  CtgServerKind kind;
} kinds[] = {
  { "imap", CTG_SERVER_IMAP }, { "imap4", CTG_SERVER_IMAP }, { "imaps", CTG_SERVER_IMAP },
  { "pop3", CTG_SERVER_POP3 }, { "pop", CTG_SERVER_POP3 }, { "pop3s", CTG_SERVER_POP3 },
  { "smtp", CTG_SERVER_SMTP }, { "smtps", CTG_SERVER_SMTP }, { "submission", CTG_SERVER_SMTP },
  { "exchange", CTG_SERVER_EXCHANGE }, { "ews", CTG_SERVER_EXCHANGE },
  { "graph", CTG_SERVER_GRAPH },
  { "activesync", CTG_SERVER_ACTIVESYNC }, { "eas", CTG_SERVER_ACTIVESYNC },
};

static CtgServerKind
guess_kind (const CtgAutoconfigServer *server)
{
  if (server->port == 993 || server->port == 143)
    return CTG_SERVER_IMAP;
  if (server->port == 995 || server->port == 110)
    return CTG_SERVER_POP3;
  if (server->host != NULL && g_str_has_prefix (server->host, "imap"))
    return CTG_SERVER_IMAP;
  if (server->host != NULL && g_str_has_prefix (server->host, "pop"))
    return CTG_SERVER_POP3;
  return CTG_SERVER_OTHER;
}

static gboolean
can_be (CtgServerKind kind, gboolean is_outgoing)
{
  return is_outgoing ? kind != CTG_SERVER_IMAP && kind != CTG_SERVER_POP3 : kind != CTG_SERVER_SMTP;
}

static CtgServerKind
read_kind (const CtgXmlElement *element, const CtgAutoconfigServer *server, gboolean is_outgoing)
{
  g_autofree char *type = attribute_of (element, "type");

  if (type == NULL || *g_strstrip (type) == '\0')
    return is_outgoing ? CTG_SERVER_SMTP : guess_kind (server);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (type, kinds[i].word) == 0 && can_be (kinds[i].kind, is_outgoing))
      return kinds[i].kind;
  return CTG_SERVER_OTHER;
}

/* TRUE: understood. */
static gboolean
read_security_word (const char *word, CtgSecurity *security)
{
  static const struct
  {
    const char *word;
    CtgSecurity security;
  } words[] = {
    { "SSL", CTG_SECURITY_TLS }, { "TLS", CTG_SECURITY_TLS }, { "SSL/TLS", CTG_SECURITY_TLS },
    { "implicit", CTG_SECURITY_TLS },
    { "STARTTLS", CTG_SECURITY_STARTTLS },
    { "plain", CTG_SECURITY_NONE }, { "none", CTG_SECURITY_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (word, words[i].word) == 0)
      {
        *security = words[i].security;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_implicit_port (guint16 port)
{
  return port == 993 || port == 995 || port == 465 || port == 443;
}

/* The first encryption that is understood; clear text only where nothing else is said. */
static void
read_security (const CtgXmlElement *element, CtgAutoconfigServer *server)
{
  gboolean is_said = FALSE;

  for (const CtgXmlElement *e = first (element, "socketType"); e != NULL; e = next (e, "socketType"))
    {
      g_autofree char *word = text_of (e);
      CtgSecurity security;

      if (word == NULL)
        continue;
      is_said = TRUE;
      if (!read_security_word (word, &security) ||
          (server->is_secure_known && (security == CTG_SECURITY_NONE || server->security != CTG_SECURITY_NONE)))
        continue;
      server->security = security;
      server->is_secure_known = TRUE;
    }
  if (is_said)
    return;
  server->security = server->port == 0 || is_implicit_port (server->port) ? CTG_SECURITY_TLS : CTG_SECURITY_STARTTLS;
  server->is_secure_known = TRUE;
}

static guint16
usual_port (CtgServerKind kind, CtgSecurity security)
{
  gboolean is_implicit = security == CTG_SECURITY_TLS;

  switch (kind)
    {
    case CTG_SERVER_IMAP:
      return is_implicit ? 993 : 143;
    case CTG_SERVER_POP3:
      return is_implicit ? 995 : 110;
    case CTG_SERVER_SMTP:
      return is_implicit ? 465 : 587;
    case CTG_SERVER_EXCHANGE:
    case CTG_SERVER_GRAPH:
    case CTG_SERVER_ACTIVESYNC:
    case CTG_SERVER_OTHER:
    default:
      return 443;
    }
}

/* FALSE: a port is given that is none. */
static gboolean
read_port (const CtgXmlElement *element, CtgAutoconfigServer *server)
{
  g_autofree char *text = text_of (first (element, "port"));
  guint64 port;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL))
    return FALSE;
  server->port = (guint16) port;
  return TRUE;
}

static void
add_once (GPtrArray *list, const char *text)
{
  if (list->len < LIST_MAX && !g_ptr_array_find_with_equal_func (list, text, g_str_equal, NULL))
    g_ptr_array_add (list, g_strdup (text));
}

static char **
end_list (GPtrArray *list)
{
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (list, FALSE);
}

/* What is said and not understood is no way in; nothing said is a password. */
static char **
read_auth (const CtgXmlElement *element)
{
  GPtrArray *list = g_ptr_array_new ();
  gboolean is_said = FALSE;

  for (const CtgXmlElement *e = first (element, "authentication"); e != NULL; e = next (e, "authentication"))
    {
      g_autofree char *text = text_of (e);
      const char *word = text != NULL ? ctg_autoconfig_read_auth (text) : NULL;

      is_said = is_said || text != NULL;
      if (word != NULL)
        add_once (list, word);
    }
  if (!is_said)
    add_once (list, "password");
  return end_list (list);
}

static gboolean
is_web_address (const char *text, gboolean only_https)
{
  g_autoptr (GUri) uri = NULL;

  if (strlen (text) > URL_MAX_BYTES || ctg_text_has_control (text))
    return FALSE;
  uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL)
    return FALSE;
  return g_str_equal (g_uri_get_scheme (uri), "https") ||
         (!only_https && g_str_equal (g_uri_get_scheme (uri), "http"));
}

static char *
read_url (const CtgXmlElement *element, const char *name)
{
  g_autofree char *text = text_of (first (element, name));

  return text != NULL && is_web_address (text, TRUE) ? g_steal_pointer (&text) : NULL;
}

/* Exchange's addresses. One that has ActiveSync's alone is no Exchange to us. */
static void
read_urls (const CtgXmlElement *element, CtgAutoconfigServer *server)
{
  g_autofree char *web_mail = read_url (element, "owaURL");
  g_autofree char *active_sync = read_url (element, "easURL");

  server->url = read_url (element, "ewsURL");
  if (server->url == NULL)
    server->url = read_url (element, "url");
  if (server->kind == CTG_SERVER_EXCHANGE && server->url == NULL && web_mail == NULL && active_sync != NULL)
    server->kind = CTG_SERVER_ACTIVESYNC;
  server->page = web_mail != NULL ? g_steal_pointer (&web_mail) : g_steal_pointer (&active_sync);
  if (server->page == NULL && server->kind == CTG_SERVER_ACTIVESYNC)
    server->page = g_strdup (server->url);
}

static void
server_free (gpointer data)
{
  CtgAutoconfigServer *server = data;

  g_free (server->host);
  g_strfreev (server->auth);
  g_free (server->username);
  g_free (server->url);
  g_free (server->page);
  g_free (server);
}

static CtgAutoconfigServer *
read_server (const CtgXmlElement *element, gboolean is_outgoing, const char *address)
{
  CtgAutoconfigServer *server = g_new0 (CtgAutoconfigServer, 1);
  gboolean has_port = read_port (element, server);

  server->host = read_first_host (element, address);
  server->kind = read_kind (element, server, is_outgoing);
  read_security (element, server);
  if (has_port && server->port == 0)
    server->port = usual_port (server->kind, server->security);
  server->auth = read_auth (element);
  server->username = text_of (first (element, "username"));
  read_urls (element, server);
  return server;
}

static void
read_servers (CtgAutoconfig *self, const CtgXmlElement *provider, const char *address)
{
  for (const CtgXmlElement *e = ctg_xml_element_get_child (provider, NULL); e != NULL;
       e = ctg_xml_element_get_next (e, NULL))
    {
      gboolean is_outgoing = g_ascii_strcasecmp (local_name (e), "outgoingServer") == 0;

      if (is_outgoing || g_ascii_strcasecmp (local_name (e), "incomingServer") == 0)
        ctg_autoconfig_take_server (self, read_server (e, is_outgoing, address));
    }
}

static char **
read_domains (const CtgXmlElement *provider)
{
  GPtrArray *list = g_ptr_array_new ();

  for (const CtgXmlElement *e = first (provider, "domain"); e != NULL; e = next (e, "domain"))
    {
      g_autofree char *text = text_of (e);

      if (text != NULL)
        g_ptr_array_add (list, g_ascii_strdown (text, -1));
    }
  return end_list (list);
}

static char *
read_name (const CtgXmlElement *provider, const char *address)
{
  static const char *const names[] = { "displayName", "displayShortName" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = text_of (first (provider, names[i]));
      g_autofree char *filled = text != NULL ? ctg_autoconfig_fill (text, address) : NULL;
      g_autofree char *clean = filled != NULL ? ctg_text_first_line (filled, NAME_MAX_BYTES) : NULL;

      if (clean != NULL && *clean != '\0')
        return g_steal_pointer (&clean);
    }
  return NULL;
}

static void
read_documentation (CtgAutoconfig *self, const CtgXmlElement *provider)
{
  static const struct
  {
    const char *element;
    const char *attribute;
  } places[] = { { "enable", "visiturl" }, { "documentation", "url" }, { "instruction", "url" } };
  GPtrArray *list = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    for (const CtgXmlElement *e = first (provider, places[i].element); e != NULL; e = next (e, places[i].element))
      {
        g_autofree char *url = attribute_of (e, places[i].attribute);

        if (url != NULL && is_web_address (g_strstrip (url), FALSE))
          add_once (list, url);
      }
  self->documentation = end_list (list);
  self->has_switch = first (provider, "enable") != NULL;
}

static gboolean
is_for (const CtgXmlElement *provider, const char *domain)
{
  g_auto (GStrv) domains = read_domains (provider);

  return g_strv_contains ((const char *const *) domains, domain);
}

/* Of several providers the one that names the domain, else the first. */
static const CtgXmlElement *
find_provider (const CtgXmlElement *root, const char *domain)
{
  const CtgXmlElement *provider = first (root, "emailProvider");

  if (g_ascii_strcasecmp (local_name (root), "emailProvider") == 0)
    return root;
  for (const CtgXmlElement *e = provider; e != NULL; e = next (e, "emailProvider"))
    if (is_for (e, domain))
      return e;
  return provider;
}

/**
 * ctg_autoconfig_new:
 *
 * Returns: (transfer full): a document that says nothing
 */
CtgAutoconfig *
ctg_autoconfig_new (void)
{
  CtgAutoconfig *self = g_new0 (CtgAutoconfig, 1);

  self->servers = g_ptr_array_new_with_free_func (server_free);
  return self;
}

/**
 * ctg_autoconfig_take_server:
 * @self: a document
 * @server: (transfer full): one of its servers
 *
 * Adds it, unless there are more of its kind than anybody has.
 */
void
ctg_autoconfig_take_server (CtgAutoconfig *self, CtgAutoconfigServer *server)
{
  guint n_same = 0;

  for (guint i = 0; i < self->servers->len; i++)
    n_same += ((CtgAutoconfigServer *) g_ptr_array_index (self->servers, i))->kind == server->kind ? 1 : 0;
  if (n_same < SERVERS_MAX)
    g_ptr_array_add (self->servers, server);
  else
    server_free (server);
}

/**
 * ctg_autoconfig_read:
 * @xml: a document from anywhere
 * @address: a normalised address, for the place-holders
 * @error: %CTG_ERROR_PROTOCOL
 *
 * Specification: draft-ietf-mailmaint-autoconfig, section 4
 * Returns: (transfer full) (nullable): what it says
 */
CtgAutoconfig *
ctg_autoconfig_read (const CtgXml *xml, const char *address, GError **error)
{
  const CtgXmlElement *provider;
  CtgAutoconfig *self;

  g_return_val_if_fail (strrchr (address, '@') != NULL, NULL);
  provider = find_provider (ctg_xml_get_root (xml), strrchr (address, '@') + 1);
  if (provider == NULL)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-autoconfig", "This document describes no mail provider");
      return NULL;
    }
  self = ctg_autoconfig_new ();
  self->display_name = read_name (provider, address);
  self->domains = read_domains (provider);
  read_servers (self, provider, address);
  read_documentation (self, provider);
  return self;
}

/**
 * ctg_autoconfig_parse:
 * @text: (array length=length): the document, from anywhere
 * @length: how many bytes, refused above 256 KB
 * @address: a normalised address, for the place-holders
 * @error: %CTG_ERROR_TOO_LARGE, %CTG_ERROR_PROTOCOL
 *
 * Returns: (transfer full) (nullable): what it says
 */
CtgAutoconfig *
ctg_autoconfig_parse (const char *text, gsize length, const char *address, GError **error)
{
  g_autoptr (CtgXml) xml = ctg_xml_parse (text, length, CTG_XML_DEFAULT_MAX_BYTES, error);

  return xml != NULL ? ctg_autoconfig_read (xml, address, error) : NULL;
}

/**
 * ctg_autoconfig_free:
 * @self: (transfer full) (nullable): what a document says
 */
void
ctg_autoconfig_free (CtgAutoconfig *self)
{
  if (self == NULL)
    return;
  g_free (self->display_name);
  g_strfreev (self->domains);
  g_ptr_array_unref (self->servers);
  g_strfreev (self->documentation);
  g_free (self);
}
