/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gboolean ctg_log_refresh_contact (CtgDb *db, gint64 contact, int n_more, GError **error);

G_END_DECLS
