/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"
#include "page-cell.h"

G_BEGIN_DECLS

/* A table's rows as a file has them, and the statement that puts them into another database. */
typedef struct
{
  char *name;                  /* (owned) */
  gboolean has_rowid;
  GArray *columns;             /* (owned) in the order they are stored, see salvage-table.c */
  sqlite3_stmt *insert;        /* (owned) */
  gint64 root;                 /* 0: not known */
  gboolean is_torn;
} CtgSalvageTable;

GPtrArray *ctg_salvage_tables_list (CtgDb *into, sqlite3 *former, GError **error);
void       ctg_salvage_table_free  (CtgSalvageTable *self);
gboolean   ctg_salvage_table_fits  (const CtgSalvageTable *self, CtgDb *into, const CtgCell *cell);
int        ctg_salvage_table_put   (CtgSalvageTable *self, const CtgCell *cell);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSalvageTable, ctg_salvage_table_free)

G_END_DECLS
