/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the mail account of an Apple configuration profile (.mobileconfig), which many hosters offer for download. Of
 * one that is signed (CMS) the property list inside is read and the signature is not verified: the file is trusted like
 * any that a person opens. With SSL on, a port that is for STARTTLS means STARTTLS.
 *
 *   EmailAccountType           IMAP or POP3, and SMTP
 *   com.apple.ews.account      Exchange at Host, Port and Path; without a path its usual one is a possibility
 *   com.apple.eas.account      ActiveSync at Host
 */

#include "mobileconfig.h"

#include "errors.h"
#include "text.h"

#include <string.h>

#define DEPTH_MAX 12
#define TEXT_MAX_BYTES 320
#define TYPE "<!DOCTYPE plist"
#define CLOSING "</plist>"

static gboolean
begins_with (const char *text, const char *end, const char *beginning)
{
  return (gsize) (end - text) >= strlen (beginning) && strncmp (text, beginning, strlen (beginning)) == 0;
}

/* Past what ends with @closing; @end where nothing does. */
static const char *
skip_past (const char *text, const char *end, const char *closing)
{
  const char *at = memmem (text, (gsize) (end - text), closing, strlen (closing));

  return at != NULL ? at + strlen (closing) : end;
}

/* Past white space, comments and the declaration. */
static const char *
skip_prolog (const char *text, const char *end)
{
  const char *at = text + ctg_xml_skip_space (text, (gsize) (end - text));

  while (at < end)
    if (g_ascii_isspace (*at))
      at++;
    else if (begins_with (at, end, "<!--"))
      at = skip_past (at, end, "-->");
    else if (begins_with (at, end, "<?"))
      at = skip_past (at, end, "?>");
    else
      break;
  return at;
}

/**
 * ctg_mobileconfig_skip_type:
 * @text: (array length=length): a document
 * @length: how many bytes
 *
 * A property list may begin with a document type, which we refuse: one that names what others wrote and defines nothing
 * of its own is passed over, and nothing is fetched.
 *
 * Returns: how many bytes to leave out at the beginning; 0 of any other document
 */
gsize
ctg_mobileconfig_skip_type (const char *text, gsize length)
{
  const char *end = text + length;
  const char *type = skip_prolog (text, end);
  const char *closing = begins_with (type, end, TYPE) ? memchr (type, '>', (gsize) (end - type)) : NULL;

  if (closing == NULL || memchr (type, '[', (gsize) (closing - type)) != NULL || g_ascii_isalnum (type[strlen (TYPE)]))
    return 0;
  return (gsize) (closing + 1 - text);
}

/**
 * ctg_mobileconfig_is_signed:
 * @text: (array length=length): a document
 * @length: how many bytes
 *
 * Returns: whether it begins as CMS does: a sequence, with a length over 127 or without one, of which the first member
 *   is an object's identifier
 */
gboolean
ctg_mobileconfig_is_signed (const char *text, gsize length)
{
  gsize n_length_bytes = length > 2 ? (guchar) text[1] & 0x7f : 0;

  return length > 2 && text[0] == 0x30 && ((guchar) text[1] & 0x80) != 0 && n_length_bytes <= 4 &&
         length > 2 + n_length_bytes && text[2 + n_length_bytes] == 0x06;
}

/**
 * ctg_mobileconfig_find_list:
 * @text: (array length=length): a signed document
 * @length: how many bytes
 * @list_length: (out): how long the list is
 *
 * Specification: RFC 5652 section 5, as far as the content lies in one piece
 * Returns: (transfer none) (nullable): the property list inside; %NULL: there is none in one piece
 */
const char *
ctg_mobileconfig_find_list (const char *text, gsize length, gsize *list_length)
{
  const char *start = memmem (text, length, "<?xml", 5);
  const char *end = text + length;
  const char *last = NULL;

  if (start == NULL)
    start = memmem (text, length, "<plist", 6);
  for (const char *at = start; at != NULL; at = memmem (at + 1, (gsize) (end - at - 1), CLOSING, strlen (CLOSING)))
    last = at;
  if (last == start)
    return NULL;
  *list_length = (gsize) (last - start) + strlen (CLOSING);
  return start;
}

