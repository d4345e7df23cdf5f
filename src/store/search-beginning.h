/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gboolean ctg_search_beginning_register (CtgDb *db, GError **error);
char   **ctg_search_beginning_expand   (CtgDb *db, const char *word, gboolean *is_all);

G_END_DECLS
