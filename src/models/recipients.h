/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;

/* Contacts for whom somebody begins to type: `Ada Rossi <ada@studio.it>`, one for each address, written with last
 * first. */
void  ctg_recipients_find_async  (CtgStore *store, const char *beginning, guint limit, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
GStrv ctg_recipients_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
