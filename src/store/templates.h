/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

#define CTG_TEMPLATE_SHORTCUT_MAX 30   /* characters */

/* Words that are sent again and again, with tokens as in crm/template-rule.h. */
typedef struct
{
  gint64 id;
  char *name;          /* (owned) unique whatever its case */
  char *folder;        /* (owned) possibly "" */
  char *shortcut;      /* (owned) unique, in small letters, without the slash that is typed before it; "": none */
  char *subject;       /* (owned) */
  char *text;          /* (owned) */
  gint64 changed_utc_s;
} CtgTemplate;

void         ctg_template_free    (CtgTemplate *self);

/* By its name: one of that name is replaced, keeping its number. Folder and shortcut: NULL: as they are. Sets id. */
gboolean     ctg_templates_put    (CtgDb *db, CtgTemplate *template, GError **error);
CtgTemplate *ctg_templates_get    (CtgDb *db, gint64 id, GError **error);             /* NOT_FOUND */
/* The one with that id gets whatever of it is not NULL. */
gboolean     ctg_templates_change (CtgDb *db, const CtgTemplate *template, GError **error);
gint64       ctg_templates_find   (CtgDb *db, const char *id_or_name);               /* 0: none */
gboolean     ctg_templates_remove (CtgDb *db, gint64 id, GError **error);
/* What it takes to make it again, as text. */
gboolean     ctg_templates_restore (CtgDb *db, const char *record, GError **error);
/* @to: "": they are in none. */
gboolean     ctg_templates_rename_folder (CtgDb *db, const char *from, const char *to, GError **error);
gint64       ctg_templates_find_shortcut (CtgDb *db, const char *shortcut);          /* 0: none */
char        *ctg_templates_read_shortcut (const char *typed, GError **error);
/* (element-type CtgTemplate) by folder and name */
GPtrArray   *ctg_templates_list   (CtgDb *db, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgTemplate, ctg_template_free)

G_END_DECLS
