/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* The database as it was before, in the profile's data. Kept as long as a profile put aside. */
#define CTG_MIGRATION_COPY "before-migration.db"

/* How a database of one version becomes one of another. */
typedef struct
{
  gint64 from;
  gint64 to;
  const char *sql;
} CtgMigration;

gboolean ctg_migration_leads (const CtgMigration *steps, guint n_steps, gint64 from, gint64 to);
gboolean ctg_migration_run   (CtgDb *db, const CtgMigration *steps, guint n_steps, gint64 to, GError **error);

G_END_DECLS
