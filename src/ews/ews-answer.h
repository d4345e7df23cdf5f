/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xml.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* An answer of the service, read behind caps. */
typedef struct
{
  CtgXml *xml;               /* (owned) */
  GPtrArray *contents;       /* (owned) (element-type GBytes) whole messages; MimeContent holds the number */
  const CtgXmlElement *first;/* its first response message; the others follow with ctg_xml_element_get_next() */
  int major;                 /* of the server's version, 15 for 2013; -1: not said */
  int minor;
} CtgEwsAnswer;

CtgEwsAnswer        *ctg_ews_answer_read  (GBytes *body, const char *host, GError **error);
void                 ctg_ews_answer_free  (CtgEwsAnswer *self);
gboolean             ctg_ews_answer_check (const CtgXmlElement *message, const char *host, GError **error);
const CtgXmlElement *ctg_ews_answer_find  (const CtgXmlElement *element, const char *path);
char                *ctg_ews_answer_dup   (const CtgXmlElement *element, const char *path);
gint64               ctg_ews_answer_int   (const CtgXmlElement *element, const char *path, gint64 fallback);
gint64               ctg_ews_answer_date  (const CtgXmlElement *element, const char *path);
char                *ctg_ews_answer_dup_property (const CtgXmlElement *item, const char *tag);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgEwsAnswer, ctg_ews_answer_free)

G_END_DECLS
