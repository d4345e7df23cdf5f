/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"
#include "search-query.h"

G_BEGIN_DECLS

/* CtgSearchFilter: what a letter must fulfil besides what the index can tell. */
void             ctg_search_filter_register     (CtgDb *db);
CtgSearchFilter *ctg_search_filter_new          (CtgDb *db, const GPtrArray *terms, const char *without,
                                                 GError **error);
void             ctg_search_filter_free         (CtgSearchFilter *self);
gboolean         ctg_search_filter_admits       (CtgSearchFilter *self, gint64 key);
GArray          *ctg_search_filter_get_keys     (CtgSearchFilter *self);
void             ctg_search_filter_pick         (CtgSearchFilter *self, const GArray *keys);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSearchFilter, ctg_search_filter_free)

G_END_DECLS
