/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rolling.h"
#include "salvage.h"

G_BEGIN_DECLS

char    *ctg_rolling_attach (CtgDb *db, const char *data_dir);
gboolean ctg_rolling_fill   (CtgDb *db, const CtgSalvage *salvage, gint64 *n_rows, GError **error);

G_END_DECLS
