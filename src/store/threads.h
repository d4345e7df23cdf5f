/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gint64   ctg_thread_of_id         (CtgDb *db, gint64 id_hash);
gboolean ctg_thread_join          (CtgDb *db, gint64 key, GArray *hashes, gint64 *thread, gboolean *disputed,
                                   GError **error);
gboolean ctg_thread_recompute     (CtgDb *db, gint64 thread, GError **error);
gboolean ctg_thread_recompute_all (CtgDb *db, GArray *threads, GError **error);
gint64   ctg_thread_find          (CtgDb *db, gint64 name);
GArray  *ctg_thread_hash_ids      (CtgDb *db, const char *message_id, const char *const *ancestors);
GArray  *ctg_thread_hash_message  (CtgDb *db, gint64 key, GError **error);

G_END_DECLS
