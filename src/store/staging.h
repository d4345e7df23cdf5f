/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db.h"

G_BEGIN_DECLS

gboolean ctg_digest_is_valid   (const char *sha256);
char    *ctg_digest_dup_path   (const char *data_dir, const char *sha256);

gboolean ctg_staging_add       (CtgDb *db, const char *sha256, GBytes *content, GError **error);
gboolean ctg_staging_adopt     (CtgDb *db, const char *sha256, const char *path, gsize size, GError **error);
void     ctg_staging_drop      (CtgDb *db, const char *sha256);
gboolean ctg_staging_publish   (CtgDb *db, GError **error);
void     ctg_staging_discard   (CtgDb *db, gboolean published_too);
void     ctg_staging_settle    (CtgDb *db);
void     ctg_staging_collect   (CtgDb *db);
void     ctg_staging_free      (CtgStaging *self);

G_END_DECLS
