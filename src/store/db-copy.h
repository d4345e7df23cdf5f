/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean ctg_db_copy (CtgDb *db, const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
