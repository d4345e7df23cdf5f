/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Autodiscover as a web service: GetUserSettings, for one mailbox.
 *
 *   ErrorCode                     then
 *   NoError                       the settings that are there
 *   RedirectAddress, RedirectUrl  RedirectTarget
 *   any other, a fault            PROTOCOL autodiscover-error, with the server's words
 *
 * A setting that the server does not know is left out by it and no failure. */

#include "autodiscover-soap.h"

#include "errors.h"
#include "exchange-probe.h"
#include "text.h"

#include <string.h>

#define TEXT_MAX_BYTES 500
#define NAMESPACE "http://schemas.microsoft.com/exchange/2010/Autodiscover"
#define SCHEMA_MIN "Exchange2010_SP2"

static const char *const wanted[] = { "ExternalEwsUrl", "InternalEwsUrl", "CasVersion", "EwsSupportedSchemas" };

static void
append_wanted (GString *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_string_append_printf (text, "<a:Setting>%s</a:Setting>", wanted[i]);
}

/**
 * ctg_autodiscover_soap_request:
 * @url: of the service that is asked
 * @address: a normalised address
 *
 * Specification: MS-OXWSADISC section 3.1.4.3 (GetUserSettings)
 * Returns: (transfer full): the question for that mailbox's settings
 */
GBytes *
ctg_autodiscover_soap_request (const char *url, const char *address)
{
  g_autofree char *escaped_url = g_markup_escape_text (url, -1);
  g_autofree char *escaped = g_markup_escape_text (address, -1);
  GString *text = g_string_new (NULL);

  g_string_append_printf (
    text,
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:a=\"" NAMESPACE "\" "
    "xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"><s:Header>"
    "<a:RequestedServerVersion>Exchange2010_SP2</a:RequestedServerVersion>"
    "<wsa:Action>" NAMESPACE "/Autodiscover/GetUserSettings</wsa:Action><wsa:To>%s</wsa:To></s:Header><s:Body>"
    "<a:GetUserSettingsRequestMessage><a:Request><a:Users><a:User><a:Mailbox>%s</a:Mailbox></a:User></a:Users>"
    "<a:RequestedSettings>", escaped_url, escaped);
  append_wanted (text);
  g_string_append (text, "</a:RequestedSettings></a:Request></a:GetUserSettingsRequestMessage></s:Body>"
                         "</s:Envelope>\n");
  return g_string_free_to_bytes (text);
}

static const CtgXmlElement *
get_body (const CtgXml *xml)
{
  return ctg_xml_element_get_child (ctg_xml_get_root (xml), "Body");
}

static char *
text_in (const CtgXmlElement *parent, const char *name)
{
  g_autofree char *text = ctg_xml_element_dup_text (ctg_xml_element_get_child (parent, name));

  if (text == NULL || *g_strstrip (text) == '\0' || strlen (text) > TEXT_MAX_BYTES || ctg_text_has_control (text))
    return NULL;
  return g_steal_pointer (&text);
}

static void
set_error (GError **error, char *words)
{
  g_autofree char *owned = words;

  ctg_error_set (error, CTG_ERROR_PROTOCOL, "autodiscover-error", "An answer without settings");
  ctg_error_add_server (error, NULL, owned);
}

/* FALSE: what answers says that it does not. */
static gboolean
check_code (const CtgXmlElement *answer, GError **error)
{
  g_autofree char *code = text_in (answer, "ErrorCode");
  char *words;

  if (g_strcmp0 (code, "NoError") == 0)
    return TRUE;
  words = text_in (answer, "ErrorMessage");
  set_error (error, words != NULL ? words : g_steal_pointer (&code));
  return FALSE;
}

static gboolean
is_redirect (const CtgXmlElement *user)
{
  g_autofree char *code = text_in (user, "ErrorCode");

  return g_strcmp0 (code, "RedirectAddress") == 0 || g_strcmp0 (code, "RedirectUrl") == 0;
}

static void
take_setting (CtgUserSettings *self, const CtgXmlElement *setting)
{
  char **places[] = { &self->external_url, &self->internal_url, &self->version, &self->schemas };
  g_autofree char *name = text_in (setting, "Name");

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (g_strcmp0 (name, wanted[i]) == 0 && *places[i] == NULL)
      *places[i] = text_in (setting, "Value");
}

static void
keep_https (char **url)
{
  if (*url != NULL && !g_str_has_prefix (*url, "https://"))
    g_clear_pointer (url, g_free);
}

static CtgUserSettings *
read_settings (const CtgXmlElement *user)
{
  CtgUserSettings *self = g_new0 (CtgUserSettings, 1);
  const CtgXmlElement *list = ctg_xml_element_get_child (user, "UserSettings");

  for (const CtgXmlElement *e = ctg_xml_element_get_child (list, "UserSetting"); e != NULL;
       e = ctg_xml_element_get_next (e, "UserSetting"))
    take_setting (self, e);
  keep_https (&self->external_url);
  keep_https (&self->internal_url);
  return self;
}

/**
 * ctg_autodiscover_soap_is:
 * @xml: a document
 *
 * Returns: whether it is a web service's answer, or its fault
 */
gboolean
ctg_autodiscover_soap_is (const CtgXml *xml)
{
  return g_str_equal (ctg_xml_element_get_name (ctg_xml_get_root (xml)), "Envelope") && get_body (xml) != NULL;
}

/**
 * ctg_autodiscover_soap_read:
 * @xml: an answer to ctg_autodiscover_soap_request()
 * @error: %CTG_ERROR_PROTOCOL "autodiscover-error"
 *
 * Specification: MS-OXWSADISC section 2.2.4
 * Returns: (transfer full) (nullable): what it says of the first mailbox
 */
CtgUserSettings *
ctg_autodiscover_soap_read (const CtgXml *xml, GError **error)
{
  const CtgXmlElement *message = ctg_xml_element_get_child (get_body (xml), "GetUserSettingsResponseMessage");
  const CtgXmlElement *response = ctg_xml_element_get_child (message, "Response");
  const CtgXmlElement *user =
    ctg_xml_element_get_child (ctg_xml_element_get_child (response, "UserResponses"), "UserResponse");
  CtgUserSettings *self;

  if (response == NULL)
    {
      set_error (error, text_in (ctg_xml_element_get_child (get_body (xml), "Fault"), "faultstring"));
      return NULL;
    }
  if (!check_code (response, error))
    return NULL;
  if (!is_redirect (user))
    return check_code (user, error) ? read_settings (user) : NULL;
  self = g_new0 (CtgUserSettings, 1);
  self->target = text_in (user, "RedirectTarget");
  return self;
}

/**
 * ctg_user_settings_free:
 * @self: (transfer full) (nullable): settings
 */
void
ctg_user_settings_free (CtgUserSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->target);
  g_free (self->external_url);
  g_free (self->internal_url);
  g_free (self->version);
  g_free (self->schemas);
  g_free (self);
}

/**
 * ctg_user_settings_is_too_old:
 * @self: settings
 *
 * A68: by the server's version; where it does not say one, by the versions of the service it speaks.
 *
 * Returns: whether the server is older than Exchange 2010 Service Pack 2
 */
gboolean
ctg_user_settings_is_too_old (const CtgUserSettings *self)
{
  if (self->version != NULL)
    return ctg_exchange_version_is_too_old (self->version);
  return self->schemas != NULL && strstr (self->schemas, SCHEMA_MIN) == NULL;
}
