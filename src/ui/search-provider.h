/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;

/* Contacts and letters in the search of the desktop. */
#define CTG_TYPE_SEARCH_PROVIDER (ctg_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (CtgSearchProvider, ctg_search_provider, CTG, SEARCH_PROVIDER, GObject)

CtgSearchProvider *ctg_search_provider_new       (GApplication *application);
gboolean           ctg_search_provider_export    (CtgSearchProvider *self, GDBusConnection *bus, const char *path,
                                                  GError **error);
void               ctg_search_provider_set_store (CtgSearchProvider *self, CtgStore *store);

G_END_DECLS
