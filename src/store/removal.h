/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gboolean ctg_removal_of_messages (CtgDb *db, GArray *keys, GError **error);
gboolean ctg_removal_of_account (CtgDb *db, gint64 account, GError **error);

G_END_DECLS
