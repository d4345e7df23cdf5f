/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A document read behind caps. Elements are borrowed from it; NULL stands for "not there" everywhere. */
typedef struct _CtgXml CtgXml;
typedef struct _CtgXmlElement CtgXmlElement;

#define CTG_XML_DEFAULT_MAX_BYTES (256 * 1024)

CtgXml              *ctg_xml_parse                 (const char *text, gsize length, gsize max_bytes,
                                                    GError **error);
gsize                ctg_xml_skip_space            (const char *text, gsize length);
void                 ctg_xml_free                  (CtgXml *self);
const CtgXmlElement *ctg_xml_get_root              (const CtgXml *self);

const char          *ctg_xml_element_get_name      (const CtgXmlElement *self);
const CtgXmlElement *ctg_xml_element_get_child     (const CtgXmlElement *self, const char *name);
const CtgXmlElement *ctg_xml_element_get_next      (const CtgXmlElement *self, const char *name);
char                *ctg_xml_element_dup_attribute (const CtgXmlElement *self, const char *name);
char                *ctg_xml_element_dup_text      (const CtgXmlElement *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgXml, ctg_xml_free)

G_END_DECLS
