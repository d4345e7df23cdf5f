/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the mail account of an Apple configuration profile (.mobileconfig), which many hosters offer for download. One
 * that is signed is not XML and is not read. With SSL on, a port that is for STARTTLS means STARTTLS. */

#include "mobileconfig.h"

#include "errors.h"
#include "text.h"

#include <string.h>

#define HEAD_MAX_BYTES 600
#define DEPTH_MAX 12
#define TEXT_MAX_BYTES 320
#define APPLE_TYPE "<!DOCTYPE plist PUBLIC \"-//Apple"

/**
 * ctg_mobileconfig_skip_type:
 * @text: (array length=length): a document
 * @length: how many bytes
 * @skip: (out): how many bytes to leave out at the beginning, up to its outermost element
 *
 * A property list begins with a document type, which we refuse: Apple's own, which defines nothing, is passed over.
 *
 * Returns: whether it is a property list
 */
gboolean
ctg_mobileconfig_skip_type (const char *text, gsize length, gsize *skip)
{
  const char *type = g_strstr_len (text, MIN (length, HEAD_MAX_BYTES), APPLE_TYPE);
  const char *end = type != NULL ? memchr (type, '>', length - (gsize) (type - text)) : NULL;

  if (end == NULL || memchr (type, '[', (gsize) (end - type)) != NULL)
    return FALSE;
  *skip = (gsize) (end + 1 - text);
  return TRUE;
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

/* The dictionary of the mail account, wherever it lies. */
static const CtgXmlElement *
find_account (const CtgXmlElement *element, guint depth)
{
  const CtgXmlElement *found = NULL;

  if (g_str_equal (ctg_xml_element_get_name (element), "dict") && value_of (element, "EmailAccountType") != NULL)
    return element;
  for (const CtgXmlElement *e = ctg_xml_element_get_child (element, NULL);
       e != NULL && found == NULL && depth < DEPTH_MAX; e = ctg_xml_element_get_next (e, NULL))
    found = find_account (e, depth + 1);
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

/**
 * ctg_mobileconfig_read:
 * @xml: a property list
 * @address: a normalised address
 * @error: %CTG_ERROR_PROTOCOL, reason "not-autoconfig"
 *
 * Specification: Apple, Device Management, com.apple.mail.managed
 * Returns: (transfer full) (nullable): what it says
 */
CtgAutoconfig *
ctg_mobileconfig_read (const CtgXml *xml, const char *address, GError **error)
{
  const CtgXmlElement *account = find_account (ctg_xml_get_root (xml), 0);
  g_autofree char *type = account != NULL ? text_of (account, "EmailAccount", "Type") : NULL;
  CtgAutoconfig *self;

  if (type == NULL)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-autoconfig", "This document describes no mail provider");
      return NULL;
    }
  self = ctg_autoconfig_new ();
  self->display_name = text_of (account, "EmailAccount", "Description");
  add_server (self, account, g_str_equal (type, "EmailTypePOP") ? CTG_SERVER_POP3 : CTG_SERVER_IMAP,
              "IncomingMailServer", address);
  add_server (self, account, CTG_SERVER_SMTP, "OutgoingMailServer", address);
  return self;
}
