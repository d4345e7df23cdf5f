/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gboolean ctg_contacts_forget_merges (CtgDb *db, gint64 id, GError **error);

G_END_DECLS
