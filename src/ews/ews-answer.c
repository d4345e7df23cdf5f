/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An answer is `Envelope/Body/SomethingResponse/ResponseMessages/SomethingResponseMessage...`, each of them with a
 * class of its own, or `Envelope/Body/Fault` with the code inside its detail. What is not there is NULL all the way. */

#include "ews-answer.h"

#include "errors.h"
#include "ews-content.h"
#include "ews-error.h"

#include <string.h>

/* What is left of an answer when whole messages are taken out: 512 changes are 300 KB, 50 header blocks seldom 1 MB. */
#define XML_MAX_BYTES (8 * 1024 * 1024)

/**
 * ctg_ews_answer_free:
 * @self: (transfer full) (nullable): an answer
 */
void
ctg_ews_answer_free (CtgEwsAnswer *self)
{
  if (self == NULL)
    return;
  ctg_xml_free (self->xml);
  g_ptr_array_unref (self->contents);
  g_free (self);
}

/**
 * ctg_ews_answer_find:
 * @element: (nullable): where to begin
 * @path: names without prefixes, with slashes between them
 *
 * Returns: (nullable): the first element there
 */
const CtgXmlElement *
ctg_ews_answer_find (const CtgXmlElement *element, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", -1);

  for (guint i = 0; names[i] != NULL && element != NULL; i++)
    element = ctg_xml_element_get_child (element, names[i]);
  return element;
}

/**
 * ctg_ews_answer_dup:
 * @element: (nullable): where to begin
 * @path: as of ctg_ews_answer_find(); a last name that begins with @ is an attribute's
 *
 * Returns: (transfer full) (nullable): the text there
 */
char *
ctg_ews_answer_dup (const CtgXmlElement *element, const char *path)
{
  const char *at = strrchr (path, '@');
  g_autofree char *before = NULL;

  if (at == NULL)
    return ctg_xml_element_dup_text (ctg_ews_answer_find (element, path));
  before = at > path ? g_strndup (path, (gsize) (at - path - 1)) : NULL;
  return ctg_xml_element_dup_attribute (before != NULL ? ctg_ews_answer_find (element, before) : element, at + 1);
}

/**
 * ctg_ews_answer_int:
 * @element: (nullable): where to begin
 * @path: as of ctg_ews_answer_dup()
 * @fallback: when there is no number there
 *
 * Returns: the number
 */
gint64
ctg_ews_answer_int (const CtgXmlElement *element, const char *path, gint64 fallback)
{
  g_autofree char *text = ctg_ews_answer_dup (element, path);
  gint64 number;

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &number, NULL) ? number : fallback;
}

/**
 * ctg_ews_answer_date:
 * @element: (nullable): where to begin
 * @path: as of ctg_ews_answer_dup()
 *
 * Returns: the time there, in seconds of UTC; 0: there is none
 */
gint64
ctg_ews_answer_date (const CtgXmlElement *element, const char *path)
{
  g_autofree char *text = ctg_ews_answer_dup (element, path);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return date != NULL ? g_date_time_to_unix (date) : 0;
}

/**
 * ctg_ews_answer_dup_property:
 * @item: (nullable): an item or a folder
 * @tag: "0x670a", in lower case
 *
 * Returns: (transfer full) (nullable): the value of a MAPI property that was asked for by its tag
 */
char *
ctg_ews_answer_dup_property (const CtgXmlElement *item, const char *tag)
{
  const CtgXmlElement *property = ctg_xml_element_get_child (item, "ExtendedProperty");

  for (; property != NULL; property = ctg_xml_element_get_next (property, "ExtendedProperty"))
    {
      g_autofree char *found = ctg_ews_answer_dup (property, "ExtendedFieldURI/@PropertyTag");
      guint64 wanted = g_ascii_strtoull (tag, NULL, 16);

      if (found != NULL && g_ascii_strtoull (found, NULL, 16) == wanted)
        return ctg_ews_answer_dup (property, "Value");
    }
  return NULL;
}

/* `<MessageXml><Value Name="BackOffMilliseconds">...` */
static gint64
read_back_off (const CtgXmlElement *parent)
{
  const CtgXmlElement *value = ctg_ews_answer_find (parent, "MessageXml/Value");

  for (; value != NULL; value = ctg_xml_element_get_next (value, "Value"))
    {
      g_autofree char *name = ctg_xml_element_dup_attribute (value, "Name");

      if (g_strcmp0 (name, "BackOffMilliseconds") == 0)
        {
          g_autofree char *text = ctg_xml_element_dup_text (value);
          gint64 number = 0;

          g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &number, NULL);
          return number;
        }
    }
  return 0;
}

