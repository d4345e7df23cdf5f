/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A document read behind caps, and what stands in it. Values are borrowed from the document; every function
 * of a value takes NULL for "not there", so that a path through a foreign document needs no tests between
 * its steps. */
typedef struct _CtgJson CtgJson;
typedef struct _CtgJsonValue CtgJsonValue;

CtgJson            *ctg_json_parse             (const char *text, gssize length, GError **error);
void                ctg_json_free              (CtgJson *self);
const CtgJsonValue *ctg_json_get_root          (const CtgJson *self);

gboolean            ctg_json_value_is_object   (const CtgJsonValue *self);
gboolean            ctg_json_value_is_array    (const CtgJsonValue *self);
const CtgJsonValue *ctg_json_value_get_member  (const CtgJsonValue *self, const char *name);
char              **ctg_json_value_dup_names   (const CtgJsonValue *self);
guint               ctg_json_value_get_length  (const CtgJsonValue *self);
const CtgJsonValue *ctg_json_value_get_element (const CtgJsonValue *self, guint index);
const char         *ctg_json_value_get_string  (const CtgJsonValue *self);
gboolean            ctg_json_value_get_int     (const CtgJsonValue *self, gint64 *value);
gboolean            ctg_json_value_get_boolean (const CtgJsonValue *self, gboolean fallback);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgJson, ctg_json_free)

/* Writes one document, compact unless asked otherwise. Calls out of order are bugs. */
typedef struct _CtgJsonWriter CtgJsonWriter;

CtgJsonWriter *ctg_json_writer_new          (void);
void           ctg_json_writer_free         (CtgJsonWriter *self);
void           ctg_json_writer_set_pretty   (CtgJsonWriter *self, gboolean pretty);
void           ctg_json_writer_begin_object (CtgJsonWriter *self);
void           ctg_json_writer_end_object   (CtgJsonWriter *self);
void           ctg_json_writer_begin_array  (CtgJsonWriter *self);
void           ctg_json_writer_end_array    (CtgJsonWriter *self);
void           ctg_json_writer_member       (CtgJsonWriter *self, const char *name);
void           ctg_json_writer_string       (CtgJsonWriter *self, const char *value);
void           ctg_json_writer_int          (CtgJsonWriter *self, gint64 value);
void           ctg_json_writer_double       (CtgJsonWriter *self, double value);
void           ctg_json_writer_boolean      (CtgJsonWriter *self, gboolean value);
void           ctg_json_writer_null         (CtgJsonWriter *self);
char          *ctg_json_writer_finish       (CtgJsonWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgJsonWriter, ctg_json_writer_free)

G_END_DECLS
