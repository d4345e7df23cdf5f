/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gboolean ctg_attachments_insert (CtgDb *db, gint64 key, GPtrArray *attachments, GError **error);
gboolean ctg_attachments_remove (CtgDb *db, gint64 key, GError **error);

G_END_DECLS
