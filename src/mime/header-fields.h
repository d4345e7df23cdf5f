/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-problem.h"

G_BEGIN_DECLS

/* The fields anything here asks for, in the order of the table in header-fields.c. */
typedef enum
{
  CTG_FIELD_AUTHENTICATION_RESULTS,
  CTG_FIELD_AUTO_SUBMITTED,
  CTG_FIELD_BCC,
  CTG_FIELD_CC,
  CTG_FIELD_CONTENT_DISPOSITION,
  CTG_FIELD_CONTENT_ID,
  CTG_FIELD_CONTENT_TRANSFER_ENCODING,
  CTG_FIELD_CONTENT_TYPE,
  CTG_FIELD_DATE,
  CTG_FIELD_DELIVERED_TO,
  CTG_FIELD_ENVELOPE_TO,
  CTG_FIELD_FROM,
  CTG_FIELD_IN_REPLY_TO,
  CTG_FIELD_LIST_ID,
  CTG_FIELD_LIST_POST,
  CTG_FIELD_LIST_UNSUBSCRIBE,
  CTG_FIELD_MESSAGE_ID,
  CTG_FIELD_MIME_VERSION,
  CTG_FIELD_PRECEDENCE,
  CTG_FIELD_RECEIVED,
  CTG_FIELD_REFERENCES,
  CTG_FIELD_REPLY_TO,
  CTG_FIELD_RETURN_PATH,
  CTG_FIELD_SENDER,
  CTG_FIELD_SENSITIVITY,
  CTG_FIELD_SUBJECT,
  CTG_FIELD_TO,
  CTG_FIELD_X_AUTO_RESPONSE_SUPPRESS,
  CTG_FIELD_X_AUTOREPLY,
  CTG_FIELD_X_AUTORESPOND,
  CTG_FIELD_X_FAILED_RECIPIENTS,
  CTG_FIELD_X_MAIL_AUTOREPLY,
  CTG_FIELD_X_ORIGINAL_TO,
  CTG_FIELD_X_RICEVUTA,
  CTG_N_FIELDS,
  CTG_FIELD_OTHER = CTG_N_FIELDS
} CtgFieldId;

/* One header field: slices of the message's bytes, still folded and encoded. */
typedef struct
{
  const char *name;
  const char *value;
  guint32 value_length;
  guint16 name_length;
  guint16 id;           /* CtgFieldId */
} CtgField;

/* One header block. Borrows the bytes it was scanned from. */
typedef struct
{
  GArray *fields;              /* (owned) (element-type CtgField) in their order */
  gint16 first[CTG_N_FIELDS];  /* index of the first of that name, -1: none */
  guint16 count[CTG_N_FIELDS];
} CtgFields;

CtgFields      *ctg_fields_new     (void);
void            ctg_fields_free    (CtgFields *self);
const char     *ctg_fields_scan    (CtgFields *self, const char *at, const char *end, CtgProblems *problems);
const CtgField *ctg_fields_get     (const CtgFields *self, CtgFieldId id);
const CtgField *ctg_fields_next    (const CtgFields *self, const CtgField *after);
gboolean        ctg_fields_has     (const CtgFields *self, CtgFieldId id);
char           *ctg_fields_dup     (const CtgFields *self, CtgFieldId id);
char           *ctg_field_dup      (const CtgField *self);
char           *ctg_fields_dup_named (const CtgFields *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgFields, ctg_fields_free)

G_END_DECLS
