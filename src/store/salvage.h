/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

/* What could be read of a damaged database. */
typedef struct
{
  gint64 n_rows;
  gint64 n_unreadable;         /* pages that are noise, or whose rows are, in part */
  GHashTable *torn;            /* (owned) (element-type utf8 utf8) tables of which something may be missing */
} CtgSalvage;

void     ctg_salvage_init  (CtgSalvage *self);
void     ctg_salvage_clear (CtgSalvage *self);
gboolean ctg_salvage_lost  (const CtgSalvage *self, const char *table);
gboolean ctg_salvage_rows  (const char *path, CtgDb *into, CtgSalvage *result, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtgSalvage, ctg_salvage_clear)

G_END_DECLS
