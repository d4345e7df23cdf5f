/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gboolean ctg_source_insert (CtgDb *db, gint64 key, GBytes *source, GPtrArray *attachments, GError **error);

G_END_DECLS
