/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"

G_BEGIN_DECLS

gboolean ctg_account_way_is_same (CtgDb *db, const CtgAccount *account);
gboolean ctg_account_way_begin   (CtgDb *db, gint64 row, const CtgAccount *account, GError **error);

G_END_DECLS
