/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gboolean ctg_scrub_step (CtgDb *db, gint64 *page, GError **error);

G_END_DECLS