/**
 * ctg_mobileconfig_is:
 * @xml: a document
 *
 * Returns: whether it is a property list
 */
gboolean
ctg_mobileconfig_is (const CtgXml *xml)
{
  return g_str_equal (ctg_xml_element_get_name (ctg_xml_get_root (xml)), "plist");
}

/* The value that follows a key in a dictionary. */
static const CtgXmlElement *
value_of (const CtgXmlElement *dict, const char *name)
{
  for (const CtgXmlElement *key = ctg_xml_element_get_child (dict, "key"); key != NULL;
       key = ctg_xml_element_get_next (key, "key"))
    {
      g_autofree char *text = ctg_xml_element_dup_text (key);

      if (g_strcmp0 (text, name) == 0)
        return ctg_xml_element_get_next (key, NULL);
    }
  return NULL;
}

static char *
text_of (const CtgXmlElement *dict, const char *side, const char *name)
{
  g_autofree char *key = g_strconcat (side, name, NULL);
  g_autofree char *text = ctg_xml_element_dup_text (value_of (dict, key));

  if (text == NULL || *text == '\0' || strlen (text) > TEXT_MAX_BYTES || ctg_text_has_control (text))
    return NULL;
  return g_steal_pointer (&text);
}

static gboolean
is_mail (const CtgXmlElement *dict)
{
  return value_of (dict, "EmailAccountType") != NULL;
}

static gboolean
is_exchange (const CtgXmlElement *dict)
{
  g_autofree char *type = text_of (dict, "Payload", "Type");

  return g_strcmp0 (type, "com.apple.ews.account") == 0 || g_strcmp0 (type, "com.apple.eas.account") == 0;
}

/* The dictionary of an account, wherever it lies. */
static const CtgXmlElement *
find_account (const CtgXmlElement *element, gboolean (*is_it) (const CtgXmlElement *dict), guint depth)
{
  const CtgXmlElement *found = NULL;

  if (g_str_equal (ctg_xml_element_get_name (element), "dict") && is_it (element))
    return element;
  for (const CtgXmlElement *e = ctg_xml_element_get_child (element, NULL);
       e != NULL && found == NULL && depth < DEPTH_MAX; e = ctg_xml_element_get_next (e, NULL))
    found = find_account (e, is_it, depth + 1);
  return found;
}

static char **
read_auth (const CtgXmlElement *account, const char *side)
{
  g_autofree char *word = text_of (account, side, "Authentication");
  const char *auth = "password";

  if (g_strcmp0 (word, "EmailAuthCRAMMD5") == 0 || g_strcmp0 (word, "EmailAuthHTTPMD5") == 0)
    auth = "password-encrypted";
  else if (g_strcmp0 (word, "EmailAuthNTLM") == 0)
    auth = "ntlm";
  else if (g_strcmp0 (word, "EmailAuthNone") == 0)
    auth = "none";
  return g_strsplit (auth, ";", -1);
}

static CtgSecurity
read_security (const CtgXmlElement *account, const char *side, guint16 port)
{
  g_autofree char *key = g_strconcat (side, "UseSSL", NULL);
  const CtgXmlElement *value = value_of (account, key);

  if (value == NULL || !g_str_equal (ctg_xml_element_get_name (value), "true"))
    return CTG_SECURITY_NONE;
  return port == 143 || port == 110 || port == 587 || port == 25 ? CTG_SECURITY_STARTTLS : CTG_SECURITY_TLS;
}

static guint16
usual_port (CtgServerKind kind)
{
  return kind == CTG_SERVER_IMAP ? 993 : kind == CTG_SERVER_POP3 ? 995 : 587;
}

