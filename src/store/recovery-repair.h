/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salvage.h"

G_BEGIN_DECLS

gboolean ctg_recovery_repair (CtgDb *db, const CtgSalvage *salvage, gboolean key_is_new, GError **error);

G_END_DECLS
