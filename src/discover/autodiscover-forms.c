/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question in three forms, and one answer out of them.
 *
 *   form   place                                                          asked with
 *   POX    /autodiscover/autodiscover.xml, or any other                   POST, Outlook's schema of 2006
 *   SOAP   /autodiscover/autodiscover.svc                                 POST, GetUserSettings
 *   JSON   /autodiscover/autodiscover.json/v1.0/ADDRESS?Protocol=EWS      GET */

#include "autodiscover-forms.h"

#include "autodiscover-soap.h"
#include "autodiscover.h"
#include "errors.h"

#include <string.h>

#define SOAP_PATH "/autodiscover/autodiscover.svc"
#define JSON_PATH "/autodiscover/autodiscover.json/v1.0/"
#define JSON_QUERY "Protocol=EWS"
#define ANSWER_MAX_BYTES (256 * 1024)

/**
 * ctg_autodiscover_form_of:
 * @url: a place
 *
 * Returns: in which form it is asked
 */
CtgAutodiscoverForm
ctg_autodiscover_form_of (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *path = uri != NULL ? g_ascii_strdown (g_uri_get_path (uri), -1) : g_strdup ("");

  if (g_str_has_suffix (path, ".svc"))
    return CTG_AUTODISCOVER_SOAP;
  return strstr (path, "/autodiscover.json") != NULL ? CTG_AUTODISCOVER_JSON : CTG_AUTODISCOVER_POX;
}

/**
 * ctg_autodiscover_place:
 * @form: SOAP or JSON
 * @near: a place
 * @address: a normalised address; of SOAP's place it is no part
 *
 * Returns: (transfer full) (nullable): the place of that form at the same server
 */
char *
ctg_autodiscover_place (CtgAutodiscoverForm form, const char *near, const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (near, G_URI_FLAGS_NONE, NULL);
  gboolean is_json = form == CTG_AUTODISCOVER_JSON;
  g_autofree char *path = is_json ? g_strconcat (JSON_PATH, address, NULL) : g_strdup (SOAP_PATH);

  if (uri == NULL)
    return NULL;
  return g_uri_join (G_URI_FLAGS_NONE, "https", NULL, g_uri_get_host (uri), g_uri_get_port (uri), path,
                     is_json ? JSON_QUERY : NULL, NULL);
}

static GBytes *
make_pox_request (const char *address)
{
  g_autofree char *escaped = g_markup_escape_text (address, -1);
  char *text = g_strdup_printf (
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006\"><Request>"
    "<EMailAddress>%s</EMailAddress><AcceptableResponseSchema>"
    "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema>"
    "</Request></Autodiscover>\n", escaped);

  return g_bytes_new_take (text, strlen (text));
}

/**
 * ctg_autodiscover_request:
 * @form: a form
 * @url: the place that is asked
 * @address: a normalised address
 *
 * Specification: MS-OXDSCLI section 2.2.3, MS-OXWSADISC section 3.1.4.3
 * Returns: (transfer full) (nullable): what is sent there; %NULL: all of the question is the place itself
 */
GBytes *
ctg_autodiscover_request (CtgAutodiscoverForm form, const char *url, const char *address)
{
  if (form == CTG_AUTODISCOVER_JSON)
    return NULL;
  return form == CTG_AUTODISCOVER_SOAP ? ctg_autodiscover_soap_request (url, address) : make_pox_request (address);
}

static void
take_document (CtgAutodiscoverAnswer *self, const CtgAutoconfig *document)
{
  for (guint i = 0; i < document->servers->len; i++)
    {
      const CtgAutoconfigServer *server = g_ptr_array_index (document->servers, i);

      self->has_active_sync |= server->kind == CTG_SERVER_ACTIVESYNC;
      if (server->kind == CTG_SERVER_EXCHANGE && server->url != NULL)
        g_ptr_array_add (self->services, g_strdup (server->url));
    }
}

static void
read_pox (CtgAutodiscoverAnswer *self, const CtgXml *xml, const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgAutoconfig) document = ctg_autodiscover_read (xml, address, &error);

  if (document != NULL)
    take_document (self, document);
  else if (ctg_error_has_reason (error, "autodiscover-redirect"))
    self->target = g_strdup (ctg_error_get_details (error).server_text);
  else if (ctg_error_has_reason (error, "autodiscover-error"))
    self->refusal = g_strdup (ctg_error_get_details (error).server_text);
}

static void
read_soap (CtgAutodiscoverAnswer *self, const CtgXml *xml)
{
  g_autoptr (CtgUserSettings) settings = ctg_autodiscover_soap_read (xml, NULL);

  if (settings == NULL)
    return;
  self->target = g_strdup (settings->target);
  if (ctg_user_settings_is_too_old (settings))
    self->too_old = g_strdup (settings->version != NULL ? settings->version : settings->schemas);
  if (self->too_old != NULL)
    return;
  if (settings->external_url != NULL)
    g_ptr_array_add (self->services, g_strdup (settings->external_url));
  if (settings->internal_url != NULL)
    g_ptr_array_add (self->services, g_strdup (settings->internal_url));
}

static void
read_json (CtgAutodiscoverAnswer *self, const char *text, gsize length)
{
  g_autoptr (CtgJson) json = length <= ANSWER_MAX_BYTES ? ctg_json_parse (text, (gssize) length, NULL) : NULL;
  g_autoptr (CtgAutoconfig) document =
    json != NULL ? ctg_autodiscover_read_json (ctg_json_get_root (json), NULL) : NULL;

  if (document != NULL)
    take_document (self, document);
}

/**
 * ctg_autodiscover_answer_read:
 * @form: the form of the question
 * @body: what came
 * @address: whom it is about
 *
 * Returns: (transfer full): what it says; nothing where it cannot be read or says that there is nothing
 */
CtgAutodiscoverAnswer *
ctg_autodiscover_answer_read (CtgAutodiscoverForm form, GBytes *body, const char *address)
{
  CtgAutodiscoverAnswer *self = g_new0 (CtgAutodiscoverAnswer, 1);
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  const char *text = bytes != NULL ? bytes : "";
  g_autoptr (CtgXml) xml = form != CTG_AUTODISCOVER_JSON ? ctg_xml_parse (text, length, ANSWER_MAX_BYTES, NULL) : NULL;

  self->services = g_ptr_array_new_with_free_func (g_free);
  if (form == CTG_AUTODISCOVER_JSON)
    read_json (self, text, length);
  else if (form == CTG_AUTODISCOVER_POX && xml != NULL && ctg_autodiscover_is (xml))
    read_pox (self, xml, address);
  else if (form == CTG_AUTODISCOVER_SOAP && xml != NULL && ctg_autodiscover_soap_is (xml))
    read_soap (self, xml);
  return self;
}

/**
 * ctg_autodiscover_answer_free:
 * @self: (transfer full) (nullable): an answer
 */
void
ctg_autodiscover_answer_free (CtgAutodiscoverAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->target);
  g_ptr_array_unref (self->services);
  g_free (self->refusal);
  g_free (self->too_old);
  g_free (self);
}
