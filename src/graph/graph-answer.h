/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A page of a collection. */
typedef struct
{
  CtgJson *json;               /* (owned) */
  const CtgJsonValue *values;  /* its array */
  char *next;                  /* (owned) (nullable) the target of the page after it */
  char *delta;                 /* (owned) (nullable) the target that tells what changes from now on */
} CtgGraphPage;

CtgJson      *ctg_graph_answer_read     (GBytes *body, const char *host, GError **error);
CtgGraphPage *ctg_graph_page_read       (CtgJson *json, const CtgEndpoint *endpoint, GError **error);
void          ctg_graph_page_free       (CtgGraphPage *self);
const char   *ctg_graph_answer_string   (const CtgJsonValue *value, const char *name);
gint64        ctg_graph_answer_int      (const CtgJsonValue *value, const char *name, gint64 fallback);
gint64        ctg_graph_answer_date     (const CtgJsonValue *value, const char *name);
const char   *ctg_graph_answer_id       (const CtgJsonValue *value);
const char   *ctg_graph_answer_property (const CtgJsonValue *item, const char *type, guint tag);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgGraphPage, ctg_graph_page_free)

G_END_DECLS
