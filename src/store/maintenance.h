/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* A setting: there are attachments without a row, to be collected at the next start. */
#define CTG_SETTING_ORPHANS "collect-orphans"

/* All are CtgStoreFunc for ctg_transaction_none. */
gboolean ctg_maintenance_collect_orphans (CtgDb *db, gpointer unused, GError **error);
gboolean ctg_maintenance_purge_step      (CtgDb *db, gpointer more, GError **error);
gboolean ctg_maintenance_finish          (CtgDb *db, gpointer unused, GError **error);
gboolean ctg_maintenance_set_bulk        (CtgDb *db, gpointer bulk, GError **error);
gboolean ctg_maintenance_check_database  (CtgDb *db, gpointer thorough, GError **error);
gboolean ctg_maintenance_check_index     (CtgDb *db, gpointer unused, GError **error);
gboolean ctg_maintenance_has_foreign     (CtgDb *db, gpointer found, GError **error);

G_END_DECLS
