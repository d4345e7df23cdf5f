/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

void ctg_search_rank_register (CtgDb *db);

G_END_DECLS
