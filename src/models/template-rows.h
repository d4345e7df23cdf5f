/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;

/* A template as a list shows it. */
typedef struct
{
  gint64 id;
  char *name;
  char *folder;     /* possibly "" */
  char *shortcut;   /* without the slash, possibly "" */
  char *subject;
  char *text;
} CtgTemplateRow;

void       ctg_template_row_free         (CtgTemplateRow *self);
void       ctg_template_rows_load_async  (CtgStore *store, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *ctg_template_rows_load_finish (GAsyncResult *result, GError **error);   /* (element-type CtgTemplateRow) */

G_END_DECLS