static void
add_server (CtgAutoconfig *self, const CtgXmlElement *account, CtgServerKind kind, const char *side,
            const char *address)
{
  CtgAutoconfigServer *server = g_new0 (CtgAutoconfigServer, 1);
  g_autofree char *host = text_of (account, side, "HostName");
  g_autofree char *port_text = text_of (account, side, "PortNumber");
  guint64 port = usual_port (kind);

  if (port_text != NULL && !g_ascii_string_to_unsigned (port_text, 10, 1, 65535, &port, NULL))
    port = 0;
  server->kind = kind;
  server->host = host != NULL ? ctg_autoconfig_read_host (host, address) : NULL;
  server->port = (guint16) port;
  server->security = read_security (account, side, server->port);
  server->is_secure_known = TRUE;
  server->auth = read_auth (account, side);
  server->username = text_of (account, side, "Username");
  g_ptr_array_add (self->servers, server);
}

static char *
exchange_url (const CtgXmlElement *account, const char *host)
{
  g_autofree char *path = text_of (account, "", "Path");
  g_autofree char *port_text = text_of (account, "", "Port");
  guint64 port = 443;

  if (path == NULL || (port_text != NULL && !g_ascii_string_to_unsigned (port_text, 10, 1, 65535, &port, NULL)))
    return NULL;
  return g_uri_join (G_URI_FLAGS_NONE, "https", NULL, host, port == 443 ? -1 : (int) port, path, NULL, NULL);
}

static void
add_exchange (CtgAutoconfig *self, const CtgXmlElement *account, const char *address)
{
  CtgAutoconfigServer *server = g_new0 (CtgAutoconfigServer, 1);
  g_autofree char *type = text_of (account, "Payload", "Type");
  g_autofree char *host = text_of (account, "", "Host");

  server->kind = g_str_equal (type, "com.apple.eas.account") ? CTG_SERVER_ACTIVESYNC : CTG_SERVER_EXCHANGE;
  server->host = host != NULL ? ctg_autoconfig_read_host (host, address) : NULL;
  server->auth = g_strsplit ("password", ";", -1);
  if (server->kind == CTG_SERVER_EXCHANGE && server->host != NULL)
    server->url = exchange_url (account, server->host);
  ctg_autoconfig_take_server (self, server);
}

static void
add_mail (CtgAutoconfig *self, const CtgXmlElement *account, const char *address)
{
  g_autofree char *type = text_of (account, "EmailAccount", "Type");

  self->display_name = text_of (account, "EmailAccount", "Description");
  add_server (self, account, g_strcmp0 (type, "EmailTypePOP") == 0 ? CTG_SERVER_POP3 : CTG_SERVER_IMAP,
              "IncomingMailServer", address);
  add_server (self, account, CTG_SERVER_SMTP, "OutgoingMailServer", address);
}

/**
 * ctg_mobileconfig_read:
 * @xml: a property list
 * @address: a normalised address
 * @error: %CTG_ERROR_PROTOCOL, reason "not-autoconfig"
 *
 * Specification: Apple, Device Management, com.apple.mail.managed, com.apple.ews.account, com.apple.eas.account
 * Returns: (transfer full) (nullable): what it says
 */
CtgAutoconfig *
ctg_mobileconfig_read (const CtgXml *xml, const char *address, GError **error)
{
  const CtgXmlElement *mail = find_account (ctg_xml_get_root (xml), is_mail, 0);
  const CtgXmlElement *exchange = find_account (ctg_xml_get_root (xml), is_exchange, 0);
  CtgAutoconfig *self;

  if (mail == NULL && exchange == NULL)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-autoconfig", "This document describes no mail provider");
      return NULL;
    }
  self = ctg_autoconfig_new ();
  if (mail != NULL)
    add_mail (self, mail, address);
  if (exchange != NULL)
    add_exchange (self, exchange, address);
  return self;
}
