/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

GBytes  *ctg_compress          (CtgDb *db, const void *bytes, gsize length);
GBytes  *ctg_decompress        (CtgDb *db, const void *bytes, gsize length, GError **error);
void     ctg_compress_register (CtgDb *db);

G_END_DECLS
