/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gboolean ctg_schema_prepare (CtgDb *db, GError **error);
gboolean ctg_schema_load    (CtgDb *db, GError **error);
gboolean ctg_schema_renew_key (CtgDb *db, gboolean *is_new, GError **error);
int      ctg_schema_compare (gint64 version);

G_END_DECLS
