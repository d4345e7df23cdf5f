/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "label-places.h"
#include "pull.h"

G_BEGIN_DECLS

/* B29: providers themselves advise against more in one folder. */
#define CTG_PULL_LARGE_FOLDER 100000

gboolean ctg_pull_headers   (const CtgPull *self, const CtgFolder *folder, const CtgLabelPlaces *places,
                             CtgPullTotals *totals, GCancellable *cancellable, GError **error);
gboolean ctg_pull_note_size (CtgDb *db, const char *account_id, const char *folder_name, gint64 n_messages,
                             GError **error);

G_END_DECLS
