/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gboolean ctg_fts_set_body_class (CtgDb *db, gint64 key, int body_class, GError **error);
gboolean ctg_fts_add            (CtgDb *db, gint64 key, GError **error);
gboolean ctg_fts_remove         (CtgDb *db, gint64 key, GError **error);
gboolean ctg_fts_ask_for_purge (CtgDb *db, GError **error);

G_END_DECLS
