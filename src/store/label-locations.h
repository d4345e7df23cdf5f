/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gboolean ctg_label_locations_put         (CtgDb *db, gint64 key, gint64 all_mail_id, const char *name,
                                          GArray *folder_ids, GError **error);
gboolean ctg_label_locations_drop_gone   (CtgDb *db, gint64 all_mail_id, GPtrArray *remote_ids, GError **error);
gboolean ctg_label_locations_drop_folder (CtgDb *db, gint64 folder_id, GError **error);

G_END_DECLS
