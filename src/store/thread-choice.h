/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gint64   ctg_thread_choice_find  (CtgDb *db, GArray *hashes);
gboolean ctg_thread_choice_parts (CtgDb *db, gint64 id_hash, gint64 choice);
gboolean ctg_thread_choice_keep  (CtgDb *db, gint64 id_hash, gint64 choice, GError **error);

G_END_DECLS
