/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Writes one SOAP request. What stands in it from outside is escaped here and nowhere else. */
typedef struct
{
  GString *text;        /* (owned) */
  GPtrArray *open;      /* (owned) (element-type utf8) elements that wait for their end; static strings */
} CtgEwsWriter;

CtgEwsWriter *ctg_ews_writer_new    (void);
void          ctg_ews_writer_open   (CtgEwsWriter *self, const char *element);
void          ctg_ews_writer_open_with (CtgEwsWriter *self, const char *element, const char *first_attribute, ...)
                                     G_GNUC_NULL_TERMINATED;
void          ctg_ews_writer_close  (CtgEwsWriter *self);
void          ctg_ews_writer_empty  (CtgEwsWriter *self, const char *element, const char *first_attribute, ...)
                                     G_GNUC_NULL_TERMINATED;
void          ctg_ews_writer_text   (CtgEwsWriter *self, const char *element, const char *text);
void          ctg_ews_writer_base64 (CtgEwsWriter *self, const char *element, GBytes *bytes);
GBytes       *ctg_ews_writer_finish (CtgEwsWriter *self);

G_END_DECLS
