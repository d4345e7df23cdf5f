/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "xml.h"

#include "errors.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

struct _CtgXml
{
  xmlDoc *document;   /* (owned) */
};

/* A document type can define entities that read local files or grow without end (threats 0.9). It is
 * refused where the parser meets it, before its subset is read, whatever the encoding it hides in. */
static void
refuse_document_type (void *data, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
  xmlParserCtxt *context = data;
  gboolean *refused = context->_private;

  *refused = TRUE;
  xmlStopParser (context);
}

static void
ignore_message (void *data, const char *format, ...)
{
}

/**
 * ctg_xml_skip_space:
 * @text: (array length=length): a document from outside
 * @length: how many bytes
 *
 * Many servers write empty lines before the first line of a document, where XML allows none.
 *
 * Returns: how many bytes of white space, and of UTF-8's byte order mark, it begins with
 */
gsize
ctg_xml_skip_space (const char *text, gsize length)
{
  gsize skip = length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  while (skip < length && g_ascii_isspace (text[skip]))
    skip++;
  return skip;
}

static xmlDoc *
read_document (const char *text, gsize length, gboolean *refused)
{
  xmlParserCtxt *context = xmlNewParserCtxt ();
  xmlDoc *document;

  context->_private = refused;
  context->sax->internalSubset = refuse_document_type;
  context->sax->error = ignore_message;
  context->sax->warning = ignore_message;
  context->sax->serror = NULL;
  document = xmlCtxtReadMemory (context, text, (int) length, NULL, NULL, XML_PARSE_NONET);
  xmlFreeParserCtxt (context);
  if (*refused)
    g_clear_pointer (&document, xmlFreeDoc);
  return document;
}

/**
 * ctg_xml_parse:
 * @text: (array length=length): a document from outside
 * @length: how many bytes
 * @max_bytes: refuse it above this many; 0 for 256 KB; at most 8 MB is ever right
 * @error: set when it is over the cap, has a document type or is broken
 *
 * Nothing outside of @text is ever read.
 *
 * Errors: TOO_LARGE, PROTOCOL
 * Returns: (transfer full) (nullable): the document
 */
CtgXml *
ctg_xml_parse (const char *text, gsize length, gsize max_bytes, GError **error)
{
  gsize cap = max_bytes > 0 ? max_bytes : CTG_XML_DEFAULT_MAX_BYTES;
  gboolean refused = FALSE;
  xmlDoc *document;
  gsize skip;
  CtgXml *self;

  g_return_val_if_fail (text != NULL && cap <= G_MAXINT, NULL);
  if (length > cap)
    {
      ctg_error_set (error, CTG_ERROR_TOO_LARGE, "xml-too-large",
                     "An XML document of %" G_GSIZE_FORMAT " bytes", length);
      return NULL;
    }
  skip = ctg_xml_skip_space (text, length);
  document = read_document (text + skip, length - skip, &refused);
  if (document == NULL || xmlDocGetRootElement (document) == NULL)
    {
      g_clear_pointer (&document, xmlFreeDoc);
      ctg_error_set (error, CTG_ERROR_PROTOCOL, refused ? "xml-document-type" : "not-xml",
                     refused ? "An XML document with a document type is refused" : "This is not an XML document");
      return NULL;
    }
  self = g_new (CtgXml, 1);
  self->document = document;
  return self;
}

/**
 * ctg_xml_free:
 * @self: (transfer full) (nullable): a document
 */
void
ctg_xml_free (CtgXml *self)
{
  if (self == NULL)
    return;
  xmlFreeDoc (self->document);
  g_free (self);
}

static xmlNode *
node_of (const CtgXmlElement *element)
{
  return (xmlNode *) element;
}

static const CtgXmlElement *
find_element (xmlNode *node, const char *name)
{
  for (; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE && (name == NULL || g_str_equal (node->name, name)))
      return (const CtgXmlElement *) node;
  return NULL;
}

/**
 * ctg_xml_get_root:
 * @self: a document
 *
 * Returns: (transfer none): its outermost element
 */
const CtgXmlElement *
ctg_xml_get_root (const CtgXml *self)
{
  return (const CtgXmlElement *) xmlDocGetRootElement (self->document);
}

/**
 * ctg_xml_element_get_name:
 * @self: an element
 *
 * Returns: (transfer none): its name without a prefix
 */
const char *
ctg_xml_element_get_name (const CtgXmlElement *self)
{
  return (const char *) node_of (self)->name;
}

/**
 * ctg_xml_element_get_child:
 * @self: (nullable): an element
 * @name: (nullable): without a prefix; %NULL for any
 *
 * Returns: (transfer none) (nullable): the first element of that name inside it
 */
const CtgXmlElement *
ctg_xml_element_get_child (const CtgXmlElement *self, const char *name)
{
  return self != NULL ? find_element (node_of (self)->children, name) : NULL;
}

/**
 * ctg_xml_element_get_next:
 * @self: (nullable): an element
 * @name: (nullable): without a prefix; %NULL for any
 *
 * Returns: (transfer none) (nullable): the next element of that name beside it
 */
const CtgXmlElement *
ctg_xml_element_get_next (const CtgXmlElement *self, const char *name)
{
  return self != NULL ? find_element (node_of (self)->next, name) : NULL;
}

/**
 * ctg_xml_element_dup_attribute:
 * @self: (nullable): an element
 * @name: an attribute's name without a prefix
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
ctg_xml_element_dup_attribute (const CtgXmlElement *self, const char *name)
{
  xmlChar *value = self != NULL ? xmlGetNoNsProp (node_of (self), (const xmlChar *) name) : NULL;
  char *copy = g_strdup ((const char *) value);

  xmlFree (value);
  return copy;
}

/**
 * ctg_xml_element_dup_text:
 * @self: (nullable): an element
 *
 * Returns: (transfer full) (nullable): all text inside it, without white space around it
 */
char *
ctg_xml_element_dup_text (const CtgXmlElement *self)
{
  xmlChar *text = self != NULL ? xmlNodeGetContent (node_of (self)) : NULL;
  char *copy = g_strdup ((const char *) text);

  xmlFree (text);
  return copy != NULL ? g_strstrip (copy) : NULL;
}
