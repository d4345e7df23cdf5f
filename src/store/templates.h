/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* Words that are sent again and again, with tokens as in crm/template-rule.h. */
typedef struct
{
  gint64 id;
  char *name;          /* (owned) unique whatever its case */
  char *folder;        /* (owned) possibly "" */
  char *subject;       /* (owned) */
  char *text;          /* (owned) */
  gint64 changed_utc_s;
} CtgTemplate;

void         ctg_template_free    (CtgTemplate *self);

/* By its name: one of that name is replaced, keeping its number. Sets id. */
gboolean     ctg_templates_put    (CtgDb *db, CtgTemplate *template, GError **error);
CtgTemplate *ctg_templates_get    (CtgDb *db, gint64 id, GError **error);             /* NOT_FOUND */
gint64       ctg_templates_find   (CtgDb *db, const char *id_or_name);               /* 0: none */
gboolean     ctg_templates_remove (CtgDb *db, gint64 id, GError **error);
/* (element-type CtgTemplate) by folder and name */
GPtrArray   *ctg_templates_list   (CtgDb *db, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgTemplate, ctg_template_free)

G_END_DECLS