static void
set_fault (const CtgXmlElement *fault, const char *host, GError **error)
{
  const CtgXmlElement *detail = ctg_xml_element_get_child (fault, "detail");
  g_autofree char *code = ctg_ews_answer_dup (detail, "ResponseCode");
  g_autofree char *fault_code = ctg_ews_answer_dup (fault, "faultcode");
  g_autofree char *text = ctg_ews_answer_dup (fault, "faultstring");
  const char *colon = fault_code != NULL ? strrchr (fault_code, ':') : NULL;
  CtgEwsRefusal refusal = { code, text, read_back_off (detail) };

  if (code == NULL)
    refusal.code = colon != NULL ? colon + 1 : fault_code;
  ctg_ews_error_set (error, &refusal, host);
}

static void
read_version (CtgEwsAnswer *self, const CtgXmlElement *envelope)
{
  const CtgXmlElement *version = ctg_ews_answer_find (envelope, "Header/ServerVersionInfo");

  self->major = (int) ctg_ews_answer_int (version, "@MajorVersion", -1);
  self->minor = (int) ctg_ews_answer_int (version, "@MinorVersion", -1);
}

static gboolean
read_envelope (CtgEwsAnswer *self, const char *host, GError **error)
{
  const CtgXmlElement *envelope = ctg_xml_get_root (self->xml);
  const CtgXmlElement *body = ctg_xml_element_get_child (envelope, "Body");
  const CtgXmlElement *fault = ctg_xml_element_get_child (body, "Fault");
  const CtgXmlElement *response = ctg_xml_element_get_child (body, NULL);

  read_version (self, envelope);
  self->first = ctg_xml_element_get_child (ctg_xml_element_get_child (response, "ResponseMessages"), NULL);
  if (fault != NULL)
    set_fault (fault, host, error);
  else if (self->first == NULL)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-ews", "This is no answer of an Exchange service");
      ctg_error_add_server (error, host, NULL);
    }
  return fault == NULL && self->first != NULL;
}

/**
 * ctg_ews_answer_read:
 * @body: what a server said
 * @host: who said it
 * @error: of a fault, see ews-error.c; %CTG_ERROR_PROTOCOL "not-ews" when it is none of the service's answers,
 *   %CTG_ERROR_TOO_LARGE
 *
 * Returns: (transfer full) (nullable): the answer, with at least one response message
 */
CtgEwsAnswer *
ctg_ews_answer_read (GBytes *body, const char *host, GError **error)
{
  g_autoptr (CtgEwsAnswer) self = g_new0 (CtgEwsAnswer, 1);
  g_autoptr (GBytes) small = NULL;
  g_autoptr (GError) failure = NULL;
  const char *text;
  gsize length;

  self->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  small = ctg_ews_content_lift (body, self->contents);
  text = g_bytes_get_data (small, &length);
  self->xml = ctg_xml_parse (text != NULL ? text : "", length, XML_MAX_BYTES, &failure);
  if (self->xml == NULL)
    {
      if (!g_error_matches (failure, CTG_ERROR, CTG_ERROR_TOO_LARGE))
        {
          g_clear_error (&failure);
          ctg_error_set (&failure, CTG_ERROR_PROTOCOL, "not-ews", "This is no answer of an Exchange service");
        }
      ctg_error_add_server (&failure, host, NULL);
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return read_envelope (self, host, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * ctg_ews_answer_check:
 * @message: a response message
 * @host: who said it
 * @error: see ews-error.c
 *
 * Returns: whether it is a success; a warning is one, for what it holds is right, unless it says that nothing was done
 */
gboolean
ctg_ews_answer_check (const CtgXmlElement *message, const char *host, GError **error)
{
  g_autofree char *class = ctg_xml_element_dup_attribute (message, "ResponseClass");
  g_autofree char *code = ctg_ews_answer_dup (message, "ResponseCode");
  g_autofree char *text = ctg_ews_answer_dup (message, "MessageText");
  CtgEwsRefusal refusal = { code, text, read_back_off (message) };

  if (g_strcmp0 (class, "Error") != 0 && g_strcmp0 (code, "ErrorBatchProcessingStopped") != 0)
    return TRUE;
  ctg_ews_error_set (error, &refusal, host);
  return FALSE;
}
