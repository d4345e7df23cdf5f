/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"
#include "contacts.h"
#include "endpoint.h"
#include "json.h"
#include "messages.h"

G_BEGIN_DECLS

/* The values that several commands write, each the same everywhere. A name of NULL: an element of an array. */
void ctg_json_add_string      (CtgJsonWriter *json, const char *name, const char *value);   /* NULL: null */
void ctg_json_add_integer     (CtgJsonWriter *json, const char *name, gint64 value);
void ctg_json_add_number      (CtgJsonWriter *json, const char *name, double value);
void ctg_json_add_boolean     (CtgJsonWriter *json, const char *name, gboolean value);
void ctg_json_add_date        (CtgJsonWriter *json, const char *name, gint64 utc_s);        /* 0: null */
void ctg_json_add_strings     (CtgJsonWriter *json, const char *name, const char *const *values);
void ctg_json_begin_object    (CtgJsonWriter *json, const char *name);
void ctg_json_begin_array     (CtgJsonWriter *json, const char *name);
void ctg_json_add_endpoint    (CtgJsonWriter *json, const char *name, const CtgEndpoint *endpoint);
void ctg_json_add_certificate (CtgJsonWriter *json, const char *name, const CtgCertificate *certificate);
void ctg_json_add_person      (CtgJsonWriter *json, const char *name, const char *person, const char *address);
void ctg_json_add_parties     (CtgJsonWriter *json, const char *name, GPtrArray *parties, CtgPartyKind kind);
void ctg_json_add_attachments (CtgJsonWriter *json, const char *name, GPtrArray *attachments);
void ctg_json_add_account     (CtgJsonWriter *json, const CtgAccount *account);             /* members only */
void ctg_json_add_contact     (CtgJsonWriter *json, const CtgContact *contact);             /* members only */
void ctg_json_add_error       (CtgJsonWriter *json, const char *name, const GError *error);
void ctg_json_add_error_members (CtgJsonWriter *json, const GError *error);

G_END_DECLS
